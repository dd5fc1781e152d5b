/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/sheet_text.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "src/base/mem.h"
#include "src/domain/ruby.h"

/* Ruby is set at half the size of its base, above it (JLREQ 3.3). */
static const double ruby_scale = 0.5;
/* Smaller readings cannot be read on paper (look.md). */
static const double ruby_min_pt = 5.5;

static double ruby_size_pt(const struct jy_type *type)
{
    return fmax(type->size_pt * ruby_scale, ruby_min_pt);
}

/* A piece that no line break may cut: a character, a word, or a base with its reading. */
struct cell {
    const char *base, *ruby; /* ruby NULL: none */
    size_t base_len, ruby_len;
    double width_pt, ruby_width_pt;
    bool space;
};

struct cells {
    struct cell *items;
    size_t n, cap;
};

struct setter {
    cairo_t *cr;
    PangoLayout *layout;
    const struct jy_type *type;
    double height_pt; /* of a line without ruby, at the type's size */
    double font_pt;   /* size the layout is set to; 0: it has attributes of its own */
};

static const char *family_of(enum jy_lang lang)
{
    switch (lang) {
    case JY_LANG_ZH:
        return "Noto Sans CJK SC";
    case JY_LANG_KO:
        return "Noto Sans CJK KR";
    case JY_LANG_JA:
    case JY_LANG_JA_EASY:
    case JY_LANG_EN:
    case JY_LANG_N:
        break;
    }
    return "Noto Sans CJK JP";
}

static void set_font(PangoLayout *layout, const struct jy_type *type, double size_pt)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, family_of(type->lang));
    /* absolute: a sheet is laid out in points whatever the resolution of the surface */
    pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
    pango_font_description_set_weight(font, type->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);

    PangoAttrList *attrs = pango_attr_list_new();
    pango_attr_list_insert(attrs, pango_attr_font_features_new("tnum=1"));
    pango_attr_list_insert(
        attrs, pango_attr_language_new(pango_language_from_string(jy_lang_html(type->lang))));
    pango_layout_set_attributes(layout, attrs);
    pango_attr_list_unref(attrs);
}

/* Most texts of a sheet are measured cell by cell: the font is set once for all of them. */
static void use_font(struct setter *s, double size_pt)
{
    if (s->font_pt == size_pt)
        return;
    set_font(s->layout, s->type, size_pt);
    s->font_pt = size_pt;
}

static void setter_init(struct setter *s, cairo_t *cr, const struct jy_type *type)
{
    *s = (struct setter){.cr = cr, .layout = pango_cairo_create_layout(cr), .type = type};
    PangoContext *context = pango_layout_get_context(s->layout);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE); /* points, not pixels */
    cairo_font_options_destroy(options);
    s->height_pt = type->size_pt * type->line_height;
}

static void setter_done(struct setter *s)
{
    g_object_unref(s->layout);
}

/* In Noto Sans CJK SC Regular cairo 1.16 loses these two glyphs on the way into a PDF: it reads a
 * subroutine with their hints only once, then counts the bytes of a hint mask wrongly. Of the
 * 20,902 unified ideographs no other is lost, in any of the faces used
 * (tests/src/render/test_sheet_fonts); the Japanese face draws the same characters. */
static const char *const lost_in_sc[] = {"如", "瘃"};

static void lend_glyphs(PangoLayout *layout, const char *text, size_t n)
{
    PangoAttrList *attrs = NULL;
    for (size_t k = 0; k < sizeof lost_in_sc / sizeof *lost_in_sc; k++) {
        for (const char *at = text; n > 0; at++) {
            at = memmem(at, n - (size_t)(at - text), lost_in_sc[k], strlen(lost_in_sc[k]));
            if (at == NULL)
                break;
            if (attrs == NULL)
                attrs = pango_attr_list_copy(pango_layout_get_attributes(layout));
            /* in its own language, or the face would take the same glyph for Chinese */
            PangoAttribute *lent[] = {pango_attr_family_new("Noto Sans CJK JP"),
                                      pango_attr_language_new(pango_language_from_string("ja"))};
            for (size_t i = 0; i < 2; i++) {
                lent[i]->start_index = (guint)(at - text);
                lent[i]->end_index = lent[i]->start_index + (guint)strlen(lost_in_sc[k]);
                pango_attr_list_change(attrs, lent[i]);
            }
        }
    }
    if (attrs == NULL)
        return;
    pango_layout_set_attributes(layout, attrs);
    pango_attr_list_unref(attrs);
}

