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
static const double box_pt = 58;

static const uint32_t ink = 0x1A1A1C;
static const uint32_t ink_soft = 0x4A4F57;
static const uint32_t primary = 0x0017C1;
static const uint32_t band = 0xF1EFE8;

/* Sizes of one step of the fitting. */
struct sizes {
    double over_pt, head_pt, lead_pt, body_pt, small_pt, value_pt, action_pt, foot_pt;
    double gap_pt;  /* between blocks */
    double leading; /* line height, times the size */
};

struct sheet {
    struct jy_render_worker *worker;
    cairo_t *cr;
    const struct jy_flyer *flyer;
    const struct jy_qr *qr;
    bool draw; /* else only measured */
    bool tags;
    double left_pt, width_pt;
    struct sizes sizes;
};

/* Up to the first step white space and small print give way, up to the second the headline, then
 * the body text. */
enum { STEP_TIGHT = 6, STEP_HEAD = 10, STEP_LAST = 18 };

static struct sizes sizes_at(const struct jy_flyer *f, int at)
{
    bool easy = f->lang == JY_LANG_JA_EASY;
    double tight = fmin(at, STEP_TIGHT),
           head = fmin(fmax(at - STEP_TIGHT, 0), STEP_HEAD - STEP_TIGHT);
    double body = fmax(at - STEP_HEAD, 0);
    double body_pt = (easy ? 11.0 : 10.0) - 0.3 * body;
    return (struct sizes){.over_pt = body_pt + 1 - tight / 6,
                          .head_pt = (easy ? 28.0 : 30.0) - tight / 3 - 1.5 * head - 0.5 * body,
                          .lead_pt = body_pt + 1 - tight / 6,
                          .body_pt = body_pt,
                          .small_pt = (easy ? 9.0 : 8.0) - 0.08 * tight - 0.1 * body,
                          .value_pt = 28 - 0.6 * tight - 0.3 * body,
                          .action_pt = 15 - 0.4 * tight,
                          .foot_pt = 7.5,
                          .gap_pt = 7 - 0.6 * tight,
                          .leading = (f->lang == JY_LANG_EN ? 1.38 : 1.48) -
                                     (f->lang == JY_LANG_EN ? 0.02 : 0.032) * tight};
}

static struct jy_type type_of(const struct sheet *s, double size_pt, bool bold, uint32_t rgb)
{
    return (struct jy_type){.lang = s->flyer->lang,
                            .size_pt = size_pt,
                            .bold = bold,
                            .rgb = rgb,
                            .line_height = s->sizes.leading};
}

static struct jy_type balanced(struct jy_type type)
{
    type.balance = true;
    return type;
}

static void tag_begin(const struct sheet *s, const char *name, const char *attributes)
{
    if (s->tags && s->draw)
        cairo_tag_begin(s->cr, name, attributes);
}

static void tag_end(const struct sheet *s, const char *name)
{
    if (s->tags && s->draw)
        cairo_tag_end(s->cr, name);
}

/* A text as one structure element; returns its height. */
static double put(const struct sheet *s, const char *tag, const char *text, double x_pt,
                  double y_pt, double width_pt, struct jy_type type)
{
    if (text == NULL || text[0] == '\0')
        return 0;
    if (!s->draw)
        return jy_sheet_text_height(s->cr, text, width_pt, &type);
    tag_begin(s, tag, NULL);
    double used_pt = jy_sheet_text_draw(s->cr, text, x_pt, y_pt, width_pt, &type);
    tag_end(s, tag);
    return used_pt;
}

/* The same in a height, shrinking to min_pt. */
static double put_within(const struct sheet *s, const char *tag, const char *text, double x_pt,
                         double y_pt, double width_pt, double height_pt, struct jy_type type,
                         double min_pt)
{
    bool fits;
    type.size_pt = jy_sheet_text_fit(s->cr, text, width_pt, height_pt, &type, min_pt, &fits);
    return put(s, tag, text, x_pt, y_pt, width_pt, type);
}

