/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/sheet_text.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "src/base/mem.h"
#include "src/domain/ruby.h"
#include "src/render/sheet_cells.h"

/* Ruby is set at half the size of its base, above it (JLREQ 3.3). */
static const double ruby_scale = 0.5;
/* Smaller readings cannot be read on paper (look.md). */
static const double ruby_min_pt = 5.5;

static double ruby_size_pt(const struct jy_type *type)
{
    return fmax(type->size_pt * ruby_scale, ruby_min_pt);
}

struct setter {
    cairo_t *cr;
    PangoLayout *layout; /* NULL: not needed yet */
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

/* Most of what is asked was measured before and needs none. */
static PangoLayout *layout_of(struct setter *s)
{
    if (s->layout != NULL)
        return s->layout;
    s->layout = pango_cairo_create_layout(s->cr);
    PangoContext *context = pango_layout_get_context(s->layout);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE); /* points, not pixels */
    cairo_font_options_destroy(options);
    return s->layout;
}

static void set_font(struct setter *s, double size_pt)
{
    PangoLayout *layout = layout_of(s);
    const struct jy_type *type = s->type;
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, family_of(type->lang));
    /* absolute: a sheet is laid out in points whatever the resolution of the surface */
    pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
    pango_font_description_set_weight(font, type->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);

    PangoAttrList *attrs = pango_attr_list_new();
    pango_attr_list_insert(attrs, pango_attr_font_features_new("tnum=1, liga=0"));
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
    set_font(s, size_pt);
    s->font_pt = size_pt;
}

static struct setter setter_of(cairo_t *cr, const struct jy_type *type)
{
    return (struct setter){.cr = cr, .type = type, .height_pt = type->size_pt * type->line_height};
}

