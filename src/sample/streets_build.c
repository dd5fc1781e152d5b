/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From faces with tagged edges to streets that share their vertices. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/sample/streets.h"

#define MERGE_M       0.05
#define STEP_M        28.0
#define REMOVED_SHARE 0.12
#define DEAD_ENDS     240
#define CLEAR_M       13.0 /* a dead end stays that far from every other street */

struct link {
    int a, b, line;
};

struct network {
    const struct sample_warp *warp;
    struct sample_layout *layout;
    struct gis_xy centre; /* bent */
    size_t n_banks;
    const struct sample_bank *banks;
    size_t n_nodes, cap_nodes;
    struct gis_xy *nodes; /* unbent */
    size_t n_links, cap_links;
    struct link *links;
    int bank_line;
};

static int add_node(struct network *net, struct gis_xy p)
{
    net->nodes = jy_grow(net->nodes, &net->cap_nodes, net->n_nodes + 1, sizeof p);
    net->nodes[net->n_nodes] = p;
    return (int)net->n_nodes++;
}

static int node_at(struct network *net, struct gis_xy p)
{
    for (size_t i = 0; i < net->n_nodes; i++) {
        if (hypot(net->nodes[i].x_m - p.x_m, net->nodes[i].y_m - p.y_m) < MERGE_M)
            return (int)i;
    }
    return add_node(net, p);
}

static void add_link(struct network *net, int a, int b, int line)
{
    net->links = jy_grow(net->links, &net->cap_links, net->n_links + 1, sizeof *net->links);
    net->links[net->n_links++] = (struct link){a < b ? a : b, a < b ? b : a, line};
}

/* Distance of @p p from segment ab; *t is where, from 0 at a to 1 at b. */
static double from_segment_m(struct gis_xy p, struct gis_xy a, struct gis_xy b, double *t)
{
    const double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, l2 = dx * dx + dy * dy;
    const double raw = l2 > 0 ? ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / l2 : 0;
    *t = fmin(1, fmax(0, raw));
    return hypot(a.x_m + *t * dx - p.x_m, a.y_m + *t * dy - p.y_m);
}

struct stop {
    double t;
    int node;
};

static int by_t(const void *a, const void *b)
{
    const struct stop *p = a, *q = b;
    return p->t < q->t ? -1 : p->t > q->t;
}

/* One edge of a face, cut at every node that lies on it: junctions from the other side. */
static void add_edge(struct network *net, struct gis_xy a, struct gis_xy b, int line)
{
    struct stop stops[256];
    size_t n = 0;
    for (size_t i = 0; i < net->n_nodes && n < 256; i++) {
        double t;
        if (from_segment_m(net->nodes[i], a, b, &t) < MERGE_M)
            stops[n++] = (struct stop){t, (int)i};
    }
    qsort(stops, n, sizeof *stops, by_t);
    for (size_t i = 1; i < n; i++)
        add_link(net, stops[i - 1].node, stops[i].node, line);
}

static int by_nodes(const void *a, const void *b)
{
    const struct link *p = a, *q = b;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    return p->line < q->line ? -1 : p->line > q->line;
}

static void drop_twins(struct network *net)
{
    size_t n = 0;
    if (net->n_links == 0)
        return;
    qsort(net->links, net->n_links, sizeof *net->links, by_nodes);
    for (size_t i = 0; i < net->n_links; i++) {
        const struct link *l = &net->links[i];
        if (n == 0 || l->a != net->links[n - 1].a || l->b != net->links[n - 1].b)
            net->links[n++] = *l;
    }
    net->n_links = n;
}

static int line_of_edge(const struct network *net, struct gis_xy a, struct gis_xy b, int tag)
{
    if (tag >= 0)
        return tag;
    const struct gis_xy middle = {(a.x_m + b.x_m) / 2, (a.y_m + b.y_m) / 2};
    return sample_on_bank(net->n_banks, net->banks, net->centre,
                          sample_warp_bend(net->warp, middle))
               ? net->bank_line
               : -1;
}

static void collect(struct network *net)
{
    const struct sample_layout *layout = net->layout;
    for (size_t f = 0; f < layout->n_faces; f++) {
        for (size_t i = 0; i < layout->faces[f].ring.n; i++)
            (void)node_at(net, layout->faces[f].ring.points[i]);
    }
    for (size_t f = 0; f < layout->n_faces; f++) {
        const struct sample_face *face = &layout->faces[f];
        for (size_t i = 0; i < face->ring.n; i++) {
            const struct gis_xy a = face->ring.points[i],
                                b = face->ring.points[(i + 1) % face->ring.n];
            const int line = line_of_edge(net, a, b, face->tags[i]);
            if (line >= 0)
                add_edge(net, a, b, line);
        }
    }
    drop_twins(net);
}

