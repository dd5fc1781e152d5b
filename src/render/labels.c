/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/labels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"

/* First and last zoom of a class, its size there (px), and whom it yields to: lower goes first. */
static const struct {
    uint8_t from, to, size_from_px, size_to_px, order;
} rule[JY_LABEL_CLASSES] = {
    [JY_LABEL_STATION] = {11, 19, 11, 15, 0},   [JY_LABEL_DISTRICT] = {11, 16, 11, 18, 1},
    [JY_LABEL_CITY_HALL] = {14, 19, 11, 13, 2}, [JY_LABEL_CHOME] = {14, 18, 10, 14, 3},
    [JY_LABEL_GAP] = {17, 19, 11, 13, 4},       [JY_LABEL_WATER] = {13, 19, 11, 14, 5},
    [JY_LABEL_SCHOOL] = {15, 19, 10, 12, 6},    [JY_LABEL_PARK] = {15, 19, 10, 12, 7},
    [JY_LABEL_ROAD] = {15, 19, 10, 12, 8},      [JY_LABEL_PLACE] = {17, 19, 10, 12, 9},
};

/* Up to this zoom a whole city is a few hundred px wide, and the names of its districts are what is
 * looked for: they go first and in small letters, and the numbers under them get what is left. */
enum { CITY_ZOOM = 13 };

double jy_label_size_px(enum jy_label_class cls, unsigned zoom)
{
    const double district_px = 12;
    if (zoom < rule[cls].from || zoom > rule[cls].to)
        return 0;
    if (cls == JY_LABEL_DISTRICT && zoom <= CITY_ZOOM)
        return district_px - 0.5 * (CITY_ZOOM - zoom);
    double t = (zoom - rule[cls].from) / (double)(rule[cls].to - rule[cls].from);
    double from = rule[cls].size_from_px, to = rule[cls].size_to_px;
    return from + t * (to - from);
}

/* Side streets are named later than main roads. */
static bool shown(const struct jy_label_wish *w, unsigned zoom)
{
    if (w->cls == JY_LABEL_ROAD && zoom < 16)
        return w->rank >= JY_ROAD_MOTORWAY && w->rank <= JY_ROAD_SECONDARY;
    return jy_label_size_px((enum jy_label_class)w->cls, zoom) > 0;
}

/* Width of the text in ems, generously. */
static double width_em(const char *text)
{
    double em = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if ((*p & 0xC0) == 0x80)
            continue;
        if (*p >= 0xE1) { /* from U+1000: CJK and the like */
            em += 1;
        } else {
            em += *p >= 'A' && *p <= 'Z' ? 0.72 : 0.6;
        }
    }
    return em;
}

/* --- Which boxes are taken ----------------------------------------------------------------- */

enum { CELL_PX = 128 };

struct taken {
    uint32_t *head; /* bucket -> entry + 1 */
    size_t n_buckets;
    struct {
        uint32_t next, label;
    } * entry;
    size_t n, cap;
    unsigned shift; /* world units to cells */
};

static void taken_init(struct taken *t, size_t n_wishes, unsigned zoom)
{
    size_t n = 1024;
    while (n < n_wishes)
        n *= 2;
    t->n_buckets = n;
    t->head = jy_calloc(n, sizeof *t->head);
    t->entry = NULL;
    t->n = t->cap = 0;
    t->shift = 24 - zoom + 7; /* CELL_PX = 2^7 */
}

static size_t bucket(const struct taken *t, uint32_t cx, uint32_t cy)
{
    uint64_t h = ((uint64_t)cx << 32 | cy) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32) & (t->n_buckets - 1);
}

static void take(struct taken *t, struct gis_world_box box, uint32_t label)
{
    for (uint32_t cy = box.min_y >> t->shift; cy <= box.max_y >> t->shift; cy++) {
        for (uint32_t cx = box.min_x >> t->shift; cx <= box.max_x >> t->shift; cx++) {
            t->entry = jy_grow(t->entry, &t->cap, t->n + 1, sizeof *t->entry);
            size_t at = bucket(t, cx, cy);
            t->entry[t->n].next = t->head[at];
            t->entry[t->n].label = label;
            t->head[at] = (uint32_t)++t->n;
        }
    }
}

