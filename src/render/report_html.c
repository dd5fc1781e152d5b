/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "src/domain/ruby.h"
#include "src/render/report.h"

/* The page that a browser, a screen reader or a printer gets: the texts of the PDF in their order.
 * Bars are pictures beside their numbers and hidden from readers of the table. */

static const char style[] =
    "body{margin:0 auto;max-width:56rem;padding:1rem;font-family:'Noto Sans JP','Noto Sans CJK "
    "JP',sans-serif;line-height:1.7;color:#1a1a1c;background:#fff}"
    "h1{font-size:1.9rem;line-height:1.35;margin:.2em 0}"
    "h2{font-size:1.25rem;margin:1.6em 0 .3em;color:#0017c1}h3{font-size:1.05rem;margin:1em 0 .2em}"
    "p{margin:.3em 0}.lead{font-size:1.1rem}.note,.source,footer{font-size:.85rem;color:#4a4f57}"
    ".flag{display:inline-block;background:#1a1a1c;color:#fff;padding:.1em .6em;font-weight:bold}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.5em 0}"
    "caption{text-align:left;font-weight:bold}"
    "th,td{padding:.15em .4em;border-bottom:1px solid #d8d5cc;font-weight:normal;text-align:left;"
    "vertical-align:bottom}table.plain{width:auto}.plain th,.plain td{padding-right:1.6em}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}"
    "thead th{font-size:.85rem;color:#4a4f57;border-bottom:2px solid #4a4f57}"
    "tr.own th,tr.own td{font-weight:bold}.i1{padding-left:1.4em}.i2{padding-left:2.8em}"
    ".bar{width:10rem;min-width:7rem}.bar svg{display:block;width:100%;height:1.2em}"
    ".years{width:100%;height:auto;max-width:44rem;display:block}"
    "rect{fill:#8c96b8}rect.own{fill:#0017c1}path{fill:none;stroke:#1a1a1c;stroke-width:1;"
    "vector-effect:non-scaling-stroke}path.ref{stroke:#0017c1}"
    "text{font-size:11px;fill:#1a1a1c;text-anchor:middle}"
    "@media(max-width:40rem){th,td{padding:.15em .2em;font-size:.9rem}.bar{min-width:4.5rem}"
    ".i1{padding-left:.8em}.i2{padding-left:1.4em}}"
    "@media "
    "print{body{padding:0;max-width:none}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}}";

static void element(struct jy_buf *out, const char *open, const char *text, const char *close)
{
    jy_buf_adds(out, open);
    jy_ruby_html(out, text);
    jy_buf_adds(out, close);
    jy_buf_addc(out, '\n');
}

static void optional(struct jy_buf *out, const char *open, const char *text, const char *close)
{
    if (text != NULL)
        element(out, open, text, close);
}

/* --- columns over years ----------------------------------------------------------------------- */

static void add_year(struct jy_buf *out, const struct jy_report_year *y, double x, double step,
                     double most, bool last)
{
    const double high = 104 * y->value / most, wide = fmin(34, step * 0.66);
    jy_buf_addf(out,
                "<rect%s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>"
                "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
                last ? " class=\"own\"" : "", x - wide / 2, 124 - high, wide, high, x, 120 - high,
                y->text);
}

static void add_years(struct jy_buf *out, const struct jy_report_years *years)
{
    struct jy_buf JY_AUTOBUF alt = JY_BUF_INIT;
    if (years->n < 2)
        return;
    const int first = years->years[0].year, last = years->years[years->n - 1].year;
    const double step = 600.0 / (last - first + 1);
    double most = 1;
    for (size_t i = 0; i < years->n; i++)
        most = fmax(most, years->years[i].value);
    jy_ruby_plain(&alt, years->alt);
    jy_buf_adds(out, "<svg class=\"years\" viewBox=\"0 0 600 142\" role=\"img\" aria-label=\"");
    jy_buf_add_html(out, jy_buf_text(&alt));
    jy_buf_adds(out, "\"><path d=\"M0 124H600\"/>");
    size_t i = 0;
    for (int year = first; year <= last; year++) {
        const double x = (year - first + 0.5) * step;
        if (step > 30 || (last - year) % 5 == 0)
            jy_buf_addf(out, "<text x=\"%.1f\" y=\"138\">%d</text>", x, year);
        if (years->years[i].year == year) {
            add_year(out, &years->years[i], x, step, most, year == last);
            i++;
        } else {
            jy_buf_addf(out, "<text x=\"%.1f\" y=\"120\">–</text>", x);
        }
    }
    jy_buf_adds(out, "</svg>\n");
}

/* --- tables ----------------------------------------------------------------------------------- */

static void add_interval(struct jy_buf *out, double low, double high, bool cut)
{
    jy_buf_addf(out, "<path d=\"M%.2f 8H%.2fM%.2f 4V12", low, high, low);
    if (cut) {
        jy_buf_addf(out, "M%.2f 4L%.2f 8L%.2f 12\"/>", high - 2, high, high - 2);
    } else {
        jy_buf_addf(out, "M%.2f 4V12\"/>", high);
    }
}

