/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lights and cameras. On pictures lights are ready stamps; in vectors they are paths. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/render/labels.h"
#include "src/render/worker.h"

/* --- Marks (disc, cross, ring) ------------------------------------------------------------- */

static void draw_mark(cairo_t *cr, const struct jy_style_colours *c, enum jy_mark mark, double x,
                      double y, double radius)
{
    double line = fmax(0.6, radius * 0.28);
    cairo_new_path(cr);
    if (mark == JY_MARK_CROSS) {
        double k = radius * 0.8;
        cairo_move_to(cr, x - k, y - k);
        cairo_line_to(cr, x + k, y + k);
        cairo_move_to(cr, x + k, y - k);
        cairo_line_to(cr, x - k, y + k);
        jy_draw_colour(cr, c->light_out, 1);
        cairo_set_line_width(cr, line * 1.5);
        cairo_stroke(cr);
        return;
    }
    cairo_arc(cr, x, y, fmax(radius - line / 2, 0.3), 0, 2 * M_PI);
    if (mark == JY_MARK_DISC) {
        jy_draw_colour(cr, c->light, 1);
        cairo_fill_preserve(cr);
    }
    jy_draw_colour(cr, mark == JY_MARK_RING ? c->light_out : c->light_rim,
                   radius < 1.5   ? 0
                   : radius < 2.5 ? 0.5
                                  : 0.9);
    cairo_set_line_width(cr, line);
    cairo_stroke(cr);
}

static enum jy_mark mark_of(const struct jy_light_attr *a)
{
    return a->status == JY_STATUS_OUT       ? JY_MARK_CROSS
           : a->status == JY_STATUS_PLANNED ? JY_MARK_RING
                                            : JY_MARK_DISC;
}

/* --- Stamps -------------------------------------------------------------------------------- */

void jy_draw_stamps_free(struct jy_render_worker *w)
{
    for (int i = 0; i < JY_MARKS; i++)
        free(w->mark[i].pixel);
    for (int i = 0; i <= JY_GLOWS; i++) {
        free(w->lit[i].light);
        free(w->lit[i].faint);
    }
    memset(w->mark, 0, sizeof w->mark);
    memset(w->lit, 0, sizeof w->lit);
}

static void make_mark(struct jy_drawing *d, enum jy_mark mark, struct jy_stamp *out)
{
    double radius = jy_style_light_px(d->zoom);
    out->radius = (int)ceil(radius * d->device) + 1;
    int side = 2 * out->radius + 1;
    out->pixel = jy_calloc((size_t)side * (size_t)side, sizeof *out->pixel);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
    cairo_t *cr = cairo_create(s);
    cairo_scale(cr, d->device, d->device);
    draw_mark(cr, d->colours, mark, side / 2.0 / d->device, side / 2.0 / d->device, radius);
    cairo_destroy(cr);
    cairo_surface_flush(s);
    const unsigned char *data = cairo_image_surface_get_data(s);
    int stride = cairo_image_surface_get_stride(s);
    for (int y = 0; data && y < side; y++)
        memcpy(out->pixel + (ptrdiff_t)y * side, data + (ptrdiff_t)y * stride, (size_t)side * 4);
    cairo_surface_destroy(s);
}

/* The ground a lamp lights: reach 9 to 27 m by its flux; never smaller than one can see, then
 * fainter by as much, so that a far view keeps the town's light. A small core marks the lamp. */
enum { LIGHT_ONE = 1024 }; /* light that tone_of() maps to 1 - 1/e */

static double reach_px(const struct jy_drawing *d, unsigned glow)
{
    return (7 + 2.5 * glow) * d->px_m * d->device;
}

