/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Counts of fetched sheets by template, language, format and day; nothing about who fetched them.
 * They gather in memory and are written together, so that a fetch waits for no disk: at most a
 * minute's counts are lost with the process.
 */
#pragma once
#include "src/store/writer.h"

struct jy_tally;

struct jy_tally *jy_tally_new(struct jy_writer *writer);
/** Writes what is left. NULL is allowed. */
void jy_tally_free(struct jy_tally *tally);
/** @p n more; texts are static. Writes when the last time is a minute ago. Any thread. */
void jy_tally_add(struct jy_tally *tally, const char *template, const char *language,
                  const char *format, size_t n);
