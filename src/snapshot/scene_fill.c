/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/scene_fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

struct filler {
    const struct jy_city_data *data;
    const struct jy_lighting *lighting;
    struct jy_scene_builder *scene;
    struct jy_stretch stretch; /* reused */
};

static void add_lights(struct filler *f)
{
    for (size_t i = 0; i < f->data->n_lights; i++) {
        const struct jy_light_point *p = &f->data->lights[i];
        const struct jy_light light = {.id = p->id,
                                       .at = p->at,
                                       .kind = p->kind,
                                       .lamp = p->lamp,
                                       .status = p->status,
                                       .owner = p->owner,
                                       .watt_w = (double)p->watt_w,
                                       .lumen_lm = (double)p->lumen_lm,
                                       .colour_k = (double)NAN,
                                       .height_m = (double)NAN,
                                       .arm_m = (double)NAN};
        jy_scene_add_light(f->scene, &light);
    }
}

/* --- cameras at the precision the city allows ---------------------------------------------------
 */

/* Without direction and with the number only: what a place that stands for cameras may say. */
static void add_camera_group(struct filler *f, int64_t id, struct gis_lonlat at,
                             enum jy_precision precision, uint32_t count)
{
    const struct jy_camera camera = {.id = id,
                                     .at = at,
                                     .direction_deg = (double)NAN,
                                     .angle_deg = (double)NAN,
                                     .range_m = (double)NAN,
                                     .height_m = (double)NAN,
                                     .status = JY_STATUS_IN_SERVICE};
    jy_scene_add_camera(f->scene, &camera, precision, count);
}

static void cameras_by_district(struct filler *f)
{
    const struct jy_lighting *l = f->lighting;
    uint32_t *count JY_AUTOFREE = jy_calloc(l->n_districts, sizeof *count);
    for (size_t i = 0; i < f->data->n_cameras; i++) {
        for (size_t d = 0; d < l->n_districts; d++) {
            if (jy_geometry_holds(&l->districts[d]->geometry, f->data->cameras[i].at)) {
                count[d]++;
                break;
            }
        }
    }
    for (size_t d = 0; d < l->n_districts; d++) {
        if (count[d] > 0 && gis_lonlat_valid(l->districts[d]->label)) {
            add_camera_group(f, (int64_t)d + 1, l->districts[d]->label, JY_PRECISION_DISTRICT,
                             count[d]);
        }
    }
}

struct block {
    int64_t x, y;
};

static int by_block(const void *a, const void *b)
{
    struct block p, q;
    memcpy(&p, a, sizeof p);
    memcpy(&q, b, sizeof q);
    if (p.y != q.y)
        return p.y < q.y ? -1 : 1;
    return (p.x > q.x) - (p.x < q.x);
}

/* Cameras by square blocks of the city's plane; a block stands for those in it, at its middle. */
static enum jy_code cameras_by_block(struct filler *f, double side_m, struct jy_error *err)
{
    size_t n = f->data->n_cameras;
    struct block *blocks JY_AUTOFREE = jy_malloc(n * sizeof *blocks);
    for (size_t i = 0; i < n; i++) {
        struct gis_xy xy;
        enum jy_code code = jy_lighting_project(f->lighting, 1, &f->data->cameras[i].at, &xy, err);
        if (code != JY_OK)
            return code;
        blocks[i] =
            (struct block){(int64_t)floor(xy.x_m / side_m), (int64_t)floor(xy.y_m / side_m)};
    }
    qsort(blocks, n, sizeof *blocks, by_block);
    for (size_t i = 0; i < n;) {
        size_t j = i;
        while (j < n && by_block(&blocks[i], &blocks[j]) == 0)
            j++;
        struct gis_xy middle = {((double)blocks[i].x + 0.5) * side_m,
                                ((double)blocks[i].y + 0.5) * side_m};
        struct gis_lonlat at;
        enum jy_code code = jy_lighting_unproject(f->lighting, 1, &middle, &at, err);
        if (code != JY_OK)
            return code;
        add_camera_group(f, (int64_t)i + 1, at, JY_PRECISION_BLOCK, (uint32_t)(j - i));
        i = j;
    }
    return JY_OK;
}

static enum jy_code add_cameras(struct filler *f, struct jy_error *err)
{
    const struct jy_print_policy *print = &f->data->city->print;
    switch (print->camera_public) {
    case JY_PRECISION_EXACT:
        for (size_t i = 0; i < f->data->n_cameras; i++)
            jy_scene_add_camera(f->scene, &f->data->cameras[i], JY_PRECISION_EXACT, 1);
        return JY_OK;
    case JY_PRECISION_BLOCK:
        return cameras_by_block(f, print->camera_block_m > 0 ? print->camera_block_m : 250, err);
    case JY_PRECISION_DISTRICT:
        cameras_by_district(f);
        return JY_OK;
    case JY_PRECISION_NONE:
        return JY_OK;
    }
    return JY_OK;
}

