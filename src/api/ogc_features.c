/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Features of the public layers as GeoJSON (RFC 7946), straight from the snapshot: cameras at the
 * precision the city allows, nothing that is for staff. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/lighting_rule.h"
#include "src/api/ogc.h"

enum { DECIMALS = 7 };

/* --- Geometries ---------------------------------------------------------------------------- */

static void position(struct jy_json *json, struct gis_lonlat p)
{
    jy_json_array(json);
    jy_json_fixed(json, p.lon_deg, DECIMALS);
    jy_json_fixed(json, p.lat_deg, DECIMALS);
    jy_json_array_end(json);
}

static void open_geometry(struct jy_json *json, const char *type)
{
    jy_json_key(json, "geometry");
    jy_json_object(json);
    jy_json_kv_string(json, "type", type);
    jy_json_key(json, "coordinates");
}

static void point(struct jy_json *json, struct gis_lonlat p)
{
    open_geometry(json, "Point");
    position(json, p);
    jy_json_object_end(json);
}

static void part(struct jy_json *json, const struct jy_geometry *g, size_t i)
{
    jy_json_array(json);
    for (uint32_t k = i > 0 ? g->part_end[i - 1] : 0; k < g->part_end[i]; k++)
        position(json, g->points[k]);
    jy_json_array_end(json);
}

static void lines(struct jy_json *json, const struct jy_geometry *g)
{
    open_geometry(json, g->n_parts == 1 ? "LineString" : "MultiLineString");
    if (g->n_parts != 1)
        jy_json_array(json);
    for (size_t i = 0; i < g->n_parts; i++)
        part(json, g, i);
    if (g->n_parts != 1)
        jy_json_array_end(json);
    jy_json_object_end(json);
}

static void polygons(struct jy_json *json, const struct jy_geometry *g)
{
    open_geometry(json, "MultiPolygon");
    jy_json_array(json);
    for (size_t i = 0; i < g->n_parts; i++) {
        if (g->part_outer[i] || i == 0) {
            if (i > 0)
                jy_json_array_end(json);
            jy_json_array(json);
        }
        part(json, g, i);
    }
    if (g->n_parts > 0)
        jy_json_array_end(json);
    jy_json_array_end(json);
    jy_json_object_end(json);
}

static void geometry(struct jy_json *json, const struct jy_geometry *g)
{
    if (g->kind == JY_GEOMETRY_POINT && g->n_points > 0) {
        point(json, g->points[0]);
    } else if (g->kind == JY_GEOMETRY_LINES) {
        lines(json, g);
    } else if (g->kind == JY_GEOMETRY_POLYGONS) {
        polygons(json, g);
    } else {
        jy_json_key(json, "geometry");
        jy_json_null(json);
    }
}

static bool inside(struct gis_lonlat p, const double b[4])
{
    return p.lon_deg >= b[0] && p.lat_deg >= b[1] && p.lon_deg <= b[2] && p.lat_deg <= b[3];
}

/* By the box of the geometry, which is what bbox promises at least. */
static bool box_meets(const struct jy_geometry *g, const double b[4])
{
    double w = INFINITY, s = INFINITY, e = -INFINITY, n = -INFINITY;
    for (size_t i = 0; i < g->n_points; i++) {
        w = fmin(w, g->points[i].lon_deg);
        e = fmax(e, g->points[i].lon_deg);
        s = fmin(s, g->points[i].lat_deg);
        n = fmax(n, g->points[i].lat_deg);
    }
    return w <= b[2] && e >= b[0] && s <= b[3] && n >= b[1];
}

static void begin(struct jy_json *json, int64_t id)
{
    jy_json_object(json);
    jy_json_kv_string(json, "type", "Feature");
    jy_json_kv_int(json, "id", id);
}

static void text(struct jy_json *json, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0')
        jy_json_kv_string(json, name, value);
}

static void number(struct jy_json *json, const char *name, double value)
{
    if (isfinite(value))
        jy_json_kv_fixed(json, name, value, 3);
}

static void properties(struct jy_json *json)
{
    jy_json_key(json, "properties");
    jy_json_object(json);
}

