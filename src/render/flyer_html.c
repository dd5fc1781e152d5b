/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "src/base/mem.h"
#include "src/domain/ruby.h"
#include "src/render/flyer_layout.h"

/* The page that a browser, a screen reader or a printer gets: the same texts in the same order. */

static const char style[] =
    "body{margin:0 auto;max-width:52rem;padding:1rem;font-family:'Noto Sans JP','Noto Sans CJK "
    "JP',sans-serif;line-height:1.7;color:#1a1a1c;background:#fff}"
    "h1{font-size:1.9rem;line-height:1.35;margin:.2em 0}h2{font-size:1.1rem;margin:.3em 0}"
    ".over{color:#0017c1;font-weight:bold;margin:0}.subject{font-size:1.3rem;font-weight:bold;"
    "line-height:1.4;margin:.2em 0 0;overflow-wrap:anywhere}.address{margin:0;overflow-wrap:"
    "anywhere}img,svg{max-width:100%;height:auto}"
    "dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1rem}"
    "dl div{border-top:2px solid #0017c1}dt{font-weight:bold}dd{margin:0}"
    ".value{font-size:2rem;font-weight:bold;color:#0017c1;font-variant-numeric:tabular-nums}"
    ".source,.foot{font-size:.85rem;color:#4a4f57}"
    ".action{background:#e8edff;padding:1rem;display:flex;gap:1rem;flex-wrap:wrap}"
    ".action svg{width:9rem}.messages{background:#f1efe8;padding:1rem}"
    ".sample{display:inline-block;background:#1a1a1c;color:#fff;padding:.1em .6em;font-weight:bold}"
    "figure{margin:0 0 .5rem}figcaption{font-weight:bold}"
    "h3{font-size:1rem;margin:.3em 0}ol{padding-left:1.6rem}ol h2{display:inline}"
    "table{border-collapse:collapse;width:100%;max-width:24rem}.wide{overflow-x:auto}"
    ".wide table{max-width:none;min-width:32rem}caption{text-align:left;"
    "font-weight:bold}"
    "th,td{padding:.2em .4em;border-bottom:1px solid #d8d5cc;font-weight:normal;text-align:left}"
    "td{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".box{border:1px solid #4a4f57;min-height:6rem;padding:.3em .6em}"
    ".box h2{font-size:.85rem;font-weight:normal;color:#4a4f57}.lines{white-space:pre-line}"
    "a{color:#0017c1;word-break:break-all}"
    "@media print{body{padding:0}.action{break-inside:avoid}}";

static void element(struct jy_buf *out, const char *open, const char *text, const char *close)
{
    jy_buf_adds(out, open);
    jy_ruby_html(out, text);
    jy_buf_adds(out, close);
    jy_buf_addc(out, '\n');
}

/* <img src="…" as a PNG inside the page; the caller goes on with the other attributes. */
static enum jy_code add_image(cairo_surface_t *surface, double dpi, struct jy_buf *out,
                              struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    enum jy_code code = jy_flyer_png(surface, dpi, &png, err);
    if (code != JY_OK)
        return code;
    size_t size = sodium_base64_ENCODED_LEN(png.len, sodium_base64_VARIANT_ORIGINAL);
    char *base64 JY_AUTOFREE = jy_malloc(size);
    (void)sodium_bin2base64(base64, size, (const unsigned char *)png.data, png.len,
                            sodium_base64_VARIANT_ORIGINAL);
    jy_buf_addf(out, "<img src=\"data:image/png;base64,%s\"", base64);
    return JY_OK;
}

static enum jy_code add_map(struct jy_render_worker *worker, const struct jy_flyer *f,
                            const struct jy_flyer_map *map, struct jy_buf *out,
                            struct jy_error *err)
{
    const double width_pt = 527, height_pt = 380, scale = 2;
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(width_pt * scale), (int)(height_pt * scale));
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, scale, scale);
    jy_flyer_draw_map(worker, cr, f, map, width_pt, height_pt, 0.6);
    cairo_destroy(cr);
    jy_buf_adds(out, "<figure>");
    if (map->caption != NULL)
        element(out, "<figcaption>", map->caption, "</figcaption>");
    enum jy_code code = add_image(surface, 144, out, err);
    cairo_surface_destroy(surface);
    jy_buf_addf(out, " width=\"%d\" height=\"%d\" alt=\"", (int)(width_pt * scale),
                (int)(height_pt * scale));
    struct jy_buf JY_AUTOBUF alt = JY_BUF_INIT;
    jy_ruby_plain(&alt, map->alt);
    jy_buf_add_html(out, jy_buf_text(&alt));
    jy_buf_adds(out, "\"></figure>\n");
    return code;
}

