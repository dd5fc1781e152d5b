/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Streaming reads: one callback per row, in ascending id. The struct and its strings live until the
 * callback returns. A callback that returns anything but JY_OK stops the reading, and that is the
 * result (with the error it filled).
 */
#pragma once
#include "src/store/store.h"

/** Rows as they were at the end of that day; year 0: as they are now. */
struct jy_as_of {
    struct jy_date day;
};
#define JY_NOW ((struct jy_as_of){{0, 0, 0}})

/** Only rows whose bounding box touches the box (degrees), areas without geometry by their label;
 * NULL: all. */
struct jy_box {
    double west_deg, south_deg, east_deg, north_deg;
};

#define JY_STORE_EACH(name, type)                                                   \
    typedef enum jy_code (*jy_##name##_fn)(const struct type *row, void *ctx,       \
                                           struct jy_error *err);                   \
    JY_MUST_CHECK enum jy_code jy_store_##name##_each(                              \
        struct jy_store *store, struct jy_as_of as_of, const struct jy_box *box,    \
        jy_##name##_fn fn, void *ctx, struct jy_error *err);                        \
    /* The one row of that id (removed or not); JY_ENOTFOUND when there is none. */ \
    JY_MUST_CHECK enum jy_code jy_store_##name##_get(                               \
        struct jy_store *store, int64_t id, jy_##name##_fn fn, void *ctx, struct jy_error *err);

JY_STORE_EACH(light, jy_light)   /* removed lights are left out; as_of applies */
JY_STORE_EACH(camera, jy_camera) /* the same */
JY_STORE_EACH(pole, jy_pole)
JY_STORE_EACH(road, jy_road)
JY_STORE_EACH(area, jy_area) /* of every kind: look at row->kind */
JY_STORE_EACH(crime_count, jy_crime_count)
JY_STORE_EACH(crime_incident, jy_crime_incident)
JY_STORE_EACH(population, jy_population)
JY_STORE_EACH(place, jy_place)
JY_STORE_EACH(request, jy_request)
/** The request of that token, or no call at all. */
JY_MUST_CHECK enum jy_code jy_store_request_by_token(struct jy_store *store, const char *token,
                                                     jy_request_fn fn, void *ctx,
                                                     struct jy_error *err);
JY_STORE_EACH(source, jy_source) /* box and as_of are ignored */

/** The request of a status link's token or of a receipt number; JY_ENOTFOUND when there is none. */
JY_MUST_CHECK enum jy_code jy_store_request_find(struct jy_store *store,
                                                 const char *token_or_receipt, jy_request_fn fn,
                                                 void *ctx, struct jy_error *err);

/** Rows of a layer as of now (removed ones not counted). */
JY_MUST_CHECK enum jy_code jy_store_count(struct jy_store *store, enum jy_layer layer, int64_t *out,
                                          struct jy_error *err);