/* Is there a label that meets @p box (of the text @p text only, unless UINT32_MAX)? */
static bool is_taken(const struct taken *t, const struct jy_label *labels, struct gis_world_box box,
                     uint32_t text)
{
    if (t->entry == NULL)
        return false; /* none so far */
    for (uint32_t cy = box.min_y >> t->shift; cy <= box.max_y >> t->shift; cy++) {
        for (uint32_t cx = box.min_x >> t->shift; cx <= box.max_x >> t->shift; cx++) {
            for (uint32_t e = t->head[bucket(t, cx, cy)]; e != 0; e = t->entry[e - 1].next) {
                const struct jy_label *other = &labels[t->entry[e - 1].label];
                if ((text == UINT32_MAX || other->text == text) &&
                    gis_world_box_meets(&other->box, &box))
                    return true;
            }
        }
    }
    return false;
}

/* --- Placing ------------------------------------------------------------------------------- */

struct placing {
    const struct jy_label_wishes *wishes;
    const char *texts;
    struct taken taken;
    struct jy_label *label;
    size_t n, cap;
    unsigned zoom;
    double unit; /* world units a px */
};

static uint32_t clamp_world(double v)
{
    return v < 0 ? 0 : v > 4294967295.0 ? UINT32_MAX : (uint32_t)v;
}

static struct gis_world_box box_around(double x0, double y0, double x1, double y1, double margin)
{
    return (struct gis_world_box){clamp_world(x0 - margin), clamp_world(y0 - margin),
                                  clamp_world(x1 + margin), clamp_world(y1 + margin)};
}

static void put(struct placing *p, struct jy_label label)
{
    p->label = jy_grow(p->label, &p->cap, p->n + 1, sizeof *p->label);
    p->label[p->n] = label;
    take(&p->taken, label.box, (uint32_t)p->n++);
}

/* What a name with its middle at (x, y) covers; districts: with @p room under it. */
static struct gis_world_box box_of(const struct placing *p, const struct jy_label_wish *w,
                                   double width, double x, double y, bool room)
{
    double size = jy_label_size_px((enum jy_label_class)w->cls, p->zoom);
    double half = (width / 2 + 2) * p->unit, tall = size * 0.7 * p->unit;
    struct gis_world_box box = {clamp_world(x - half), clamp_world(y - tall), clamp_world(x + half),
                                clamp_world(y + tall)};
    if (w->cls == JY_LABEL_STATION || w->cls == JY_LABEL_CITY_HALL || w->cls == JY_LABEL_SCHOOL ||
        w->cls == JY_LABEL_PLACE) /* a mark, and the text under it */
        box.max_y = clamp_world(y + (5 + 1.4 * size) * p->unit);
    if (w->cls == JY_LABEL_DISTRICT && room)
        box.max_y = clamp_world(y + tall + JY_LABEL_DISTRICT_ROOM_PX * p->unit);
    return box;
}

/* Length of the equator on the sphere of Web Mercator (EPSG:3857). */
static const double equator_m = 2 * M_PI * 6378137;

/* Other places for the name of a district, nearest first, none farther than it keeps saying of
 * which district it speaks. Up and down first: names are wider than tall. */
static bool step_aside(const struct placing *p, const struct jy_label_wish *w, double width,
                       bool room, double *x, double *y)
{
    static const double direction[8][2] = {{0, -1},      {0, 1},      {-1, 0},     {1, 0},
                                           {-0.7, -0.7}, {0.7, -0.7}, {-0.7, 0.7}, {0.7, 0.7}};
    enum { STEP_PX = 6 };
    const double most = 400 * 4294967296.0 / equator_m;
    for (int px = STEP_PX; px <= JY_LABEL_ASIDE_PX && px * p->unit <= most; px += STEP_PX) {
        for (size_t i = 0; i < 8; i++) {
            double to_x = *x + direction[i][0] * px * p->unit;
            double to_y = *y + direction[i][1] * px * p->unit;
            if (!is_taken(&p->taken, p->label, box_of(p, w, width, to_x, to_y, room), UINT32_MAX)) {
                *x = to_x;
                *y = to_y;
                return true;
            }
        }
    }
    return false;
}

