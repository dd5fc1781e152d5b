/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/kerbs.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"

/* A kerb between two wide arms passes by when it turns no more sharply than this. */
#define PASSING_RAD 2.6 /* 150 degrees */
/* Corners of sharp bends are cut off at so many half widths. */
#define MITRE 2.0

/* A way out of a place. */
struct arm {
    uint32_t place, road, point; /* the point of the road that is at the place */
    bool back;                   /* leaves towards the point before */
    double half_m;               /* 0: one line */
    double angle_rad, length_m;  /* of its first segment */
    uint32_t wide;               /* number among the wide arms: its own, or of the one before it */
};

/* A place where wide roads run, with its arms counterclockwise and its corners: corner k lies
 * between wide arm k and the next. */
struct place {
    struct gis_xy at;
    uint32_t owner; /* a road that is not passable is alone; else GIS_NONE */
    uint32_t first_arm, n_arms, n_wide, first_corner;
};

struct corner {
    struct gis_xy at;
    bool bare; /* a kerb that passes by */
};

struct making {
    const struct gis_roads *in;
    const double *half_width_m;
    size_t *first; /* of the points without repeats */
    struct gis_xy *points;
    uint32_t *place_of; /* by point, GIS_NONE: nothing wide there */
    uint32_t *arm_of;   /* by point, two each: backward, forward; GIS_NONE */
    struct place *places;
    size_t n_places;
    uint32_t *table;
    size_t table_size;
    struct arm *arms;
    size_t n_arms;
    struct corner *corners;
    size_t n_corners;
    struct gis_kerbs out;
    size_t n_points, max_roads, max_points;
};

static double half_of(const struct making *m, size_t road)
{
    double half_m = m->half_width_m[road];
    return half_m > 0 && isfinite(half_m) ? half_m : 0;
}

static uint8_t flags_of(const struct making *m, size_t road)
{
    return m->in->flags == NULL ? (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE) : m->in->flags[road];
}

/* --- points ----------------------------------------------------------------------------------- */

static bool in_range(struct gis_xy p)
{
    return fabs(p.x_m) <= GIS_NETWORK_MAX_M && fabs(p.y_m) <= GIS_NETWORK_MAX_M;
}

static enum gis_status points_copy(struct making *m)
{
    size_t n = m->in->n_roads == 0 ? 0 : m->in->first_point[m->in->n_roads];
    m->first = malloc((m->in->n_roads + 1) * sizeof *m->first);
    m->points = malloc((n + 1) * sizeof *m->points);
    if (m->first == NULL || m->points == NULL)
        return GIS_ENOMEM;
    n = 0;
    for (size_t r = 0; r < m->in->n_roads; r++) {
        m->first[r] = n;
        for (size_t i = m->in->first_point[r]; i < m->in->first_point[r + 1]; i++) {
            struct gis_xy p = {m->in->points[i].x_m + 0.0, m->in->points[i].y_m + 0.0};
            if (!in_range(p))
                return GIS_EDOMAIN;
            if (n == m->first[r] || m->points[n - 1].x_m != p.x_m || m->points[n - 1].y_m != p.y_m)
                m->points[n++] = p;
        }
    }
    m->first[m->in->n_roads] = n;
    return n < (1U << 30) ? GIS_OK : GIS_EDOMAIN;
}

/* --- places ----------------------------------------------------------------------------------- */

static size_t place_slot(const struct making *m, struct gis_xy p, uint32_t owner)
{
    uint64_t x, y;
    memcpy(&x, &p.x_m, sizeof x);
    memcpy(&y, &p.y_m, sizeof y);
    uint64_t hash = (x * 0x9e3779b97f4a7c15U + (y ^ owner)) * 0xbf58476d1ce4e5b9U;
    size_t k = (hash ^ (hash >> 29)) & (m->table_size - 1);
    while (m->table[k] != GIS_NONE &&
           !(m->places[m->table[k]].at.x_m == p.x_m && m->places[m->table[k]].at.y_m == p.y_m &&
             m->places[m->table[k]].owner == owner))
        k = (k + 1) & (m->table_size - 1);
    return k;
}

/* The places of wide roads are made first; then every point learns whether it is at one. */
static void road_places(struct making *m, size_t road, bool make)
{
    uint32_t owner = flags_of(m, road) & GIS_ROAD_PASSABLE ? GIS_NONE : (uint32_t)road;
    for (size_t i = m->first[road]; i < m->first[road + 1]; i++) {
        size_t k = place_slot(m, m->points[i], owner);
        if (make && m->table[k] == GIS_NONE) {
            m->places[m->n_places] = (struct place){m->points[i], owner, 0, 0, 0, 0};
            m->table[k] = (uint32_t)m->n_places++;
        }
        m->place_of[i] = m->table[k];
    }
}