static void fill_box(const struct sheet *s, uint32_t rgb, double x_pt, double y_pt, double width_pt,
                     double height_pt)
{
    if (!s->draw)
        return;
    jy_flyer_rgb(s->cr, rgb);
    cairo_rectangle(s->cr, x_pt, y_pt, width_pt, height_pt);
    cairo_fill(s->cr);
}

/* --- blocks: each returns its height, and draws when s->draw --------------------------------- */

static double head(const struct sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    double top_pt = y_pt;
    y_pt += put(s, "P", f->over, s->left_pt, y_pt, s->width_pt,
                type_of(s, s->sizes.over_pt, true, primary));
    struct jy_type type = balanced(type_of(s, s->sizes.head_pt, true, ink));
    type.line_height = 1.25;
    y_pt += put(s, "H1", f->headline, s->left_pt, y_pt, s->width_pt, type) + 2;
    y_pt += put(s, "P", f->lead, s->left_pt, y_pt, s->width_pt,
                type_of(s, s->sizes.lead_pt, false, ink));
    return y_pt - top_pt;
}

/* Number and heading on one baseline, the text under both: readers of the PDF keep columns apart.
 */
static double step(const struct sheet *s, size_t i, double x_pt, double y_pt, double width_pt)
{
    const struct jy_flyer_message *m = &s->flyer->steps[i];
    const char number[2] = {(char)('1' + i), '\0'};
    struct jy_type big = type_of(s, s->sizes.value_pt * 0.8, true, primary);
    struct jy_type heading = type_of(s, s->sizes.body_pt + 0.5, true, ink);
    big.line_height = 1.1;
    double number_pt = jy_sheet_text_width(s->cr, number, &big) + 6;
    double down_pt = jy_sheet_text_baseline(s->cr, number, &big) -
                     jy_sheet_text_baseline(s->cr, m->heading, &heading);
    double used_pt =
        put(s, "H2", number, x_pt, y_pt + fmax(-down_pt, 0), number_pt, big) + fmax(-down_pt, 0);
    double heading_pt = put(s, "H2", m->heading, x_pt + number_pt, y_pt + fmax(down_pt, 0),
                            width_pt - number_pt, heading);
    used_pt = fmax(used_pt, heading_pt + fmax(down_pt, 0));
    return used_pt + put(s, "P", m->text, x_pt, y_pt + used_pt, width_pt,
                         type_of(s, s->sizes.body_pt, false, ink));
}

static double steps(const struct sheet *s, double y_pt)
{
    size_t n = s->flyer->n_steps;
    const double between_pt = 20; /* readers of the PDF tell columns apart by it */
    double height_pt = 0;
    double column_pt = n > 0 ? (s->width_pt + between_pt) / (double)n : 0;
    for (size_t i = 0; i < n; i++)
        height_pt = fmax(height_pt, step(s, i, s->left_pt + (double)i * column_pt, y_pt + 4,
                                         column_pt - between_pt));
    return n > 0 ? height_pt + 4 : 0;
}

static void flag(const struct sheet *s, const char *text, double x_pt, double y_pt, double size_pt)
{
    struct jy_type type = type_of(s, size_pt, true, 0xFFFFFF);
    double w_pt = jy_sheet_text_width(s->cr, text, &type) + 16;
    double h_pt = jy_sheet_text_height(s->cr, text, w_pt, &type) + 2;
    fill_box(s, ink, x_pt, y_pt, w_pt, h_pt);
    (void)put(s, "P", text, x_pt + 8, y_pt + 1, w_pt, type);
}

static void one_map(const struct sheet *s, const struct jy_flyer_map *map, double x_pt, double y_pt,
                    double width_pt, double height_pt)
{
    /* a CSS px is 0.6 pt: streets and names of a printed map are finer than a screen's */
    const double scale = 0.6;
    tag_begin(s, "Figure", NULL);
    cairo_save(s->cr);
    cairo_translate(s->cr, x_pt, y_pt);
    jy_flyer_draw_map(s->worker, s->cr, s->flyer, map, width_pt, height_pt, scale);
    cairo_restore(s->cr);
    tag_end(s, "Figure");
    cairo_new_path(s->cr);
    cairo_rectangle(s->cr, x_pt, y_pt, width_pt, height_pt);
    jy_flyer_rgb(s->cr, 0xB9B4A6);
    cairo_set_line_width(s->cr, 0.5);
    cairo_stroke(s->cr);
    if (map->caption != NULL)
        flag(s, map->caption, x_pt, y_pt, s->sizes.body_pt);
}

