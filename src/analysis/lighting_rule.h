/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A rule pack as the limits of every edge of the network. Used by lighting.c, and by what makes
 * states of its own.
 */
#pragma once
#include "src/analysis/lighting.h"

/** Owns the arrays that its rule points to. */
struct jy_edge_rule {
    double *edge_spacing_m, *edge_reach_m;
    uint8_t *node_starts;
    struct gis_lighting_rule rule;
};

/**
 * What the pack of l->data says of each edge of l->network (both must be there); a number for
 * @p spacing_m instead of NaN puts one spacing in place of the whole pack. O(edges).
 */
void jy_edge_rule_init(const struct jy_lighting *l, double spacing_m, struct jy_edge_rule *out);
void jy_edge_rule_done(struct jy_edge_rule *rule);

/** What some metres of a gap are judged by. */
struct jy_gap_clause {
    double spacing_m, reach_m;
    size_t band; /**< jy_rule_pack_band() of their roads */
    double uncovered_m;
};
/** The clauses a gap is judged by, that of its darkest point first, then as the gap runs; at most
 * @p max are written, metres of others are left out. Returns how many. O(pieces of the gap). */
size_t jy_gap_clauses(const struct jy_lighting *l, const struct jy_gap *gap, size_t max,
                      struct jy_gap_clause *out);