static void end(struct jy_json *json)
{
    jy_json_object_end(json);
    jy_json_object_end(json);
}

/* --- Lights -------------------------------------------------------------------------------- */

static size_t lights_count(const struct jy_snapshot *s)
{
    return s->data->n_lights;
}

static int64_t lights_id(const struct jy_snapshot *s, size_t i)
{
    return s->data->lights[i].id;
}

static bool lights_meets(const struct jy_snapshot *s, size_t i, const double bbox[4])
{
    return inside(s->data->lights[i].at, bbox);
}

static void lights_write(const struct jy_snapshot *s, size_t i, struct jy_json *json)
{
    const struct jy_light_point *l = &s->data->lights[i];
    begin(json, l->id);
    point(json, l->at);
    properties(json);
    text(json, "ref", l->ref);
    text(json, "kind", jy_light_kind_text((enum jy_light_kind)l->kind));
    text(json, "lamp", jy_lamp_text((enum jy_lamp)l->lamp));
    text(json, "status", jy_status_text((enum jy_status)l->status));
    number(json, "watt_w", (double)l->watt_w);
    number(json, "lumen_lm", (double)l->lumen_lm);
    end(json);
}

/* --- Cameras, as the scene shows them ------------------------------------------------------ */

static const struct jy_points *cameras(const struct jy_snapshot *s)
{
    return &s->scene->points[JY_POINTS_CAMERAS];
}

static size_t cameras_count(const struct jy_snapshot *s)
{
    return cameras(s)->n;
}

static int64_t cameras_id(const struct jy_snapshot *s, size_t i)
{
    return cameras(s)->id[i];
}

static bool cameras_meets(const struct jy_snapshot *s, size_t i, const double bbox[4])
{
    return inside(gis_world_to_lonlat(cameras(s)->at[i]), bbox);
}

static void cameras_write(const struct jy_snapshot *s, size_t i, struct jy_json *json)
{
    const struct jy_camera_attr *a = &cameras(s)->of.camera[cameras(s)->attr[i]];
    begin(json, cameras(s)->id[i]);
    point(json, gis_world_to_lonlat(cameras(s)->at[i]));
    properties(json);
    text(json, "precision", jy_precision_text((enum jy_precision)a->precision));
    jy_json_kv_int(json, "point_count", a->count);
    text(json, "status", jy_status_text((enum jy_status)a->status));
    number(json, "direction_deg", (double)a->direction_deg);
    end(json);
}

/* --- Roads --------------------------------------------------------------------------------- */

static size_t roads_count(const struct jy_snapshot *s)
{
    return s->data->n_roads;
}

static int64_t roads_id(const struct jy_snapshot *s, size_t i)
{
    return s->data->roads[i].id;
}

static bool roads_meets(const struct jy_snapshot *s, size_t i, const double bbox[4])
{
    return box_meets(&s->data->roads[i].geometry, bbox);
}

static void roads_write(const struct jy_snapshot *s, size_t i, struct jy_json *json)
{
    const struct jy_road *r = &s->data->roads[i];
    begin(json, r->id);
    geometry(json, &r->geometry);
    properties(json);
    text(json, "ref", r->ref);
    text(json, "name", r->name);
    text(json, "class", jy_road_class_text(r->road_class));
    number(json, "width_m", r->width_m);
    jy_json_kv_bool(json, "evaluate", r->evaluate);
    jy_json_kv_bool(json, "passable", r->passable);
    jy_json_kv_bool(json, "private", r->is_private);
    end(json);
}

/* --- Gaps ---------------------------------------------------------------------------------- */

static const struct jy_shapes *gaps(const struct jy_snapshot *s)
{
    return &s->scene->shapes[JY_SHAPES_GAPS];
}

static size_t gaps_count(const struct jy_snapshot *s)
{
    return gaps(s)->n;
}

static int64_t gaps_id(const struct jy_snapshot *s, size_t i)
{
    return gaps(s)->id[i];
}

