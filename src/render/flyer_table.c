/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small table over the whole width: what one compares stands under each other. */
#include <math.h>

#include "src/render/flyer_sheet.h"

static const double between_pt = 10, sign_pt = 20, name_share = 0.26;

struct grid {
    double x_pt[JY_FLYER_COLUMNS_MAX], width_pt[JY_FLYER_COLUMNS_MAX];
};

static struct grid grid_of(const struct jy_sheet *s)
{
    const struct jy_flyer_table *t = &s->flyer->table;
    struct grid g;
    double name_pt = s->width_pt * name_share;
    double each_pt = (s->width_pt - name_pt) / (double)(t->n_columns - 1);
    for (size_t i = 0; i < t->n_columns; i++) {
        g.x_pt[i] = i == 0 ? s->left_pt : s->left_pt + name_pt + (double)(i - 1) * each_pt;
        g.width_pt[i] = (i == 0 ? name_pt : each_pt) - between_pt;
    }
    return g;
}

static void rule(const struct jy_sheet *s, double y_pt, double thick_pt)
{
    jy_sheet_fill(s, JY_INK_SOFT, s->left_pt, y_pt - thick_pt / 2, s->width_pt, thick_pt);
}

/* One line of the table; its cells stand on one baseline below the highest. */
static double line(const struct jy_sheet *s, const char *const *cells, const char *tag, int sign,
                   struct jy_type type, double y_pt)
{
    const struct jy_flyer_table *t = &s->flyer->table;
    const struct grid g = grid_of(s);
    double height_pt = 0;
    for (int pass = 0; pass < (s->draw ? 2 : 1); pass++) {
        for (size_t i = 0; i < t->n_columns; i++) {
            double inset_pt = i == 0 && sign != 0 ? sign_pt : 0;
            double cell_pt = jy_sheet_text_height(s->cr, cells[i], g.width_pt[i] - inset_pt, &type);
            if (pass == 0) {
                height_pt = fmax(height_pt, cell_pt);
            } else {
                (void)jy_sheet_put(s, i == 0 ? "TH" : tag, cells[i], g.x_pt[i] + inset_pt,
                                   y_pt + height_pt - cell_pt, g.width_pt[i] - inset_pt, type);
            }
        }
    }
    if (s->draw && sign != 0)
        jy_flyer_draw_sign(s->cr, sign, s->left_pt, y_pt + height_pt - type.size_pt * 0.62);
    return height_pt;
}

double jy_block_table(const struct jy_sheet *s, double y_pt)
{
    const struct jy_flyer_table *t = &s->flyer->table;
    if (t->n_lines == 0)
        return 0;
    const double top_pt = y_pt;
    struct jy_type head = jy_sheet_balanced(jy_sheet_type(s, s->sizes.small_pt, true, JY_INK_SOFT));
    head.line_height = 1.25;
    struct jy_type cell = jy_sheet_type(s, s->sizes.body_pt, false, JY_INK);
    jy_sheet_tag_begin(s, "Table", NULL);
    jy_sheet_tag_begin(s, "TR", NULL);
    y_pt += line(s, t->heads, "TH", 0, head, y_pt) + 2;
    jy_sheet_tag_end(s, "TR");
    rule(s, y_pt, 1);
    for (size_t i = 0; i < t->n_lines; i++) {
        jy_sheet_tag_begin(s, "TR", NULL);
        y_pt += line(s, t->cells[i], "TD", t->signs[i], cell, y_pt + 1) + 3;
        jy_sheet_tag_end(s, "TR");
        rule(s, y_pt, 0.4);
    }
    jy_sheet_tag_end(s, "Table");
    y_pt += 2;
    y_pt += jy_sheet_put(s, "P", t->note, s->left_pt, y_pt, s->width_pt, jy_sheet_small(s));
    return y_pt - top_pt;
}