/* --- roads, gaps, eligible stretches -------------------------------------------------------- */

static enum jy_code add_interval(struct filler *f, uint32_t edge, double from_m, double to_m,
                                 enum jy_lit lit, struct jy_error *err)
{
    if (to_m - from_m < GIS_LIGHTING_TOLERANCE_M)
        return JY_OK;
    enum jy_code code = jy_lighting_stretch(f->lighting, edge, from_m, to_m, &f->stretch, err);
    if (code == JY_OK) {
        jy_scene_add_road(f->scene, jy_lighting_road(f->lighting, edge), lit, f->stretch.n,
                          f->stretch.points, f->stretch.d_m);
    }
    return code;
}

/* The stretches of one edge in order: lit and dark in turn where it is judged. */
static enum jy_code add_edge(struct filler *f, uint32_t edge, struct jy_error *err)
{
    const struct gis_network *net = f->lighting->network;
    double length_m = net->edge_length_m[edge];
    if (jy_lighting_side(f->lighting, edge) == GIS_KERB_LINK)
        return JY_OK; /* a way across is no road to be drawn */
    if (!(net->edge_flags[edge] & GIS_ROAD_EVALUATE))
        return add_interval(f, edge, 0, length_m, JY_LIT_UNKNOWN, err);

    double at_m = 0;
    enum jy_code code = JY_OK;
    for (uint32_t p = gis_lighting_edge_piece(f->lighting->state, edge);
         p != GIS_NONE && code == JY_OK;) {
        struct gis_dark_piece piece = gis_lighting_piece(f->lighting->state, p);
        code = add_interval(f, edge, at_m, piece.from_m, JY_LIT_YES, err);
        if (code == JY_OK)
            code = add_interval(f, edge, piece.from_m, piece.to_m, JY_LIT_DARK, err);
        at_m = piece.to_m;
        p = piece.next_on_edge;
    }
    return code == JY_OK ? add_interval(f, edge, at_m, length_m, JY_LIT_YES, err) : code;
}

static enum jy_code add_roads(struct filler *f, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    for (uint32_t e = 0; e < f->lighting->network->n_edges && code == JY_OK; e++)
        code = add_edge(f, e, err);
    return code;
}

/* Lines gathered into one geometry. */
struct lines {
    size_t n_points, cap_points, n_parts, cap_parts;
    struct gis_lonlat *points;
    uint32_t *part_end;
};

static enum jy_code gather(struct filler *f, struct lines *lines, uint32_t edge, double from_m,
                           double to_m, struct jy_error *err)
{
    enum jy_code code = jy_lighting_stretch(f->lighting, edge, from_m, to_m, &f->stretch, err);
    if (code != JY_OK)
        return code;
    size_t n = f->stretch.n;
    lines->points =
        jy_grow(lines->points, &lines->cap_points, lines->n_points + n, sizeof *lines->points);
    memcpy(lines->points + lines->n_points, f->stretch.points, n * sizeof *lines->points);
    lines->n_points += n;
    lines->part_end =
        jy_grow(lines->part_end, &lines->cap_parts, lines->n_parts + 1, sizeof *lines->part_end);
    lines->part_end[lines->n_parts++] = (uint32_t)lines->n_points;
    return JY_OK;
}

static struct jy_geometry lines_geometry(const struct lines *lines)
{
    return (struct jy_geometry){.kind = JY_GEOMETRY_LINES,
                                .n_points = lines->n_points,
                                .points = lines->points,
                                .n_parts = lines->n_parts,
                                .part_end = lines->part_end};
}

static enum jy_code add_gaps(struct filler *f, struct jy_error *err)
{
    const struct jy_lighting *l = f->lighting;
    struct lines lines = {0};
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < l->n_gaps && code == JY_OK; i++) {
        const struct jy_gap *gap = &l->gaps[i];
        lines.n_points = lines.n_parts = 0;
        uint32_t p = gis_lighting_gap(l->state, gap->gis_gap).first_piece;
        while (p != GIS_NONE && code == JY_OK) {
            struct gis_dark_piece piece = gis_lighting_piece(l->state, p);
            code = gather(f, &lines, piece.edge, piece.from_m, piece.to_m, err);
            p = piece.next_in_gap;
        }
        const struct jy_gap_row row = {.id = gap->number,
                                       .length_m = gap->length_m,
                                       .darkest_m = gap->darkest_m,
                                       .implied_m = 2 * gap->darkest_m,
                                       .extra_lower = gap->extra_lower,
                                       .extra_upper = gap->extra_upper,
                                       .geometry = lines_geometry(&lines)};
        if (code == JY_OK)
            jy_scene_add_gap(f->scene, &row);
    }
    free(lines.points);
    free(lines.part_end);
    return code;
}