/* On white, as on paper; its meaning is the name beside it. */
static enum jy_code add_logo(const struct jy_picture *logo, struct jy_buf *out,
                             struct jy_error *err)
{
    const double width_px = 400, height_px = 117;
    double scale = fmin(width_px / logo->width_px, height_px / logo->height_px);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)fmax(1, logo->width_px * scale),
                                   (int)fmax(1, logo->height_px * scale));
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    (void)jy_flyer_draw_picture(cr, logo, 0, 0, cairo_image_surface_get_width(surface),
                                cairo_image_surface_get_height(surface));
    cairo_destroy(cr);
    enum jy_code code = add_image(surface, 192, out, err);
    jy_buf_addf(out, " width=\"%d\" alt=\"\">\n", cairo_image_surface_get_width(surface) / 2);
    cairo_surface_destroy(surface);
    return code;
}

static void add_qr(const struct jy_qr *qr, struct jy_buf *out)
{
    int side = qr->width + 2 * JY_QR_QUIET;
    jy_buf_addf(
        out,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"QR\" "
        "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
        side, side, side, side);
    for (int row = 0; row < qr->width; row++) {
        for (int col = 0; col < qr->width; col++) {
            if (qr->modules[row * qr->width + col])
                jy_buf_addf(out, "M%d %dh1v1h-1z", col + JY_QR_QUIET, row + JY_QR_QUIET);
        }
    }
    jy_buf_adds(out, "\"/></svg>\n");
}

static void add_figures(const struct jy_flyer *f, struct jy_buf *out)
{
    if (f->n_figures == 0)
        return;
    jy_buf_adds(out, "<dl>\n");
    for (size_t i = 0; i < f->n_figures; i++) {
        element(out, "<div><dt>", f->figures[i].label, "</dt>");
        element(out, "<dd class=\"value\">", f->figures[i].value, "");
        element(out, "<small>", f->figures[i].unit, "</small></dd>");
        element(out, "<dd class=\"source\">", f->figures[i].source, "</dd></div>");
    }
    jy_buf_adds(out, "</dl>\n");
}

static void add_optional(struct jy_buf *out, const char *open, const char *text, const char *close)
{
    if (text != NULL)
        element(out, open, text, close);
}

static enum jy_code add_sender(const struct jy_flyer *f, struct jy_buf *out, struct jy_error *err)
{
    if (f->box == NULL)
        return JY_OK;
    jy_buf_adds(out, "<section class=\"box\">\n");
    element(out, "<h2>", f->box, "</h2>");
    enum jy_code code = JY_OK;
    if (f->sender.logo.width_px > 0 && f->sender.logo.height_px > 0)
        code = add_logo(&f->sender.logo, out, err);
    add_optional(out, "<p><strong>", f->sender.name, "</strong></p>");
    add_optional(out, "<p class=\"lines\">", f->sender.contact, "</p>");
    jy_buf_adds(out, "</section>\n");
    return code;
}

static void add_steps(const struct jy_flyer *f, struct jy_buf *out)
{
    if (f->n_steps == 0)
        return;
    jy_buf_adds(out, "<ol>\n");
    for (size_t i = 0; i < f->n_steps; i++) {
        element(out, "<li><h2>", f->steps[i].heading, "</h2>");
        element(out, "<p>", f->steps[i].text, "</p></li>");
    }
    jy_buf_adds(out, "</ol>\n");
}

static void add_cells(struct jy_buf *out, const struct jy_flyer_table *t, const char *const *cells,
                      bool head)
{
    jy_buf_adds(out, "<tr>");
    for (size_t i = 0; i < t->n_columns; i++) {
        element(out,
                head     ? "<th scope=\"col\">"
                : i == 0 ? "<th scope=\"row\">"
                         : "<td>",
                cells[i], head || i == 0 ? "</th>" : "</td>");
    }
    jy_buf_adds(out, "</tr>\n");
}

static void add_table(const struct jy_flyer *f, struct jy_buf *out)
{
    const struct jy_flyer_table *t = &f->table;
    if (t->n_lines == 0)
        return;
    jy_buf_adds(out, "<div class=\"wide\"><table>\n");
    add_cells(out, t, t->heads, true);
    for (size_t i = 0; i < t->n_lines; i++)
        add_cells(out, t, t->cells[i], false);
    jy_buf_adds(out, "</table></div>\n");
    add_optional(out, "<p class=\"source\">", t->note, "</p>");
}

