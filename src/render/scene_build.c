/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of a scene, collected in any order; scene_pack.c sorts, copies and indexes them. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/render/dissolve.h"
#include "src/render/scene_rows.h"

const size_t jy_attr_size[JY_POINTS_COUNT] = {
    [JY_POINTS_LIGHTS] = sizeof(struct jy_light_attr),
    [JY_POINTS_CAMERAS] = sizeof(struct jy_camera_attr),
    [JY_POINTS_PLACES] = sizeof(struct jy_place_attr),
};

struct jy_scene_builder *jy_scene_builder_new(void)
{
    struct jy_scene_builder *b = jy_calloc(1, sizeof *b);
    b->spacing_m = 20;
    b->attribution = jy_strdup("");
    b->last_road = -1;
    for (int i = 0; i < JY_POINTS_COUNT; i++)
        jy_intern_init(&b->points[i].attrs);
    jy_intern_init(&b->texts);
    (void)jy_intern_text(&b->texts, ""); /* reference 0 */
    return b;
}

void jy_scene_builder_free(struct jy_scene_builder *b)
{
    if (b == NULL)
        return;
    for (int i = 0; i < JY_POINTS_COUNT; i++) {
        free(b->points[i].at);
        free(b->points[i].id);
        free(b->points[i].attr);
        jy_intern_done(&b->points[i].attrs);
    }
    for (int i = 0; i < JY_SHAPES_COUNT; i++) {
        free(b->shapes[i].row);
        free(b->shapes[i].part_start);
        free(b->shapes[i].part_outer);
        free(b->shapes[i].at);
        free(b->shapes[i].d_dm);
    }
    jy_intern_done(&b->texts);
    free(b->wishes.wish);
    free(b->wishes.line_start);
    free(b->wishes.line_at);
    free(b->attribution);
    free(b);
}

void jy_scene_set_spacing(struct jy_scene_builder *b, double spacing_m)
{
    assert(spacing_m > 0);
    b->spacing_m = spacing_m;
}

void jy_scene_set_attribution(struct jy_scene_builder *b, const char *text)
{
    free(b->attribution);
    b->attribution = jy_strdup(text);
}

/* --- Points -------------------------------------------------------------------------------- */

static bool add_point(struct jy_scene_builder *b, enum jy_points_layer layer, struct gis_lonlat at,
                      int64_t id, const void *attr)
{
    if (!gis_lonlat_valid(at)) {
        b->n_refused++;
        return false;
    }
    struct jy_point_rows *rows = &b->points[layer];
    rows->at = jy_grow(rows->at, &rows->cap_at, rows->n + 1, sizeof *rows->at);
    rows->id = jy_grow(rows->id, &rows->cap_id, rows->n + 1, sizeof *rows->id);
    rows->attr = jy_grow(rows->attr, &rows->cap_attr, rows->n + 1, sizeof *rows->attr);
    rows->at[rows->n] = gis_world_from_lonlat(at);
    rows->id[rows->n] = id;
    rows->attr[rows->n] =
        (uint32_t)(jy_intern_bytes(&rows->attrs, attr, jy_attr_size[layer]) / jy_attr_size[layer]);
    rows->n++;
    return true;
}

/* Luminous flux in eight steps of half an octave from 500 lm; lamps without lumen by a usual
 * efficacy of their kind (lm/W): LED 100, fluorescent 60, mercury 50, sodium 100, metal halide 80,
 * incandescent 12, gas 2. Only for drawing. */
static uint8_t glow_of(const struct jy_light *light)
{
    static const double efficacy[] = {
        [JY_LAMP_UNKNOWN] = 80,      [JY_LAMP_LED] = 100,    [JY_LAMP_FLUORESCENT] = 60,
        [JY_LAMP_MERCURY] = 50,      [JY_LAMP_SODIUM] = 100, [JY_LAMP_METAL_HALIDE] = 80,
        [JY_LAMP_INCANDESCENT] = 12, [JY_LAMP_GAS] = 2,      [JY_LAMP_OTHER] = 60};
    double lumen = light->lumen_lm;
    if (!(lumen > 0))
        lumen = light->watt_w * efficacy[light->lamp];
    if (!(lumen > 0))
        return 3; /* unknown: the usual small LED lamp of a side street, about 1,000 lm */
    double step = 1 + 2 * log2(lumen / 500);
    return (uint8_t)fmin(fmax(round(step), 1), 8);
}

