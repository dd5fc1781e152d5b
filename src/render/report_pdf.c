/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cairo-pdf.h>

#include "src/domain/ruby.h"
#include "src/render/flyer_layout.h"
#include "src/render/pdf_finish.h"
#include "src/render/report.h"
#include "src/render/sheet_text.h"

/* Measures of look.md, "Sheet". */
static const double margin_pt = 12 * JY_MM_PT;
static const double foot_pt = 7.5;
static const double cell_gap_pt = 10;
static const double bars_pt = 130;      /* the column of bars */
static const double bars_least_pt = 70; /* where names need the room */
static const double name_least_pt = 110, name_most_pt = 190;
static const double chart_pt = 132; /* height of the chart by year */

static const uint32_t ink = 0x1A1A1C;
static const uint32_t ink_soft = 0x4A4F57;
static const uint32_t primary = 0x0017C1;
static const uint32_t bar_rgb = 0x8C96B8;
static const uint32_t own_rgb = 0x0017C1;
static const uint32_t line_rgb = 0xD8D5CC;

struct pen {
    cairo_t *cr;
    const struct jy_report *report;
    double width_pt, bottom_pt, y_pt;
    double body_pt, small_pt;
    int page;
    bool top; /* nothing is on the page yet */
};

static void set_rgb(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static struct jy_type type_of(const struct pen *p, double size_pt, bool bold, uint32_t rgb)
{
    return (struct jy_type){.lang = p->report->lang,
                            .size_pt = size_pt,
                            .bold = bold,
                            .rgb = rgb,
                            .close = true,
                            .line_height = p->report->lang == JY_LANG_EN ? 1.3 : 1.4};
}

static double put(const struct pen *p, const char *tag, const char *text, double x_pt, double y_pt,
                  double width_pt, const struct jy_type *type)
{
    cairo_tag_begin(p->cr, tag, NULL);
    const double used_pt = jy_sheet_text_draw(p->cr, text, x_pt, y_pt, width_pt, type);
    cairo_tag_end(p->cr, tag);
    return used_pt;
}

/* --- pages ------------------------------------------------------------------------------------ */

static void draw_foot(const struct pen *p)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%d", p->page);
    const double y_pt = JY_A4_HEIGHT_PT - margin_pt - 20;
    struct jy_type type = type_of(p, foot_pt, false, ink_soft);
    (void)put(p, "P", p->report->foot, margin_pt, y_pt, p->width_pt - 40, &type);
    type.right = true;
    (void)put(p, "P", text, margin_pt + p->width_pt - 30, y_pt, 30, &type);
}

static void next_page(struct pen *p)
{
    draw_foot(p);
    cairo_show_page(p->cr);
    p->page++;
    p->y_pt = margin_pt;
    p->top = true;
    if (p->report->warning != NULL) {
        const struct jy_type type = type_of(p, p->small_pt, true, ink);
        p->y_pt += 4 + put(p, "P", p->report->warning, margin_pt, p->y_pt, p->width_pt, &type);
    }
}

/* A page that has the room, unless nothing is on this one. */
static void need(struct pen *p, double height_pt)
{
    if (p->y_pt + height_pt > p->bottom_pt && !p->top)
        next_page(p);
}

static void paragraph(struct pen *p, const char *tag, const char *text, const struct jy_type *type,
                      double before_pt)
{
    const double height_pt = jy_sheet_text_height(p->cr, text, p->width_pt, type);
    need(p, height_pt + before_pt);
    p->y_pt += p->top ? 0 : before_pt;
    p->y_pt += put(p, tag, text, margin_pt, p->y_pt, p->width_pt, type);
    p->top = false;
}

static void rule(const struct pen *p, double y_pt, uint32_t rgb, double line_pt)
{
    cairo_move_to(p->cr, margin_pt, y_pt);
    cairo_line_to(p->cr, margin_pt + p->width_pt, y_pt);
    set_rgb(p->cr, rgb);
    cairo_set_line_width(p->cr, line_pt);
    cairo_stroke(p->cr);
}

/* --- columns over years ----------------------------------------------------------------------- */