static void add_bar(struct jy_buf *out, const struct jy_report_table *t,
                    const struct jy_report_row *row, double scale)
{
    const struct jy_report_bar *bar = &row->bar;
    jy_buf_adds(out, "<td class=\"bar\" aria-hidden=\"true\"><svg viewBox=\"0 0 100 16\" "
                     "preserveAspectRatio=\"none\">");
    if (isfinite(bar->value)) {
        jy_buf_addf(out, "<rect%s x=\"0\" y=\"4\" width=\"%.2f\" height=\"8\"/>",
                    row->own ? " class=\"own\"" : "", 100 * fmin(bar->value, scale) / scale);
    }
    if (isfinite(t->reference))
        jy_buf_addf(out, "<path class=\"ref\" d=\"M%.2f 0V16\"/>", 100 * t->reference / scale);
    if (isfinite(bar->low) && isfinite(bar->high)) {
        add_interval(out, 100 * fmin(bar->low, scale) / scale, 100 * fmin(bar->high, scale) / scale,
                     bar->high > scale);
    }
    jy_buf_adds(out, "</svg></td>");
}

static void add_row(struct jy_buf *out, const struct jy_report_table *t,
                    const struct jy_report_row *row, double scale)
{
    jy_buf_adds(out, row->own ? "<tr class=\"own\">" : "<tr>");
    if (row->indent > 0) {
        jy_buf_addf(out, "<th scope=\"row\" class=\"i%d\">", row->indent < 2 ? 1 : 2);
    } else {
        jy_buf_adds(out, "<th scope=\"row\">");
    }
    jy_ruby_html(out, row->cells[0]);
    jy_buf_adds(out, "</th>");
    for (size_t i = 1; i < t->n_columns; i++) {
        jy_buf_adds(out, "<td class=\"n\">");
        jy_ruby_html(out, row->cells[i]);
        jy_buf_adds(out, "</td>");
    }
    if (t->bar_head != NULL)
        add_bar(out, t, row, scale);
    jy_buf_adds(out, "</tr>\n");
}

static void add_table(struct jy_buf *out, const struct jy_report_section *s)
{
    const struct jy_report_table *t = &s->table;
    const double scale = jy_report_scale(t);
    if (t->n_rows == 0)
        return;
    struct jy_buf JY_AUTOBUF label = JY_BUF_INIT;
    jy_ruby_plain(&label, t->caption != NULL ? t->caption : s->heading != NULL ? s->heading : "");
    jy_buf_adds(out, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    jy_buf_add_html(out, jy_buf_text(&label));
    jy_buf_adds(out, t->bar_head != NULL ? "\"><table>\n" : "\"><table class=\"plain\">\n");
    optional(out, "<caption>", t->caption, "</caption>");
    jy_buf_adds(out, "<thead><tr>");
    for (size_t i = 0; i < t->n_columns; i++) {
        element(out, i == 0 ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">", t->heads[i],
                "</th>");
    }
    optional(out, "<th aria-hidden=\"true\">", t->bar_head, "</th>");
    jy_buf_adds(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < t->n_rows; i++)
        add_row(out, t, &t->rows[i], scale);
    jy_buf_adds(out, "</tbody></table></div>\n");
}

/* --- the page --------------------------------------------------------------------------------- */

static void add_section(struct jy_buf *out, const struct jy_report_section *s)
{
    const bool high = s->level == 2;
    optional(out, high ? "<h2>" : "<h3>", s->heading, high ? "</h2>" : "</h3>");
    for (size_t i = 0; i < s->n_texts; i++)
        element(out, "<p>", s->texts[i], "</p>");
    add_years(out, &s->years);
    add_table(out, s);
    for (size_t i = 0; i < s->n_notes; i++)
        element(out, "<p class=\"note\">", s->notes[i], "</p>");
    optional(out, "<p class=\"source\">", s->source, "</p>");
}

void jy_report_html(const struct jy_report *report, struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF title = JY_BUF_INIT;
    jy_ruby_plain(&title, report->title);
    jy_buf_addf(out,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
                jy_lang_html(report->lang));
    jy_buf_add_html(out, jy_buf_text(&title));
    jy_buf_addf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n", style);
    optional(out, "<p class=\"flag\">", report->flag, "</p>");
    optional(out, "<p><strong>", report->warning, "</strong></p>");
    element(out, "<h1>", report->title, "</h1>");
    for (size_t i = 0; i < report->n_leads; i++)
        element(out, "<p class=\"lead\">", report->leads[i], "</p>");
    for (size_t i = 0; i < report->n_sections; i++)
        add_section(out, &report->sections[i]);
    element(out, "</main>\n<footer><p>", report->foot, "</p></footer>");
    jy_buf_adds(out, "</body>\n</html>\n");
}

/* --- scale ------------------------------------------------------------------------------------ */

/* A place with few people has an interval that would leave no room for the others. */
double jy_report_scale(const struct jy_report_table *table)
{
    double value = 0, high = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct jy_report_bar *bar = &table->rows[i].bar;
        value = fmax(value, isfinite(bar->value) ? bar->value : 0);
        high = fmax(high, isfinite(bar->high) ? bar->high : 0);
    }
    if (isfinite(table->reference))
        value = fmax(value, table->reference);
    const double end = fmin(fmax(high, value), 1.6 * value);
    return end > 0 ? end : 1;
}
