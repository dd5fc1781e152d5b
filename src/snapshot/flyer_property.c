/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For an agent's property: the lights around a point along the road, and the way from a station. */
#include <math.h>
#include <string.h>

#include "src/analysis/nearby.h"
#include "src/analysis/walk.h"
#include "src/base/fold.h"
#include "src/snapshot/flyer_common.h"

static const double near_m = 250, far_m = 500;
/* The map shows at least this much on every side of the point. */
static const double around_m = 260;

struct property {
    struct jy_filling *f;
    const struct jy_place *from; /* NULL: no station */
    struct gis_lonlat from_at;
    bool has_way;
    struct jy_walk walk;   /* when has_way */
    struct jy_nearby near; /* within near_m and far_m */
};

/* --- where the way begins --------------------------------------------------------------------- */

static bool named(const struct jy_place *place, const char *folded)
{
    const char *const names[] = {place->name, place->name_kana, place->name_en};
    for (size_t i = 0; i < 3; i++) {
        struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
        if (names[i] == NULL)
            continue;
        jy_fold(names[i], &name);
        if (strcmp(jy_buf_text(&name), folded) == 0)
            return true;
    }
    return false;
}

static double apart_m(struct gis_lonlat a, struct gis_lonlat b)
{
    const double degree_m = 111320; /* good enough to tell which station is nearest */
    return degree_m *
           hypot((a.lon_deg - b.lon_deg) * cos(a.lat_deg * M_PI / 180), a.lat_deg - b.lat_deg);
}

/* The place of that name (of two, the nearer); without a name the nearest station. */
static enum jy_code find_place(struct property *p, struct jy_error *err)
{
    const struct jy_city_data *d = p->f->snapshot->data;
    const char *want = p->f->wish->from_place;
    struct jy_buf JY_AUTOBUF folded = JY_BUF_INIT;
    if (want != NULL)
        jy_fold(want, &folded);
    double best_m = (double)INFINITY;
    for (size_t i = 0; i < d->n_places; i++) {
        const struct jy_place *place = &d->places[i];
        if (place->name == NULL || place->geometry.n_points == 0 ||
            (want != NULL ? !named(place, jy_buf_text(&folded)) : place->kind != JY_PLACE_STATION))
            continue;
        double m = apart_m(p->f->wish->at, place->geometry.points[0]);
        if (m >= best_m)
            continue;
        best_m = m;
        p->from = place;
        p->from_at = place->geometry.points[0];
    }
    if (want != NULL && p->from == NULL)
        return jy_fail(err, JY_ENOTFOUND, "no place '%s' in this registry", want);
    return JY_OK;
}

static const char *place_name(const struct property *p)
{
    const struct jy_place *place = p->from;
    if (p->f->lang == JY_LANG_EN && place->name_en != NULL)
        return place->name_en;
    if (p->f->lang == JY_LANG_JA_EASY && place->name_kana != NULL)
        return jy_arena_printf(p->f->arena, "{%s|%s}", place->name, place->name_kana);
    return place->name;
}

/* A station beyond the network, or on another part of it: the sheet says that it is unknown. */
static enum jy_code find_way(struct property *p, struct jy_error *err)
{
    enum jy_code code = find_place(p, err);
    if (code != JY_OK || p->from == NULL)
        return code;
    code = jy_walk(p->f->snapshot->lighting, p->from_at, p->f->wish->at, JY_WALK_DETOUR, &p->walk,
                   err);
    p->has_way = code == JY_OK && p->walk.kind == JY_WALK_FOUND;
    return code;
}

/* --- figures ---------------------------------------------------------------------------------- */

static void figure_lights(const struct property *p, struct jy_flyer_figure *out)
{
    const struct jy_filling *f = p->f;
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_LIGHTS);
    *out = (struct jy_flyer_figure){
        .value = jy_fill_count(f, p->near.lights[0]),
        .unit = jy_fill_say(f, "flyer.lights.unit", NULL),
        .label = jy_fill_say(f, "flyer.property.lights.label", "near", jy_fill_number(f, near_m, 0),
                             NULL),
        .source = jy_fill_say(f, "flyer.property.lights.source", "far", jy_fill_number(f, far_m, 0),
                              "n", jy_fill_count(f, p->near.lights[1]), "date", from.date, "source",
                              from.names, NULL)};
}

static uint16_t district_of(const struct property *p)
{
    const struct jy_lighting *l = p->f->snapshot->lighting;
    for (size_t i = 0; i < l->n_districts; i++) {
        if (jy_geometry_holds(&l->districts[i]->geometry, p->f->wish->at))
            return (uint16_t)i;
    }
    return JY_NO_DISTRICT;
}