/* Is there a place at (x, y), or for a district's name near by? */
static bool has_place(const struct placing *p, const struct jy_label_wish *w, double width,
                      bool room, double *x, double *y)
{
    return !is_taken(&p->taken, p->label, box_of(p, w, width, *x, *y, room), UINT32_MAX) ||
           (w->cls == JY_LABEL_DISTRICT && step_aside(p, w, width, room, x, y));
}

/* A station whose name finds no place keeps its mark. */
static void put_mark(struct placing *p, const struct jy_label_wish *w, struct gis_world at)
{
    const double half_px = 6;
    struct gis_world_box box = box_around(at.x, at.y, at.x, at.y, half_px * p->unit);
    if (is_taken(&p->taken, p->label, box, UINT32_MAX))
        return;
    put(p, (struct jy_label){.at = at,
                             .wanted = at,
                             .box = box,
                             .text = w->text,
                             .cls = w->cls,
                             .line = UINT32_MAX,
                             .width_px = 0});
}

static void place_point(struct placing *p, const struct jy_label_wish *w, double x, double y)
{
    double size = jy_label_size_px((enum jy_label_class)w->cls, p->zoom);
    double width = size * width_em(p->texts + w->text);
    struct gis_world wanted = {clamp_world(x), clamp_world(y)};
    bool room =
        w->cls == JY_LABEL_DISTRICT && p->zoom > CITY_ZOOM && has_place(p, w, width, true, &x, &y);
    if (!room && !has_place(p, w, width, false, &x, &y)) {
        if (w->cls == JY_LABEL_STATION)
            put_mark(p, w, wanted);
        return;
    }
    put(p, (struct jy_label){.at = {clamp_world(x), clamp_world(y)},
                             .wanted = wanted,
                             .box = box_of(p, w, width, x, y, room),
                             .room = room,
                             .text = w->text,
                             .cls = w->cls,
                             .line = UINT32_MAX,
                             .width_px = (float)width});
}

struct along {
    double x0, y0, x1, y1; /* bounds */
    double turn_rad;       /* greatest turn between pieces of it, and its whole bend */
    double mid_x, mid_y;
};

static double line_length(const struct gis_world *at, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i < n; i++)
        sum += hypot((double)at[i].x - at[i - 1].x, (double)at[i].y - at[i - 1].y);
    return sum;
}

static void widen(struct along *a, double x, double y)
{
    a->x0 = fmin(a->x0, x);
    a->y0 = fmin(a->y0, y);
    a->x1 = fmax(a->x1, x);
    a->y1 = fmax(a->y1, y);
}

/* What the line does between @p from and @p to, distances along it. */
static struct along look_along(const struct gis_world *at, size_t n, double from, double to)
{
    struct along a = {INFINITY, INFINITY, -INFINITY, -INFINITY, 0, 0, 0};
    double s = 0, first = NAN, mid = (from + to) / 2;
    for (size_t i = 1; i < n && s < to; i++) {
        double dx = (double)at[i].x - at[i - 1].x, dy = (double)at[i].y - at[i - 1].y;
        double len = hypot(dx, dy);
        if (len == 0)
            continue;
        if (s + len > from) {
            double a0 = fmax(0, (from - s) / len), a1 = fmin(1, (to - s) / len);
            widen(&a, at[i - 1].x + a0 * dx, at[i - 1].y + a0 * dy);
            widen(&a, at[i - 1].x + a1 * dx, at[i - 1].y + a1 * dy);
            double angle = atan2(dy, dx);
            if (isnan(first))
                first = angle;
            a.turn_rad = fmax(a.turn_rad, fabs(remainder(angle - first, 2 * M_PI)));
            if (mid >= s && mid <= s + len) {
                a.mid_x = at[i - 1].x + (mid - s) / len * dx;
                a.mid_y = at[i - 1].y + (mid - s) / len * dy;
            }
        }
        s += len;
    }
    return a;
}

enum { REPEAT_PX = 500, SAME_NAME_PX = 220 };
static const double max_bend_rad = 0.6;

