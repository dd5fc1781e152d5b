/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/network.h"
#include "gis/network_build.h"

/* What is nearer than this to an end of a segment is at that end. */
#define TOUCH_M 1e-6

struct joining {
    struct network_build *build;
    uint32_t *place;     /* by point */
    uint32_t *n_at;      /* points at a place, by place */
    uint32_t *partner;   /* by point: the end it was joined to */
    size_t n_tests_left; /* bounds the work on heaps of overlapping roads */
};

static bool passable(const struct network_build *build, uint32_t road)
{
    return (network_road_flags(build->roads, road) & GIS_ROAD_PASSABLE) != 0;
}

static enum gis_status insert_add(struct network_build *build, uint32_t after, double t,
                                  struct gis_xy xy, uint32_t joins)
{
    if (!gis_array_room(&build->inserts, build->n_inserts + 1, &build->max_inserts,
                        sizeof *build->inserts))
        return GIS_ENOMEM;
    build->inserts[build->n_inserts++] = (struct network_insert){after, t, xy, joins};
    return GIS_OK;
}

static enum gis_status join_add(struct network_build *build, uint32_t a, uint32_t b)
{
    if (!gis_array_room(&build->joins, build->n_joins + 1, &build->max_joins, sizeof *build->joins))
        return GIS_ENOMEM;
    build->joins[build->n_joins++] = (struct network_join){a, b};
    return GIS_OK;
}

/* --- crossings -------------------------------------------------------------------------------- */

struct crossing {
    double t, u; /* along the one and the other, 0 to 1; exactly 0 or 1 at an end */
    struct gis_xy at;
};

static double at_end(double t, double length_m)
{
    if (fabs(t) * length_m <= TOUCH_M)
        return 0;
    if (fabs(1 - t) * length_m <= TOUCH_M)
        return 1;
    return t;
}

static bool segments_cross(const struct gis_xy *p, const struct gis_xy *q, struct crossing *out)
{
    double px = p[1].x_m - p[0].x_m, py = p[1].y_m - p[0].y_m;
    double qx = q[1].x_m - q[0].x_m, qy = q[1].y_m - q[0].y_m;
    double p_m = sqrt(px * px + py * py), q_m = sqrt(qx * qx + qy * qy);
    double det = px * qy - py * qx;
    if (!(fabs(det) > 1e-12 * p_m * q_m))
        return false; /* parallel: they overlap or not, but do not cross */
    double dx = q[0].x_m - p[0].x_m, dy = q[0].y_m - p[0].y_m;
    double t = at_end((dx * qy - dy * qx) / det, p_m);
    double u = at_end((dx * py - dy * px) / det, q_m);
    if (!(t >= 0 && t <= 1 && u >= 0 && u <= 1))
        return false;
    out->t = t;
    out->u = u;
    out->at = (struct gis_xy){p[0].x_m + t * px, p[0].y_m + t * py};
    if (t == 0 || t == 1) {
        out->at = p[t == 1];
    } else if (u == 0 || u == 1) {
        out->at = q[u == 1];
    }
    return true;
}

static enum gis_status crossing_node(struct joining *j, uint32_t a, uint32_t b,
                                     const struct crossing *c)
{
    bool a_end = c->t == 0 || c->t == 1, b_end = c->u == 0 || c->u == 1;
    if (a_end && b_end)
        return join_add(j->build, a + (c->t == 1), b + (c->u == 1));
    enum gis_status status = GIS_OK;
    if (!a_end)
        status = insert_add(j->build, a, c->t, c->at, GIS_NONE);
    if (!b_end && status == GIS_OK)
        status = insert_add(j->build, b, c->u, c->at, GIS_NONE);
    return status;
}

static bool segments_share(const struct joining *j, uint32_t a, uint32_t b)
{
    const uint32_t *place = j->place;
    return place[a] == place[b] || place[a] == place[b + 1] || place[a + 1] == place[b] ||
           place[a + 1] == place[b + 1];
}

static enum gis_status crossing_check(struct joining *j, uint32_t item, uint32_t other)
{
    const struct gis_network *net = j->build->net;
    uint32_t a = net->segment_point[item], b = net->segment_point[other];
    uint32_t road = net->segment_edge[item], by = net->segment_edge[other];
    struct crossing c;
    if (!passable(j->build, by) ||
        network_road_level(j->build->roads, road) != network_road_level(j->build->roads, by) ||
        segments_share(j, a, b) || !segments_cross(net->points + a, net->points + b, &c))
        return GIS_OK;
    bool node = j->build->options.node_crossings;
    struct gis_network_issue issue = {node ? GIS_ISSUE_NODED : GIS_ISSUE_CROSSING, road, by, c.at,
                                      0};
    enum gis_status status = network_issue(j->build, issue);
    if (status == GIS_OK && node)
        status = crossing_node(j, a, b, &c);
    return status;
}

