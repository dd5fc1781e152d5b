/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/sheet_text.h"

#include <stdlib.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "src/base/mem.h"
#include "src/domain/ruby.h"

/* Ruby is set at half the size of its base, above it (JLREQ 3.3). */
static const double ruby_scale = 0.5;

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
    double ascent_pt, height_pt; /* of a line without ruby, at the type's size */
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

static void setter_init(struct setter *s, cairo_t *cr, const struct jy_type *type)
{
    *s = (struct setter){.cr = cr, .layout = pango_cairo_create_layout(cr), .type = type};
    PangoContext *context = pango_layout_get_context(s->layout);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    set_font(s->layout, type, type->size_pt);
    pango_layout_set_text(s->layout, "漢g", -1);
    s->ascent_pt = (double)pango_layout_get_baseline(s->layout) / PANGO_SCALE;
    s->height_pt = type->size_pt * type->line_height;
}

static void setter_done(struct setter *s)
{
    g_object_unref(s->layout);
}

static double width_of(struct setter *s, const char *text, size_t n, double size_pt)
{
    int width = 0;
    set_font(s->layout, s->type, size_pt);
    pango_layout_set_width(s->layout, -1);
    pango_layout_set_text(s->layout, text, (int)n);
    pango_layout_get_size(s->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

static bool has_ruby(const char *text)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&text, &piece))
        if (piece.reading != NULL)
            return true;
    return false;
}

/* --- text without ruby: pango does it all --------------------------------------------------- */

static double set_plain(struct setter *s, const char *text, double x_pt, double y_pt,
                        double width_pt, bool draw)
{
    set_font(s->layout, s->type, s->type->size_pt);
    pango_layout_set_width(s->layout, (int)(width_pt * PANGO_SCALE));
    pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(s->layout, s->type->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(s->layout, text, -1);
    int n = pango_layout_get_line_count(s->layout);
    if (draw) {
        PangoLayoutIter *iter = pango_layout_get_iter(s->layout);
        double half_leading_pt = (s->height_pt - s->type->size_pt * 1.2) / 2;
        int i = 0;
        do {
            PangoRectangle logical;
            pango_layout_iter_get_line_extents(iter, NULL, &logical);
            cairo_move_to(s->cr, x_pt + (double)logical.x / PANGO_SCALE,
                          y_pt + i * s->height_pt + half_leading_pt + s->type->size_pt * 1.02);
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
    for (size_t i = 1; i < n; i++)
        if (s[i] == '\0')
            return i;
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
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (strlen(closing[i]) == n && memcmp(closing[i], s, n) == 0)
            return true;
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
            if (is_word(*s))
                for (n = 1; is_word(s[n]);)
                    n++;
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
        c->ruby_width_pt = width_of(s, c->ruby, c->ruby_len, s->type->size_pt * ruby_scale);
        if (c->ruby_width_pt > c->width_pt)
            c->width_pt = c->ruby_width_pt;
    }
}

/* One past the last cell of the line that begins at @p first. */
static size_t line_end(const struct cells *cells, size_t first, double width_pt)
{
    double used_pt = 0;
    size_t i = first;
    for (; i < cells->n; i++) {
        const struct cell *c = &cells->items[i];
        if (c->space && *c->base == '\n')
            return i + 1;
        if (i > first && !c->space && used_pt + c->width_pt > width_pt)
            break;
        bool carries = i + 1 < cells->n && cells->items[i + 1].ruby == NULL &&
                       sticks_to_previous(cells->items[i + 1].base, cells->items[i + 1].base_len);
        if (carries && i > first && used_pt + c->width_pt + cells->items[i + 1].width_pt > width_pt)
            break;
        used_pt += c->width_pt;
    }
    return i;
}

static void show_at(struct setter *s, const char *text, size_t n, double size_pt, double x_pt,
                    double baseline_pt)
{
    set_font(s->layout, s->type, size_pt);
    pango_layout_set_width(s->layout, -1);
    pango_layout_set_text(s->layout, text, (int)n);
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
            show_at(s, c->ruby, c->ruby_len, s->type->size_pt * ruby_scale,
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

static double set_ruby(struct setter *s, const char *text, double x_pt, double y_pt,
                       double width_pt, bool draw)
{
    struct cells cells = {0};
    split(text, &cells);
    measure_cells(s, &cells);
    double line_pt = s->height_pt + s->type->size_pt * ruby_scale * 0.9;
    double total_pt = 0;
    for (size_t i = 0; i < cells.n;) {
        while (i < cells.n && cells.items[i].space && *cells.items[i].base == ' ')
            i++;
        size_t end = line_end(&cells, i, width_pt);
        if (draw && end > i)
            draw_line(s, &cells, i, end, x_pt,
                      y_pt + total_pt + line_pt - (s->height_pt - s->type->size_pt) / 2 -
                          s->type->size_pt * 0.16);
        total_pt += line_pt;
        i = end > i ? end : i + 1;
    }
    free(cells.items);
    return total_pt;
}

static double set_text(cairo_t *cr, const char *text, double x_pt, double y_pt, double width_pt,
                       const struct jy_type *type, bool draw)
{
    struct setter s;
    setter_init(&s, cr, type);
    if (draw)
        cairo_set_source_rgb(cr, (type->rgb >> 16 & 255) / 255.0, (type->rgb >> 8 & 255) / 255.0,
                             (type->rgb & 255) / 255.0);
    double height_pt = has_ruby(text) ? set_ruby(&s, text, x_pt, y_pt, width_pt, draw)
                                      : set_plain(&s, text, x_pt, y_pt, width_pt, draw);
    setter_done(&s);
    return height_pt;
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
