/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One sheet being measured or drawn: its sizes, and the ways to set a text on it. A block is a
 * function that returns its height and draws when the sheet says so; so what is measured is what is
 * drawn. Used by flyer_*.c only.
 */
#pragma once
#include "src/render/flyer_layout.h"
#include "src/render/sheet_text.h"

/* Measures of look.md, "Sheet". */
#define JY_SHEET_MARGIN_PT (12 * JY_MM_PT)

#define JY_INK         0x1A1A1C
#define JY_INK_SOFT    0x4A4F57
#define JY_INK_PRIMARY 0x0017C1
#define JY_INK_BAND    0xF1EFE8

/** The last step: nothing gets smaller after it. */
#define JY_SHEET_STEP_LAST 18
struct jy_sheet_sizes jy_sheet_sizes_at(const struct jy_flyer *f, int at);

struct jy_sheet {
    struct jy_render_worker *worker;
    cairo_t *cr;
    const struct jy_flyer *flyer;
    const struct jy_qr *qr;
    bool draw; /**< else only measured */
    bool tags;
    double left_pt, width_pt;
    struct jy_sheet_sizes sizes;
};

struct jy_type jy_sheet_type(const struct jy_sheet *s, double size_pt, bool bold, uint32_t rgb);
/** Small print: sources and notes. */
struct jy_type jy_sheet_small(const struct jy_sheet *s);
struct jy_type jy_sheet_balanced(struct jy_type type);
void jy_sheet_tag_begin(const struct jy_sheet *s, const char *name, const char *attributes);
void jy_sheet_tag_end(const struct jy_sheet *s, const char *name);
/** A text as one structure element; returns its height. */
double jy_sheet_put(const struct jy_sheet *s, const char *tag, const char *text, double x_pt,
                    double y_pt, double width_pt, struct jy_type type);
/** Room for a text. */
struct jy_room {
    double x_pt, y_pt, width_pt, height_pt;
};
/** The same in a room, shrinking to min_pt. */
double jy_sheet_put_within(const struct jy_sheet *s, const char *tag, const char *text,
                           struct jy_room room, struct jy_type type, double min_pt);
void jy_sheet_fill(const struct jy_sheet *s, uint32_t rgb, double x_pt, double y_pt,
                   double width_pt, double height_pt);
/** White on black, in a box as wide as the text. */
void jy_sheet_flag(const struct jy_sheet *s, const char *text, double x_pt, double y_pt,
                   double size_pt);

/* flyer_blocks.c, flyer_sender.c, flyer_table.c */

double jy_block_head(const struct jy_sheet *s, double y_pt);
double jy_block_steps(const struct jy_sheet *s, double y_pt);
void jy_block_maps(const struct jy_sheet *s, double y_pt, double height_pt);
/** The legend in one or more lines. */
double jy_block_keys(const struct jy_sheet *s, double y_pt);
/** Figures, counts or notes; beside them is room for the call to act. */
double jy_block_row(const struct jy_sheet *s, double y_pt);
/** The call to act, @p height_pt high; returns how high it is at least. */
double jy_block_action(const struct jy_sheet *s, double y_pt, double height_pt);
/** Lines to compare, under the figures. flyer_table.c */
double jy_block_table(const struct jy_sheet *s, double y_pt);
double jy_block_notes(const struct jy_sheet *s, double y_pt);
/** Who hands the sheet out, or an empty box to write or stamp in. */
double jy_block_sender(const struct jy_sheet *s, double y_pt);
double jy_block_messages(const struct jy_sheet *s, double y_pt, double height_pt);
double jy_block_foot(const struct jy_sheet *s, double y_pt);
