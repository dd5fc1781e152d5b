/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Files under one folder. Every step of a path is opened without following symbolic links, so
 * nothing outside the folder can be named. Contents stay in memory while the file is unchanged.
 */
#pragma once
#include "src/base/error.h"
#include "src/http/request.h"
#include "src/http/response.h"

struct jy_static;

/** JY_ENOTFOUND when @p root is not a folder. */
JY_MUST_CHECK enum jy_code jy_static_open(const char *root, struct jy_static **out,
                                          struct jy_error *err);
void jy_static_close(struct jy_static *files);

/**
 * Answers with the file at @p path ("css/base.css"): type by its ending, ETag, gzip for texts,
 * JY_HTTP_CACHE_FOREVER when its name holds a hash ("app.3f2a9c81.js"). JY_ENOTFOUND else. Any
 * thread.
 */
JY_MUST_CHECK enum jy_code jy_static_answer(struct jy_static *files, const char *path,
                                            const struct jy_http_request *request,
                                            struct jy_http_response *response,
                                            struct jy_error *err);

/** Appends the bytes of the file at @p path as they are, for a page that is completed. JY_ENOTFOUND
 * when there is none. Any thread. */
JY_MUST_CHECK enum jy_code jy_static_read(struct jy_static *files, const char *path,
                                          struct jy_buf *out, struct jy_error *err);
