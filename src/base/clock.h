/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The one place that reads the clock. JOYATO_NOW=YYYY-MM-DDTHH:MM:SSZ fixes it, for tests and for
 * editions that must give the same bytes again.
 */
#pragma once
#include <stdint.h>

#include "src/base/date.h"

#define JY_TIMESTAMP_SIZE 24

/** Seconds since 1970 (UTC). */
int64_t jy_clock_now_s(void);
/** Monotonic, for durations. */
double jy_clock_monotonic_s(void);
/** The same to some 4 ms, at a tenth of the cost: for deadlines. */
double jy_clock_coarse_s(void);
/** Today in the machine's time zone (TZ). */
struct jy_date jy_clock_today(void);
/** "YYYY-MM-DDTHH:MM:SSZ" of now; returns @p text. */
const char *jy_clock_timestamp(char text[JY_TIMESTAMP_SIZE]);