static void make_glow(struct jy_drawing *d, unsigned glow, struct jy_stamp *out)
{
    static const double far_boost[] = {9, 6, 12, 3.2, 14, 1.6, 15, 1};
    double reach = reach_px(d, glow), seen = fmax(reach, 1.7 * d->device);
    double peak = (0.32 + 0.07 * glow) * (reach / seen) * (reach / seen) *
                  jy_style_between(far_boost, 4, d->zoom);
    double core = d->zoom >= 13.5 ? fmin(0.55 + 0.28 * (d->zoom - 13.5), 2) * d->device : 0;
    out->radius = (int)ceil(fmax(seen, core * 2.5));
    int side = 2 * out->radius + 1;
    out->light = jy_calloc((size_t)side * (size_t)side, sizeof *out->light);
    out->faint = jy_calloc((size_t)side * (size_t)side, sizeof *out->faint);
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            double rho = hypot(x - out->radius, y - out->radius), q = rho / seen;
            double v = q < 1 ? peak * pow(1 - q * q, 2.2) : 0;
            if (core > 0)
                v += 2.6 * exp(-(rho / core) * (rho / core));
            out->faint[y * side + x] = (float)(v * LIGHT_ONE);
            out->light[y * side + x] = (uint16_t)lround(v * LIGHT_ONE);
        }
    }
}

static void make_stamps(struct jy_drawing *d)
{
    struct jy_render_worker *w = d->worker;
    /* rows of tiles differ a little in scale; a hundredth of it cannot be seen, and is the same
     * for the whole of a city's rows so that neighbours match */
    double px_m = exp2(round(log2(d->px_m) * 32) / 32);
    if (w->stamps_colours == d->colours && w->stamps_zoom == d->zoom &&
        w->stamps_device == d->device && w->stamps_px_m == px_m)
        return;
    jy_draw_stamps_free(w);
    double exact = d->px_m;
    d->px_m = px_m;
    for (int i = 0; i < JY_MARKS; i++)
        make_mark(d, (enum jy_mark)i, &w->mark[i]);
    for (unsigned i = 1; d->colours->glows && i <= JY_GLOWS; i++)
        make_glow(d, i, &w->lit[i]);
    d->px_m = exact;
    w->stamps_colours = d->colours;
    w->stamps_zoom = d->zoom;
    w->stamps_device = d->device;
    w->stamps_px_m = px_m;
}

/* --- Stamping ------------------------------------------------------------------------------ */

static void stamp_pixels(const struct jy_drawing *d, const struct jy_stamp *s, int x, int y)
{
    const struct jy_canvas *c = &d->canvas;
    int side = 2 * s->radius + 1, left = x - s->radius, top = y - s->radius;
    int x0 = left < 0 ? -left : 0, x1 = left + side > c->width ? c->width - left : side;
    int y0 = top < 0 ? -top : 0, y1 = top + side > c->height ? c->height - top : side;
    for (int sy = y0; sy < y1; sy++) {
        const uint32_t *from = s->pixel + (ptrdiff_t)sy * side;
        uint32_t *to = c->pixel + (size_t)(top + sy) * c->stride + left;
        for (int sx = x0; sx < x1; sx++) {
            uint32_t over = from[sx], rest = 255 - (over >> 24);
            if (rest == 255)
                continue;
            uint32_t rb = to[sx] & 0xFF00FF, ag = to[sx] >> 8 & 0xFF00FF;
            rb = (rb * rest + 0x800080) >> 8 & 0xFF00FF;
            ag = (ag * rest + 0x800080) >> 8 & 0xFF00FF;
            to[sx] = over + (rb | ag << 8);
        }
    }
}

static void stamp_light(const struct jy_drawing *d, const struct jy_stamp *s, int x, int y)
{
    const struct jy_canvas *c = &d->canvas;
    int side = 2 * s->radius + 1, left = x - s->radius, top = y - s->radius;
    int x0 = left < 0 ? -left : 0, x1 = left + side > c->width ? c->width - left : side;
    int y0 = top < 0 ? -top : 0, y1 = top + side > c->height ? c->height - top : side;
    for (int sy = y0; sy < y1; sy++) {
        const uint16_t *from = s->light + (ptrdiff_t)sy * side;
        uint16_t *to = d->worker->glow + (size_t)(top + sy) * (size_t)c->width + left;
        for (int sx = x0; sx < x1; sx++) {
            unsigned sum = (unsigned)to[sx] + from[sx];
            to[sx] = (uint16_t)(sum > UINT16_MAX ? UINT16_MAX : sum);
        }
    }
}