/* Along the road only where exact places are public: counts around many points would give them
 * away. */
static void figure_cameras(const struct property *p, struct jy_flyer_figure *out)
{
    const struct jy_filling *f = p->f;
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_CAMERAS);
    const char *near = jy_fill_number(f, near_m, 0);
    const char *label = jy_fill_say(f, "flyer.property.cameras.label", "near", near, NULL);
    const enum jy_precision precision = f->snapshot->data->city->print.camera_public;
    *out = (struct jy_flyer_figure){.value = "–", .unit = "", .label = label};
    if (precision == JY_PRECISION_NONE) {
        out->source = jy_fill_say(f, "flyer.property.cameras.withheld", NULL);
        return;
    }
    out->unit = jy_fill_say(f, "flyer.property.cameras.unit", NULL);
    if (precision == JY_PRECISION_EXACT) {
        out->value = jy_fill_count(f, p->near.cameras[0]);
        out->source = jy_fill_say(
            f, "flyer.property.cameras.source", "far", jy_fill_number(f, far_m, 0), "n",
            jy_fill_count(f, p->near.cameras[1]), "date", from.date, "source", from.names, NULL);
        return;
    }
    const uint16_t district = district_of(p);
    const char *where = district != JY_NO_DISTRICT ? jy_fill_district(f, district) : f->city_name;
    out->value = jy_fill_count(f, jy_fill_count_cameras(f, district));
    out->label = jy_fill_say(f, "flyer.property.cameras.district_label", "place", where, NULL);
    out->source = jy_fill_say(f, "flyer.property.cameras.district_source", "date", from.date,
                              "source", from.names, NULL);
}

/* Of what is dark none is rounded away, and nothing is wholly lit while something is dark. */
static const char *dark_m(const struct property *p, const struct jy_walk_way *way)
{
    const double m = way->facts.longest_dark_m;
    return jy_fill_number(p->f, m > 0 && m < 1 ? 1 : m, 0);
}

static const char *near_share(const struct property *p, const struct jy_walk_way *way)
{
    return jy_fill_number(p->f, floor(100 * way->facts.near_share + 1e-9), 0);
}

static const char *half_spacing(const struct property *p)
{
    return jy_fill_number(p->f, p->f->snapshot->lighting->spacing_m / 2, 0);
}

static void figure_dark(const struct property *p, struct jy_flyer_figure *out)
{
    const struct jy_filling *f = p->f;
    const struct jy_walk_way *way = &p->walk.shortest;
    const char *label = jy_fill_say(f, "flyer.property.dark.label", NULL);
    if (!p->has_way) {
        *out = (struct jy_flyer_figure){.value = "–",
                                        .unit = "",
                                        .label = label,
                                        .source = jy_fill_say(f, "flyer.property.dark.none", NULL)};
        return;
    }
    *out = (struct jy_flyer_figure){
        .value = dark_m(p, way),
        .unit = "m",
        .label = label,
        .source = jy_fill_say(f, "flyer.property.dark.source", "place", place_name(p), "way",
                              jy_fill_number(f, way->length_m, 0), "lit",
                              jy_fill_number(f, way->length_m - way->dark_m, 0), "share",
                              near_share(p, way), "half", half_spacing(p), NULL)};
}

/* --- the ways beside each other --------------------------------------------------------------- */

static const char *with_unit(const struct jy_filling *f, const char *n, const char *unit)
{
    return jy_arena_printf(f->arena, "%s %s", n, unit);
}

static void fill_line(const struct property *p, const struct jy_walk_way *way, const char *name_key,
                      int sign, struct jy_flyer_table *t)
{
    const struct jy_filling *f = p->f;
    const char **cells = t->cells[t->n_lines];
    cells[0] = jy_fill_say(f, name_key, NULL);
    cells[1] =
        jy_fill_say(f, "flyer.property.ways.time_cell", "n", jy_fill_number(f, way->minutes, 0),
                    "m", jy_fill_number(f, way->length_m, 0), NULL);
    cells[2] = with_unit(f, jy_fill_count(f, way->facts.n_lights),
                         jy_fill_say(f, "flyer.lights.unit", NULL));
    cells[3] = with_unit(f, dark_m(p, way), "m");
    cells[4] = jy_fill_say(f, "flyer.property.ways.near_cell", "share", near_share(p, way), "lit",
                           jy_fill_number(f, way->length_m - way->dark_m, 0), NULL);
    if (t->n_columns > 5) {
        cells[5] = with_unit(f, jy_fill_count(f, way->cameras),
                             jy_fill_say(f, "flyer.property.cameras.unit", NULL));
    }
    t->signs[t->n_lines++] = sign;
}

