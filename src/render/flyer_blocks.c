/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The blocks of a sheet: each returns its height, and draws when s->draw. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <cairo-pdf.h>

#include "src/render/flyer_sheet.h"

/* Measures of look.md, "Sheet". */
static const double qr_pt = 26 * JY_MM_PT;
/* Readers of a PDF without its tags tell columns of text apart by it. */
static const double columns_apart_pt = 20;

/* What the property is called: on one line as long as that is no smaller than the body, else on as
 * many as it takes; under it the address. */
static double subject(const struct jy_sheet *s, double y_pt)
{
    const struct jy_flyer_subject *of = &s->flyer->subject;
    const double top_pt = y_pt;
    struct jy_type type = jy_sheet_type(s, s->sizes.subject_pt, true, JY_INK);
    type.line_height = 1.3;
    if (of->title != NULL) {
        const double natural_pt = jy_sheet_text_width(s->cr, of->title, &type) + 1;
        if (natural_pt > s->width_pt)
            type.size_pt = fmax(type.size_pt * s->width_pt / natural_pt, s->sizes.body_pt);
        y_pt += jy_sheet_put(s, "P", of->title, s->left_pt, y_pt, s->width_pt, type);
    }
    y_pt += jy_sheet_put(s, "P", of->address, s->left_pt, y_pt, s->width_pt,
                         jy_sheet_type(s, s->sizes.body_pt, false, JY_INK));
    return y_pt - top_pt;
}

double jy_block_head(const struct jy_sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    double top_pt = y_pt;
    y_pt += jy_sheet_put(s, "P", f->over, s->left_pt, y_pt, s->width_pt,
                         jy_sheet_type(s, s->sizes.over_pt, true, JY_INK_PRIMARY));
    y_pt += subject(s, y_pt);
    struct jy_type type = jy_sheet_balanced(jy_sheet_type(s, s->sizes.head_pt, true, JY_INK));
    type.line_height = 1.25;
    y_pt += jy_sheet_put(s, "H1", f->headline, s->left_pt, y_pt, s->width_pt, type) + 2;
    y_pt += jy_sheet_put(s, "P", f->lead, s->left_pt, y_pt, s->width_pt,
                         jy_sheet_type(s, s->sizes.lead_pt, false, JY_INK));
    return y_pt - top_pt;
}

/* Number and heading on one baseline, the text under both: readers of the PDF keep columns apart.
 */
static double step(const struct jy_sheet *s, size_t i, double x_pt, double y_pt, double width_pt)
{
    const struct jy_flyer_message *m = &s->flyer->steps[i];
    const char number[2] = {(char)('1' + i), '\0'};
    struct jy_type big = jy_sheet_type(s, s->sizes.value_pt * 0.8, true, JY_INK_PRIMARY);
    struct jy_type heading = jy_sheet_type(s, s->sizes.body_pt + 0.5, true, JY_INK);
    big.line_height = 1.1;
    double number_pt = jy_sheet_text_width(s->cr, number, &big) + 6;
    double down_pt = jy_sheet_text_baseline(s->cr, number, &big) -
                     jy_sheet_text_baseline(s->cr, m->heading, &heading);
    double used_pt = jy_sheet_put(s, "H2", number, x_pt, y_pt + fmax(-down_pt, 0), number_pt, big) +
                     fmax(-down_pt, 0);
    double heading_pt = jy_sheet_put(s, "H2", m->heading, x_pt + number_pt, y_pt + fmax(down_pt, 0),
                                     width_pt - number_pt, heading);
    used_pt = fmax(used_pt, heading_pt + fmax(down_pt, 0));
    return used_pt + jy_sheet_put(s, "P", m->text, x_pt, y_pt + used_pt, width_pt,
                                  jy_sheet_type(s, s->sizes.body_pt, false, JY_INK));
}

double jy_block_steps(const struct jy_sheet *s, double y_pt)
{
    size_t n = s->flyer->n_steps;
    double height_pt = 0;
    double column_pt = n > 0 ? (s->width_pt + columns_apart_pt) / (double)n : 0;
    for (size_t i = 0; i < n; i++) {
        height_pt = fmax(height_pt, step(s, i, s->left_pt + (double)i * column_pt, y_pt + 4,
                                         column_pt - columns_apart_pt));
    }
    return n > 0 ? height_pt + 4 : 0;
}

