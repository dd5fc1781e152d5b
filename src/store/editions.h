/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Issued sheets: their bytes as they were printed, the print runs, how often sheets were fetched.
 * An edition never changes once it is stored (docs/adr/0011).
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/store/store.h"

/** What an edition is an edition of; borrowed texts. */
struct jy_edition_key {
    const char *template, *language;
    const char *size;  /**< "a4", "a5", with "-bleed" */
    const char *place; /**< id of a district, "LON,LAT", or "" for the whole city */
    int year;          /**< fiscal */
};

struct jy_edition {
    int64_t id; /**< given when stored */
    struct jy_edition_key key;
    int version;       /**< 1, 2 … of its key */
    const char *owner; /**< id of a department; "" none */
    const char *content_hash;
    int64_t data_version;
    const char *created_at; /**< timestamp UTC */
    const char *sha256;     /**< of the bytes; given when stored */
    int64_t bytes, copies;  /**< its length; printed so far */
};

/** Is there one with this content? Then *out_id is its id and *out_version its own; else 0 and the
 * version the next one gets. */
JY_MUST_CHECK enum jy_code jy_store_edition_find(struct jy_store *store,
                                                 const struct jy_edition_key *key,
                                                 const char *content_hash, int64_t *out_id,
                                                 int *out_version, struct jy_error *err);

/**
 * Stores an edition with its bytes; id, sha256 and the counts of @p edition are ignored.
 *
 * @return JY_ECONFLICT when its key has this version already, JY_EINVALID for no bytes
 */
JY_MUST_CHECK enum jy_code jy_store_edition_add(struct jy_store *store,
                                                const struct jy_edition *edition, const void *pdf,
                                                size_t n, int64_t *out_id, struct jy_error *err);

typedef enum jy_code (*jy_edition_fn)(const struct jy_edition *edition, void *ctx,
                                      struct jy_error *err);
/** All editions, newest first, texts borrowed until the next. Stops at the first error of @p fn. */
JY_MUST_CHECK enum jy_code jy_store_edition_each(struct jy_store *store, jy_edition_fn fn,
                                                 void *ctx, struct jy_error *err);
/** One of them; JY_ENOTFOUND. */
JY_MUST_CHECK enum jy_code jy_store_edition_get(struct jy_store *store, int64_t id,
                                                jy_edition_fn fn, void *ctx, struct jy_error *err);
/** Its bytes, appended, as they were stored (JY_EIO when they no longer are); JY_ENOTFOUND. */
JY_MUST_CHECK enum jy_code jy_store_edition_pdf(struct jy_store *store, int64_t id,
                                                struct jy_buf *out, struct jy_error *err);

struct jy_print_run {
    int64_t id, edition_id;
    struct jy_date printed_on;
    int fiscal_year;
    const char *budget; /**< id of a budget line of the profile; NULL none */
    int64_t copies, cost_yen;
    const char *vendor; /**< a note; NULL none */
};
#define JY_PRINT_COPIES_MAX 10000000
#define JY_PRINT_YEN_MAX    1000000000
#define JY_PRINT_VENDOR_MAX 200 /**< characters */

/** JY_EINVALID for a date, number or note out of range; JY_ENOTFOUND for no such edition. */
JY_MUST_CHECK enum jy_code jy_store_print_run_add(struct jy_store *store,
                                                  const struct jy_print_run *run, int64_t *out_id,
                                                  struct jy_error *err);
typedef enum jy_code (*jy_print_run_fn)(const struct jy_print_run *run, void *ctx,
                                        struct jy_error *err);
/** All print runs in the order of their days. */
JY_MUST_CHECK enum jy_code jy_store_print_run_each(struct jy_store *store, jy_print_run_fn fn,
                                                   void *ctx, struct jy_error *err);
/** Yen spent on a budget line in a fiscal year. */
JY_MUST_CHECK enum jy_code jy_store_print_spent(struct jy_store *store, const char *budget,
                                                int fiscal_year, int64_t *out_yen,
                                                struct jy_error *err);

struct jy_downloads {
    const char *template, *language, *format, *day;
    int64_t count;
};
/** Adds to the count of the day. */
JY_MUST_CHECK enum jy_code
jy_store_download_add(struct jy_store *store, const struct jy_downloads *add, struct jy_error *err);
typedef enum jy_code (*jy_downloads_fn)(const struct jy_downloads *row, void *ctx,
                                        struct jy_error *err);
/** All counts by day, template, language and format. */
JY_MUST_CHECK enum jy_code jy_store_download_each(struct jy_store *store, jy_downloads_fn fn,
                                                  void *ctx, struct jy_error *err);
