/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/tile_png.h"

#include <math.h>
#include <string.h>

#include "src/render/png.h"
#include "src/render/tile_layers.h"
#include "src/render/worker.h"

/* The worker's surface for tiles, kept from one to the next. */
static cairo_surface_t *surface_of(struct jy_render_worker *w, int size_px)
{
    if (w->surface && w->surface_px == size_px)
        return w->surface;
    if (w->surface)
        cairo_surface_destroy(w->surface);
    w->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, size_px, size_px);
    w->surface_px = size_px;
    return w->surface;
}

static enum jy_code draw(struct jy_render_worker *w, cairo_surface_t *surface,
                         const struct jy_scene *scene, const struct jy_view *view, double scale,
                         enum jy_style style, unsigned parts, struct jy_error *err)
{
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, scale, scale);
    jy_map_draw(w, cr, scene, view, style, parts);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status != CAIRO_STATUS_SUCCESS)
        return jy_fail(err, JY_EINTERNAL, "drawing the map: %s", cairo_status_to_string(status));
    return JY_OK;
}

enum jy_code jy_tile_png(struct jy_render_worker *worker, const struct jy_scene *scene,
                         enum jy_style style, unsigned parts, struct gis_tile t, int size_px,
                         struct jy_buf *out, struct jy_error *err)
{
    if (size_px != 256 && size_px != 512)
        return jy_fail(err, JY_EINVALID, "a tile has 256 or 512 pixels, not %d", size_px);
    cairo_surface_t *surface = surface_of(worker, size_px);
    struct jy_view view = jy_view_tile(t);
    enum jy_code code = draw(worker, surface, scene, &view, size_px / 256.0, style, parts, err);
    if (code == JY_OK)
        jy_png_palette(worker, surface, jy_style_palette(style), out);
    return code;
}

enum jy_code jy_map_png(struct jy_render_worker *worker, const struct jy_scene *scene,
                        enum jy_style style, unsigned parts, const struct jy_view *view,
                        double scale, struct jy_buf *out, struct jy_error *err)
{
    double width = round(view->width_px * scale), height = round(view->height_px * scale);
    if (!(width >= 1 && height >= 1 && width <= JY_MAP_MAX_PX && height <= JY_MAP_MAX_PX))
        return jy_fail(err, JY_EINVALID, "a map has 1 to %d pixels a side", JY_MAP_MAX_PX);
    if (!(scale >= 1 && scale <= 4))
        return jy_fail(err, JY_EINVALID, "a map has 1 to 4 device pixels a pixel");
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    enum jy_code code = draw(worker, surface, scene, view, scale, style, parts, err);
    if (code == JY_OK)
        jy_png_rgb(worker, surface, out);
    cairo_surface_destroy(surface);
    return code;
}

bool jy_raster_parse(const char *name, enum jy_style *out_style, unsigned *out_parts)
{
    static const unsigned parts[JY_TILES_COUNT] = {[JY_TILES_STREETLIGHTS] = JY_DRAW_LIGHTS,
                                                   [JY_TILES_CAMERAS] = JY_DRAW_CAMERAS,
                                                   [JY_TILES_ROADS] = JY_DRAW_ROADS,
                                                   [JY_TILES_GAPS] = JY_DRAW_ROADS | JY_DRAW_GAPS,
                                                   [JY_TILES_ELIGIBLE] =
                                                       JY_DRAW_ROADS | JY_DRAW_ELIGIBLE,
                                                   [JY_TILES_HOTSPOTS] = JY_DRAW_HOTSPOTS,
                                                   [JY_TILES_DISTRICTS] = JY_DRAW_DISTRICTS,
                                                   [JY_TILES_BASE] = JY_DRAW_BASE};
    if (jy_style_parse(name, out_style)) {
        *out_parts = JY_DRAW_USUAL;
        return true;
    }
    enum jy_tiles tiles;
    if (!jy_tile_set_parse(name, &tiles))
        return false;
    *out_style = JY_STYLE_DAY;
    *out_parts = parts[tiles];
    return true;
}
