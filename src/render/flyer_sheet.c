/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/flyer_sheet.h"

#include <math.h>

#include "src/render/worker.h"

/* Up to the first step white space and small print give way, up to the second the headline, then
 * the body text. */
enum { STEP_TIGHT = 6, STEP_HEAD = 10 };

struct jy_sheet_sizes jy_sheet_sizes_at(const struct jy_flyer *f, int at)
{
    bool easy = f->lang == JY_LANG_JA_EASY;
    double tight = fmin(at, STEP_TIGHT),
           head = fmin(fmax(at - STEP_TIGHT, 0), STEP_HEAD - STEP_TIGHT);
    double body = fmax(at - STEP_HEAD, 0);
    double body_pt = (easy ? 11.0 : 10.0) - 0.3 * body;
    return (struct jy_sheet_sizes){.over_pt = body_pt + 1 - tight / 6,
                                   .subject_pt = body_pt + 7 - tight / 3,
                                   .head_pt =
                                       (easy ? 28.0 : 30.0) - tight / 3 - 1.5 * head - 0.5 * body,
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

struct jy_type jy_sheet_type(const struct jy_sheet *s, double size_pt, bool bold, uint32_t rgb)
{
    return (struct jy_type){.lang = s->flyer->lang,
                            .size_pt = size_pt,
                            .bold = bold,
                            .rgb = rgb,
                            .measures = s->worker != NULL ? s->worker->measures : NULL,
                            .line_height = s->sizes.leading};
}

struct jy_type jy_sheet_small(const struct jy_sheet *s)
{
    struct jy_type type = jy_sheet_type(s, s->sizes.small_pt, false, JY_INK_SOFT);
    type.close = true;
    return type;
}

struct jy_type jy_sheet_balanced(struct jy_type type)
{
    type.balance = true;
    return type;
}

void jy_sheet_tag_begin(const struct jy_sheet *s, const char *name, const char *attributes)
{
    if (s->tags && s->draw)
        cairo_tag_begin(s->cr, name, attributes);
}

void jy_sheet_tag_end(const struct jy_sheet *s, const char *name)
{
    if (s->tags && s->draw)
        cairo_tag_end(s->cr, name);
}

double jy_sheet_put(const struct jy_sheet *s, const char *tag, const char *text, double x_pt,
                    double y_pt, double width_pt, struct jy_type type)
{
    if (text == NULL || text[0] == '\0')
        return 0;
    if (!s->draw)
        return jy_sheet_text_height(s->cr, text, width_pt, &type);
    jy_sheet_tag_begin(s, tag, NULL);
    double used_pt = jy_sheet_text_draw_bases(s->cr, text, x_pt, y_pt, width_pt, &type);
    jy_sheet_tag_end(s, tag);
    /* outside of the structure: a voice would say each word twice */
    jy_sheet_text_draw_readings(s->cr, text, x_pt, y_pt, width_pt, &type);
    return used_pt;
}

double jy_sheet_put_within(const struct jy_sheet *s, const char *tag, const char *text,
                           struct jy_room room, struct jy_type type, double min_pt)
{
    bool fits;
    type.size_pt =
        jy_sheet_text_fit(s->cr, text, room.width_pt, room.height_pt, &type, min_pt, &fits);
    return jy_sheet_put(s, tag, text, room.x_pt, room.y_pt, room.width_pt, type);
}

void jy_sheet_fill(const struct jy_sheet *s, uint32_t rgb, double x_pt, double y_pt,
                   double width_pt, double height_pt)
{
    if (!s->draw)
        return;
    jy_flyer_rgb(s->cr, rgb);
    cairo_rectangle(s->cr, x_pt, y_pt, width_pt, height_pt);
    cairo_fill(s->cr);
}

void jy_sheet_flag(const struct jy_sheet *s, const char *text, double x_pt, double y_pt,
                   double size_pt)
{
    struct jy_type type = jy_sheet_type(s, size_pt, true, 0xFFFFFF);
    double w_pt = jy_sheet_text_width(s->cr, text, &type) + 16;
    double h_pt = jy_sheet_text_height(s->cr, text, w_pt, &type) + 2;
    jy_sheet_fill(s, JY_INK, x_pt, y_pt, w_pt, h_pt);
    (void)jy_sheet_put(s, "P", text, x_pt + 8, y_pt + 1, w_pt, type);
}
