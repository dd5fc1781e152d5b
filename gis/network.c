/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/network_build.h"

static double distance(struct gis_xy a, struct gis_xy b)
{
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
    return sqrt(dx * dx + dy * dy);
}

enum gis_status network_issue(struct network_build *build, struct gis_network_issue issue)
{
    build->net->quality.n_of[issue.kind]++;
    if (build->n_issues == GIS_NETWORK_MAX_ISSUES)
        return GIS_OK;
    if (!gis_array_room(&build->issues, build->n_issues + 1, &build->max_issues, sizeof issue))
        return GIS_ENOMEM;
    build->issues[build->n_issues++] = issue;
    return GIS_OK;
}

/* --- points ----------------------------------------------------------------------------------- */

static bool roads_consistent(const struct gis_roads *roads)
{
    if (roads->n_roads >= (1U << 31))
        return false;
    for (size_t r = 0; r < roads->n_roads; r++) {
        if (roads->first_point[r] > roads->first_point[r + 1])
            return false;
    }
    return roads->n_roads == 0 || roads->first_point[roads->n_roads] < (1U << 30);
}

static bool in_range(struct gis_xy p)
{
    return fabs(p.x_m) <= GIS_NETWORK_MAX_M && fabs(p.y_m) <= GIS_NETWORK_MAX_M; /* NaN is not */
}

static bool roads_valid(const struct gis_roads *roads, uint32_t *bad_road)
{
    *bad_road = GIS_NONE;
    if (!roads_consistent(roads))
        return false;
    for (size_t r = 0; r < roads->n_roads; r++) {
        for (size_t i = roads->first_point[r]; i < roads->first_point[r + 1]; i++) {
            if (!in_range(roads->points[i])) {
                *bad_road = (uint32_t)r;
                return false;
            }
        }
    }
    return true;
}

/* Copies the points of one road without repeats; a road without extent keeps none. */
static void road_copy(const struct gis_roads *roads, size_t road, struct gis_network *net)
{
    uint32_t first = net->n_points;
    for (size_t i = roads->first_point[road]; i < roads->first_point[road + 1]; i++) {
        /* + 0.0: minus zero becomes zero, so that equal coordinates have equal bytes */
        struct gis_xy p = {roads->points[i].x_m + 0.0, roads->points[i].y_m + 0.0};
        if (net->n_points > first && !(distance(net->points[net->n_points - 1], p) > 0))
            continue;
        net->points[net->n_points++] = p;
    }
    if (net->n_points - first < 2)
        net->n_points = first;
}

static enum gis_status points_copy(struct network_build *build)
{
    struct gis_network *net = build->net;
    const struct gis_roads *roads = build->roads;
    size_t n = roads->n_roads == 0 ? 0 : roads->first_point[roads->n_roads] - roads->first_point[0];
    net->points = calloc(n + 1, sizeof *net->points);
    net->road_first_point = malloc((roads->n_roads + 1) * sizeof *net->road_first_point);
    net->road_first_edge = calloc(roads->n_roads + 1, sizeof *net->road_first_edge);
    if (net->points == NULL || net->road_first_point == NULL || net->road_first_edge == NULL)
        return GIS_ENOMEM;
    net->n_roads = (uint32_t)roads->n_roads;
    net->road_first_point[0] = 0;
    for (uint32_t r = 0; r < net->n_roads; r++) {
        road_copy(roads, r, net);
        net->road_first_point[r + 1] = net->n_points;
        if (net->n_points > net->road_first_point[r])
            continue;
        size_t first = roads->first_point[r];
        struct gis_xy at = {0, 0};
        if (roads->first_point[r + 1] > first)
            at = roads->points[first];
        struct gis_network_issue issue = {GIS_ISSUE_ZERO_LENGTH, r, GIS_NONE, at, 0};
        if (network_issue(build, issue) != GIS_OK)
            return GIS_ENOMEM;
    }
    return GIS_OK;
}

static enum gis_status points_measure(struct gis_network *net)
{
    net->point_m = malloc((net->n_points + (size_t)1) * sizeof *net->point_m);
    if (net->point_m == NULL)
        return GIS_ENOMEM;
    for (uint32_t r = 0; r < net->n_roads; r++) {
        double offset_m = 0;
        for (uint32_t i = net->road_first_point[r]; i < net->road_first_point[r + 1]; i++) {
            if (i > net->road_first_point[r])
                offset_m += distance(net->points[i - 1], net->points[i]);
            net->point_m[i] = offset_m;
        }
    }
    return GIS_OK;
}

