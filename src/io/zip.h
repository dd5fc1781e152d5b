/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A ZIP archive written piece by piece (PKWARE APPNOTE 6.3.10; names are UTF-8, bit 11). Entries
 * are stored as they are: sheets are compressed already (docs/adr/0015). Not for several threads at
 * once.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/date.h"
#include "src/base/error.h"

/** Without ZIP64, which old unpackers do not know. */
#define JY_ZIP_ENTRIES_MAX 65534
#define JY_ZIP_BYTES_MAX   UINT32_MAX

struct jy_zip;

/** The file appears when it is closed and kept. @p date: of every entry; year 0 is 1980-01-01. */
JY_MUST_CHECK enum jy_code jy_zip_open(const char *path, bool force, struct jy_date date,
                                       struct jy_zip **out, struct jy_error *err);
/** What goes into an archive: deflated where that is shorter. */
struct jy_zip_piece {
    struct jy_buf bytes;
    size_t size; /**< unpacked */
    uint32_t crc;
    bool deflated;
};

/** Packs @p n bytes, fast rather than small; free with jy_buf_done(&piece.bytes). */
struct jy_zip_piece jy_zip_pack(const void *bytes, size_t n);

/**
 * Adds an entry. Of @p name, characters that some system forbids (/ \ : * ? " < > |, controls)
 * become
 * "_" and it is cut to 200 bytes. JY_ELIMIT when the archive would be too large.
 */
JY_MUST_CHECK enum jy_code jy_zip_add(struct jy_zip *zip, const char *name,
                                      const struct jy_zip_piece *piece, struct jy_error *err);
/** Bytes so far. */
uint64_t jy_zip_bytes(const struct jy_zip *zip);
/** With @p keep writes the directory and puts the file in place, else leaves nothing. Frees @p zip
 * (NULL: nothing). */
JY_MUST_CHECK enum jy_code jy_zip_close(struct jy_zip *zip, bool keep, struct jy_error *err);
