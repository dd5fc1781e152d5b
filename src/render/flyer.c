/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/flyer.h"

#include <string.h>

#include <cairo-pdf.h>

#include "src/render/flyer_layout.h"
#include "src/render/pdf_finish.h"

static const double bleed_pt = 3 * JY_MM_PT;
static const double mark_pt = 5 * JY_MM_PT;

bool jy_flyer_format_parse(const char *text, enum jy_flyer_format *out)
{
    static const char *const names[] = {"pdf", "png", "html"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(names[i], text) == 0) {
            *out = (enum jy_flyer_format)i;
            return true;
        }
    }
    return false;
}

bool jy_flyer_size_parse(const char *text, enum jy_flyer_size *out)
{
    static const char *const names[] = {"a4", "a5", "ogp"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(names[i], text) == 0) {
            *out = (enum jy_flyer_size)i;
            return true;
        }
    }
    return false;
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned int n)
{
    jy_buf_add(closure, data, n);
    return CAIRO_STATUS_SUCCESS;
}

/* A sheet folds once from A4 to A5: the same drawing at 1 : sqrt(2). */
static double scale_of(enum jy_flyer_size size)
{
    return size == JY_FLYER_A5 ? 0.70710678118654752 : 1.0;
}

static void crop_marks(cairo_t *cr, double width_pt, double height_pt)
{
    const double x[] = {0, width_pt}, y[] = {0, height_pt};
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_set_line_width(cr, 0.25);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2; k++) {
            double dx = i == 0 ? -1 : 1, dy = k == 0 ? -1 : 1;
            cairo_move_to(cr, x[i] + dx * bleed_pt, y[k]);
            cairo_rel_line_to(cr, dx * mark_pt, 0);
            cairo_move_to(cr, x[i], y[k] + dy * bleed_pt);
            cairo_rel_line_to(cr, 0, dy * mark_pt);
        }
    }
    cairo_stroke(cr);
}

static enum jy_code surface_failed(cairo_status_t status, struct jy_error *err)
{
    return jy_fail(err, JY_EINTERNAL, "flyer: %s", cairo_status_to_string(status));
}

/* As they are drawn: the maps, then the sender's logo. */
static struct jy_pdf_extra extra_of(const struct jy_flyer *flyer, double edge_pt, double width_pt,
                                    double height_pt)
{
    struct jy_pdf_extra e = {.lang = jy_lang_html(flyer->lang),
                             .edge_pt = edge_pt,
                             .bleed_pt = bleed_pt,
                             .width_pt = width_pt,
                             .height_pt = height_pt};
    for (size_t i = 0; i < flyer->n_maps; i++)
        e.alts[e.n_alts++] = flyer->maps[i].alt != NULL ? flyer->maps[i].alt : flyer->title;
    if (flyer->box != NULL && flyer->sender.logo.width_px > 0)
        e.alts[e.n_alts++] = flyer->sender.name != NULL ? flyer->sender.name : flyer->box;
    return e;
}

static enum jy_code render_pdf(struct jy_render_worker *worker, const struct jy_flyer *flyer,
                               const struct jy_qr *qr, enum jy_flyer_size size, bool bleed,
                               struct jy_buf *out, struct jy_error *err)
{
    double scale = scale_of(size), edge_pt = bleed ? bleed_pt + mark_pt : 0;
    double width_pt = JY_A4_WIDTH_PT * scale, height_pt = JY_A4_HEIGHT_PT * scale;
    struct jy_buf JY_AUTOBUF pdf = JY_BUF_INIT;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        append, &pdf, width_pt + 2 * edge_pt, height_pt + 2 * edge_pt);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, flyer->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Joyato");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, flyer->created);

    cairo_t *cr = cairo_create(surface);
    cairo_translate(cr, edge_pt, edge_pt);
    if (bleed)
        crop_marks(cr, width_pt, height_pt);
    cairo_scale(cr, scale, scale);
    const struct jy_flyer_plan plan = jy_flyer_plan_a4(worker, cr, flyer, qr);
    jy_flyer_draw_a4(worker, cr, flyer, qr, &plan, true);
    cairo_show_page(cr);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return surface_failed(status, err);
    const struct jy_pdf_extra extra =
        extra_of(flyer, edge_pt, width_pt + 2 * edge_pt, height_pt + 2 * edge_pt);
    jy_pdf_finish(&pdf, &extra);
    jy_buf_add(out, pdf.data, pdf.len);
    return JY_OK;
}

static enum jy_code render_png(struct jy_render_worker *worker, const struct jy_flyer *flyer,
                               const struct jy_qr *qr, enum jy_flyer_size size, struct jy_buf *out,
                               struct jy_error *err)
{
    const double dpi = 150;
    double scale = scale_of(size) * dpi / 72;
    bool ogp = size == JY_FLYER_OGP;
    int width = ogp ? 1200 : (int)(JY_A4_WIDTH_PT * scale + 0.5);
    int height = ogp ? 630 : (int)(JY_A4_HEIGHT_PT * scale + 0.5);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    if (ogp) {
        jy_flyer_draw_ogp(worker, cr, flyer);
    } else {
        cairo_scale(cr, scale, scale);
        const struct jy_flyer_plan plan = jy_flyer_plan_a4(worker, cr, flyer, qr);
        jy_flyer_draw_a4(worker, cr, flyer, qr, &plan, false);
    }
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    enum jy_code code = status == CAIRO_STATUS_SUCCESS
                            ? jy_flyer_png(surface, ogp ? 72 : dpi, out, err)
                            : surface_failed(status, err);
    cairo_surface_destroy(surface);
    return code;
}

enum jy_code jy_flyer_render(struct jy_render_worker *worker, const struct jy_flyer *flyer,
                             enum jy_flyer_format format, enum jy_flyer_size size, bool bleed,
                             struct jy_buf *out, struct jy_error *err)
{
    struct jy_qr qr;
    if (size == JY_FLYER_OGP && format != JY_FLYER_PNG)
        return jy_fail(err, JY_EINVALID, "flyer: size ogp is a picture; use format png");
    enum jy_code code = jy_qr_make(flyer->action_url, &qr, err);
    if (code != JY_OK)
        return code;
    switch (format) {
    case JY_FLYER_PDF:
        code = render_pdf(worker, flyer, &qr, size, bleed, out, err);
        break;
    case JY_FLYER_PNG:
        code = render_png(worker, flyer, &qr, size, out, err);
        break;
    case JY_FLYER_HTML:
        code = jy_flyer_html(worker, flyer, &qr, out, err);
        break;
    }
    jy_qr_done(&qr);
    return code;
}
