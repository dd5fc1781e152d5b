/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/sheet_cells.h"

#include <string.h>

#include "src/base/mem.h"
#include "src/domain/ruby.h"

static size_t char_length(const char *s)
{
    unsigned char c = (unsigned char)*s;
    size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
    for (size_t i = 1; i < n; i++) {
        if (s[i] == '\0')
            return i;
    }
    return n;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == ',' || c == '-' || c == '/' || c == '%' || c == ':' || c == '@';
}

static bool is_katakana(const char *s)
{
    /* U+30A1 to U+30FF: E3 82 A1 to E3 83 BF */
    const unsigned char *u = (const unsigned char *)s;
    if (strncmp(s, "・", 3) == 0)
        return false;
    return u[0] == 0xE3 && ((u[1] == 0x82 && u[2] >= 0xA1) || (u[1] == 0x83 && u[2] <= 0xBF));
}

/* A word from abroad is not broken either, unless it is very long. */
static size_t katakana_length(const char *s, const char *end)
{
    enum { LETTERS_MAX = 12, LETTER_BYTES = 3 };
    size_t n = 0;
    while (n < (size_t)LETTERS_MAX * LETTER_BYTES && s + n < end && is_katakana(s + n))
        n += LETTER_BYTES;
    return n;
}

/* Characters that may not begin a line (JIS X 4051): they stay with what stands before them. */
static bool sticks_to_previous(const char *s, size_t n)
{
    static const char *const closing[] = {"、", "。", "，", "．", "）", "」", "』", "！", "？",
                                          "・", "ー", "々", "ゃ", "ゅ", "ょ", "っ", "ァ", "ィ",
                                          "ャ", "ュ", "ョ", "ッ", "：", "％", ")",  "!",  "?"};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) {
        if (strlen(closing[i]) == n && memcmp(closing[i], s, n) == 0)
            return true;
    }
    return false;
}

static void push_cell(struct jy_text_cells *cells, struct jy_text_cell cell)
{
    struct jy_text_cell *last = cells->n > 0 ? &cells->items[cells->n - 1] : NULL;
    if (last != NULL && last->ruby == NULL && cell.ruby == NULL && !last->space && !cell.space &&
        last->base + last->base_len == cell.base && sticks_to_previous(cell.base, cell.base_len)) {
        last->base_len += cell.base_len;
        return;
    }
    cells->items = jy_grow(cells->items, &cells->cap, cells->n + 1, sizeof *cells->items);
    cells->items[cells->n++] = cell;
}

void jy_text_cells_split(const char *text, struct jy_text_cells *cells)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&text, &piece)) {
        if (piece.reading != NULL) {
            push_cell(cells, (struct jy_text_cell){.base = piece.base,
                                                   .base_len = piece.base_len,
                                                   .ruby = piece.reading,
                                                   .ruby_len = piece.reading_len});
            continue;
        }
        for (const char *s = piece.base; s < piece.base + piece.base_len;) {
            size_t n = char_length(s);
            if (is_word(*s)) {
                for (n = 1; is_word(s[n]);)
                    n++;
            } else if (is_katakana(s)) {
                n = katakana_length(s, piece.base + piece.base_len);
            }
            push_cell(cells, (struct jy_text_cell){
                                 .base = s, .base_len = n, .space = *s == ' ' || *s == '\n'});
            s += n;
        }
    }
}

/* Characters that may not end a line. */
static bool sticks_to_next(const char *s, size_t n)
{
    static const char *const opening[] = {"（", "「", "『", "("};
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++) {
        if (strlen(opening[i]) == n && memcmp(opening[i], s, n) == 0)
            return true;
    }
    return false;
}

/* May a line end before cell @p i? */
static bool breaks_before(const struct jy_text_cells *cells, size_t i)
{
    const struct jy_text_cell *c = &cells->items[i], *before = &cells->items[i - 1];
    if (c->ruby == NULL && sticks_to_previous(c->base, c->base_len))
        return false;
    return before->ruby != NULL || !sticks_to_next(before->base, before->base_len);
}

/* One past the last cell of the line that begins at @p first: at the last space that fits when the
 * line is then at least a third full, else wherever a line may end. */
static size_t line_end(const struct jy_text_cells *cells, size_t first, double width_pt,
                       double size_pt)
{
    double used_pt = 0, at_space_pt = 0;
    size_t i = first, space = first;
    for (; i < cells->n; i++) {
        const struct jy_text_cell *c = &cells->items[i];
        if (c->space && *c->base == '\n')
            return i + 1;
        if (i > first && !c->space && used_pt + c->width_pt > width_pt + 0.01)
            break;
        if (c->space) {
            space = i;
            at_space_pt = used_pt;
        }
        used_pt += c->width_pt;
    }
    if (i == cells->n)
        return i;
    const double waste_em = 14;
    if (space > first && at_space_pt > width_pt / 3 && width_pt - at_space_pt < waste_em * size_pt)
        return space + 1;
    while (i > first + 1 && !breaks_before(cells, i))
        i--;
    return i;
}

/* The end of the line at *first, whose leading spaces are skipped. */
size_t jy_text_cells_next_line(const struct jy_text_cells *cells, size_t *first, double width_pt,
                               double size_pt)
{
    while (*first < cells->n && cells->items[*first].space && *cells->items[*first].base == ' ')
        ++*first;
    size_t end = line_end(cells, *first, width_pt, size_pt);
    return end > *first ? end : *first + 1;
}

int jy_text_cells_count_lines(const struct jy_text_cells *cells, double width_pt, double size_pt)
{
    int n = 0;
    for (size_t i = 0; i < cells->n; n++)
        i = jy_text_cells_next_line(cells, &i, width_pt, size_pt);
    return n;
}

bool jy_text_cells_have_ruby(const struct jy_text_cells *cells, size_t first, size_t end)
{
    for (size_t i = first; i < end && i < cells->n; i++) {
        if (cells->items[i].ruby != NULL)
            return true;
    }
    return false;
}
