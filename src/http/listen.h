/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma once
#include <stdbool.h>

#include "src/base/error.h"

#define JY_LISTEN_TEXT_SIZE 80

/** True for "host:port", "[v6]:port", ":port" with a port of digits. Opens nothing. */
bool jy_listen_text_valid(const char *text);

/**
 * Opens a listening TCP socket on @p text ("host:port", "[v6]:port", ":port"; port 0: a free one).
 * @p out_address gets the numeric address and the real port.
 */
JY_MUST_CHECK enum jy_code jy_listen_open(const char *text, int backlog, int *out_fd,
                                          char out_address[JY_LISTEN_TEXT_SIZE],
                                          struct jy_error *err);
