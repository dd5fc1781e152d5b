/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Which cells of a table of counts the public does not see: small counts, and enough others that no
 * small one can be narrowed down from the totals that are shown. Reasoning:
 * docs/methods/privacy.md.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Of a cell. */
enum jy_cell_kind {
    JY_CELL_SHOWN,  /**< shown unless it is hidden here */
    JY_CELL_OPEN,   /**< shown whatever it counts: published elsewhere already */
    JY_CELL_UNSEEN, /**< never shown: a remainder, with its count */
    JY_CELL_NONE    /**< not in any table: nothing is known of it, nothing follows from it */
};

/**
 * Counts by offence (rows) and place (columns), value[row * n_cols + col]. Both form trees: a row
 * is the sum of the rows whose parent it is, a column that of its columns. Rows without a parent
 * are bound by nothing. Columns of one group add up to a total that is shown; a column and its
 * parent are of different groups.
 */
struct jy_suppress_table {
    size_t n_rows, n_cols;
    const int64_t *value;                  /**< >= 0; of a JY_CELL_NONE anything */
    const uint8_t *kind;                   /**< enum jy_cell_kind */
    const size_t *row_parent, *col_parent; /**< index, or SIZE_MAX */
    const uint8_t *col_group;              /**< of each column: the level it belongs to */
};

/**
 * Sets hidden[n_rows * n_cols] (0 or 1).
 *
 * Primary: shown counts of 1 to @p below - 1. Complementary, when wanted: for each of those, other
 * cells are hidden until there are tables of non-negative whole counts that fit every sum and every
 * cell left to be seen, in which it is 1, and in which it is @p below. It may then be any count
 * between. Such a table is made by moving counts between two places and two offences (one offence,
 * where nothing binds it); what is hidden is the cheapest such move: cells hidden already, then
 * small counts, then zeros, and totals last. Open cells and shown totals stay: what follows from
 * those alone cannot be kept.
 *
 * Returns how many small counts could not be protected all the way.
 * Cost: about 50,000 steps a small count for 41 places and 40 offences. Deterministic.
 */
size_t jy_suppress(const struct jy_suppress_table *table, int below, bool complementary,
                   uint8_t *hidden);