static void put_text(struct setter *s, const char *text, size_t n)
{
    pango_layout_set_text(s->layout, text, (int)n);
    if (s->type->lang != JY_LANG_ZH || s->type->bold)
        return;
    lend_glyphs(s->layout, text, n);
    s->font_pt = 0; /* the next text wants its own */
}

static double width_of(struct setter *s, const char *text, size_t n, double size_pt)
{
    int width = 0;
    use_font(s, size_pt);
    pango_layout_set_width(s->layout, -1);
    put_text(s, text, n);
    pango_layout_get_size(s->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

static bool has_ruby(const char *text)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&text, &piece)) {
        if (piece.reading != NULL)
            return true;
    }
    return false;
}

/* --- text without ruby: pango does it all --------------------------------------------------- */

static bool is_hiragana(gunichar c)
{
    return c >= 0x3041 && c <= 0x309F;
}

static bool is_closing(gunichar c)
{
    return c == 0x3001 || c == 0x3002 || c == 0xFF09 || c == 0x300D || c == 0x300F || c == 0xFF1A;
}

/* One past the phrase that begins at @p s. Korean: to the next space. Japanese headlines and
 * labels: to where kana or a mark gives way to something else, the end of most 文節; spaces beside
 * numbers and units hold together. */
static const char *phrase_end(const char *s, enum jy_lang lang)
{
    if (lang == JY_LANG_KO)
        return s + strcspn(s, " \n");
    gunichar before = g_utf8_get_char(s);
    for (const char *p = s + g_utf8_skip[(guchar)*s]; *p != '\0'; p += g_utf8_skip[(guchar)*p]) {
        gunichar c = g_utf8_get_char(p);
        bool ended = is_hiragana(before) || is_closing(before) || c == 0xFF08;
        if (c == '\n' || c == 0x3000 || (ended && !is_hiragana(c) && !is_closing(c)))
            return p;
        before = c;
    }
    return s + strlen(s);
}

/* Lines break nowhere inside a phrase. */
static void keep_phrases(PangoLayout *layout, const char *text, enum jy_lang lang)
{
    PangoAttrList *attrs = pango_attr_list_copy(pango_layout_get_attributes(layout));
    for (const char *s = text; *s != '\0';) {
        const char *end = phrase_end(s, lang);
        if (end - s > 1) {
            PangoAttribute *attr = pango_attr_allow_breaks_new(FALSE);
            attr->start_index = (guint)(s - text);
            attr->end_index = (guint)(end - text);
            pango_attr_list_insert(attrs, attr);
        }
        s = *end != '\0' && end == s ? end + 1 : end;
    }
    pango_layout_set_attributes(layout, attrs);
    pango_attr_list_unref(attrs);
}

static bool has_phrases(const struct jy_type *type)
{
    return type->lang == JY_LANG_KO || (type->lang == JY_LANG_JA && type->balance);
}

/* Lays @p text; *out_whole: no phrase had to be cut. Number of lines. */
static int lay_plain(struct setter *s, const char *text, double width_pt, bool *out_whole)
{
    int used = 0;
    s->font_pt = 0;
    set_font(s->layout, s->type, s->type->size_pt);
    pango_layout_set_width(s->layout, (int)(width_pt * PANGO_SCALE));
    pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(s->layout, s->type->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    put_text(s, text, strlen(text));
    *out_whole = true;
    if (has_phrases(s->type)) {
        keep_phrases(s->layout, text, s->type->lang);
        pango_layout_get_size(s->layout, &used, NULL);
        *out_whole = used <= (int)(width_pt * PANGO_SCALE) + 1;
        if (!*out_whole) /* one is wider than the column */
            set_font(s->layout, s->type, s->type->size_pt);
    }
    return pango_layout_get_line_count(s->layout);
}

static double last_line_pt(struct setter *s)
{
    int n = pango_layout_get_line_count(s->layout);
    PangoRectangle box;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(s->layout, n - 1), NULL, &box);
    return (double)box.width / PANGO_SCALE;
}