static void maps(const struct sheet *s, double y_pt, double height_pt)
{
    const struct jy_flyer *f = s->flyer;
    double column_pt = (s->width_pt + s->sizes.gap_pt) / (double)f->n_maps;
    for (size_t i = 0; i < f->n_maps; i++)
        one_map(s, &f->maps[i], s->left_pt + (double)i * column_pt, y_pt,
                column_pt - s->sizes.gap_pt, height_pt);
    if (f->sample == NULL)
        return;
    /* upper right of the last map */
    struct jy_type type = type_of(s, 13, true, 0xFFFFFF);
    double w_pt = jy_sheet_text_width(s->cr, f->sample, &type) + 16;
    flag(s, f->sample, s->left_pt + s->width_pt - w_pt, y_pt, 13);
}

/* The legend in one or more lines. */
static double keys(const struct sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    struct jy_type type = type_of(s, s->sizes.small_pt + 0.5, false, ink);
    double x_pt = s->left_pt, top_pt = y_pt, line_pt = 0;
    for (size_t i = 0; i < f->n_keys; i++)
        line_pt = fmax(line_pt, jy_sheet_text_height(s->cr, f->keys[i].label, 1e4, &type));
    for (size_t i = 0; i < f->n_keys; i++) {
        const struct jy_flyer_key *key = &f->keys[i];
        double w_pt = jy_sheet_text_width(s->cr, key->label, &type) + 4;
        if (x_pt + 20 + w_pt > s->left_pt + s->width_pt && x_pt > s->left_pt) {
            x_pt = s->left_pt;
            y_pt += line_pt;
        }
        /* labels with and without ruby on one baseline */
        double down_pt = line_pt - jy_sheet_text_height(s->cr, key->label, 1e4, &type);
        if (s->draw)
            jy_flyer_draw_sign(s->cr, key->sign, x_pt, y_pt + line_pt - type.size_pt * 0.62);
        (void)put(s, "P", key->label, x_pt + 19, y_pt + down_pt, w_pt + 2, type);
        x_pt += 19 + w_pt + 12;
    }
    return f->n_keys > 0 ? y_pt + line_pt - top_pt : 0;
}

/* A value with its unit on one baseline, both smaller when the column is narrow. */
static double value(const struct sheet *s, const struct jy_flyer_figure *figure, double x_pt,
                    double y_pt, double width_pt)
{
    struct jy_type big = type_of(s, s->sizes.value_pt, true, primary);
    struct jy_type unit = type_of(s, s->sizes.body_pt, true, ink);
    big.line_height = 1.2;
    double value_pt = jy_sheet_text_width(s->cr, figure->value, &big);
    double unit_pt =
        figure->unit[0] != '\0' ? jy_sheet_text_width(s->cr, figure->unit, &unit) + 4 : 0;
    double line_pt = big.size_pt * big.line_height;
    if (value_pt + unit_pt > width_pt && value_pt > 0) {
        big.size_pt *= fmax(width_pt - unit_pt, 10) / value_pt;
        big.line_height = line_pt / big.size_pt;
        value_pt = jy_sheet_text_width(s->cr, figure->value, &big);
    }
    double baseline_pt = jy_sheet_text_baseline(s->cr, figure->value, &big);
    double used_pt = put(s, "P", figure->value, x_pt, y_pt, width_pt + 1, big);
    if (unit_pt > 0)
        (void)put(s, "P", figure->unit, x_pt + value_pt + 4,
                  y_pt + baseline_pt - jy_sheet_text_baseline(s->cr, figure->unit, &unit),
                  unit_pt + 1, unit);
    return used_pt;
}

