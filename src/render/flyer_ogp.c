/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The picture for sharing. */
#include <math.h>

#include "src/render/flyer_sheet.h"

static struct jy_type value_type(const struct jy_sheet *s)
{
    struct jy_type type = jy_sheet_type(s, 38, true, 0xFFD27A);
    type.line_height = 1.15;
    return type;
}

static double value_width(const struct jy_sheet *s, const struct jy_flyer_figure *f)
{
    const struct jy_type big = value_type(s), unit = jy_sheet_type(s, 19, true, 0xFFFFFF);
    double width = jy_sheet_text_width(s->cr, f->value, &big);
    if (f->unit[0] != '\0')
        width += 8 + jy_sheet_text_width(s->cr, f->unit, &unit);
    return width;
}

/* Value and unit, and after @p label_x what it counts, on one baseline when that is one line. */
static double ogp_figure(const struct jy_sheet *s, const struct jy_flyer_figure *f, double x,
                         double y, double w, double label_x)
{
    const struct jy_type big = value_type(s), unit = jy_sheet_type(s, 19, true, 0xFFFFFF);
    const struct jy_type label = jy_sheet_type(s, 21, false, 0xE6E9F2);
    const double value_px = jy_sheet_text_width(s->cr, f->value, &big);
    const double baseline = jy_sheet_text_baseline(s->cr, f->value, &big);
    double used = jy_sheet_put(s, "P", f->value, x, y, w, big);
    if (f->unit[0] != '\0') {
        (void)jy_sheet_put(s, "P", f->unit, x + value_px + 8,
                           y + baseline - jy_sheet_text_baseline(s->cr, f->unit, &unit), w, unit);
    }
    const double one_line = jy_sheet_text_height(s->cr, f->label, 1e4, &label);
    const bool single = jy_sheet_text_height(s->cr, f->label, w - label_x, &label) <= one_line;
    const double down = single ? baseline - jy_sheet_text_baseline(s->cr, f->label, &label) : 2;
    used = fmax(used,
                down + jy_sheet_put_within(s, "P", f->label,
                                           (struct jy_room){x + label_x, y + down, w - label_x, 66},
                                           label, 12));
    return used + 10;
}

static double ogp_figures(const struct jy_sheet *s, double x, double y, double w, double end)
{
    const struct jy_flyer *f = s->flyer;
    double label_x = 0;
    for (size_t i = 0; i < f->n_figures; i++)
        label_x = fmax(label_x, value_width(s, &f->figures[i]) + 18);
    for (size_t i = 0; i < f->n_figures && y < end - 60; i++)
        y += ogp_figure(s, &f->figures[i], x, y, w, label_x);
    return y;
}

static double ogp_step(const struct jy_sheet *s, size_t i, double x, double y, double w)
{
    const char number[2] = {(char)('1' + i), '\0'};
    const struct jy_type big = jy_sheet_type(s, 26, true, 0xFFD27A);
    const struct jy_type type = jy_sheet_type(s, 26, true, 0xE6E9F2);
    const char *heading = s->flyer->steps[i].heading;
    (void)jy_sheet_put(s, "P", number, x,
                       y + fmax(0, jy_sheet_text_baseline(s->cr, heading, &type) -
                                       jy_sheet_text_baseline(s->cr, number, &big)),
                       30, big);
    return jy_sheet_put_within(s, "P", heading, (struct jy_room){x + 34, y, w - 34, 66}, type, 14) +
           8;
}

/* What the property is called. */
static double ogp_subject(const struct jy_sheet *s, double x, double y, double w)
{
    const struct jy_flyer_subject *of = &s->flyer->subject;
    const double top = y;
    if (of->title != NULL) {
        y += jy_sheet_put_within(s, "P", of->title, (struct jy_room){x, y, w, 80},
                                 jy_sheet_type(s, 30, true, 0xFFFFFF), 13) +
             2;
    }
    if (of->address != NULL) {
        y += jy_sheet_put_within(s, "P", of->address, (struct jy_room){x, y, w, 50},
                                 jy_sheet_type(s, 19, false, 0xE6E9F2), 11) +
             4;
    }
    return y - top;
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
    y += jy_sheet_put_within(&s, "P", flyer->over, (struct jy_room){x, y, w, 80},
                             jy_sheet_type(&s, 22, true, 0xFFD27A), 14) +
         6;
    const double subject = ogp_subject(&s, x, y, w);
    const bool named = subject > 0;
    y += subject;
    struct jy_type type = jy_sheet_balanced(jy_sheet_type(&s, named ? 40 : 50, true, 0xFFFFFF));
    type.line_height = 1.25;
    y += jy_sheet_put_within(&s, "H1", flyer->headline,
                             (struct jy_room){x, y, w, named ? 165 : 205}, type, 26) +
         16;
    const double end = flyer->sample != NULL ? height - 66 : height - 20;
    y = ogp_figures(&s, x, y, w, end);
    for (size_t i = 0; i < flyer->n_steps && y < end - 60; i++)
        y += ogp_step(&s, i, x, y, w);
    if (flyer->n_figures == 0 && flyer->n_steps == 0) {
        (void)jy_sheet_put_within(&s, "P", flyer->lead, (struct jy_room){x, y, w, end - y},
                                  jy_sheet_type(&s, 24, false, 0xE6E9F2), 13);
    }
    if (flyer->sample != NULL) {
        (void)jy_sheet_put_within(&s, "P", flyer->sample, (struct jy_room){x, height - 60, w, 44},
                                  jy_sheet_type(&s, 22, true, 0xFFFFFF), 14);
    }
}
