/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Constants by the codes they are written as.
 */
#pragma once
#include <stddef.h>
#include <string.h>

/** Place of @p text among @p codes; -1 when it is none of them. */
static inline int jy_code_index(size_t n, const char *const *codes, const char *text)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(codes[i], text) == 0)
            return (int)i;
    }
    return -1;
}
