/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Where the city is lit and where it is dark: the road network of a registry under its spacing
 * rule.
 *
 * Roads are cut where they cross the city boundary and the district borders, so that every part
 * lies in one district and only what is inside the city is judged; lights and roads beyond still
 * count (docs/methods/gap.md). Immutable after jy_lighting_new(); any number of threads may read
 * it.
 */
#pragma once
#include <math.h>

#include "gis/extra_lights.h"
#include "gis/kerbs.h"
#include "gis/lighting.h"
#include "gis/projection.h"

#include "src/analysis/city_data.h"

/** No district. */
#define JY_NO_DISTRICT UINT16_MAX

/** A road of the network: a part of a road of the registry. */
struct jy_road_part {
    uint32_t road;     /**< index in jy_city_data.roads */
    uint16_t district; /**< index in jy_lighting.districts, or JY_NO_DISTRICT */
    uint8_t side;      /**< enum gis_kerb_side */
};

/** Options; NaN takes the rule's value. */
struct jy_lighting_options {
    double spacing_m, snap_m;
};
#define JY_LIGHTING_BY_RULE ((struct jy_lighting_options){(double)NAN, (double)NAN})

/** Judged and dark metres of the roads that one pair of limits holds for. */
struct jy_spacing_total {
    double spacing_m, reach_m; /**< eligible where d >= spacing, dark where d > reach */
    double road_length_m, uncovered_m;
};

/** Totals of the city or of one district (cli.md: the summary of `gaps`). */
struct jy_lighting_summary {
    double spacing_m, snap_m;
    double road_length_m; /**< judged; of a road judged by its kerbs both kerbs */
    double kerb_length_m; /**< of it, kerbs */
    int64_t lights, lights_matched;
    double uncovered_m;
    int64_t gaps; /**< of a district: those whose darkest point lies in it */
    double eligible_m;
    double max_distance_m; /**< infinite: a judged road that no light reaches */
    /** fewest further lights: of the city proven bounds of the whole network; of a district the sum
     * over its gaps one by one, in which a light at a junction may count twice */
    int64_t extra_lower, extra_upper;
};

/** One gap, ready to be shown. */
struct jy_gap {
    uint32_t number;            /**< 1, 2 … in order of the network */
    double length_m, darkest_m; /**< infinite: no light reachable */
    struct gis_lonlat darkest_at;
    const char *road_name; /**< of the darkest point; NULL unnamed */
    uint16_t district;     /**< of the darkest point */
    uint32_t extra_lower, extra_upper;
    bool has_eligible; /**< a new light could keep the spacing somewhere in it */
    uint32_t gis_gap;
};

struct jy_lighting {
    const struct jy_city_data *data;   /**< borrowed */
    struct gis_projection *projection; /* guarded by lock */
    struct gis_network *network;
    struct gis_lighting *state;
    double spacing_m,
        snap_m; /**< the rule's; roads may have others: gis_lighting_edge_spacing_m() */
    size_t n_parts;
    struct jy_road_part *parts; /**< one for each road of the network */
    size_t n_counted;
    uint32_t *light_of;       /**< light of the network -> index in data->lights */
    struct gis_snap *snaps;   /**< of the counted lights */
    uint16_t *light_district; /**< of the counted lights */
    size_t n_districts;
    const struct jy_area **districts; /**< areas of kind district that have polygons */
    struct gis_extra_lights extra;    /**< for the whole network, with positions */
    size_t n_gaps;
    struct jy_gap *gaps;
    uint32_t *gap_index; /**< by gis gap number */
    size_t n_gap_index;
    double read_s, build_s; /**< time of loading (0 when given) and of computing */
    struct jy_lighting_lock *lock;
    struct jy_walkers *walkers; /**< room for searches: src/analysis/walk.h */
};

/** Builds everything; @p data is borrowed and must outlive the result. O((roads + lights) log
 * roads). */
JY_MUST_CHECK enum jy_code jy_lighting_new(const struct jy_city_data *data,
                                           struct jy_lighting_options options,
                                           struct jy_lighting **out, struct jy_error *err);
void jy_lighting_free(struct jy_lighting *l);

/** Totals; @p district an index of l->districts or JY_NO_DISTRICT for the whole city. O(edges). */
struct jy_lighting_summary jy_lighting_summary(const struct jy_lighting *l, uint16_t district);

/** The same by spacing, ascending; one row where the rule has one for all roads. At most @p max
 * rows are written; further spacings are left out. O(edges). */
size_t jy_lighting_by_spacing(const struct jy_lighting *l, uint16_t district, size_t max,
                              struct jy_spacing_total *out);

/** Index of the district with that name (any notation the profile knows), or JY_NO_DISTRICT. */
uint16_t jy_lighting_district(const struct jy_lighting *l, const char *name);

/** The gap that holds a position, or NULL. */
const struct jy_gap *jy_lighting_gap_at(const struct jy_lighting *l, struct gis_on_edge at);

/** Degrees to the metric plane and back; safe from any thread. */
JY_MUST_CHECK enum jy_code jy_lighting_project(const struct jy_lighting *l, size_t n,
                                               const struct gis_lonlat *in, struct gis_xy *out,
                                               struct jy_error *err);
JY_MUST_CHECK enum jy_code jy_lighting_unproject(const struct jy_lighting *l, size_t n,
                                                 const struct gis_xy *in, struct gis_lonlat *out,
                                                 struct jy_error *err);

/** Which kerb of its road an edge is, or that it is the whole road. */
static inline enum gis_kerb_side jy_lighting_side(const struct jy_lighting *l, uint32_t edge)
{
    return (enum gis_kerb_side)l->parts[l->network->edge_road[edge]].side;
}

/** With true takes the locks within @p l, with false gives them back: around fork(), so that the
 * child, which has one thread, can use @p l. */
void jy_lighting_still(const struct jy_lighting *l, bool still);

/** The registry's road that an edge of the network belongs to. */
const struct jy_road *jy_lighting_road(const struct jy_lighting *l, uint32_t edge);

/** A stretch of an edge as a line in degrees with d at each point; arrays grow as needed. */
struct jy_stretch {
    size_t n, cap, cap_d;
    struct gis_lonlat *points;
    double *d_m;
};
void jy_stretch_done(struct jy_stretch *stretch);
/** Vertices, breakpoints of d and both ends of [from_m, to_m] on @p edge, in order. */
JY_MUST_CHECK enum jy_code jy_lighting_stretch(const struct jy_lighting *l, uint32_t edge,
                                               double from_m, double to_m, struct jy_stretch *out,
                                               struct jy_error *err);
