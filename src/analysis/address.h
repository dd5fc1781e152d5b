/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Address search without outside service: districts, chome, places and roads of the registry by how
 * they are written and how they sound (docs/methods/search.md). Built once from a state of the
 * registry, read-only afterwards: any number of threads.
 */
#pragma once
#include "src/analysis/city_data.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

struct jy_addresses;

#define JY_ADDRESS_REST_SIZE 40

/** One thing found. Strings are those of the data. */
struct jy_address_hit {
    int64_t id;
    enum jy_layer layer;
    int chome;                         /**< its number, 0 none */
    const char *name;                  /**< as the registry writes it */
    const char *name_kana, *name_en;   /**< NULL unknown */
    const struct jy_area *area;        /**< a district, chome or boundary; else NULL */
    const struct jy_place *place;      /**< else NULL */
    const struct jy_road *road;        /**< else NULL */
    const struct jy_district *profile; /**< what the profile says of its district; NULL nothing */
    struct gis_lonlat at; /**< where its name stands; of a road, one of its own points */
    double cost; /**< 0: exactly this; below JY_ADDRESS_SURE: no letter had to be guessed */
    char
        rest[JY_ADDRESS_REST_SIZE]; /**< numbers asked for that it does not know: "5-12"; "" none */
};

/** A hit above this has letters that were typed otherwise. */
#define JY_ADDRESS_SURE 0.9

/** Keeps pointers into @p data. O(names); about 1 KiB a name. */
struct jy_addresses *jy_addresses_new(const struct jy_city_data *data);
/** NULL is allowed. */
void jy_addresses_free(struct jy_addresses *addresses);

/**
 * The @p limit best for @p text, best first; returns how many. Roads of one name count once. When
 * something is sure, what is not is left out. Block and house numbers are not in the registry: of
 * 東和泉3-5-12 the answer is the chome, with "5-12" in rest.
 *
 * Cost: O(names), 10,000 names about 1 ms.
 */
size_t jy_addresses_find(const struct jy_addresses *addresses, const char *text, size_t limit,
                         struct jy_address_hit *out);

#define JY_ADDRESS_HITS_MAX 50

/** Appends its name in @p lang, ja-easy with ruby (docs/i18n.md); returns the text of @p out. */
const char *jy_address_name(const struct jy_address_hit *hit, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct jy_buf *out);

/** Writes {"results":[{layer, id, name, local_name, detail, at, sure, not_located?, note?}]}; at
 * most JY_ADDRESS_HITS_MAX. */
void jy_addresses_write(const struct jy_addresses *addresses, const char *text, size_t limit,
                        const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json);
