/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/gzip.h"

#include <string.h>

#include <libdeflate.h>

bool jy_gzip(const void *bytes, size_t n, int level, struct jy_buf *out)
{
    if (n < JY_GZIP_MIN_BYTES)
        return false;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    if (compressor == NULL)
        return false;
    jy_buf_reserve(out, n);
    size_t len = libdeflate_gzip_compress(compressor, bytes, n, out->data + out->len, n - 1);
    libdeflate_free_compressor(compressor);
    if (len == 0)
        return false;
    out->len += len;
    out->data[out->len] = '\0';
    return true;
}

/* RFC 1952 section 2.3.1: the last four bytes are the length modulo 2^32. */
static size_t stated_size(const unsigned char *bytes, size_t n)
{
    const unsigned char *p = bytes + n - 4;
    return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
}

enum jy_code jy_gunzip(const void *bytes, size_t n, size_t max_bytes, struct jy_buf *out,
                       struct jy_error *err)
{
    if (n < 18)
        return jy_fail(err, JY_EINVALID, "not gzip: too short");
    size_t size = stated_size(bytes, n);
    if (size > max_bytes)
        return jy_fail(err, JY_EINVALID, "gzip holds more than %zu bytes", max_bytes);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (decompressor == NULL)
        return jy_fail(err, JY_EINTERNAL, "out of memory");
    jy_buf_reserve(out, size + 1);
    size_t len = 0;
    enum libdeflate_result result =
        libdeflate_gzip_decompress(decompressor, bytes, n, out->data + out->len, size, &len);
    libdeflate_free_decompressor(decompressor);
    if (result != LIBDEFLATE_SUCCESS)
        return jy_fail(err, JY_EINVALID, "broken gzip");
    out->len += len;
    out->data[out->len] = '\0';
    return JY_OK;
}
