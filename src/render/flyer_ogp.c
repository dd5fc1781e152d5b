/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The picture for sharing. */
#include <math.h>

#include "src/render/flyer_sheet.h"

static double ogp_figure(const struct jy_sheet *s, const struct jy_flyer_figure *f, double x,
                         double y, double w)
{
    struct jy_type big = jy_sheet_type(s, 38, true, 0xFFD27A),
                   unit = jy_sheet_type(s, 19, true, 0xFFFFFF);
    big.line_height = 1.15;
    double value_px = jy_sheet_text_width(s->cr, f->value, &big);
    double baseline = jy_sheet_text_baseline(s->cr, f->value, &big);
    double used = jy_sheet_put(s, "P", f->value, x, y, w, big);
    if (f->unit[0] != '\0') {
        (void)jy_sheet_put(s, "P", f->unit, x + value_px + 8,
                           y + baseline - jy_sheet_text_baseline(s->cr, f->unit, &unit), w, unit);
    }
    double unit_px = f->unit[0] != '\0' ? jy_sheet_text_width(s->cr, f->unit, &unit) + 8 : 0;
    double label_x = fmax(value_px + unit_px + 16, 130);
    return fmax(used, jy_sheet_put_within(s, "P", f->label, x + label_x, y + 2, w - label_x, 66,
                                          jy_sheet_type(s, 19, false, 0xE6E9F2), 12)) +
           8;
}

void jy_flyer_draw_ogp(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer)
{
    const double width = 1200, height = 630, map = 640;
    struct jy_sheet s = {.worker = worker, .cr = cr, .flyer = flyer, .draw = true};
    s.sizes = jy_sheet_sizes_at(flyer, 0);
    jy_flyer_rgb(cr, 0x0B1022);
    cairo_paint(cr);
    struct jy_flyer_map night = flyer->maps[flyer->n_maps - 1];
    night.style = JY_STYLE_NIGHT;
    jy_flyer_draw_map(worker, cr, flyer, &night, map, height, 1);

    double x = map + 36, w = width - x - 36, y = 36;
    y += jy_sheet_put_within(&s, "P", flyer->over, x, y, w, 80,
                             jy_sheet_type(&s, 22, true, 0xFFD27A), 14) +
         6;
    const bool named = flyer->subject.title != NULL;
    if (named) {
        y += jy_sheet_put_within(&s, "P", flyer->subject.title, x, y, w, 80,
                                 jy_sheet_type(&s, 30, true, 0xFFFFFF), 13) +
             6;
    }
    struct jy_type type = jy_sheet_balanced(jy_sheet_type(&s, named ? 40 : 50, true, 0xFFFFFF));
    type.line_height = 1.25;
    y += jy_sheet_put_within(&s, "H1", flyer->headline, x, y, w, named ? 165 : 205, type, 26) + 16;
    const double end = flyer->sample != NULL ? height - 66 : height - 20;
    for (size_t i = 0; i < flyer->n_figures && y < end - 60; i++)
        y += ogp_figure(&s, &flyer->figures[i], x, y, w);
    for (size_t i = 0; i < flyer->n_steps && y < end - 60; i++) {
        y += jy_sheet_put_within(&s, "P", flyer->steps[i].heading, x, y, w, 66,
                                 jy_sheet_type(&s, 26, true, 0xE6E9F2), 14) +
             8;
    }
    if (flyer->n_figures == 0 && flyer->n_steps == 0) {
        (void)jy_sheet_put_within(&s, "P", flyer->lead, x, y, w, end - y,
                                  jy_sheet_type(&s, 24, false, 0xE6E9F2), 13);
    }
    if (flyer->sample != NULL) {
        (void)jy_sheet_put_within(&s, "P", flyer->sample, x, height - 60, w, 44,
                                  jy_sheet_type(&s, 22, true, 0xFFFFFF), 14);
    }
}