/* --- nodes ------------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

static uint64_t place_hash(struct gis_xy p, uint32_t owner)
{
    uint64_t x, y;
    memcpy(&x, &p.x_m, sizeof x);
    memcpy(&y, &p.y_m, sizeof y);
    return mix(mix(x ^ owner) + 0x9e3779b97f4a7c15U + y);
}

static size_t table_size(size_t n)
{
    size_t size = 16;
    while (size < 2 * n)
        size *= 2;
    return size;
}

enum gis_status network_find_places(const struct network_build *build, uint32_t *place)
{
    const struct gis_network *net = build->net;
    size_t size = table_size(net->n_points);
    uint32_t *table = malloc(size * sizeof *table);
    uint32_t *owner = malloc((net->n_points + (size_t)1) * sizeof *owner);
    if (table == NULL || owner == NULL) {
        free(table);
        free(owner);
        return GIS_ENOMEM;
    }
    memset(table, 0xFF, size * sizeof *table);
    for (uint32_t r = 0; r < net->n_roads; r++) {
        bool passable = network_road_flags(build->roads, r) & GIS_ROAD_PASSABLE;
        for (uint32_t i = net->road_first_point[r]; i < net->road_first_point[r + 1]; i++) {
            owner[i] = passable ? GIS_NONE : r;
            size_t k = place_hash(net->points[i], owner[i]) & (size - 1);
            while (table[k] != GIS_NONE && !(net->points[table[k]].x_m == net->points[i].x_m &&
                                             net->points[table[k]].y_m == net->points[i].y_m &&
                                             owner[table[k]] == owner[i]))
                k = (k + 1) & (size - 1);
            if (table[k] == GIS_NONE)
                table[k] = i;
            place[i] = table[k];
        }
    }
    free(table);
    free(owner);
    return GIS_OK;
}

static uint32_t place_root(uint32_t *place, uint32_t i)
{
    while (place[i] != i) {
        place[i] = place[place[i]];
        i = place[i];
    }
    return i;
}

/* Two near places become one; the lower number stands for both. */
static void places_join(const struct network_build *build, uint32_t *place)
{
    for (size_t k = 0; k < build->n_joins; k++) {
        uint32_t a = place_root(place, build->joins[k].a), b = place_root(place, build->joins[k].b);
        if (a < b) {
            place[b] = a;
        } else {
            place[a] = b;
        }
    }
    if (build->n_joins > 0) {
        for (uint32_t i = 0; i < build->net->n_points; i++)
            place[i] = place_root(place, i);
    }
}

/* Which places are nodes: ends of roads, and places with two points. Returns how many edges follow.
 */
static uint32_t nodes_mark(const struct gis_network *net, const uint32_t *place, uint8_t *is_node)
{
    memset(is_node, 0, net->n_points);
    uint32_t n_edges = 0;
    for (uint32_t r = 0; r < net->n_roads; r++) {
        uint32_t first = net->road_first_point[r], end = net->road_first_point[r + 1];
        for (uint32_t i = first; i < end; i++) {
            if (place[i] != i || i == first || i + 1 == end)
                is_node[place[i]] = 1;
        }
    }
    for (uint32_t r = 0; r < net->n_roads; r++) {
        for (uint32_t i = net->road_first_point[r] + 1; i < net->road_first_point[r + 1]; i++)
            n_edges += is_node[place[i]];
    }
    return n_edges;
}

static bool edges_alloc(struct gis_network *net, size_t n_edges)
{
    net->edge_road = malloc((n_edges + 1) * sizeof *net->edge_road);
    net->edge_ends = calloc(n_edges + 1, sizeof *net->edge_ends);
    net->edge_points = malloc((n_edges + 1) * sizeof *net->edge_points);
    net->edge_length_m = malloc((n_edges + 1) * sizeof *net->edge_length_m);
    net->edge_flags = malloc(n_edges + 1);
    return net->edge_road != NULL && net->edge_ends != NULL && net->edge_points != NULL &&
           net->edge_length_m != NULL && net->edge_flags != NULL;
}

