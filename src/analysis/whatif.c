/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/whatif.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

struct jy_whatif {
    const struct jy_lighting *l;
    struct gis_lighting *state; /* guarded by lock, and between questions as l->state */
    uint32_t *number_of;        /* of data->lights: light of the state, or GIS_NONE */
    bool broken;                /* a change could not be taken back */
    pthread_mutex_t lock;
};

static const struct gis_snap nowhere = {{GIS_NONE, 0}, 0};

/* Lights to be added are there from the start, on no road. */
enum jy_code jy_whatif_new(const struct jy_lighting *l, struct jy_whatif **out,
                           struct jy_error *err)
{
    size_t n = l->n_counted + JY_WHATIF_MAX;
    struct gis_snap *snaps JY_AUTOFREE = jy_malloc(n * sizeof *snaps);
    for (size_t i = 0; i < n; i++)
        snaps[i] = i < l->n_counted ? l->snaps[i] : nowhere;
    struct gis_lighting *state = NULL;
    struct gis_lighting_rule rule = gis_lighting_rule_of(l->state);
    enum gis_status status = gis_lighting_new_by_rule(l->network, &rule, n, snaps, &state);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "what if: %s", gis_status_text(status));
    struct jy_whatif *w = jy_calloc(1, sizeof *w);
    w->l = l;
    w->state = state;
    w->number_of = jy_malloc((l->data->n_lights + 1) * sizeof *w->number_of);
    for (size_t i = 0; i < l->data->n_lights; i++)
        w->number_of[i] = GIS_NONE;
    for (size_t i = 0; i < l->n_counted; i++)
        w->number_of[l->light_of[i]] = (uint32_t)i;
    (void)pthread_mutex_init(&w->lock, NULL);
    *out = w;
    return JY_OK;
}

void jy_whatif_free(struct jy_whatif *whatif)
{
    if (whatif == NULL)
        return;
    gis_lighting_free(whatif->state);
    free(whatif->number_of);
    (void)pthread_mutex_destroy(&whatif->lock);
    free(whatif);
}

/* The state's number of a light by its id. */
static uint32_t light_of(const struct jy_whatif *w, int64_t id)
{
    const struct jy_city_data *d = w->l->data;
    const struct jy_light_point *light = jy_city_data_light(d, id);
    return light != NULL ? w->number_of[light - d->lights] : GIS_NONE;
}

/* Moves to make, and back. */
struct change {
    size_t n;
    uint32_t light[2 * JY_WHATIF_MAX];
    struct gis_snap to[2 * JY_WHATIF_MAX], from[2 * JY_WHATIF_MAX];
};

static void change_add(struct change *c, const struct jy_whatif *w, uint32_t light,
                       struct gis_snap to)
{
    c->light[c->n] = light;
    c->to[c->n] = to;
    c->from[c->n++] =
        light < w->l->n_counted ? w->l->snaps[light] : nowhere; /* as it is between questions */
}

/* The lights taken away, each once. */
static enum jy_code plan_removals(const struct jy_whatif *w, const struct jy_whatif_ask *ask,
                                  struct change *c, struct jy_error *err)
{
    for (size_t i = 0; i < ask->n_remove; i++) {
        uint32_t light = light_of(w, ask->remove[i]);
        if (light == GIS_NONE) {
            return jy_fail(err, JY_ENOTFOUND, "remove: %lld is no light that counts",
                           (long long)ask->remove[i]);
        }
        bool twice = false;
        for (size_t k = 0; k < c->n; k++)
            twice = twice || c->light[k] == light;
        if (!twice)
            change_add(c, w, light, nowhere);
    }
    return JY_OK;
}

static enum jy_code plan_change(const struct jy_whatif *w, const struct jy_whatif_ask *ask,
                                struct change *c, struct jy_whatif_answer *out,
                                struct jy_error *err)
{
    struct gis_xy xy[JY_WHATIF_MAX];
    struct gis_snap snaps[JY_WHATIF_MAX];
    if (ask->n_add > JY_WHATIF_MAX || ask->n_remove > JY_WHATIF_MAX)
        return jy_fail(err, JY_EINVALID, "at most %d lights at once", JY_WHATIF_MAX);
    for (size_t i = 0; i < ask->n_add; i++) {
        if (!gis_lonlat_valid(ask->add[i])) {
            return jy_fail(err, JY_EINVALID,
                           "add: longitude must be -180 to 180, latitude -90 "
                           "to 90");
        }
    }
    enum jy_code code = plan_removals(w, ask, c, err);
    if (code == JY_OK)
        code = jy_lighting_project(w->l, ask->n_add, ask->add, xy, err);
    if (code != JY_OK)
        return code;
    gis_lights_snap(w->l->network, ask->n_add, xy, w->l->snap_m, snaps);
    for (size_t i = 0; i < ask->n_add; i++) {
        out->n_off_road += snaps[i].at.edge == GIS_NONE;
        change_add(c, w, (uint32_t)(w->l->n_counted + i),
                   snaps[i].at.edge == GIS_NONE ? nowhere : snaps[i]);
    }
    return JY_OK;
}