static void add_rows(const struct jy_flyer *f, struct jy_buf *out)
{
    if (f->n_rows == 0)
        return;
    jy_buf_adds(out, "<table>\n");
    add_optional(out, "<caption>", f->rows_heading, "</caption>");
    for (size_t i = 0; i < f->n_rows; i++) {
        element(out, "<tr><th scope=\"row\">", f->rows[i].label, "</th>");
        element(out, "<td>", f->rows[i].value, "</td></tr>");
    }
    jy_buf_adds(out, "</table>\n");
    add_optional(out, "<p class=\"source\">", f->rows_note, "</p>");
}

static void add_notes(const struct jy_flyer *f, struct jy_buf *out)
{
    if (f->n_notes == 0)
        return;
    jy_buf_adds(out, "<section>\n");
    add_optional(out, "<h2>", f->notes_heading, "</h2>");
    const char *open = f->notes_heading != NULL ? "<h3>" : "<h2>";
    const char *close = f->notes_heading != NULL ? "</h3>" : "</h2>";
    for (size_t i = 0; i < f->n_notes; i++) {
        element(out, open, f->notes[i].heading, close);
        element(out, "<p>", f->notes[i].text, "</p>");
    }
    add_optional(out, "<p class=\"source\">", f->notes_source, "</p>");
    jy_buf_adds(out, "</section>\n");
}

static enum jy_code add_maps(struct jy_render_worker *worker, const struct jy_flyer *f,
                             struct jy_buf *out, struct jy_error *err)
{
    for (size_t i = 0; i < f->n_maps; i++) {
        enum jy_code code = add_map(worker, f, &f->maps[i], out, err);
        if (code != JY_OK)
            return code;
    }
    jy_buf_adds(out, "<ul>\n");
    for (size_t i = 0; i < f->n_keys; i++)
        element(out, "<li>", f->keys[i].label, "</li>");
    jy_buf_adds(out, "</ul>\n");
    return JY_OK;
}

enum jy_code jy_flyer_html(struct jy_render_worker *worker, const struct jy_flyer *f,
                           const struct jy_qr *qr, struct jy_buf *out, struct jy_error *err)
{
    jy_buf_addf(out,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
                jy_lang_html(f->lang));
    jy_buf_add_html(out, f->title);
    jy_buf_addf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n", style);
    element(out, "<p class=\"over\">", f->over, "</p>");
    add_optional(out, "<p class=\"subject\">", f->subject.title, "</p>");
    add_optional(out, "<p class=\"address\">", f->subject.address, "</p>");
    element(out, "<h1>", f->headline, "</h1>");
    element(out, "<p>", f->lead, "</p>");
    add_optional(out, "<p class=\"sample\">", f->sample, "</p>");
    add_steps(f, out);
    enum jy_code code = add_maps(worker, f, out, err);
    if (code != JY_OK)
        return code;
    add_figures(f, out);
    add_rows(f, out);
    add_table(f, out);
    const bool notes_first = f->n_figures == 0 && f->n_rows == 0; /* as on paper: beside the map */
    if (notes_first)
        add_notes(f, out);
    element(out, "<section class=\"action\"><div><h2>", f->action_heading, "</h2>");
    element(out, "<p>", f->action_text, "</p>");
    jy_buf_adds(out, "<p><a href=\"");
    jy_buf_add_html(out, f->action_url);
    jy_buf_adds(out, "\">");
    jy_buf_add_html(out, f->action_url);
    jy_buf_adds(out, "</a></p></div>\n");
    add_qr(qr, out);
    jy_buf_adds(out, "</section>\n");
    if (!notes_first)
        add_notes(f, out);
    code = add_sender(f, out, err);
    if (code != JY_OK)
        return code;
    jy_buf_adds(out, "<section class=\"messages\">\n");
    for (int i = 0; i < 2; i++) {
        element(out, "<h2>", f->messages[i].heading, "</h2>");
        element(out, "<p>", f->messages[i].text, "</p>");
    }
    jy_buf_adds(out, "</section>\n</main>\n");
    element(out, "<footer class=\"foot\"><p>", f->foot, "</p></footer>");
    jy_buf_adds(out, "</body>\n</html>\n");
    return JY_OK;
}
