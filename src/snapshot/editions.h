/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Issuing sheets: what is printed is stored, byte by byte, with its year, version and owner
 * (docs/adr/0011); and what printing may still cost.
 */
#pragma once
#include "src/snapshot/flyers.h"
#include "src/store/editions.h"

/** What is to be issued. */
struct jy_edition_wish {
    struct jy_flyer_wish sheet; /**< its version is ignored; year 0 is the fiscal year of today */
    enum jy_flyer_size size;    /**< A4 or A5 */
    bool bleed;
};

struct jy_issued {
    int64_t id;
    int version;
    bool is_new; /**< false: the same content was issued before, and that edition is meant */
};

/**
 * Issues the sheet of @p wish as PDF: fills it, gives it the next version of its year, draws it and
 * stores it. The same content is issued once.
 *
 * @param store  open for writing, of the same registry as @p snapshot
 */
JY_MUST_CHECK enum jy_code jy_edition_issue(struct jy_store *store,
                                            const struct jy_snapshot *snapshot,
                                            const struct jy_i18n *i18n,
                                            const struct jy_edition_wish *wish,
                                            struct jy_issued *out, struct jy_error *err);

/** A budget line for printing, and what is left of it. */
struct jy_print_budget {
    const struct jy_budget *line; /**< of the profile; NULL: it has none for that department */
    int fiscal_year;              /**< asked for; the line may be of an earlier year */
    int64_t spent_yen, left_yen;  /**< of that fiscal year; left may be negative */
};

/**
 * The line that sheets of @p department are paid from in @p fiscal_year: of its lines whose id
 * begins with "flyer", the one named @p id (NULL: the first) of the newest year not after it.
 */
JY_MUST_CHECK enum jy_code jy_print_budget_find(struct jy_store *store, const struct jy_city *city,
                                                const char *department, const char *id,
                                                int fiscal_year, struct jy_print_budget *out,
                                                struct jy_error *err);
