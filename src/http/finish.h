/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The last touch on every answer: ETag and 304, gzip, and the headers that all answers carry.
 */
#pragma once
#include <stdbool.h>

#include "src/http/request.h"
#include "src/http/response.h"

/** Sets the tag and, when the client has that already, makes it a 304. True: nothing to build. */
bool jy_http_not_modified(const struct jy_http_request *request, struct jy_http_response *response,
                          const char *etag);

void jy_http_finish(const struct jy_http_request *request, struct jy_http_response *response);
