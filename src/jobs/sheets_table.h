/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The table of properties: read, and each row's place found. Used by sheets.c only.
 */
#pragma once
#include "src/base/arena.h"
#include "src/jobs/sheets.h"

struct jy_sheets_row {
    long line;
    const char *name, *address, *lon, *lat, *from; /**< as written; NULL: empty or no such column */
    const char *problem;                           /**< the reader's; NULL none */
};

struct jy_sheets_table {
    struct jy_arena arena;
    struct jy_sheets_row *rows;
    size_t n, cap, max;
    bool has_place; /**< a column of addresses, or of both coordinates */
};

JY_MUST_CHECK enum jy_code jy_sheets_table_read(const char *path, size_t max,
                                                struct jy_sheets_table *out, struct jy_error *err);
void jy_sheets_table_done(struct jy_sheets_table *table);

/** Where a row's property is. */
struct jy_sheets_place {
    struct gis_lonlat at;
    const char *from;    /**< name of the place where the way begins; NULL: the nearest station */
    const char *problem; /**< in the order's language, why there is none; NULL: there is one */
    const char *remark;  /**< what was repaired or is not exact; NULL nothing */
};

/** Texts live in @p arena. */
void jy_sheets_place_find(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                          const struct jy_sheets_order *order, const struct jy_sheets_row *row,
                          struct jy_arena *arena, struct jy_sheets_place *out);

/** The text of a key of the catalogue "sheets." with one value; NULL names none. */
const char *jy_sheets_say(const struct jy_i18n *i18n, enum jy_lang lang, struct jy_arena *arena,
                          const char *key, const char *name, const char *text);
