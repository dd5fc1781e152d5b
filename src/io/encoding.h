/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Encodings of municipal files: UTF-8 with or without BOM, CP932 (Shift_JIS as Windows writes it),
 * UTF-16 with BOM. Everything inside Joyato is UTF-8.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/base/error.h"

enum jy_encoding { JY_ENCODING_UTF8, JY_ENCODING_CP932, JY_ENCODING_UTF16LE, JY_ENCODING_UTF16BE };

/** "UTF-8", "CP932", "UTF-16LE", "UTF-16BE". */
const char *jy_encoding_text(enum jy_encoding encoding);

/** How the bytes of a file are to be read. */
struct jy_text_form {
    enum jy_encoding encoding;
    size_t bom;   /**< bytes to skip */
    bool damaged; /**< some lines hold bytes that the encoding has not, or zero bytes */
};

/** Stands in decoded text for each byte that could not be read (SUBSTITUTE, ISO/IEC 6429). */
#define JY_BROKEN_BYTE '\x1A'

/**
 * Finds the encoding of a whole open file in one pass of constant memory. Few broken lines make a
 * file damaged; in the first line, or in more than half of them, they are JY_EINVALID with the
 * line: "PLACE: line 7: …".
 */
JY_MUST_CHECK enum jy_code jy_encoding_detect(int fd, const char *place, struct jy_text_form *out,
                                              struct jy_error *err);

struct jy_decoder;

/** With @p damaged, a byte that cannot be read becomes JY_BROKEN_BYTE; without, it is an error. */
struct jy_decoder *jy_decoder_new(enum jy_encoding encoding, bool damaged);
void jy_decoder_free(struct jy_decoder *decoder);
/**
 * Appends the UTF-8 of the next @p n bytes to @p out; a character cut at the end waits for the next
 * piece, and with @p last it is broken. Errors name @p place and the line. UTF-8 that is not
 * damaged is copied unchecked: jy_encoding_detect() has read it.
 */
JY_MUST_CHECK enum jy_code jy_decoder_feed(struct jy_decoder *decoder, const char *bytes, size_t n,
                                           bool last, struct jy_buf *out, const char *place,
                                           struct jy_error *err);

/** A short text of unknown encoding (shapefile attributes): UTF-8 as it is, else CP932, else
 * Latin-1. */
const char *jy_utf8_from_unknown(struct jy_arena *arena, const char *text);

/** Appends @p n bytes of UTF-8 as CP932; what CP932 has not becomes "〓" and is counted. */
void jy_cp932_add(struct jy_buf *out, const char *utf8, size_t n, size_t *lost);
