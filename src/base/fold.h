/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Text reduced to what a search compares: the same name typed in another width, kana or case folds
 * to the same bytes. Not for display.
 */
#pragma once
#include "src/base/buf.h"

/**
 * Appends the folded @p text (UTF-8; broken bytes are dropped) to @p out:
 *   full-width and half-width forms become the usual ones, half-width kana with its sound marks
 * too; katakana becomes hiragana (small ke, as in 霞ヶ関, a plain one); letters lose case and, in
 *   Latin-1 and Latin Extended-A, accents; hyphens and dashes become "-"; white space goes;
 *   a kanji number before 丁目 or 条 becomes digits (十一丁目: 11丁目).
 * A pure function; cost O(n).
 */
void jy_fold(const char *text, struct jy_buf *out);