static bool gaps_meets(const struct jy_snapshot *s, size_t i, const double b[4])
{
    const struct gis_world_box *box = &gaps(s)->box[i];
    struct gis_lonlat nw = gis_world_to_lonlat((struct gis_world){box->min_x, box->min_y});
    struct gis_lonlat se = gis_world_to_lonlat((struct gis_world){box->max_x, box->max_y});
    return nw.lon_deg <= b[2] && se.lon_deg >= b[0] && se.lat_deg <= b[3] && nw.lat_deg >= b[1];
}

/* The spacing and the clause that its darkest point is judged by. */
static void gap_clause(const struct jy_snapshot *s, int64_t id, struct jy_json *json)
{
    struct jy_gap_clause clause;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    if (id < 1 || (size_t)id > s->lighting->n_gaps)
        return;
    (void)jy_gap_clauses(s->lighting, &s->lighting->gaps[id - 1], 1, &clause);
    jy_rule_pack_clause(s->data->rule, clause.band, &name);
    number(json, "spacing_m", clause.spacing_m);
    number(json, "reach_m", clause.reach_m);
    text(json, "clause", jy_buf_text(&name));
}

static void gaps_write(const struct jy_snapshot *s, size_t i, struct jy_json *json)
{
    static const char *const names[] = {"length_m", "darkest_m", "implied_m", "extra_lower",
                                        "extra_upper"};
    const struct jy_shapes *g = gaps(s);
    begin(json, g->id[i]);
    open_geometry(json, "MultiLineString");
    jy_json_array(json);
    for (uint32_t p = g->first_part[i]; p < g->first_part[i + 1]; p++) {
        jy_json_array(json);
        for (uint32_t k = g->first_point[p]; k < g->first_point[p + 1]; k++)
            position(json, gis_world_to_lonlat(g->at[k]));
        jy_json_array_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
    properties(json);
    for (size_t k = 0; k < g->n_numbers; k++)
        number(json, names[k], (double)g->number[i * g->n_numbers + k]);
    gap_clause(s, g->id[i], json);
    end(json);
}

/* --- Districts ----------------------------------------------------------------------------- */

static size_t areas_count(const struct jy_snapshot *s)
{
    return s->data->n_areas;
}

static int64_t areas_id(const struct jy_snapshot *s, size_t i)
{
    return s->data->areas[i].id;
}

static bool areas_meets(const struct jy_snapshot *s, size_t i, const double bbox[4])
{
    return box_meets(&s->data->areas[i].geometry, bbox);
}

static void areas_write(const struct jy_snapshot *s, size_t i, struct jy_json *json)
{
    const struct jy_area *a = &s->data->areas[i];
    begin(json, a->id);
    geometry(json, &a->geometry);
    properties(json);
    text(json, "kind", jy_area_kind_text(a->kind));
    text(json, "code", a->code);
    text(json, "name", a->name);
    text(json, "name_kana", a->name_kana);
    text(json, "name_en", a->name_en);
    text(json, "district", a->district);
    end(json);
}

static const struct jy_ogc_features table[] = {
    {JY_TILES_STREETLIGHTS, lights_count, lights_id, lights_meets, lights_write},
    {JY_TILES_CAMERAS, cameras_count, cameras_id, cameras_meets, cameras_write},
    {JY_TILES_ROADS, roads_count, roads_id, roads_meets, roads_write},
    {JY_TILES_GAPS, gaps_count, gaps_id, gaps_meets, gaps_write},
    {JY_TILES_DISTRICTS, areas_count, areas_id, areas_meets, areas_write}};

const struct jy_ogc_features *jy_ogc_features_of(enum jy_tiles tiles)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].tiles == tiles)
            return &table[i];
    }
    return NULL;
}

/* --- Handlers ------------------------------------------------------------------------------ */

