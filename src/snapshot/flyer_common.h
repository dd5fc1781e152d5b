/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the fillings of all sheets share. Used by flyer_*.c only.
 */
#pragma once
#include "src/domain/i18n.h"
#include "src/snapshot/flyers.h"

/** A sheet being filled; texts live in the arena. */
struct jy_filling {
    const struct jy_snapshot *snapshot;
    const struct jy_i18n *i18n;
    const struct jy_flyer_wish *wish;
    enum jy_lang lang;
    struct jy_arena *arena;
    uint16_t district;         /**< of lighting->districts, or JY_NO_DISTRICT */
    const char *city_name;     /**< in the sheet's language, with ruby */
    const char *district_name; /**< the city's when there is no district */
    const char *query;         /**< "?district=…", or "" */
};

/** The text of a key with up to six values, given as name, text pairs ended by NULL; {city} and
 * {district} are always known. */
__attribute__((sentinel)) const char *jy_fill_say(const struct jy_filling *f, const char *key, ...);
const char *jy_fill_number(const struct jy_filling *f, double value, int decimals);
const char *jy_fill_count(const struct jy_filling *f, size_t n);

enum { JY_OF_LIGHTS = 1, JY_OF_ROADS = 2, JY_OF_CAMERAS = 4 };
struct jy_sheet_sources {
    const char *names; /**< credits or files, each once; "sample data" where they are generated */
    const char *date;  /**< of the data; from the oldest to the newest when they differ */
};
/** All sources that the rows of @p layers (JY_OF_…) were read from. O(rows). */
struct jy_sheet_sources jy_fill_sources(const struct jy_filling *f, unsigned layers);
/** Credit or file of a source, "sample data" where it is generated; NULL is unknown. */
const char *jy_fill_source_name(const struct jy_filling *f, const struct jy_source *source);
/** Its date, else the day it was imported, else a dash. */
const char *jy_fill_source_date(const struct jy_filling *f, const struct jy_source *source);
/** Name of an offence by the taxonomy. */
const char *jy_fill_offence(const struct jy_filling *f, const char *code);
/** Name of a district of the lighting in the sheet's language. */
const char *jy_fill_district(const struct jy_filling *f, uint16_t district);

/** Lights of a district (or all) that are in service, and all that are registered. */
void jy_fill_count_lights(const struct jy_filling *f, size_t *out_in_service, size_t *out_all);
/** Cameras in service of a district (JY_NO_DISTRICT: all). */
size_t jy_fill_count_cameras(const struct jy_filling *f, uint16_t district);
/** Is a camera there and running, as far as one knows? */
bool jy_fill_camera_runs(const struct jy_camera *camera);
/** Are cameras shown to the public at all? */
bool jy_fill_cameras_public(const struct jy_filling *f);

/** The map of the district, or of the city. */
JY_MUST_CHECK enum jy_code jy_fill_map(const struct jy_filling *f, struct jy_flyer *out,
                                       struct jy_error *err);
void jy_fill_key(struct jy_flyer *out, const char *label, int sign);

/** Room for who hands the sheet out, and what is known of them. */
JY_MUST_CHECK enum jy_code jy_fill_sender(const struct jy_filling *f, struct jy_flyer *out,
                                          struct jy_error *err);

/** What the property is called. */
JY_MUST_CHECK enum jy_code jy_fill_subject(const struct jy_filling *f, struct jy_flyer *out,
                                           struct jy_error *err);

/** The line above the headline and the title: city, district, kind of sheet; in
 * the title before them what the property is called. */
void jy_fill_head(const struct jy_filling *f, const char *kind_key, struct jy_flyer *out);
/** Standing messages, sample mark, time; then the foot with owner and edition, which hashes all
 * that is printed: call it last. */
void jy_fill_end(const struct jy_filling *f, enum jy_duty owner, struct jy_flyer *out);

/* The templates. */
enum jy_code jy_fill_district_sheet(struct jy_filling *f, struct jy_flyer *out,
                                    struct jy_error *err);
enum jy_code jy_fill_request_sheet(struct jy_filling *f, struct jy_flyer *out,
                                   struct jy_error *err);
enum jy_code jy_fill_cameras_sheet(struct jy_filling *f, struct jy_flyer *out,
                                   struct jy_error *err);
enum jy_code jy_fill_property_sheet(struct jy_filling *f, struct jy_flyer *out,
                                    struct jy_error *err);
