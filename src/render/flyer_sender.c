/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who hands the sheet out: name, contact and logo, or an empty box for a stamp. */
#include <math.h>

#include "src/render/flyer_sheet.h"

static const double box_pt = 58, inset_pt = 6, gap_pt = 10;
static const double logo_width_pt = 150, logo_height_pt = 44;

/* Printed at 300 dpi; more pixels than that only make the file larger. */
static const double logo_dpi = 300;

static uint32_t premultiplied(const uint8_t *rgba)
{
    uint32_t a = rgba[3], pixel = a << 24;
    for (int i = 0; i < 3; i++)
        pixel |= (rgba[i] * a + 127) / 255 << (16 - 8 * i);
    return pixel;
}

static cairo_surface_t *surface_of(const struct jy_picture *picture)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, picture->width_px, picture->height_px);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    unsigned char *rows = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (size_t y = 0; y < (size_t)picture->height_px; y++) {
        for (size_t x = 0; x < (size_t)picture->width_px; x++) {
            uint32_t pixel = premultiplied(picture->rgba + 4 * (y * (size_t)picture->width_px + x));
            __builtin_memcpy(rows + y * stride + 4 * x, &pixel, 4);
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

/* The same picture with no more pixels than print can show. */
static cairo_surface_t *reduced(cairo_surface_t *from, double scale)
{
    int width = cairo_image_surface_get_width(from), height = cairo_image_surface_get_height(from);
    if (scale >= 1)
        return cairo_surface_reference(from);
    int w = (int)fmax(1, round(width * scale)), h = (int)fmax(1, round(height * scale));
    cairo_surface_t *to = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    cairo_t *cr = cairo_create(to);
    cairo_scale(cr, (double)w / width, (double)h / height);
    cairo_set_source_surface(cr, from, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
    cairo_paint(cr);
    cairo_destroy(cr);
    return to;
}

double jy_flyer_draw_picture(cairo_t *cr, const struct jy_picture *picture, double x_pt,
                             double y_pt, double width_pt, double height_pt)
{
    double scale = fmin(width_pt / picture->width_px, height_pt / picture->height_px);
    double w_pt = picture->width_px * scale, h_pt = picture->height_px * scale;
    cairo_surface_t *whole = surface_of(picture);
    cairo_surface_t *surface = reduced(whole, scale * logo_dpi / 72);
    cairo_save(cr);
    cairo_translate(cr, x_pt, y_pt + height_pt - h_pt);
    cairo_scale(cr, w_pt / cairo_image_surface_get_width(surface),
                h_pt / cairo_image_surface_get_height(surface));
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
    cairo_surface_destroy(surface);
    cairo_surface_destroy(whole);
    return w_pt;
}

static bool has_logo(const struct jy_flyer_sender *sender)
{
    return sender->logo.width_px > 0 && sender->logo.height_px > 0;
}

static double logo(const struct jy_sheet *s, const struct jy_picture *picture, double y_pt)
{
    double scale = fmin(logo_width_pt / picture->width_px, logo_height_pt / picture->height_px);
    if (s->draw) {
        jy_sheet_tag_begin(s, "Figure", NULL);
        (void)jy_flyer_draw_picture(s->cr, picture, s->left_pt + inset_pt, y_pt, logo_width_pt,
                                    logo_height_pt);
        jy_sheet_tag_end(s, "Figure");
    }
    return picture->width_px * scale + gap_pt;
}

/* Name and contact beside the logo; the box grows when they are long. */
static double sender(const struct jy_sheet *s, double y_pt)
{
    const struct jy_flyer_sender *from = &s->flyer->sender;
    double x_pt = s->left_pt + inset_pt, top_pt = y_pt;
    double right_pt = s->left_pt + s->width_pt - inset_pt;
    y_pt += 4 + jy_sheet_put(s, "P", s->flyer->box, x_pt, y_pt + 3, s->width_pt - 2 * inset_pt,
                             jy_sheet_type(s, s->sizes.small_pt, false, JY_INK_SOFT));
    double end_pt = y_pt;
    if (has_logo(from)) {
        x_pt += logo(s, &from->logo, y_pt);
        end_pt += logo_height_pt;
    }
    y_pt += jy_sheet_put(s, "P", from->name, x_pt, y_pt, right_pt - x_pt,
                         jy_sheet_type(s, s->sizes.body_pt + 2, true, JY_INK));
    y_pt += jy_sheet_put(s, "P", from->contact, x_pt, y_pt, right_pt - x_pt,
                         jy_sheet_type(s, s->sizes.body_pt, false, JY_INK));
    return fmax(fmax(y_pt, end_pt) + 4 - top_pt, box_pt);
}

double jy_block_sender(const struct jy_sheet *s, double y_pt)
{
    if (s->flyer->box == NULL)
        return 0;
    double height_pt = sender(s, y_pt);
    if (s->draw) {
        cairo_new_path(s->cr);
        cairo_rectangle(s->cr, s->left_pt + 0.25, y_pt + 0.25, s->width_pt - 0.5, height_pt - 0.5);
        jy_flyer_rgb(s->cr, JY_INK_SOFT);
        cairo_set_line_width(s->cr, 0.5);
        cairo_stroke(s->cr);
    }
    return height_pt;
}
