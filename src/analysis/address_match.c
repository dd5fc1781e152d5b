/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/address_match.h"

#include <math.h>
#include <string.h>

#include "src/domain/ruby.h"

static uint32_t hash(uint32_t c)
{
    return c * 2654435761U >> 8; /* Knuth, TAOCP 3, 6.4 */
}

uint64_t jy_address_signature(const uint32_t *at, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= UINT64_C(1) << (hash(at[i]) & 63);
    return bits;
}

/* The slot of a character, or the empty one where it would go: never more than 64 of 256 are used.
 */
static size_t slot_of(const struct jy_address_pattern *p, uint32_t c)
{
    size_t at = hash(c) % JY_PATTERN_SLOTS;
    while (p->slot_bits[at] != 0 && p->slot_char[at] != c)
        at = (at + 1) % JY_PATTERN_SLOTS;
    return at;
}

void jy_address_pattern_init(struct jy_address_pattern *out, const struct jy_address_chars *text,
                             bool sound)
{
    const size_t n = text->n;
    memset(out, 0, sizeof *out);
    out->text = *text;
    out->edits_max = sound ? (n < 4    ? 0
                              : n < 6  ? 1
                              : n < 10 ? 2
                                       : 3)
                           : (n < 3   ? 0
                              : n < 5 ? 1
                              : n < 9 ? 2
                                      : 3);
    out->signature = jy_address_signature(text->at, n);
    for (size_t i = 0; i < n; i++) {
        const size_t slot = slot_of(out, text->at[i]);
        out->slot_char[slot] = text->at[i];
        out->slot_bits[slot] |= UINT64_C(1) << i;
    }
}

bool jy_address_holds(const uint32_t *at, size_t n, const uint32_t *part, size_t n_part)
{
    for (size_t i = 0; n_part > 0 && i + n_part <= n; i++) {
        if (memcmp(at + i, part, n_part * sizeof *at) == 0)
            return true;
    }
    return false;
}

struct edits {
    unsigned whole, beginning; /* least edits to the name, to a beginning of it */
};

/* Myers' bit vectors: the columns of the table of edit distances, 64 rows at once. */
static struct edits count_edits(const struct jy_address_pattern *p, const uint32_t *at, size_t n)
{
    const uint64_t last = UINT64_C(1) << (p->text.n - 1);
    uint64_t plus = ~UINT64_C(0), minus = 0;
    unsigned score = (unsigned)p->text.n;
    struct edits out = {.beginning = score};
    for (size_t i = 0; i < n; i++) {
        const size_t slot = slot_of(p, at[i]);
        const uint64_t eq = p->slot_bits[slot];
        const uint64_t xv = eq | minus;
        const uint64_t xh = (((eq & plus) + plus) ^ plus) | eq;
        uint64_t ph = minus | ~(xh | plus), mh = plus & xh;
        score += (ph & last) != 0;
        score -= (mh & last) != 0;
        ph = ph << 1 | 1;
        mh <<= 1;
        plus = mh | ~(xv | ph);
        minus = ph & xv;
        if (score < out.beginning)
            out.beginning = score;
    }
    out.whole = score;
    return out;
}

double jy_address_cost(const struct jy_address_pattern *p, const uint32_t *at, size_t n,
                       uint64_t signature)
{
    const size_t m = p->text.n;
    const unsigned absent = (unsigned)__builtin_popcountll(p->signature & ~signature);
    if (m == 0 || absent > p->edits_max)
        return (double)INFINITY;
    if (absent == 0 && m <= n) {
        const double left = (double)(n - m) / (double)n;
        if (memcmp(at, p->text.at, m * sizeof *at) == 0)
            return n == m ? 0 : 0.1 + 0.2 * left;
        if (m > 1 && jy_address_holds(at + 1, n - 1, p->text.at, m))
            return 0.4 + 0.2 * left;
    }
    if (p->edits_max == 0)
        return (double)INFINITY;
    const struct edits e = count_edits(p, at, n);
    const double each = 3.0 / (double)m; /* one wrong of three weighs as much as two of six */
    const double whole = e.whole <= p->edits_max ? 1 + each * e.whole : (double)INFINITY;
    const double part = e.beginning <= p->edits_max ? 1.15 + each * e.beginning : (double)INFINITY;
    return fmin(whole, part);
}

static bool cut(struct jy_address_chars *text, const char *ending)
{
    struct jy_address_text read;
    jy_address_text_read(ending, &read);
    const size_t n = read.full.n;
    if (text->n <= n || memcmp(text->at + text->n - n, read.full.at, n * sizeof *text->at) != 0)
        return false;
    text->n -= n;
    return true;
}

static const char *const stations[] = {"駅", "えき", "eki", "station", "sta", "车站", "站", "역"};
/* kity: how city sounds by the rules of jy_address_sound() */
static const char *const towns[] = {"市", "区", "町", "村",   "都",   "府",  "県", "시",
                                    "도", "し", "と", "city", "kity", "shi", "si", "town"};
enum { STATIONS = sizeof stations / sizeof *stations, TOWNS = sizeof towns / sizeof *towns };

bool jy_address_cut_kind(struct jy_address_chars *text, bool station)
{
    for (size_t i = 0; i < (station ? (size_t)STATIONS : (size_t)TOWNS); i++) {
        if (cut(text, station ? stations[i] : towns[i]))
            return true;
    }
    return false;
}

static bool is_word(const struct jy_address_chars *text, const char *word)
{
    struct jy_address_text read;
    jy_address_text_read(word, &read);
    return text->n == read.full.n &&
           memcmp(text->at, read.full.at, text->n * sizeof *text->at) == 0;
}

bool jy_address_is_kind(const struct jy_address_chars *text)
{
    for (size_t i = 0; i < STATIONS; i++) {
        if (is_word(text, stations[i]))
            return true;
    }
    for (size_t i = 0; i < TOWNS; i++) {
        if (is_word(text, towns[i]))
            return true;
    }
    return false;
}

void jy_address_reading(const char *ruby, struct jy_buf *out)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&ruby, &piece)) {
        if (piece.reading != NULL) {
            jy_buf_add(out, piece.reading, piece.reading_len);
        } else {
            jy_buf_add(out, piece.base, piece.base_len);
        }
    }
}