static enum jy_code add_eligible_edge(struct filler *f, uint32_t edge, int64_t *id,
                                      struct lines *lines, struct jy_error *err)
{
    const struct jy_lighting *l = f->lighting;
    size_t n = gis_lighting_eligible(l->state, edge, 0, NULL);
    struct gis_interval *intervals JY_AUTOFREE = jy_malloc(n * sizeof *intervals);
    (void)gis_lighting_eligible(l->state, edge, n, intervals);
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < n && code == JY_OK; i++) {
        lines->n_points = lines->n_parts = 0;
        code = gather(f, lines, edge, intervals[i].from_m, intervals[i].to_m, err);
        const struct jy_eligible_row row = {.id = ++*id,
                                            .length_m = intervals[i].to_m - intervals[i].from_m,
                                            .geometry = lines_geometry(lines)};
        if (code == JY_OK)
            jy_scene_add_eligible(f->scene, &row);
    }
    return code;
}

static enum jy_code add_eligible(struct filler *f, struct jy_error *err)
{
    const struct gis_network *net = f->lighting->network;
    struct lines lines = {0};
    int64_t id = 0;
    enum jy_code code = JY_OK;
    for (uint32_t e = 0; e < net->n_edges && code == JY_OK; e++) {
        if (net->edge_flags[e] & GIS_ROAD_EVALUATE)
            code = add_eligible_edge(f, e, &id, &lines, err);
    }
    free(lines.points);
    free(lines.part_end);
    return code;
}

/* Zones as the public sees them: numbers that are withheld are left out. */
static void add_hotspots(struct filler *f, const struct jy_hotspots *h, size_t first_id)
{
    for (size_t i = 0; h != NULL && i < h->n_zones; i++) {
        const struct jy_hotspot_zone *z = &h->zones[i];
        struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
        jy_hotspots_zone_name(h, z, NULL, h->data->city->language, &name);
        const struct jy_hotspot_row row = {.id = (int64_t)(first_id + z->rank),
                                           .name = jy_buf_text(&name),
                                           .offence = h->offence->code,
                                           .rank = (uint32_t)z->rank,
                                           .p = z->p_family,
                                           .relative_risk =
                                               z->hidden ? (double)NAN : z->relative_risk,
                                           .cases = z->hidden ? (double)NAN : (double)z->cases,
                                           .geometry = jy_hotspots_zone_geometry(h, z)};
        struct jy_geometry geometry = row.geometry;
        if (geometry.kind != JY_GEOMETRY_NONE)
            jy_scene_add_hotspot(f->scene, &row);
        jy_hotspots_geometry_free(&geometry);
    }
}

enum jy_code jy_scene_fill(const struct jy_city_data *data, const struct jy_lighting *lighting,
                           const struct jy_hotspots *hotspots, const struct jy_hotspots *streets,
                           const char *attribution, struct jy_scene **out, struct jy_error *err)
{
    struct filler f = {.data = data, .lighting = lighting, .scene = jy_scene_builder_new()};
    jy_scene_set_spacing(f.scene, lighting->spacing_m);
    jy_scene_set_attribution(f.scene, attribution);
    for (size_t i = 0; i < data->n_areas; i++)
        jy_scene_add_area(f.scene, &data->areas[i]);
    for (size_t i = 0; i < data->n_places; i++)
        jy_scene_add_place(f.scene, &data->places[i]);
    add_hotspots(&f, hotspots, 0);
    add_hotspots(&f, streets, hotspots != NULL ? hotspots->n_zones + hotspots->n_others : 0);
    add_lights(&f);

    enum jy_code code = add_cameras(&f, err);
    if (code == JY_OK)
        code = add_roads(&f, err);
    if (code == JY_OK)
        code = add_gaps(&f, err);
    if (code == JY_OK)
        code = add_eligible(&f, err);
    jy_stretch_done(&f.stretch);
    if (code != JY_OK) {
        jy_scene_builder_free(f.scene);
        return code;
    }
    *out = jy_scene_builder_finish(f.scene);
    return JY_OK;
}
