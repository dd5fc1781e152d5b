/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Text on a sheet: wrapped, measured, shrunk to fit; with ruby where a text holds {漢字|かんじ}
 * (docs/i18n.md). Real text in PDF, by pangocairo.
 *
 * Lines break by JIS X 4051 (no closing mark at a beginning, no opening one at an end); Korean and
 * やさしい日本語, which are written with spaces, break at them. Ruby is half its base, at least 5.5
 * pt.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <cairo.h>

#include "src/domain/lang.h"
#include "src/render/text_measures.h"

/** How a text is set. */
struct jy_type {
    enum jy_lang lang;
    double size_pt;
    bool bold;
    uint32_t rgb;       /**< 0xRRGGBB */
    double line_height; /**< times the size; ruby lines take more by themselves */
    bool right;         /**< set flush right */
    bool close;         /**< lines without ruby stay close in a text that has some: small print */
    struct jy_text_measures *measures; /**< what was measured before; NULL: all is measured anew */
    bool balance; /**< lines of like length, as few as needed: headlines and labels */
};

/** Height of @p text in a column @p width_pt wide. */
double jy_sheet_text_height(cairo_t *cr, const char *text, double width_pt,
                            const struct jy_type *type);
/** Sets @p text with its upper left corner at (@p x_pt, @p y_pt); returns its height. */
double jy_sheet_text_draw(cairo_t *cr, const char *text, double x_pt, double y_pt, double width_pt,
                          const struct jy_type *type);
/** The same without the readings over it: a text that can be searched and copied in one piece. */
double jy_sheet_text_draw_bases(cairo_t *cr, const char *text, double x_pt, double y_pt,
                                double width_pt, const struct jy_type *type);
/** The readings alone. */
void jy_sheet_text_draw_readings(cairo_t *cr, const char *text, double x_pt, double y_pt,
                                 double width_pt, const struct jy_type *type);
/**
 * The largest size not above type->size_pt and not below @p min_pt at which @p text is at most
 * @p height_pt high; *fits says whether even the smallest is.
 */
double jy_sheet_text_fit(cairo_t *cr, const char *text, double width_pt, double height_pt,
                         const struct jy_type *type, double min_pt, bool *fits);
/** From the top of @p text to the baseline of its first line. */
double jy_sheet_text_baseline(cairo_t *cr, const char *text, const struct jy_type *type);
/** Width of the widest line of @p text when nothing wraps it. */
double jy_sheet_text_width(cairo_t *cr, const char *text, const struct jy_type *type);