/* Labels above, values on one line below them, small print under that. */
static double figures(const struct sheet *s, double y_pt, double width_pt)
{
    const struct jy_flyer *f = s->flyer;
    double column_pt = (width_pt + 9) / (double)f->n_figures, w_pt = column_pt - 9;
    struct jy_type label = balanced(type_of(s, s->sizes.body_pt, true, ink));
    struct jy_type small = type_of(s, s->sizes.small_pt, false, ink_soft);
    double label_pt = 0, height_pt = 0;
    for (size_t i = 0; i < f->n_figures; i++)
        label_pt = fmax(label_pt, jy_sheet_text_height(s->cr, f->figures[i].label, w_pt, &label));
    for (size_t i = 0; i < f->n_figures; i++) {
        double x_pt = s->left_pt + (double)i * column_pt, y = y_pt;
        double used_pt = jy_sheet_text_height(s->cr, f->figures[i].label, w_pt, &label);
        (void)put(s, "P", f->figures[i].label, x_pt, y + label_pt - used_pt, w_pt, label);
        y += label_pt;
        y += value(s, &f->figures[i], x_pt, y, w_pt);
        y += put(s, "P", f->figures[i].source, x_pt, y, w_pt, small);
        height_pt = fmax(height_pt, y - y_pt);
    }
    return height_pt;
}

/* Counts by name, in three columns where the names are short enough, else in two. */
static double rows(const struct sheet *s, double y_pt, double width_pt)
{
    const struct jy_flyer *f = s->flyer;
    const double between_pt = 12, number_pt = 24;
    double top_pt = y_pt, widest_pt = 0, line_pt = 0;
    struct jy_type type = type_of(s, s->sizes.body_pt, false, ink);
    struct jy_type number = type_of(s, s->sizes.body_pt, true, ink);
    number.right = true;
    type.line_height = number.line_height = 1.3;
    for (size_t i = 0; i < f->n_rows; i++)
        widest_pt = fmax(widest_pt, jy_sheet_text_width(s->cr, f->rows[i].label, &type) + 1);
    size_t columns = 3 * (widest_pt + number_pt + between_pt) <= width_pt + between_pt ? 3 : 2;
    double column_pt = (width_pt + between_pt) / (double)columns, w_pt = column_pt - between_pt;
    y_pt += put(s, "H2", f->rows_heading, s->left_pt, y_pt, width_pt,
                type_of(s, s->sizes.body_pt + 0.5, true, primary));
    size_t each = (f->n_rows + columns - 1) / columns;
    for (size_t i = 0; i < f->n_rows; i++)
        line_pt =
            fmax(line_pt, jy_sheet_text_height(s->cr, f->rows[i].label, w_pt - number_pt, &type));
    for (size_t i = 0; i < f->n_rows; i++) {
        double x_pt = s->left_pt + (double)(i / each) * column_pt;
        double y = y_pt + (double)(i % each) * line_pt;
        double used_pt = put(s, "P", f->rows[i].label, x_pt, y, w_pt - number_pt, type);
        double down_pt = used_pt - number.size_pt * number.line_height; /* ruby stands above */
        (void)put(s, "P", f->rows[i].value, x_pt + w_pt - number_pt, y + fmax(down_pt, 0),
                  number_pt, number);
    }
    y_pt += (double)each * line_pt + 2;
    y_pt += put(s, "P", f->rows_note, s->left_pt, y_pt, width_pt,
                type_of(s, s->sizes.small_pt, false, ink_soft));
    return y_pt - top_pt;
}

static double note(const struct sheet *s, const struct jy_flyer_message *m, double x_pt,
                   double y_pt, double width_pt)
{
    double used_pt = put(s, "H2", m->heading, x_pt, y_pt, width_pt,
                         type_of(s, s->sizes.body_pt + 0.5, true, primary));
    used_pt += put(s, "P", m->text, x_pt, y_pt + used_pt, width_pt,
                   type_of(s, s->sizes.body_pt, false, ink));
    return used_pt;
}

/* Notes under each other. */
static double note_list(const struct sheet *s, double y_pt, double width_pt)
{
    double top_pt = y_pt;
    for (size_t i = 0; i < s->flyer->n_notes; i++)
        y_pt += note(s, &s->flyer->notes[i], s->left_pt, y_pt, width_pt) + 2;
    y_pt += put(s, "P", s->flyer->notes_source, s->left_pt, y_pt, width_pt,
                type_of(s, s->sizes.small_pt, false, ink_soft));
    return y_pt - top_pt;
}

