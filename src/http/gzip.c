/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/gzip.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/base/mem.h"

static bool pack(struct libdeflate_compressor *compressor, const void *bytes, size_t n,
                 struct jy_buf *out)
{
    jy_buf_reserve(out, n);
    size_t len = libdeflate_gzip_compress(compressor, bytes, n, out->data + out->len, n - 1);
    if (len == 0)
        return false;
    out->len += len;
    out->data[out->len] = '\0';
    return true;
}

bool jy_gzip(const void *bytes, size_t n, int level, struct jy_buf *out)
{
    if (n < JY_GZIP_MIN_BYTES)
        return false;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    if (compressor == NULL)
        return false;
    bool packed = pack(compressor, bytes, n, out);
    libdeflate_free_compressor(compressor);
    return packed;
}

struct jy_gzip {
    struct libdeflate_compressor *compressor;
};

struct jy_gzip *jy_gzip_new(int level)
{
    struct jy_gzip *gzip = jy_malloc(sizeof *gzip);
    gzip->compressor = libdeflate_alloc_compressor(level);
    if (gzip->compressor == NULL)
        abort(); /* out of memory: src/ is crash-only (base/mem.h) */
    return gzip;
}

void jy_gzip_free(struct jy_gzip *gzip)
{
    if (gzip == NULL)
        return;
    libdeflate_free_compressor(gzip->compressor);
    free(gzip);
}

bool jy_gzip_with(struct jy_gzip *gzip, const void *bytes, size_t n, struct jy_buf *out)
{
    return n >= JY_GZIP_MIN_BYTES && pack(gzip->compressor, bytes, n, out);
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
