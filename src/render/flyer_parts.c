/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a sheet shows beside text: maps, signs of the legend, the QR code. */
#include <math.h>

#include "src/render/flyer_layout.h"
#include "src/render/sheet_text.h"

/* Room about what a map is to show, CSS px: the name of a station where a way begins. */
enum { NAME_ROOM_PX = 30 };

void jy_flyer_rgb(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static void add_ring(cairo_t *cr, const struct jy_view *view, const struct jy_geometry *g,
                     size_t from, size_t end)
{
    for (size_t i = from; i < end; i++) {
        double x, y;
        jy_view_px(view, gis_world_from_lonlat(g->points[i]), &x, &y);
        if (i == from) {
            cairo_move_to(cr, x, y);
        } else {
            cairo_line_to(cr, x, y);
        }
    }
    cairo_close_path(cr);
}

/* Everything outside the polygons is made paler, and their outline is drawn. */
static void draw_focus(cairo_t *cr, const struct jy_view *view, const struct jy_geometry *g,
                       const struct jy_style_colours *colours)
{
    cairo_new_path(cr);
    for (size_t part = 0, from = 0; part < g->n_parts; from = g->part_end[part++])
        add_ring(cr, view, g, from, g->part_end[part]);
    cairo_path_t *outline = cairo_copy_path(cr);
    cairo_rectangle(cr, 0, 0, view->width_px, view->height_px);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    jy_flyer_rgb(cr, colours->ground);
    cairo_set_source_rgba(cr, (colours->ground >> 16 & 255) / 255.0,
                          (colours->ground >> 8 & 255) / 255.0, (colours->ground & 255) / 255.0,
                          0.66);
    cairo_fill(cr);
    cairo_append_path(cr, outline);
    cairo_path_destroy(outline);
    jy_flyer_rgb(cr, colours->district);
    cairo_set_line_width(cr, 2);
    cairo_stroke(cr);
}

static void add_way(cairo_t *cr, const struct jy_view *view, const struct jy_flyer_way *way)
{
    cairo_new_path(cr);
    for (size_t i = 0; i < way->n; i++) {
        double x, y;
        jy_view_px(view, gis_world_from_lonlat(way->points[i]), &x, &y);
        cairo_line_to(cr, x, y);
    }
}

static void stroke_band(cairo_t *cr, bool night)
{
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 11);
    if (night) {
        cairo_set_source_rgba(cr, 0.34, 0.71, 0.91, 0.42);
    } else {
        cairo_set_source_rgba(cr, 0, 0.09, 0.76, 0.28);
    }
    cairo_stroke(cr);
}