static void centred(const struct pen *p, const char *text, double x_pt, double y_pt,
                    const struct jy_type *type)
{
    const double w_pt = jy_sheet_text_width(p->cr, text, type);
    (void)jy_sheet_text_draw(p->cr, text, x_pt - w_pt / 2, y_pt, w_pt + 4, type);
}

static void draw_year(const struct pen *p, const struct jy_report_years *years, size_t i,
                      double x_pt, double step_pt, double base_pt, double scale_pt)
{
    const struct jy_report_year *y = &years->years[i];
    const struct jy_type type = type_of(p, 8.5, i + 1 == years->n, ink);
    const double wide_pt = fmin(30, step_pt * 0.66), high_pt = y->value * scale_pt;
    cairo_rectangle(p->cr, x_pt - wide_pt / 2, base_pt - high_pt, wide_pt, high_pt);
    set_rgb(p->cr, i + 1 == years->n ? own_rgb : bar_rgb);
    cairo_fill(p->cr);
    centred(p, y->text, x_pt, base_pt - high_pt - 13, &type);
}

static void draw_years(struct pen *p, const struct jy_report_years *years)
{
    if (years->n < 2)
        return;
    const int first = years->years[0].year, last = years->years[years->n - 1].year;
    const double step_pt = p->width_pt / (last - first + 1);
    double most = 1;
    char text[16];
    need(p, chart_pt + 8);
    for (size_t i = 0; i < years->n; i++)
        most = fmax(most, years->years[i].value);
    const double base_pt = p->y_pt + chart_pt - 16, scale_pt = (chart_pt - 36) / most;
    const struct jy_type type = type_of(p, 8.5, false, ink_soft);
    cairo_tag_begin(p->cr, "Figure", NULL);
    size_t i = 0;
    for (int year = first; year <= last; year++) {
        const double x_pt = margin_pt + (year - first + 0.5) * step_pt;
        (void)snprintf(text, sizeof text, "%d", year);
        if (step_pt > 26 || (last - year) % 5 == 0)
            centred(p, text, x_pt, base_pt + 2, &type);
        if (years->years[i].year == year) {
            draw_year(p, years, i++, x_pt, step_pt, base_pt, scale_pt);
        } else {
            centred(p, "–", x_pt, base_pt - 14, &type);
        }
    }
    cairo_tag_end(p->cr, "Figure");
    rule(p, base_pt, ink_soft, 0.6);
    p->y_pt += chart_pt + 4;
    p->top = false;
}

/* --- tables ----------------------------------------------------------------------------------- */

struct columns {
    double x_pt[JY_REPORT_COLUMNS_MAX], width_pt[JY_REPORT_COLUMNS_MAX];
    double bar_x_pt, bar_width_pt;
};

static struct jy_type cell_type(const struct pen *p, const struct jy_report_row *row, size_t column)
{
    struct jy_type type = type_of(p, p->body_pt, row->own, ink);
    type.line_height = 1.2;
    type.right = column > 0;
    return type;
}

static struct jy_type head_type(const struct pen *p, size_t column)
{
    struct jy_type type = type_of(p, p->small_pt, false, ink_soft);
    type.line_height = 1.2;
    type.right = column > 0;
    return type;
}

/* As wide as its widest number; heads break into lines that are no wider than about that. */
static double number_width(const struct pen *p, const struct jy_report_table *t, size_t column)
{
    const struct jy_type head = head_type(p, column);
    double width_pt = fmin(jy_sheet_text_width(p->cr, t->heads[column], &head), 56);
    for (size_t i = 0; i < t->n_rows; i++) {
        const struct jy_type type = cell_type(p, &t->rows[i], column);
        width_pt = fmax(width_pt, jy_sheet_text_width(p->cr, t->rows[i].cells[column], &type));
    }
    return fmin(width_pt + 2, 130);
}

static double name_width(const struct pen *p, const struct jy_report_table *t)
{
    double width_pt = name_least_pt;
    for (size_t i = 0; i < t->n_rows; i++) {
        const struct jy_type type = cell_type(p, &t->rows[i], 0);
        width_pt = fmax(width_pt, jy_sheet_text_width(p->cr, t->rows[i].cells[0], &type) + 4);
    }
    return width_pt;
}

