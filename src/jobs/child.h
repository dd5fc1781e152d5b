/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * This program again, as a child whose input and output are watched. Any thread may start one:
 * nothing is done between fork and exec (posix_spawn).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/error.h"

struct jy_child_options {
    const char *const *args; /**< after the program's name; ends with NULL */
    const void *input;       /**< its standard input; NULL: empty */
    size_t n_input;
    bool background;   /**< lower priority than requests */
    double deadline_s; /**< 0: none */
    size_t output_max; /**< more on standard output ends it; 0: no limit */
    /** Each line of standard output, when not NULL; else it is collected. False ends the child. */
    bool (*line)(const char *line, void *ctx);
    bool (*cancelled)(void *ctx); /**< asked five times a second; NULL never */
    void *ctx;
};

/**
 * Runs it to its end. @p out (may be NULL) gets its standard output when there is no line function.
 * JY_EINVALID with the last line of its standard error when it says that it failed (exit 1 or 2);
 * JY_EBUSY when it was cancelled or too late; JY_EIO when it died.
 */
JY_MUST_CHECK enum jy_code jy_child_run(const struct jy_child_options *options, struct jy_buf *out,
                                        struct jy_error *err);
