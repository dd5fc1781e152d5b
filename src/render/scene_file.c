/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/scene_file.h"
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/base/mem.h"
#include "src/render/labels.h"
#include "src/render/pyramid.h"
#include "src/render/scene_rows.h"

enum { FORMAT = 2, ALIGN = 64, SLOTS_MAX = 320 };

static const char magic[8] = "JYSCENE";

struct section {
    uint64_t offset, bytes;
    uint32_t crc, zero;
};

struct head {
    char magic[8];
    uint32_t format, layout;
    char program[32];
    uint64_t length; /* of the file */
    uint32_t n_sections, n_key;
    uint8_t key[JY_SCENE_KEY_MAX];
    struct section section[SLOTS_MAX];
    uint32_t crc; /* of all before it */
};

/* What is no array. */
struct fixed {
    struct gis_world_box bounds;
    double spacing_m;
    uint64_t n_refused, bytes;
};

/* One array of the scene: where its pointer is, and how many elements it has. Arrays of one length
 * share the counter; when reading, the first that is met sets it. */
struct slot {
    void *pointer_at; /* a pointer to whatever lies there */
    size_t size;
    size_t *n;
    size_t extra; /* elements beyond *n */
};

/* A scene's pointers gathered or to be filled in. */
struct listing {
    struct slot slot[SLOTS_MAX];
    size_t n;
    /* counters that a scene does not keep */
    size_t n_parts[JY_SHAPES_COUNT], n_at[JY_SHAPES_COUNT];
    size_t n_cells[JY_POINTS_COUNT][JY_PYRAMID_BASE + 1];
    const struct jy_cell *cells[JY_POINTS_COUNT][JY_PYRAMID_BASE + 1];
    size_t n_line_starts, n_line_at, n_attribution, one;
    const struct fixed *fixed;
};

static const size_t unset = SIZE_MAX;

// NOLINTNEXTLINE(readability-non-const-parameter): reading fills it in later
static void add(struct listing *l, void *pointer_at, size_t size, size_t *n, size_t extra)
{
    l->slot[l->n++] = (struct slot){pointer_at, size, n, extra};
}

static const void *data_of(const struct slot *s)
{
    const void *data;
    memcpy(&data, s->pointer_at, sizeof data);
    return data;
}

static void list_points(struct listing *l, struct jy_scene *s, int layer)
{
    struct jy_points *p = &s->points[layer];
    add(l, &p->at, sizeof *p->at, &p->n, 0);
    add(l, &p->id, sizeof *p->id, &p->n, 0);
    add(l, &p->attr, sizeof *p->attr, &p->n, 0);
    add(l, &p->of.any, jy_attr_size[layer], &p->n_attrs, 0);
    if (layer == JY_POINTS_LIGHTS)
        add(l, &p->by_id, sizeof *p->by_id, &p->n, 0);
    for (unsigned level = JY_PYRAMID_TOP; level <= JY_PYRAMID_BASE; level++)
        add(l, &l->cells[layer][level], sizeof(struct jy_cell), &l->n_cells[layer][level], 0);
}

static void list_shapes(struct listing *l, struct jy_scene *s, int layer)
{
    struct jy_shapes *p = &s->shapes[layer];
    add(l, &p->box, sizeof *p->box, &p->n, 0);
    add(l, &p->id, sizeof *p->id, &p->n, 0);
    add(l, &p->kind, 1, &p->n, 0);
    add(l, &p->what, 1, &p->n, 0);
    add(l, &p->lit, 1, &p->n, 0);
    add(l, &p->name, sizeof *p->name, &p->n, 0);
    add(l, &p->name_en, sizeof *p->name_en, &p->n, 0);
    add(l, &p->first_part, sizeof *p->first_part, &p->n, 1);
    add(l, &p->first_point, sizeof *p->first_point, &l->n_parts[layer], 1);
    add(l, &p->part_outer, 1, &l->n_parts[layer], 0);
    add(l, &p->at, sizeof *p->at, &l->n_at[layer], 0);
    if (layer == JY_SHAPES_ROADS)
        add(l, &p->d_dm, sizeof *p->d_dm, &l->n_at[layer], 0);
    if (jy_shape_numbers[layer] > 0)
        add(l, &p->number, jy_shape_numbers[layer] * sizeof *p->number, &p->n, 0);
}

static void list_all(struct listing *l, struct jy_scene *s)
{
    add(l, &l->fixed, sizeof *l->fixed, &l->one, 0);
    for (int i = 0; i < JY_POINTS_COUNT; i++)
        list_points(l, s, i);
    for (int i = 0; i < JY_SHAPES_COUNT; i++)
        list_shapes(l, s, i);
    for (unsigned z = JY_LABEL_MIN_ZOOM; z <= JY_LABEL_MAX_ZOOM; z++) {
        struct jy_label_zoom *zoom = &s->labels->zoom[z];
        add(l, &zoom->label, sizeof *zoom->label, &zoom->n, 0);
        add(l, &zoom->box, sizeof *zoom->box, &zoom->n, 0);
    }
    add(l, &s->labels->line_start, sizeof *s->labels->line_start, &l->n_line_starts, 0);
    add(l, &s->labels->line_at, sizeof *s->labels->line_at, &l->n_line_at, 0);
    add(l, &s->texts, 1, &s->n_texts, 0);
    add(l, &s->attribution, 1, &l->n_attribution, 0);
}

