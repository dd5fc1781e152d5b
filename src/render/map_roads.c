/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Roads: casing, surface, and by night the light that lies on them; gaps and eligible stretches. */
#include <math.h>
#include <stdlib.h>

#include "src/base/mem.h"
#include "src/render/worker.h"

/* least important first, so that main roads lie on top */
static const uint8_t order[] = {
    JY_ROAD_TRACK,   JY_ROAD_STEPS,      JY_ROAD_CYCLEWAY,    JY_ROAD_FOOTWAY,  JY_ROAD_UNKNOWN,
    JY_ROAD_SERVICE, JY_ROAD_PEDESTRIAN, JY_ROAD_RESIDENTIAL, JY_ROAD_TERTIARY, JY_ROAD_SECONDARY,
    JY_ROAD_PRIMARY, JY_ROAD_TRUNK,      JY_ROAD_MOTORWAY};
enum { CLASSES = sizeof order, LEVELS = 16 };

static bool is_path(uint8_t cls)
{
    return cls >= JY_ROAD_FOOTWAY;
}

static bool is_main(uint8_t cls)
{
    return cls >= JY_ROAD_MOTORWAY && cls <= JY_ROAD_SECONDARY;
}

static void path_of_class(struct jy_drawing *d, const struct jy_shapes *s, uint8_t cls)
{
    cairo_new_path(d->cr);
    for (size_t h = 0; h < d->worker->n_hits; h++) {
        if (s->what[d->worker->hits[h]] == cls)
            jy_draw_path(d, s, d->worker->hits[h]);
    }
}

static void stroke(struct jy_drawing *d, jy_rgb colour, double width)
{
    jy_draw_colour(d->cr, colour, 1);
    cairo_set_line_width(d->cr, width);
    /* on thin lines nobody sees a round join, but it costs a third */
    cairo_set_line_join(d->cr, width > 3 ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_BEVEL);
    /* 17 shades of an edge instead of 256: thin lines look the same at half the cost */
    const double fine_zoom = 15.5;
    if (d->zoom < fine_zoom)
        cairo_set_antialias(d->cr, CAIRO_ANTIALIAS_FAST);
    cairo_stroke(d->cr);
    cairo_set_antialias(d->cr, CAIRO_ANTIALIAS_DEFAULT);
}

static double casing_px(const struct jy_drawing *d)
{
    static const double stops[] = {12, 0.6, 14, 1, 16, 1.4, 18, 2};
    return jy_style_between(stops, 4, d->zoom);
}

static void draw_casings(struct jy_drawing *d, const struct jy_shapes *s)
{
    double casing = casing_px(d);
    for (size_t k = 0; k < CLASSES; k++) {
        double width = jy_style_road_px((enum jy_road_class)order[k], d->zoom);
        if (width <= 0 || is_path(order[k]))
            continue;
        path_of_class(d, s, order[k]);
        stroke(d, d->colours->road_casing, width + 2 * casing);
    }
}

static void draw_surfaces(struct jy_drawing *d, const struct jy_shapes *s)
{
    for (size_t k = 0; k < CLASSES; k++) {
        double width = jy_style_road_px((enum jy_road_class)order[k], d->zoom);
        if (width <= 0)
            continue;
        path_of_class(d, s, order[k]);
        const bool thin = d->zoom < 12.5 && !is_main(order[k]); /* for white on white */
        if (!d->colours->glows && (thin || is_path(order[k]))) {
            stroke(d, d->colours->road_casing, width);
        } else {
            stroke(d, is_main(order[k]) ? d->colours->road_major : d->colours->road, width);
        }
    }
}

/* --- Light on the road --------------------------------------------------------------------- */

/* A run of one brightness. */
struct run {
    double x0, y0, x1, y1;
    uint32_t next;
};
struct lit {
    struct run *run;
    size_t n, cap;
    uint32_t head[CLASSES + 1][LEVELS], tail[CLASSES + 1][LEVELS];
};

/* How bright the road is at distance d from the lamp's foot: 1 / (1 + (d / r)^2)^1.5 is the
 * horizontal illuminance of a point source at height r over the ground, relative to its foot
 * (cos^3 law, methods.md section 3); r is half the spacing, so a road lit by the rule never looks
 * unlit. */
static double brightness_at(double d_m, double reach_m)
{
    double q = d_m / reach_m, k = 1 + q * q;
    return isfinite(q) ? 1 / (k * sqrt(k)) : 0;
}

static unsigned level_at(double d_m, double reach_m)
{
    return (unsigned)lround(brightness_at(d_m, reach_m) * (LEVELS - 1));
}

