/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/arrangement.h"

#include <stdlib.h>

#include "gis/arrangement.h"

#include "src/base/mem.h"

_Static_assert((int)GIS_ARRANGED_ONE_SIDE == (int)JY_ARRANGEMENT_ONE_SIDE &&
                   (int)GIS_ARRANGED_STAGGERED == (int)JY_ARRANGEMENT_STAGGERED &&
                   (int)GIS_ARRANGED_OPPOSITE == (int)JY_ARRANGEMENT_OPPOSITE,
               "the rule's bits are those of the engine");

const char *jy_arrangement_code(unsigned bit)
{
    switch (bit) {
    case JY_ARRANGEMENT_ONE_SIDE:
        return "one_side";
    case JY_ARRANGEMENT_STAGGERED:
        return "staggered";
    case JY_ARRANGEMENT_OPPOSITE:
        return "opposite";
    default:
        return "mixed";
    }
}

/* A lamp of some road. */
struct standing {
    uint32_t road, light; /* of data->roads; counted light */
};

/* A lamp and where along its road it stands. */
struct placed {
    uint32_t part;
    struct gis_road_lamp lamp;
    struct gis_lonlat at;
};

/* The line of a road in the plane. */
struct line {
    const struct jy_geometry *geometry;
    struct gis_xy *points;
};

static int by_road(const void *a, const void *b)
{
    const struct standing *p = a, *q = b;
    if (p->road != q->road)
        return p->road < q->road ? -1 : 1;
    return (p->light > q->light) - (p->light < q->light);
}

static int by_place(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    if (p->part != q->part)
        return p->part < q->part ? -1 : 1;
    return (p->lamp.offset_m > q->lamp.offset_m) - (p->lamp.offset_m < q->lamp.offset_m);
}

struct foot {
    double distance_m, aside_m; /* from the line; from the segment's straight line, left positive */
    uint32_t part;
    double offset_m;
};

/* At a bend two segments are equally near: the one that p stands beside, not behind, tells the
 * side. */
static void try_segment(struct gis_xy a, struct gis_xy b, struct gis_xy p, uint32_t part,
                        double start_m, struct foot *best)
{
    const double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length_m = hypot(dx, dy);
    if (length_m <= 0)
        return;
    const double px = p.x_m - a.x_m, py = p.y_m - a.y_m;
    const double along_m = fmin(fmax((px * dx + py * dy) / length_m, 0), length_m);
    const double aside_m = (dx * py - dy * px) / length_m;
    const double away_m = hypot(px - dx / length_m * along_m, py - dy / length_m * along_m);
    const double tie_m = 1e-9;
    if (away_m < best->distance_m - tie_m ||
        (away_m <= best->distance_m + tie_m && fabs(aside_m) > fabs(best->aside_m)))
        *best = (struct foot){away_m, aside_m, part, start_m + along_m};
}

static struct foot foot_of(const struct line *line, struct gis_xy p)
{
    struct foot best = {.distance_m = INFINITY};
    uint32_t first = 0;
    for (uint32_t part = 0; part < line->geometry->n_parts; part++) {
        double start_m = 0;
        for (uint32_t k = first + 1; k < line->geometry->part_end[part]; k++) {
            const struct gis_xy a = line->points[k - 1], b = line->points[k];
            try_segment(a, b, p, part, start_m, &best);
            start_m += hypot(b.x_m - a.x_m, b.y_m - a.y_m);
        }
        first = line->geometry->part_end[part];
    }
    return best;
}

static void add_stretch(struct jy_arrangements *out, size_t *cap, struct jy_arranged stretch)
{
    out->stretches = jy_grow(out->stretches, cap, out->n + 1, sizeof *out->stretches);
    out->stretches[out->n++] = stretch;
    out->length_m += stretch.to_m - stretch.from_m;
}

static struct gis_lonlat place_at(size_t n, const struct placed *placed, double offset_m)
{
    size_t i = 0;
    while (i + 1 < n && placed[i].lamp.offset_m < offset_m)
        i++;
    return placed[i].at;
}

/* The lamps along one line of a road. */
static enum jy_code judge_line(const struct jy_road *road, const struct jy_rule_for_road *rule,
                               size_t n, const struct placed *placed, struct jy_arrangements *out,
                               size_t *cap, struct jy_error *err)
{
    struct gis_road_lamp *lamps JY_AUTOFREE = jy_malloc((n + 1) * sizeof *lamps);
    struct gis_arranged *found JY_AUTOFREE = jy_malloc((n + 1) * sizeof *found);
    size_t n_found = 0;
    for (size_t i = 0; i < n; i++)
        lamps[i] = placed[i].lamp;
    enum gis_status status =
        gis_arrangement_depart(n, lamps, rule->spacing_m, rule->arrangements, n, found, &n_found);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "arrangement: %s", gis_status_text(status));
    for (size_t i = 0; i < n_found; i++) {
        add_stretch(
            out, cap,
            (struct jy_arranged){.road = road,
                                 .part = placed[0].part,
                                 .from_m = found[i].from_m,
                                 .to_m = found[i].to_m,
                                 .from_at = place_at(n, placed, found[i].from_m),
                                 .to_at = place_at(n, placed, found[i].to_m),
                                 .shown = found[i].shown == GIS_ARRANGED_MIXED ? 0 : found[i].shown,
                                 .allowed = rule->arrangements,
                                 .n_lamps = found[i].n_lamps});
    }
    return JY_OK;
}

