/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/tile_png.h"

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

enum jy_code jy_tile_png(struct jy_render_worker *worker, const struct jy_scene *scene,
                         struct jy_raster raster, struct gis_tile t, int size_px,
                         struct jy_buf *out, struct jy_error *err)
{
    if (size_px != 256 && size_px != 512)
        return jy_fail(err, JY_EINVALID, "a tile has 256 or 512 pixels, not %d", size_px);
    cairo_surface_t *surface = surface_of(worker, size_px);
    const struct jy_view view = jy_view_tile(t);
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, size_px / 256.0, size_px / 256.0);
    jy_map_draw(worker, cr, scene, &view, raster.style, raster.parts);
    const cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status != CAIRO_STATUS_SUCCESS)
        return jy_fail(err, JY_EINTERNAL, "drawing the map: %s", cairo_status_to_string(status));
    jy_png_palette(worker, surface, jy_style_palette(raster.style), out);
    return JY_OK;
}

bool jy_raster_parse(const char *name, struct jy_raster *out)
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
    if (jy_style_parse(name, &out->style)) {
        out->parts = JY_DRAW_USUAL;
        return true;
    }
    enum jy_tiles tiles;
    if (!jy_tile_set_parse(name, &tiles))
        return false;
    *out = (struct jy_raster){JY_STYLE_DAY, parts[tiles]};
    return true;
}