static void places_find(struct making *m)
{
    for (size_t r = 0; r < m->in->n_roads; r++) {
        if (half_of(m, r) > 0)
            road_places(m, r, true);
    }
    for (size_t r = 0; r < m->in->n_roads; r++)
        road_places(m, r, false);
}

static enum gis_status places_new(struct making *m)
{
    size_t n = m->first[m->in->n_roads], n_wide = 0;
    for (size_t r = 0; r < m->in->n_roads; r++)
        n_wide += half_of(m, r) > 0 ? m->first[r + 1] - m->first[r] : 0;
    for (m->table_size = 16; m->table_size < 2 * n_wide;)
        m->table_size *= 2;
    m->table = malloc(m->table_size * sizeof *m->table);
    m->places = malloc((n_wide + 1) * sizeof *m->places);
    m->place_of = malloc((n + 1) * sizeof *m->place_of);
    m->arm_of = malloc((2 * n + 2) * sizeof *m->arm_of);
    m->arms = malloc((2 * n + 1) * sizeof *m->arms);
    m->corners = malloc((2 * n_wide + 2) * sizeof *m->corners);
    if (m->table == NULL || m->places == NULL || m->place_of == NULL || m->arm_of == NULL ||
        m->arms == NULL || m->corners == NULL)
        return GIS_ENOMEM;
    memset(m->table, 0xFF, m->table_size * sizeof *m->table);
    memset(m->arm_of, 0xFF, (2 * n + 2) * sizeof *m->arm_of);
    places_find(m);
    return GIS_OK;
}

/* --- arms ------------------------------------------------------------------------------------- */

static void arm_add(struct making *m, size_t road, size_t point, bool back)
{
    struct gis_xy a = m->points[point], b = m->points[back ? point - 1 : point + 1];
    m->arms[m->n_arms++] = (struct arm){.place = m->place_of[point],
                                        .road = (uint32_t)road,
                                        .point = (uint32_t)point,
                                        .back = back,
                                        .half_m = half_of(m, road),
                                        .angle_rad = atan2(b.y_m - a.y_m, b.x_m - a.x_m),
                                        .length_m = hypot(b.x_m - a.x_m, b.y_m - a.y_m)};
}

static int arm_order(const void *a, const void *b)
{
    const struct arm *p = a, *q = b;
    if (p->place != q->place)
        return p->place < q->place ? -1 : 1;
    if (p->angle_rad != q->angle_rad)
        return p->angle_rad < q->angle_rad ? -1 : 1;
    if (p->point != q->point)
        return p->point < q->point ? -1 : 1;
    return p->back - q->back;
}

static void arms_find(struct making *m)
{
    for (size_t r = 0; r < m->in->n_roads; r++) {
        for (size_t i = m->first[r]; i < m->first[r + 1]; i++) {
            if (m->place_of[i] == GIS_NONE)
                continue;
            if (i > m->first[r])
                arm_add(m, r, i, true);
            if (i + 1 < m->first[r + 1])
                arm_add(m, r, i, false);
        }
    }
    qsort(m->arms, m->n_arms, sizeof *m->arms, arm_order);
    for (uint32_t k = 0; k < m->n_arms; k++) {
        struct place *place = &m->places[m->arms[k].place];
        if (place->n_arms++ == 0)
            place->first_arm = k;
        if (m->arms[k].half_m > 0)
            m->arms[k].wide = place->n_wide++;
        m->arm_of[2 * m->arms[k].point + !m->arms[k].back] = k;
    }
}

/* --- corners ---------------------------------------------------------------------------------- */

/* From wide arm a to the next one b, counterclockwise, in (0, 2 pi]. */
static double turn_rad(const struct arm *a, const struct arm *b)
{
    double turn = b->angle_rad - a->angle_rad;
    return turn > 0 ? turn : turn + 2 * M_PI;
}