static void box_join(struct gis_box *box, const struct gis_box *other)
{
    box->min_x_m = fmin(box->min_x_m, other->min_x_m);
    box->min_y_m = fmin(box->min_y_m, other->min_y_m);
    box->max_x_m = fmax(box->max_x_m, other->max_x_m);
    box->max_y_m = fmax(box->max_y_m, other->max_y_m);
}

static bool gap_add(uint32_t gap, uint32_t *gaps, size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        if (gaps[i] == gap)
            return true;
    }
    if (*n == JY_WHATIF_GAPS_MAX)
        return false;
    gaps[(*n)++] = gap;
    return true;
}

/* Gaps with a piece on an edge in the box. */
static void gaps_near(const struct jy_whatif *w, struct gis_box box, struct gis_xy *darkest,
                      struct jy_whatif_answer *out)
{
    uint32_t gaps[JY_WHATIF_GAPS_MAX], item;
    size_t n = 0;
    struct gis_rtree_cursor cursor;
    bool room = box.min_x_m <= box.max_x_m;
    if (room)
        gis_rtree_find(w->l->network->segments, box, &cursor);
    while (room && gis_rtree_next(&cursor, &item)) {
        uint32_t edge = w->l->network->segment_edge[item];
        for (uint32_t p = gis_lighting_edge_piece(w->state, edge); p != GIS_NONE && room;) {
            struct gis_dark_piece piece = gis_lighting_piece(w->state, p);
            room = gap_add(piece.gap, gaps, &n);
            p = piece.next_on_edge;
        }
    }
    out->n_near = n;
    for (size_t i = 0; i < n; i++) {
        struct gis_gap gap = gis_lighting_gap(w->state, gaps[i]);
        out->near[i].length_m = gap.length_m;
        out->near[i].darkest_m = gap.max_distance_m;
        darkest[i] = gis_network_xy(w->l->network, gap.darkest);
    }
}

static bool apply(struct jy_whatif *w, const struct change *c, const struct gis_snap *to,
                  struct gis_box *box)
{
    for (size_t i = 0; i < c->n; i++) {
        struct gis_box changed;
        if (gis_lighting_move(w->state, c->light[i], &to[i], &changed) != GIS_OK)
            return false;
        box_join(box, &changed);
    }
    return true;
}

/* --- one of them by itself -------------------------------------------------------------------- */

/* What is found in the plane under the lock, put into degrees after it. */
struct look {
    uint32_t light;
    struct gis_snap at;
    double nearest_m, without_m, with_m;
    struct plane_lines {
        size_t n, cap, n_lines, cap_lines, *end;
        struct gis_xy *xy;
    } lines[2]; /* without it, with it */
};

static void look_done(struct look *look)
{
    for (int k = 0; k < 2; k++) {
        free(look->lines[k].xy);
        free(look->lines[k].end);
    }
}

static void add_piece(const struct gis_network *net, struct gis_dark_piece piece,
                      struct plane_lines *out)
{
    size_t n = gis_network_stretch(net, piece.edge, piece.from_m, piece.to_m, 0, NULL);
    out->xy = jy_grow(out->xy, &out->cap, out->n + n, sizeof *out->xy);
    out->n += gis_network_stretch(net, piece.edge, piece.from_m, piece.to_m, n, out->xy + out->n);
    out->end = jy_grow(out->end, &out->cap_lines, out->n_lines + 1, sizeof *out->end);
    out->end[out->n_lines++] = out->n;
}