static void add_run(struct lit *lit, uint8_t cls, unsigned level, double x0, double y0, double x1,
                    double y1)
{
    if (level == 0)
        return;
    uint32_t *tail = &lit->tail[cls][level];
    if (*tail && lit->run[*tail - 1].x1 == x0 && lit->run[*tail - 1].y1 == y0) {
        struct run *last = &lit->run[*tail - 1];
        double cross = (last->x1 - last->x0) * (y1 - y0) - (last->y1 - last->y0) * (x1 - x0);
        if (fabs(cross) < 1e-6) { /* straight on */
            last->x1 = x1;
            last->y1 = y1;
            return;
        }
    }
    lit->run = jy_grow(lit->run, &lit->cap, lit->n + 1, sizeof *lit->run);
    lit->run[lit->n++] = (struct run){x0, y0, x1, y1, 0};
    if (*tail) {
        lit->run[*tail - 1].next = (uint32_t)lit->n;
    } else {
        lit->head[cls][level] = (uint32_t)lit->n;
    }
    *tail = (uint32_t)lit->n;
}

static double metres(uint16_t d_dm)
{
    return d_dm == JY_D_UNKNOWN ? (double)NAN : d_dm == JY_D_FAR ? (double)INFINITY : d_dm / 10.0;
}

static void add_segment(struct jy_drawing *d, struct lit *lit, uint8_t cls, struct gis_world a,
                        struct gis_world b, double da_m, double db_m)
{
    double x0, y0, x1, y1;
    jy_view_px(d->view, a, &x0, &y0);
    jy_view_px(d->view, b, &x1, &y1);
    double len = hypot(x1 - x0, y1 - y0);
    if (len == 0 || isnan(da_m) || isnan(db_m) || fmax(x0, x1) < -20 || fmax(y0, y1) < -20 ||
        fmin(x0, x1) > d->view->width_px + 20 || fmin(y0, y1) > d->view->height_px + 20)
        return;
    double len_m = len / d->px_m, reach_m = d->scene->spacing_m / 2;
    if (lit == NULL) { /* too thin for strokes of every brightness: as light among the light */
        unsigned steps = (unsigned)fmin(ceil(len / 2.5), 400);
        for (unsigned i = 0; i < steps; i++) {
            double t0 = (double)i / steps, t1 = (i + 1.0) / steps, x_m = (t0 + t1) / 2 * len_m;
            double bright = brightness_at(fmin(da_m + x_m, db_m + len_m - x_m), reach_m);
            if (bright > 0.02) {
                jy_draw_light_line(d, x0 + t0 * (x1 - x0), y0 + t0 * (y1 - y0), x0 + t1 * (x1 - x0),
                                   y0 + t1 * (y1 - y0), bright,
                                   jy_style_road_px((enum jy_road_class)cls, d->zoom));
            }
        }
        return;
    }
    /* in vectors every change of brightness is a stroke more; lamps' light lies over them */
    const unsigned coarse = d->canvas.pixel != NULL ? 1 : 3;
    unsigned n = (unsigned)fmin(ceil(len / 2.5), 400);
    for (unsigned i = 0; i < n; i++) {
        double t0 = (double)i / n, t1 = (i + 1.0) / n, x_m = (t0 + t1) / 2 * len_m;
        unsigned level = level_at(fmin(da_m + x_m, db_m + len_m - x_m), reach_m);
        level = (level + coarse / 2) / coarse * coarse;
        add_run(lit, cls, level, x0 + t0 * (x1 - x0), y0 + t0 * (y1 - y0), x0 + t1 * (x1 - x0),
                y0 + t1 * (y1 - y0));
    }
}

static void collect_light(struct jy_drawing *d, const struct jy_shapes *s, struct lit *lit)
{
    for (size_t h = 0; h < d->worker->n_hits; h++) {
        uint32_t i = d->worker->hits[h], part = s->first_part[i];
        if (jy_style_road_px((enum jy_road_class)s->what[i], d->zoom) <= 0)
            continue;
        for (uint32_t k = s->first_point[part] + 1; k < s->first_point[part + 1]; k++) {
            add_segment(d, lit, s->what[i], s->at[k - 1], s->at[k], metres(s->d_dm[k - 1]),
                        metres(s->d_dm[k]));
        }
    }
}

static jy_rgb mix(jy_rgb a, jy_rgb b, double t)
{
    jy_rgb out = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        double x = a >> shift & 0xFF, y = b >> shift & 0xFF;
        out |= (jy_rgb)lround(x + t * (y - x)) << shift;
    }
    return out;
}