struct jy_light_attr jy_light_attr_of(const struct jy_light *light)
{
    struct jy_light_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.watt_w =
        light->watt_w >= 0 && light->watt_w < 1e6 ? (float)(round(light->watt_w * 10) / 10) : NAN;
    attr.kind = (uint8_t)light->kind;
    attr.lamp = (uint8_t)light->lamp;
    attr.status = (uint8_t)light->status;
    attr.glow = glow_of(light);
    return attr;
}

void jy_scene_add_light(struct jy_scene_builder *b, const struct jy_light *light)
{
    struct jy_light_attr attr = jy_light_attr_of(light);
    (void)add_point(b, JY_POINTS_LIGHTS, light->at, light->id, &attr);
}

void jy_scene_add_camera(struct jy_scene_builder *b, const struct jy_camera *camera,
                         enum jy_precision precision, uint32_t count)
{
    struct jy_camera_attr attr;
    memset(&attr, 0, sizeof attr);
    bool exact = precision == JY_PRECISION_EXACT;
    attr.direction_deg = exact ? (float)camera->direction_deg : NAN;
    attr.angle_deg = exact ? (float)camera->angle_deg : NAN;
    attr.range_m = exact ? (float)camera->range_m : NAN;
    attr.count = count;
    attr.precision = (uint8_t)precision;
    attr.status = (uint8_t)camera->status;
    (void)add_point(b, JY_POINTS_CAMERAS, camera->at, camera->id, &attr);
}

/* --- Labels -------------------------------------------------------------------------------- */

static void wish(struct jy_scene_builder *b, struct jy_label_wish w)
{
    struct jy_label_wishes *all = &b->wishes;
    all->wish = jy_grow(all->wish, &all->cap, all->n + 1, sizeof *all->wish);
    all->wish[all->n++] = w;
}

static void wish_point(struct jy_scene_builder *b, enum jy_label_class cls, struct gis_lonlat at,
                       const char *name, uint8_t rank, int64_t id)
{
    if (name == NULL || name[0] == 0 || !gis_lonlat_valid(at))
        return;
    wish(b, (struct jy_label_wish){.at = gis_world_from_lonlat(at),
                                   .text = jy_intern_text(&b->texts, name),
                                   .cls = (uint8_t)cls,
                                   .rank = rank,
                                   .line = UINT32_MAX,
                                   .id = id});
}

static void line_points(struct jy_label_wishes *all, size_t n, const struct gis_world *at)
{
    all->line_at = jy_grow(all->line_at, &all->at_cap, all->n_at + n, sizeof *all->line_at);
    memcpy(all->line_at + all->n_at, at, n * sizeof *at);
    all->n_at += n;
    all->line_start[all->n_lines] = (uint32_t)all->n_at;
}

static uint32_t line_new(struct jy_label_wishes *all)
{
    all->line_start =
        jy_grow(all->line_start, &all->line_cap, all->n_lines + 2, sizeof *all->line_start);
    all->line_start[all->n_lines] = (uint32_t)all->n_at;
    return (uint32_t)all->n_lines++;
}

static void wish_road(struct jy_scene_builder *b, const struct jy_road *road, size_t n,
                      const struct gis_world *at)
{
    if (road->name == NULL || road->name[0] == 0 || n < 2)
        return;
    struct jy_label_wishes *all = &b->wishes;
    if (b->last_road == road->id && all->n_lines > 0) {
        struct gis_world end = all->line_at[all->n_at - 1];
        if (end.x == at[0].x && end.y == at[0].y) { /* the next stretch of the same road */
            line_points(all, n - 1, at + 1);
            return;
        }
    }
    b->last_road = road->id;
    uint32_t line = line_new(all);
    line_points(all, n, at);
    wish(b, (struct jy_label_wish){.text = jy_intern_text(&b->texts, road->name),
                                   .cls = JY_LABEL_ROAD,
                                   .rank = (uint8_t)road->road_class,
                                   .line = line,
                                   .id = road->id});
}