/* Every edge once, however many of its segments lie in the box. */
static void dark_around(const struct jy_whatif *w, const struct look *look, struct plane_lines *out)
{
    const struct gis_network *net = w->l->network;
    struct gis_xy at = gis_network_xy(net, look->at.at);
    struct gis_box box = {at.x_m - JY_WHATIF_SHOW_M, at.y_m - JY_WHATIF_SHOW_M,
                          at.x_m + JY_WHATIF_SHOW_M, at.y_m + JY_WHATIF_SHOW_M};
    struct gis_rtree_cursor cursor;
    uint32_t item, *edges = NULL;
    size_t n = 0, cap = 0;
    gis_rtree_find(net->segments, box, &cursor);
    while (gis_rtree_next(&cursor, &item)) {
        uint32_t edge = net->segment_edge[item];
        size_t k = 0;
        while (k < n && edges[k] != edge)
            k++;
        if (k < n)
            continue;
        edges = jy_grow(edges, &cap, n + 1, sizeof *edges);
        edges[n++] = edge;
        for (uint32_t p = gis_lighting_edge_piece(w->state, edge); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(w->state, p);
            add_piece(net, piece, out);
            p = piece.next_on_edge;
        }
    }
    free(edges);
}

/* The light steps aside, so that one sees what it does. */
static bool look_at(struct jy_whatif *w, struct look *look)
{
    if (look->light == GIS_NONE || look->at.at.edge == GIS_NONE)
        return true;
    look->with_m = gis_lighting_summary(w->state).uncovered_m;
    dark_around(w, look, &look->lines[1]);
    if (gis_lighting_move(w->state, look->light, &nowhere, NULL) != GIS_OK)
        return false;
    look->without_m = gis_lighting_summary(w->state).uncovered_m;
    look->nearest_m = gis_lighting_distance_m(w->state, look->at.at, NULL);
    dark_around(w, look, &look->lines[0]);
    return gis_lighting_move(w->state, look->light, &look->at, NULL) == GIS_OK;
}

static enum jy_code answer(struct jy_whatif *w, const struct change *c, struct look *look,
                           struct gis_xy *darkest, struct jy_whatif_answer *out,
                           struct jy_error *err)
{
    struct gis_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY}, ignored = box;
    if (w->broken)
        return jy_fail(err, JY_EINTERNAL, "what if: the copy of the lighting is lost");
    struct gis_lighting_summary before = gis_lighting_summary(w->state);
    bool done = apply(w, c, c->to, &box);
    struct gis_lighting_summary after = gis_lighting_summary(w->state);
    if (done)
        gaps_near(w, box, darkest, out);
    done = done && look_at(w, look);
    w->broken = !done || !apply(w, c, c->from, &ignored);
    if (w->broken)
        return jy_fail(err, JY_EINTERNAL, "what if: out of memory");
    out->dark_before_m = before.uncovered_m;
    out->dark_after_m = after.uncovered_m;
    out->gaps_before = (int64_t)before.gaps;
    out->gaps_after = (int64_t)after.gaps;
    return JY_OK;
}

static enum jy_code lines_of(const struct jy_lighting *l, struct plane_lines *plane,
                             struct jy_whatif_lines *out, struct jy_error *err)
{
    *out = (struct jy_whatif_lines){.n = plane->n, .n_lines = plane->n_lines, .end = plane->end};
    plane->end = NULL;
    out->points = jy_malloc((plane->n + 1) * sizeof *out->points);
    return jy_lighting_unproject(l, plane->n, plane->xy, out->points, err);
}

static enum jy_code finish_look(const struct jy_lighting *l, struct look *look,
                                struct jy_whatif_near *near, struct jy_error *err)
{
    struct jy_whatif_near found = {.light = near->light,
                                   .on_road = look->at.at.edge != GIS_NONE,
                                   .nearest_m = look->nearest_m,
                                   .without_m = look->without_m,
                                   .with_m = look->with_m};
    if (!found.on_road) {
        *near = found;
        return JY_OK;
    }
    struct gis_xy xy = gis_network_xy(l->network, look->at.at);
    enum jy_code code = jy_lighting_unproject(l, 1, &xy, &found.at, err);
    if (code == JY_OK)
        code = lines_of(l, &look->lines[0], &found.without, err);
    if (code == JY_OK)
        code = lines_of(l, &look->lines[1], &found.with, err);
    if (code == JY_OK) {
        *near = found;
    } else {
        jy_whatif_near_done(&found);
    }
    return code;
}

void jy_whatif_near_done(struct jy_whatif_near *near)
{
    free(near->without.points);
    free(near->without.end);
    free(near->with.points);
    free(near->with.end);
    *near = (struct jy_whatif_near){0};
}

/* --- answers ---------------------------------------------------------------------------------- */

