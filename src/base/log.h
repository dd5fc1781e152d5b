/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * logfmt on stderr. For cli, app, http and jobs; gis, base (else), store and render never log.
 * Never personal data, never a token.
 */
#pragma once

enum jy_log_level { JY_LOG_DEBUG, JY_LOG_INFO, JY_LOG_WARN, JY_LOG_ERROR };

/** Lines below @p level are dropped (default JY_LOG_INFO). Call before threads start. */
void jy_log_set_level(enum jy_log_level level);

/** One line: ts=… level=… msg="…" then the printf-style logfmt pairs of @p fmt ("port=%d"). */
__attribute__((format(printf, 3, 4))) void jy_log(enum jy_log_level level, const char *msg,
                                                  const char *fmt, ...);