static enum gis_status crossings_find(struct joining *j)
{
    struct gis_network *net = j->build->net;
    size_t n = gis_rtree_count(net->segments);
    enum gis_status status = GIS_OK;
    for (uint32_t item = 0; item < n && status == GIS_OK; item++) {
        if (!passable(j->build, net->segment_edge[item]))
            continue;
        uint32_t i = net->segment_point[item], other;
        struct gis_xy a = net->points[i], b = net->points[i + 1];
        struct gis_box box = {fmin(a.x_m, b.x_m) - TOUCH_M, fmin(a.y_m, b.y_m) - TOUCH_M,
                              fmax(a.x_m, b.x_m) + TOUCH_M, fmax(a.y_m, b.y_m) + TOUCH_M};
        struct gis_rtree_cursor cursor;
        gis_rtree_find(net->segments, box, &cursor);
        while (status == GIS_OK && gis_rtree_next(&cursor, &other)) {
            if (other <= item)
                continue;
            if (j->n_tests_left-- == 0) {
                net->quality.crossings_complete = false;
                return j->build->options.node_crossings ? GIS_EREFUSED : GIS_OK;
            }
            status = crossing_check(j, item, other);
        }
    }
    return status;
}

/* --- ends that stop short --------------------------------------------------------------------- */

struct near_road {
    double d_m, t;
    uint32_t item;
};

static struct near_road near_search(struct joining *j, uint32_t road, struct gis_xy p)
{
    const struct gis_network *net = j->build->net;
    double gap_m = j->build->options.end_gap_m;
    struct near_road best = {INFINITY, 0, GIS_NONE};
    struct gis_rtree_cursor cursor;
    uint32_t item;
    gis_rtree_find(net->segments,
                   (struct gis_box){p.x_m - gap_m, p.y_m - gap_m, p.x_m + gap_m, p.y_m + gap_m},
                   &cursor);
    while (gis_rtree_next(&cursor, &item) && j->n_tests_left > 0) {
        uint32_t other = net->segment_edge[item], i = net->segment_point[item];
        j->n_tests_left--;
        if (other == road || !passable(j->build, other) ||
            network_road_level(j->build->roads, road) != network_road_level(j->build->roads, other))
            continue;
        struct gis_xy a = net->points[i], b = net->points[i + 1];
        double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
        double t = ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / (dx * dx + dy * dy);
        t = fmin(fmax(t, 0), 1);
        double d_m = hypot(p.x_m - (a.x_m + t * dx), p.y_m - (a.y_m + t * dy));
        if (d_m <= gap_m && (d_m < best.d_m || (d_m == best.d_m && item < best.item)))
            best = (struct near_road){d_m, t, item};
    }
    return best;
}

static enum gis_status end_join(struct joining *j, uint32_t road, uint32_t point)
{
    struct gis_network *net = j->build->net;
    double gap_m = j->build->options.end_gap_m;
    struct gis_xy p = net->points[point];
    struct near_road near = near_search(j, road, p);
    if (near.item == GIS_NONE)
        return GIS_OK;
    uint32_t i = net->segment_point[near.item];
    struct gis_xy a = net->points[i], b = net->points[i + 1];
    double a_m = hypot(p.x_m - a.x_m, p.y_m - a.y_m), b_m = hypot(p.x_m - b.x_m, p.y_m - b.y_m);
    uint32_t corner = a_m <= b_m ? i : i + 1;
    bool at_corner = fmin(a_m, b_m) <= gap_m;
    if (at_corner && j->partner[corner] == point)
        return GIS_OK; /* the two ends found each other: one gap */
    struct gis_network_issue issue = {GIS_ISSUE_JOINED_GAP, road, net->segment_edge[near.item], p,
                                      at_corner ? fmin(a_m, b_m) : near.d_m};
    enum gis_status status = network_issue(j->build, issue);
    if (status != GIS_OK)
        return status;
    if (at_corner) {
        j->partner[point] = corner;
        return join_add(j->build, point, corner);
    }
    struct gis_xy at = {a.x_m + near.t * (b.x_m - a.x_m), a.y_m + near.t * (b.y_m - a.y_m)};
    return insert_add(j->build, i, near.t, at, point);
}

