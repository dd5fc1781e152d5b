/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/pdf_finish.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/domain/ruby.h"

/* Texts to be put in, in the order of their places. */
enum { INSERTIONS_MAX = JY_PDF_ALTS_MAX + 2, ENTRY_BYTES = 20 };
struct insertion {
    size_t at;
    struct jy_buf text;
};
struct patch {
    size_t n;
    struct insertion items[INSERTIONS_MAX];
};

static size_t find(const struct jy_buf *pdf, size_t from, const char *what)
{
    const char *at =
        from < pdf->len ? memmem(pdf->data + from, pdf->len - from, what, strlen(what)) : NULL;
    return at != NULL ? (size_t)(at - pdf->data) : SIZE_MAX;
}

static struct jy_buf *insert_after(struct patch *p, size_t at, const char *what)
{
    p->items[p->n].at = at + strlen(what);
    return &p->items[p->n++].text;
}

/* --- texts ------------------------------------------------------------------------------------ */

/* Texts are well-formed: catalogues are checked when they are read, an agent's when they come. */
static uint32_t next_char(const unsigned char **s)
{
    const unsigned char *p = *s;
    size_t n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : *p >= 0xC0 ? 2 : 1;
    uint32_t c = n == 1 ? *p : *p & (0xFFU >> (n + 1));
    size_t i = 1;
    for (; i < n && (p[i] & 0xC0) == 0x80; i++)
        c = c << 6 | (p[i] & 0x3F);
    *s = p + i;
    return c;
}

/* A text string as UTF-16 in hexadecimal digits (ISO 32000-1, 7.9.2.2). */
static void add_text(struct jy_buf *out, const char *text)
{
    struct jy_buf JY_AUTOBUF plain = JY_BUF_INIT;
    jy_ruby_plain(&plain, text);
    jy_buf_adds(out, "<FEFF");
    for (const unsigned char *s = (const unsigned char *)jy_buf_text(&plain); *s != '\0';) {
        uint32_t c = next_char(&s);
        if (c > 0xFFFF) {
            jy_buf_addf(out, "%04X%04X", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + (c & 0x3FF));
        } else {
            jy_buf_addf(out, "%04X", c);
        }
    }
    jy_buf_addc(out, '>');
}

/* --- what goes in ----------------------------------------------------------------------------- */

static void add_boxes(struct patch *p, const struct jy_buf *pdf, const struct jy_pdf_extra *e)
{
    const char *const page = "/Type /Page ";
    size_t at = find(pdf, 0, page);
    if (e->edge_pt <= 0 || at == SIZE_MAX)
        return;
    at = find(pdf, at, "/MediaBox");
    if (at == SIZE_MAX)
        return;
    double b = e->edge_pt - e->bleed_pt;
    jy_buf_addf(insert_after(p, at, ""),
                "/TrimBox [ %.3f %.3f %.3f %.3f ]\n   /BleedBox [ %.3f %.3f %.3f %.3f ]\n   ",
                e->edge_pt, e->edge_pt, e->width_pt - e->edge_pt, e->height_pt - e->edge_pt, b, b,
                e->width_pt - b, e->height_pt - b);
}

static void add_alts(struct patch *p, const struct jy_buf *pdf, const struct jy_pdf_extra *e)
{
    const char *const figure = "/Type /StructElem\n   /S /Figure\n";
    size_t at = 0;
    for (size_t i = 0; i < e->n_alts && i < JY_PDF_ALTS_MAX; i++, at++) {
        at = find(pdf, at, figure);
        if (at == SIZE_MAX)
            return;
        struct jy_buf *text = insert_after(p, at, figure);
        jy_buf_adds(text, "   /Alt ");
        add_text(text, e->alts[i]);
        jy_buf_addc(text, '\n');
    }
}

static void add_catalog(struct patch *p, const struct jy_buf *pdf, const struct jy_pdf_extra *e)
{
    const char *const catalog = "<< /Type /Catalog\n";
    size_t at = find(pdf, 0, catalog);
    if (at != SIZE_MAX) {
        jy_buf_addf(insert_after(p, at, catalog),
                    "   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n", e->lang);
    }
}

static int by_place(const void *a, const void *b)
{
    size_t x = ((const struct insertion *)a)->at, y = ((const struct insertion *)b)->at;
    return (x > y) - (x < y);
}

/* --- the file again --------------------------------------------------------------------------- */

static size_t moved(const struct patch *p, size_t offset)
{
    size_t to = offset;
    for (size_t i = 0; i < p->n; i++)
        to += p->items[i].at <= offset ? p->items[i].text.len : 0;
    return to;
}

/* Where the table of places begins, and how many it has; false: not of the shape that cairo writes.
 */
static bool find_table(const struct jy_buf *pdf, size_t *out_table, size_t *out_entries,
                       unsigned *out_n)
{
    static const char word[] = "startxref\n", head[] = "xref\n0 ";
    size_t tail = pdf->len > 64 ? pdf->len - 64 : 0, at = find(pdf, tail, word);
    char *end;
    if (at == SIZE_MAX)
        return false;
    *out_table = strtoul(pdf->data + at + strlen(word), NULL, 10);
    if (*out_table >= at || strncmp(pdf->data + *out_table, head, strlen(head)) != 0)
        return false;
    const unsigned long n = strtoul(pdf->data + *out_table + strlen(head), &end, 10);
    if (*end != '\n' || n >= 100000)
        return false;
    *out_n = (unsigned)n;
    *out_entries = (size_t)(end + 1 - pdf->data);
    return *out_entries + *out_n * (size_t)ENTRY_BYTES < at;
}

static void write_again(struct jy_buf *pdf, const struct patch *p, size_t table, size_t entries,
                        unsigned n)
{
    struct jy_buf out = JY_BUF_INIT;
    size_t from = 0, end = entries + n * (size_t)ENTRY_BYTES;
    for (size_t i = 0; i < p->n; i++) {
        jy_buf_add(&out, pdf->data + from, p->items[i].at - from);
        jy_buf_add(&out, p->items[i].text.data, p->items[i].text.len);
        from = p->items[i].at;
    }
    jy_buf_add(&out, pdf->data + from, entries - from);
    for (unsigned i = 0; i < n; i++) {
        const char *entry = pdf->data + entries + i * (size_t)ENTRY_BYTES;
        if (entry[17] == 'n') {
            jy_buf_addf(&out, "%010zu%.10s", moved(p, strtoul(entry, NULL, 10)), entry + 10);
        } else {
            jy_buf_add(&out, entry, ENTRY_BYTES);
        }
    }
    size_t last = find(pdf, end, "startxref\n");
    jy_buf_add(&out, pdf->data + end, last - end);
    jy_buf_addf(&out, "startxref\n%zu\n%%%%EOF\n", moved(p, table));
    jy_buf_done(pdf);
    *pdf = out;
}

void jy_pdf_finish(struct jy_buf *pdf, const struct jy_pdf_extra *extra)
{
    struct patch p = {0};
    size_t table, entries;
    unsigned n;
    if (!find_table(pdf, &table, &entries, &n))
        return;
    add_boxes(&p, pdf, extra);
    add_alts(&p, pdf, extra);
    add_catalog(&p, pdf, extra);
    qsort(p.items, p.n, sizeof *p.items, by_place);
    write_again(pdf, &p, table, entries, n);
    for (size_t i = 0; i < p.n; i++)
        jy_buf_done(&p.items[i].text);
}
