/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ground under the city: water, green, buildings, rail; zones; borders. */
#include <math.h>

#include "src/render/worker.h"

static void fill_layer(struct jy_drawing *d, enum jy_shapes_layer layer, jy_rgb colour,
                       double line_px)
{
    const struct jy_shapes *s = &d->scene->shapes[layer];
    jy_draw_find(d, s, line_px);
    cairo_set_fill_rule(d->cr, CAIRO_FILL_RULE_EVEN_ODD);
    jy_draw_colour(d->cr, colour, 1);
    for (size_t h = 0; h < d->worker->n_hits; h++) {
        uint32_t i = d->worker->hits[h];
        cairo_new_path(d->cr);
        jy_draw_path(d, s, i);
        if (s->kind[i] == JY_SHAPE_POLYGONS) {
            cairo_fill(d->cr);
        } else {
            cairo_set_line_width(d->cr, line_px);
            cairo_stroke(d->cr);
        }
    }
}

static void draw_buildings(struct jy_drawing *d)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_BUILDINGS];
    jy_draw_find(d, s, 1);
    for (size_t h = 0; h < d->worker->n_hits; h++)
        jy_draw_path(d, s, d->worker->hits[h]);
    cairo_set_fill_rule(d->cr, CAIRO_FILL_RULE_WINDING);
    jy_draw_colour(d->cr, d->colours->building, 1);
    cairo_fill_preserve(d->cr);
    jy_draw_colour(d->cr, d->colours->building_edge, 1);
    cairo_set_line_width(d->cr, 0.7);
    cairo_stroke(d->cr);
}

/* Rail: a line with white ticks from zoom 15 on. Below it is thin and pale, so that the many tracks
 * of a yard, which meet there, do not become a slab. */
static void draw_rail(struct jy_drawing *d)
{
    static const double widths[] = {9, 0.6, 12, 0.8, 14, 1.1, 15, 2.4, 16, 3, 18, 4.5};
    static const double alphas[] = {13, 0.5, 15, 1};
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_RAIL];
    double width = jy_style_between(widths, 6, d->zoom);
    jy_draw_find(d, s, width);
    if (d->worker->n_hits == 0)
        return;
    for (int pass = 0; pass < (d->zoom >= 14.5 ? 2 : 1); pass++) {
        cairo_new_path(d->cr);
        for (size_t h = 0; h < d->worker->n_hits; h++)
            jy_draw_path(d, s, d->worker->hits[h]);
        cairo_set_line_width(d->cr, pass ? width * 0.55 : width);
        jy_draw_colour(d->cr, pass ? d->colours->ground : d->colours->rail,
                       jy_style_between(alphas, 2, d->zoom));
        if (pass)
            cairo_set_dash(d->cr, (double[]){4 * width, 4 * width}, 2, 0);
        cairo_stroke(d->cr);
    }
    cairo_set_dash(d->cr, NULL, 0, 0);
}

void jy_draw_ground(struct jy_drawing *d)
{
    static const double river[] = {10, 0.8, 14, 2.5, 18, 12};
    fill_layer(d, JY_SHAPES_GREEN, d->colours->green, 1);
    fill_layer(d, JY_SHAPES_WATER, d->colours->water, jy_style_between(river, 3, d->zoom));
    if (d->zoom >= 15)
        draw_buildings(d);
    draw_rail(d);
}

/* Hatching on whole pixels of the world, so that it goes on in the next tile. */
static void hatch(struct jy_drawing *d)
{
    const double step = 9;
    const struct jy_view *v = d->view;
    double phase = fmod(v->west / v->unit + v->north / v->unit, step);
    for (int i = 0; step * i - phase < v->width_px + v->height_px; i++) {
        const double x = step * i - phase;
        cairo_move_to(d->cr, x, 0);
        cairo_line_to(d->cr, x - v->height_px, v->height_px);
    }
    cairo_set_line_width(d->cr, 2.2);
    cairo_stroke(d->cr);
}