/* Many at once, as long as they reach: their light together, rounded once. */
static void stamp_faint(const struct jy_drawing *d, const struct jy_stamp *s, int x, int y,
                        double times)
{
    const struct jy_canvas *c = &d->canvas;
    int side = 2 * s->radius + 1;
    for (int sy = 0; sy < side; sy++) {
        for (int sx = 0; sx < side; sx++) {
            int px = x - s->radius + sx, py = y - s->radius + sy;
            if (px < 0 || py < 0 || px >= c->width || py >= c->height)
                continue;
            uint16_t *to = &d->worker->glow[(size_t)py * (size_t)c->width + (size_t)px];
            double sum = *to + round(times * (double)s->faint[sy * side + sx]);
            *to = (uint16_t)fmin(sum, UINT16_MAX);
        }
    }
}

/* The lights of one pixel: in Morton order they stand together, and seen from afar they are many,
 * so each kind is stamped once, as often as it is there. */
struct pile {
    int x, y;
    uint32_t mark[JY_MARKS], lit[JY_GLOWS + 1];
};

static void stamp_pile(const struct jy_drawing *d, const struct pile *p)
{
    for (int i = 1; i <= JY_GLOWS; i++) {
        if (p->lit[i] > 0)
            stamp_faint(d, &d->worker->lit[i], p->x, p->y, p->lit[i]);
    }
    for (int i = 0; i < JY_MARKS; i++) {
        if (p->mark[i] > 0)
            stamp_pixels(d, &d->worker->mark[i], p->x, p->y);
    }
}

/* A pixel's lights may come in several runs. */
struct stamping {
    const struct jy_drawing *d;
    struct pile pile;
};

static void stamp_run(const struct jy_points *points, size_t first, size_t end, void *ctx)
{
    struct stamping *s = ctx;
    const struct jy_drawing *d = s->d;
    const struct jy_canvas *c = &d->canvas;
    const double near_zoom = 13; /* from here on lights seldom share a pixel */
    for (size_t i = first; i < end; i++) {
        const struct jy_light_attr *a = &points->of.light[points->attr[i]];
        int x = (int)floor((points->at[i].x - c->origin_x) / c->per_px);
        int y = (int)floor((points->at[i].y - c->origin_y) / c->per_px);
        enum jy_mark mark = mark_of(a);
        if (d->zoom >= near_zoom) {
            if (d->glows && mark == JY_MARK_DISC) {
                stamp_light(d, &d->worker->lit[a->glow], x, y);
            } else if (!d->glows || d->zoom >= 14.5) {
                stamp_pixels(d, &d->worker->mark[mark], x, y);
            }
            continue;
        }
        if (x != s->pile.x || y != s->pile.y) {
            stamp_pile(d, &s->pile);
            s->pile = (struct pile){.x = x, .y = y};
        }
        if (d->glows && mark == JY_MARK_DISC) {
            s->pile.lit[a->glow]++;
        } else if (!d->glows) {
            s->pile.mark[mark]++;
        }
    }
}

/* --- Seen from afar: cells instead of lights ----------------------------------------------- */

static void stamp_cell(const struct jy_drawing *d, const struct jy_cell *cell, unsigned level)
{
    const struct jy_canvas *c = &d->canvas;
    double side = ldexp(1, 32 - (int)level);
    struct pile p = {.x = (int)floor(((cell->x + 0.5) * side - c->origin_x) / c->per_px),
                     .y = (int)floor(((cell->y + 0.5) * side - c->origin_y) / c->per_px)};
    for (int i = 0; d->glows && i < JY_GLOWS; i++)
        p.lit[i + 1] = cell->glow[i];
    if (!d->glows) {
        p.mark[JY_MARK_DISC] = cell->points - cell->out - cell->planned;
        p.mark[JY_MARK_CROSS] = cell->out;
        p.mark[JY_MARK_RING] = cell->planned;
    }
    stamp_pile(d, &p);
}

