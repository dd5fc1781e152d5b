/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/support/mvt.h"

#include <stdlib.h>
#include <string.h>

struct in {
    const uint8_t *p, *end;
    const char *wrong;
};

static uint64_t varint(struct in *in)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in->p == in->end)
            break;
        uint8_t b = *in->p++;
        v |= (uint64_t)(b & 0x7F) << shift;
        if (!(b & 0x80))
            return v;
    }
    in->wrong = "varint cut or too long";
    in->p = in->end;
    return 0;
}

static struct in chunk(struct in *in)
{
    uint64_t n = varint(in);
    if (n > (uint64_t)(in->end - in->p)) {
        in->wrong = "length beyond the end";
        n = 0;
    }
    struct in sub = {in->p, in->p + n, NULL};
    in->p += n;
    return sub;
}

static void *more(void *array, size_t n, size_t size)
{
    if (n == 0 || (n & (n - 1)) == 0) {
        array = realloc(array, (n ? n * 2 : 1) * size);
        if (array == NULL)
            abort();
    }
    return array;
}

static bool copy_text(struct in in, char *out, size_t size)
{
    size_t n = (size_t)(in.end - in.p);
    if (n >= size)
        return false;
    memcpy(out, in.p, n);
    out[n] = 0;
    return true;
}

static const char *read_value(struct in in, struct mvt_value *v)
{
    uint64_t tag = varint(&in);
    if (tag == (1 << 3 | 2)) {
        v->kind = 's';
        if (!copy_text(chunk(&in), v->text, sizeof v->text))
            return "text too long for this reader";
    } else if (tag == (3 << 3 | 1)) {
        if (in.end - in.p < 8)
            return "double cut";
        v->kind = 'd';
        memcpy(&v->number, in.p, 8); /* the tests run on little-endian machines */
        in.p += 8;
    } else if (tag == (5 << 3 | 0)) {
        v->kind = 'u';
        v->number = (double)varint(&in);
    } else {
        return "unexpected kind of value";
    }
    if (in.wrong)
        return in.wrong;
    return in.p == in.end ? NULL : "a value of more than one thing";
}

static int32_t unzigzag(uint64_t v)
{
    return (int32_t)((v >> 1) ^ (~(v & 1) + 1));
}

static void add_point(struct mvt_layer *l, int32_t x, int32_t y)
{
    l->point = more(l->point, l->n_points, sizeof *l->point);
    l->point[l->n_points][0] = x;
    l->point[l->n_points++][1] = y;
}

static void end_part(struct mvt_layer *l)
{
    l->part_end = more(l->part_end, l->n_parts, sizeof *l->part_end);
    l->part_end[l->n_parts++] = l->n_points;
}

static const char *read_path(struct in *in, struct mvt_layer *l, int type, int32_t at[2])
{
    uint64_t move = varint(in);
    if (move != (1 << 3 | 1))
        return "a path that does not begin with MoveTo(1)";
    at[0] += unzigzag(varint(in));
    at[1] += unzigzag(varint(in));
    add_point(l, at[0], at[1]);
    if (type == MVT_POINT) {
        end_part(l);
        return NULL;
    }
    uint64_t line = varint(in);
    if ((line & 7) != 2 || line >> 3 < (type == MVT_LINE ? 1U : 2U))
        return "LineTo missing or too short";
    for (uint64_t i = 0; i < line >> 3 && !in->wrong; i++) {
        int32_t dx = unzigzag(varint(in)), dy = unzigzag(varint(in));
        if (dx == 0 && dy == 0)
            return "LineTo of no length";
        at[0] += dx;
        at[1] += dy;
        add_point(l, at[0], at[1]);
    }
    if (type == MVT_POLYGON && varint(in) != (1 << 3 | 7))
        return "ring without ClosePath";
    end_part(l);
    return in->wrong;
}

int64_t mvt_area2(const struct mvt_layer *l, size_t part)
{
    size_t from = part ? l->part_end[part - 1] : 0, n = l->part_end[part] - from;
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const int32_t *a = l->point[from + i], *b = l->point[from + (i + 1) % n];
        sum += (int64_t)a[0] * b[1] - (int64_t)b[0] * a[1];
    }
    return sum;
}

static const char *read_geometry(struct in in, struct mvt_layer *l, struct mvt_feature *f)
{
    int32_t at[2] = {0, 0};
    f->first_part = l->n_parts;
    while (in.p < in.end) {
        const char *wrong = read_path(&in, l, f->type, at);
        if (wrong)
            return wrong;
    }
    f->n_parts = l->n_parts - f->first_part;
    if (f->n_parts == 0)
        return "a feature without geometry";
    for (size_t i = 0; f->type == MVT_POLYGON && i < f->n_parts; i++) {
        int64_t area2 = mvt_area2(l, f->first_part + i);
        if (area2 == 0)
            return "a ring without area";
        if (i == 0 && area2 < 0)
            return "a polygon that begins with a hole";
    }
    return NULL;
}