static bool notes_in_row(const struct jy_flyer *f)
{
    return f->n_figures == 0 && f->n_rows == 0;
}

static double row_left(const struct sheet *s, double y_pt, double width_pt)
{
    const struct jy_flyer *f = s->flyer;
    if (f->n_figures > 0)
        return figures(s, y_pt, width_pt);
    if (f->n_rows > 0)
        return rows(s, y_pt, width_pt);
    return note_list(s, y_pt, width_pt);
}

/* The call to act, with its QR code at the lower right; height_pt: of the row, at least. */
static double action(const struct sheet *s, double y_pt, double height_pt)
{
    const struct jy_flyer *f = s->flyer;
    double w_pt = s->width_pt * 0.42, x_pt = s->left_pt + s->width_pt - w_pt;
    double text_pt = w_pt - qr_pt - 22;
    fill_box(s, 0xE8EDFF, x_pt, y_pt, w_pt, height_pt);
    double used_pt = put(s, "H2", f->action_heading, x_pt + 8, y_pt + 5, text_pt,
                         balanced(type_of(s, s->sizes.action_pt, true, primary)));
    used_pt += put(s, "P", f->action_text, x_pt + 8, y_pt + 7 + used_pt, text_pt,
                   type_of(s, s->sizes.body_pt, false, ink));
    double least_pt = fmax(used_pt + 14, qr_pt + 12);
    if (!s->draw)
        return least_pt;
    char *attributes = NULL;
    bool link = s->tags && asprintf(&attributes, "uri='%s'", f->action_url) > 0;
    if (link)
        tag_begin(s, CAIRO_TAG_LINK, attributes);
    jy_flyer_draw_qr(s->cr, s->qr, x_pt + w_pt - qr_pt - 6, y_pt + height_pt - qr_pt - 6, qr_pt);
    if (link)
        tag_end(s, CAIRO_TAG_LINK);
    free(attributes);
    return least_pt;
}

static double row(const struct sheet *s, double y_pt, double height_pt)
{
    double left_pt = row_left(s, y_pt, s->width_pt * 0.58 - 12);
    return fmax(left_pt, action(s, y_pt, height_pt));
}

/* Notes in a band of columns. */
static double notes(const struct sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    if (f->n_notes == 0 || notes_in_row(f))
        return 0;
    size_t n = f->n_notes, columns = n <= 4 ? n : (n + 1) / 2;
    double top_pt = y_pt, column_pt = (s->width_pt + 12) / (double)columns;
    y_pt += put(s, "H2", f->notes_heading, s->left_pt, y_pt, s->width_pt,
                type_of(s, s->sizes.body_pt + 0.5, true, ink));
    for (size_t i = 0; i < n; i += columns) {
        double height_pt = 0;
        for (size_t k = i; k < n && k < i + columns; k++)
            height_pt =
                fmax(height_pt, note(s, &f->notes[k], s->left_pt + (double)(k - i) * column_pt,
                                     y_pt, column_pt - 12));
        y_pt += height_pt;
    }
    y_pt += put(s, "P", f->notes_source, s->left_pt, y_pt, s->width_pt,
                type_of(s, s->sizes.small_pt, false, ink_soft));
    return y_pt - top_pt;
}

/* Room to write or stamp in. */
static double empty_box(const struct sheet *s, double y_pt)
{
    if (s->flyer->box == NULL)
        return 0;
    (void)put(s, "P", s->flyer->box, s->left_pt + 6, y_pt + 3, s->width_pt - 12,
              type_of(s, s->sizes.small_pt, false, ink_soft));
    if (s->draw) {
        cairo_new_path(s->cr);
        cairo_rectangle(s->cr, s->left_pt + 0.25, y_pt + 0.25, s->width_pt - 0.5, box_pt - 0.5);
        jy_flyer_rgb(s->cr, ink_soft);
        cairo_set_line_width(s->cr, 0.5);
        cairo_stroke(s->cr);
    }
    return box_pt;
}