/* Numbers the nodes as they are met and cuts the roads there. node_of: by place. */
static void edges_cut(const struct network_build *build, const uint32_t *place,
                      const uint8_t *is_node, uint32_t *node_of)
{
    struct gis_network *net = build->net;
    for (uint32_t r = 0; r < net->n_roads; r++) {
        uint32_t start = GIS_NONE;
        net->road_first_edge[r] = net->n_edges;
        for (uint32_t i = net->road_first_point[r]; i < net->road_first_point[r + 1]; i++) {
            uint32_t p = place[i];
            if (!is_node[p])
                continue;
            if (node_of[p] == GIS_NONE) {
                net->node_xy[net->n_nodes] = net->points[p];
                node_of[p] = net->n_nodes++;
            }
            if (start != GIS_NONE) {
                uint32_t e = net->n_edges++;
                net->edge_road[e] = r;
                net->edge_ends[e][0] = node_of[place[start]];
                net->edge_ends[e][1] = node_of[p];
                net->edge_points[e][0] = start;
                net->edge_points[e][1] = i;
                net->edge_length_m[e] = net->point_m[i] - net->point_m[start];
                net->edge_flags[e] = network_road_flags(build->roads, r);
            }
            start = i;
        }
    }
    net->road_first_edge[net->n_roads] = net->n_edges;
}

static enum gis_status graph_cut(struct network_build *build)
{
    struct gis_network *net = build->net;
    size_t n = net->n_points + (size_t)1;
    uint32_t *place = malloc(n * sizeof *place), *node_of = malloc(n * sizeof *node_of);
    uint8_t *is_node = malloc(n);
    enum gis_status status = GIS_ENOMEM;
    if (place != NULL && node_of != NULL && is_node != NULL)
        status = network_find_places(build, place);
    if (status == GIS_OK) {
        places_join(build, place);
        uint32_t n_edges = nodes_mark(net, place, is_node);
        memset(node_of, 0xFF, n * sizeof *node_of);
        net->node_xy = malloc(n * sizeof *net->node_xy);
        status = net->node_xy != NULL && edges_alloc(net, n_edges) ? GIS_OK : GIS_ENOMEM;
    }
    if (status == GIS_OK) {
        edges_cut(build, place, is_node, node_of);
        void *fit = realloc(net->node_xy, (net->n_nodes + (size_t)1) * sizeof *net->node_xy);
        if (fit != NULL)
            net->node_xy = fit;
    }
    free(place);
    free(node_of);
    free(is_node);
    return status;
}

/* --- duplicates ------------------------------------------------------------------------------- */

static bool edges_equal(const struct gis_network *net, uint32_t a, uint32_t b)
{
    uint32_t n = net->edge_points[a][1] - net->edge_points[a][0];
    if (n != net->edge_points[b][1] - net->edge_points[b][0])
        return false;
    const struct gis_xy *p = net->points + net->edge_points[a][0];
    const struct gis_xy *q = net->points + net->edge_points[b][0];
    bool same = net->edge_ends[a][0] == net->edge_ends[b][0] &&
                net->edge_ends[a][1] == net->edge_ends[b][1];
    bool reverse = net->edge_ends[a][0] == net->edge_ends[b][1] &&
                   net->edge_ends[a][1] == net->edge_ends[b][0];
    for (uint32_t i = 1; i < n && (same || reverse); i++) {
        same = same && p[i].x_m == q[i].x_m && p[i].y_m == q[i].y_m;
        reverse = reverse && p[i].x_m == q[n - i].x_m && p[i].y_m == q[n - i].y_m;
    }
    return same || reverse;
}

/* The same in both directions. */
static uint64_t edge_hash(const struct gis_network *net, uint32_t e)
{
    uint64_t sum = mix(net->edge_ends[e][0]) + mix(net->edge_ends[e][1]);
    for (uint32_t i = net->edge_points[e][0] + 1; i < net->edge_points[e][1]; i++)
        sum += place_hash(net->points[i], 0);
    return mix(sum);
}