/* A zone along streets: a band with a dash along its middle, which reads in monochrome too. */
static void draw_hot_street(struct jy_drawing *d, const struct jy_shapes *s, uint32_t i)
{
    const double width = fmax(jy_style_road_px(JY_ROAD_RESIDENTIAL, d->zoom) + 3, 3.5);
    cairo_new_path(d->cr);
    jy_draw_path(d, s, i);
    cairo_path_t *line = cairo_copy_path(d->cr);
    jy_draw_colour(d->cr, d->colours->zone, 0.55);
    cairo_set_line_width(d->cr, width);
    cairo_stroke(d->cr);
    cairo_append_path(d->cr, line);
    cairo_path_destroy(line);
    jy_draw_colour(d->cr, d->colours->zone, 1);
    cairo_set_line_width(d->cr, fmax(1.2, width / 4));
    cairo_set_dash(d->cr, (double[]){width, width / 2}, 2, 0);
    cairo_stroke(d->cr);
    cairo_set_dash(d->cr, NULL, 0, 0);
}

void jy_draw_hotspots(struct jy_drawing *d)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_HOTSPOTS];
    jy_draw_find(d, s, 3);
    for (size_t h = 0; h < d->worker->n_hits; h++) {
        uint32_t i = d->worker->hits[h];
        if (s->kind[i] == JY_SHAPE_LINES)
            continue; /* over the roads: jy_draw_hot_streets() */
        cairo_save(d->cr);
        cairo_new_path(d->cr);
        jy_draw_path(d, s, i);
        cairo_path_t *outline = cairo_copy_path(d->cr);
        cairo_set_fill_rule(d->cr, CAIRO_FILL_RULE_EVEN_ODD);
        cairo_clip(d->cr);
        jy_draw_colour(d->cr, d->colours->zone, d->colours->zone_alpha);
        hatch(d);
        cairo_restore(d->cr);
        cairo_append_path(d->cr, outline);
        cairo_path_destroy(outline);
        jy_draw_colour(d->cr, d->colours->zone, 0.9);
        cairo_set_line_width(d->cr, 1.6);
        cairo_stroke(d->cr);
    }
}

void jy_draw_hot_streets(struct jy_drawing *d)
{
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_HOTSPOTS];
    jy_draw_find(d, s, 24);
    for (size_t h = 0; h < d->worker->n_hits; h++) {
        if (s->kind[d->worker->hits[h]] == JY_SHAPE_LINES)
            draw_hot_street(d, s, d->worker->hits[h]);
    }
}

/* Chome thin and dotted, districts dashed, the city's boundary firm. */
void jy_draw_districts(struct jy_drawing *d)
{
    static const struct {
        enum jy_area_kind kind;
        double from_zoom, width, dash[2], alpha;
    } line[] = {{JY_AREA_CHOME, 14, 0.7, {1.5, 3}, 0.6},
                {JY_AREA_DISTRICT, 11, 1.3, {7, 3.5}, 0.75},
                {JY_AREA_BOUNDARY, 8, 2, {0, 0}, 0.8}};
    const struct jy_shapes *s = &d->scene->shapes[JY_SHAPES_DISTRICTS];
    jy_draw_find(d, s, 3);
    for (size_t k = 0; k < sizeof line / sizeof line[0]; k++) {
        if (d->zoom < line[k].from_zoom)
            continue;
        cairo_new_path(d->cr);
        for (size_t h = 0; h < d->worker->n_hits; h++) {
            if (s->what[d->worker->hits[h]] == line[k].kind)
                jy_draw_path(d, s, d->worker->hits[h]);
        }
        cairo_set_dash(d->cr, line[k].dash, line[k].dash[0] > 0 ? 2 : 0, 0);
        cairo_set_line_width(d->cr, line[k].width);
        jy_draw_colour(d->cr, d->colours->district, line[k].alpha);
        cairo_stroke(d->cr);
    }
    cairo_set_dash(d->cr, NULL, 0, 0);
}
