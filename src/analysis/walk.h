/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The night walk: from one place to another on foot, the shortest way and the best lit within a
 * stated detour, with what there is to say about each. Facts, never a score (docs/methods/walk.md).
 */
#pragma once
#include "gis/walk.h"

#include "src/analysis/lighting.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

/** Farther from every road one may walk on than this, a place belongs to none. */
#define JY_WALK_REACH_M 100.0
/** Longer ways are not looked for: two hours. */
#define JY_WALK_MAX_M      10000.0
#define JY_WALK_DETOUR     0.2
#define JY_WALK_DETOUR_MAX 1.0
/** Cameras this near to the way count as passed. */
#define JY_WALK_CAMERA_M 30.0
/** 不動産の表示に関する公正競争規約施行規則: 80 m of road a minute, parts count as a whole one. */
#define JY_WALK_M_PER_MINUTE 80.0

/* Each has a text "walk.headline.<code>", but for found. */
#define JY_WALK_LIST(X)                       \
    X(JY_WALK_FOUND, "found")                 \
    X(JY_WALK_FROM_OFF_ROAD, "from_off_road") \
    X(JY_WALK_TO_OFF_ROAD, "to_off_road")     \
    X(JY_WALK_APART, "apart")                 \
    X(JY_WALK_TOO_FAR, "too_far")

#define X(name, text) name,
enum jy_walk_kind { JY_WALK_LIST(X) };
#undef X
const char *jy_walk_kind_text(enum jy_walk_kind kind);

/** Why the number of cameras is not told; each has a text "walk.fact.cameras_<code>". */
enum jy_walk_cameras {
    JY_WALK_CAMERAS_COUNTED,
    JY_WALK_CAMERAS_WITHHELD, /**< the city does not make exact places public */
    JY_WALK_CAMERAS_UNKNOWN   /**< none are registered */
};

struct jy_walk_way {
    double length_m, dark_m;
    int minutes;
    struct gis_way_facts facts;
    struct gis_walk_dark *dark; /**< facts.n_dark stretches, along the way */
    size_t cameras;
    size_t n_points;
    struct gis_lonlat *points;
    double *point_m; /**< of each point, along the way */
};

struct jy_walk {
    enum jy_walk_kind kind;
    struct gis_lonlat from, to;
    double from_road_m, to_road_m; /**< to the road; infinite: none within reach */
    double detour;
    /* when found */
    struct gis_lonlat start, end; /**< on the road */
    double allowed_m;
    bool same;  /**< no allowed way is less dark than the shortest, as far as known */
    bool exact; /**< none is less dark than best_lit */
    double dark_at_least_m;
    enum jy_walk_cameras cameras;
    struct jy_walk_way shortest, best_lit;
};

/**
 * @param detour  [0, JY_WALK_DETOUR_MAX]
 * @return JY_EINVALID for a place or detour out of range
 *
 * Any thread. A millisecond in a town; release with jy_walk_done().
 */
JY_MUST_CHECK enum jy_code jy_walk(const struct jy_lighting *l, struct gis_lonlat from,
                                   struct gis_lonlat to, double detour, struct jy_walk *out,
                                   struct jy_error *err);
void jy_walk_done(struct jy_walk *walk);

/** A stretch of a way as a line: room for way->n_points + 2; returns the number of points. */
size_t jy_walk_stretch(const struct jy_walk_way *way, struct gis_walk_dark stretch,
                       struct gis_lonlat *out);

/** The answer as the JSON object that the API and `joyato walk` give. */
void jy_walk_write_json(const struct jy_lighting *l, const struct jy_walk *walk,
                        const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json);
/** Both ways and their dark stretches (RFC 7946); the walk must have been found. */
void jy_walk_write_geojson(const struct jy_lighting *l, const struct jy_walk *walk,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json);
/** Both ways as tracks (GPX 1.1); the walk must have been found. */
void jy_walk_write_gpx(const struct jy_lighting *l, const struct jy_walk *walk,
                       const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out);
/** What the answer is in one sentence, appended. */
void jy_walk_headline(const struct jy_lighting *l, const struct jy_walk *walk,
                      const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out);

/** Room for searches over one network, lent to one thread at a time; part of struct jy_lighting. */
struct jy_walkers *jy_walkers_new(void);
void jy_walkers_free(struct jy_walkers *walkers);
/** Takes their lock, or gives it back: jy_lighting_still(). */
void jy_walkers_still(struct jy_walkers *walkers, bool still);
