/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What maps are drawn from: one immutable, packed, spatially sorted set of layers in world
 * coordinates (projected once), built from plain structs. Any number of threads may read a scene
 * at once without locks; the owner frees it when the last reader has left.
 *
 * Points (streetlights, cameras, places) lie in Morton order, so a tile of any zoom is one run of
 * the arrays. Shapes (roads, gaps, …) lie in Morton order of their box's middle under a packed
 * R-tree.
 *
 * Memory: 20 bytes a point (8 position, 8 id, 4 attributes), 4 more a light (its place by id), some
 * for the counts of low zooms (pyramid.h) and one record for each distinct set of attributes; 39
 * bytes a shape and 4 for each number it carries, 5 a part, 8 a vertex (10 on roads).
 */
#pragma once
#include <stdbool.h>

#include "gis/boxtree.h"
#include "gis/mercator.h"

#include "src/base/error.h"
#include "src/domain/entities.h"

/* --- Layers -------------------------------------------------------------------------------- */

enum jy_points_layer { JY_POINTS_LIGHTS, JY_POINTS_CAMERAS, JY_POINTS_PLACES, JY_POINTS_COUNT };
enum jy_shapes_layer {
    JY_SHAPES_GREEN,
    JY_SHAPES_WATER,
    JY_SHAPES_BUILDINGS,
    JY_SHAPES_RAIL,
    JY_SHAPES_ROADS,
    JY_SHAPES_ELIGIBLE,
    JY_SHAPES_GAPS,
    JY_SHAPES_HOTSPOTS,
    JY_SHAPES_DISTRICTS,
    JY_SHAPES_COUNT
};

/** Is a stretch of road lit by the rule? */
enum jy_lit { JY_LIT_UNKNOWN, JY_LIT_DARK, JY_LIT_YES };

/* --- Building ------------------------------------------------------------------------------ */

struct jy_gap_row {
    int64_t id;
    double length_m, darkest_m, implied_m; /**< NaN unknown, infinite: no light reachable */
    uint32_t extra_lower, extra_upper;
    struct jy_geometry geometry; /**< lines */
};

struct jy_eligible_row {
    int64_t id;
    double length_m;
    struct jy_geometry geometry; /**< lines */
};

struct jy_hotspot_row {
    int64_t id;
    const char *name, *offence;
    uint32_t rank;
    double p, relative_risk, cases; /**< NaN: suppressed or unknown */
    struct jy_geometry geometry;    /**< polygons; lines of streets */
};

struct jy_scene_builder;

/* Every _add copies what it needs. Positions must be valid (gis_lonlat_valid); a feature with one
 * that is not is left out and counted in jy_scene.n_refused. One thread. */
struct jy_scene_builder *jy_scene_builder_new(void);
void jy_scene_builder_free(struct jy_scene_builder *b); /**< NULL is allowed */

/** Spacing of the rule in force (> 0); the night style brightens roads by d against it. */
void jy_scene_set_spacing(struct jy_scene_builder *b, double spacing_m);
/** Credits for what the scene is made of, as plain text; shown on every map. */
void jy_scene_set_attribution(struct jy_scene_builder *b, const char *text);
void jy_scene_add_light(struct jy_scene_builder *b, const struct jy_light *light);
/** @p count cameras shown at camera->at (1 when exact), which the caller has already made as
 * inexact as @p precision says. */
void jy_scene_add_camera(struct jy_scene_builder *b, const struct jy_camera *camera,
                         enum jy_precision precision, uint32_t count);
/**
 * One stretch of @p road, of one lit state, along @p n >= 2 points; the stretches of a road come
 * one after the other. d_m[i] is the distance along the road from point i to the nearest light,
 * metres, infinite or NaN allowed; NULL when it was not computed. With n = 0 the whole geometry of
 * the road is one stretch.
 */
void jy_scene_add_road(struct jy_scene_builder *b, const struct jy_road *road, enum jy_lit lit,
                       size_t n, const struct gis_lonlat *points, const double *d_m);
void jy_scene_add_gap(struct jy_scene_builder *b, const struct jy_gap_row *gap);
void jy_scene_add_eligible(struct jy_scene_builder *b, const struct jy_eligible_row *eligible);
/** City boundary, district or chome; one that has a position only gives its name. */
void jy_scene_add_area(struct jy_scene_builder *b, const struct jy_area *area);
void jy_scene_add_hotspot(struct jy_scene_builder *b, const struct jy_hotspot_row *hotspot);
/** Water, rail, parks and buildings become base map; everything with a name may be labelled. */
void jy_scene_add_place(struct jy_scene_builder *b, const struct jy_place *place);

struct jy_scene;
/**
 * Sorts, indexes and places labels; empties and frees the builder.
 * Cost: 1,000,000 lights about 0.2 s; the rest O(n log n).
 */
struct jy_scene *jy_scene_builder_finish(struct jy_scene_builder *b);
void jy_scene_free(struct jy_scene *scene); /**< NULL is allowed */

/* --- Reading ------------------------------------------------------------------------------- */

enum { JY_GLOW_STEPS = 8 };

