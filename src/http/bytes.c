/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/bytes.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

struct jy_http_bytes *jy_http_bytes_new(const void *data, size_t n)
{
    struct jy_http_bytes *bytes = jy_malloc(sizeof *bytes + n + 1);
    atomic_init(&bytes->holders, 1);
    bytes->len = n;
    atomic_init(&bytes->answer, NULL);
    if (n > 0)
        memcpy(bytes->data, data, n);
    bytes->data[n] = '\0';
    return bytes;
}

struct jy_http_bytes *jy_http_bytes_ref(struct jy_http_bytes *bytes)
{
    if (bytes != NULL)
        atomic_fetch_add(&bytes->holders, 1);
    return bytes;
}

void jy_http_bytes_unref(struct jy_http_bytes *bytes)
{
    if (bytes == NULL || atomic_fetch_sub(&bytes->holders, 1) != 1)
        return;
    void *answer = atomic_load(&bytes->answer);
    if (answer != NULL)
        bytes->answer_free(answer);
    free(bytes);
}
