/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Where names stand. Decided once for the whole scene and each zoom, by priority, with boxes that
 * may not touch; a tile draws every label that reaches into it. So a label is never cut at an
 * edge, never doubled, and the same in every tile, size and format.
 *
 * Widths are estimated here (an em for CJK, less for Latin) with room to spare; drawing then uses
 * the real glyphs.
 */
#pragma once
#include "src/render/scene.h"

enum { JY_LABEL_MIN_ZOOM = 9, JY_LABEL_MAX_ZOOM = 19 };

#define JY_LABEL_LIST(X)               \
    X(JY_LABEL_STATION, "station")     \
    X(JY_LABEL_DISTRICT, "district")   \
    X(JY_LABEL_CHOME, "chome")         \
    X(JY_LABEL_CITY_HALL, "city_hall") \
    X(JY_LABEL_SCHOOL, "school")       \
    X(JY_LABEL_PARK, "park")           \
    X(JY_LABEL_WATER, "water")         \
    X(JY_LABEL_PLACE, "place")         \
    X(JY_LABEL_GAP, "gap")             \
    X(JY_LABEL_ROAD, "road")
#define X(name, text) name,
enum jy_label_class { JY_LABEL_LIST(X) JY_LABEL_CLASSES };
#undef X

struct jy_label {
    struct gis_world at;     /**< middle of the text; stations: the dot, text under it */
    struct gis_world wanted; /**< where it would have stood: districts may have had to step aside */
    struct gis_world_box box; /**< what it may cover at its zoom */
    uint32_t text;            /**< jy_scene_text(); gaps: length in metres */
    uint8_t cls;              /**< enum jy_label_class */
    bool room;      /**< districts: the number of its cameras has a place under it, in the box */
    uint32_t line;  /**< roads: its line, else UINT32_MAX */
    float middle;   /**< roads: world units from the line's start to the text's middle */
    float width_px; /**< estimated, CSS px; stations: 0 is the mark alone */
};

/** The labels of one zoom, in Morton order, under a tree. */
struct jy_label_zoom {
    size_t n;
    struct jy_label *label;
    struct gis_world_box *box;
    struct gis_boxtree *tree;
};

struct jy_labels {
    struct jy_label_zoom zoom[JY_LABEL_MAX_ZOOM + 1];
    uint32_t *line_start; /**< n_lines + 1, into line_at */
    struct gis_world *line_at;
    size_t n_lines;
};

/** Is the whole label @p l, with letters of @p size_px, in the view? */
struct jy_view; /* map.h */
bool jy_label_inside(const struct jy_view *v, const struct jy_label *l, double size_px);

/** Height of the letters of a class at @p zoom, CSS px; 0: not shown at that zoom. */
double jy_label_size_px(enum jy_label_class cls, unsigned zoom);

/** A name that wants a place. */
struct jy_label_wish {
    struct gis_world at; /**< roads: ignored */
    uint32_t text;
    uint8_t cls;
    uint8_t rank;  /**< within the class, 0 first: road class, size */
    uint32_t line; /**< roads and gaps: index of the line, else UINT32_MAX */
    int64_t id;    /**< breaks ties */
};
/** Everything that wants a label, and the lines that names run along. */
struct jy_label_wishes {
    struct jy_label_wish *wish;
    size_t n, cap;
    uint32_t *line_start; /**< n_lines + 1 */
    size_t n_lines, line_cap;
    struct gis_world *line_at;
    size_t n_at, at_cap;
};

/** Room under the name of a district, CSS px, for the number of its cameras: kept free from zoom 14
 * on where there is enough, below where all names have found theirs. */
#define JY_LABEL_DISTRICT_ROOM_PX 18.0
/** How far the name of a district steps aside at most, CSS px. */
#define JY_LABEL_ASIDE_PX 60.0

/** The name of the district whose label point is @p wanted, and the labels that meet @p box. */
struct jy_label_near {
    const struct jy_label *district; /**< NULL: it found no place at this zoom */
    bool covered;                    /**< some label, the district's own apart, meets the box */
};
struct jy_label_near jy_labels_near(const struct jy_labels *labels, unsigned zoom,
                                    struct gis_world wanted, struct gis_world_box box);

/** Places what can be placed; takes the lines out of @p wishes. @p texts: the scene's. */
struct jy_labels *jy_labels_new(struct jy_label_wishes *wishes, const char *texts);
void jy_labels_free(struct jy_labels *labels);
/** Memory held, bytes. */
size_t jy_labels_bytes(const struct jy_labels *labels);