/* A little narrower where the last line would hold next to nothing. */
static double without_orphan_pt(struct setter *s, const char *text, double width_pt)
{
    const double orphan_em = 2.6;
    bool whole;
    int n = lay_plain(s, text, width_pt, &whole);
    if (n < 2 || last_line_pt(s) > orphan_em * s->type->size_pt)
        return width_pt;
    for (int em = 1; em <= 4; em++) {
        double tried_pt = width_pt - em * s->type->size_pt;
        if (tried_pt < width_pt / 2 || lay_plain(s, text, tried_pt, &whole) > n)
            break;
        if (last_line_pt(s) > orphan_em * s->type->size_pt)
            return tried_pt;
    }
    return width_pt;
}

/* Baseline of the first line of text without ruby. */
static double plain_baseline_pt(const struct setter *s)
{
    return (s->height_pt - s->type->size_pt * 1.2) / 2 + s->type->size_pt * 1.02;
}

static double set_plain(struct setter *s, const char *text, double x_pt, double y_pt,
                        double width_pt, bool draw)
{
    bool whole;
    int n = lay_plain(s, text, width_pt, &whole);
    if (draw) {
        PangoLayoutIter *iter = pango_layout_get_iter(s->layout);
        int i = 0;
        do {
            PangoRectangle logical;
            pango_layout_iter_get_line_extents(iter, NULL, &logical);
            cairo_move_to(s->cr, x_pt + (double)logical.x / PANGO_SCALE,
                          y_pt + i * s->height_pt + plain_baseline_pt(s));
            pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(iter));
            i++;
        } while (pango_layout_iter_next_line(iter));
        pango_layout_iter_free(iter);
    }
    return n * s->height_pt;
}

/* --- text with ruby: broken into cells, set line by line ------------------------------------- */

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

static void push_cell(struct cells *cells, struct cell cell)
{
    struct cell *last = cells->n > 0 ? &cells->items[cells->n - 1] : NULL;
    if (last != NULL && last->ruby == NULL && cell.ruby == NULL && !last->space && !cell.space &&
        last->base + last->base_len == cell.base && sticks_to_previous(cell.base, cell.base_len)) {
        last->base_len += cell.base_len;
        return;
    }
    cells->items = jy_grow(cells->items, &cells->cap, cells->n + 1, sizeof *cells->items);
    cells->items[cells->n++] = cell;
}

static void split(const char *text, struct cells *cells)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&text, &piece)) {
        if (piece.reading != NULL) {
            push_cell(cells, (struct cell){.base = piece.base,
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
            }
            push_cell(cells,
                      (struct cell){.base = s, .base_len = n, .space = *s == ' ' || *s == '\n'});
            s += n;
        }
    }
}