/* Is there a way from a to b without link @p skip? */
static bool connected_without(const struct network *net, size_t skip, int *mark)
{
    bool grew = true;
    memset(mark, 0, net->n_nodes * sizeof *mark);
    mark[net->links[skip].a] = 1;
    while (grew && !mark[net->links[skip].b]) {
        grew = false;
        for (size_t i = 0; i < net->n_links; i++) {
            const struct link *l = &net->links[i];
            if (i == skip || l->line < 0 || mark[l->a] == mark[l->b])
                continue;
            mark[l->a] = mark[l->b] = 1;
            grew = true;
        }
    }
    return mark[net->links[skip].b] != 0;
}

static void remove_some(struct network *net, struct sample_rng *rng)
{
    int *mark = jy_calloc(net->n_nodes, sizeof *mark);
    int *degree = jy_calloc(net->n_nodes, sizeof *degree);
    for (size_t i = 0; i < net->n_links; i++) {
        degree[net->links[i].a]++;
        degree[net->links[i].b]++;
    }
    for (size_t i = 0; i < net->n_links; i++) {
        struct link *l = &net->links[i];
        const struct sample_line *line = &net->layout->lines[l->line];
        if (line->road_class != JY_ROAD_RESIDENTIAL || line->width_m > 6.2 ||
            !sample_rng_chance(rng, REMOVED_SHARE) || degree[l->a] < 3 || degree[l->b] < 3 ||
            !connected_without(net, i, mark))
            continue;
        degree[l->a]--;
        degree[l->b]--;
        l->line = -1;
    }
    free(mark);
    free(degree);
    size_t n = 0;
    for (size_t i = 0; i < net->n_links; i++) {
        if (net->links[i].line >= 0)
            net->links[n++] = net->links[i];
    }
    net->n_links = n;
}

static bool is_clear(const struct network *net, size_t own, struct gis_xy p)
{
    for (size_t i = 0; i < net->n_links; i++) {
        double t;
        const struct link *l = &net->links[i];
        if (i != own && from_segment_m(p, net->nodes[l->a], net->nodes[l->b], &t) < CLEAR_M)
            return false;
    }
    return true;
}

/* A dead end off the middle of link @p i, if there is room. */
static bool add_dead_end(struct network *net, size_t i, struct sample_ring outline,
                         struct sample_rng *rng)
{
    const struct link l = net->links[i];
    const struct gis_xy a = net->nodes[l.a], b = net->nodes[l.b];
    const double length_m = hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    const double t = sample_rng_uniform(rng, 0.25, 0.75), depth_m = sample_rng_uniform(rng, 17, 48);
    const double side = sample_rng_chance(rng, 0.5) ? 1 : -1;
    const struct gis_xy across = {-side * (b.y_m - a.y_m) / length_m,
                                  side * (b.x_m - a.x_m) / length_m};
    const struct gis_xy start = {a.x_m + t * (b.x_m - a.x_m), a.y_m + t * (b.y_m - a.y_m)};
    const struct gis_xy end = {start.x_m + depth_m * across.x_m, start.y_m + depth_m * across.y_m};
    const struct gis_xy middle = {(start.x_m + end.x_m) / 2, (start.y_m + end.y_m) / 2};
    if (length_m < 45 || !sample_inside(outline, end) || !is_clear(net, i, end) ||
        !is_clear(net, i, middle))
        return false;
    const struct sample_line line = {.road_class = JY_ROAD_SERVICE,
                                     .width_m = round(sample_rng_uniform(rng, 22, 45)) / 10,
                                     .is_private = true};
    const int m = add_node(net, start), e = add_node(net, end);
    net->links[i] = (struct link){l.a, m, l.line};
    add_link(net, l.b, m, l.line);
    add_link(net, m, e, sample_layout_line(net->layout, line));
    return true;
}

static void add_dead_ends(struct network *net, struct sample_ring outline, struct sample_rng *rng)
{
    int made = 0;
    assert(net->links != NULL);
    for (int tries = 0; tries < DEAD_ENDS * 6 && made < DEAD_ENDS; tries++) {
        const size_t i = sample_rng_index(rng, net->n_links);
        const struct sample_line *line = &net->layout->lines[net->links[i].line];
        if (line->road_class == JY_ROAD_RESIDENTIAL && add_dead_end(net, i, outline, rng))
            made++;
    }
}