/* --- Shapes -------------------------------------------------------------------------------- */

static uint16_t pack_d(double d_m)
{
    if (isnan(d_m) || d_m < 0)
        return JY_D_UNKNOWN;
    double dm = round(d_m * 10);
    return dm >= JY_D_FAR ? (uint16_t)JY_D_FAR : (uint16_t)dm;
}

static bool all_valid(size_t n, const struct gis_lonlat *points)
{
    for (size_t i = 0; i < n; i++) {
        if (!gis_lonlat_valid(points[i]))
            return false;
    }
    return true;
}

static void add_part(struct jy_shape_rows *rows, size_t n, const struct gis_lonlat *points,
                     const double *d_m, bool outer)
{
    rows->part_start =
        jy_grow(rows->part_start, &rows->cap_start, rows->n_parts + 1, sizeof *rows->part_start);
    rows->part_outer =
        jy_grow(rows->part_outer, &rows->cap_outer, rows->n_parts + 1, sizeof *rows->part_outer);
    rows->part_start[rows->n_parts] = (uint32_t)rows->n_at;
    rows->part_outer[rows->n_parts++] = outer;
    rows->at = jy_grow(rows->at, &rows->cap_at, rows->n_at + n, sizeof *rows->at);
    rows->d_dm = jy_grow(rows->d_dm, &rows->cap_d, rows->n_at + n, sizeof *rows->d_dm);
    for (size_t i = 0; i < n; i++) {
        rows->at[rows->n_at + i] = gis_world_from_lonlat(points[i]);
        rows->d_dm[rows->n_at + i] = d_m ? pack_d(d_m[i]) : (uint16_t)JY_D_UNKNOWN;
    }
    rows->n_at += n;
}

/* Parts of too few points say nothing and are left out. */
static bool add_shape(struct jy_scene_builder *b, enum jy_shapes_layer layer,
                      struct jy_shape_row row, const struct jy_geometry *g)
{
    struct jy_shape_rows *rows = &b->shapes[layer];
    if (!all_valid(g->n_points, g->points)) {
        b->n_refused++;
        return false;
    }
    bool polygons = g->kind == JY_GEOMETRY_POLYGONS;
    row.kind = polygons ? JY_SHAPE_POLYGONS : JY_SHAPE_LINES;
    row.first_part = (uint32_t)rows->n_parts;
    uint32_t from = 0;
    for (size_t i = 0; i < g->n_parts; i++) {
        uint32_t end = g->part_end[i];
        if (end >= from + (polygons ? 4U : 2U)) {
            add_part(rows, end - from, g->points + from, NULL,
                     polygons && (g->part_outer == NULL || g->part_outer[i]));
        }
        from = end;
    }
    row.n_parts = (uint32_t)rows->n_parts - row.first_part;
    if (row.n_parts == 0)
        return false;
    rows->row = jy_grow(rows->row, &rows->cap, rows->n + 1, sizeof *rows->row);
    rows->row[rows->n++] = row;
    return true;
}

static void add_stretch(struct jy_scene_builder *b, const struct jy_road *road,
                        struct jy_shape_row row, size_t n, const struct gis_lonlat *points,
                        const double *d_m)
{
    struct jy_shape_rows *rows = &b->shapes[JY_SHAPES_ROADS];
    if (n < 2 || !all_valid(n, points)) {
        b->n_refused++;
        return;
    }
    row.first_part = (uint32_t)rows->n_parts;
    row.n_parts = 1;
    add_part(rows, n, points, d_m, false);
    rows->row = jy_grow(rows->row, &rows->cap, rows->n + 1, sizeof *rows->row);
    rows->row[rows->n++] = row;
    wish_road(b, road, n, rows->at + rows->n_at - n);
}