static struct columns columns_of(const struct pen *p, const struct jy_report_table *t)
{
    struct columns c = {0};
    double numbers_pt = 0;
    for (size_t i = 1; i < t->n_columns; i++) {
        c.width_pt[i] = number_width(p, t, i);
        numbers_pt += c.width_pt[i] + cell_gap_pt;
    }
    double left_pt = p->width_pt - numbers_pt;
    if (t->bar_head == NULL) /* numbers stay beside their names */
        left_pt = fmin(left_pt, name_width(p, t));
    if (t->bar_head != NULL) {
        const double names_pt = fmin(name_width(p, t), name_most_pt);
        c.bar_width_pt = fmax(bars_least_pt, fmin(bars_pt, left_pt - names_pt - cell_gap_pt));
        left_pt -= c.bar_width_pt + cell_gap_pt;
    }
    c.x_pt[0] = margin_pt;
    c.width_pt[0] = left_pt;
    for (size_t i = 1; i < t->n_columns; i++)
        c.x_pt[i] = c.x_pt[i - 1] + c.width_pt[i - 1] + cell_gap_pt;
    c.bar_x_pt = margin_pt + p->width_pt - c.bar_width_pt;
    return c;
}

static void draw_heads(struct pen *p, const struct jy_report_table *t, const struct columns *c)
{
    double high_pt = 0;
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct jy_type type = head_type(p, i);
        high_pt = fmax(high_pt, jy_sheet_text_height(p->cr, t->heads[i], c->width_pt[i], &type));
    }
    const struct jy_type bar = head_type(p, 0);
    if (t->bar_head != NULL)
        high_pt = fmax(high_pt, jy_sheet_text_height(p->cr, t->bar_head, c->bar_width_pt, &bar));
    cairo_tag_begin(p->cr, "TR", NULL);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct jy_type type = head_type(p, i);
        const double own_pt = jy_sheet_text_height(p->cr, t->heads[i], c->width_pt[i], &type);
        (void)put(p, "TH", t->heads[i], c->x_pt[i], p->y_pt + high_pt - own_pt, c->width_pt[i],
                  &type);
    }
    cairo_tag_end(p->cr, "TR");
    if (t->bar_head != NULL) {
        const double own_pt = jy_sheet_text_height(p->cr, t->bar_head, c->bar_width_pt, &bar);
        (void)jy_sheet_text_draw(p->cr, t->bar_head, c->bar_x_pt, p->y_pt + high_pt - own_pt,
                                 c->bar_width_pt, &bar);
    }
    p->y_pt += high_pt + 3;
    rule(p, p->y_pt, ink_soft, 0.8);
    p->y_pt += 2;
    p->top = false;
}

static double row_height(const struct pen *p, const struct jy_report_table *t,
                         const struct columns *c, const struct jy_report_row *row)
{
    double high_pt = 0;
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct jy_type type = cell_type(p, row, i);
        const double indent_pt = i == 0 ? 10.0 * row->indent : 0;
        high_pt = fmax(
            high_pt, jy_sheet_text_height(p->cr, row->cells[i], c->width_pt[i] - indent_pt, &type));
    }
    return high_pt;
}

/* An interval that goes on past the end of the scale ends in an arrow. */
static void draw_interval(cairo_t *cr, double from_pt, double to_pt, double y_pt, bool cut)
{
    cairo_move_to(cr, from_pt, y_pt);
    cairo_line_to(cr, to_pt, y_pt);
    cairo_move_to(cr, from_pt, y_pt - 2.5);
    cairo_line_to(cr, from_pt, y_pt + 2.5);
    cairo_move_to(cr, to_pt - (cut ? 3 : 0), y_pt - 2.5);
    cairo_line_to(cr, to_pt, y_pt + (cut ? 0 : 2.5));
    if (cut)
        cairo_line_to(cr, to_pt - 3, y_pt + 2.5);
    set_rgb(cr, ink);
    cairo_set_line_width(cr, 0.8);
    cairo_stroke(cr);
}

