/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The sheet of one district, filled from a snapshot: what is lit, where one may ask, and this
 * year's figures.
 */
#pragma once
#include "src/domain/i18n.h"
#include "src/render/flyer.h"
#include "src/snapshot/snapshot.h"

/**
 * Fills @p out with texts in @p arena (which must outlive it).
 *
 * @param district  index of snapshot->lighting->districts, or JY_NO_DISTRICT for the whole city
 * @param base_url  where the service is reached, without a slash at the end: goes into the QR code
 * @return JY_EINVALID when there is nothing to draw (no area, no road, no light)
 */
JY_MUST_CHECK enum jy_code jy_district_flyer(const struct jy_snapshot *snapshot,
                                             const struct jy_i18n *i18n, uint16_t district,
                                             enum jy_lang lang, const char *base_url,
                                             struct jy_arena *arena, struct jy_flyer *out,
                                             struct jy_error *err);

/** What a year's table says of one offence: the district's cases and those of the whole table. */
struct jy_offence_count {
    int year;               /**< 0: no table */
    int64_t district, city; /**< -1 unknown */
    bool hidden;            /**< the district's is withheld from the public */
    const struct jy_source *source;
};

/** The newest year that counts @p offence by chome or district, as the zones count it. */
void jy_offence_in_district(const struct jy_snapshot *snapshot, const char *offence,
                            uint16_t district, struct jy_offence_count *out);