void jy_scene_add_road(struct jy_scene_builder *b, const struct jy_road *road, enum jy_lit lit,
                       size_t n, const struct gis_lonlat *points, const double *d_m)
{
    struct jy_shape_row row = {.id = road->id,
                               .name = jy_intern_text(&b->texts, road->name),
                               .kind = JY_SHAPE_LINES,
                               .what = (uint8_t)road->road_class,
                               .lit = (uint8_t)(lit | (road->bridge ? JY_ROAD_BRIDGE : 0) |
                                                (road->tunnel ? JY_ROAD_TUNNEL : 0) |
                                                (road->is_private ? JY_ROAD_PRIVATE : 0))};
    if (n > 0) {
        add_stretch(b, road, row, n, points, d_m);
        return;
    }
    uint32_t from = 0;
    for (size_t i = 0; i < road->geometry.n_parts; i++) {
        uint32_t end = road->geometry.part_end[i];
        add_stretch(b, road, row, end - from, road->geometry.points + from, NULL);
        from = end;
    }
}

void jy_scene_add_gap(struct jy_scene_builder *b, const struct jy_gap_row *gap)
{
    struct jy_shape_row row = {.id = gap->id,
                               .number = {(float)gap->length_m, (float)gap->darkest_m,
                                          (float)gap->implied_m, (float)gap->extra_lower,
                                          (float)gap->extra_upper}};
    struct jy_shape_rows *rows = &b->shapes[JY_SHAPES_GAPS];
    if (!add_shape(b, JY_SHAPES_GAPS, row, &gap->geometry))
        return;
    /* its length is written along its longest part */
    uint32_t best = rows->row[rows->n - 1].first_part;
    size_t best_n = 0;
    for (uint32_t p = best; p < rows->n_parts; p++) {
        size_t end = p + 1 < rows->n_parts ? rows->part_start[p + 1] : rows->n_at;
        if (end - rows->part_start[p] > best_n) {
            best_n = end - rows->part_start[p];
            best = p;
        }
    }
    const double told_m = 10; /* shorter ones are drawn, but their length is noise */
    if (!(gap->length_m >= told_m && gap->length_m < 1e6))
        return;
    char text[32];
    snprintf(text, sizeof text, "%.0f m", gap->length_m);
    uint32_t line = line_new(&b->wishes);
    line_points(&b->wishes, best_n, rows->at + rows->part_start[best]);
    wish(b, (struct jy_label_wish){.text = jy_intern_text(&b->texts, text),
                                   .cls = JY_LABEL_GAP,
                                   .rank = (uint8_t)fmax(0, 255 - gap->length_m),
                                   .line = line,
                                   .id = gap->id});
    b->last_road = -1;
}

void jy_scene_add_eligible(struct jy_scene_builder *b, const struct jy_eligible_row *eligible)
{
    struct jy_shape_row row = {.id = eligible->id, .number = {(float)eligible->length_m}};
    (void)add_shape(b, JY_SHAPES_ELIGIBLE, row, &eligible->geometry);
}

void jy_scene_add_hotspot(struct jy_scene_builder *b, const struct jy_hotspot_row *hotspot)
{
    struct jy_shape_row row = {.id = hotspot->id,
                               .name = jy_intern_text(&b->texts, hotspot->name),
                               .name_en = jy_intern_text(&b->texts, hotspot->offence),
                               .number = {(float)hotspot->rank, (float)hotspot->p,
                                          (float)hotspot->relative_risk, (float)hotspot->cases}};
    if (hotspot->geometry.kind != JY_GEOMETRY_POLYGONS) {
        (void)add_shape(b, JY_SHAPES_HOTSPOTS, row, &hotspot->geometry);
        return;
    }
    struct jy_geometry whole = jy_dissolve(&hotspot->geometry); /* one area, not its parts */
    (void)add_shape(b, JY_SHAPES_HOTSPOTS, row, &whole);
    jy_dissolve_free(&whole);
}

/* Where the name of a geometry without a label position stands: the centroid of its largest ring,
 * the middle vertex of its longest line, or the point itself. */