/* The cells of @p level that meet @p box, block by block: a block has its place in the world, so
 * that neighbouring tiles stamp in the same order. */
static void stamp_cells(const struct jy_drawing *d, unsigned level, struct gis_world_box box)
{
    const struct jy_points *lights = &d->scene->points[JY_POINTS_LIGHTS];
    enum { BLOCK_BITS = 4 }; /* 16 x 16 cells */
    unsigned z = level - BLOCK_BITS, shift = 32 - z, cell_shift = 32 - level;
    for (uint32_t y = box.min_y >> shift; y <= box.max_y >> shift; y++) {
        for (uint32_t x = box.min_x >> shift; x <= box.max_x >> shift; x++) {
            const struct jy_cell *cells;
            size_t n = 0;
            if (!jy_pyramid_tile(lights, level, (struct gis_tile){z, x, y}, &d->worker->cells,
                                 &cells, &n))
                return;
            for (size_t i = 0; i < n; i++) {
                if (cells[i].x >= box.min_x >> cell_shift &&
                    cells[i].x <= box.max_x >> cell_shift &&
                    cells[i].y >= box.min_y >> cell_shift && cells[i].y <= box.max_y >> cell_shift)
                    stamp_cell(d, &cells[i], level);
            }
        }
    }
}

/* The level whose cells are no larger than a pixel of the picture; 0: none is kept. */
static unsigned level_of_pixels(const struct jy_drawing *d)
{
    int level = 32 - (int)floor(log2(d->canvas.per_px) + 1e-9);
    size_t n;
    if (level > JY_PYRAMID_BASE)
        return 0;
    if (level < JY_PYRAMID_TOP)
        level = JY_PYRAMID_TOP;
    const struct jy_pyramid *pyramid = d->scene->points[JY_POINTS_LIGHTS].pyramid;
    return jy_pyramid_level(pyramid, (unsigned)level, &n) != NULL ? (unsigned)level : 0;
}

/* Light to colour as film does: 1 - exp(-v), red first, so that lamps are warm and their middle
 * nearly white. */
static void make_tone(struct jy_tone *t, jy_rgb colour)
{
    for (int i = 0; i < JY_TONE_STEPS; i++) {
        double v = i * 16.0 / LIGHT_ONE;
        t->r[i] = (uint8_t)lround(255 * (1 - exp(-v * (colour >> 16 & 0xFF) / 255)));
        t->g[i] = (uint8_t)lround(255 * (1 - exp(-v * (colour >> 8 & 0xFF) / 255 * 0.86)));
        t->b[i] = (uint8_t)lround(255 * (1 - exp(-v * (colour & 0xFF) / 255 * 0.62)));
    }
    t->made = true;
}

static uint32_t screen(uint32_t base, uint32_t add)
{
    return base + add - (base * add + 127) / 255;
}

static void lay_light(struct jy_drawing *d)
{
    const struct jy_canvas *c = &d->canvas;
    struct jy_tone *tone = &d->worker->tone; /* one style glows: one table */
    if (!tone->made)
        make_tone(tone, d->colours->light);
    for (int y = 0; y < c->height; y++) {
        const uint16_t *light = d->worker->glow + (size_t)y * (size_t)c->width;
        uint32_t *to = c->pixel + (size_t)y * c->stride;
        for (int x = 0; x < c->width; x++) {
            unsigned v = light[x] >> 4;
            if (v == 0)
                continue;
            uint32_t p = to[x];
            to[x] = (p & 0xFF000000) | screen(p >> 16 & 0xFF, tone->r[v]) << 16 |
                    screen(p >> 8 & 0xFF, tone->g[v]) << 8 | screen(p & 0xFF, tone->b[v]);
        }
    }
}

static void clear_glow(struct jy_render_worker *w, size_t n)
{
    if (n > w->cap_glow) {
        free(w->glow);
        w->glow = jy_malloc(n * sizeof *w->glow);
        w->cap_glow = n;
    }
    memset(w->glow, 0, n * sizeof *w->glow);
}