/* Where the left kerb of a meets the right kerb of b. */
static struct gis_xy corner_at(struct gis_xy p, const struct arm *a, const struct arm *b)
{
    double cos_a = cos(a->angle_rad), sin_a = sin(a->angle_rad), turn = turn_rad(a, b);
    double cos_b = cos(b->angle_rad), sin_b = sin(b->angle_rad);
    double most_m = MITRE * fmax(a->half_m, b->half_m);
    double along_m = (b->half_m + a->half_m * cos(turn)) / sin(turn);
    if (fabs(sin(turn)) < 1e-3) { /* the road goes straight on, or turns right back */
        struct gis_xy left = {p.x_m - sin_a * a->half_m, p.y_m + cos_a * a->half_m};
        struct gis_xy right = {p.x_m + sin_b * b->half_m, p.y_m - cos_b * b->half_m};
        return (struct gis_xy){(left.x_m + right.x_m) / 2, (left.y_m + right.y_m) / 2};
    }
    along_m = fmin(along_m, fmin(a->length_m, b->length_m) / 2);
    along_m = fmin(fmax(along_m, -most_m), most_m);
    return (struct gis_xy){p.x_m - sin_a * a->half_m + along_m * cos_a,
                           p.y_m + cos_a * a->half_m + along_m * sin_a};
}

/* Narrow arms learn which corner they leave at; it is not bare then. */
static void place_corners(struct making *m, struct place *place)
{
    struct arm *arms = m->arms + place->first_arm;
    uint32_t wide[2] = {GIS_NONE, GIS_NONE},
             last = GIS_NONE; /* first wide arm, and the one before */
    place->first_corner = (uint32_t)m->n_corners;
    for (uint32_t k = 0; k < place->n_arms; k++) {
        if (arms[k].half_m > 0)
            last = k;
    }
    m->n_corners += place->n_wide;
    for (uint32_t k = 0; k < place->n_arms; k++) {
        if (arms[k].half_m <= 0)
            continue;
        const struct arm *a = &arms[last], *b = &arms[k];
        struct corner *c = &m->corners[place->first_corner + a->wide];
        c->at = corner_at(place->at, a, b);
        c->bare = place->n_wide == 2 || (place->n_wide > 2 && turn_rad(a, b) >= PASSING_RAD);
        wide[0] = wide[0] == GIS_NONE ? k : wide[0];
        last = k;
    }
    wide[1] = last;
    for (uint32_t k = 0, before = wide[1]; k < place->n_arms; k++) {
        if (arms[k].half_m > 0) {
            before = k;
            continue;
        }
        arms[k].wide = arms[before].wide;
        m->corners[place->first_corner + arms[k].wide].bare = false;
    }
}

/* The kerb point of a wide arm at its place: to its left or right, seen leaving. */
static struct gis_xy kerb_point(const struct making *m, const struct arm *arm, bool left)
{
    const struct place *place = &m->places[arm->place];
    if (place->n_wide == 1) {
        double side_m = left ? arm->half_m : -arm->half_m;
        return (struct gis_xy){place->at.x_m - sin(arm->angle_rad) * side_m,
                               place->at.y_m + cos(arm->angle_rad) * side_m};
    }
    uint32_t k = left ? arm->wide : (arm->wide + place->n_wide - 1) % place->n_wide;
    return m->corners[place->first_corner + k].at;
}

/* --- what comes out --------------------------------------------------------------------------- */

static bool point_out(struct making *m, struct gis_xy p)
{
    if (!gis_array_room(&m->out.points, m->n_points + 1, &m->max_points, sizeof p))
        return false;
    m->out.points[m->n_points++] = p;
    return true;
}

/* Ends the road that was put out since the last; one point alone is none. */
static bool road_out(struct making *m, uint32_t road, enum gis_kerb_side side)
{
    struct gis_kerbs *o = &m->out;
    size_t n = o->n_roads, max = m->max_roads;
    if (n + 2 > m->max_roads) {
        size_t all[5] = {max, max, max, max, max};
        if (!gis_array_room(&o->first_point, n + 2, &all[0], sizeof *o->first_point) ||
            !gis_array_room(&o->flags, n + 2, &all[1], sizeof *o->flags) ||
            !gis_array_room(&o->levels, n + 2, &all[2], sizeof *o->levels) ||
            !gis_array_room(&o->road, n + 2, &all[3], sizeof *o->road) ||
            !gis_array_room(&o->side, n + 2, &all[4], sizeof *o->side))
            return false;
        m->max_roads = all[0];
        if (max == 0)
            o->first_point[0] = 0;
    }
    uint8_t flags = flags_of(m, road);
    o->flags[n] = side == GIS_KERB_LINK ? (GIS_ROAD_PASSABLE | GIS_ROAD_LINK) : flags;
    o->levels[n] = 0;
    if (m->in->levels != NULL)
        o->levels[n] = m->in->levels[road];
    o->road[n] = road;
    o->side[n] = (uint8_t)side;
    o->first_point[++o->n_roads] = m->n_points;
    return true;
}