static enum gis_status ends_find(struct joining *j)
{
    const struct gis_network *net = j->build->net;
    enum gis_status status = GIS_OK;
    for (uint32_t r = 0; r < net->n_roads && status == GIS_OK; r++) {
        uint32_t first = net->road_first_point[r], end = net->road_first_point[r + 1];
        if (first == end || !passable(j->build, r))
            continue;
        if (j->n_at[j->place[first]] == 1)
            status = end_join(j, r, first);
        if (status == GIS_OK && j->n_at[j->place[end - 1]] == 1)
            status = end_join(j, r, end - 1);
    }
    if (j->n_tests_left == 0)
        j->build->net->quality.crossings_complete = false;
    return status;
}

/* --- adding the points ------------------------------------------------------------------------ */

static int insert_order(const void *a, const void *b)
{
    const struct network_insert *p = a, *q = b;
    if (p->after != q->after)
        return p->after < q->after ? -1 : 1;
    return (p->t > q->t) - (p->t < q->t);
}

struct weave {
    struct gis_xy *points;
    uint32_t n;
    uint32_t *moved; /* by old point: where it is now */
};

static uint32_t weave_add(struct weave *w, uint32_t first, struct gis_xy xy)
{
    if (w->n > first && w->points[w->n - 1].x_m == xy.x_m && w->points[w->n - 1].y_m == xy.y_m)
        return w->n - 1;
    w->points[w->n] = xy;
    return w->n++;
}

/* Old and new points in order; the joins then name points by their new place. */
static enum gis_status points_weave(struct network_build *build, struct weave *w)
{
    struct gis_network *net = build->net;
    size_t k = 0, n_old_joins = build->n_joins;
    for (uint32_t r = 0; r < net->n_roads; r++) {
        uint32_t first = w->n, i = net->road_first_point[r];
        net->road_first_point[r] = first;
        for (; i < net->road_first_point[r + 1]; i++) {
            w->moved[i] = weave_add(w, first, net->points[i]);
            for (; k < build->n_inserts && build->inserts[k].after == i; k++) {
                uint32_t at = weave_add(w, first, build->inserts[k].xy);
                if (build->inserts[k].joins != GIS_NONE &&
                    join_add(build, at, build->inserts[k].joins) != GIS_OK)
                    return GIS_ENOMEM;
            }
        }
    }
    net->road_first_point[net->n_roads] = w->n;
    for (size_t m = 0; m < build->n_joins; m++) {
        build->joins[m].b = w->moved[build->joins[m].b];
        if (m < n_old_joins)
            build->joins[m].a = w->moved[build->joins[m].a];
    }
    return GIS_OK;
}

static enum gis_status points_insert(struct network_build *build)
{
    struct gis_network *net = build->net;
    if (build->n_inserts == 0)
        return GIS_OK;
    if (net->n_points + build->n_inserts >= (1U << 30))
        return GIS_EREFUSED;
    struct weave w = {malloc((net->n_points + build->n_inserts + 1) * sizeof *w.points), 0,
                      malloc((net->n_points + (size_t)1) * sizeof *w.moved)};
    enum gis_status status = GIS_ENOMEM;
    if (w.points != NULL && w.moved != NULL) {
        qsort(build->inserts, build->n_inserts, sizeof *build->inserts, insert_order);
        status = points_weave(build, &w);
    }
    free(w.moved);
    if (status != GIS_OK) {
        free(w.points);
        return status;
    }
    free(net->points);
    net->points = w.points;
    net->n_points = w.n;
    return GIS_OK;
}

static enum gis_status places_count(struct joining *j)
{
    const struct gis_network *net = j->build->net;
    enum gis_status status = network_find_places(j->build, j->place);
    for (uint32_t i = 0; i < net->n_points && status == GIS_OK; i++)
        j->n_at[j->place[i]]++;
    return status;
}

enum gis_status network_join_roads(struct network_build *build)
{
    struct gis_network *net = build->net;
    size_t n = net->n_points + (size_t)1;
    struct joining j = {build, malloc(n * sizeof *j.place), calloc(n, sizeof *j.n_at),
                        malloc(n * sizeof *j.partner), 64 * n + 1000000};
    enum gis_status status = GIS_ENOMEM;
    if (j.place != NULL && j.n_at != NULL && j.partner != NULL) {
        memset(j.partner, 0xFF, n * sizeof *j.partner);
        status = places_count(&j);
    }
    if (status == GIS_OK)
        status = network_index_segments(net, false);
    if (status == GIS_OK && build->options.end_gap_m > 0)
        status = ends_find(&j);
    if (status == GIS_OK && (build->options.node_crossings || build->options.find_crossings))
        status = crossings_find(&j);
    if (status == GIS_OK)
        status = points_insert(build);
    free(j.place);
    free(j.n_at);
    free(j.partner);
    return status;
}
