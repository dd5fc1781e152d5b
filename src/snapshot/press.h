/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Sheets drawn in child processes: what a font, a picture or a long text does to the drawing
 * libraries ends a child, not the service. A child is forked with one state of the registry in it,
 * so nothing is loaded again, and draws one sheet after the other until that state is outdated.
 *
 * A child has no network, starts no program, writes no file, and has limits: memory beyond what it
 * began with, and seconds of processor and of waiting for each sheet.
 */
#pragma once
#include "src/snapshot/press_wire.h"

#define JY_PRESS_MEMORY_BYTES ((uint64_t)512 << 20)
#define JY_PRESS_CPU_S        5
#define JY_PRESS_WAIT_S       20.0

/**
 * Called with true before a child is forked and with false after, in the parent: meanwhile no other
 * thread may be inside cairo, pango or fontconfig, whose locks the child would never get.
 */
typedef void (*jy_press_still)(bool still, void *ctx);

struct jy_press;

/** @param children  at once, at least 1; they are forked when wanted. @p i18n must outlive it. */
struct jy_press *jy_press_new(const struct jy_i18n *i18n, int children, jy_press_still still,
                              void *ctx);
/** Ends the children. NULL is allowed. */
void jy_press_free(struct jy_press *press);

/**
 * Fills and draws a sheet: jy_flyer_fill() and jy_flyer_render() in a child.
 *
 * @return as those two; JY_EBUSY when the child died, took too long, or none was free in time: the
 *         next call has another one
 *
 * Any thread. Waits for a free child.
 */
JY_MUST_CHECK enum jy_code jy_press_draw(struct jy_press *press, const struct jy_snapshot *snapshot,
                                         const struct jy_press_job *asked, struct jy_buf *out,
                                         struct jy_error *err);
