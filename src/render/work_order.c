/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/work_order.h"

#include <math.h>
#include <stdio.h>

#include <cairo-pdf.h>

#include "src/render/flyer_sheet.h"
#include "src/render/sheet_text.h"

/* Measures of look.md, "Sheet". */
static const double margin_pt = 12 * JY_MM_PT;
static const double body_pt = 10.0;
static const double foot_pt = 7.5;
static const double css_px_pt = 0.6; /* a printed map is finer than a screen's */
static const double close_zoom = 18.3;

enum { ITEMS_A_PAGE = 3 };

static const uint32_t ink = 0x1A1A1C;
static const uint32_t ink_soft = 0x4A4F57;
static const uint32_t primary = 0x0017C1;

struct page {
    struct jy_render_worker *worker;
    cairo_t *cr;
    const struct jy_work_order *order;
    double width_pt;
};

static void set_rgb(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static struct jy_type type_of(const struct page *p, double size_pt, bool bold, uint32_t rgb)
{
    return (struct jy_type){.lang = p->order->lang,
                            .size_pt = size_pt,
                            .bold = bold,
                            .rgb = rgb,
                            .line_height = p->order->lang == JY_LANG_EN ? 1.3 : 1.4};
}

/* Sets a text as one structure element, shrinking to min_pt; returns its height. */
static double put(const struct page *p, const char *tag, const char *text, struct jy_room room,
                  struct jy_type type, double min_pt)
{
    bool fits;
    type.size_pt =
        jy_sheet_text_fit(p->cr, text, room.width_pt, room.height_pt, &type, min_pt, &fits);
    cairo_tag_begin(p->cr, tag, NULL);
    double used_pt = jy_sheet_text_draw(p->cr, text, room.x_pt, room.y_pt, room.width_pt, &type);
    cairo_tag_end(p->cr, tag);
    return used_pt;
}

/* --- maps ------------------------------------------------------------------------------------- */

/* A numbered disc, dark with a light rim: it reads in monochrome. */
static void draw_mark(const struct page *p, const char *mark, double x_pt, double y_pt,
                      double radius_pt)
{
    cairo_t *cr = p->cr;
    cairo_new_path(cr);
    cairo_arc(cr, x_pt, y_pt, radius_pt, 0, 2 * M_PI);
    set_rgb(cr, primary);
    cairo_fill_preserve(cr);
    set_rgb(cr, 0xFFFFFF);
    cairo_set_line_width(cr, 1.4);
    cairo_stroke(cr);
    struct jy_type type = type_of(p, radius_pt * 1.15, true, 0xFFFFFF);
    double w_pt = jy_sheet_text_width(cr, mark, &type);
    if (w_pt > 1.7 * radius_pt)
        type.size_pt *= 1.7 * radius_pt / w_pt;
    w_pt = jy_sheet_text_width(cr, mark, &type);
    double h_pt = jy_sheet_text_height(cr, mark, w_pt + 2, &type);
    (void)jy_sheet_text_draw(cr, mark, x_pt - w_pt / 2, y_pt - h_pt / 2, w_pt + 2, &type);
}

/* All items that lie in the view are marked; `own` alone is filled large. */
static void draw_map(const struct page *p, const struct jy_view *view, double x_pt, double y_pt,
                     size_t own, double radius_pt)
{
    const struct jy_work_order *o = p->order;
    cairo_t *cr = p->cr;
    double width_pt = view->width_px * css_px_pt, height_pt = view->height_px * css_px_pt;
    cairo_tag_begin(cr, "Figure", NULL);
    cairo_save(cr);
    cairo_translate(cr, x_pt, y_pt);
    cairo_rectangle(cr, 0, 0, width_pt, height_pt);
    cairo_clip(cr);
    cairo_save(cr);
    cairo_scale(cr, css_px_pt, css_px_pt);
    jy_map_draw(p->worker, cr, o->scene, view, JY_STYLE_PRINT,
                (JY_DRAW_ALL & ~(JY_DRAW_HOTSPOTS | JY_DRAW_CAMERAS | JY_DRAW_ELIGIBLE)) |
                    JY_DRAW_WHOLE_LABELS);
    cairo_restore(cr);
    for (size_t k = 0; k <= o->n_items; k++) {
        size_t i = k < o->n_items ? k : own; /* its own last, on top */
        if (i >= o->n_items || (k < o->n_items && i == own))
            continue;
        double x_px, y_px;
        jy_view_px(view, gis_world_from_lonlat(o->items[i].at), &x_px, &y_px);
        draw_mark(p, o->items[i].mark, x_px * css_px_pt, y_px * css_px_pt,
                  i == own ? 1.4 * radius_pt : radius_pt);
    }
    cairo_restore(cr);
    cairo_tag_end(cr, "Figure");
    cairo_rectangle(cr, x_pt, y_pt, width_pt, height_pt);
    set_rgb(cr, 0xB9B4A6);
    cairo_set_line_width(cr, 0.5);
    cairo_stroke(cr);
}

static struct jy_view view_of_all(const struct jy_work_order *o, double width_pt, double height_pt)
{
    struct gis_world_box box = {UINT32_MAX, UINT32_MAX, 0, 0};
    for (size_t i = 0; i < o->n_items; i++) {
        struct gis_world w = gis_world_from_lonlat(o->items[i].at);
        box.min_x = w.x < box.min_x ? w.x : box.min_x;
        box.min_y = w.y < box.min_y ? w.y : box.min_y;
        box.max_x = w.x > box.max_x ? w.x : box.max_x;
        box.max_y = w.y > box.max_y ? w.y : box.max_y;
    }
    return jy_view_of_box(box, width_pt / css_px_pt, height_pt / css_px_pt, 40);
}

/* --- pages ------------------------------------------------------------------------------------ */

static void draw_foot(const struct page *p, size_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%zu", number);
    double y_pt = JY_A4_HEIGHT_PT - margin_pt - 18;
    (void)put(p, "P", p->order->foot, (struct jy_room){margin_pt, y_pt, p->width_pt - 30, 20},
              type_of(p, foot_pt, false, ink_soft), foot_pt);
    struct jy_type right = type_of(p, foot_pt, false, ink_soft);
    right.right = true;
    (void)put(p, "P", text, (struct jy_room){margin_pt + p->width_pt - 30, y_pt, 30, 20}, right,
              foot_pt);
}

static void draw_first(const struct page *p)
{
    const struct jy_work_order *o = p->order;
    double y_pt = margin_pt, bottom_pt = JY_A4_HEIGHT_PT - margin_pt - 24;
    if (o->sample != NULL) {
        y_pt += put(p, "P", o->sample, (struct jy_room){margin_pt, y_pt, p->width_pt, 20},
                    type_of(p, 12, true, ink_soft), 10);
    }
    y_pt += put(p, "H1", o->title, (struct jy_room){margin_pt, y_pt, p->width_pt, 60},
                type_of(p, 26, true, ink), 18);
    y_pt += 4 + put(p, "P", o->lead, (struct jy_room){margin_pt, y_pt, p->width_pt, 60},
                    type_of(p, body_pt + 2, false, ink), body_pt);
    y_pt += 8 + put(p, "P", o->leaves, (struct jy_room){margin_pt, y_pt + 4, p->width_pt, 70},
                    type_of(p, body_pt, false, ink_soft), body_pt);
    if (o->n_items > 0) {
        struct jy_view view = view_of_all(o, p->width_pt, bottom_pt - y_pt);
        draw_map(p, &view, margin_pt, y_pt, SIZE_MAX, 6.5);
    }
    draw_foot(p, 1);
}

static void draw_rows(const struct page *p, const struct jy_work_item *item, double x_pt,
                      double y_pt, double width_pt, double bottom_pt)
{
    const double label_pt = 82;
    for (size_t i = 0; i < item->n_rows && y_pt < bottom_pt - 10; i++) {
        double a_pt =
            put(p, "P", item->rows[i].label, (struct jy_room){x_pt, y_pt, label_pt - 6, 26},
                type_of(p, 8.5, false, ink_soft), 7.5);
        double b_pt = put(p, "P", item->rows[i].text,
                          (struct jy_room){x_pt + label_pt, y_pt, width_pt - label_pt, 40},
                          type_of(p, body_pt, false, ink), 8);
        y_pt += fmax(fmax(a_pt, b_pt), 14) + 1;
        cairo_move_to(p->cr, x_pt, y_pt - 0.5);
        cairo_line_to(p->cr, x_pt + width_pt, y_pt - 0.5);
        set_rgb(p->cr, 0xD8D5CC);
        cairo_set_line_width(p->cr, 0.4);
        cairo_stroke(p->cr);
    }
}

static void draw_item(const struct page *p, size_t i, double y_pt, double height_pt)
{
    const struct jy_work_item *item = &p->order->items[i];
    double side_pt = height_pt - 14, x_pt = margin_pt + side_pt + 12;
    double width_pt = p->width_pt - side_pt - 12, bottom_pt = y_pt + side_pt;
    struct jy_view view =
        jy_view_about(item->at, close_zoom, side_pt / css_px_pt, side_pt / css_px_pt);
    draw_map(p, &view, margin_pt, y_pt, i, 6.5);
    y_pt += put(p, "H2", item->title, (struct jy_room){x_pt, y_pt, width_pt, 22},
                type_of(p, 14, true, ink), 10);
    y_pt += 4 + put(p, "P", item->why, (struct jy_room){x_pt, y_pt, width_pt, 70},
                    type_of(p, body_pt, false, ink), 8);
    draw_rows(p, item, x_pt, y_pt, width_pt, bottom_pt);
}

static void draw_all(const struct page *p)
{
    double height_pt = (JY_A4_HEIGHT_PT - 2 * margin_pt - 24) / ITEMS_A_PAGE;
    draw_first(p);
    cairo_show_page(p->cr);
    for (size_t i = 0; i < p->order->n_items; i++) {
        size_t row = i % ITEMS_A_PAGE;
        draw_item(p, i, margin_pt + (double)row * height_pt, height_pt);
        if (row + 1 == ITEMS_A_PAGE || i + 1 == p->order->n_items) {
            draw_foot(p, 2 + i / ITEMS_A_PAGE);
            cairo_show_page(p->cr);
        }
    }
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int n)
{
    jy_buf_add(closure, data, n);
    return CAIRO_STATUS_SUCCESS;
}

enum jy_code jy_work_order_render(struct jy_render_worker *worker,
                                  const struct jy_work_order *order, struct jy_buf *out,
                                  struct jy_error *err)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append, out, JY_A4_WIDTH_PT, JY_A4_HEIGHT_PT);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, order->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Joyato");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, order->created);
    struct page page = {.worker = worker,
                        .cr = cairo_create(surface),
                        .order = order,
                        .width_pt = JY_A4_WIDTH_PT - 2 * margin_pt};
    draw_all(&page);
    cairo_status_t status = cairo_status(page.cr);
    cairo_destroy(page.cr);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return jy_fail(err, JY_EINTERNAL, "work order: %s", cairo_status_to_string(status));
    return JY_OK;
}