static double messages(const struct sheet *s, double y_pt, double height_pt)
{
    fill_box(s, band, s->left_pt, y_pt, s->width_pt, height_pt);
    double w_pt = s->width_pt / 2 - 14, least_pt = 0;
    for (int i = 0; i < 2; i++) {
        const struct jy_flyer_message *m = &s->flyer->messages[i];
        double x_pt = s->left_pt + 8 + i * (s->width_pt / 2);
        double used_pt = put(s, "H2", m->heading, x_pt, y_pt + 3, w_pt,
                             balanced(type_of(s, s->sizes.body_pt + 0.5, true, ink)));
        used_pt += put(s, "P", m->text, x_pt, y_pt + 3 + used_pt, w_pt,
                       type_of(s, s->sizes.body_pt, false, ink));
        least_pt = fmax(least_pt, used_pt + 7);
    }
    return least_pt;
}

static double foot(const struct sheet *s, double y_pt)
{
    struct jy_type type = type_of(s, s->sizes.foot_pt, false, ink_soft);
    type.line_height = 1.3;
    return put(s, "P", s->flyer->foot, s->left_pt, y_pt, s->width_pt, type);
}

/* --- fitting ---------------------------------------------------------------------------------- */

/* Heights of the blocks at one step. */
struct blocks {
    double head_pt, steps_pt, map_pt, keys_pt, row_pt, notes_pt, box_pt, messages_pt, foot_pt;
};

static double with_gap(const struct sheet *s, double height_pt)
{
    return height_pt > 0 ? height_pt + s->sizes.gap_pt : 0;
}

static struct blocks measure(const struct sheet *s)
{
    struct blocks b = {.head_pt = head(s, 0),
                       .steps_pt = steps(s, 0),
                       .keys_pt = keys(s, 0),
                       .row_pt = row(s, 0, 0),
                       .notes_pt = notes(s, 0),
                       .box_pt = empty_box(s, 0),
                       .messages_pt = messages(s, 0, 0),
                       .foot_pt = foot(s, 0)};
    double used_pt = with_gap(s, b.head_pt) + with_gap(s, b.steps_pt) + with_gap(s, b.keys_pt) +
                     with_gap(s, b.row_pt) + with_gap(s, b.notes_pt) + with_gap(s, b.box_pt) +
                     with_gap(s, b.messages_pt) + b.foot_pt;
    b.map_pt = JY_A4_HEIGHT_PT - 2 * margin_pt + 4 - used_pt;
    return b;
}

static double share_of(const struct sheet *s, double map_pt)
{
    double width_pt = s->width_pt - (double)(s->flyer->n_maps - 1) * s->sizes.gap_pt;
    return map_pt * width_pt / (JY_A4_WIDTH_PT * JY_A4_HEIGHT_PT);
}

static struct blocks fit(struct sheet *s, int *out_step)
{
    s->draw = false;
    for (int k = 0;; k++) {
        s->sizes = sizes_at(s->flyer, k);
        struct blocks b = measure(s);
        *out_step = k;
        if (share_of(s, b.map_pt) >= map_share || k == STEP_LAST)
            return b;
    }
}

static struct sheet sheet_of(cairo_t *cr, const struct jy_flyer *flyer, const struct jy_qr *qr)
{
    return (struct sheet){.cr = cr,
                          .flyer = flyer,
                          .qr = qr,
                          .left_pt = margin_pt,
                          .width_pt = JY_A4_WIDTH_PT - 2 * margin_pt};
}

struct jy_flyer_plan jy_flyer_plan_a4(cairo_t *cr, const struct jy_flyer *flyer,
                                      const struct jy_qr *qr)
{
    struct sheet s = sheet_of(cr, flyer, qr);
    int at;
    struct blocks b = fit(&s, &at);
    return (struct jy_flyer_plan){.step = at,
                                  .map_pt = b.map_pt,
                                  .map_share = share_of(&s, b.map_pt),
                                  .body_pt = s.sizes.body_pt,
                                  .headline_pt = s.sizes.head_pt,
                                  .foot_pt = s.sizes.foot_pt};
}

