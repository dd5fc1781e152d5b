/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/zip.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/base/file.h"
#include "src/base/mem.h"

enum { NAME_MAX_BYTES = 200, UTF8_FLAG = 0x0800, VERSION = 20, STORED = 0, DEFLATED = 8 };
#define MADE_BY_UNIX (3U << 8 | VERSION)
#define PLAIN_FILE   (0100644U << 16)

struct jy_zip {
    struct jy_file_out *file;
    uint64_t bytes;
    unsigned n_entries;
    unsigned dos_date;
    struct jy_buf directory;
    bool failed;
};

static void put16(struct jy_buf *out, unsigned value)
{
    jy_buf_addc(out, (char)(value & 0xFF));
    jy_buf_addc(out, (char)(value >> 8 & 0xFF));
}

static void put32(struct jy_buf *out, uint32_t value)
{
    put16(out, value & 0xFFFF);
    put16(out, value >> 16);
}

/* Days as MS-DOS counts them, from 1980. */
static unsigned dos_date(struct jy_date date)
{
    if (date.year < 1980 || date.year > 2107)
        return 1U << 5 | 1U;
    return (unsigned)(date.year - 1980) << 9 | (unsigned)(date.month > 0 ? date.month : 1) << 5 |
           (unsigned)(date.day > 0 ? date.day : 1);
}

enum jy_code jy_zip_open(const char *path, bool force, struct jy_date date, struct jy_zip **out,
                         struct jy_error *err)
{
    struct jy_file_out *file;
    enum jy_code code = jy_file_out_open(path, force, &file, err);
    if (code != JY_OK)
        return code;
    struct jy_zip *zip = jy_calloc(1, sizeof *zip);
    zip->file = file;
    zip->dos_date = dos_date(date);
    *out = zip;
    return JY_OK;
}

static bool forbidden(unsigned char c)
{
    return c < 0x20 || c == 0x7F || strchr("/\\:*?\"<>|", c) != NULL;
}

static void safe_name(const char *name, struct jy_buf *out)
{
    size_t n = strlen(name);
    if (n > NAME_MAX_BYTES) { /* never in the middle of a character */
        n = NAME_MAX_BYTES;
        while (n > 0 && ((unsigned char)name[n] & 0xC0) == 0x80)
            n--;
    }
    for (size_t i = 0; i < n; i++)
        jy_buf_addc(out, (char)(forbidden((unsigned char)name[i]) ? '_' : name[i]));
    if (out->len == 0 || jy_buf_text(out)[0] == '.')
        jy_buf_addc(out, '_');
}

struct jy_zip_piece jy_zip_pack(const void *bytes, size_t n)
{
    struct jy_zip_piece piece = {.size = n, .crc = libdeflate_crc32(0, bytes, n)};
    struct libdeflate_compressor *c = n > 64 ? libdeflate_alloc_compressor(1) : NULL;
    if (c != NULL) {
        jy_buf_reserve(&piece.bytes, n);
        piece.bytes.len = libdeflate_deflate_compress(c, bytes, n, piece.bytes.data, n - 1);
        piece.deflated = piece.bytes.len > 0; /* 0: it would not be shorter */
        libdeflate_free_compressor(c);
    }
    if (!piece.deflated)
        jy_buf_add(&piece.bytes, bytes, n);
    return piece;
}

/* The fields that a local header and the directory share (4.3.7, 4.3.12). */
static void put_entry(const struct jy_zip *zip, struct jy_buf *out,
                      const struct jy_zip_piece *piece, size_t name_len)
{
    put16(out, VERSION);
    put16(out, UTF8_FLAG);
    put16(out, piece->deflated ? DEFLATED : STORED);
    put16(out, 0); /* midnight */
    put16(out, zip->dos_date);
    put32(out, piece->crc);
    put32(out, (uint32_t)piece->bytes.len);
    put32(out, (uint32_t)piece->size);
    put16(out, (unsigned)name_len);
    put16(out, 0);
}

static void put_directory(struct jy_zip *zip, const struct jy_zip_piece *piece,
                          const struct jy_buf *name)
{
    struct jy_buf *d = &zip->directory;
    put32(d, 0x02014B50);
    put16(d, MADE_BY_UNIX);
    put_entry(zip, d, piece, name->len);
    put16(d, 0); /* comment */
    put16(d, 0); /* disk */
    put16(d, 0); /* text or not: unknown */
    put32(d, PLAIN_FILE);
    put32(d, (uint32_t)zip->bytes);
    jy_buf_add(d, name->data, name->len);
}

static enum jy_code write_out(struct jy_zip *zip, const void *bytes, size_t n, struct jy_error *err)
{
    zip->failed = zip->failed || !jy_file_out_add(zip->file, bytes, n);
    zip->bytes += n;
    return zip->failed ? jy_fail(err, JY_EIO, "zip: the file cannot be written") : JY_OK;
}

enum jy_code jy_zip_add(struct jy_zip *zip, const char *name, const struct jy_zip_piece *piece,
                        struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF header = JY_BUF_INIT, safe = JY_BUF_INIT;
    const uint64_t room = JY_ZIP_BYTES_MAX - zip->directory.len - 2048;
    if (zip->n_entries >= JY_ZIP_ENTRIES_MAX || piece->size > room ||
        zip->bytes > room - piece->bytes.len) {
        return jy_fail(err, JY_ELIMIT, "zip: more than %d files or 4 GiB do not fit in one archive",
                       JY_ZIP_ENTRIES_MAX);
    }
    safe_name(name, &safe);
    put32(&header, 0x04034B50);
    put_entry(zip, &header, piece, safe.len);
    jy_buf_add(&header, safe.data, safe.len);
    put_directory(zip, piece, &safe);
    zip->n_entries++;
    enum jy_code code = write_out(zip, header.data, header.len, err);
    return code == JY_OK && piece->bytes.len > 0
               ? write_out(zip, piece->bytes.data, piece->bytes.len, err)
               : code;
}

uint64_t jy_zip_bytes(const struct jy_zip *zip)
{
    return zip->bytes;
}

static enum jy_code put_end(struct jy_zip *zip, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF end = JY_BUF_INIT;
    const uint64_t start = zip->bytes;
    put32(&end, 0x06054B50);
    put16(&end, 0);
    put16(&end, 0);
    put16(&end, zip->n_entries);
    put16(&end, zip->n_entries);
    put32(&end, (uint32_t)zip->directory.len);
    put32(&end, (uint32_t)start);
    put16(&end, 0);
    enum jy_code code = JY_OK;
    if (zip->directory.len > 0)
        code = write_out(zip, zip->directory.data, zip->directory.len, err);
    return code == JY_OK ? write_out(zip, end.data, end.len, err) : code;
}

enum jy_code jy_zip_close(struct jy_zip *zip, bool keep, struct jy_error *err)
{
    if (zip == NULL)
        return JY_OK;
    enum jy_code code = keep ? put_end(zip, err) : JY_OK;
    struct jy_error closing;
    enum jy_code closed =
        jy_file_out_close(zip->file, keep && code == JY_OK, code == JY_OK ? err : &closing);
    jy_buf_done(&zip->directory);
    free(zip);
    return code == JY_OK ? closed : code;
}