static void place_along(struct placing *p, const struct jy_label_wish *w)
{
    const struct gis_world *at = p->wishes->line_at + p->wishes->line_start[w->line];
    size_t n = p->wishes->line_start[w->line + 1] - p->wishes->line_start[w->line];
    double length = line_length(at, n);
    double size = jy_label_size_px((enum jy_label_class)w->cls, p->zoom);
    double width = size * width_em(p->texts + w->text), room = (width + size) * p->unit;
    if (length < room)
        return;
    unsigned times = (unsigned)fmin(fmax(1, floor(length / p->unit / REPEAT_PX)), 1000);
    for (unsigned i = 0; i < times; i++) {
        double mid = length * (i + 0.5) / times;
        struct along a = look_along(at, n, mid - room / 2, mid + room / 2);
        if (a.turn_rad > max_bend_rad)
            continue;
        struct gis_world_box box = box_around(a.x0, a.y0, a.x1, a.y1, size * 0.6 * p->unit);
        struct gis_world_box wide = box_around(a.x0, a.y0, a.x1, a.y1, SAME_NAME_PX * p->unit);
        if (is_taken(&p->taken, p->label, box, UINT32_MAX) ||
            is_taken(&p->taken, p->label, wide, w->text))
            continue;
        struct gis_world middle = {clamp_world(a.mid_x), clamp_world(a.mid_y)};
        put(p, (struct jy_label){.at = middle,
                                 .wanted = middle,
                                 .box = box,
                                 .text = w->text,
                                 .cls = w->cls,
                                 .line = w->line,
                                 .middle = (float)mid,
                                 .width_px = (float)width});
    }
}

static void place(struct placing *p, const struct jy_label_wish *w)
{
    if (!shown(w, p->zoom))
        return;
    if (w->cls == JY_LABEL_ROAD) {
        place_along(p, w);
        return;
    }
    double x = w->at.x, y = w->at.y;
    if (w->line != UINT32_MAX) {
        const struct gis_world *at = p->wishes->line_at + p->wishes->line_start[w->line];
        size_t n = p->wishes->line_start[w->line + 1] - p->wishes->line_start[w->line];
        double half = line_length(at, n) / 2;
        struct along a = look_along(at, n, half - 1, half + 1);
        x = a.mid_x;
        y = a.mid_y;
    }
    place_point(p, w, x, y);
}

static void place_all(struct placing *p)
{
    const struct jy_label_wishes *wishes = p->wishes;
    const bool early = p->zoom <= CITY_ZOOM;
    for (size_t i = 0; i < wishes->n && early; i++) {
        if (wishes->wish[i].cls == JY_LABEL_DISTRICT)
            place(p, &wishes->wish[i]);
    }
    for (size_t i = 0; i < wishes->n; i++) {
        if (!early || wishes->wish[i].cls != JY_LABEL_DISTRICT)
            place(p, &wishes->wish[i]);
    }
}

static int by_priority(const void *pa, const void *pb)
{
    const struct jy_label_wish *a = pa, *b = pb;
    if (rule[a->cls].order != rule[b->cls].order)
        return rule[a->cls].order < rule[b->cls].order ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    if (a->at.x != b->at.x)
        return a->at.x < b->at.x ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* Room for the number under names of districts that have found their own place without: what all
 * names have left. */
static void give_rooms(struct placing *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct jy_label *l = &p->label[i];
        struct gis_world_box room = l->box;
        if (l->cls != JY_LABEL_DISTRICT || l->room)
            continue;
        room.min_y = clamp_world((double)l->box.max_y + 1);
        room.max_y = clamp_world((double)l->box.max_y + JY_LABEL_DISTRICT_ROOM_PX * p->unit);
        if (is_taken(&p->taken, p->label, room, UINT32_MAX))
            continue;
        l->box.max_y = room.max_y;
        l->room = true;
        take(&p->taken, room, (uint32_t)i);
    }
}

