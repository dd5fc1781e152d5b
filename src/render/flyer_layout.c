/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/flyer_layout.h"

#include <math.h>

#include "src/render/flyer_sheet.h"

static const double map_share = 0.40;

/* --- fitting ---------------------------------------------------------------------------------- */

/* Heights of the blocks at one step. */
struct blocks {
    double head_pt, steps_pt, map_pt, keys_pt, row_pt, table_pt, notes_pt, box_pt, messages_pt,
        foot_pt;
};

static double with_gap(const struct jy_sheet *s, double height_pt)
{
    return height_pt > 0 ? height_pt + s->sizes.gap_pt : 0;
}

static struct blocks measure(const struct jy_sheet *s)
{
    struct blocks b = {.head_pt = jy_block_head(s, 0),
                       .steps_pt = jy_block_steps(s, 0),
                       .keys_pt = jy_block_keys(s, 0),
                       .row_pt = fmax(jy_block_row(s, 0), jy_block_action(s, 0, 0)),
                       .table_pt = jy_block_table(s, 0),
                       .notes_pt = jy_block_notes(s, 0),
                       .box_pt = jy_block_sender(s, 0),
                       .messages_pt = jy_block_messages(s, 0, 0),
                       .foot_pt = jy_block_foot(s, 0)};
    double used_pt = with_gap(s, b.head_pt) + with_gap(s, b.steps_pt) + with_gap(s, b.keys_pt) +
                     with_gap(s, b.row_pt) + with_gap(s, b.table_pt) + with_gap(s, b.notes_pt) +
                     with_gap(s, b.box_pt) + with_gap(s, b.messages_pt) + b.foot_pt;
    b.map_pt = JY_A4_HEIGHT_PT - 2 * JY_SHEET_MARGIN_PT + 4 - used_pt;
    return b;
}

static double share_of(const struct jy_sheet *s, double map_pt)
{
    double width_pt = s->width_pt - (double)(s->flyer->n_maps - 1) * s->sizes.gap_pt;
    return map_pt * width_pt / (JY_A4_WIDTH_PT * JY_A4_HEIGHT_PT);
}

static struct blocks at_step(struct jy_sheet *s, int at)
{
    s->sizes = jy_sheet_sizes_at(s->flyer, at);
    return measure(s);
}

/* The first step at which the map has its share, by halving: each step is smaller than the last.
 * The last is taken when no other does. */
static struct blocks fit(struct jy_sheet *s, int *out_step)
{
    s->draw = false;
    struct blocks best = at_step(s, 0);
    int low = 0, high = JY_SHEET_STEP_LAST; /* low is too large */
    *out_step = 0;
    if (share_of(s, best.map_pt) >= map_share)
        return best;
    bool seen = false; /* best is that of high */
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        struct blocks b = at_step(s, middle);
        if (share_of(s, b.map_pt) >= map_share) {
            high = middle;
            best = b;
            seen = true;
        } else {
            low = middle;
        }
    }
    *out_step = high;
    if (!seen)
        return at_step(s, high);
    s->sizes = jy_sheet_sizes_at(s->flyer, high);
    return best;
}

static struct jy_sheet sheet_of(struct jy_render_worker *worker, cairo_t *cr,
                                const struct jy_flyer *flyer, const struct jy_qr *qr)
{
    return (struct jy_sheet){.worker = worker,
                             .cr = cr,
                             .flyer = flyer,
                             .qr = qr,
                             .left_pt = JY_SHEET_MARGIN_PT,
                             .width_pt = JY_A4_WIDTH_PT - 2 * JY_SHEET_MARGIN_PT};
}

struct jy_flyer_plan jy_flyer_plan_a4(struct jy_render_worker *worker, cairo_t *cr,
                                      const struct jy_flyer *flyer, const struct jy_qr *qr)
{
    struct jy_sheet s = sheet_of(worker, cr, flyer, qr);
    int at;
    const struct blocks b = fit(&s, &at);
    return (struct jy_flyer_plan){.step = at,
                                  .map_share = share_of(&s, b.map_pt),
                                  .map_pt = b.map_pt,
                                  .row_pt = b.row_pt,
                                  .messages_pt = b.messages_pt,
                                  .foot_pt = b.foot_pt,
                                  .sizes = s.sizes};
}

void jy_flyer_draw_a4(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                      const struct jy_qr *qr, const struct jy_flyer_plan *plan, bool tags)
{
    struct jy_sheet s = sheet_of(worker, cr, flyer, qr);
    s.sizes = plan->sizes;
    s.tags = tags;
    s.draw = true;
    double y_pt = JY_SHEET_MARGIN_PT - 4;
    jy_sheet_tag_begin(&s, "Document", NULL);
    y_pt += with_gap(&s, jy_block_head(&s, y_pt));
    y_pt += with_gap(&s, jy_block_steps(&s, y_pt));
    jy_block_maps(&s, y_pt, plan->map_pt);
    y_pt += plan->map_pt;
    y_pt += with_gap(&s, jy_block_keys(&s, y_pt + 1));
    const double row_at_pt = y_pt;
    (void)jy_block_row(&s, y_pt);
    y_pt += with_gap(&s, plan->row_pt);
    y_pt += with_gap(&s, jy_block_table(&s, y_pt));
    (void)jy_block_action(&s, row_at_pt, plan->row_pt); /* who reads on compares first, then acts */
    y_pt += with_gap(&s, jy_block_notes(&s, y_pt));
    y_pt += with_gap(&s, jy_block_sender(&s, y_pt));
    (void)jy_block_messages(&s, y_pt, plan->messages_pt);
    (void)jy_block_foot(&s, JY_A4_HEIGHT_PT - JY_SHEET_MARGIN_PT - plan->foot_pt);
    jy_sheet_tag_end(&s, "Document");
}