static const char *ways_note(const struct property *p)
{
    const struct jy_filling *f = p->f;
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_LIGHTS | JY_OF_ROADS);
    const char *between = f->lang == JY_LANG_JA || f->lang == JY_LANG_ZH ? "" : " ";
    struct jy_buf JY_AUTOBUF note = JY_BUF_INIT;
    jy_walk_headline(f->snapshot->lighting, &p->walk, f->i18n, f->lang, &note);
    jy_buf_addf(&note, "%s%s%s%s", between, jy_fill_say(f, "walk.note.minutes", NULL), between,
                jy_fill_say(f, "flyer.property.ways.source", "date", from.date, "source",
                            from.names, NULL));
    return jy_arena_strdup(f->arena, jy_buf_text(&note));
}

static void fill_ways(const struct property *p, struct jy_flyer *out)
{
    const struct jy_filling *f = p->f;
    struct jy_flyer_table *t = &out->table;
    if (!p->has_way)
        return;
    t->n_columns = p->walk.cameras == JY_WALK_CAMERAS_COUNTED ? 6 : 5;
    t->heads[0] = jy_fill_say(f, "flyer.property.ways.head", "place", place_name(p), NULL);
    t->heads[1] = jy_fill_say(f, "flyer.property.ways.time", NULL);
    t->heads[2] = jy_fill_say(f, "flyer.property.ways.lights", NULL);
    t->heads[3] = jy_fill_say(f, "flyer.property.ways.dark", NULL);
    t->heads[4] = jy_fill_say(f, "flyer.property.ways.near", "half", half_spacing(p), NULL);
    t->heads[5] = jy_fill_say(f, "flyer.property.ways.cameras", "camera",
                              jy_fill_number(f, JY_WALK_CAMERA_M, 0), NULL);
    fill_line(p, &p->walk.shortest,
              p->walk.same ? "flyer.property.key.both" : "flyer.property.key.way", JY_SIGN_WAY, t);
    if (!p->walk.same)
        fill_line(p, &p->walk.best_lit, "flyer.property.key.best", JY_SIGN_BEST_WAY, t);
    t->note = ways_note(p);
}

/* --- maps ------------------------------------------------------------------------------------- */

static void grow(struct gis_world_box *box, struct gis_lonlat at)
{
    struct gis_world w = gis_world_from_lonlat(at);
    box->min_x = w.x < box->min_x ? w.x : box->min_x;
    box->min_y = w.y < box->min_y ? w.y : box->min_y;
    box->max_x = w.x > box->max_x ? w.x : box->max_x;
    box->max_y = w.y > box->max_y ? w.y : box->max_y;
}

/* Around the point, and the way when it is not much longer than that. */
static enum jy_code map_box(const struct property *p, struct gis_world_box *out,
                            struct jy_error *err)
{
    const double longest_m = 1400;
    const struct jy_lighting *l = p->f->snapshot->lighting;
    struct gis_world_box box = {UINT32_MAX, UINT32_MAX, 0, 0};
    struct gis_xy middle;
    enum jy_code code = jy_lighting_project(l, 1, &p->f->wish->at, &middle, err);
    if (code != JY_OK)
        return code;
    const struct gis_xy corners[] = {{middle.x_m - around_m, middle.y_m - around_m},
                                     {middle.x_m + around_m, middle.y_m + around_m}};
    struct gis_lonlat at[2];
    code = jy_lighting_unproject(l, 2, corners, at, err);
    if (code != JY_OK)
        return code;
    grow(&box, at[0]);
    grow(&box, at[1]);
    const bool whole = p->has_way && p->walk.shortest.length_m <= longest_m;
    for (size_t i = 0; whole && i < p->walk.shortest.n_points; i++)
        grow(&box, p->walk.shortest.points[i]);
    for (size_t i = 0; whole && i < p->walk.best_lit.n_points; i++)
        grow(&box, p->walk.best_lit.points[i]);
    *out = box;
    return JY_OK;
}

static struct jy_flyer_way copy_way(const struct property *p, const struct jy_walk_way *way)
{
    struct gis_lonlat *points = jy_arena_alloc(p->f->arena, (way->n_points + 1) * sizeof *points);
    memcpy(points, way->points, way->n_points * sizeof *points);
    return (struct jy_flyer_way){way->n_points, points};
}

