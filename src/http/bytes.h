/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Immutable shared bytes (a tile, a static file): counted, freed with the last holder. Any thread.
 */
#pragma once
#include <stddef.h>

struct jy_http_bytes {
    _Atomic int holders;
    size_t len;
    /* An answer made of them, kept by the server for the next one with equal headers. */
    _Atomic(void *) answer;
    void (*answer_free)(void *answer);
    unsigned char data[];
};

/** A copy of @p n bytes, held once. */
__attribute__((returns_nonnull)) struct jy_http_bytes *jy_http_bytes_new(const void *data,
                                                                         size_t n);
/** One holder more; NULL stays NULL. */
struct jy_http_bytes *jy_http_bytes_ref(struct jy_http_bytes *bytes);
/** One holder less; NULL is allowed. */
void jy_http_bytes_unref(struct jy_http_bytes *bytes);
