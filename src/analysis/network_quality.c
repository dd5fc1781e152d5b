/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/network_quality.h"

#include <math.h>
#include <stdlib.h>

#include "src/analysis/lighting.h"
#include "src/analysis/road_cut.h"
#include "src/base/mem.h"

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status, const char *what)
{
    return jy_fail(err, status == GIS_EDOMAIN || status == GIS_EPROJ ? JY_EINVALID : JY_EINTERNAL,
                   "%s: %s", what, gis_status_text(status));
}

static enum jy_code write_place(const struct jy_network_quality *q, struct jy_json *json,
                                struct gis_xy p, struct jy_error *err)
{
    struct gis_lonlat at = {p.x_m, p.y_m};
    int decimals = 3;
    if (q->projection != NULL) {
        enum gis_status status = gis_unproject(q->projection, 1, &p, &at);
        if (status != GIS_OK)
            return fail_gis(err, status, "a position");
        decimals = 7;
    }
    jy_json_key(json, "at");
    jy_json_array(json);
    jy_json_fixed(json, at.lon_deg, decimals);
    jy_json_fixed(json, at.lat_deg, decimals);
    jy_json_array_end(json);
    return JY_OK;
}

/* --- pieces ----------------------------------------------------------------------------------- */

struct piece {
    double length_m;
    uint32_t edges, first_edge;
    bool walked; /* not a lone road that nobody can walk along */
};

static int longest_first(const void *a, const void *b)
{
    const struct piece *p = a, *q = b;
    if (p->length_m != q->length_m)
        return p->length_m > q->length_m ? -1 : 1;
    return (p->first_edge > q->first_edge) - (p->first_edge < q->first_edge);
}

static enum jy_code write_pieces(const struct jy_network_quality *q, struct jy_json *json,
                                 struct jy_error *err)
{
    const struct gis_network *net = q->network;
    uint32_t *of_node JY_AUTOFREE = jy_malloc((net->n_nodes + (size_t)1) * sizeof *of_node);
    size_t n = 0;
    enum gis_status status = gis_network_components(net, of_node, &n);
    if (status != GIS_OK)
        return fail_gis(err, status, "pieces of the network");
    struct piece *pieces JY_AUTOFREE = jy_calloc(n + 1, sizeof *pieces);
    for (uint32_t e = 0; e < net->n_edges; e++) {
        struct piece *p = &pieces[of_node[net->edge_ends[e][0]]];
        if (p->edges++ == 0)
            p->first_edge = e;
        p->length_m += net->edge_length_m[e];
        p->walked = (net->edge_flags[e] & GIS_ROAD_PASSABLE) != 0;
    }
    size_t n_walked = 0;
    for (size_t i = 0; i < n; i++)
        n_walked += pieces[i].walked;
    qsort(pieces, n, sizeof *pieces, longest_first);
    jy_json_key(json, "components");
    jy_json_object(json);
    jy_json_kv_int(json, "count", (int64_t)n);
    jy_json_kv_int(json, "walkable", (int64_t)n_walked);
    jy_json_kv_fixed(json, "largest_share",
                     n > 0 && net->length_m > 0 ? pieces[0].length_m / net->length_m : (double)NAN,
                     6);
    jy_json_key(json, "list");
    jy_json_array(json);
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < n && i < q->max_listed && code == JY_OK; i++) {
        jy_json_object(json);
        jy_json_kv_fixed(json, "length_m", pieces[i].length_m, 3);
        jy_json_kv_int(json, "edges", pieces[i].edges);
        jy_json_kv_bool(json, "walkable", pieces[i].walked);
        struct gis_on_edge middle = {pieces[i].first_edge,
                                     net->edge_length_m[pieces[i].first_edge] / 2};
        code = write_place(q, json, gis_network_xy(net, middle), err);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
    return code;
}

/* --- issues ----------------------------------------------------------------------------------- */

static void write_road(const struct jy_network_quality *q, struct jy_json *json, const char *key,
                       uint32_t road)
{
    if (road == GIS_NONE)
        return;
    jy_json_key(json, key);
    jy_json_object(json);
    if (q->data != NULL) {
        const struct jy_road *r = &q->data->roads[q->road_of[road]];
        jy_json_kv_int(json, "id", r->id);
        jy_json_kv_string(json, "name", r->name);
    } else {
        jy_json_kv_int(json, "number", road + INT64_C(1)); /* in the file, from 1 */
    }
    jy_json_object_end(json);
}