static void draw_bar(const struct pen *p, const struct jy_report_table *t, const struct columns *c,
                     const struct jy_report_row *row, double height_pt, double scale)
{
    cairo_t *cr = p->cr;
    const struct jy_report_bar *bar = &row->bar;
    const double unit_pt = c->bar_width_pt / scale, middle_pt = p->y_pt + height_pt / 2;
    if (isfinite(bar->value)) {
        cairo_rectangle(cr, c->bar_x_pt, middle_pt - 3.5, fmin(bar->value, scale) * unit_pt, 7);
        set_rgb(cr, row->own ? own_rgb : bar_rgb);
        cairo_fill(cr);
    }
    if (isfinite(t->reference)) {
        cairo_move_to(cr, c->bar_x_pt + t->reference * unit_pt, p->y_pt - 1);
        cairo_line_to(cr, c->bar_x_pt + t->reference * unit_pt, p->y_pt + height_pt + 2);
        set_rgb(cr, primary);
        cairo_set_line_width(cr, 0.7);
        cairo_stroke(cr);
    }
    if (isfinite(bar->low) && isfinite(bar->high)) {
        draw_interval(cr, c->bar_x_pt + fmin(bar->low, scale) * unit_pt,
                      c->bar_x_pt + fmin(bar->high, scale) * unit_pt, middle_pt, bar->high > scale);
    }
}

static void draw_row(struct pen *p, const struct jy_report_table *t, const struct columns *c,
                     const struct jy_report_row *row, double height_pt, double scale)
{
    cairo_tag_begin(p->cr, "TR", NULL);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct jy_type type = cell_type(p, row, i);
        const double indent_pt = i == 0 ? 10.0 * row->indent : 0;
        const double own_pt =
            jy_sheet_text_height(p->cr, row->cells[i], c->width_pt[i] - indent_pt, &type);
        (void)put(p, i == 0 ? "TH" : "TD", row->cells[i], c->x_pt[i] + indent_pt,
                  p->y_pt + height_pt - own_pt, c->width_pt[i] - indent_pt, &type);
    }
    cairo_tag_end(p->cr, "TR");
    if (t->bar_head != NULL)
        draw_bar(p, t, c, row, height_pt, scale);
    p->y_pt += height_pt + 1.5;
    rule(p, p->y_pt, line_rgb, 0.4);
    p->y_pt += 1;
}

/* Heads stand again on every page that it reaches; each part is a table of its own to a reader. */
static void draw_table(struct pen *p, const struct jy_report_table *t, double after_pt)
{
    const struct columns c = columns_of(p, t);
    const double scale = jy_report_scale(t);
    if (t->n_rows == 0)
        return;
    if (t->caption != NULL) {
        const struct jy_type type = type_of(p, p->body_pt, true, ink);
        need(p, 90);
        paragraph(p, "Caption", t->caption, &type, 8);
    }
    need(p, 60);
    p->y_pt += 4;
    cairo_tag_begin(p->cr, "Table", NULL);
    draw_heads(p, t, &c);
    for (size_t i = 0; i < t->n_rows; i++) {
        const double height_pt = row_height(p, t, &c, &t->rows[i]);
        /* what follows a table stands under its last row */
        if (p->y_pt + height_pt + (i + 1 == t->n_rows ? after_pt : 0) > p->bottom_pt) {
            cairo_tag_end(p->cr, "Table");
            next_page(p);
            cairo_tag_begin(p->cr, "Table", NULL);
            draw_heads(p, t, &c);
        }
        draw_row(p, t, &c, &t->rows[i], height_pt, scale);
    }
    cairo_tag_end(p->cr, "Table");
}

/* --- sections --------------------------------------------------------------------------------- */

static void draw_heading(struct pen *p, const struct jy_report_section *s)
{
    const bool high = s->level == 2;
    const struct jy_type type = type_of(p, high ? 15 : 12, true, high ? primary : ink);
    if (s->heading == NULL)
        return;
    need(p, high ? 190 : 120); /* never alone at the foot of a page */
    paragraph(p, high ? "H2" : "H3", s->heading, &type, high ? 20 : 13);
    p->y_pt += 2;
}

