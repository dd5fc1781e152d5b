/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Rows of lights and cameras as they were. An event keeps the whole row from before it as JSON; the
 * state on a day is the "old" of the first event after that day, else the row itself. A row is
 * there from its `installed` date (unknown: from `since`, the date of the data it first came with)
 * until `removed`. Inside src/store only.
 */
#pragma once
#include "src/base/arena.h"
#include "src/store/table.h"

/** Writes @p row as it is stored (unknown fields left out) to @p json. */
void jy_history_encode(const struct jy_table *t, const void *row, struct jy_buf *out);

/** Overwrites @p row with an event's JSON; strings live in @p arena. */
JY_MUST_CHECK enum jy_code jy_history_decode(const struct jy_table *t, const char *json,
                                             struct jy_arena *arena, void *row,
                                             struct jy_error *err);

/** From when and until when a row says that its light or camera stands; ISO dates, whole or cut. */
struct jy_history_span {
    bool has_from, has_until;
    char from[JY_DATE_TEXT_SIZE];
    char until[JY_DATE_TEXT_SIZE]; /**< no more from that day on; "": never */
};
/** @p since (may be NULL) counts where the row has no day of installation. */
void jy_history_span(const struct jy_table *t, const void *row, const char *since,
                     struct jy_history_span *out);
/** At the end of a day. */
bool jy_history_holds(const struct jy_history_span *span, const char *day);

/** Is the row there on @p day? @p since may be NULL. */
bool jy_history_present(const struct jy_table *t, const void *row, const char *since,
                        const char *day);

/** What changed from @p old to @p now, and the day it happened on; when no field says it, @p day or
 * that of the last event, whichever is later. */
struct jy_change {
    enum jy_event_kind kind;
    char day[JY_DATE_TEXT_SIZE];
};
JY_MUST_CHECK enum jy_code jy_history_judge(struct jy_store *store, const struct jy_table *t,
                                            const void *old, const void *now, const char *day,
                                            struct jy_change *out, struct jy_error *err);

/** Records the event; inside a transaction. source_id 0: none. */
JY_MUST_CHECK enum jy_code jy_history_add(struct jy_store *store, const struct jy_table *t,
                                          const struct jy_change *change, const void *old,
                                          const void *now, int64_t source_id, struct jy_error *err);
