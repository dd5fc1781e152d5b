/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For an agent's property: the lights around a point along the road, and the way from a station. */
#include <math.h>
#include <string.h>

#include "src/analysis/nearby.h"
#include "src/base/fold.h"
#include "src/snapshot/flyer_common.h"

static const double near_m = 250, far_m = 500;
/* The map shows at least this much on every side of the point. */
static const double around_m = 260;
/* Walking time in Japanese property advertisements: 80 m along the road a minute, rounded up
 * (不動産の表示に関する公正競争規約施行規則 第9条). */
static const double minute_m = 80;

struct property {
    struct jy_filling *f;
    const struct jy_place *from; /* NULL: no station */
    struct gis_lonlat from_at;
    bool has_way;
    struct jy_way way;
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

static enum jy_code find_way(struct property *p, struct jy_error *err)
{
    struct jy_reach reach;
    struct jy_error ignored;
    const struct jy_lighting *l = p->f->snapshot->lighting;
    enum jy_code code = find_place(p, err);
    if (code != JY_OK || p->from == NULL)
        return code;
    /* a station beyond the network, or on another part of it: the sheet says that it is unknown */
    if (jy_reach_init(l, p->from_at, (double)INFINITY, &reach, &ignored) != JY_OK)
        return JY_OK;
    p->has_way = jy_reach_way(l, &reach, p->f->wish->at, &p->way, &ignored) == JY_OK;
    jy_reach_done(&reach);
    return JY_OK;
}

/* --- figures ---------------------------------------------------------------------------------- */

static void figure_lights(const struct property *p, const struct jy_reach *reach,
                          struct jy_flyer_figure *out)
{
    const struct jy_filling *f = p->f;
    const struct jy_source *source = jy_fill_source_of(f, JY_LAYER_STREETLIGHTS);
    size_t n[2];
    jy_reach_lights(f->snapshot->lighting, reach, 2, (const double[]){near_m, far_m}, n);
    *out = (struct jy_flyer_figure){
        .value = jy_fill_count(f, n[0]),
        .unit = jy_fill_say(f, "flyer.lights.unit", NULL),
        .label = jy_fill_say(f, "flyer.property.lights.label", "near", jy_fill_number(f, near_m, 0),
                             NULL),
        .source = jy_fill_say(f, "flyer.property.lights.source", "far", jy_fill_number(f, far_m, 0),
                              "n", jy_fill_count(f, n[1]), "date", jy_fill_source_date(f, source),
                              "source", jy_fill_source_name(f, source), NULL)};
}

/* Along the road only where exact places are public: counts around many points would give them
 * away. */
static enum jy_code count_cameras(const struct property *p, const struct jy_reach *reach,
                                  size_t out[2], struct jy_error *err)
{
    const struct jy_lighting *l = p->f->snapshot->lighting;
    const struct jy_city_data *d = p->f->snapshot->data;
    out[0] = out[1] = 0;
    for (size_t i = 0; i < d->n_cameras; i++) {
        struct gis_xy xy;
        if (!jy_fill_camera_runs(&d->cameras[i]))
            continue;
        enum jy_code code = jy_lighting_project(l, 1, &d->cameras[i].at, &xy, err);
        if (code != JY_OK)
            return code;
        double m = jy_reach_m(l, reach, gis_network_nearest(l->network, xy, l->snap_m).at);
        out[0] += m <= near_m;
        out[1] += m <= far_m;
    }
    return JY_OK;
}

static uint16_t district_of(const struct property *p)
{
    const struct jy_lighting *l = p->f->snapshot->lighting;
    for (size_t i = 0; i < l->n_districts; i++)
        if (jy_geometry_holds(&l->districts[i]->geometry, p->f->wish->at))
            return (uint16_t)i;
    return JY_NO_DISTRICT;
}

static enum jy_code figure_cameras(const struct property *p, const struct jy_reach *reach,
                                   struct jy_flyer_figure *out, struct jy_error *err)
{
    const struct jy_filling *f = p->f;
    const struct jy_source *source = jy_fill_source_of(f, JY_LAYER_CAMERAS);
    const char *date = jy_fill_source_date(f, source), *from = jy_fill_source_name(f, source);
    const char *unit = jy_fill_say(f, "flyer.property.cameras.unit", NULL);
    const char *near = jy_fill_number(f, near_m, 0);
    enum jy_precision precision = f->snapshot->data->city->print.camera_public;
    uint16_t district = district_of(p);
    if (precision == JY_PRECISION_NONE) {
        *out = (struct jy_flyer_figure){
            .value = "–",
            .unit = "",
            .label = jy_fill_say(f, "flyer.property.cameras.label", "near", near, NULL),
            .source = jy_fill_say(f, "flyer.property.cameras.withheld", NULL)};
        return JY_OK;
    }
    if (precision != JY_PRECISION_EXACT) {
        const char *where =
            district != JY_NO_DISTRICT ? jy_fill_district(f, district) : f->city_name;
        *out = (struct jy_flyer_figure){
            .value = jy_fill_count(f, jy_fill_count_cameras(f, district)),
            .unit = unit,
            .label = jy_fill_say(f, "flyer.property.cameras.district_label", "place", where, NULL),
            .source = jy_fill_say(f, "flyer.property.cameras.district_source", "date", date,
                                  "source", from, NULL)};
        return JY_OK;
    }
    size_t n[2];
    enum jy_code code = count_cameras(p, reach, n, err);
    if (code == JY_OK)
        *out = (struct jy_flyer_figure){
            .value = jy_fill_count(f, n[0]),
            .unit = unit,
            .label = jy_fill_say(f, "flyer.property.cameras.label", "near", near, NULL),
            .source =
                jy_fill_say(f, "flyer.property.cameras.source", "far", jy_fill_number(f, far_m, 0),
                            "n", jy_fill_count(f, n[1]), "date", date, "source", from, NULL)};
    return code;
}

static void figure_dark(const struct property *p, struct jy_flyer_figure *out)
{
    const struct jy_filling *f = p->f;
    const char *label = jy_fill_say(f, "flyer.property.dark.label", NULL);
    if (!p->has_way) {
        *out = (struct jy_flyer_figure){.value = "–",
                                        .unit = "",
                                        .label = label,
                                        .source = jy_fill_say(f, "flyer.property.dark.none", NULL)};
        return;
    }
    double share = p->way.length_m > 0 ? 100 * p->way.lit_m / p->way.length_m : 100;
    *out = (struct jy_flyer_figure){
        .value = jy_fill_number(f, p->way.dark_m, 0),
        .unit = "m",
        .label = label,
        .source =
            jy_fill_say(f, "flyer.property.dark.source", "place", place_name(p), "way",
                        jy_fill_number(f, p->way.length_m, 0), "lit",
                        jy_fill_number(f, p->way.lit_m, 0), "share", jy_fill_number(f, share, 0),
                        "half", jy_fill_number(f, f->snapshot->lighting->spacing_m / 2, 0), NULL)};
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
    for (size_t i = 0; p->has_way && p->way.length_m <= longest_m && i < p->way.n; i++)
        grow(&box, p->way.points[i]);
    *out = box;
    return JY_OK;
}

static enum jy_code fill_maps(const struct property *p, struct jy_flyer *out, struct jy_error *err)
{
    const struct jy_filling *f = p->f;
    const unsigned parts = JY_DRAW_BASE | JY_DRAW_ROADS | JY_DRAW_GAPS | JY_DRAW_LIGHTS |
                           JY_DRAW_LABELS | JY_DRAW_FEW_LABELS;
    const bool exact = f->snapshot->data->city->print.camera_public == JY_PRECISION_EXACT;
    struct jy_flyer_map map = {.style = JY_STYLE_PRINT,
                               .parts = parts | (exact ? JY_DRAW_CAMERAS : 0),
                               .pin = true,
                               .pin_at = f->wish->at};
    enum jy_code code = map_box(p, &map.box, err);
    if (code != JY_OK)
        return code;
    if (p->has_way) {
        struct gis_lonlat *points = jy_arena_alloc(f->arena, (p->way.n + 1) * sizeof *points);
        memcpy(points, p->way.points, p->way.n * sizeof *points);
        map.way = points;
        map.n_way = p->way.n;
    }
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
    if (p->has_way)
        jy_fill_key(out, jy_fill_say(f, "flyer.property.key.way", "place", place_name(p), NULL),
                    JY_SIGN_WAY);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.light", NULL), JY_DRAW_LIGHTS);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.gap", "s", s, NULL), JY_DRAW_GAPS);
    if (out->maps[0].parts & JY_DRAW_CAMERAS)
        jy_fill_key(out, jy_fill_say(f, "flyer.property.cameras.label", "near", "", NULL),
                    JY_DRAW_CAMERAS);
}

/* --- the sheet -------------------------------------------------------------------------------- */

static enum jy_code fill(struct property *p, struct jy_flyer *out, struct jy_error *err)
{
    struct jy_filling *f = p->f;
    struct jy_reach reach;
    enum jy_code code = jy_reach_init(f->snapshot->lighting, f->wish->at, far_m, &reach, err);
    if (code != JY_OK)
        return code;
    figure_lights(p, &reach, &out->figures[0]);
    code = figure_cameras(p, &reach, &out->figures[1], err);
    jy_reach_done(&reach);
    if (code == JY_OK)
        code = fill_maps(p, out, err);
    if (code != JY_OK)
        return code;
    figure_dark(p, &out->figures[2]);
    out->n_figures = 3;
    fill_keys(p, out);
    jy_fill_head(f, "flyer.kind.property", out);
    out->headline =
        p->has_way ? jy_fill_say(f, "flyer.property.headline_from", "place", place_name(p), "n",
                                 jy_fill_number(f, ceil(p->way.length_m / minute_m), 0), NULL)
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
        code = find_way(&p, err);
    if (code == JY_OK)
        code = fill(&p, out, err);
    jy_way_done(&p.way);
    return code;
}