static void stamp_all(struct jy_drawing *d)
{
    make_stamps(d);
    int widest = d->worker->mark[JY_MARK_DISC].radius;
    for (int i = 1; d->glows && i <= JY_GLOWS; i++)
        widest = d->worker->lit[i].radius > widest ? d->worker->lit[i].radius : widest;
    cairo_surface_t *surface = cairo_get_group_target(d->cr);
    cairo_surface_flush(surface);
    struct gis_world_box box = jy_draw_box(d, widest / d->device + 1);
    unsigned level = level_of_pixels(d);
    struct stamping s = {.d = d};
    if (level > 0) {
        stamp_cells(d, level, box);
    } else {
        jy_points_query(&d->scene->points[JY_POINTS_LIGHTS], box, stamp_run, &s);
    }
    stamp_pile(d, &s.pile);
    cairo_surface_mark_dirty(surface);
}

void jy_draw_light_line(struct jy_drawing *d, double ax, double ay, double bx, double by,
                        double brightness, double width_px)
{
    const struct jy_canvas *c = &d->canvas;
    double half = fmax(width_px * d->device / 2, 0.4), len = hypot(bx - ax, by - ay) * d->device;
    int n = (int)ceil(len), radius = (int)ceil(half);
    /* steps overlap: a point of the line is touched by about twice the half width of them */
    double peak = 1.25 * LIGHT_ONE * brightness * (len / n) / fmax(1, 1.7 * half);
    for (int i = 0; i < n; i++) {
        double t = (i + 0.5) / n;
        int px = (int)floor(((ax + t * (bx - ax)) * d->view->unit + d->view->west - c->origin_x) /
                            c->per_px);
        int py = (int)floor(((ay + t * (by - ay)) * d->view->unit + d->view->north - c->origin_y) /
                            c->per_px);
        for (int y = py - radius; y <= py + radius; y++) {
            for (int x = px - radius; x <= px + radius; x++) {
                double w = half + 0.5 - hypot(x - px, y - py);
                if (w <= 0 || x < 0 || y < 0 || x >= c->width || y >= c->height)
                    continue;
                uint16_t *to = &d->worker->glow[(size_t)y * (size_t)c->width + (size_t)x];
                double sum = *to + peak * fmin(w, 1);
                *to = (uint16_t)fmin(sum, UINT16_MAX);
            }
        }
    }
}

/* --- Vectors ------------------------------------------------------------------------------- */

/* One lamp's light as a small picture, drawn once and laid down for every lamp: in a PDF it is one
 * object, where a gradient with transparency is five for each lamp. */
enum { GLOW_PX = 65, GLOW_MIDDLE_PX = GLOW_PX / 2 };