static void one_map(const struct jy_sheet *s, const struct jy_flyer_map *map, double x_pt,
                    double y_pt, double width_pt, double height_pt)
{
    /* a CSS px is 0.6 pt: streets and names of a printed map are finer than a screen's */
    const double scale = 0.6;
    jy_sheet_tag_begin(s, "Figure", NULL);
    cairo_save(s->cr);
    cairo_translate(s->cr, x_pt, y_pt);
    jy_flyer_draw_map(s->worker, s->cr, s->flyer, map, width_pt, height_pt, scale);
    cairo_restore(s->cr);
    jy_sheet_tag_end(s, "Figure");
    cairo_new_path(s->cr);
    cairo_rectangle(s->cr, x_pt, y_pt, width_pt, height_pt);
    jy_flyer_rgb(s->cr, 0xB9B4A6);
    cairo_set_line_width(s->cr, 0.5);
    cairo_stroke(s->cr);
    if (map->caption != NULL)
        jy_sheet_flag(s, map->caption, x_pt, y_pt, s->sizes.body_pt);
}

void jy_block_maps(const struct jy_sheet *s, double y_pt, double height_pt)
{
    const struct jy_flyer *f = s->flyer;
    double column_pt = (s->width_pt + s->sizes.gap_pt) / (double)f->n_maps;
    for (size_t i = 0; i < f->n_maps; i++) {
        one_map(s, &f->maps[i], s->left_pt + (double)i * column_pt, y_pt,
                column_pt - s->sizes.gap_pt, height_pt);
    }
    if (f->sample == NULL)
        return;
    /* upper right of the last map */
    struct jy_type type = jy_sheet_type(s, 13, true, 0xFFFFFF);
    double w_pt = jy_sheet_text_width(s->cr, f->sample, &type) + 16;
    jy_sheet_flag(s, f->sample, s->left_pt + s->width_pt - w_pt, y_pt, 13);
}

double jy_block_keys(const struct jy_sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    struct jy_type type = jy_sheet_type(s, s->sizes.small_pt + 0.5, false, JY_INK);
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
        (void)jy_sheet_put(s, "P", key->label, x_pt + 19, y_pt + down_pt, w_pt + 2, type);
        x_pt += 19 + w_pt + 12;
    }
    return f->n_keys > 0 ? y_pt + line_pt - top_pt : 0;
}

/* A value with its unit on one baseline, both smaller when the column is narrow. */
static double value(const struct jy_sheet *s, const struct jy_flyer_figure *figure, double x_pt,
                    double y_pt, double width_pt)
{
    struct jy_type big = jy_sheet_type(s, s->sizes.value_pt, true, JY_INK_PRIMARY);
    struct jy_type unit = jy_sheet_type(s, s->sizes.body_pt, true, JY_INK);
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
    double used_pt = jy_sheet_put(s, "P", figure->value, x_pt, y_pt, width_pt + 1, big);
    if (unit_pt > 0) {
        (void)jy_sheet_put(s, "P", figure->unit, x_pt + value_pt + 4,
                           y_pt + baseline_pt - jy_sheet_text_baseline(s->cr, figure->unit, &unit),
                           unit_pt + 1, unit);
    }
    return used_pt;
}

/* Labels above, values on one line below them, small print under that. */
static double figures(const struct jy_sheet *s, double y_pt, double width_pt)
{
    const struct jy_flyer *f = s->flyer;
    double column_pt = (width_pt + 9) / (double)f->n_figures, w_pt = column_pt - 9;
    struct jy_type label = jy_sheet_balanced(jy_sheet_type(s, s->sizes.body_pt, true, JY_INK));
    struct jy_type small = jy_sheet_small(s);
    double label_pt = 0, height_pt = 0;
    for (size_t i = 0; i < f->n_figures; i++)
        label_pt = fmax(label_pt, jy_sheet_text_height(s->cr, f->figures[i].label, w_pt, &label));
    for (size_t i = 0; i < f->n_figures; i++) {
        double x_pt = s->left_pt + (double)i * column_pt, y = y_pt;
        double used_pt = jy_sheet_text_height(s->cr, f->figures[i].label, w_pt, &label);
        (void)jy_sheet_put(s, "P", f->figures[i].label, x_pt, y + label_pt - used_pt, w_pt, label);
        y += label_pt;
        y += value(s, &f->figures[i], x_pt, y, w_pt);
        y += jy_sheet_put(s, "P", f->figures[i].source, x_pt, y, w_pt, small);
        height_pt = fmax(height_pt, y - y_pt);
    }
    return height_pt;
}