static void measure_cells(struct setter *s, struct cells *cells)
{
    for (size_t i = 0; i < cells->n; i++) {
        struct cell *c = &cells->items[i];
        c->width_pt = width_of(s, c->base, c->base_len, s->type->size_pt);
        if (c->ruby == NULL)
            continue;
        c->ruby_width_pt = width_of(s, c->ruby, c->ruby_len, ruby_size_pt(s->type));
        if (c->ruby_width_pt > c->width_pt)
            c->width_pt = c->ruby_width_pt;
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
static bool breaks_before(const struct cells *cells, size_t i)
{
    const struct cell *c = &cells->items[i], *before = &cells->items[i - 1];
    if (c->ruby == NULL && sticks_to_previous(c->base, c->base_len))
        return false;
    return before->ruby != NULL || !sticks_to_next(before->base, before->base_len);
}

/* One past the last cell of the line that begins at @p first: at the last space that fits when the
 * line is then at least half full, else wherever a line may end. */
static size_t line_end(const struct cells *cells, size_t first, double width_pt, double size_pt)
{
    double used_pt = 0, at_space_pt = 0;
    size_t i = first, space = first;
    for (; i < cells->n; i++) {
        const struct cell *c = &cells->items[i];
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
    if (space > first && at_space_pt > width_pt / 2 && width_pt - at_space_pt < waste_em * size_pt)
        return space + 1;
    while (i > first + 1 && !breaks_before(cells, i))
        i--;
    return i;
}

static void show_at(struct setter *s, const char *text, size_t n, double size_pt, double x_pt,
                    double baseline_pt)
{
    use_font(s, size_pt);
    pango_layout_set_width(s->layout, -1);
    put_text(s, text, n);
    cairo_move_to(s->cr, x_pt, baseline_pt);
    pango_cairo_show_layout_line(s->cr, pango_layout_get_line_readonly(s->layout, 0));
}

static void draw_line(struct setter *s, const struct cells *cells, size_t first, size_t end,
                      double x_pt, double baseline_pt)
{
    for (size_t i = first; i < end;) {
        const struct cell *c = &cells->items[i];
        if (c->ruby != NULL) {
            double base_pt = width_of(s, c->base, c->base_len, s->type->size_pt);
            show_at(s, c->base, c->base_len, s->type->size_pt, x_pt + (c->width_pt - base_pt) / 2,
                    baseline_pt);
            show_at(s, c->ruby, c->ruby_len, ruby_size_pt(s->type),
                    x_pt + (c->width_pt - c->ruby_width_pt) / 2,
                    baseline_pt - s->type->size_pt * 0.92);
            x_pt += c->width_pt;
            i++;
            continue;
        }
        /* a run of plain cells is one text: it selects and copies as one */
        size_t n = 0;
        double width_pt = 0;
        size_t j = i;
        for (; j < end && cells->items[j].ruby == NULL && cells->items[j].base == c->base + n &&
               *cells->items[j].base != '\n';
             j++) {
            n += cells->items[j].base_len;
            width_pt += cells->items[j].width_pt;
        }
        if (n > 0)
            show_at(s, c->base, n, s->type->size_pt, x_pt, baseline_pt);
        x_pt += width_pt;
        i = j > i ? j : i + 1;
    }
}

/* The reading takes the room between lines, and no more white than that is added. */
static double ruby_line_pt(const struct setter *s)
{
    return s->height_pt - 0.15 * s->type->size_pt + ruby_size_pt(s->type);
}

static double ruby_baseline_pt(const struct setter *s)
{
    double below_pt = fmax((s->height_pt - s->type->size_pt) / 2 - 0.08 * s->type->size_pt, 0);
    return ruby_line_pt(s) - below_pt - s->type->size_pt * 0.16;
}

/* The end of the line at *first, whose leading spaces are skipped. */
static size_t next_line(const struct cells *cells, size_t *first, double width_pt, double size_pt)
{
    while (*first < cells->n && cells->items[*first].space && *cells->items[*first].base == ' ')
        ++*first;
    size_t end = line_end(cells, *first, width_pt, size_pt);
    return end > *first ? end : *first + 1;
}

static int count_lines(const struct cells *cells, double width_pt, double size_pt)
{
    int n = 0;
    for (size_t i = 0; i < cells->n; n++)
        i = next_line(cells, &i, width_pt, size_pt);
    return n;
}

/* Lines at a width; so many as never to be chosen when a phrase would be cut. */
static int lines_at(struct setter *s, const char *text, const struct cells *cells, double width_pt)
{
    bool whole = true;
    if (cells == NULL) {
        int n = lay_plain(s, text, width_pt, &whole);
        return whole ? n : INT_MAX;
    }
    return count_lines(cells, width_pt, s->type->size_pt);
}

/* The narrowest width, by halving, at which there are as few lines as at @p width_pt. */
static double balanced_pt(struct setter *s, const char *text, const struct cells *cells,
                          double width_pt)
{
    int least = lines_at(s, text, cells, width_pt);
    double low_pt = width_pt / 4, high_pt = width_pt;
    if (least < 2 || least == INT_MAX)
        return width_pt;
    for (int i = 0; i < 7; i++) {
        double middle_pt = (low_pt + high_pt) / 2;
        if (lines_at(s, text, cells, middle_pt) <= least) {
            high_pt = middle_pt;
        } else {
            low_pt = middle_pt;
        }
    }
    return high_pt;
}

static bool line_has_ruby(const struct cells *cells, size_t first, size_t end)
{
    for (size_t i = first; i < end && i < cells->n; i++) {
        if (cells->items[i].ruby != NULL)
            return true;
    }
    return false;
}

/* How far a line is moved to stand flush right. */
static double right_shift_pt(const struct setter *s, const struct cells *cells, size_t first,
                             size_t end, double width_pt)
{
    double used_pt = 0;
    while (end > first && cells->items[end - 1].space)
        end--;
    for (size_t i = first; i < end; i++)
        used_pt += cells->items[i].width_pt;
    return s->type->right && used_pt < width_pt ? width_pt - used_pt : 0;
}

static double set_cells(struct setter *s, const char *text, double x_pt, double y_pt,
                        double width_pt, bool draw)
{
    struct cells cells = {0};
    split(text, &cells);
    measure_cells(s, &cells);
    if (s->type->balance)
        width_pt = balanced_pt(s, text, &cells, width_pt);
    const bool any_ruby = has_ruby(text);
    double total_pt = 0;
    for (size_t i = 0; i < cells.n;) {
        size_t end = next_line(&cells, &i, width_pt, s->type->size_pt);
        /* the first line decides the baseline that others are set beside */
        bool ruby = any_ruby && (!s->type->close || i == 0 || line_has_ruby(&cells, i, end));
        double line_pt = ruby ? ruby_line_pt(s) : s->height_pt;
        double baseline_pt = ruby ? ruby_baseline_pt(s) : plain_baseline_pt(s);
        if (draw && i < cells.n) {
            const size_t last = end < cells.n ? end : cells.n;
            draw_line(s, &cells, i, last, x_pt + right_shift_pt(s, &cells, i, last, width_pt),
                      y_pt + total_pt + baseline_pt);
        }
        if (i < cells.n)
            total_pt += line_pt;
        i = end;
    }
    free(cells.items);
    return total_pt;
}

static bool by_cells(const struct jy_type *type, const char *text)
{
    return type->lang == JY_LANG_JA_EASY || has_ruby(text);
}

static double set_text(cairo_t *cr, const char *text, double x_pt, double y_pt, double width_pt,
                       const struct jy_type *type, bool draw)
{
    struct setter s;
    setter_init(&s, cr, type);
    if (draw) {
        cairo_set_source_rgb(cr, (type->rgb >> 16 & 255) / 255.0, (type->rgb >> 8 & 255) / 255.0,
                             (type->rgb & 255) / 255.0);
    }
    double height_pt;
    if (by_cells(type, text)) {
        height_pt = set_cells(&s, text, x_pt, y_pt, width_pt, draw);
    } else {
        double set_pt = type->balance ? balanced_pt(&s, text, NULL, width_pt)
                                      : without_orphan_pt(&s, text, width_pt);
        height_pt = set_plain(&s, text, x_pt, y_pt, set_pt, draw);
    }
    setter_done(&s);
    return height_pt;
}

double jy_sheet_text_baseline(cairo_t *cr, const char *text, const struct jy_type *type)
{
    struct setter s;
    setter_init(&s, cr, type);
    double baseline_pt = has_ruby(text) ? ruby_baseline_pt(&s) : plain_baseline_pt(&s);
    setter_done(&s);
    return baseline_pt;
}

double jy_sheet_text_height(cairo_t *cr, const char *text, double width_pt,
                            const struct jy_type *type)
{
    return text[0] == '\0' ? 0 : set_text(cr, text, 0, 0, width_pt, type, false);
}

double jy_sheet_text_draw(cairo_t *cr, const char *text, double x_pt, double y_pt, double width_pt,
                          const struct jy_type *type)
{
    return text[0] == '\0' ? 0 : set_text(cr, text, x_pt, y_pt, width_pt, type, true);
}

double jy_sheet_text_fit(cairo_t *cr, const char *text, double width_pt, double height_pt,
                         const struct jy_type *type, double min_pt, bool *fits)
{
    struct jy_type t = *type;
    for (;; t.size_pt -= 0.5) {
        if (t.size_pt < min_pt)
            t.size_pt = min_pt;
        *fits = jy_sheet_text_height(cr, text, width_pt, &t) <= height_pt + 0.01;
        if (*fits || t.size_pt <= min_pt)
            return t.size_pt;
    }
}

double jy_sheet_text_width(cairo_t *cr, const char *text, const struct jy_type *type)
{
    struct setter s;
    setter_init(&s, cr, type);
    struct cells cells = {0};
    split(text, &cells);
    measure_cells(&s, &cells);
    double width_pt = 0;
    for (size_t i = 0; i < cells.n; i++)
        width_pt += cells.items[i].width_pt;
    free(cells.items);
    setter_done(&s);
    return width_pt;
}
