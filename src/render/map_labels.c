/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names, where labels.c has placed them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/render/labels.h"
#include "src/render/worker.h"

static const char family[] = "Noto Sans CJK JP, Noto Sans JP, sans-serif";

/* Glyphs without hinting: the same shapes at every position, size and on every machine. */
static void prepare(struct jy_drawing *d)
{
    struct jy_render_worker *w = d->worker;
    if (w->pango == NULL) {
        w->fonts = pango_cairo_font_map_new();
        w->pango = pango_font_map_create_context(w->fonts);
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        pango_cairo_context_set_font_options(w->pango, options);
        pango_cairo_context_set_resolution(w->pango, 72); /* a point is a px */
        pango_context_set_language(w->pango, pango_language_from_string("ja"));
        cairo_font_options_destroy(options);
        w->layout = pango_layout_new(w->pango);
        pango_layout_set_single_paragraph_mode(w->layout, TRUE);
    }
}

static void set_font(struct jy_drawing *d, double size, bool bold)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, family);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM);
    pango_layout_set_font_description(d->worker->layout, font);
    pango_font_description_free(font);
}

/* The text in the layout, its middle at (x, y), with a halo. */
static void show(struct jy_drawing *d, double x, double y, jy_rgb colour, double halo_px)
{
    PangoRectangle box;
    pango_layout_get_extents(d->worker->layout, NULL, &box);
    cairo_new_path(d->cr);
    cairo_move_to(d->cr, x - box.width / 2.0 / PANGO_SCALE, y - box.height / 2.0 / PANGO_SCALE);
    pango_cairo_layout_path(d->cr, d->worker->layout);
    jy_draw_colour(d->cr, d->colours->label_halo, 0.88);
    cairo_set_line_width(d->cr, 2 * halo_px);
    cairo_stroke_preserve(d->cr);
    jy_draw_colour(d->cr, colour, 1);
    cairo_fill(d->cr);
}

void jy_draw_text(struct jy_drawing *d, double x, double y, const char *text, double size_px,
                  jy_rgb colour)
{
    prepare(d);
    set_font(d, size_px, true);
    pango_layout_set_text(d->worker->layout, text, -1);
    show(d, x, y, colour, 1.6);
}

static void draw_dot(struct jy_drawing *d, double x, double y, double radius, bool square)
{
    cairo_new_path(d->cr);
    if (square) {
        cairo_rectangle(d->cr, x - radius, y - radius, 2 * radius, 2 * radius);
    } else {
        cairo_arc(d->cr, x, y, radius, 0, 2 * M_PI);
    }
    jy_draw_colour(d->cr, d->colours->label_halo, 1);
    cairo_fill_preserve(d->cr);
    jy_draw_colour(d->cr, d->colours->label, 1);
    cairo_set_line_width(d->cr, 1.4);
    cairo_stroke(d->cr);
}

static void draw_point(struct jy_drawing *d, const struct jy_label *l, double size)
{
    double x, y;
    const struct jy_style_colours *c = d->colours;
    jy_view_px(d->view, l->at, &x, &y);
    switch ((enum jy_label_class)l->cls) {
    case JY_LABEL_STATION:
    case JY_LABEL_CITY_HALL:
        set_font(d, size, true);
        draw_dot(d, x, y, size * 0.28, l->cls == JY_LABEL_STATION);
        if (l->width_px > 0 || l->cls != JY_LABEL_STATION)
            show(d, x, y + 3 + size * 0.85, c->label, 1.8);
        break;
    case JY_LABEL_SCHOOL:
    case JY_LABEL_PLACE:
        set_font(d, size, false);
        draw_dot(d, x, y, 2, false);
        show(d, x, y + 2 + size * 0.8, c->label_soft, 1.4);
        break;
    case JY_LABEL_DISTRICT:
        set_font(d, size, true);
        show(d, x, y, c->label, 2);
        break;
    case JY_LABEL_GAP:
        set_font(d, size, true);
        show(d, x, y, c->gap_label, 1.8);
        break;
    case JY_LABEL_CHOME:
    case JY_LABEL_PARK:
    case JY_LABEL_WATER:
    case JY_LABEL_ROAD:
    case JY_LABEL_CLASSES:
        set_font(d, size, false);
        show(d, x, y, c->label_soft, 1.6);
        break;
    }
}

/* --- Along a line -------------------------------------------------------------------------- */

struct walk {
    const struct gis_world *at;
    size_t n;
    bool backwards;
    bool upright;  /* Japanese down a steep street: letters stand, one under the other */
    double length; /* world units */
};

