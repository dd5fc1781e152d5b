/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * `joyato flyer DB property --csv FILE --out ZIP`: the command's second half.
 */
#pragma once
#include "src/jobs/sheets.h"

struct cli_flyer_table {
    const char *db;
    struct jy_sheets_order order; /**< its logo is read from logo_path */
    const char *logo_path;        /**< NULL none */
    const char *out_path;
    bool force;
    const char *progress; /**< bar, json, none; NULL: bar on a terminal */
};

/** Exit code. Limits itself first (jy_confine): the table may be a stranger's. */
int cli_flyer_table(const char *command, const struct cli_flyer_table *table);