static struct gis_lonlat middle_of(const struct jy_geometry *g)
{
    struct gis_lonlat best = {NAN, NAN};
    if (g->kind == JY_GEOMETRY_POINT && g->n_points > 0)
        return g->points[0];
    double best_size = -1;
    uint32_t from = 0;
    for (size_t i = 0; i < g->n_parts; from = g->part_end[i], i++) {
        const struct gis_lonlat *p = g->points + from;
        size_t n = g->part_end[i] - from;
        if (g->kind == JY_GEOMETRY_LINES && n >= 2 && (double)n > best_size) {
            best_size = (double)n;
            best = p[n / 2];
        }
        if (g->kind != JY_GEOMETRY_POLYGONS || n < 4)
            continue;
        double area2 = 0, x = 0, y = 0; /* about the first vertex: no cancellation */
        for (size_t k = 0; k + 1 < n; k++) {
            double ax = p[k].lon_deg - p[0].lon_deg, ay = p[k].lat_deg - p[0].lat_deg;
            double bx = p[k + 1].lon_deg - p[0].lon_deg, by = p[k + 1].lat_deg - p[0].lat_deg;
            double cross = ax * by - bx * ay;
            area2 += cross;
            x += (ax + bx) * cross;
            y += (ay + by) * cross;
        }
        if (fabs(area2) > best_size && area2 != 0) {
            best_size = fabs(area2);
            best =
                (struct gis_lonlat){p[0].lon_deg + x / (3 * area2), p[0].lat_deg + y / (3 * area2)};
        }
    }
    return best;
}

void jy_scene_add_area(struct jy_scene_builder *b, const struct jy_area *area)
{
    struct jy_shape_row row = {.id = area->id,
                               .name = jy_intern_text(&b->texts, area->name),
                               .name_en = jy_intern_text(&b->texts, area->name_en),
                               .what = (uint8_t)area->kind};
    if (area->geometry.kind == JY_GEOMETRY_POLYGONS || area->geometry.kind == JY_GEOMETRY_LINES)
        (void)add_shape(b, JY_SHAPES_DISTRICTS, row, &area->geometry);
    if (area->kind != JY_AREA_DISTRICT && area->kind != JY_AREA_CHOME)
        return;
    struct gis_lonlat at = gis_lonlat_valid(area->label) ? area->label : middle_of(&area->geometry);
    wish_point(b, area->kind == JY_AREA_DISTRICT ? JY_LABEL_DISTRICT : JY_LABEL_CHOME, at,
               area->name, 0, area->id);
}

static enum jy_label_class label_class_of(enum jy_place_kind kind)
{
    static const struct {
        enum jy_place_kind kind;
        enum jy_label_class cls;
    } table[] = {{JY_PLACE_STATION, JY_LABEL_STATION},
                 {JY_PLACE_CITY_HALL, JY_LABEL_CITY_HALL},
                 {JY_PLACE_SCHOOL, JY_LABEL_SCHOOL},
                 {JY_PLACE_PARK, JY_LABEL_PARK},
                 {JY_PLACE_WATER, JY_LABEL_WATER}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].kind == kind)
            return table[i].cls;
    }
    return JY_LABEL_PLACE;
}

void jy_scene_add_place(struct jy_scene_builder *b, const struct jy_place *place)
{
    static const enum jy_shapes_layer ground[] = {[JY_PLACE_PARK] = JY_SHAPES_GREEN,
                                                  [JY_PLACE_WATER] = JY_SHAPES_WATER,
                                                  [JY_PLACE_RAIL] = JY_SHAPES_RAIL,
                                                  [JY_PLACE_BUILDING] = JY_SHAPES_BUILDINGS};
    struct gis_lonlat at = middle_of(&place->geometry);
    bool base = place->kind == JY_PLACE_PARK || place->kind == JY_PLACE_WATER ||
                place->kind == JY_PLACE_RAIL || place->kind == JY_PLACE_BUILDING;
    bool point = place->geometry.kind == JY_GEOMETRY_POINT;
    uint32_t name = jy_intern_text(&b->texts, place->name);
    uint32_t name_en = jy_intern_text(&b->texts, place->name_en);
    if (base && !point) {
        struct jy_shape_row row = {
            .id = place->id, .name = name, .name_en = name_en, .what = (uint8_t)place->kind};
        (void)add_shape(b, ground[place->kind], row, &place->geometry);
    } else if (!base) {
        struct jy_place_attr attr = {name, name_en, (uint32_t)place->kind};
        if (!add_point(b, JY_POINTS_PLACES, at, place->id, &attr))
            return;
    }
    if (place->kind != JY_PLACE_RAIL && place->kind != JY_PLACE_BUILDING) {
        wish_point(b, label_class_of(place->kind), at, place->name, (uint8_t)place->kind,
                   place->id);
    }
}