/* Sizes of what lies in the sections: other numbers mean another layout. */
static uint32_t layout_code(void)
{
    const size_t sizes[] = {sizeof(struct gis_world),
                            sizeof(struct gis_world_box),
                            sizeof(struct jy_light_attr),
                            sizeof(struct jy_camera_attr),
                            sizeof(struct jy_place_attr),
                            sizeof(struct jy_cell),
                            sizeof(struct jy_label),
                            sizeof(struct fixed),
                            JY_POINTS_COUNT,
                            JY_SHAPES_COUNT,
                            JY_PYRAMID_TOP,
                            JY_PYRAMID_BASE,
                            JY_LABEL_MAX_ZOOM,
                            JY_SHAPE_NUMBERS,
                            (size_t)0x0102030405060708ULL}; /* order of bytes */
    return libdeflate_crc32(0, sizes, sizeof sizes);
}

static uint32_t head_crc(const struct head *h)
{
    return libdeflate_crc32(0, h, offsetof(struct head, crc));
}

static uint64_t aligned(uint64_t v)
{
    return (v + ALIGN - 1) / ALIGN * ALIGN;
}

/* --- Writing ------------------------------------------------------------------------------- */

static void count(struct listing *l, const struct jy_scene *s)
{
    for (int i = 0; i < JY_POINTS_COUNT; i++) {
        for (unsigned level = JY_PYRAMID_TOP; level <= JY_PYRAMID_BASE; level++) {
            l->cells[i][level] =
                jy_pyramid_level(s->points[i].pyramid, level, &l->n_cells[i][level]);
        }
    }
    for (int i = 0; i < JY_SHAPES_COUNT; i++) {
        const struct jy_shapes *p = &s->shapes[i];
        l->n_parts[i] = p->first_part[p->n];
        l->n_at[i] = p->first_point[l->n_parts[i]];
    }
    const struct jy_labels *labels = s->labels;
    l->n_line_starts = labels->line_start != NULL ? labels->n_lines + 1 : 0;
    l->n_line_at = labels->line_start != NULL ? labels->line_start[labels->n_lines] : 0;
    l->n_attribution = strlen(s->attribution) + 1;
    l->one = 1;
}

static void fill_head(struct head *h, const struct listing *l, const void *key, size_t n_key)
{
    memcpy(h->magic, magic, sizeof magic);
    h->format = FORMAT;
    h->layout = layout_code();
    (void)strncpy(h->program, PACKAGE_VERSION, sizeof h->program - 1);
    h->n_sections = (uint32_t)l->n;
    h->n_key = (uint32_t)n_key;
    memcpy(h->key, key, n_key);
    uint64_t at = aligned(sizeof *h);
    for (size_t i = 0; i < l->n; i++) {
        const struct slot *s = &l->slot[i];
        uint64_t bytes = (uint64_t)s->size * (*s->n + s->extra);
        uint32_t crc = bytes > 0 ? libdeflate_crc32(0, data_of(s), bytes) : 0;
        h->section[i] = (struct section){at, bytes, crc, 0};
        at = aligned(at + bytes);
    }
    h->length = at;
    h->crc = head_crc(h);
}

bool jy_scene_save(const struct jy_scene *scene, const void *key, size_t n_key, jy_scene_put_fn put,
                   void *ctx)
{
    static const uint8_t zeros[ALIGN];
    struct jy_scene s = *scene; /* only its pointers are looked at */
    const struct fixed fixed = {s.bounds, s.spacing_m, s.n_refused, s.bytes};
    struct listing *l JY_AUTOFREE = jy_calloc(1, sizeof *l);
    struct head *h JY_AUTOFREE = jy_calloc(1, sizeof *h);
    l->fixed = &fixed;
    list_all(l, &s);
    count(l, &s);
    fill_head(h, l, key, n_key);
    bool good = put(ctx, h, sizeof *h) && put(ctx, zeros, aligned(sizeof *h) - sizeof *h);
    for (size_t i = 0; good && i < l->n; i++) {
        uint64_t bytes = h->section[i].bytes;
        if (bytes > 0)
            good = put(ctx, data_of(&l->slot[i]), bytes) && put(ctx, zeros, aligned(bytes) - bytes);
    }
    return good;
}

/* --- Reading ------------------------------------------------------------------------------- */