/* Counts by name, in three columns where the names are short enough, else in two. */
static double rows(const struct jy_sheet *s, double y_pt, double width_pt)
{
    const struct jy_flyer *f = s->flyer;
    const double between_pt = 12, number_pt = 24;
    double top_pt = y_pt, widest_pt = 0, line_pt = 0;
    struct jy_type type = jy_sheet_type(s, s->sizes.body_pt, false, JY_INK);
    struct jy_type number = jy_sheet_type(s, s->sizes.body_pt, true, JY_INK);
    number.right = true;
    type.line_height = number.line_height = 1.3;
    for (size_t i = 0; i < f->n_rows; i++)
        widest_pt = fmax(widest_pt, jy_sheet_text_width(s->cr, f->rows[i].label, &type) + 1);
    size_t columns = 3 * (widest_pt + number_pt + between_pt) <= width_pt + between_pt ? 3 : 2;
    double column_pt = (width_pt + between_pt) / (double)columns, w_pt = column_pt - between_pt;
    y_pt += jy_sheet_put(s, "H2", f->rows_heading, s->left_pt, y_pt, width_pt,
                         jy_sheet_type(s, s->sizes.body_pt + 0.5, true, JY_INK_PRIMARY));
    size_t each = (f->n_rows + columns - 1) / columns;
    for (size_t i = 0; i < f->n_rows; i++) {
        line_pt =
            fmax(line_pt, jy_sheet_text_height(s->cr, f->rows[i].label, w_pt - number_pt, &type));
    }
    for (size_t i = 0; i < f->n_rows; i++) {
        const size_t column = i / each, line = i % each;
        double x_pt = s->left_pt + (double)column * column_pt;
        double y = y_pt + (double)line * line_pt;
        double used_pt = jy_sheet_put(s, "P", f->rows[i].label, x_pt, y, w_pt - number_pt, type);
        double down_pt = used_pt - number.size_pt * number.line_height; /* ruby stands above */
        (void)jy_sheet_put(s, "P", f->rows[i].value, x_pt + w_pt - number_pt, y + fmax(down_pt, 0),
                           number_pt, number);
    }
    y_pt += (double)each * line_pt + 2;
    y_pt += jy_sheet_put(s, "P", f->rows_note, s->left_pt, y_pt, width_pt, jy_sheet_small(s));
    return y_pt - top_pt;
}

static double note(const struct jy_sheet *s, const struct jy_flyer_message *m, double x_pt,
                   double y_pt, double width_pt)
{
    double used_pt = jy_sheet_put(s, "H2", m->heading, x_pt, y_pt, width_pt,
                                  jy_sheet_type(s, s->sizes.body_pt + 0.5, true, JY_INK_PRIMARY));
    used_pt += jy_sheet_put(s, "P", m->text, x_pt, y_pt + used_pt, width_pt,
                            jy_sheet_type(s, s->sizes.body_pt, false, JY_INK));
    return used_pt;
}

/* Notes under each other. */
static double note_list(const struct jy_sheet *s, double y_pt, double width_pt)
{
    double top_pt = y_pt;
    for (size_t i = 0; i < s->flyer->n_notes; i++)
        y_pt += note(s, &s->flyer->notes[i], s->left_pt, y_pt, width_pt) + 2;
    y_pt +=
        jy_sheet_put(s, "P", s->flyer->notes_source, s->left_pt, y_pt, width_pt, jy_sheet_small(s));
    return y_pt - top_pt;
}

static bool notes_in_row(const struct jy_flyer *f)
{
    return f->n_figures == 0 && f->n_rows == 0;
}

static double row_left(const struct jy_sheet *s, double y_pt, double width_pt)
{
    const struct jy_flyer *f = s->flyer;
    if (f->n_figures > 0)
        return figures(s, y_pt, width_pt);
    if (f->n_rows > 0)
        return rows(s, y_pt, width_pt);
    return note_list(s, y_pt, width_pt);
}

