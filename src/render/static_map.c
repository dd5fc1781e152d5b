/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/static_map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/render/png.h"
#include "src/render/worker.h"

static const double mercator_end_deg = 85.0511287;

/* --- Markers ------------------------------------------------------------------------------- */

static bool in_range(struct gis_lonlat at)
{
    return fabs(at.lon_deg) <= 180 && fabs(at.lat_deg) <= mercator_end_deg;
}

/* Digits, sign, point: no hexadecimal, no "inf". */
static bool read_degrees(const char **at, double *out)
{
    size_t n = strspn(*at, "0123456789.-");
    char text[32];
    if (n == 0 || n >= sizeof text)
        return false;
    memcpy(text, *at, n);
    text[n] = '\0';
    char *end;
    *out = strtod(text, &end);
    *at += n;
    return *end == '\0';
}

enum jy_code jy_static_markers(const char *text, struct jy_static_map *out, struct jy_error *err)
{
    out->n_markers = 0;
    for (const char *p = text; *p != '\0';) {
        size_t number = out->n_markers + 1;
        if (number > JY_STATIC_MAX_MARKERS) {
            return jy_fail(err, JY_EINVALID, "there are more than %d markers",
                           JY_STATIC_MAX_MARKERS);
        }
        struct gis_lonlat *at = &out->marker[out->n_markers];
        bool read = read_degrees(&p, &at->lon_deg) && *p++ == ',' && read_degrees(&p, &at->lat_deg);
        if (!read || (*p != ';' && *p != '\0')) {
            return jy_fail(err, JY_EINVALID,
                           "marker %zu cannot be read: markers are lon,lat;lon,lat in degrees",
                           number);
        }
        if (!in_range(*at)) {
            return jy_fail(err, JY_EINVALID,
                           "marker %zu is outside of the map (longitude -180 to 180, latitude "
                           "-85.05 to 85.05)",
                           number);
        }
        out->n_markers++;
        p += *p == ';';
    }
    return JY_OK;
}

/*
 * A pin whose tip is the place: a circle of radius r with its middle 2 r above the tip, and the two
 * tangents down to it.
 */
static void draw_pin(struct jy_drawing *d, double x, double y, size_t number)
{
    const double r = 9,
                 half = M_PI / 3; /* of the angle under which the tip sees the circle's top */
    cairo_t *cr = d->cr;
    jy_rgb pin = d->colours->glows ? 0xFFFFFF : 0x0017C1;
    cairo_new_path(cr);
    cairo_arc(cr, x, y - 2 * r, r, M_PI - (M_PI / 2 - half), M_PI / 2 - half);
    cairo_line_to(cr, x, y);
    cairo_close_path(cr);
    jy_draw_colour(cr, pin, 1);
    cairo_fill_preserve(cr);
    jy_draw_colour(cr, d->colours->label_halo, 1);
    cairo_set_line_width(cr, 1.5);
    cairo_stroke(cr);
    cairo_arc(cr, x, y - 2 * r, number == 0 ? r * 0.38 : r * 0.8, 0, 2 * M_PI);
    cairo_fill(cr);
    if (number == 0)
        return;
    char text[24];
    (void)snprintf(text, sizeof text, "%zu", number);
    jy_draw_text(d, x, y - 2 * r, text, 10, pin);
}

/* From north to south, so that a pin stands before those behind it. */
static void draw_pins(struct jy_drawing *d, const struct jy_static_map *map)
{
    size_t order[JY_STATIC_MAX_MARKERS];
    for (size_t i = 0; i < map->n_markers; i++) {
        size_t k = i;
        for (; k > 0 && map->marker[order[k - 1]].lat_deg < map->marker[i].lat_deg; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    for (size_t i = 0; i < map->n_markers; i++) {
        double x, y;
        jy_view_px(d->view, gis_world_from_lonlat(map->marker[order[i]]), &x, &y);
        draw_pin(d, x, y, map->n_markers > 1 ? order[i] + 1 : 0);
    }
}

/* --- The picture --------------------------------------------------------------------------- */

static enum jy_code check(const struct jy_static_map *map, struct jy_error *err)
{
    if (map->width_px < JY_STATIC_MIN_PX || map->width_px > JY_STATIC_MAX_PX ||
        map->height_px < JY_STATIC_MIN_PX || map->height_px > JY_STATIC_MAX_PX) {
        return jy_fail(err, JY_EINVALID, "a static map has %d to %d pixels a side",
                       JY_STATIC_MIN_PX, JY_STATIC_MAX_PX);
    }
    if (map->scale != 1 && map->scale != 2)
        return jy_fail(err, JY_EINVALID, "a static map has 1 or 2 device pixels a pixel");
    if (!(map->zoom >= 0 && map->zoom <= 19))
        return jy_fail(err, JY_EINVALID, "a static map has zoom 0 to 19");
    if (!in_range(map->centre))
        return jy_fail(err, JY_EINVALID, "the centre is outside of the map");
    return JY_OK;
}

static enum jy_code draw(struct jy_render_worker *worker, cairo_surface_t *surface,
                         const struct jy_scene *scene, const struct jy_static_map *map,
                         struct jy_error *err)
{
    struct jy_view view = jy_view_about(map->centre, map->zoom, map->width_px, map->height_px);
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, map->scale, map->scale);
    jy_map_draw(worker, cr, scene, &view, map->style, JY_DRAW_USUAL | JY_DRAW_WHOLE_LABELS);
    struct jy_drawing d = jy_drawing_of(worker, cr, scene, &view, map->style);
    draw_pins(&d, map);
    jy_draw_credit(&d); /* last: nothing may cover it */
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status != CAIRO_STATUS_SUCCESS)
        return jy_fail(err, JY_EINTERNAL, "drawing the map: %s", cairo_status_to_string(status));
    return JY_OK;
}

enum jy_code jy_static_map_png(struct jy_render_worker *worker, const struct jy_scene *scene,
                               const struct jy_static_map *map, struct jy_buf *out,
                               struct jy_error *err)
{
    enum jy_code code = check(map, err);
    if (code != JY_OK)
        return code;
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, map->width_px * map->scale, map->height_px * map->scale);
    code = draw(worker, surface, scene, map, err);
    if (code == JY_OK)
        jy_png_rgb(worker, surface, out);
    cairo_surface_destroy(surface);
    return code;
}
