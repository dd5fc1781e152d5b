/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Property sheets for a table of properties, on all cores, into one ZIP. Rows that cannot be used
 * are reported by their line; the others are made all the same. The archive ends with a table of
 * what became of each row.
 */
#pragma once
#include "src/domain/i18n.h"
#include "src/snapshot/flyers.h"

/** Rows of one table; memory is bounded by them (about 1 KiB each) and by a few sheets a thread. */
#define JY_SHEETS_ROWS_MAX 5000

struct jy_sheets_order {
    const char *csv_path; /**< UTF-8 (with or without BOM), CP932 or UTF-16; docs/operations.md */
    enum jy_lang lang;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
    bool bleed;
    const char *from_place;        /**< where ways begin unless a row says; NULL: nearest station */
    struct jy_flyer_sender sender; /**< on every sheet */
    const char *base_url;
    int threads;     /**< 0: as many as cores */
    size_t rows_max; /**< 0: JY_SHEETS_ROWS_MAX */
};

/** Something to say about a row. */
struct jy_sheets_note {
    long line;   /**< of the file */
    bool failed; /**< no sheet; else there is one, with this remark */
    const char *name, *text;
};

/**
 * After each row, in their order, from one thread at a time; @p note NULL when there is nothing to
 * say. False ends the work: JY_EBUSY.
 */
typedef bool (*jy_sheets_watch)(size_t done, size_t total, const struct jy_sheets_note *note,
                                void *ctx);

struct jy_sheets_summary {
    size_t rows, made, failed;
    uint64_t bytes;
    double seconds;
};

/** Where the sheets go, and who hears of it. */
struct jy_sheets_target {
    const char *zip_path;
    bool force; /**< over a file that is there */
    jy_sheets_watch watch;
    void *ctx; /**< of watch */
};

/**
 * Makes target->zip_path. The same table, order and registry give the same bytes.
 *
 * @return JY_EINVALID for a table without a column of places, without rows or with too many, or of
 *         which no row could be used (no file is left then)
 */
JY_MUST_CHECK enum jy_code jy_sheets_make(const struct jy_snapshot *snapshot,
                                          const struct jy_i18n *i18n,
                                          const struct jy_sheets_order *order,
                                          const struct jy_sheets_target *target,
                                          struct jy_sheets_summary *out, struct jy_error *err);

/** The first lines of such a table, to fill in: header and two rows; UTF-8 without BOM. */
void jy_sheets_template(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_buf *out);