static void edge_move(struct gis_network *net, uint32_t from, uint32_t to)
{
    net->edge_road[to] = net->edge_road[from];
    memcpy(net->edge_ends[to], net->edge_ends[from], sizeof net->edge_ends[to]);
    memcpy(net->edge_points[to], net->edge_points[from], sizeof net->edge_points[to]);
    net->edge_length_m[to] = net->edge_length_m[from];
    net->edge_flags[to] = net->edge_flags[from];
}

/* Keeps the first of equal edges, which takes over the other's flags. */
static enum gis_status duplicates_drop(struct network_build *build)
{
    struct gis_network *net = build->net;
    size_t size = table_size(net->n_edges);
    uint32_t *table = malloc(size * sizeof *table);
    if (table == NULL)
        return GIS_ENOMEM;
    memset(table, 0xFF, size * sizeof *table);
    uint32_t kept = 0, n_edges = net->n_edges, e = 0;
    enum gis_status status = GIS_OK;
    for (uint32_t r = 0; r < net->n_roads; r++) {
        uint32_t end = net->road_first_edge[r + 1];
        net->road_first_edge[r] = kept;
        for (; e < end && status == GIS_OK; e++) {
            size_t k = edge_hash(net, e) & (size - 1);
            while (table[k] != GIS_NONE &&
                   !(edges_equal(net, table[k], e) &&
                     network_road_level(build->roads, net->edge_road[table[k]]) ==
                         network_road_level(build->roads, r)))
                k = (k + 1) & (size - 1);
            if (table[k] == GIS_NONE) {
                edge_move(net, e, kept);
                table[k] = kept++;
                continue;
            }
            net->edge_flags[table[k]] |= net->edge_flags[e];
            status = network_issue(
                build, (struct gis_network_issue){GIS_ISSUE_DUPLICATE, r, net->edge_road[table[k]],
                                                  net->points[net->edge_points[e][0]],
                                                  net->edge_length_m[e]});
        }
    }
    net->road_first_edge[net->n_roads] = kept;
    net->n_edges = status == GIS_OK ? kept : n_edges;
    free(table);
    return status;
}

/* --- adjacency, components -------------------------------------------------------------------- */

static enum gis_status arcs_fill(struct gis_network *net)
{
    net->node_first_arc = calloc(net->n_nodes + (size_t)2, sizeof *net->node_first_arc);
    net->arcs = malloc((2 * (size_t)net->n_edges + 1) * sizeof *net->arcs);
    if (net->node_first_arc == NULL || net->arcs == NULL)
        return GIS_ENOMEM;
    uint32_t *first = net->node_first_arc;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        first[net->edge_ends[e][0] + 2]++;
        first[net->edge_ends[e][1] + 2]++;
    }
    for (uint32_t v = 1; v <= net->n_nodes; v++)
        first[v + 1] += first[v];
    /* first[v + 1] is now where node v begins; it moves to its end, where node v + 1 begins */
    for (uint32_t half = 0; half < 2 * net->n_edges; half++) {
        uint32_t tail = gis_half_tail(net, half);
        net->arcs[first[tail + 1]++] = (struct gis_arc){half, gis_half_head(net, half)};
    }
    return GIS_OK;
}

static enum gis_status components_count(struct gis_network *net)
{
    uint32_t *root = malloc((net->n_nodes + (size_t)1) * sizeof *root);
    if (root == NULL)
        return GIS_ENOMEM;
    for (uint32_t v = 0; v < net->n_nodes; v++)
        root[v] = v;
    size_t n = net->n_nodes;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        uint32_t a = place_root(root, net->edge_ends[e][0]);
        uint32_t b = place_root(root, net->edge_ends[e][1]);
        if (a == b)
            continue;
        root[a < b ? b : a] = a < b ? a : b;
        n--;
    }
    net->quality.n_components = n;
    free(root);
    return GIS_OK;
}

