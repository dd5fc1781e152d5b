/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A work order (作業票) as PDF: a first page with all places on one map, then every place with a
 * map of its own and a table of facts. Texts come finished, in one language, with ruby where they
 * have it.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/domain/lang.h"
#include "src/render/map.h"

struct jy_work_row {
    const char *label, *text;
};

#define JY_WORK_ROWS_MAX 10

struct jy_work_item {
    const char *mark;  /**< on the map: "3" */
    const char *title; /**< "No. 3: Nakacho" */
    const char *why;
    struct gis_lonlat at;
    size_t n_rows;
    struct jy_work_row rows[JY_WORK_ROWS_MAX];
};

struct jy_work_order {
    enum jy_lang lang;
    const char *title; /**< heading, and title of the document */
    const char *lead, *leaves;
    const char *foot;
    const char *sample;  /**< 「サンプルデータ」, or NULL */
    const char *created; /**< ISO 8601 UTC, written into the PDF */
    const struct jy_scene *scene;
    size_t n_items;
    const struct jy_work_item *items;
};

/** Appends the PDF, three places a page. Same content, same bytes. */
JY_MUST_CHECK enum jy_code jy_work_order_render(struct jy_render_worker *worker,
                                                const struct jy_work_order *order,
                                                struct jy_buf *out, struct jy_error *err);