/* "west,south,east,north", or six numbers with heights, which are not looked at. */
static bool read_bbox(const char *value, double out[4])
{
    double v[6];
    int n = 0;
    for (const char *p = value;; p++) {
        char *stop;
        if (n == 6 || strspn(p, "0123456789.-+eE") == 0)
            return false;
        v[n++] = strtod(p, &stop);
        p = stop;
        if (*p == '\0')
            break;
        if (*p != ',')
            return false;
    }
    if (n != 4 && n != 6)
        return false;
    out[0] = v[0];
    out[1] = v[1];
    out[2] = v[n / 2];
    out[3] = v[n / 2 + 1];
    return fabs(out[0]) <= 180 && fabs(out[2]) <= 180 && fabs(out[1]) <= 90 && fabs(out[3]) <= 90 &&
           out[0] <= out[2] && out[1] <= out[3];
}

static enum jy_code features_of(struct jy_http_call *call, const struct jy_ogc_features **out,
                                struct jy_error *err)
{
    enum jy_tiles tiles;
    enum jy_code code = jy_ogc_collection(call, &tiles, err);
    if (code != JY_OK)
        return code;
    *out = jy_ogc_features_of(tiles);
    return *out != NULL ? JY_OK
                        : jy_fail(err, JY_ENOTFOUND, "this collection is there as tiles only");
}

static void write_links(struct jy_json *json, const struct jy_http_call *call, bool more)
{
    struct jy_arena *arena = &call->request->arena;
    const char *name = jy_call_text(call, "collection"), *bbox = jy_call_text(call, "bbox");
    long limit = jy_call_int(call, "limit"), offset = jy_call_int(call, "offset");
    const char *rest = bbox != NULL ? jy_arena_printf(arena, "&bbox=%s", bbox) : "";
    jy_json_key(json, "links");
    jy_json_array(json);
    jy_ogc_link(json, call, "self", "application/geo+json",
                jy_arena_printf(arena, "/ogc/collections/%s/items?limit=%ld&offset=%ld%s", name,
                                limit, offset, rest));
    jy_ogc_link(json, call, "collection", "application/json",
                jy_arena_printf(arena, "/ogc/collections/%s", name));
    if (more) {
        jy_ogc_link(json, call, "next", "application/geo+json",
                    jy_arena_printf(arena, "/ogc/collections/%s/items?limit=%ld&offset=%ld%s", name,
                                    limit, offset + limit, rest));
    }
    jy_json_array_end(json);
}

enum jy_code jy_api_ogc_items(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_ogc_features *f = NULL;
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = features_of(call, &f, err);
    if (code != JY_OK)
        return code;
    const char *bbox_text = jy_call_text(call, "bbox");
    double bbox[4];
    if (bbox_text != NULL && !read_bbox(bbox_text, bbox)) {
        jy_problem_add(&call->problem, "bbox", "is west,south,east,north in degrees");
        return jy_fail(err, JY_EINVALID, "bbox cannot be read");
    }
    code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    size_t limit = (size_t)jy_call_int(call, "limit"), offset = (size_t)jy_call_int(call, "offset");
    size_t matched = 0, returned = 0, n = f->count(snapshot);
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "type", "FeatureCollection");
    jy_json_key(&json, "features");
    jy_json_array(&json);
    for (size_t i = 0; i < n; i++) {
        if (bbox_text != NULL && !f->meets(snapshot, i, bbox))
            continue;
        if (matched++ < offset || returned == limit)
            continue;
        returned++;
        f->write(snapshot, i, &json);
    }
    jy_json_array_end(&json);
    jy_json_kv_int(&json, "numberMatched", (int64_t)matched);
    jy_json_kv_int(&json, "numberReturned", (int64_t)returned);
    jy_json_kv_string(&json, "attribution", snapshot->attribution);
    write_links(&json, call, matched > offset + returned);
    jy_json_object_end(&json);
    return JY_OK;
}

enum jy_code jy_api_ogc_item(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_ogc_features *f = NULL;
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = features_of(call, &f, err);
    if (code == JY_OK)
        code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    int64_t id = (int64_t)jy_call_number(call, "id");
    size_t n = f->count(snapshot), i = 0;
    while (i < n && f->id(snapshot, i) != id)
        i++;
    if (i == n)
        return jy_fail(err, JY_ENOTFOUND, "there is no feature of this number");
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    f->write(snapshot, i, &json);
    return JY_OK;
}