/* The first note, or the source, which are then not alone on a page. */
static double after_table(const struct pen *p, const struct jy_report_section *s,
                          const struct jy_type *small)
{
    const char *text = s->n_notes > 0 ? s->notes[0] : s->source;
    return text != NULL ? 8 + jy_sheet_text_height(p->cr, text, p->width_pt, small) : 0;
}

static void draw_section(struct pen *p, const struct jy_report_section *s)
{
    const struct jy_type body = type_of(p, p->body_pt, false, ink);
    const struct jy_type small = type_of(p, p->small_pt, false, ink_soft);
    draw_heading(p, s);
    for (size_t i = 0; i < s->n_texts; i++)
        paragraph(p, "P", s->texts[i], &body, 3);
    draw_years(p, &s->years);
    draw_table(p, &s->table, after_table(p, s, &small));
    for (size_t i = 0; i < s->n_notes; i++)
        paragraph(p, "P", s->notes[i], &small, i == 0 ? 5 : 2);
    if (s->source != NULL)
        paragraph(p, "P", s->source, &small, 3);
}

static void draw_all(struct pen *p)
{
    const struct jy_report *r = p->report;
    const struct jy_type flag = type_of(p, 12, true, ink_soft), title = type_of(p, 26, true, ink);
    const struct jy_type lead = type_of(p, p->body_pt + 2, false, ink);
    cairo_tag_begin(p->cr, "Document", NULL);
    if (r->flag != NULL)
        paragraph(p, "P", r->flag, &flag, 0);
    if (r->warning != NULL)
        paragraph(p, "P", r->warning, &flag, 2);
    paragraph(p, "H1", r->title, &title, 2);
    for (size_t i = 0; i < r->n_leads; i++)
        paragraph(p, "P", r->leads[i], &lead, i == 0 ? 6 : 3);
    for (size_t i = 0; i < r->n_sections; i++)
        draw_section(p, &r->sections[i]);
    draw_foot(p);
    cairo_tag_end(p->cr, "Document");
    cairo_show_page(p->cr);
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int n)
{
    jy_buf_add(closure, data, n);
    return CAIRO_STATUS_SUCCESS;
}

/* What cairo leaves out: language, and the text of the chart. */
static void finish(const struct jy_report *r, struct jy_buf *pdf)
{
    struct jy_pdf_extra extra = {
        .lang = jy_lang_html(r->lang), .width_pt = JY_A4_WIDTH_PT, .height_pt = JY_A4_HEIGHT_PT};
    for (size_t i = 0; i < r->n_sections; i++) {
        if (r->sections[i].years.n >= 2 && extra.n_alts < JY_PDF_ALTS_MAX)
            extra.alts[extra.n_alts++] = r->sections[i].years.alt;
    }
    jy_pdf_finish(pdf, &extra);
}

enum jy_code jy_report_pdf(const struct jy_report *report, struct jy_buf *out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF pdf = JY_BUF_INIT, JY_AUTOBUF title = JY_BUF_INIT;
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append, &pdf, JY_A4_WIDTH_PT, JY_A4_HEIGHT_PT);
    jy_ruby_plain(&title, report->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, jy_buf_text(&title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Joyato");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, report->created);
    const bool easy = report->lang == JY_LANG_JA_EASY;
    struct pen pen = {.cr = cairo_create(surface),
                      .report = report,
                      .width_pt = JY_A4_WIDTH_PT - 2 * margin_pt,
                      .bottom_pt = JY_A4_HEIGHT_PT - margin_pt - 28,
                      .y_pt = margin_pt,
                      .body_pt = easy ? 11 : 10,
                      .small_pt = easy ? 10 : 8.5,
                      .page = 1,
                      .top = true};
    draw_all(&pen);
    cairo_status_t status = cairo_status(pen.cr);
    cairo_destroy(pen.cr);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return jy_fail(err, JY_EINTERNAL, "report: %s", cairo_status_to_string(status));
    finish(report, &pdf);
    jy_buf_add(out, pdf.data, pdf.len);
    return JY_OK;
}
