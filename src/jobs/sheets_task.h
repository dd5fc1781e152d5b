/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The job that makes a ZIP of sheets: this program again as a limited, low-priority child
 * (`flyer DB property --csv`), so that others' bytes are read apart and its memory goes with it.
 */
#pragma once
#include "src/domain/lang.h"
#include "src/jobs/jobs.h"
#include "src/render/flyer.h"

struct jy_sheets_task {
    enum jy_lang lang;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
    const char *from_place, *agency, *contact; /**< NULL: none */
    const char *logo_path;                     /**< a PNG of ours; NULL none */
    const char *base_url;
};

/** The order as text, for jy_jobs_add(); the caller's. */
char *jy_sheets_task_order(const struct jy_sheets_task *job);

/** Language and format of an order; false, with both untouched, where it is none. */
bool jy_sheets_task_form(const char *order, enum jy_lang *out_lang,
                         enum jy_flyer_format *out_format);

/** jy_task_run; @p ctx is the registry's path (const char *). */
enum jy_code jy_sheets_task_run(struct jy_task *job, void *ctx, struct jy_error *err);
