/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/flyer_layout.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <cairo-pdf.h>

#include "src/render/sheet_text.h"

/* Measures of look.md, "Sheet". */
static const double margin_pt = 12 * JY_MM_PT;
static const double qr_pt = 26 * JY_MM_PT;
static const double map_share = 0.40;
static const double body_pt = 10.0;
static const double foot_pt = 7.5;

static const uint32_t ink = 0x1A1A1C;
static const uint32_t ink_soft = 0x4A4F57;
static const uint32_t primary = 0x0017C1;
static const uint32_t band = 0xF1EFE8;

struct sheet {
    struct jy_render_worker *worker;
    cairo_t *cr;
    const struct jy_flyer *flyer;
    bool tags;
    double left_pt, width_pt;
};

static void set_rgb(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static void tag_begin(const struct sheet *s, const char *name)
{
    if (s->tags)
        cairo_tag_begin(s->cr, name, NULL);
}

static void tag_end(const struct sheet *s, const char *name)
{
    if (s->tags)
        cairo_tag_end(s->cr, name);
}

static struct jy_type type_of(const struct sheet *s, double size_pt, bool bold, uint32_t rgb)
{
    bool cjk = s->flyer->lang != JY_LANG_EN;
    return (struct jy_type){.lang = s->flyer->lang,
                            .size_pt = size_pt,
                            .bold = bold,
                            .rgb = rgb,
                            .line_height = cjk ? 1.5 : 1.4};
}

/* Sets a text as one structure element in at most height_pt, shrinking to min_pt; returns its
 * height. */
static double put(const struct sheet *s, const char *tag, const char *text, double x_pt,
                  double y_pt, double width_pt, double height_pt, struct jy_type type,
                  double min_pt)
{
    bool fits;
    type.size_pt = jy_sheet_text_fit(s->cr, text, width_pt, height_pt, &type, min_pt, &fits);
    tag_begin(s, tag);
    double used_pt = jy_sheet_text_draw(s->cr, text, x_pt, y_pt, width_pt, &type);
    tag_end(s, tag);
    return used_pt;
}

/* Body text: at least 10 pt, 11 pt for やさしい日本語 (look.md). */
static double body_size(const struct sheet *s)
{
    return s->flyer->lang == JY_LANG_JA_EASY ? 11.0 : body_pt;
}

/* --- parts, from the top --------------------------------------------------------------------- */

static double draw_head(const struct sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    y_pt +=
        put(s, "P", f->over, s->left_pt, y_pt, s->width_pt, 40, type_of(s, 11, true, primary), 8);
    struct jy_type head = type_of(s, 30, true, ink);
    head.line_height = 1.25;
    y_pt += put(s, "H1", f->headline, s->left_pt, y_pt, s->width_pt, 92, head, 18) + 3;
    y_pt += put(s, "P", f->lead, s->left_pt, y_pt, s->width_pt, 64,
                type_of(s, body_size(s) + 1, false, ink), body_size(s));
    return y_pt + 6;
}

void jy_flyer_draw_map(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                       double width_pt, double height_pt)
{
    /* one CSS px is 0.6 pt: streets and labels of a printed map are finer than a screen's */
    const double scale = 0.6;
    struct jy_view view = jy_view_of_box(flyer->map_box, width_pt / scale, height_pt / scale, 12);
    cairo_save(cr);
    cairo_scale(cr, scale, scale);
    jy_map_draw(worker, cr, flyer->scene, &view, JY_STYLE_PRINT, JY_DRAW_ALL & ~JY_DRAW_HOTSPOTS);
    cairo_restore(cr);
}

static double draw_map(const struct sheet *s, double y_pt, double height_pt)
{
    tag_begin(s, "Figure");
    cairo_save(s->cr);
    cairo_translate(s->cr, s->left_pt, y_pt);
    cairo_rectangle(s->cr, 0, 0, s->width_pt, height_pt);
    cairo_clip(s->cr);
    jy_flyer_draw_map(s->worker, s->cr, s->flyer, s->width_pt, height_pt);
    cairo_restore(s->cr);
    tag_end(s, "Figure");
    cairo_rectangle(s->cr, s->left_pt, y_pt, s->width_pt, height_pt);
    set_rgb(s->cr, 0xB9B4A6);
    cairo_set_line_width(s->cr, 0.5);
    cairo_stroke(s->cr);

    if (s->flyer->sample != NULL) {
        struct jy_type type = type_of(s, 13, true, 0xFFFFFF);
        double w_pt = jy_sheet_text_width(s->cr, s->flyer->sample, &type) + 16;
        double h_pt = jy_sheet_text_height(s->cr, s->flyer->sample, w_pt, &type) + 4;
        cairo_rectangle(s->cr, s->left_pt, y_pt, w_pt, h_pt);
        set_rgb(s->cr, ink);
        cairo_fill(s->cr);
        tag_begin(s, "P");
        (void)jy_sheet_text_draw(s->cr, s->flyer->sample, s->left_pt + 8, y_pt + 2, w_pt, &type);
        tag_end(s, "P");
    }
    return y_pt + height_pt;
}

static void draw_sign(cairo_t *cr, int sign, double x_pt, double y_pt)
{
    cairo_save(cr);
    cairo_new_path(cr); /* text leaves a current point behind */
    cairo_translate(cr, x_pt, y_pt);
    cairo_set_line_width(cr, 2.2);
    switch (sign) {
    case JY_DRAW_LIGHTS:
        cairo_arc(cr, 7, 0, 3.2, 0, 2 * M_PI);
        set_rgb(cr, 0xE69F00);
        cairo_fill_preserve(cr);
        set_rgb(cr, 0x4D3A00);
        cairo_set_line_width(cr, 0.8);
        cairo_stroke(cr);
        break;
    case JY_DRAW_CAMERAS:
        cairo_move_to(cr, 7, -4);
        cairo_line_to(cr, 11, 3.5);
        cairo_line_to(cr, 3, 3.5);
        cairo_close_path(cr);
        set_rgb(cr, 0x009E73);
        cairo_fill(cr);
        break;
    case JY_DRAW_GAPS:
        cairo_set_dash(cr, (const double[]){4, 2}, 2, 0);
        set_rgb(cr, 0xD55E00);
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 15, 0);
        cairo_stroke(cr);
        break;
    case JY_DRAW_ELIGIBLE:
        cairo_set_line_width(cr, 1);
        set_rgb(cr, 0x0072B2);
        for (int i = -1; i <= 1; i += 2) {
            cairo_move_to(cr, 0, 1.6 * i);
            cairo_line_to(cr, 15, 1.6 * i);
            cairo_stroke(cr);
        }
        break;
    default:
        set_rgb(cr, 0x8A8F98);
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 15, 0);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

/* The legend in one or more lines; returns where it ends. */
static double draw_keys(const struct sheet *s, double y_pt)
{
    struct jy_type type = type_of(s, 8.5, false, ink);
    double x_pt = s->left_pt;
    double line_pt = jy_sheet_text_height(
        s->cr, s->flyer->n_keys > 0 ? s->flyer->keys[0].label : "", s->width_pt, &type);
    for (size_t i = 0; i < s->flyer->n_keys; i++) {
        const struct jy_flyer_key *key = &s->flyer->keys[i];
        double w_pt = jy_sheet_text_width(s->cr, key->label, &type) + 4;
        if (x_pt + 20 + w_pt > s->left_pt + s->width_pt && x_pt > s->left_pt) {
            x_pt = s->left_pt;
            y_pt += line_pt;
        }
        draw_sign(s->cr, key->sign, x_pt, y_pt + line_pt - type.size_pt * 0.62);
        tag_begin(s, "P");
        (void)jy_sheet_text_draw(s->cr, key->label, x_pt + 19, y_pt, w_pt + 2, &type);
        tag_end(s, "P");
        x_pt += 19 + w_pt + 12;
    }
    return y_pt + line_pt;
}

static void draw_figure(const struct sheet *s, const struct jy_flyer_figure *figure, double x_pt,
                        double y_pt, double width_pt, double height_pt)
{
    double top_pt = y_pt;
    y_pt += put(s, "P", figure->label, x_pt, y_pt, width_pt, 44,
                type_of(s, body_size(s), true, ink), 8);
    struct jy_type big = type_of(s, 26, true, primary);
    big.line_height = 1.2;
    double value_pt = jy_sheet_text_width(s->cr, figure->value, &big);
    double used_pt = put(s, "P", figure->value, x_pt, y_pt, width_pt, 40, big, 14);
    if (figure->unit[0] != '\0')
        (void)put(s, "P", figure->unit, x_pt + value_pt + 4, y_pt + used_pt - 22, width_pt, 20,
                  type_of(s, body_size(s), true, ink), 8);
    y_pt += used_pt;
    (void)put(s, "P", figure->source, x_pt, y_pt, width_pt, height_pt - (y_pt - top_pt),
              type_of(s, 8, false, ink_soft), 6.5);
}

static void draw_qr(cairo_t *cr, const struct jy_qr *qr, double x_pt, double y_pt, double side_pt)
{
    double module_pt = side_pt / (qr->width + 2 * JY_QR_QUIET);
    cairo_rectangle(cr, x_pt, y_pt, side_pt, side_pt);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_fill(cr);
    /* runs of a row as one rectangle, one path: no hairlines between modules */
    for (int row = 0; row < qr->width; row++)
        for (int col = 0; col < qr->width;) {
            int end = col;
            while (end < qr->width && qr->modules[row * qr->width + end])
                end++;
            if (end > col)
                cairo_rectangle(cr, x_pt + (JY_QR_QUIET + col) * module_pt,
                                y_pt + (JY_QR_QUIET + row) * module_pt, (end - col) * module_pt,
                                module_pt);
            col = end > col ? end : col + 1;
        }
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_fill(cr);
}

static void draw_action(const struct sheet *s, const struct jy_qr *qr, double y_pt,
                        double height_pt)
{
    const struct jy_flyer *f = s->flyer;
    double w_pt = s->width_pt * 0.42, x_pt = s->left_pt + s->width_pt - w_pt;
    set_rgb(s->cr, 0xE8EDFF);
    cairo_rectangle(s->cr, x_pt, y_pt, w_pt, height_pt);
    cairo_fill(s->cr);
    double text_pt = w_pt - qr_pt - 22;
    double used_pt = put(s, "H2", f->action_heading, x_pt + 8, y_pt + 6, text_pt, 30,
                         type_of(s, 15, true, primary), 9);
    (void)put(s, "P", f->action_text, x_pt + 8, y_pt + 8 + used_pt, text_pt,
              height_pt - used_pt - 12, type_of(s, body_size(s), false, ink), 7.5);
    if (s->tags) {
        char *attributes = NULL;
        if (asprintf(&attributes, "uri='%s'", f->action_url) > 0) {
            cairo_tag_begin(s->cr, CAIRO_TAG_LINK, attributes);
            draw_qr(s->cr, qr, x_pt + w_pt - qr_pt - 6, y_pt + 6, qr_pt);
            cairo_tag_end(s->cr, CAIRO_TAG_LINK);
            free(attributes);
            return;
        }
    }
    draw_qr(s->cr, qr, x_pt + w_pt - qr_pt - 6, y_pt + 6, qr_pt);
}

static void draw_messages(const struct sheet *s, double y_pt, double height_pt)
{
    set_rgb(s->cr, band);
    cairo_rectangle(s->cr, s->left_pt, y_pt, s->width_pt, height_pt);
    cairo_fill(s->cr);
    double w_pt = s->width_pt / 2 - 14;
    for (int i = 0; i < 2; i++) {
        const struct jy_flyer_message *m = &s->flyer->messages[i];
        double x_pt = s->left_pt + 8 + i * (s->width_pt / 2);
        double used_pt = put(s, "H2", m->heading, x_pt, y_pt + 3, w_pt, 34,
                             type_of(s, body_size(s) + 0.5, true, ink), 8);
        (void)put(s, "P", m->text, x_pt, y_pt + 3 + used_pt, w_pt, height_pt - used_pt - 4,
                  type_of(s, body_size(s), false, ink), 7.5);
    }
}

void jy_flyer_draw_a4(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                      const struct jy_qr *qr, bool tags)
{
    struct sheet s = {.worker = worker,
                      .cr = cr,
                      .flyer = flyer,
                      .tags = tags,
                      .left_pt = margin_pt,
                      .width_pt = JY_A4_WIDTH_PT - 2 * margin_pt};
    bool easy = flyer->lang == JY_LANG_JA_EASY;
    struct jy_type foot = type_of(&s, foot_pt, false, ink_soft);
    double foot_height_pt = fmin(jy_sheet_text_height(cr, flyer->foot, s.width_pt, &foot), 70);
    double foot_y_pt = JY_A4_HEIGHT_PT - margin_pt - foot_height_pt;
    double band_pt = easy ? 84 : 62, row_pt = easy ? 132 : 112;

    tag_begin(&s, "Document");
    double y_pt = draw_head(&s, margin_pt - 4);
    double rest_pt = foot_y_pt - 4 - band_pt - 6 - row_pt - 6 - 16 - y_pt;
    /* at least the stated share of the sheet, whatever the words above want */
    double least_pt = map_share * JY_A4_WIDTH_PT * JY_A4_HEIGHT_PT / s.width_pt;
    y_pt = draw_map(&s, y_pt, fmax(rest_pt, fmin(least_pt, rest_pt + 24)));
    y_pt = draw_keys(&s, y_pt + 1) + 4;

    double row_y_pt = foot_y_pt - 4 - band_pt - 6 - row_pt;
    if (y_pt > row_y_pt)
        row_y_pt = y_pt;
    double column_pt = s.width_pt * 0.58 / 3;
    for (int i = 0; i < 3; i++)
        draw_figure(&s, &flyer->figures[i], s.left_pt + i * column_pt, row_y_pt, column_pt - 9,
                    row_pt);
    draw_action(&s, qr, row_y_pt, row_pt);
    draw_messages(&s, foot_y_pt - 4 - band_pt, band_pt);
    (void)put(&s, "P", flyer->foot, s.left_pt, foot_y_pt, s.width_pt, foot_height_pt, foot, 6);
    tag_end(&s, "Document");
}

void jy_flyer_draw_ogp(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer)
{
    const double width = 1200, height = 630, map = 660;
    struct sheet s = {.worker = worker, .cr = cr, .flyer = flyer};
    set_rgb(cr, 0x0B1022);
    cairo_paint(cr);
    cairo_save(cr);
    cairo_rectangle(cr, 0, 0, map, height);
    cairo_clip(cr);
    struct jy_view view = jy_view_of_box(flyer->map_box, map, height, 20);
    jy_map_draw(worker, cr, flyer->scene, &view, JY_STYLE_NIGHT, JY_DRAW_ALL & ~JY_DRAW_HOTSPOTS);
    cairo_restore(cr);

    double x = map + 36, w = width - x - 36, y = 40;
    y += put(&s, "P", flyer->over, x, y, w, 70, type_of(&s, 24, true, 0xFFD27A), 16) + 6;
    struct jy_type head = type_of(&s, 54, true, 0xFFFFFF);
    head.line_height = 1.25;
    y += put(&s, "H1", flyer->headline, x, y, w, 215, head, 28) + 16;
    for (int i = 0; i < 3 && y < height - 90; i++) {
        const struct jy_flyer_figure *f = &flyer->figures[i];
        struct jy_type big = type_of(&s, 34, true, 0xFFD27A);
        big.line_height = 1.2;
        double value = jy_sheet_text_width(cr, f->value, &big);
        (void)put(&s, "P", f->value, x, y, w, 44, big, 20);
        (void)put(&s, "P", f->unit, x + value + 8, y + 14, 150, 30, type_of(&s, 18, true, 0xFFFFFF),
                  12);
        (void)put(&s, "P", f->label, x + value + 64, y + 2, w - value - 64, 62,
                  type_of(&s, 18, false, 0xE6E9F2), 12);
        y += 74;
    }
    if (flyer->sample != NULL)
        (void)put(&s, "P", flyer->sample, x, height - 56, w, 40, type_of(&s, 22, true, 0xFFFFFF),
                  14);
}