/* Position and direction at @p s world units from the reading start of the text's line. */
static void walk_to(const struct walk *w, double s, double *x, double *y, double *angle)
{
    double left = w->backwards ? w->length - s : s;
    for (size_t i = 1; i < w->n; i++) {
        double dx = (double)w->at[i].x - w->at[i - 1].x, dy = (double)w->at[i].y - w->at[i - 1].y;
        double len = hypot(dx, dy);
        if (len > 0 && (left <= len || i + 1 == w->n)) {
            *x = w->at[i - 1].x + left / len * dx;
            *y = w->at[i - 1].y + left / len * dy;
            *angle = atan2(dy, dx) + (w->backwards ? M_PI : 0);
            return;
        }
        left -= len;
    }
}

static size_t utf8_length(unsigned char c)
{
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static double char_width(struct jy_drawing *d, const char *p, size_t n)
{
    PangoRectangle box;
    pango_layout_set_text(d->worker->layout, p, (int)n);
    pango_layout_get_extents(d->worker->layout, NULL, &box);
    return box.width / (double)PANGO_SCALE;
}

/* Letters that vertical Japanese turns: the long-vowel mark, brackets, and all that is not full
 * width. */
static bool stands_turned(const char *p)
{
    static const char turned[] = "ー（）「」［］〜～";
    if ((unsigned char)*p < 0xE1)
        return true;
    for (const char *t = turned; *t; t += 3) { /* each three bytes */
        if (strncmp(p, t, 3) == 0)
            return true;
    }
    return false;
}

/* Two passes, halo then letters, so that no halo eats its neighbour. */
static void draw_chars(struct jy_drawing *d, const struct walk *w, const char *text, double start,
                       bool halo)
{
    double s = start;
    for (const char *p = text; *p;) {
        size_t n = strnlen(p, utf8_length((unsigned char)*p));
        double width = char_width(d, p, n), x = 0, y = 0, angle = 0;
        walk_to(w, s + width / 2 * d->view->unit, &x, &y, &angle);
        PangoRectangle box;
        pango_layout_get_extents(d->worker->layout, NULL, &box);
        cairo_save(d->cr);
        cairo_translate(d->cr, (x - d->view->west) / d->view->unit,
                        (y - d->view->north) / d->view->unit);
        if (!w->upright) {
            cairo_rotate(d->cr, angle);
        } else if (stands_turned(p)) {
            cairo_rotate(d->cr, M_PI / 2);
        }
        cairo_new_path(d->cr);
        cairo_move_to(d->cr, -width / 2, -box.height / 2.0 / PANGO_SCALE);
        pango_cairo_layout_path(d->cr, d->worker->layout);
        cairo_restore(d->cr);
        if (halo) {
            jy_draw_colour(d->cr, d->colours->label_halo, 0.85);
            cairo_set_line_width(d->cr, 2.8);
            cairo_stroke(d->cr);
        } else {
            jy_draw_colour(d->cr, d->colours->label_soft, 1);
            cairo_fill(d->cr);
        }
        s += width * d->view->unit;
        p += n;
    }
}

static void draw_along(struct jy_drawing *d, const struct jy_label *l, const char *text,
                       double size)
{
    const struct jy_labels *labels = d->scene->labels;
    uint32_t from = labels->line_start[l->line];
    struct walk w = {labels->line_at + from, labels->line_start[l->line + 1] - from, false, false,
                     0};
    for (size_t i = 1; i < w.n; i++)
        w.length += hypot((double)w.at[i].x - w.at[i - 1].x, (double)w.at[i].y - w.at[i - 1].y);
    set_font(d, size, false);
    double width = 0;
    for (const char *p = text; *p;) {
        size_t n = strnlen(p, utf8_length((unsigned char)*p));
        width += char_width(d, p, n);
        p += n;
    }
    double middle = (double)l->middle, start = middle - width / 2 * d->view->unit;
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0, angle;
    walk_to(&w, start, &x0, &y0, &angle);
    walk_to(&w, middle + width / 2 * d->view->unit, &x1, &y1, &angle);
    const double steep = 1.3; /* rise over run from which text stands: about 52 degrees */
    w.upright = (unsigned char)text[0] >= 0xE1 && fabs(y1 - y0) > steep * fabs(x1 - x0);
    w.backwards = w.upright ? y1 < y0 : x1 < x0; /* never upside down */
    if (w.backwards)
        start = w.length - middle - width / 2 * d->view->unit;
    draw_chars(d, &w, text, start, true);
    draw_chars(d, &w, text, start, false);
}

struct label_hits {
    struct jy_drawing *d;
    const struct jy_label_zoom *zoom;
    unsigned z;
    unsigned parts;
};

/* Its letters are as tall at every fraction of a zoom, its box is that of the whole zoom: names at
 * a point are measured in the view. */
bool jy_label_inside(const struct jy_view *v, const struct jy_label *l, double size_px)
{
    double x, y, half = l->width_px / 2, up = 0.7 * size_px, down = up;
    if (l->cls == JY_LABEL_ROAD) {
        return l->box.min_x >= v->west && l->box.min_y >= v->north &&
               l->box.max_x <= v->west + v->width_px * v->unit &&
               l->box.max_y <= v->north + v->height_px * v->unit;
    }
    if (l->cls == JY_LABEL_STATION) {
        down = 5 + 1.4 * size_px;
    } else if (l->cls == JY_LABEL_DISTRICT) {
        down += JY_LABEL_DISTRICT_ROOM_PX;
    }
    jy_view_px(v, l->at, &x, &y);
    return x >= half && x + half <= v->width_px && y >= up && y + down <= v->height_px;
}

/* On paper nobody zooms in: names of parks, shops and streets and lengths of gaps would only hide
 * the map. */
static bool left_out(const struct jy_label *l)
{
    return l->cls == JY_LABEL_PARK || l->cls == JY_LABEL_PLACE || l->cls == JY_LABEL_GAP ||
           l->cls == JY_LABEL_ROAD;
}

static void draw_label(uint32_t index, void *ctx)
{
    const struct label_hits *h = ctx;
    const struct jy_label *l = &h->zoom->label[index];
    if ((h->parts & JY_DRAW_FEW_LABELS) != 0 && left_out(l))
        return;
    const char *text = jy_scene_text(h->d->scene, l->text);
    double size = jy_label_size_px((enum jy_label_class)l->cls, h->z);
    if ((h->parts & JY_DRAW_WHOLE_LABELS) != 0 && !jy_label_inside(h->d->view, l, size))
        return;
    if (l->cls == JY_LABEL_ROAD) {
        draw_along(h->d, l, text, size);
        return;
    }
    pango_layout_set_text(h->d->worker->layout, text, -1);
    draw_point(h->d, l, size);
}

void jy_draw_labels(struct jy_drawing *d, unsigned parts)
{
    const double reach_px = 90; /* estimated widths may fall short of the real ones by this much */
    double z = fmin(floor(d->zoom + 0.01), JY_LABEL_MAX_ZOOM);
    if (z < JY_LABEL_MIN_ZOOM)
        return;
    prepare(d);
    pango_cairo_update_layout(d->cr, d->worker->layout);
    struct label_hits h = {d, &d->scene->labels->zoom[(unsigned)z], (unsigned)z, parts};
    gis_boxtree_query(h.zoom->tree, jy_draw_box(d, reach_px), draw_label, &h);
}

/* --- Credit and scale ---------------------------------------------------------------------- */

/* The longest round length (1, 2, 5 x 10^n m) that is not wider than @p room_px. */
static double round_length_m(double room_px, double px_m)
{
    double most = room_px / px_m, step = pow(10, floor(log10(most)));
    return most >= 5 * step ? 5 * step : most >= 2 * step ? 2 * step : step;
}

static void draw_scale(struct jy_drawing *d, double bottom)
{
    const double left = 10, tick = 4;
    double room_px = fmax(fmin(100, d->view->width_px - 2 * left), 4);
    double length_m = round_length_m(room_px, d->px_m), width = length_m * d->px_m;
    char text[32];
    if (length_m >= 1000) {
        snprintf(text, sizeof text, "%.0f km", length_m / 1000);
    } else {
        snprintf(text, sizeof text, "%.0f m", length_m);
    }
    for (int pass = 0; pass < 2; pass++) {
        cairo_new_path(d->cr);
        cairo_move_to(d->cr, left, bottom - tick);
        cairo_line_to(d->cr, left, bottom);
        cairo_line_to(d->cr, left + width, bottom);
        cairo_line_to(d->cr, left + width, bottom - tick);
        jy_draw_colour(d->cr, pass ? d->colours->label : d->colours->label_halo, 1);
        cairo_set_line_width(d->cr, pass ? 1.2 : 4);
        cairo_stroke(d->cr);
    }
    pango_layout_set_text(d->worker->layout, text, -1);
    show(d, left + width / 2, bottom - 10, d->colours->label, 1.6);
}

/* Both in the lower corners, or on a narrow map one above the other; a long attribution is
 * shortened in its middle, never wrapped. */
void jy_draw_credit(struct jy_drawing *d)
{
    const double size_px = 9, narrow_px = 320;
    bool narrow = d->view->width_px < narrow_px;
    double margin = fmin(8, d->view->width_px / 20);
    double room_px = d->view->width_px - (narrow ? 2 * margin : 140);
    PangoLayout *layout;
    PangoRectangle box;
    prepare(d);
    set_font(d, size_px, false);
    draw_scale(d, d->view->height_px - (narrow ? 10 + 1.6 * size_px : 10));
    layout = d->worker->layout;
    pango_layout_set_text(layout, d->scene->attribution, -1);
    pango_layout_set_width(layout, (int)(room_px * (double)PANGO_SCALE));
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_MIDDLE);
    pango_layout_get_extents(layout, NULL, &box);
    double width = box.width / (double)PANGO_SCALE;
    show(d, d->view->width_px - margin - width / 2, d->view->height_px - margin - size_px * 0.6,
         d->colours->label, 1.6);
    pango_layout_set_width(layout, -1);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
}