static int8_t side_of(double aside_m)
{
    if (fabs(aside_m) < JY_SIDE_MIN_M)
        return 0;
    return aside_m > 0 ? INT8_C(1) : (int8_t)-1;
}

static enum jy_code place_lamps(const struct jy_lighting *l, const struct jy_road *road, size_t n,
                                const struct standing *of, struct placed *out, struct jy_error *err)
{
    const struct jy_geometry *g = &road->geometry;
    struct gis_xy *points JY_AUTOFREE = jy_malloc((g->n_points + 1) * sizeof *points);
    struct gis_xy *xy JY_AUTOFREE = jy_malloc((n + 1) * sizeof *xy);
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((n + 1) * sizeof *at);
    for (size_t i = 0; i < n; i++)
        at[i] = l->data->lights[l->light_of[of[i].light]].at;
    enum jy_code code = jy_lighting_project(l, g->n_points, g->points, points, err);
    if (code == JY_OK)
        code = jy_lighting_project(l, n, at, xy, err);
    if (code != JY_OK)
        return code;
    const struct line line = {g, points};
    for (size_t i = 0; i < n; i++) {
        const struct foot foot = foot_of(&line, xy[i]);
        out[i] = (struct placed){foot.part, {foot.offset_m, side_of(foot.aside_m)}, at[i]};
    }
    qsort(out, n, sizeof *out, by_place);
    return JY_OK;
}

static enum jy_code judge_road(const struct jy_lighting *l, size_t n, const struct standing *of,
                               struct jy_arrangements *out, size_t *cap, struct jy_error *err)
{
    const struct jy_road *road = &l->data->roads[of[0].road];
    const struct jy_rule_for_road rule =
        jy_rule_pack_for_road(l->data->rule, road->road_class, road->width_m);
    if (rule.arrangements == 0 || n < 2)
        return JY_OK;
    struct placed *placed JY_AUTOFREE = jy_malloc(n * sizeof *placed);
    enum jy_code code = place_lamps(l, road, n, of, placed, err);
    out->n_roads++;
    out->n_lamps += n;
    for (size_t i = 0; i < n && code == JY_OK; i++)
        out->n_on_line += placed[i].lamp.side == 0;
    for (size_t i = 0, end; i < n && code == JY_OK; i = end) {
        for (end = i + 1; end < n && placed[end].part == placed[i].part;)
            end++;
        code = judge_line(road, &rule, end - i, &placed[i], out, cap, err);
    }
    return code;
}

/* The lamps that count on judged roads, by road. */
static size_t list_standing(const struct jy_lighting *l, struct standing *out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < l->n_counted; i++) {
        const uint32_t edge = l->snaps[i].at.edge;
        if (edge == GIS_NONE || !(l->network->edge_flags[edge] & GIS_ROAD_EVALUATE))
            continue;
        out[n++] = (struct standing){l->parts[l->network->edge_road[edge]].road, i};
    }
    qsort(out, n, sizeof *out, by_road);
    return n;
}

static bool asks_arrangement(const struct jy_rule_pack *pack)
{
    bool any = false;
    for (size_t i = 0; i < pack->n_bands; i++)
        any = any || pack->bands[i].arrangements != 0;
    return any;
}

enum jy_code jy_arrangements_of(const struct jy_lighting *l, struct jy_arrangements *out,
                                struct jy_error *err)
{
    struct jy_arrangements made = {0};
    size_t cap = 0, n = 0;
    struct standing *all JY_AUTOFREE = jy_malloc((l->n_counted + 1) * sizeof *all);
    enum jy_code code = JY_OK;
    if (asks_arrangement(l->data->rule))
        n = list_standing(l, all);
    for (size_t i = 0, end; i < n && code == JY_OK; i = end) {
        for (end = i + 1; end < n && all[end].road == all[i].road;)
            end++;
        code = judge_road(l, end - i, &all[i], &made, &cap, err);
    }
    if (code != JY_OK) {
        jy_arrangements_done(&made);
        return code;
    }
    *out = made;
    return JY_OK;
}

void jy_arrangements_done(struct jy_arrangements *arrangements)
{
    free(arrangements->stretches);
    *arrangements = (struct jy_arrangements){0};
}

enum jy_code jy_arrangements_write_totals(const struct jy_lighting *l, struct jy_json *json,
                                          struct jy_error *err)
{
    struct jy_arrangements a;
    enum jy_code code = jy_arrangements_of(l, &a, err);
    if (code != JY_OK)
        return code;
    jy_json_key(json, "arrangement");
    if (a.n_roads == 0) {
        jy_json_null(json);
    } else {
        jy_json_object(json);
        jy_json_kv_int(json, "stretches", (int64_t)a.n);
        jy_json_kv_fixed(json, "length_m", a.length_m, 2);
        jy_json_kv_int(json, "lamps", (int64_t)a.n_lamps);
        jy_json_kv_int(json, "lamps_without_side", (int64_t)a.n_on_line);
        jy_json_object_end(json);
    }
    jy_arrangements_done(&a);
    return JY_OK;
}