/* One record per distinct set; points refer to it by index. */
struct jy_light_attr {
    float watt_w;       /**< rounded to 0.1; NaN unknown */
    uint8_t kind, lamp; /**< enum jy_light_kind, enum jy_lamp */
    uint8_t status;     /**< enum jy_status */
    uint8_t glow;       /**< 1 to 8 by luminous flux (lumen, else watts and lamp kind) */
};
/** What a map needs to know of a light. */
struct jy_light_attr jy_light_attr_of(const struct jy_light *light);
struct jy_camera_attr {
    float direction_deg, angle_deg, range_m; /**< NaN unknown */
    uint32_t count;
    uint8_t precision, status; /**< enum jy_precision, enum jy_status */
    uint8_t zero[2];
};
struct jy_place_attr {
    uint32_t name, name_en; /**< jy_scene_text() */
    uint32_t kind;          /**< enum jy_place_kind */
};

struct jy_points {
    size_t n;
    const struct gis_world *at; /**< ascending gis_morton(), ties by id */
    const int64_t *id;
    const uint32_t *attr; /**< index of the record */
    size_t n_attrs;
    union {
        const struct jy_light_attr *light;
        const struct jy_camera_attr *camera;
        const struct jy_place_attr *place;
        const void *any;
    } of;
    struct jy_pyramid *pyramid;   /**< counts of low zooms (pyramid.h); NULL: few points */
    const uint32_t *by_id;        /**< lights: indices in ascending id; others NULL */
    const struct jy_edits *edits; /**< what has changed since (scene_edit.h); NULL nothing */
};

enum jy_shape_kind { JY_SHAPE_LINES, JY_SHAPE_POLYGONS };

/** Distances of road vertices are uint16 decimetres. */
#define JY_D_UNKNOWN 0xFFFFU
#define JY_D_FAR     0xFFFEU /**< 6,553.4 m or more, or no light reachable */

/* Numbers a shape carries, by layer; NaN unknown.
 *   gaps: length_m darkest_m implied_m extra_lower extra_upper      eligible: length_m
 *   hotspots: rank p relative_risk cases                            others: none */
enum { JY_SHAPE_NUMBERS = 5 };

struct jy_shapes {
    size_t n;
    const struct gis_world_box *box;
    const int64_t *id;
    const uint8_t *kind;         /**< enum jy_shape_kind */
    const uint32_t *first_part;  /**< n + 1; parts of shape i: [first_part[i], first_part[i+1]) */
    const uint32_t *first_point; /**< parts + 1 */
    const uint8_t *part_outer;   /**< polygons: 1 starts one, 0 is a hole of it */
    const struct gis_world *at;  /**< rings are closed */
    const uint16_t *d_dm;        /**< roads: one a point; else NULL */
    const uint32_t *name;        /**< jy_scene_text() */
    const uint32_t *name_en;     /**< hotspots: the offence; roads: none (0) */
    const uint8_t *what;         /**< roads: enum jy_road_class; districts: enum jy_area_kind;
                                      base map: enum jy_place_kind */
    const uint8_t *lit;          /**< roads: enum jy_lit, with JY_ROAD_* flags */
    size_t n_numbers;
    const float *number; /**< n * n_numbers */
    struct gis_boxtree *tree;
};
/* flags beside enum jy_lit in jy_shapes.lit */
enum { JY_ROAD_LIT_MASK = 3, JY_ROAD_BRIDGE = 4, JY_ROAD_TUNNEL = 8, JY_ROAD_PRIVATE = 16 };

struct jy_labels; /* labels.h */

struct jy_scene {
    struct jy_points points[JY_POINTS_COUNT];
    struct jy_shapes shapes[JY_SHAPES_COUNT];
    struct jy_labels *labels;
    struct gis_world_box bounds; /**< of everything; empty when nothing is there */
    double spacing_m;
    const char *attribution;
    uint64_t n_refused;
    uint64_t bytes; /**< memory it holds */
    const char *texts;
    size_t n_texts;              /**< bytes of them */
    const struct jy_scene *base; /**< the scene this one edits (scene_edit.h); else NULL */
    bool over_bytes;             /**< its arrays lie in bytes of another (scene_file.h) */
};

/** The text of a reference ("" for 0 or nothing); lives with the scene. */
const char *jy_scene_text(const struct jy_scene *scene, uint32_t ref);

/** The run [*first, *end) of the packed points inside @p t, half-open: each point is in one tile of
 * a zoom. Edits do not show here. */
void jy_points_tile(const struct jy_points *points, struct gis_tile t, size_t *first, size_t *end);

/** Memory that points are merged in; begins as {0}. */
struct jy_points_room {
    struct gis_world *at;
    int64_t *id;
    uint32_t *attr;
    size_t cap_at, cap_id, cap_attr;
};
void jy_points_room_done(struct jy_points_room *room);
/** The points inside @p t in ascending order, as arrays that begin at 0: straight out of the scene,
 * or where something was edited out of @p room, until its next use. */
struct jy_points jy_points_tile_view(const struct jy_points *points, struct gis_tile t,
                                     struct jy_points_room *room);

typedef void (*jy_points_fn)(const struct jy_points *of, size_t first, size_t end, void *ctx);
/** Calls @p fn with runs of @p points, or of those added to it, that together are exactly the
 * points inside @p box, in ascending order. */
void jy_points_query(const struct jy_points *points, struct gis_world_box box, jy_points_fn fn,
                     void *ctx);
