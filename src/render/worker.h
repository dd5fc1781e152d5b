/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the drawing files share; not for others. */
#pragma once
#include <pango/pangocairo.h>

#include "src/base/buf.h"
#include "src/render/map.h"
#include "src/render/pyramid.h"

struct libdeflate_compressor;
struct jy_text_measures;

/* The pixels under a drawing, when it goes to a picture. */
struct jy_canvas {
    uint32_t *pixel; /* NULL: not a picture */
    size_t stride;   /* pixels */
    int width, height;
    double origin_x, origin_y, per_px; /* world units */
};

/* One drawing under way. */
struct jy_drawing {
    struct jy_render_worker *worker;
    cairo_t *cr;
    const struct jy_scene *scene;
    const struct jy_view *view;
    const struct jy_style_colours *colours;
    double zoom;
    double device; /* device px a CSS px */
    double px_m;   /* CSS px a metre on the ground, in the middle of the view */
    struct jy_canvas canvas;
    bool whole_labels; /* names that the edge would cut are left out, and what belongs to them */
    bool glows;        /* light is gathered in worker->glow and laid over the picture at once */
};

enum { JY_GLOWS = JY_GLOW_STEPS };
enum jy_mark { JY_MARK_DISC, JY_MARK_CROSS, JY_MARK_RING, JY_MARKS };
/* A picture of a light, square, of an odd side. */
struct jy_stamp {
    int radius;      /* side = 2 radius + 1 */
    uint16_t *light; /* night: what it adds */
    float *faint;    /* the same before rounding: from afar one lamp adds less than one step */
    uint32_t *pixel; /* day: premultiplied ARGB */
};

/* Light to what it adds to a black ground. */
enum { JY_TONE_STEPS = 4096 };
struct jy_tone {
    bool made;
    uint8_t r[JY_TONE_STEPS], g[JY_TONE_STEPS], b[JY_TONE_STEPS];
};

struct jy_render_worker {
    cairo_surface_t *surface; /* of the last tile size */
    int surface_px;
    uint32_t *hits;
    size_t n_hits, cap_hits;
    struct jy_stamp mark[JY_MARKS], lit[JY_GLOWS + 1];
    double stamps_zoom, stamps_device, stamps_px_m; /* what they were made for */
    const struct jy_style_colours *stamps_colours;
    struct jy_cell_room cells;
    cairo_surface_t *vector_glow; /* a lamp's light, for drawings that are no picture */
    uint16_t *glow;               /* light fallen on each device pixel */
    size_t cap_glow;
    struct jy_tone tone;
    PangoFontMap *fonts; /* its own: font maps are not locked */
    PangoContext *pango;
    PangoLayout *layout;
    uint8_t *indexed;
    size_t cap_indexed;
    struct jy_buf packed;
    struct libdeflate_compressor *deflate;
    struct jy_text_measures *measures; /* of texts on sheets */
};

struct jy_drawing jy_drawing_of(struct jy_render_worker *worker, cairo_t *cr,
                                const struct jy_scene *scene, const struct jy_view *view,
                                enum jy_style style); /* map.c */
/* Indices of the shapes of a layer that meet the view, widened by @p margin_px; into worker->hits.
 */
void jy_draw_find(struct jy_drawing *d, const struct jy_shapes *s, double margin_px);
void jy_draw_colour(cairo_t *cr, jy_rgb rgb, double alpha);
struct gis_world_box jy_draw_box(const struct jy_drawing *d, double margin_px);

void jy_draw_ground(struct jy_drawing *d);           /* map_base.c */
void jy_draw_districts(struct jy_drawing *d);        /* map_base.c */
void jy_draw_hotspots(struct jy_drawing *d);         /* map_base.c */
void jy_draw_hot_streets(struct jy_drawing *d);      /* map_base.c */
void jy_draw_roads(struct jy_drawing *d, bool gaps); /* map_roads.c */
void jy_draw_eligible(struct jy_drawing *d);         /* map_roads.c */
void jy_draw_gap_dashes(struct jy_drawing *d);       /* map_roads.c */
void jy_draw_lights(struct jy_drawing *d);           /* map_points.c */
/* Light on thin roads of a picture: from a to b (CSS px), of brightness 0 to 1 and width_px. */
void jy_draw_light_line(struct jy_drawing *d, double ax, double ay, double bx, double by,
                        double brightness, double width_px); /* map_points.c */
void jy_draw_glow_begin(struct jy_drawing *d);               /* map_points.c */
void jy_draw_glow_end(struct jy_drawing *d);                 /* map_points.c */
void jy_draw_cameras(struct jy_drawing *d);                  /* map_points.c */
void jy_draw_stamps_free(struct jy_render_worker *worker);   /* map_points.c */
void jy_draw_labels(struct jy_drawing *d, unsigned parts);   /* map_labels.c */
/* Adds the parts of shape @p i to the path. */
void jy_draw_path(struct jy_drawing *d, const struct jy_shapes *s, uint32_t i);
/* A short bold text with a halo, its middle at (x, y). */
void jy_draw_text(struct jy_drawing *d, double x, double y, const char *text, double size_px,
                  jy_rgb colour);          /* map_labels.c */
void jy_draw_credit(struct jy_drawing *d); /* map_labels.c */