static const struct head *check_head(const void *bytes, size_t n, struct jy_error *err)
{
    const struct head *h = bytes;
    const char *wrong = NULL;
    if (n < sizeof *h || memcmp(h->magic, magic, sizeof magic) != 0) {
        wrong = "no scene";
    } else if (h->format != FORMAT || h->layout != layout_code() ||
               strncmp(h->program, PACKAGE_VERSION, sizeof h->program) != 0) {
        wrong = "written by another version of the program";
    } else if (h->crc != head_crc(h) || h->n_sections > SLOTS_MAX || h->n_key > sizeof h->key) {
        wrong = "its head is damaged";
    } else if (h->length != n) {
        wrong = "cut off, or longer than it says";
    }
    if (wrong != NULL)
        (void)jy_fail(err, JY_EIO, "%s", wrong);
    return wrong == NULL ? h : NULL;
}

const void *jy_scene_key(const void *bytes, size_t n, size_t *out_n_key, struct jy_error *err)
{
    const struct head *h = check_head(bytes, n, err);
    if (h == NULL)
        return NULL;
    *out_n_key = h->n_key;
    return h->key;
}

static bool take(const struct slot *slot, const struct section *section, const uint8_t *bytes,
                 uint64_t length)
{
    if (section->offset % ALIGN != 0 || section->offset > length ||
        section->bytes > length - section->offset || section->bytes % slot->size != 0)
        return false;
    uint64_t n = section->bytes / slot->size;
    if (n < slot->extra || (*slot->n != unset && *slot->n != n - slot->extra))
        return false;
    if (section->bytes > 0 &&
        libdeflate_crc32(0, bytes + section->offset, section->bytes) != section->crc)
        return false;
    *slot->n = n - slot->extra;
    const void *data = bytes + section->offset;
    memcpy(slot->pointer_at, &data, sizeof data);
    return true;
}

static void forget_counts(struct listing *l)
{
    for (size_t i = 0; i < l->n; i++)
        *l->slot[i].n = unset;
}

static void add_trees(struct jy_scene *s, const struct listing *l)
{
    for (int i = 0; i < JY_POINTS_COUNT; i++) {
        size_t cells = 0;
        for (unsigned level = JY_PYRAMID_TOP; level <= JY_PYRAMID_BASE; level++)
            cells += l->n_cells[i][level];
        if (cells > 0)
            s->points[i].pyramid = jy_pyramid_over(l->n_cells[i], l->cells[i]);
    }
    for (int i = 0; i < JY_SHAPES_COUNT; i++) {
        s->shapes[i].n_numbers = jy_shape_numbers[i];
        if (gis_boxtree_new(s->shapes[i].box, s->shapes[i].n, &s->shapes[i].tree) != GIS_OK)
            abort(); /* out of memory: src/ is crash-only (base/mem.h) */
    }
    for (unsigned z = JY_LABEL_MIN_ZOOM; z <= JY_LABEL_MAX_ZOOM; z++) {
        struct jy_label_zoom *zoom = &s->labels->zoom[z];
        if (gis_boxtree_new(zoom->box, zoom->n, &zoom->tree) != GIS_OK)
            abort();
    }
}

enum jy_code jy_scene_over(const void *bytes, size_t n, struct jy_scene **out, struct jy_error *err)
{
    const struct head *h = check_head(bytes, n, err);
    if (h == NULL)
        return JY_EIO;
    struct jy_scene *s = jy_calloc(1, sizeof *s);
    struct listing *l JY_AUTOFREE = jy_calloc(1, sizeof *l);
    s->over_bytes = true;
    s->labels = jy_calloc(1, sizeof *s->labels);
    list_all(l, s);
    forget_counts(l);
    bool good = h->n_sections == l->n;
    for (size_t i = 0; good && i < l->n; i++)
        good = take(&l->slot[i], &h->section[i], bytes, h->length);
    if (!good || l->one != 1 || l->n_attribution == 0 || s->n_texts == 0) {
        jy_scene_over_free(s);
        return jy_fail(err, JY_EIO, "damaged");
    }
    s->labels->n_lines = l->n_line_starts > 0 ? l->n_line_starts - 1 : 0;
    s->bounds = l->fixed->bounds;
    s->spacing_m = l->fixed->spacing_m;
    s->n_refused = l->fixed->n_refused;
    s->bytes = l->fixed->bytes;
    add_trees(s, l);
    *out = s;
    return JY_OK;
}

void jy_scene_over_free(struct jy_scene *s)
{
    for (int i = 0; i < JY_POINTS_COUNT; i++)
        jy_pyramid_free(s->points[i].pyramid);
    for (int i = 0; i < JY_SHAPES_COUNT; i++)
        gis_boxtree_free(s->shapes[i].tree);
    for (unsigned z = JY_LABEL_MIN_ZOOM; z <= JY_LABEL_MAX_ZOOM; z++)
        gis_boxtree_free(s->labels->zoom[z].tree);
    free(s->labels);
    free(s);
}