/* One kerb of a wide road, cut where another wide road opens into that side. */
static bool kerb_out(struct making *m, uint32_t road, bool left)
{
    enum gis_kerb_side side = left ? GIS_KERB_LEFT : GIS_KERB_RIGHT;
    for (size_t i = m->first[road]; i < m->first[road + 1]; i++) {
        uint32_t back = m->arm_of[2 * i], ahead = m->arm_of[2 * i + 1];
        struct gis_xy in = {0, 0}, on = {0, 0};
        if (back != GIS_NONE) {
            in = kerb_point(m, &m->arms[back], !left);
            if (!point_out(m, in))
                return false;
        }
        if (ahead == GIS_NONE)
            break;
        on = kerb_point(m, &m->arms[ahead], left);
        if (back != GIS_NONE && in.x_m == on.x_m && in.y_m == on.y_m)
            continue;
        if (back != GIS_NONE && !road_out(m, road, side))
            return false;
        if (!point_out(m, on))
            return false;
    }
    return road_out(m, road, side);
}

/* A road of one line, whose points at corners are the corners. */
static bool line_out(struct making *m, uint32_t road)
{
    for (size_t i = m->first[road]; i < m->first[road + 1]; i++) {
        bool plain = m->place_of[i] == GIS_NONE || m->places[m->place_of[i]].n_wide < 2;
        if (plain && !point_out(m, m->points[i]))
            return false;
        for (size_t k = 2 * i; !plain && k < 2 * i + 2; k++) {
            if (m->arm_of[k] == GIS_NONE)
                continue;
            const struct arm *arm = &m->arms[m->arm_of[k]];
            size_t corner = m->places[arm->place].first_corner + arm->wide;
            if (!point_out(m, m->corners[corner].at))
                return false;
        }
    }
    return road_out(m, road, GIS_KERB_NONE);
}

static bool link_out(struct making *m, uint32_t road, struct gis_xy a, struct gis_xy b)
{
    return point_out(m, a) && point_out(m, b) && road_out(m, road, GIS_KERB_LINK);
}

/* Ways across at a place. */
static bool links_out(struct making *m, const struct place *place)
{
    for (uint32_t k = 0; k < place->n_arms; k++) {
        const struct arm *arm = &m->arms[place->first_arm + k];
        if (arm->half_m <= 0 || place->owner != GIS_NONE)
            continue;
        if (place->n_wide == 1) {
            return link_out(m, arm->road, kerb_point(m, arm, true), place->at) &&
                   link_out(m, arm->road, place->at, kerb_point(m, arm, false));
        }
        assert(place->n_wide > 0); /* this arm is one */
        uint32_t before = (arm->wide + place->n_wide - 1) % place->n_wide;
        bool joined = !m->corners[place->first_corner + arm->wide].bare &&
                      !m->corners[place->first_corner + before].bare;
        if (joined && !(place->n_wide == 2 && arm->wide == 1) &&
            !link_out(m, arm->road, kerb_point(m, arm, true), kerb_point(m, arm, false)))
            return false;
    }
    return true;
}

static enum gis_status make(struct making *m)
{
    enum gis_status status = points_copy(m);
    if (status == GIS_OK)
        status = places_new(m);
    if (status != GIS_OK)
        return status;
    arms_find(m);
    for (size_t k = 0; k < m->n_places; k++)
        place_corners(m, &m->places[k]);
    for (uint32_t r = 0; r < m->in->n_roads; r++) {
        bool wide = half_of(m, r) > 0 && m->first[r + 1] - m->first[r] >= 2;
        m->out.n_wide += wide;
        if (wide ? !kerb_out(m, r, true) || !kerb_out(m, r, false) : !line_out(m, r))
            return GIS_ENOMEM;
    }
    for (size_t k = 0; k < m->n_places; k++) {
        if (!links_out(m, &m->places[k]))
            return GIS_ENOMEM;
    }
    return GIS_OK;
}

enum gis_status gis_kerbs_new(const struct gis_roads *roads, const double *half_width_m,
                              struct gis_kerbs *out)
{
    struct making m = {.in = roads, .half_width_m = half_width_m};
    enum gis_status status = make(&m);
    free(m.first);
    free(m.points);
    free(m.place_of);
    free(m.arm_of);
    free(m.places);
    free(m.table);
    free(m.arms);
    free(m.corners);
    if (status != GIS_OK) {
        gis_kerbs_done(&m.out);
        return status;
    }
    *out = m.out;
    return GIS_OK;
}

void gis_kerbs_done(struct gis_kerbs *kerbs)
{
    free(kerbs->first_point);
    free(kerbs->points);
    free(kerbs->flags);
    free(kerbs->levels);
    free(kerbs->road);
    free(kerbs->side);
    memset(kerbs, 0, sizeof *kerbs);
}
