/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/map_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"
#include "src/render/scene_edit.h"

/* The scene below; shared by the maps over it. */
struct base {
    struct jy_snapshot *snapshot; /* one of the two */
    struct jy_mapped_scene *mapped;
    const struct jy_scene *scene;
    struct jy_marks marks;
    int references; /* atomic */
};

struct edit {
    struct jy_light_edit light;
    int64_t version; /* of the lights when it was seen */
};

/* A place where a light came, went or changed. */
struct touch {
    uint64_t code; /* Morton */
    int64_t version;
};

struct jy_map_inside {
    struct base *base;
    struct jy_scene *edited; /* NULL: nothing differs */
    struct jy_marks marks;   /* followed so far */
    size_t n_edits;
    struct edit *edits; /* ascending id */
    size_t n_touches;
    struct touch *touches; /* ascending code, each code once */
    int64_t origin;        /* version of what was never touched */
};

enum { TOUCHES_MAX = 65536 };

static int64_t version_of(const struct jy_marks *m)
{
    return m->lights + m->others;
}

/* --- Lifetimes ----------------------------------------------------------------------------- */

static struct base *base_ref(struct base *b)
{
    (void)__atomic_add_fetch(&b->references, 1, __ATOMIC_RELAXED);
    return b;
}

static void base_unref(struct base *b)
{
    if (__atomic_sub_fetch(&b->references, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    jy_snapshot_unref(b->snapshot);
    jy_scene_cache_close(b->mapped);
    free(b);
}

static struct base *base_of_snapshot(struct jy_snapshot *s)
{
    struct base *b = jy_calloc(1, sizeof *b);
    *b = (struct base){jy_snapshot_ref(s), NULL, s->scene, s->data->marks, 1};
    return b;
}

/* Takes @p base over, and the arrays in @p inside. */
static struct jy_map *make(struct jy_map_inside inside, const char *identity)
{
    struct jy_map *map = jy_calloc(1, sizeof *map);
    map->inside = jy_malloc(sizeof *map->inside);
    if (inside.n_edits > 0) {
        struct jy_light_edit *lights = jy_malloc(inside.n_edits * sizeof *lights);
        for (size_t i = 0; i < inside.n_edits; i++)
            lights[i] = inside.edits[i].light;
        inside.edited = jy_scene_edited(inside.base->scene, inside.n_edits, lights);
        free(lights);
    }
    *map->inside = inside;
    map->scene = inside.edited != NULL ? inside.edited : inside.base->scene;
    map->version = version_of(&inside.marks);
    map->derived_version = version_of(&inside.base->marks);
    const struct jy_date *day = &inside.base->marks.day;
    map->day = (day->year * 12 + day->month) * 31 + day->day;
    map->city_code = inside.base->snapshot != NULL ? inside.base->snapshot->data->city->code
                                                   : inside.base->mapped->origin.city_code;
    (void)snprintf(map->identity, sizeof map->identity, "%s", identity);
    map->references = 1;
    return map;
}

static struct jy_map *over_base(struct base *base, const char *identity)
{
    return make((struct jy_map_inside){.base = base,
                                       .marks = base->marks,
                                       .origin = version_of(&base->marks)},
                identity);
}

struct jy_map *jy_map_of_snapshot(struct jy_snapshot *snapshot, const char *identity)
{
    return over_base(base_of_snapshot(snapshot), identity);
}

struct jy_map *jy_map_of_file(struct jy_mapped_scene *mapped)
{
    struct base *b = jy_calloc(1, sizeof *b);
    *b = (struct base){NULL, mapped, mapped->scene, mapped->origin.marks, 1};
    return over_base(b, mapped->origin.identity);
}

struct jy_map *jy_map_ref(struct jy_map *map)
{
    (void)__atomic_add_fetch(&map->references, 1, __ATOMIC_RELAXED);
    return map;
}

void jy_map_unref(struct jy_map *map)
{
    if (map == NULL || __atomic_sub_fetch(&map->references, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    jy_scene_free(map->inside->edited);
    base_unref(map->inside->base);
    free(map->inside->edits);
    free(map->inside->touches);
    free(map->inside);
    free(map);
}

size_t jy_map_edits(const struct jy_map *map)
{
    return map->inside->n_edits;
}

const struct jy_marks *jy_map_base_marks(const struct jy_map *map)
{
    return &map->inside->base->marks;
}

/* --- Following ----------------------------------------------------------------------------- */

/* Edits and touches in the making. */
struct following {
    const struct jy_map_inside *from;
    struct edit *edit; /* the new ones, ascending id */
    size_t n, cap;
    struct touch *touch; /* the new ones, in any order */
    size_t n_touch, cap_touch;
    int64_t version, lights;
};

static const struct edit *find_edit(const struct jy_map_inside *in, int64_t id)
{
    size_t low = 0, high = in->n_edits;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (in->edits[mid].light.id < id) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < in->n_edits && in->edits[low].light.id == id ? &in->edits[low] : NULL;
}

static void touch(struct following *f, struct gis_world at)
{
    f->touch = jy_grow(f->touch, &f->cap_touch, f->n_touch + 1, sizeof *f->touch);
    f->touch[f->n_touch++] = (struct touch){gis_morton(at), f->version};
}

/* Where the light stood before. */
static void touch_old_place(struct following *f, int64_t id)
{
    const struct edit *old = find_edit(f->from, id);
    const struct jy_points *lights = &f->from->base->scene->points[JY_POINTS_LIGHTS];
    if (old != NULL) {
        if (old->light.there)
            touch(f, old->light.at);
        return;
    }
    size_t index = jy_points_find(lights, id);
    if (index < lights->n)
        touch(f, lights->at[index]);
}

static enum jy_code note_change(int64_t id, const struct jy_light *light, void *ctx,
                                struct jy_error *err)
{
    struct following *f = ctx;
    (void)err;
    f->edit = jy_grow(f->edit, &f->cap, f->n + 1, sizeof *f->edit);
    struct edit *e = &f->edit[f->n++];
    memset(e, 0, sizeof *e);
    e->version = f->lights;
    e->light.id = id;
    touch_old_place(f, id);
    if (light == NULL || !gis_lonlat_valid(light->at))
        return JY_OK;
    e->light.there = true;
    e->light.at = gis_world_from_lonlat(light->at);
    e->light.attr = jy_light_attr_of(light);
    touch(f, e->light.at);
    return JY_OK;
}

/* The edits of before and the new ones, which count where both have one. */
static size_t merge_edits(const struct jy_map_inside *from, const struct following *f,
                          struct edit *out)
{
    size_t n = 0;
    for (size_t i = 0, k = 0; i < from->n_edits || k < f->n;) {
        if (k == f->n || (i < from->n_edits && from->edits[i].light.id < f->edit[k].light.id)) {
            out[n++] = from->edits[i++];
            continue;
        }
        i += i < from->n_edits && from->edits[i].light.id == f->edit[k].light.id;
        out[n++] = f->edit[k++];
    }
    return n;
}

static int by_code(const void *a, const void *b)
{
    const struct touch *x = a, *y = b;
    return (x->code > y->code) - (x->code < y->code);
}

/* New touches are newer than all before; of one place the newest counts. */
static void merge_touches(const struct jy_map_inside *from, struct following *f,
                          struct jy_map_inside *to)
{
    if (f->n_touch > 1)
        qsort(f->touch, f->n_touch, sizeof *f->touch, by_code);
    if (from->n_touches + f->n_touch > TOUCHES_MAX) { /* forget places: everything is new */
        to->origin = f->version;
        return;
    }
    struct touch *out = jy_malloc((from->n_touches + f->n_touch + 1) * sizeof *out);
    size_t n = 0;
    for (size_t i = 0, k = 0; i < from->n_touches || k < f->n_touch;) {
        bool old =
            k == f->n_touch || (i < from->n_touches && from->touches[i].code < f->touch[k].code);
        struct touch t = old ? from->touches[i++] : f->touch[k++];
        if (n > 0 && out[n - 1].code == t.code) {
            out[n - 1].version = t.version > out[n - 1].version ? t.version : out[n - 1].version;
        } else {
            out[n++] = t;
        }
    }
    to->touches = out;
    to->n_touches = n;
}

/* With what was found, or the map itself. */
static struct jy_map *with_changes(struct jy_map *map, struct following *f,
                                   const struct jy_marks *now)
{
    const struct jy_map_inside *from = map->inside;
    struct jy_map_inside to = {.base = base_ref(from->base), .marks = *now, .origin = from->origin};
    to.edits = jy_malloc((from->n_edits + f->n + 1) * sizeof *to.edits);
    to.n_edits = merge_edits(from, f, to.edits);
    merge_touches(from, f, &to);
    return make(to, map->identity);
}

static enum jy_code read_changes(struct jy_map *map, struct jy_store *store, struct following *f,
                                 struct jy_marks *now, bool *out_all, struct jy_error *err)
{
    const struct jy_map_inside *in = map->inside;
    *out_all = true;
    enum jy_code code = jy_store_read_begin(store, err);
    if (code != JY_OK)
        return code;
    code = jy_store_marks(store, now, err);
    if (code == JY_OK && in->n_edits >= JY_MAP_EDITS_MAX) {
        *out_all = jy_marks_same(&in->marks, now);
    } else if (code == JY_OK) {
        f->version = version_of(now);
        f->lights = now->lights;
        code = jy_store_light_changes(store, &in->marks, JY_MAP_EDITS_MAX - in->n_edits,
                                      note_change, f, out_all, err);
    }
    jy_store_read_end(store);
    return code;
}

enum jy_code jy_map_follow(struct jy_map *map, struct jy_store *store, struct jy_map **out,
                           bool *out_all, struct jy_marks *out_marks, struct jy_error *err)
{
    struct following f = {.from = map->inside};
    struct jy_marks now;
    bool all = true;
    enum jy_code code = read_changes(map, store, &f, &now, &all, err);
    if (code == JY_OK) {
        bool same = jy_marks_same(&map->inside->marks, &now);
        *out = all && !same ? with_changes(map, &f, &now) : jy_map_ref(map);
        *out_all = all;
        *out_marks = now;
    }
    free(f.edit);
    free(f.touch);
    return code;
}

struct jy_map *jy_map_rebase(struct jy_map *map, struct jy_snapshot *snapshot)
{
    const struct jy_map_inside *from = map->inside;
    struct jy_map_inside to = {.base = base_of_snapshot(snapshot),
                               .marks = from->marks,
                               .origin = from->origin,
                               .n_touches = from->n_touches};
    to.edits = jy_malloc((from->n_edits + 1) * sizeof *to.edits);
    for (size_t i = 0; i < from->n_edits; i++) {
        if (from->edits[i].version > to.base->marks.lights)
            to.edits[to.n_edits++] = from->edits[i];
    }
    to.touches = jy_malloc((from->n_touches + 1) * sizeof *to.touches);
    if (from->n_touches > 0)
        memcpy(to.touches, from->touches, from->n_touches * sizeof *to.touches);
    return make(to, map->identity);
}

/* --- Versions of tiles --------------------------------------------------------------------- */

static int64_t newest(const struct jy_map_inside *in, struct gis_tile t)
{
    uint64_t first, last;
    gis_morton_tile(t, &first, &last);
    size_t low = 0, high = in->n_touches;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (in->touches[mid].code < first) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    int64_t version = in->origin;
    for (; low < in->n_touches && in->touches[low].code <= last; low++) {
        if (in->touches[low].version > version)
            version = in->touches[low].version;
    }
    return version;
}

int64_t jy_map_lights_version(const struct jy_map *map, struct gis_tile t, bool margin)
{
    const struct jy_map_inside *in = map->inside;
    const uint32_t far_zoom = 19; /* beyond, a lamp's light may reach over a whole tile */
    if (in->n_touches == 0)
        return in->origin;
    if (!margin)
        return newest(in, t);
    if (t.z > far_zoom)
        return map->version;
    int64_t version = in->origin, side = INT64_C(1) << t.z;
    for (int64_t y = (int64_t)t.y - 1; y <= (int64_t)t.y + 1; y++) {
        for (int64_t x = (int64_t)t.x - 1; x <= (int64_t)t.x + 1; x++) {
            if (x < 0 || y < 0 || x >= side || y >= side)
                continue;
            int64_t v = newest(in, (struct gis_tile){t.z, (uint32_t)x, (uint32_t)y});
            version = v > version ? v : version;
        }
    }
    return version;
}
