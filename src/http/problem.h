/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Errors as application/problem+json (RFC 9457).
 */
#pragma once
#include <stddef.h>

#include "src/base/error.h"
#include "src/http/response.h"

#define JY_PROBLEM_FIELDS_MAX 16

/** What is wrong with one field of query, path, header or body. */
struct jy_problem_field {
    char field[64];
    char reason[200];
};

struct jy_problem {
    size_t n_fields;
    struct jy_problem_field fields[JY_PROBLEM_FIELDS_MAX];
};

/** Adds a field's error (printf-style); beyond the maximum it is left out. */
__attribute__((format(printf, 3, 4))) void jy_problem_add(struct jy_problem *problem,
                                                          const char *field, const char *fmt, ...);

/** HTTP status of an error code. */
int jy_problem_status(enum jy_code code);

/**
 * Makes @p response the problem: its old body is dropped, nothing is cached. @p detail and
 * @p fields may be NULL; @p request_id is the instance ("urn:request:…").
 */
void jy_problem_write(struct jy_http_response *response, int status, const char *detail,
                      const struct jy_problem *fields, const char *request_id);