/* The call to act, with its QR code at the lower right; height_pt: of the row, at least. */
double jy_block_action(const struct jy_sheet *s, double y_pt, double height_pt)
{
    const struct jy_flyer *f = s->flyer;
    double w_pt = s->width_pt * 0.42, x_pt = s->left_pt + s->width_pt - w_pt;
    double text_pt = w_pt - qr_pt - 22;
    jy_sheet_fill(s, 0xE8EDFF, x_pt, y_pt, w_pt, height_pt);
    double used_pt =
        jy_sheet_put(s, "H2", f->action_heading, x_pt + 8, y_pt + 5, text_pt,
                     jy_sheet_balanced(jy_sheet_type(s, s->sizes.action_pt, true, JY_INK_PRIMARY)));
    used_pt += jy_sheet_put(s, "P", f->action_text, x_pt + 8, y_pt + 7 + used_pt, text_pt,
                            jy_sheet_type(s, s->sizes.body_pt, false, JY_INK));
    double least_pt = fmax(used_pt + 14, qr_pt + 12);
    if (!s->draw)
        return least_pt;
    char *attributes = NULL;
    bool link = s->tags && asprintf(&attributes, "uri='%s'", f->action_url) > 0;
    if (link)
        jy_sheet_tag_begin(s, CAIRO_TAG_LINK, attributes);
    jy_flyer_draw_qr(s->cr, s->qr, x_pt + w_pt - qr_pt - 6, y_pt + height_pt - qr_pt - 6, qr_pt);
    if (link)
        jy_sheet_tag_end(s, CAIRO_TAG_LINK);
    free(attributes);
    return least_pt;
}

double jy_block_row(const struct jy_sheet *s, double y_pt)
{
    return row_left(s, y_pt, s->width_pt * 0.58 - 12);
}

/* Notes in a JY_INK_BAND of columns. */
double jy_block_notes(const struct jy_sheet *s, double y_pt)
{
    const struct jy_flyer *f = s->flyer;
    if (f->n_notes == 0 || notes_in_row(f))
        return 0;
    size_t n = f->n_notes, columns = n <= 4 ? n : (n + 1) / 2;
    double top_pt = y_pt, column_pt = (s->width_pt + columns_apart_pt) / (double)columns;
    y_pt += jy_sheet_put(s, "H2", f->notes_heading, s->left_pt, y_pt, s->width_pt,
                         jy_sheet_type(s, s->sizes.body_pt + 0.5, true, JY_INK));
    for (size_t i = 0; i < n; i += columns) {
        double height_pt = 0;
        for (size_t k = i; k < n && k < i + columns; k++) {
            height_pt =
                fmax(height_pt, note(s, &f->notes[k], s->left_pt + (double)(k - i) * column_pt,
                                     y_pt, column_pt - columns_apart_pt));
        }
        y_pt += height_pt;
    }
    y_pt += jy_sheet_put(s, "P", f->notes_source, s->left_pt, y_pt, s->width_pt, jy_sheet_small(s));
    return y_pt - top_pt;
}

double jy_block_messages(const struct jy_sheet *s, double y_pt, double height_pt)
{
    jy_sheet_fill(s, JY_INK_BAND, s->left_pt, y_pt, s->width_pt, height_pt);
    double w_pt = s->width_pt / 2 - 14, least_pt = 0;
    for (int i = 0; i < 2; i++) {
        const struct jy_flyer_message *m = &s->flyer->messages[i];
        double x_pt = s->left_pt + 8 + i * (s->width_pt / 2);
        double used_pt =
            jy_sheet_put(s, "H2", m->heading, x_pt, y_pt + 3, w_pt,
                         jy_sheet_balanced(jy_sheet_type(s, s->sizes.body_pt + 0.5, true, JY_INK)));
        used_pt += jy_sheet_put(s, "P", m->text, x_pt, y_pt + 3 + used_pt, w_pt,
                                jy_sheet_type(s, s->sizes.body_pt, false, JY_INK));
        least_pt = fmax(least_pt, used_pt + 7);
    }
    return least_pt;
}

double jy_block_foot(const struct jy_sheet *s, double y_pt)
{
    struct jy_type type = jy_sheet_small(s);
    type.size_pt = s->sizes.foot_pt;
    type.line_height = 1.3;
    return jy_sheet_put(s, "P", s->flyer->foot, s->left_pt, y_pt, s->width_pt, type);
}