/* The change of one added light: those taken away come first. */
static struct look look_for(const struct jy_whatif *w, const struct change *c,
                            const struct jy_whatif_near *near)
{
    struct look look = {.light = GIS_NONE, .at = nowhere, .nearest_m = INFINITY};
    if (near == NULL)
        return look;
    look.light = (uint32_t)(w->l->n_counted + near->light);
    for (size_t i = 0; i < c->n; i++) {
        if (c->light[i] == look.light)
            look.at = c->to[i];
    }
    return look;
}

enum jy_code jy_whatif_look(struct jy_whatif *whatif, const struct jy_whatif_ask *ask,
                            struct jy_whatif_near *near, struct jy_whatif_answer *out,
                            struct jy_error *err)
{
    struct jy_whatif_answer a;
    struct change c;
    struct gis_xy darkest[JY_WHATIF_GAPS_MAX];
    struct gis_lonlat at[JY_WHATIF_GAPS_MAX];
    memset(&a, 0, sizeof a);
    c.n = 0;
    if (near != NULL && near->light >= ask->n_add)
        return jy_fail(err, JY_EINVALID, "near: %zu lights are added", ask->n_add);
    enum jy_code code = plan_change(whatif, ask, &c, &a, err);
    if (code != JY_OK)
        return code;
    struct look look = look_for(whatif, &c, near);
    (void)pthread_mutex_lock(&whatif->lock);
    code = answer(whatif, &c, &look, darkest, &a, err);
    (void)pthread_mutex_unlock(&whatif->lock);
    if (code == JY_OK)
        code = jy_lighting_unproject(whatif->l, a.n_near, darkest, at, err);
    if (code == JY_OK && near != NULL)
        code = finish_look(whatif->l, &look, near, err);
    look_done(&look);
    if (code != JY_OK)
        return code;
    for (size_t i = 0; i < a.n_near; i++)
        a.near[i].darkest_at = at[i];
    *out = a;
    return JY_OK;
}

static void write_point(struct gis_lonlat p, struct jy_json *json)
{
    jy_json_array(json);
    jy_json_fixed(json, p.lon_deg, 7);
    jy_json_fixed(json, p.lat_deg, 7);
    jy_json_array_end(json);
}

static void write_lines(const char *name, const struct jy_whatif_lines *lines, struct jy_json *json)
{
    jy_json_key(json, name);
    jy_json_array(json);
    for (size_t i = 0, k = 0; i < lines->n_lines; i++) {
        jy_json_array(json);
        for (; k < lines->end[i]; k++)
            write_point(lines->points[k], json);
        jy_json_array_end(json);
    }
    jy_json_array_end(json);
}

static void write_near(const struct jy_whatif_near *near, struct jy_json *json)
{
    jy_json_key(json, "near");
    jy_json_object(json);
    jy_json_kv_int(json, "light", (int64_t)near->light + 1);
    jy_json_kv_bool(json, "on_road", near->on_road);
    if (near->on_road) {
        jy_json_key(json, "at");
        write_point(near->at, json);
        jy_json_kv_fixed(json, "nearest_m", near->nearest_m, 2);
        jy_json_kv_fixed(json, "dark_without_m", near->without_m, 2);
        jy_json_kv_fixed(json, "dark_with_m", near->with_m, 2);
        write_lines("without", &near->without, json);
        write_lines("with", &near->with, json);
    }
    jy_json_object_end(json);
}

void jy_whatif_write(const struct jy_whatif_answer *a, const struct jy_whatif_near *near,
                     struct jy_json *json)
{
    jy_json_object(json);
    jy_json_kv_fixed(json, "dark_before_m", a->dark_before_m, 2);
    jy_json_kv_fixed(json, "dark_after_m", a->dark_after_m, 2);
    jy_json_kv_fixed(json, "changed_m", a->dark_after_m - a->dark_before_m, 2);
    jy_json_kv_int(json, "gaps_before", a->gaps_before);
    jy_json_kv_int(json, "gaps_after", a->gaps_after);
    jy_json_kv_int(json, "off_road", (int64_t)a->n_off_road);
    jy_json_key(json, "gaps");
    jy_json_array(json);
    for (size_t i = 0; i < a->n_near; i++) {
        jy_json_object(json);
        jy_json_kv_fixed(json, "length_m", a->near[i].length_m, 2);
        jy_json_kv_fixed(json, "darkest_m", a->near[i].darkest_m, 2);
        jy_json_key(json, "darkest");
        write_point(a->near[i].darkest_at, json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    if (near != NULL)
        write_near(near, json);
    jy_json_object_end(json);
}
