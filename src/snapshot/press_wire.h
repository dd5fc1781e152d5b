/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Sheets as they are asked for, and what passes between the press and its children.
 */
#pragma once
#include "src/snapshot/flyers.h"

/** One sheet as it was asked for. */
struct jy_press_job {
    struct jy_flyer_wish wish;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
    bool bleed;
};

/** Appends the job: texts, numbers and the pixels of the logo. */
void jy_press_job_write(const struct jy_press_job *job, struct jy_buf *out);
/** Reads one; texts and pixels point into @p bytes. False: it is cut short. */
bool jy_press_job_read(const char *bytes, size_t n, struct jy_press_job *out);

/** A message: its length, then its bytes. Both wait; false: the other end is gone, or (reading,
 * when until_s is not 0) it is later than that by the monotonic clock, or the message is absurdly
 * long. */
bool jy_press_send(int fd, const void *bytes, size_t n);
bool jy_press_receive(int fd, double until_s, struct jy_buf *out);

/** The child: draws what it is sent until the pipe ends. */
_Noreturn void jy_press_child(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                              int from, int to);