/* Into Morton order, under a tree. */
static void settle(struct jy_label_zoom *out, struct jy_label *label, size_t n)
{
    uint64_t *codes = jy_malloc((n + 1) * sizeof *codes);
    uint32_t *order = jy_malloc((n + 1) * sizeof *order);
    for (size_t i = 0; i < n; i++)
        codes[i] = gis_morton(label[i].at);
    if (gis_morton_sort(n, codes, order) != GIS_OK)
        abort();
    out->n = n;
    out->label = jy_calloc(n + 1, sizeof *out->label);
    out->box = jy_calloc(n + 1, sizeof *out->box);
    for (size_t i = 0; i < n; i++) {
        out->label[i] = label[order[i]];
        out->box[i] = label[order[i]].box;
    }
    free(codes);
    free(order);
    if (gis_boxtree_new(out->box, n, &out->tree) != GIS_OK)
        abort();
}

struct jy_labels *jy_labels_new(struct jy_label_wishes *wishes, const char *texts)
{
    struct jy_labels *labels = jy_calloc(1, sizeof *labels);
    if (wishes->n > 0)
        qsort(wishes->wish, wishes->n, sizeof *wishes->wish, by_priority);
    for (unsigned z = JY_LABEL_MIN_ZOOM; z <= JY_LABEL_MAX_ZOOM; z++) {
        struct placing p = {wishes, texts, {0}, NULL, 0, 0, z, ldexp(1, 24 - (int)z)};
        taken_init(&p.taken, wishes->n, z);
        place_all(&p);
        give_rooms(&p);
        settle(&labels->zoom[z], p.label, p.n);
        free(p.label);
        free(p.taken.head);
        free(p.taken.entry);
    }
    labels->line_start = wishes->line_start;
    labels->line_at = wishes->line_at;
    labels->n_lines = wishes->n_lines;
    wishes->line_start = NULL;
    wishes->line_at = NULL;
    return labels;
}

struct near_hits {
    const struct jy_label_zoom *zoom;
    struct gis_world wanted;
    struct gis_world_box box;
    struct jy_label_near found;
};

static void on_near(uint32_t index, void *ctx)
{
    struct near_hits *h = ctx;
    const struct jy_label *l = &h->zoom->label[index];
    bool own =
        l->cls == JY_LABEL_DISTRICT && l->wanted.x == h->wanted.x && l->wanted.y == h->wanted.y;
    if (own) {
        h->found.district = l;
    } else if (gis_world_box_meets(&l->box, &h->box)) {
        h->found.covered = true;
    }
}

struct jy_label_near jy_labels_near(const struct jy_labels *labels, unsigned zoom,
                                    struct gis_world wanted, struct gis_world_box box)
{
    if (zoom < JY_LABEL_MIN_ZOOM)
        return (struct jy_label_near){NULL, false};
    unsigned z = zoom < JY_LABEL_MAX_ZOOM ? zoom : JY_LABEL_MAX_ZOOM;
    double aside = JY_LABEL_ASIDE_PX * ldexp(1, 24 - (int)z);
    struct near_hits h = {&labels->zoom[z], wanted, box, {NULL, false}};
    struct gis_world_box around = box_around(wanted.x, wanted.y, wanted.x, wanted.y, aside);
    around = (struct gis_world_box){around.min_x < box.min_x ? around.min_x : box.min_x,
                                    around.min_y < box.min_y ? around.min_y : box.min_y,
                                    around.max_x > box.max_x ? around.max_x : box.max_x,
                                    around.max_y > box.max_y ? around.max_y : box.max_y};
    gis_boxtree_query(h.zoom->tree, around, on_near, &h);
    return h.found;
}

void jy_labels_free(struct jy_labels *labels)
{
    if (labels == NULL)
        return;
    for (unsigned z = JY_LABEL_MIN_ZOOM; z <= JY_LABEL_MAX_ZOOM; z++) {
        free(labels->zoom[z].label);
        free(labels->zoom[z].box);
        gis_boxtree_free(labels->zoom[z].tree);
    }
    free(labels->line_start);
    free(labels->line_at);
    free(labels);
}

size_t jy_labels_bytes(const struct jy_labels *labels)
{
    size_t bytes = sizeof *labels;
    for (unsigned z = JY_LABEL_MIN_ZOOM; z <= JY_LABEL_MAX_ZOOM; z++)
        bytes += labels->zoom[z].n * (sizeof(struct jy_label) + sizeof(struct gis_world_box));
    if (labels->n_lines > 0)
        bytes += labels->line_start[labels->n_lines] * sizeof *labels->line_at;
    return bytes;
}