static enum jy_code fill_maps(const struct property *p, struct jy_flyer *out, struct jy_error *err)
{
    const struct jy_filling *f = p->f;
    const unsigned parts = JY_DRAW_BASE | JY_DRAW_ROADS | JY_DRAW_GAPS | JY_DRAW_LIGHTS |
                           JY_DRAW_LABELS | JY_DRAW_FEW_LABELS | JY_DRAW_WHOLE_LABELS;
    const bool exact = f->snapshot->data->city->print.camera_public == JY_PRECISION_EXACT;
    struct jy_flyer_map map = {.style = JY_STYLE_PRINT,
                               .parts = parts | (exact ? JY_DRAW_CAMERAS : 0),
                               .pin = true,
                               .pin_at = f->wish->at};
    enum jy_code code = map_box(p, &map.box, err);
    if (code != JY_OK)
        return code;
    if (p->has_way)
        map.way = copy_way(p, &p->walk.shortest);
    if (p->has_way && !p->walk.same)
        map.best = copy_way(p, &p->walk.best_lit);
    out->n_maps = 2;
    out->maps[0] = out->maps[1] = map;
    out->maps[1].style = JY_STYLE_NIGHT;
    out->maps[0].caption = jy_fill_say(f, "flyer.property.day", NULL);
    out->maps[1].caption = jy_fill_say(f, "flyer.property.night", NULL);
    out->maps[0].alt = jy_fill_say(f, "flyer.property.map_alt.day", NULL);
    out->maps[1].alt = jy_fill_say(f, "flyer.property.map_alt.night", NULL);
    return JY_OK;
}

static void fill_keys(const struct property *p, struct jy_flyer *out)
{
    const struct jy_filling *f = p->f;
    const char *s = jy_fill_number(f, f->snapshot->lighting->spacing_m, 0);
    jy_fill_key(out, jy_fill_say(f, "flyer.property.key.pin", NULL), JY_SIGN_PIN);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.light", NULL), JY_DRAW_LIGHTS);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.gap", "s", s, NULL), JY_DRAW_GAPS);
    if (out->maps[0].parts & JY_DRAW_CAMERAS) {
        jy_fill_key(out, jy_fill_say(f, "flyer.property.cameras.label", "near", "", NULL),
                    JY_DRAW_CAMERAS);
    }
}

/* --- the sheet -------------------------------------------------------------------------------- */

static enum jy_code fill(struct property *p, struct jy_flyer *out, struct jy_error *err)
{
    struct jy_filling *f = p->f;
    enum jy_code code = jy_nearby_count(f->snapshot->lighting, f->wish->at, 2,
                                        (const double[]){near_m, far_m}, &p->near, err);
    if (code == JY_OK)
        code = fill_maps(p, out, err);
    if (code != JY_OK)
        return code;
    figure_lights(p, &out->figures[0]);
    figure_cameras(p, &out->figures[1]);
    figure_dark(p, &out->figures[2]);
    fill_ways(p, out);
    out->n_figures = 3;
    fill_keys(p, out);
    jy_fill_head(f, "flyer.kind.property", out);
    out->headline = p->has_way
                        ? jy_fill_say(f, "flyer.property.headline_from", "place", place_name(p),
                                      "n", jy_fill_number(f, p->walk.shortest.minutes, 0), NULL)
                        : jy_fill_say(f, "flyer.property.headline", NULL);
    out->lead = jy_fill_say(f, "flyer.property.lead", NULL);
    out->action_heading = jy_fill_say(f, "flyer.property.action.heading", NULL);
    out->action_text = jy_fill_say(f, "flyer.property.action.text", NULL);
    out->action_url = jy_arena_printf(f->arena, "%s/?lon=%.6f&lat=%.6f", f->wish->base_url,
                                      f->wish->at.lon_deg, f->wish->at.lat_deg);
    jy_fill_end(f, JY_DUTY_STREETLIGHTS, out);
    return JY_OK;
}

enum jy_code jy_fill_property_sheet(struct jy_filling *f, struct jy_flyer *out,
                                    struct jy_error *err)
{
    struct property p = {.f = f};
    enum jy_code code = jy_fill_sender(f, out, err);
    if (code == JY_OK)
        code = jy_fill_subject(f, out, err);
    if (code == JY_OK)
        code = find_way(&p, err);
    if (code == JY_OK)
        code = fill(&p, out, err);
    jy_walk_done(&p.walk);
    return code;
}