static void setter_done(struct setter *s)
{
    if (s->layout != NULL)
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

static int face_of(const struct jy_type *type)
{
    return 2 * (int)type->lang + type->bold;
}

/* Nothing is hinted: a width goes with the size. Always measured at the same size, so that what was
 * measured before changes no sheet. */
static double width_of(struct setter *s, const char *text, size_t n, double size_pt)
{
    const double measured_pt = 100;
    const struct jy_text_asked asked = {.text = text, .n = n, .face = face_of(s->type)};
    struct jy_text_measure m;
    int width = 0;
    if (jy_text_measures_get(s->type->measures, &asked, &m))
        return m.width_pt / measured_pt * size_pt;
    use_font(s, measured_pt);
    pango_layout_set_width(s->layout, -1);
    put_text(s, text, n);
    pango_layout_get_size(s->layout, &width, NULL);
    m = (struct jy_text_measure){.width_pt = (double)width / PANGO_SCALE, .plain = 1};
    jy_text_measures_put(s->type->measures, &asked, &m);
    return m.width_pt / measured_pt * size_pt;
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

static bool is_katakana(gunichar c)
{
    return c >= 0x30A1 && c <= 0x30FF && c != 0x30FB;
}

static bool is_closing(gunichar c)
{
    return c == 0x3001 || c == 0x3002 || c == 0xFF09 || c == 0x300D || c == 0x300F || c == 0xFF1A;
}

/* One past the word in katakana that begins at @p s, or past one letter. */
static const char *word_end(const char *s)
{
    enum { LETTERS_MAX = 12 };
    const char *p = s;
    for (int n = 0; n < LETTERS_MAX && is_katakana(g_utf8_get_char(p)); n++)
        p += g_utf8_skip[(guchar)*p];
    return p > s ? p : s + g_utf8_skip[(guchar)*s];
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

/* Running text in Japanese keeps its words from abroad whole, its headlines whole phrases. */
static bool words_only(const struct jy_type *type)
{
    return type->lang == JY_LANG_JA && !type->balance;
}

/* Lines break nowhere inside a phrase. */
static void keep_phrases(PangoLayout *layout, const char *text, const struct jy_type *type)
{
    PangoAttrList *attrs = pango_attr_list_copy(pango_layout_get_attributes(layout));
    for (const char *s = text; *s != '\0';) {
        const char *end = words_only(type) ? word_end(s) : phrase_end(s, type->lang);
        if (end - s > g_utf8_skip[(guchar)*s]) {
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
    return type->lang == JY_LANG_KO || type->lang == JY_LANG_JA;
}

/* Lays @p text; *out_whole: no phrase had to be cut. Number of lines. */
static int lay_plain(struct setter *s, const char *text, double width_pt, bool *out_whole)
{
    int used = 0;
    s->font_pt = 0;
    set_font(s, s->type->size_pt);
    pango_layout_set_width(s->layout, (int)(width_pt * PANGO_SCALE));
    pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(s->layout, s->type->right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    put_text(s, text, strlen(text));
    *out_whole = true;
    if (has_phrases(s->type)) {
        keep_phrases(s->layout, text, s->type);
        pango_layout_get_size(s->layout, &used, NULL);
        *out_whole = used <= (int)(width_pt * PANGO_SCALE) + 1;
        if (!*out_whole) /* one is wider than the column */
            set_font(s, s->type->size_pt);
    }
    return pango_layout_get_line_count(s->layout);
}

/* Is @p text one line in this width, clearly? */
static bool fits_line(struct setter *s, const char *text, double width_pt)
{
    const double clear_pt = 0.1;
    return strchr(text, '\n') == NULL &&
           width_of(s, text, strlen(text), s->type->size_pt) <= width_pt - clear_pt;
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

static void draw_plain(struct setter *s, const char *text, double x_pt, double y_pt,
                       double width_pt)
{
    bool whole;
    (void)lay_plain(s, text, width_pt, &whole);
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

/* --- text with ruby: broken into cells, set line by line ------------------------------------- */

static void measure_cells(struct setter *s, struct jy_text_cells *cells)
{
    for (size_t i = 0; i < cells->n; i++) {
        struct jy_text_cell *c = &cells->items[i];
        c->width_pt = width_of(s, c->base, c->base_len, s->type->size_pt);
        if (c->ruby == NULL)
            continue;
        c->ruby_width_pt = width_of(s, c->ruby, c->ruby_len, ruby_size_pt(s->type));
        if (c->ruby_width_pt > c->width_pt)
            c->width_pt = c->ruby_width_pt;
    }
}

/* Draws something of a line of cells. */
typedef void (*line_fn)(struct setter *s, const struct jy_text_cells *cells, size_t first,
                        size_t end, double x_pt, double baseline_pt);

static void show_at(struct setter *s, const char *text, size_t n, double size_pt, double x_pt,
                    double baseline_pt)
{
    use_font(s, size_pt);
    pango_layout_set_width(s->layout, -1);
    put_text(s, text, n);
    cairo_move_to(s->cr, x_pt, baseline_pt);
    pango_cairo_show_layout_line(s->cr, pango_layout_get_line_readonly(s->layout, 0));
}

static void draw_readings(struct setter *s, const struct jy_text_cells *cells, size_t first,
                          size_t end, double x_pt, double baseline_pt)
{
    for (size_t i = first; i < end; i++) {
        const struct jy_text_cell *c = &cells->items[i];
        if (c->ruby != NULL) {
            show_at(s, c->ruby, c->ruby_len, ruby_size_pt(s->type),
                    x_pt + (c->width_pt - c->ruby_width_pt) / 2,
                    baseline_pt - s->type->size_pt * 0.92);
        }
        x_pt += c->width_pt;
    }
}

static void draw_bases(struct setter *s, const struct jy_text_cells *cells, size_t first,
                       size_t end, double x_pt, double baseline_pt)
{
    for (size_t i = first; i < end;) {
        const struct jy_text_cell *c = &cells->items[i];
        if (c->ruby != NULL) {
            double base_pt = width_of(s, c->base, c->base_len, s->type->size_pt);
            show_at(s, c->base, c->base_len, s->type->size_pt, x_pt + (c->width_pt - base_pt) / 2,
                    baseline_pt);
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

/* Lines at a width; so many as never to be chosen when a phrase would be cut. */
static int lines_at(struct setter *s, const char *text, const struct jy_text_cells *cells,
                    double width_pt)
{
    bool whole = true;
    if (cells == NULL) {
        int n = lay_plain(s, text, width_pt, &whole);
        return whole ? n : INT_MAX;
    }
    return jy_text_cells_count_lines(cells, width_pt, s->type->size_pt);
}

/* The narrowest width, by halving, at which there are as few lines as at @p width_pt. */
static double balanced_pt(struct setter *s, const char *text, const struct jy_text_cells *cells,
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

/* How far a line is moved to stand flush right. */
static double right_shift_pt(const struct setter *s, const struct jy_text_cells *cells,
                             size_t first, size_t end, double width_pt)
{
    double used_pt = 0;
    while (end > first && cells->items[end - 1].space)
        end--;
    for (size_t i = first; i < end; i++)
        used_pt += cells->items[i].width_pt;
    return s->type->right && used_pt < width_pt ? width_pt - used_pt : 0;
}

/* Walks through the lines of @p text, drawing bases or readings or nothing; how many there are. */
static struct jy_text_measure walk_lines(struct setter *s, const char *text,
                                         const struct jy_text_cells *cells, double x_pt,
                                         double y_pt, double width_pt, line_fn draw)
{
    const bool any_ruby = has_ruby(text);
    struct jy_text_measure m = {.width_pt = width_pt};
    for (size_t i = 0; i < cells->n;) {
        size_t end = jy_text_cells_next_line(cells, &i, width_pt, s->type->size_pt);
        /* the first line decides the baseline that others are set beside */
        bool ruby =
            any_ruby && (!s->type->close || i == 0 || jy_text_cells_have_ruby(cells, i, end));
        double baseline_pt = ruby ? ruby_baseline_pt(s) : plain_baseline_pt(s);
        if (draw != NULL && i < cells->n) {
            const size_t last = end < cells->n ? end : cells->n;
            draw(s, cells, i, last, x_pt + right_shift_pt(s, cells, i, last, width_pt),
                 y_pt + baseline_pt);
        }
        if (i < cells->n) {
            y_pt += ruby ? ruby_line_pt(s) : s->height_pt;
            m.ruby += ruby;
            m.plain += !ruby;
        }
        i = end;
    }
    return m;
}

static struct jy_text_measure measure_by_cells(struct setter *s, const char *text, double width_pt)
{
    struct jy_text_cells cells = {0};
    jy_text_cells_split(text, &cells);
    measure_cells(s, &cells);
    if (s->type->balance)
        width_pt = balanced_pt(s, text, &cells, width_pt);
    struct jy_text_measure m = walk_lines(s, text, &cells, 0, 0, width_pt, NULL);
    free(cells.items);
    return m;
}

static void draw_by_cells(struct setter *s, const char *text, double x_pt, double y_pt,
                          double width_pt, line_fn draw)
{
    struct jy_text_cells cells = {0};
    jy_text_cells_split(text, &cells);
    measure_cells(s, &cells);
    (void)walk_lines(s, text, &cells, x_pt, y_pt, width_pt, draw);
    free(cells.items);
}

/* --- both ------------------------------------------------------------------------------------ */

static bool by_cells(const struct jy_type *type, const char *text)
{
    return type->lang == JY_LANG_JA_EASY || has_ruby(text);
}

static struct jy_text_measure measure_plain(struct setter *s, const char *text, double width_pt)
{
    struct jy_text_measure m = {.width_pt = width_pt, .plain = 1};
    bool whole;
    if (fits_line(s, text, width_pt))
        return m;
    m.width_pt = s->type->balance ? balanced_pt(s, text, NULL, width_pt)
                                  : without_orphan_pt(s, text, width_pt);
    m.plain = (size_t)lay_plain(s, text, m.width_pt, &whole);
    return m;
}

/* Its lines in this width, and the width to set them in. */
static struct jy_text_measure measure(struct setter *s, const char *text, double width_pt)
{
    const struct jy_type *t = s->type;
    struct jy_text_measure m;
    const struct jy_text_asked asked = {.text = text,
                                        .n = strlen(text),
                                        .face = face_of(t),
                                        .setting = 1 + t->balance + 2 * t->close,
                                        .size_pt = t->size_pt,
                                        .width_pt = width_pt};
    if (jy_text_measures_get(t->measures, &asked, &m))
        return m;
    m = by_cells(t, text) ? measure_by_cells(s, text, width_pt) : measure_plain(s, text, width_pt);
    jy_text_measures_put(t->measures, &asked, &m);
    return m;
}

static double height_of(const struct setter *s, const struct jy_text_measure *m)
{
    return (double)m->plain * s->height_pt + (double)m->ruby * ruby_line_pt(s);
}

static void use_colour(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

double jy_sheet_text_baseline(cairo_t *cr, const char *text, const struct jy_type *type)
{
    struct setter s = setter_of(cr, type);
    double baseline_pt = has_ruby(text) ? ruby_baseline_pt(&s) : plain_baseline_pt(&s);
    setter_done(&s);
    return baseline_pt;
}

double jy_sheet_text_height(cairo_t *cr, const char *text, double width_pt,
                            const struct jy_type *type)
{
    if (text[0] == '\0')
        return 0;
    struct setter s = setter_of(cr, type);
    const struct jy_text_measure m = measure(&s, text, width_pt);
    const double height_pt = height_of(&s, &m);
    setter_done(&s);
    return height_pt;
}

double jy_sheet_text_draw_bases(cairo_t *cr, const char *text, double x_pt, double y_pt,
                                double width_pt, const struct jy_type *type)
{
    if (text[0] == '\0')
        return 0;
    struct setter s = setter_of(cr, type);
    const struct jy_text_measure m = measure(&s, text, width_pt);
    use_colour(cr, type->rgb);
    if (by_cells(type, text)) {
        draw_by_cells(&s, text, x_pt, y_pt, m.width_pt, draw_bases);
    } else {
        draw_plain(&s, text, x_pt, y_pt, m.width_pt);
    }
    const double height_pt = height_of(&s, &m);
    setter_done(&s);
    return height_pt;
}

void jy_sheet_text_draw_readings(cairo_t *cr, const char *text, double x_pt, double y_pt,
                                 double width_pt, const struct jy_type *type)
{
    if (!has_ruby(text))
        return;
    struct setter s = setter_of(cr, type);
    const struct jy_text_measure m = measure(&s, text, width_pt);
    use_colour(cr, type->rgb);
    draw_by_cells(&s, text, x_pt, y_pt, m.width_pt, draw_readings);
    setter_done(&s);
}

double jy_sheet_text_draw(cairo_t *cr, const char *text, double x_pt, double y_pt, double width_pt,
                          const struct jy_type *type)
{
    jy_sheet_text_draw_readings(cr, text, x_pt, y_pt, width_pt, type);
    return jy_sheet_text_draw_bases(cr, text, x_pt, y_pt, width_pt, type);
}

double jy_sheet_text_fit(cairo_t *cr, const char *text, double width_pt, double height_pt,
                         const struct jy_type *type, double min_pt, bool *fits)
{
    const double step_pt = 0.5;
    struct jy_type t = *type;
    t.size_pt = fmax(t.size_pt, min_pt);
    *fits = jy_sheet_text_height(cr, text, width_pt, &t) <= height_pt + 0.01;
    while (!*fits && t.size_pt > min_pt) {
        t.size_pt = fmax(t.size_pt - step_pt, min_pt);
        *fits = jy_sheet_text_height(cr, text, width_pt, &t) <= height_pt + 0.01;
    }
    return t.size_pt;
}

double jy_sheet_text_width(cairo_t *cr, const char *text, const struct jy_type *type)
{
    struct setter s = setter_of(cr, type);
    struct jy_text_cells cells = {0};
    jy_text_cells_split(text, &cells);
    measure_cells(&s, &cells);
    double width_pt = 0;
    for (size_t i = 0; i < cells.n; i++)
        width_pt += cells.items[i].width_pt;
    free(cells.items);
    setter_done(&s);
    return width_pt;
}