/* Broken, and edged in the ground's colour: it shows on the band and on any road, in grey too. */
static void stroke_broken(cairo_t *cr, bool night)
{
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(cr, 6.5);
    jy_flyer_rgb(cr, night ? 0x0B1022 : 0xFFFFFF);
    cairo_stroke_preserve(cr);
    cairo_set_dash(cr, (const double[]){11, 5}, 2, 0);
    cairo_set_line_width(cr, 4);
    jy_flyer_rgb(cr, night ? 0x8FD0F5 : 0x0017C1);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

static void draw_ways(cairo_t *cr, const struct jy_view *view, const struct jy_flyer_map *map)
{
    const bool night = map->style == JY_STYLE_NIGHT;
    if (map->way.n > 1) {
        add_way(cr, view, &map->way);
        stroke_band(cr, night);
    }
    if (map->best.n > 1) {
        add_way(cr, view, &map->best);
        stroke_broken(cr, night);
    }
}

/* A drop with a white eye, its tip at (x, y): stands out from discs and triangles in grey too. */
static void draw_pin(cairo_t *cr, double x, double y, double size)
{
    cairo_new_path(cr);
    cairo_arc(cr, x, y - 1.6 * size, size, 0.8 * M_PI, 0.2 * M_PI);
    cairo_line_to(cr, x, y);
    cairo_close_path(cr);
    jy_flyer_rgb(cr, 0x0017C1);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_set_line_width(cr, size * 0.22);
    cairo_stroke(cr);
    cairo_arc(cr, x, y - 1.6 * size, size * 0.42, 0, 2 * M_PI);
    cairo_fill(cr);
}

static void paint_mark(cairo_t *cr, const struct jy_flyer_mark *m, double x, double y,
                       enum jy_lang lang, bool night)
{
    struct jy_type type = {.lang = lang,
                           .size_pt = 15,
                           .bold = true,
                           .rgb = night ? 0xE6E9F2 : 0x1A1A1C,
                           .line_height = 1.2};
    double name = jy_sheet_text_width(cr, m->name, &type);
    double height = jy_sheet_text_height(cr, m->name, 1e4, &type);
    double count = jy_sheet_text_width(cr, m->value, &type) + 18;
    double width = fmax(name, count) + 8, line = type.size_pt * type.line_height;
    jy_flyer_rgb(cr, night ? 0x0B1022 : 0xFFFFFF);
    cairo_new_path(cr);
    cairo_rectangle(cr, x - width / 2, y - height, width, height + line);
    cairo_fill(cr);
    (void)jy_sheet_text_draw(cr, m->name, x - name / 2, y - height, name + 2, &type);
    cairo_new_path(cr);
    cairo_move_to(cr, x - count / 2 + 7, y + line * 0.2);
    cairo_rel_line_to(cr, 7, 12);
    cairo_rel_line_to(cr, -14, 0);
    cairo_close_path(cr);
    jy_flyer_rgb(cr, night ? 0x2FD6A5 : 0x009E73);
    cairo_fill(cr);
    (void)jy_sheet_text_draw(cr, m->value, x - count / 2 + 18, y, count, &type);
}

static void draw_marks(cairo_t *cr, const struct jy_view *view, const struct jy_flyer_map *map,
                       enum jy_lang lang)
{
    for (size_t i = 0; i < map->n_marks; i++) {
        double x, y;
        jy_view_px(view, gis_world_from_lonlat(map->marks[i].at), &x, &y);
        paint_mark(cr, &map->marks[i], x, y, lang, map->style == JY_STYLE_NIGHT);
    }
}

static void draw_map(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                     const struct jy_flyer_map *map, double width_pt, double height_pt,
                     double scale)
{
    struct jy_view view =
        jy_view_of_box(map->box, width_pt / scale, height_pt / scale, NAME_ROOM_PX);
    cairo_save(cr);
    cairo_new_path(cr);
    cairo_rectangle(cr, 0, 0, width_pt, height_pt);
    cairo_clip(cr);
    cairo_scale(cr, scale, scale);
    jy_map_draw(worker, cr, flyer->scene, &view, map->style,
                map->parts & ~(unsigned)JY_DRAW_LABELS);
    draw_ways(cr, &view, map);
    if (map->focus != NULL && map->focus->kind == JY_GEOMETRY_POLYGONS)
        draw_focus(cr, &view, map->focus, jy_style_colours(map->style));
    /* names over the paleness */
    if (map->parts & JY_DRAW_LABELS) {
        jy_map_draw(worker, cr, flyer->scene, &view, map->style,
                    (map->parts & (JY_DRAW_LABELS | JY_DRAW_FEW_LABELS | JY_DRAW_WHOLE_LABELS |
                                   JY_DRAW_CAMERAS)) |
                        JY_DRAW_OVERLAY);
    }
    draw_marks(cr, &view, map, flyer->lang);
    if (map->pin) {
        double x, y;
        jy_view_px(&view, gis_world_from_lonlat(map->pin_at), &x, &y);
        draw_pin(cr, x, y, 12);
    }
    cairo_restore(cr);
}

/* On pictures lights are stamped without regard to clips: the map gets a picture of its own. */
void jy_flyer_draw_map(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                       const struct jy_flyer_map *map, double width_pt, double height_pt,
                       double scale)
{
    if (cairo_surface_get_type(cairo_get_target(cr)) != CAIRO_SURFACE_TYPE_IMAGE) {
        draw_map(worker, cr, flyer, map, width_pt, height_pt, scale);
        return;
    }
    double x_px = 0, y_px = 0, width_px = width_pt, height_px = height_pt;
    cairo_user_to_device(cr, &x_px, &y_px);
    cairo_user_to_device_distance(cr, &width_px, &height_px);
    cairo_surface_t *picture =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width_px), (int)ceil(height_px));
    cairo_t *inner = cairo_create(picture);
    cairo_scale(inner, width_px / width_pt, height_px / height_pt);
    draw_map(worker, inner, flyer, map, width_pt, height_pt, scale);
    cairo_destroy(inner);
    cairo_save(cr);
    cairo_identity_matrix(cr);
    cairo_set_source_surface(cr, picture, round(x_px), round(y_px));
    cairo_rectangle(cr, round(x_px), round(y_px), round(width_px), round(height_px));
    cairo_fill(cr);
    cairo_restore(cr);
    cairo_surface_destroy(picture);
}