static void lengths_sum(struct gis_network *net)
{
    for (uint32_t e = 0; e < net->n_edges; e++) {
        net->length_m += net->edge_length_m[e];
        if (net->edge_flags[e] & GIS_ROAD_EVALUATE)
            net->evaluated_m += net->edge_length_m[e];
    }
    for (uint32_t v = 0; v < net->n_nodes; v++) {
        uint32_t k = net->node_first_arc[v];
        net->quality.n_dead_ends +=
            net->node_first_arc[v + 1] - k == 1 &&
            (net->edge_flags[net->arcs[k].half / 2] & GIS_ROAD_PASSABLE) != 0;
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

enum gis_status network_index_segments(struct gis_network *net, bool by_edges)
{
    size_t n = 0, max = net->n_points + (size_t)1;
    struct gis_box *boxes = malloc(max * sizeof *boxes);
    uint32_t *point = malloc(max * sizeof *point), *line = malloc(max * sizeof *line);
    enum gis_status status = boxes == NULL || point == NULL || line == NULL ? GIS_ENOMEM : GIS_OK;
    uint32_t n_lines = by_edges ? net->n_edges : net->n_roads;
    for (uint32_t k = 0; k < n_lines && status == GIS_OK; k++) {
        uint32_t i = by_edges ? net->edge_points[k][0] : net->road_first_point[k];
        uint32_t end = by_edges ? net->edge_points[k][1] + 1 : net->road_first_point[k + 1];
        for (; i + 1 < end; i++) {
            struct gis_xy a = net->points[i], b = net->points[i + 1];
            point[n] = i;
            line[n] = k;
            boxes[n++] = (struct gis_box){fmin(a.x_m, b.x_m), fmin(a.y_m, b.y_m),
                                          fmax(a.x_m, b.x_m), fmax(a.y_m, b.y_m)};
        }
    }
    struct gis_rtree *tree = NULL;
    if (status == GIS_OK)
        status = gis_rtree_new(n, boxes, &tree);
    free(boxes);
    if (status != GIS_OK) {
        free(point);
        free(line);
        return status;
    }
    gis_rtree_free(net->segments);
    free(net->segment_point);
    free(net->segment_edge);
    net->segments = tree;
    net->segment_point = point;
    net->segment_edge = line;
    return GIS_OK;
}

static enum gis_status network_fill(struct network_build *build)
{
    struct gis_network *net = build->net;
    const struct gis_network_options *o = &build->options;
    net->quality.crossings_complete = true;
    enum gis_status status = points_copy(build);
    if (status == GIS_OK && (o->end_gap_m > 0 || o->node_crossings || o->find_crossings))
        status = network_join_roads(build);
    if (status == GIS_OK)
        status = points_measure(net);
    if (status == GIS_OK)
        status = graph_cut(build);
    if (status == GIS_OK && !o->keep_duplicates)
        status = duplicates_drop(build);
    if (status == GIS_OK)
        status = arcs_fill(net);
    if (status == GIS_OK)
        status = components_count(net);
    if (status == GIS_OK)
        status = network_index_segments(net, true);
    if (status == GIS_OK)
        lengths_sum(net);
    return status;
}

enum gis_status gis_network_new(const struct gis_roads *roads,
                                const struct gis_network_options *options, uint32_t *bad_road,
                                struct gis_network **out)
{
    uint32_t unwanted;
    if (!roads_valid(roads, bad_road == NULL ? &unwanted : bad_road))
        return GIS_EDOMAIN;
    struct network_build build = {.roads = roads};
    if (options != NULL)
        build.options = *options;
    if (!(build.options.end_gap_m >= 0 && build.options.end_gap_m <= 100))
        return GIS_EDOMAIN;
    build.net = calloc(1, sizeof *build.net);
    if (build.net == NULL)
        return GIS_ENOMEM;
    enum gis_status status = network_fill(&build);
    free(build.inserts);
    free(build.joins);
    build.net->quality.n_issues = build.n_issues;
    build.net->quality.issues = build.issues;
    if (status != GIS_OK) {
        gis_network_free(build.net);
        return status;
    }
    *out = build.net;
    return GIS_OK;
}

void gis_network_free(struct gis_network *network)
{
    if (network == NULL)
        return;
    free(network->road_first_point);
    free(network->road_first_edge);
    free(network->points);
    free(network->point_m);
    free(network->edge_road);
    free(network->edge_ends);
    free(network->edge_points);
    free(network->edge_length_m);
    free(network->edge_flags);
    free(network->node_xy);
    free(network->node_first_arc);
    free(network->arcs);
    void *issues;
    memcpy(&issues, &network->quality.issues, sizeof issues); /* ours, const for users */
    free(issues);
    gis_rtree_free(network->segments);
    free(network->segment_point);
    free(network->segment_edge);
    free(network);
}
