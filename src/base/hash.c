/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/hash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

static const char *to_hex(const unsigned char digest[crypto_hash_sha256_BYTES],
                          char text[JY_SHA256_TEXT_SIZE])
{
    return sodium_bin2hex(text, JY_SHA256_TEXT_SIZE, digest, crypto_hash_sha256_BYTES);
}

const char *jy_sha256_text(const void *bytes, size_t n, char text[JY_SHA256_TEXT_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(digest, bytes, n);
    return to_hex(digest, text);
}

enum jy_code jy_sha256_file(const char *path, char text[JY_SHA256_TEXT_SIZE], struct jy_error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));

    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    unsigned char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        (void)crypto_hash_sha256_update(&state, chunk, n);
    int failed = ferror(file) ? errno : 0;
    (void)fclose(file);
    if (failed != 0)
        return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(failed));

    unsigned char digest[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(&state, digest);
    (void)to_hex(digest, text);
    return JY_OK;
}

uint64_t jy_hash64(const void *bytes, size_t n)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "joyato etag key";
    unsigned char out[crypto_shorthash_BYTES];
    (void)crypto_shorthash(out, bytes, n, key);
    uint64_t value;
    memcpy(&value, out, sizeof value);
    return value;
}
