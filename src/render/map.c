/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/map.h"

#include <math.h>
#include <stdlib.h>

#include <libdeflate.h>

#include "src/base/mem.h"
#include "src/render/text_measures.h"
#include "src/render/worker.h"

static const double world_size = 4294967296.0;
static const double equator_m = 40075016.685578488; /* 2 pi 6378137 */

struct jy_render_worker *jy_render_worker_new(void)
{
    struct jy_render_worker *w = jy_calloc(1, sizeof *w);
    w->deflate = libdeflate_alloc_compressor(1);
    w->measures = jy_text_measures_new();
    if (w->deflate == NULL)
        abort();
    return w;
}

void jy_render_worker_free(struct jy_render_worker *w)
{
    if (w == NULL)
        return;
    if (w->surface)
        cairo_surface_destroy(w->surface);
    if (w->vector_glow)
        cairo_surface_destroy(w->vector_glow);
    jy_draw_stamps_free(w);
    if (w->layout)
        g_object_unref(w->layout);
    if (w->pango)
        g_object_unref(w->pango);
    if (w->fonts)
        g_object_unref(w->fonts);
    libdeflate_free_compressor(w->deflate);
    jy_text_measures_free(w->measures);
    jy_buf_done(&w->packed);
    free(w->hits);
    free(w->cells.cells);
    free(w->glow);
    free(w->indexed);
    free(w);
}

struct jy_view jy_view_tile(struct gis_tile t)
{
    double size = ldexp(world_size, -(int)t.z);
    return (struct jy_view){t.x * size, t.y * size, size / 256, 256, 256};
}

struct jy_view jy_view_about(struct gis_lonlat centre, double zoom, double width_px,
                             double height_px)
{
    struct gis_world w = gis_world_from_lonlat(centre);
    double unit = exp2(24 - zoom);
    return (struct jy_view){w.x - width_px / 2 * unit, w.y - height_px / 2 * unit, unit, width_px,
                            height_px};
}

struct jy_view jy_view_of_box(struct gis_world_box box, double width_px, double height_px,
                              double margin_px)
{
    double w = (double)box.max_x - box.min_x, h = (double)box.max_y - box.min_y;
    double unit =
        fmax(w / fmax(width_px - 2 * margin_px, 1), h / fmax(height_px - 2 * margin_px, 1));
    unit = fmax(unit, exp2(24 - 18));
    return (struct jy_view){box.min_x + w / 2 - width_px / 2 * unit,
                            box.min_y + h / 2 - height_px / 2 * unit, unit, width_px, height_px};
}

double jy_view_zoom(const struct jy_view *view)
{
    return 24 - log2(view->unit);
}

void jy_view_px(const struct jy_view *view, struct gis_world w, double *out_x, double *out_y)
{
    *out_x = (w.x - view->west) / view->unit;
    *out_y = (w.y - view->north) / view->unit;
}

/* CSS px a metre at the middle of the view: Mercator stretches by 1 / cos(latitude). */
static double px_per_metre(const struct jy_view *view)
{
    double y = (view->north + view->height_px / 2 * view->unit) / world_size;
    double cos_lat = 1 / cosh((0.5 - y) * 2 * M_PI);
    return world_size / (equator_m * cos_lat) / view->unit;
}

static uint32_t clamp_world(double v)
{
    return v <= 0 ? 0 : v >= world_size - 1 ? UINT32_MAX : (uint32_t)v;
}

struct gis_world_box jy_draw_box(const struct jy_drawing *d, double margin_px)
{
    const struct jy_view *v = d->view;
    double m = margin_px * v->unit;
    return (struct gis_world_box){clamp_world(v->west - m), clamp_world(v->north - m),
                                  clamp_world(v->west + v->width_px * v->unit + m),
                                  clamp_world(v->north + v->height_px * v->unit + m)};
}

static void add_hit(uint32_t index, void *ctx)
{
    struct jy_render_worker *w = ctx;
    w->hits = jy_grow(w->hits, &w->cap_hits, w->n_hits + 1, sizeof *w->hits);
    w->hits[w->n_hits++] = index;
}