static int by_line(const void *a, const void *b)
{
    const struct link *p = a, *q = b;
    return p->line != q->line ? (p->line < q->line ? -1 : 1) : by_nodes(a, b);
}

/* Bends link from node a to node b; the last point is left out. */
static void bend_link(const struct network *net, int a, int b, struct sample_street *out)
{
    const struct gis_xy p = net->nodes[a], q = net->nodes[b];
    const int steps = (int)fmax(1, ceil(hypot(q.x_m - p.x_m, q.y_m - p.y_m) / STEP_M));
    for (int k = 0; k < steps; k++) {
        const double t = (double)k / steps;
        out->points[out->n++] = sample_warp_bend(
            net->warp, (struct gis_xy){p.x_m + t * (q.x_m - p.x_m), p.y_m + t * (q.y_m - p.y_m)});
    }
}

/* Index of an unused link of [first, end) at @p node; end: none. */
static size_t link_at(const struct network *net, const bool *used, size_t first, size_t end,
                      int node)
{
    for (size_t i = first; i < end; i++) {
        if (!used[i] && (net->links[i].a == node || net->links[i].b == node))
            return i;
    }
    return end;
}

/* An end of the chain of unused links that link @p i belongs to. */
static int chain_end(const struct network *net, const bool *used, size_t first, size_t end,
                     size_t i)
{
    int node = net->links[i].a;
    size_t from = i;
    for (size_t steps = first; steps < end; steps++) {
        size_t next = end;
        for (size_t k = first; k < end && next == end; k++) {
            if (!used[k] && k != from && (net->links[k].a == node || net->links[k].b == node))
                next = k;
        }
        if (next == end)
            break;
        node = net->links[next].a == node ? net->links[next].b : net->links[next].a;
        from = next;
    }
    return node;
}

static struct sample_street walk(struct jy_arena *arena, const struct network *net, bool *used,
                                 size_t first, size_t end, size_t i)
{
    struct sample_street street = {.line = (size_t)net->links[i].line,
                                   .is = net->layout->lines[net->links[i].line]};
    struct gis_xy points[2048];
    int node = chain_end(net, used, first, end, i);
    street.points = points;
    for (size_t k; (k = link_at(net, used, first, end, node)) < end && street.n < 1900;) {
        const int to = net->links[k].a == node ? net->links[k].b : net->links[k].a;
        used[k] = true;
        bend_link(net, node, to, &street);
        node = to;
    }
    points[street.n++] = sample_warp_bend(net->warp, net->nodes[node]);
    street.points = jy_arena_alloc(arena, street.n * sizeof *points);
    memcpy(street.points, points, street.n * sizeof *points);
    return street;
}

static void assemble(struct jy_arena *arena, struct network *net, struct sample_streets *out)
{
    bool *used = jy_calloc(net->n_links + 1, sizeof *used);
    qsort(net->links, net->n_links, sizeof *net->links, by_line);
    out->streets = jy_arena_alloc(arena, (net->n_links + 1) * sizeof *out->streets);
    for (size_t first = 0, end; first < net->n_links; first = end) {
        for (end = first; end < net->n_links && net->links[end].line == net->links[first].line;)
            end++;
        for (size_t i = first; i < end; i++) {
            if (!used[i])
                out->streets[out->n_streets++] = walk(arena, net, used, first, end, i);
        }
    }
    free(used);
}

struct sample_streets sample_streets_build(struct jy_arena *arena, const struct sample_warp *warp,
                                           struct sample_layout *layout, struct sample_ring outline,
                                           size_t n_banks, const struct sample_bank *banks,
                                           struct sample_rng *rng)
{
    struct sample_streets out = {0};
    struct network net = {.warp = warp, .layout = layout, .n_banks = n_banks, .banks = banks};
    net.centre = sample_warp_bend(warp, sample_centre(outline));
    net.bank_line = sample_layout_line(
        layout, (struct sample_line){.road_class = JY_ROAD_FOOTWAY, .width_m = 3, .bank = true});
    collect(&net);
    remove_some(&net, rng);
    add_dead_ends(&net, outline, rng);
    assemble(arena, &net, &out);
    out.n_blocks = layout->n_faces;
    out.blocks = jy_arena_alloc(arena, (out.n_blocks + 1) * sizeof *out.blocks);
    for (size_t i = 0; i < out.n_blocks; i++)
        out.blocks[i] = sample_bend_ring(arena, warp, layout->faces[i].ring);
    free(net.nodes);
    free(net.links);
    return out;
}
