/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Inside of gis/lighting*.c; not for users of libgis.
 */
#pragma once
#include "gis/heap.h"
#include "gis/lighting.h"
#include "gis/pointtree.h"

/* A label: distance and nearest light. Ordered by distance, then by number, so that the answer does
 * not depend on the order of work. */
struct label {
    double d_m;
    uint32_t light;
};

struct list {
    uint32_t *items;
    size_t n, max;
};

struct light {
    uint32_t edge; /* GIS_NONE: unmatched or removed */
    uint32_t next; /* on the edge, by offset, then number; GIS_NONE at the end. REMOVED: removed */
    double offset_m;
    double distance_m; /* from its road */
};
#define REMOVED (GIS_NONE - 1)

/* A gap that is free has no pieces, and first_piece is the next free one. */
struct gap_slot {
    struct gis_gap gap;
    uint32_t last_piece;
    double longest_m; /* its longest piece */
    bool marked;      /* being taken apart */
};

/* Lengths are added up as whole numbers of 2^-30 m: the same sum in any order. */
#define QUANTA_PER_M 1073741824.0

struct gis_lighting {
    const struct gis_network *net;
    double spacing_m, reach_m;       /* s and r */
    double *edge_spacing_m;          /* NULL: s everywhere */
    double *edge_reach_m;            /* NULL: r everywhere */
    uint8_t *node_starts;            /* NULL: nowhere */
    struct gis_point_tree *straight; /* lights, when d is as the crow flies; else NULL */
    double *edge_peak_m;             /* then: the largest d on each edge */
    struct light *lights;
    size_t n_lights, max_lights, n_live, n_matched;
    uint32_t *edge_light; /* first light on each edge */
    struct label *node;
    struct gis_dark_piece *pieces; /* a free one has edge GIS_NONE and is linked by next_on_edge */
    size_t n_pieces, max_pieces;
    uint32_t free_piece;
    uint32_t *edge_piece;
    struct gap_slot *gaps;
    size_t n_gap_slots, max_gap_slots, n_gaps;
    uint32_t free_gap;
    int64_t *edge_eligible_q;
    int64_t uncovered_q, eligible_q;
    /* room to work in */
    struct gis_heap heap; /* of labels: distance, light, node */
    struct list changed, edges, fresh, old_gaps;
    uint32_t *node_root, *node_gap;
    uint32_t *node_stamp, *edge_stamp;
    uint32_t stamp;
};

static inline double edge_spacing_of(const struct gis_lighting *l, uint32_t edge)
{
    return l->edge_spacing_m == NULL ? l->spacing_m : l->edge_spacing_m[edge];
}

static inline double edge_reach_of(const struct gis_lighting *l, uint32_t edge)
{
    return l->edge_reach_m == NULL ? l->reach_m : l->edge_reach_m[edge];
}

GIS_MUST_CHECK bool list_add(struct list *list, uint32_t item);

/** What lies between breakpoints of an edge. Along the road: its ends and the lights on it, d rises
 * from both ends. In a straight line: one light is the nearest, and d only rises or only falls. */
struct span {
    double from_m, to_m;
    double from_d_m, to_d_m;
    bool straight;
    double foot_m, off_m; /* straight: d(t) = sqrt((t - foot)^2 + off^2) */
};

/** A light seen from a segment: its foot (an offset of the edge) and how far it is off the line. */
struct straight_near {
    uint32_t id;
    double foot_m, off_m;
};

/** Goes through the spans of an edge; starts as SPAN_CURSOR. */
struct span_cursor {
    uint32_t light; /* along the road */
    /* in a straight line */
    bool begun, fresh, done;
    uint32_t point;
    double at_m, until_m;
    struct straight_near near, next;
};
#define SPAN_START  (GIS_NONE - 2)
#define SPAN_CURSOR ((struct span_cursor){.light = SPAN_START})

/** The next span; false at the end. */
bool lighting_next_span(const struct gis_lighting *l, uint32_t edge, struct span_cursor *cursor,
                        struct span *span);

static inline double span_peak_m(const struct span *s)
{
    if (s->straight)
        return s->from_d_m > s->to_d_m ? s->from_d_m : s->to_d_m;
    return (s->from_d_m + s->to_d_m + (s->to_m - s->from_m)) / 2;
}

/** In a straight line. */
bool straight_next_span(const struct gis_lighting *l, uint32_t edge, struct span_cursor *cursor,
                        struct span *span);
GIS_MUST_CHECK enum gis_status straight_compute(struct gis_lighting *l);
double straight_distance_m(const struct gis_lighting *l, struct gis_on_edge at,
                           uint32_t *out_light);
void straight_two_nearest(const struct gis_lighting *l, struct gis_on_edge at, double max_m,
                          struct gis_light_way out[2]);
/** After a light came onto its edge, or before it leaves it. */
GIS_MUST_CHECK enum gis_status straight_change(struct gis_lighting *l, uint32_t light, bool comes,
                                               struct gis_box *changed);

/** The part of a span with d > limit; empty or tiny ones give false. */
bool span_beyond(const struct span *span, double limit_m, struct gis_interval *out);

/** Computes pieces, gaps and totals of all edges. */
GIS_MUST_CHECK enum gis_status lighting_find_gaps(struct gis_lighting *l);

/** After the labels of l->changed, or the lights on @p edge, changed; in a straight line those of
 * l->edges, and @p edge is GIS_NONE. */
GIS_MUST_CHECK enum gis_status lighting_update_gaps(struct gis_lighting *l, uint32_t edge,
                                                    struct gis_box *changed);