static cairo_surface_t *glow_of(struct jy_drawing *d)
{
    struct jy_render_worker *w = d->worker;
    if (w->vector_glow != NULL)
        return w->vector_glow;
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, GLOW_PX, GLOW_PX);
    unsigned char *rows = cairo_image_surface_get_data(s);
    const int stride = cairo_image_surface_get_stride(s);
    const jy_rgb c = d->colours->light; /* one style glows */
    for (int y = 0; rows != NULL && y < GLOW_PX; y++) {
        for (int x = 0; x < GLOW_PX; x++) {
            double q = hypot(x - GLOW_MIDDLE_PX, y - GLOW_MIDDLE_PX) / (GLOW_PX / 2.0);
            double a = q < 1 ? 0.45 * pow(1 - q * q, 2) : 0;
            uint32_t pixel = (uint32_t)lround(255 * a) << 24;
            for (int k = 0; k < 3; k++)
                pixel |= (uint32_t)lround((c >> 8 * k & 0xFF) * a) << 8 * k;
            memcpy(rows + (ptrdiff_t)y * stride + (ptrdiff_t)4 * x, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(s);
    return w->vector_glow = s;
}

static void draw_glow(struct jy_drawing *d, double x, double y, double reach)
{
    cairo_matrix_t before;
    cairo_get_matrix(d->cr, &before);
    cairo_translate(d->cr, x - reach, y - reach);
    cairo_scale(d->cr, 2 * reach / GLOW_PX, 2 * reach / GLOW_PX);
    cairo_set_source_surface(d->cr, glow_of(d), 0, 0);
    cairo_paint(d->cr);
    cairo_set_matrix(d->cr, &before);
}

static void draw_run(const struct jy_points *points, size_t first, size_t end, void *ctx)
{
    struct jy_drawing *d = ctx;
    for (size_t i = first; i < end; i++) {
        double x, y;
        const struct jy_light_attr *a = &points->of.light[points->attr[i]];
        jy_view_px(d->view, points->at[i], &x, &y);
        if (d->colours->glows && mark_of(a) == JY_MARK_DISC)
            draw_glow(d, x, y, fmax((7 + 2.5 * a->glow) * d->px_m, 2));
        draw_mark(d->cr, d->colours, mark_of(a), x, y,
                  jy_style_light_px(d->zoom) * (d->colours->glows ? 0.5 : 1));
    }
}

/* Stamps need pixels of the right kind under an unrotated context. */
static bool can_stamp(cairo_t *cr, cairo_surface_t *surface)
{
    if (cairo_surface_get_type(surface) != CAIRO_SURFACE_TYPE_IMAGE)
        return false;
    cairo_format_t format = cairo_image_surface_get_format(surface);
    cairo_matrix_t m;
    cairo_get_matrix(cr, &m);
    return (format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24) && m.xy == 0 &&
           m.yx == 0 && cairo_image_surface_get_data(surface) != NULL;
}

/* Finds the pixels under the drawing, and where the world lies on them. */
static void find_canvas(struct jy_drawing *d)
{
    cairo_surface_t *surface = cairo_get_group_target(d->cr);
    if (!can_stamp(d->cr, surface))
        return;
    cairo_surface_flush(surface);
    double left = 0, top = 0;
    cairo_user_to_device(d->cr, &left, &top);
    union { /* image data is aligned for pixels */
        unsigned char *bytes;
        uint32_t *pixel;
    } data = {cairo_image_surface_get_data(surface)};
    struct jy_canvas *c = &d->canvas;
    c->pixel = data.pixel;
    c->stride = (size_t)cairo_image_surface_get_stride(surface) / 4;
    c->width = cairo_image_surface_get_width(surface);
    c->height = cairo_image_surface_get_height(surface);
    c->per_px = d->view->unit / d->device;
    c->origin_x = d->view->west - left * c->per_px;
    c->origin_y = d->view->north - top * c->per_px;
}

void jy_draw_glow_begin(struct jy_drawing *d)
{
    find_canvas(d);
    d->glows = d->colours->glows && d->canvas.pixel != NULL;
    if (d->glows)
        clear_glow(d->worker, (size_t)d->canvas.width * (size_t)d->canvas.height);
}

void jy_draw_glow_end(struct jy_drawing *d)
{
    if (!d->glows)
        return;
    cairo_surface_t *surface = cairo_get_group_target(d->cr);
    cairo_surface_flush(surface);
    lay_light(d);
    cairo_surface_mark_dirty(surface);
}

void jy_draw_lights(struct jy_drawing *d)
{
    if (d->canvas.pixel != NULL) {
        stamp_all(d);
    } else {
        jy_points_query(&d->scene->points[JY_POINTS_LIGHTS], jy_draw_box(d, 40), draw_run, d);
    }
}

/* --- Cameras ------------------------------------------------------------------------------- */

static void draw_cone(struct jy_drawing *d, const struct jy_camera_attr *a, double x, double y)
{
    if (d->zoom < 16.5 || !isfinite(a->direction_deg) || !isfinite(a->range_m) ||
        !isfinite(a->angle_deg))
        return;
    double mid = ((double)a->direction_deg - 90) * M_PI / 180;
    double half = fmin((double)a->angle_deg, 360) / 2 * M_PI / 180;
    cairo_move_to(d->cr, x, y);
    cairo_arc(d->cr, x, y, fmin((double)a->range_m, 100) * d->px_m, mid - half, mid + half);
    cairo_close_path(d->cr);
    jy_draw_colour(d->cr, d->colours->camera, 0.18);
    cairo_fill(d->cr);
}

/* A triangle whose point looks where the camera looks; upright when that is not public. */
static void draw_camera(struct jy_drawing *d, const struct jy_camera_attr *a, double x, double y)
{
    double side = jy_style_camera_px(d->zoom);
    draw_cone(d, a, x, y);
    cairo_save(d->cr);
    cairo_translate(d->cr, x, y);
    if (isfinite(a->direction_deg))
        cairo_rotate(d->cr, (double)a->direction_deg * M_PI / 180);
    cairo_new_path(d->cr);
    cairo_move_to(d->cr, 0, -side * 0.62);
    cairo_line_to(d->cr, side * 0.46, side * 0.42);
    cairo_line_to(d->cr, -side * 0.46, side * 0.42);
    cairo_close_path(d->cr);
    jy_draw_colour(d->cr, d->colours->camera_rim, 1);
    cairo_set_line_width(d->cr, fmax(1, side * 0.2));
    cairo_stroke_preserve(d->cr);
    jy_draw_colour(d->cr, d->colours->camera, 1);
    cairo_fill(d->cr);
    cairo_restore(d->cr);
    if (a->count > 1) { /* one sign for several: how many */
        char text[16];
        snprintf(text, sizeof text, "%u", a->count);
        jy_draw_text(d, x + side * 0.5 + 4 + 3.2 * (double)strlen(text), y, text,
                     fmin(fmax(10, side), 13), d->colours->camera);
    }
}

/* The cameras of a district stand under its name, wherever that is, if there is room; where the
 * name found no place, at its point, unless another name is there. False: not at this zoom. */
static bool under_name(const struct jy_drawing *d, struct gis_world at, double *x, double *y)
{
    unsigned zoom = (unsigned)fmax(0, floor(d->zoom + 0.01));
    double name_px = jy_label_size_px(JY_LABEL_DISTRICT, zoom);
    double down_px = name_px * 0.7 + JY_LABEL_DISTRICT_ROOM_PX / 2;
    const double half_px = 20, tall_px = JY_LABEL_DISTRICT_ROOM_PX / 2; /* sign and three digits */
    double mid_y = at.y + down_px * d->view->unit;
    struct gis_world_box box = {(uint32_t)fmax(0, at.x - half_px * d->view->unit),
                                (uint32_t)fmax(0, mid_y - tall_px * d->view->unit),
                                (uint32_t)fmin(UINT32_MAX, at.x + half_px * d->view->unit),
                                (uint32_t)fmin(UINT32_MAX, mid_y + tall_px * d->view->unit)};
    struct jy_label_near near = jy_labels_near(d->scene->labels, zoom, at, box);
    if (near.district != NULL ? !near.district->room : near.covered)
        return false;
    if (near.district != NULL && d->whole_labels &&
        !jy_label_inside(d->view, near.district, name_px))
        return false; /* its name is left out: a number would speak of nothing */
    if (near.district != NULL)
        jy_view_px(d->view, near.district->at, x, y);
    *y += down_px;
    *x -= jy_style_camera_px(d->zoom) * 0.5; /* sign and number together in the middle */
    return true;
}

static void draw_cameras(const struct jy_points *points, size_t first, size_t end, void *ctx)
{
    struct jy_drawing *d = ctx;
    for (size_t i = first; i < end; i++) {
        double x, y;
        const struct jy_camera_attr *a = &points->of.camera[points->attr[i]];
        jy_view_px(d->view, points->at[i], &x, &y);
        if (a->precision != JY_PRECISION_DISTRICT || under_name(d, points->at[i], &x, &y))
            draw_camera(d, a, x, y);
    }
}

void jy_draw_cameras(struct jy_drawing *d)
{
    if (jy_style_camera_px(d->zoom) <= 0)
        return;
    double reach = d->zoom >= 16.5 ? 100 * d->px_m : 0;
    jy_points_query(&d->scene->points[JY_POINTS_CAMERAS],
                    jy_draw_box(d, fmax(reach, 2 * JY_LABEL_ASIDE_PX) + 44), draw_cameras, d);
}