void jy_flyer_draw_sign(cairo_t *cr, int sign, double x_pt, double y_pt)
{
    cairo_save(cr);
    cairo_new_path(cr); /* text leaves a current point behind */
    cairo_translate(cr, x_pt, y_pt);
    cairo_set_line_width(cr, 2.2);
    switch (sign) {
    case JY_DRAW_LIGHTS:
        cairo_arc(cr, 7, 0, 3.2, 0, 2 * M_PI);
        jy_flyer_rgb(cr, 0xE69F00);
        cairo_fill_preserve(cr);
        jy_flyer_rgb(cr, 0x4D3A00);
        cairo_set_line_width(cr, 0.8);
        cairo_stroke(cr);
        break;
    case JY_DRAW_CAMERAS:
        cairo_move_to(cr, 7, -4);
        cairo_line_to(cr, 11, 3.5);
        cairo_line_to(cr, 3, 3.5);
        cairo_close_path(cr);
        jy_flyer_rgb(cr, 0x009E73);
        cairo_fill(cr);
        break;
    case JY_DRAW_GAPS:
        cairo_set_dash(cr, (const double[]){4, 2}, 2, 0);
        jy_flyer_rgb(cr, 0xD55E00);
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 15, 0);
        cairo_stroke(cr);
        break;
    case JY_DRAW_ELIGIBLE:
        cairo_set_line_width(cr, 1);
        jy_flyer_rgb(cr, 0x00507D); /* as print has it: seen in grey too */
        for (int i = -1; i <= 1; i += 2) {
            cairo_move_to(cr, 0, 1.6 * i);
            cairo_line_to(cr, 15, 1.6 * i);
            cairo_stroke(cr);
        }
        break;
    case JY_SIGN_WAY:
        cairo_set_line_width(cr, 6);
        cairo_set_source_rgba(cr, 0, 0.09, 0.76, 0.28);
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 15, 0);
        cairo_stroke(cr);
        break;
    case JY_SIGN_BEST_WAY:
        cairo_set_dash(cr, (const double[]){6, 3}, 2, 0);
        jy_flyer_rgb(cr, 0x0017C1);
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 15, 0);
        cairo_stroke(cr);
        break;
    case JY_SIGN_PIN:
        draw_pin(cr, 7, 5, 4);
        break;
    default:
        jy_flyer_rgb(cr, 0x8A8F98);
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 15, 0);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

void jy_flyer_draw_qr(cairo_t *cr, const struct jy_qr *qr, double x_pt, double y_pt, double side_pt)
{
    double module_pt = side_pt / (qr->width + 2 * JY_QR_QUIET);
    cairo_rectangle(cr, x_pt, y_pt, side_pt, side_pt);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_fill(cr);
    /* runs of a row as one rectangle, one path: no hairlines between modules */
    for (int row = 0; row < qr->width; row++) {
        for (int col = 0; col < qr->width;) {
            int end = col;
            while (end < qr->width && qr->modules[row * qr->width + end])
                end++;
            if (end > col) {
                cairo_rectangle(cr, x_pt + (JY_QR_QUIET + col) * module_pt,
                                y_pt + (JY_QR_QUIET + row) * module_pt, (end - col) * module_pt,
                                module_pt);
            }
            col = end > col ? end : col + 1;
        }
    }
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_fill(cr);
}