static enum jy_code write_kind(const struct jy_network_quality *q, struct jy_json *json,
                               const char *name, enum gis_network_issue_kind kind,
                               const char *size_name, struct jy_error *err)
{
    const struct gis_network_quality *quality = &q->network->quality;
    enum jy_code code = JY_OK;
    size_t n = 0;
    jy_json_key(json, name);
    jy_json_object(json);
    jy_json_kv_int(json, "count", (int64_t)quality->n_of[kind]);
    jy_json_key(json, "list");
    jy_json_array(json);
    for (size_t i = 0; i < quality->n_issues && n < q->max_listed && code == JY_OK; i++) {
        const struct gis_network_issue *issue = &quality->issues[i];
        if (issue->kind != kind)
            continue;
        n++;
        jy_json_object(json);
        code = write_place(q, json, issue->at, err);
        write_road(q, json, "road", issue->road);
        write_road(q, json, "other", issue->other);
        if (size_name != NULL)
            jy_json_kv_fixed(json, size_name, issue->size_m, 3);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
    return code;
}

static enum jy_code write_dead_ends(const struct jy_network_quality *q, struct jy_json *json,
                                    struct jy_error *err)
{
    const struct gis_network *net = q->network;
    enum jy_code code = JY_OK;
    size_t n = 0;
    jy_json_key(json, "dead_ends");
    jy_json_object(json);
    jy_json_kv_int(json, "count", (int64_t)net->quality.n_dead_ends);
    jy_json_key(json, "list");
    jy_json_array(json);
    for (uint32_t v = 0; v < net->n_nodes && n < q->max_listed && code == JY_OK; v++) {
        uint32_t k = net->node_first_arc[v];
        if (net->node_first_arc[v + 1] - k != 1 ||
            !(net->edge_flags[net->arcs[k].half / 2] & GIS_ROAD_PASSABLE))
            continue;
        n++;
        jy_json_object(json);
        code = write_place(q, json, net->node_xy[v], err);
        write_road(q, json, "road", net->edge_road[net->arcs[k].half / 2]);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
    return code;
}

/* --- lights ----------------------------------------------------------------------------------- */

static void write_light(const struct jy_network_quality *q, struct jy_json *json, size_t i)
{
    if (q->data == NULL) {
        jy_json_kv_int(json, "number", (int64_t)i + 1);
        return;
    }
    const struct jy_light_point *light = &q->data->lights[q->light_of[i]];
    jy_json_kv_int(json, "id", light->id);
    jy_json_kv_string(json, "ref", light->ref);
}

static enum jy_code write_lights(const struct jy_network_quality *q, struct jy_json *json,
                                 struct jy_error *err)
{
    enum jy_code code = JY_OK;
    size_t n_unmatched = 0, n = 0;
    double farthest_m = 0;
    for (size_t i = 0; i < q->n_lights; i++) {
        if (q->snaps[i].at.edge != GIS_NONE)
            continue;
        n_unmatched++;
        farthest_m = fmax(farthest_m, q->snaps[i].distance_m);
    }
    jy_json_key(json, "lights");
    jy_json_object(json);
    jy_json_kv_int(json, "count", (int64_t)q->n_lights);
    jy_json_kv_double(json, "snap_m", q->snap_m);
    jy_json_kv_int(json, "unmatched", (int64_t)n_unmatched);
    jy_json_kv_fixed(json, "farthest_m", farthest_m, 3);
    jy_json_key(json, "list");
    jy_json_array(json);
    for (size_t i = 0; i < q->n_lights && n < q->max_listed && code == JY_OK; i++) {
        if (q->snaps[i].at.edge != GIS_NONE)
            continue;
        n++;
        jy_json_object(json);
        write_light(q, json, i);
        jy_json_kv_fixed(json, "distance_m", q->snaps[i].distance_m, 3);
        code = write_place(q, json, q->lights[i], err);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
    return code;
}

enum jy_code jy_network_quality_write(const struct jy_network_quality *q, struct jy_json *json,
                                      struct jy_error *err)
{
    static const struct {
        const char *name, *size;
        enum gis_network_issue_kind kind;
    } kinds[] = {
        {"crossings", NULL, GIS_ISSUE_CROSSING},
        {"noded_crossings", NULL, GIS_ISSUE_NODED},
        {"joined_ends", "gap_m", GIS_ISSUE_JOINED_GAP},
        {"duplicates", "length_m", GIS_ISSUE_DUPLICATE},
        {"zero_length", NULL, GIS_ISSUE_ZERO_LENGTH},
    };
    const struct gis_network *net = q->network;
    jy_json_object(json);
    jy_json_kv_int(json, "roads", net->n_roads);
    jy_json_kv_int(json, "edges", net->n_edges);
    jy_json_kv_int(json, "nodes", net->n_nodes);
    jy_json_kv_fixed(json, "length_m", net->length_m, 3);
    jy_json_kv_fixed(json, "judged_m", net->evaluated_m, 3);
    jy_json_kv_bool(json, "node_crossings", q->options.node_crossings);
    jy_json_kv_double(json, "end_gap_m", q->options.end_gap_m);
    jy_json_kv_bool(json, "crossings_complete", net->quality.crossings_complete);
    enum jy_code code = write_pieces(q, json, err);
    if (code == JY_OK)
        code = write_dead_ends(q, json, err);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && code == JY_OK; i++)
        code = write_kind(q, json, kinds[i].name, kinds[i].kind, kinds[i].size, err);
    if (code == JY_OK)
        code = write_lights(q, json, err);
    jy_json_object_end(json);
    return code;
}

/* --- of a registry ---------------------------------------------------------------------------- */

/* Everything that is released together. */
struct making {
    struct gis_projection *projection;
    const struct jy_area **districts;
    struct jy_cut_roads cut;
    struct gis_network *network;
    uint32_t *road_of, *light_of;
    struct gis_xy *lights;
    struct gis_snap *snaps;
    size_t n_lights;
};

static void making_done(struct making *m)
{
    gis_projection_free(m->projection);
    free(m->districts);
    jy_cut_roads_done(&m->cut);
    gis_network_free(m->network);
    free(m->road_of);
    free(m->light_of);
    free(m->lights);
    free(m->snaps);
}

static enum jy_code make_network(const struct jy_city_data *data,
                                 const struct gis_network_options *options, struct making *m,
                                 struct jy_error *err)
{
    size_t n_districts = 0;
    enum gis_status status = data->city->epsg != 0
                                 ? gis_projection_new(data->city->epsg, &m->projection)
                                 : gis_projection_new_local(data->city->centre, &m->projection);
    if (status != GIS_OK)
        return fail_gis(err, status, "the city's projection");
    m->districts = jy_cut_districts(data, &n_districts);
    enum jy_code code = jy_cut_roads(data, m->projection, n_districts, m->districts, &m->cut, err);
    if (code != JY_OK)
        return code;
    const struct gis_roads roads = {m->cut.n, m->cut.first_point, m->cut.points, m->cut.flags,
                                    m->cut.levels};
    status = gis_network_new(&roads, options, NULL, &m->network);
    if (status != GIS_OK)
        return fail_gis(err, status, "road network");
    m->road_of = jy_malloc((m->cut.n + 1) * sizeof *m->road_of);
    for (size_t k = 0; k < m->cut.n; k++)
        m->road_of[k] = m->cut.parts[k].road;
    return JY_OK;
}

static enum jy_code make_lights(const struct jy_city_data *data, struct making *m,
                                struct jy_error *err)
{
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((data->n_lights + 1) * sizeof *at);
    m->light_of = jy_malloc((data->n_lights + 1) * sizeof *m->light_of);
    for (size_t i = 0; i < data->n_lights; i++) {
        if (!data->lights[i].counts)
            continue;
        at[m->n_lights] = data->lights[i].at;
        m->light_of[m->n_lights++] = (uint32_t)i;
    }
    m->lights = jy_malloc((m->n_lights + 1) * sizeof *m->lights);
    m->snaps = jy_malloc((m->n_lights + 1) * sizeof *m->snaps);
    enum gis_status status = gis_project(m->projection, m->n_lights, at, m->lights);
    if (status != GIS_OK)
        return fail_gis(err, status, "streetlights");
    gis_lights_snap(m->network, m->n_lights, m->lights, data->rule->snap_m, m->snaps);
    return JY_OK;
}

enum jy_code jy_network_quality_of(const struct jy_city_data *data, size_t max_listed,
                                   struct jy_json *json, struct jy_error *err)
{
    struct making m = {0};
    const struct gis_network_options options = {
        .end_gap_m = data->city->network.end_gap_m,
        .node_crossings = data->city->network.node_crossings,
        .find_crossings = !data->city->network.node_crossings};
    enum jy_code code = make_network(data, &options, &m, err);
    if (code == JY_OK)
        code = make_lights(data, &m, err);
    const struct jy_network_quality q = {m.network, options,   m.projection,       m.n_lights,
                                         m.lights,  m.snaps,   data->rule->snap_m, max_listed,
                                         data,      m.road_of, m.light_of};
    if (code == JY_OK)
        code = jy_network_quality_write(&q, json, err);
    making_done(&m);
    return code;
}