static void path_of_runs(cairo_t *cr, const struct lit *lit, uint8_t cls, unsigned level)
{
    const double over = 0.4; /* px: neighbours overlap, no hairline between them */
    cairo_new_path(cr);
    for (uint32_t r = lit->head[cls][level]; r; r = lit->run[r - 1].next) {
        const struct run *run = &lit->run[r - 1];
        double len = hypot(run->x1 - run->x0, run->y1 - run->y0);
        double ex = (run->x1 - run->x0) / len * over, ey = (run->y1 - run->y0) / len * over;
        cairo_move_to(cr, run->x0 - ex, run->y0 - ey);
        cairo_line_to(cr, run->x1 + ex, run->y1 + ey);
    }
}

static void draw_light(struct jy_drawing *d, const struct jy_shapes *s)
{
    const double stroke_zoom = 15.5;
    if (d->glows && d->zoom < stroke_zoom) {
        collect_light(d, s, NULL);
        return;
    }
    struct lit *lit = jy_calloc(1, sizeof *lit);
    collect_light(d, s, lit);
    for (size_t k = 0; k < CLASSES; k++) {
        double width = jy_style_road_px((enum jy_road_class)order[k], d->zoom);
        for (unsigned level = 1; level < LEVELS; level++) {
            if (!lit->head[order[k]][level])
                continue;
            path_of_runs(d->cr, lit, order[k], level);
            stroke(d, mix(d->colours->road, d->colours->road_lit, level / (LEVELS - 1.0)), width);
        }
    }
    free(lit->run);
    free(lit);
}

/* --- Gaps ---------------------------------------------------------------------------------- */

static void path_of_all(struct jy_drawing *d, const struct jy_shapes *s)
{
    cairo_new_path(d->cr);
    for (size_t h = 0; h < d->worker->n_hits; h++)
        jy_draw_path(d, s, d->worker->hits[h]);
}

/* By day a casing in the warning colour, under the surface of the road. */
static void draw_gap_casings(struct jy_drawing *d)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_GAPS];
    static const double extra[] = {11, 0.9, 13, 1.6, 14, 2, 16, 3, 18, 4};
    double width = jy_style_road_px(JY_ROAD_RESIDENTIAL, d->zoom);
    jy_draw_find(d, s, width + 8);
    path_of_all(d, s);
    stroke(d, d->colours->gap, width + 2 * jy_style_between(extra, 5, d->zoom));
}

/* The second sign: a dash along the middle. By night nothing else, the stretch stays dark. */
void jy_draw_gap_dashes(struct jy_drawing *d)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_GAPS];
    static const double widths[] = {11, 0.7, 13, 1, 14, 1.3, 16, 2, 18, 2.6};
    double width = jy_style_between(widths, 5, d->zoom);
    if (d->zoom < (d->colours->glows ? 12.5 : 14.5))
        return;
    jy_draw_find(d, s, width + 8);
    path_of_all(d, s);
    cairo_set_dash(d->cr, (double[]){3 * width, 2 * width}, 2, 0);
    stroke(d, d->colours->gap_dash, width);
    cairo_set_dash(d->cr, NULL, 0, 0);
}

void jy_draw_roads(struct jy_drawing *d, bool gaps)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_ROADS];
    const double widest_px = 30;
    jy_draw_find(d, s, widest_px);
    if (!d->colours->glows && d->zoom >= 12.5)
        draw_casings(d, s);
    if (!d->colours->glows && gaps && d->zoom >= 12.5) {
        draw_gap_casings(d);
        jy_draw_find(d, s, widest_px);
    }
    draw_surfaces(d, s);
    if (!d->colours->glows && gaps && d->zoom < 12.5 && d->zoom >= 10.5)
        draw_gap_casings(d); /* roads are too thin to carry a casing: over them */
    if (d->colours->glows && d->zoom >= 12.5) {
        jy_draw_find(d, s, widest_px);
        draw_light(d, s);
    }
}

/* A double line: the colour, and the road again inside it. */
void jy_draw_eligible(struct jy_drawing *d)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_ELIGIBLE];
    if (d->zoom < 12)
        return;
    double width = fmax(jy_style_road_px(JY_ROAD_RESIDENTIAL, d->zoom) * 0.7, 1.4);
    jy_draw_find(d, s, width + 2);
    path_of_all(d, s);
    stroke(d, d->colours->eligible, width);
    if (width < 3.5)
        return;
    path_of_all(d, s);
    stroke(d, d->colours->road, width - fmax(2.6, width * 0.55)); /* seen on paper too */
}
