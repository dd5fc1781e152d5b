/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the network knows of a private road: does one get through, and how deep is it?
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/buf.h"
#include "src/domain/i18n.h"

/** Is the road of this edge private, or a way that nobody judges (a yard, a driveway)? */
bool jy_edge_private(const struct jy_lighting *l, uint32_t edge);

/**
 * The private road that an edge belongs to, with all private edges connected to it. Both ends on
 * public roads: they touch public ways at two places or more. A dead end is as deep as its farthest
 * point from the public road. What cannot be told (no public road touched, an estate of more than
 * 200 edges) is unknown. The width is that of the edge's own road, households are those recorded of
 * all its roads.
 */
struct jy_private_road jy_private_road_at(const struct jy_lighting *l, uint32_t edge);

/** Appends one condition in words: "2.7 m wide or more". */
void jy_private_check_text(const struct jy_private_check *check, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_buf *out);
/** Appends those that came out as @p verdict, as a list; nothing when there are none. */
void jy_private_checks_text(size_t n, const struct jy_private_check *checks,
                            enum jy_verdict verdict, const struct jy_i18n *i18n, enum jy_lang lang,
                            struct jy_buf *out);