void jy_flyer_draw_a4(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                      const struct jy_qr *qr, bool tags)
{
    struct sheet s = sheet_of(cr, flyer, qr);
    int at;
    struct blocks b = fit(&s, &at);
    s.worker = worker;
    s.tags = tags;
    s.draw = true;
    double y_pt = margin_pt - 4;
    tag_begin(&s, "Document", NULL);
    y_pt += with_gap(&s, head(&s, y_pt));
    y_pt += with_gap(&s, steps(&s, y_pt));
    maps(&s, y_pt, b.map_pt);
    y_pt += b.map_pt;
    y_pt += with_gap(&s, keys(&s, y_pt + 1));
    (void)row(&s, y_pt, b.row_pt);
    y_pt += with_gap(&s, b.row_pt);
    y_pt += with_gap(&s, notes(&s, y_pt));
    y_pt += with_gap(&s, empty_box(&s, y_pt));
    (void)messages(&s, y_pt, b.messages_pt);
    (void)foot(&s, JY_A4_HEIGHT_PT - margin_pt - b.foot_pt);
    tag_end(&s, "Document");
}

/* --- the picture for sharing ------------------------------------------------------------------ */

static double ogp_figure(const struct sheet *s, const struct jy_flyer_figure *f, double x, double y,
                         double w)
{
    struct jy_type big = type_of(s, 38, true, 0xFFD27A), unit = type_of(s, 19, true, 0xFFFFFF);
    big.line_height = 1.15;
    double value_px = jy_sheet_text_width(s->cr, f->value, &big);
    double baseline = jy_sheet_text_baseline(s->cr, f->value, &big);
    double used = put(s, "P", f->value, x, y, w, big);
    if (f->unit[0] != '\0')
        (void)put(s, "P", f->unit, x + value_px + 8,
                  y + baseline - jy_sheet_text_baseline(s->cr, f->unit, &unit), w, unit);
    double unit_px = f->unit[0] != '\0' ? jy_sheet_text_width(s->cr, f->unit, &unit) + 8 : 0;
    double label_x = fmax(value_px + unit_px + 16, 130);
    return fmax(used, put_within(s, "P", f->label, x + label_x, y + 2, w - label_x, 66,
                                 type_of(s, 19, false, 0xE6E9F2), 12)) +
           8;
}

void jy_flyer_draw_ogp(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer)
{
    const double width = 1200, height = 630, map = 640;
    struct sheet s = {.worker = worker, .cr = cr, .flyer = flyer, .draw = true};
    s.sizes = sizes_at(flyer, 0);
    jy_flyer_rgb(cr, 0x0B1022);
    cairo_paint(cr);
    struct jy_flyer_map night = flyer->maps[flyer->n_maps - 1];
    night.style = JY_STYLE_NIGHT;
    jy_flyer_draw_map(worker, cr, flyer, &night, map, height, 1);

    double x = map + 36, w = width - x - 36, y = 36;
    y += put_within(&s, "P", flyer->over, x, y, w, 80, type_of(&s, 22, true, 0xFFD27A), 14) + 6;
    struct jy_type type = balanced(type_of(&s, 50, true, 0xFFFFFF));
    type.line_height = 1.25;
    y += put_within(&s, "H1", flyer->headline, x, y, w, 205, type, 26) + 16;
    const double end = flyer->sample != NULL ? height - 66 : height - 20;
    for (size_t i = 0; i < flyer->n_figures && y < end - 60; i++)
        y += ogp_figure(&s, &flyer->figures[i], x, y, w);
    for (size_t i = 0; i < flyer->n_steps && y < end - 60; i++)
        y += put_within(&s, "P", flyer->steps[i].heading, x, y, w, 66,
                        type_of(&s, 26, true, 0xE6E9F2), 14) +
             8;
    if (flyer->n_figures == 0 && flyer->n_steps == 0)
        (void)put_within(&s, "P", flyer->lead, x, y, w, end - y, type_of(&s, 24, false, 0xE6E9F2),
                         13);
    if (flyer->sample != NULL)
        (void)put_within(&s, "P", flyer->sample, x, height - 60, w, 44,
                         type_of(&s, 22, true, 0xFFFFFF), 14);
}
