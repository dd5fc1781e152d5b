/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Which cells of a table of counts the public does not see: small counts, and enough others that no
 * small one can be worked out from the sums that are shown.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** value[cells[0]] = value[cells[1]] + ... + value[cells[n - 1]]. */
struct jy_table_sum {
    size_t n;
    const size_t *cells;
};

/**
 * Sets hidden[n] (0 or 1).
 *
 * Primary: counts of 1 to below - 1, except where @p open is 1 (totals of the whole city).
 * Complementary, when wanted: in every sum the hidden cells are none, or two or more that are not
 * all equal (so that any two may be exchanged); and no hidden cell follows from all the sums
 * together (linear elimination). What is hidden besides is the smallest count of the sum that
 * is not 0; zeros only when nothing else is left, an open cell last.
 *
 * Cost: elimination O(rows^2 * hidden cells) in the worst case, nothing when no count is small.
 */
void jy_suppress(size_t n, const int64_t *value, const uint8_t *open, size_t n_sums,
                 const struct jy_table_sum *sums, int below, bool complementary, uint8_t *hidden);

/** A hidden cell that the sums give away, or SIZE_MAX: what jy_suppress() makes sure of. */
size_t jy_suppress_revealed(size_t n, size_t n_sums, const struct jy_table_sum *sums,
                            const uint8_t *hidden);