void jy_draw_find(struct jy_drawing *d, const struct jy_shapes *s, double margin_px)
{
    d->worker->n_hits = 0;
    gis_boxtree_query(s->tree, jy_draw_box(d, margin_px), add_hit, d->worker);
}

void jy_draw_colour(cairo_t *cr, jy_rgb rgb, double alpha)
{
    cairo_set_source_rgba(cr, (rgb >> 16 & 0xFF) / 255.0, (rgb >> 8 & 0xFF) / 255.0,
                          (rgb & 0xFF) / 255.0, alpha);
}

void jy_draw_path(struct jy_drawing *d, const struct jy_shapes *s, uint32_t i)
{
    const double far_px = 2e6; /* cairo counts to 2^23, also when scaled; only zoom 22 gets there */
    for (uint32_t part = s->first_part[i]; part < s->first_part[i + 1]; part++) {
        uint32_t from = s->first_point[part], end = s->first_point[part + 1];
        double x, y, last_x = 0, last_y = 0;
        for (uint32_t k = from; k < end; k++) {
            jy_view_px(d->view, s->at[k], &x, &y);
            x = fmin(fmax(x, -far_px), far_px);
            y = fmin(fmax(y, -far_px), far_px);
            if (k == from) {
                cairo_move_to(d->cr, x, y);
            } else if (k + 1 == end || fabs(x - last_x) + fabs(y - last_y) > 0.4) {
                cairo_line_to(d->cr, x, y);
            } else {
                continue; /* closer than one can see */
            }
            last_x = x;
            last_y = y;
        }
        if (s->kind[i] == JY_SHAPE_POLYGONS)
            cairo_close_path(d->cr);
    }
}

struct jy_drawing jy_drawing_of(struct jy_render_worker *worker, cairo_t *cr,
                                const struct jy_scene *scene, const struct jy_view *view,
                                enum jy_style style)
{
    double device = 1, none = 0;
    cairo_user_to_device_distance(cr, &device, &none);
    return (struct jy_drawing){.worker = worker,
                               .cr = cr,
                               .scene = scene,
                               .view = view,
                               .colours = jy_style_colours(style),
                               .zoom = jy_view_zoom(view),
                               .device = device,
                               .px_m = px_per_metre(view)};
}

void jy_map_draw(struct jy_render_worker *worker, cairo_t *cr, const struct jy_scene *scene,
                 const struct jy_view *view, enum jy_style style, unsigned parts)
{
    struct jy_drawing d = jy_drawing_of(worker, cr, scene, view, style);
    cairo_save(cr);
    cairo_rectangle(cr, 0, 0, view->width_px, view->height_px);
    cairo_clip(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    if (!(parts & JY_DRAW_OVERLAY)) {
        jy_draw_colour(cr, d.colours->ground, 1);
        cairo_paint(cr);
    }
    d.whole_labels = (parts & JY_DRAW_WHOLE_LABELS) != 0;
    jy_draw_glow_begin(&d);
    if (parts & JY_DRAW_BASE)
        jy_draw_ground(&d);
    if (parts & JY_DRAW_HOTSPOTS)
        jy_draw_hotspots(&d);
    if (parts & JY_DRAW_ROADS)
        jy_draw_roads(&d, (parts & JY_DRAW_GAPS) != 0);
    if (parts & JY_DRAW_ELIGIBLE)
        jy_draw_eligible(&d);
    if (parts & JY_DRAW_HOTSPOTS)
        jy_draw_hot_streets(&d);
    if (parts & JY_DRAW_DISTRICTS)
        jy_draw_districts(&d);
    if (!d.colours->glows && (parts & JY_DRAW_GAPS))
        jy_draw_gap_dashes(&d);
    if (parts & JY_DRAW_LIGHTS)
        jy_draw_lights(&d);
    jy_draw_glow_end(&d);
    if (d.colours->glows && (parts & JY_DRAW_GAPS))
        jy_draw_gap_dashes(&d); /* over the glow, else it would outshine them */
    if (parts & JY_DRAW_CAMERAS)
        jy_draw_cameras(&d);
    if (parts & JY_DRAW_LABELS)
        jy_draw_labels(&d, parts);
    if (parts & JY_DRAW_CREDIT)
        jy_draw_credit(&d);
    cairo_restore(cr);
}
