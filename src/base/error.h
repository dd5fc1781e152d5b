/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma once
#include <stdarg.h>

/** What a failed call means to the one who asked; each maps onto one exit code and HTTP status. */
enum jy_code {
    JY_OK,
    JY_EINVALID,  /**< bad input: 400, exit 1 */
    JY_ENOTFOUND, /**< 404 */
    JY_ECONFLICT, /**< already there, or changed meanwhile: 409 */
    JY_EDENIED,   /**< 403 */
    JY_ELIMIT,    /**< too large, too many, too long: 413, 429 */
    JY_EBUSY,     /**< not now: 503 */
    JY_EIO,       /**< file, disk or child process: 500 */
    JY_EINTERNAL  /**< ours: 500 */
};

/** What went wrong, held by the caller, usually on its stack. */
struct jy_error {
    enum jy_code code;
    char text[480]; /**< one line, UTF-8, no trailing newline */
};

#define JY_MUST_CHECK __attribute__((warn_unused_result))

/** Records @p code and a printf-style text in @p err (may be NULL); returns @p code. */
__attribute__((format(printf, 3, 4))) enum jy_code jy_fail(struct jy_error *err, enum jy_code code,
                                                           const char *fmt, ...);

/** Puts "prefix: " before the text of @p err (place before reason); returns err->code. */
__attribute__((format(printf, 2, 3))) enum jy_code jy_fail_in(struct jy_error *err, const char *fmt,
                                                              ...);

/** What an errno means, in plain English; never NULL, safe from any thread. */
const char *jy_errno_text(int number);
