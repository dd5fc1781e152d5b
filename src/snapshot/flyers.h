/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Sheets to hand out, filled from a snapshot: one call for every template.
 */
#pragma once
#include "src/domain/i18n.h"
#include "src/render/flyer.h"
#include "src/snapshot/snapshot.h"

#define JY_FLYER_TEMPLATE_LIST(X)    \
    X(JY_FLYER_DISTRICT, "district") \
    X(JY_FLYER_REQUEST, "request")   \
    X(JY_FLYER_CAMERAS, "cameras")   \
    X(JY_FLYER_PROPERTY, "property")
#define X(name, text) name,
/** district: a year in figures; request: how to ask for a light; cameras: how many, and the rules;
 * property: around a point, for agents. */
enum jy_flyer_template { JY_FLYER_TEMPLATE_LIST(X) JY_FLYER_TEMPLATES };
#undef X
const char *jy_flyer_template_text(enum jy_flyer_template template);
/** False leaves *out untouched. */
bool jy_flyer_template_parse(const char *text, enum jy_flyer_template *out);

struct jy_flyer_wish {
    enum jy_flyer_template template;
    enum jy_lang lang;
    const char *district;            /**< id or name; NULL: the whole city. Not for a property */
    struct gis_lonlat at;            /**< of a property; valid */
    const char *from_place;          /**< where its way begins; NULL: the nearest station */
    struct jy_flyer_subject subject; /**< what a property is called; any part may be missing */
    int year, version; /**< of an issued edition; 0: made from live data, named by its day */
    struct jy_flyer_sender sender; /**< of a property: whose sheet it is; any part may be missing */
    const char *base_url;          /**< where the service is reached, without a slash at the end */
};

/**
 * Fills @p out with texts in @p arena (which must outlive it, as must @p wish and the snapshot).
 *
 * @return JY_ENOTFOUND for an unknown district or place, or a property far from every road;
 *         JY_EINVALID when there is nothing to draw (no area, no road, no light), or for a sender
 *         that jy_flyer_sender_check() refuses, or a subject that jy_flyer_subject_check() does
 *
 * Cost: O(lights + roads); a property also two searches over the network.
 */
JY_MUST_CHECK enum jy_code jy_flyer_fill(const struct jy_snapshot *snapshot,
                                         const struct jy_i18n *i18n,
                                         const struct jy_flyer_wish *wish, struct jy_arena *arena,
                                         struct jy_flyer *out, struct jy_error *err);

/**
 * Is what someone gave as their name and contact fit to be printed? UTF-8 without control
 * characters (but for line ends in the contact), within JY_SENDER_NAME_MAX, _CONTACT_MAX and
 * _LINES_MAX, a logo within JY_PICTURE_MAX_PX. JY_EINVALID says which part and why.
 */
JY_MUST_CHECK enum jy_code jy_flyer_sender_check(const struct jy_flyer_sender *sender,
                                                 struct jy_error *err);

/** The same of a property's name and address: one line each, within JY_SUBJECT_TITLE_MAX and
 * _ADDRESS_MAX. The message begins with "title" or "address". */
JY_MUST_CHECK enum jy_code jy_flyer_subject_check(const struct jy_flyer_subject *subject,
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
