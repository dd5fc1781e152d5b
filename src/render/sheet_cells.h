/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A text with ruby in pieces that no line break may cut, and those in lines (JIS X 4051). Used by
 * sheet_text.c only.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* A piece that no line break may cut: a character, a word, or a base with its reading. */
struct jy_text_cell {
    const char *base, *ruby; /* ruby NULL: none */
    size_t base_len, ruby_len;
    double width_pt, ruby_width_pt;
    bool space;
};

struct jy_text_cells {
    struct jy_text_cell *items;
    size_t n, cap;
};

/** Appends the pieces of @p text, whose bytes they borrow; widths are the caller's to measure. The
 * items are the caller's to free. */
void jy_text_cells_split(const char *text, struct jy_text_cells *cells);
/** One past the last piece of the line that begins at *first, whose leading spaces are skipped. */
size_t jy_text_cells_next_line(const struct jy_text_cells *cells, size_t *first, double width_pt,
                               double size_pt);
int jy_text_cells_count_lines(const struct jy_text_cells *cells, double width_pt, double size_pt);
bool jy_text_cells_have_ruby(const struct jy_text_cells *cells, size_t first, size_t end);
