/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Readings over kanji in やさしい日本語: catalogues and profiles write {漢字|かんじ}.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"

/** A piece of text; reading NULL when there is none. Bytes, not terminated. */
struct jy_ruby_piece {
    const char *base, *reading;
    size_t base_len, reading_len;
};

/** Takes the next piece off *text; false at the end. "{name}" without a bar is plain text. */
bool jy_ruby_next(const char **text, struct jy_ruby_piece *out);

/** Appends the text without its readings. */
void jy_ruby_plain(struct jy_buf *out, const char *text);
/** Appends escaped HTML with <ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>. */
void jy_ruby_html(struct jy_buf *out, const char *text);