static const char *read_feature(struct in in, struct mvt_layer *l)
{
    struct mvt_feature f = {0};
    struct in geometry = {NULL, NULL, NULL};
    f.first_tag = l->n_tags / 2;
    while (in.p < in.end && !in.wrong) {
        uint64_t tag = varint(&in);
        if (tag == (1 << 3 | 0)) {
            f.id = varint(&in);
            f.has_id = true;
        } else if (tag == (2 << 3 | 2)) {
            struct in tags = chunk(&in);
            while (tags.p < tags.end) {
                l->tags = more(l->tags, l->n_tags, sizeof *l->tags);
                l->tags[l->n_tags++] = (uint32_t)varint(&tags);
            }
            if (tags.wrong || l->n_tags % 2)
                return "tags cut";
        } else if (tag == (3 << 3 | 0)) {
            f.type = (int)varint(&in);
        } else if (tag == (4 << 3 | 2)) {
            geometry = chunk(&in);
        } else {
            return "unknown field in a feature";
        }
    }
    if (in.wrong)
        return in.wrong;
    if (f.type < MVT_POINT || f.type > MVT_POLYGON)
        return "unknown type of geometry";
    f.n_tags = l->n_tags / 2 - f.first_tag;
    const char *wrong = read_geometry(geometry, l, &f);
    l->feature = more(l->feature, l->n_features, sizeof *l->feature);
    l->feature[l->n_features++] = f;
    return wrong;
}

static const char *read_layer_field(struct in *in, struct mvt_layer *l)
{
    switch (varint(in)) {
    case 15 << 3 | 0:
        l->version = (uint32_t)varint(in);
        return NULL;
    case 1 << 3 | 2:
        return copy_text(chunk(in), l->name, sizeof l->name) ? NULL : "name too long";
    case 2 << 3 | 2:
        return read_feature(chunk(in), l);
    case 3 << 3 | 2:
        l->key = more(l->key, l->n_keys, sizeof *l->key);
        return copy_text(chunk(in), l->key[l->n_keys++], 64) ? NULL : "key too long";
    case 4 << 3 | 2:
        l->value = more(l->value, l->n_values, sizeof *l->value);
        memset(&l->value[l->n_values], 0, sizeof *l->value);
        return read_value(chunk(in), &l->value[l->n_values++]);
    case 5 << 3 | 0:
        l->extent = (uint32_t)varint(in);
        return NULL;
    default:
        return "unknown field in a layer";
    }
}

static const char *check_layer(const struct mvt_layer *l)
{
    if (l->version != 2 || l->extent == 0 || l->name[0] == 0)
        return "layer without version 2, extent or name";
    if (l->n_features == 0)
        return "layer without features";
    for (size_t i = 0; i < l->n_tags; i++)
        if (l->tags[i] >= (i % 2 ? l->n_values : l->n_keys))
            return "tag out of range";
    for (size_t i = 0; i < l->n_keys; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(l->key[i], l->key[k]) == 0)
                return "the same key twice";
    return NULL;
}

const char *mvt_read(const void *bytes, size_t n, struct mvt_tile *out)
{
    memset(out, 0, sizeof *out);
    struct in in = {bytes, (const uint8_t *)bytes + n, NULL};
    while (in.p < in.end) {
        if (varint(&in) != (3 << 3 | 2))
            return "not a layer";
        if (out->n_layers == 16)
            return "too many layers for this reader";
        struct mvt_layer *l = &out->layer[out->n_layers++];
        struct in sub = chunk(&in);
        const char *wrong = in.wrong;
        while (!wrong && sub.p < sub.end)
            wrong = read_layer_field(&sub, l);
        if (!wrong)
            wrong = sub.wrong ? sub.wrong : check_layer(l);
        if (wrong)
            return wrong;
    }
    return in.wrong;
}

void mvt_free(struct mvt_tile *tile)
{
    for (size_t i = 0; i < tile->n_layers; i++) {
        struct mvt_layer *l = &tile->layer[i];
        free(l->feature);
        free(l->key);
        free(l->value);
        free(l->tags);
        free(l->part_end);
        free(l->point);
    }
    tile->n_layers = 0;
}

const struct mvt_value *mvt_get(const struct mvt_layer *l, const struct mvt_feature *f,
                                const char *key)
{
    for (size_t i = f->first_tag; i < f->first_tag + f->n_tags; i++)
        if (strcmp(l->key[l->tags[2 * i]], key) == 0)
            return &l->value[l->tags[2 * i + 1]];
    return NULL;
}
