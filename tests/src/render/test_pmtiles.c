/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A reader written from the specification finds every tile again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/render/pmtiles.h"

#include "tests/support/support.h"

/* Examples of the specification: (z, x, y) -> id. */
static void ids_are_those_of_the_specification(void **state)
{
    (void)state;
    assert_true(jy_pmtiles_id((struct gis_tile){0, 0, 0}) == 0);
    assert_true(jy_pmtiles_id((struct gis_tile){1, 0, 0}) == 1);
    assert_true(jy_pmtiles_id((struct gis_tile){1, 0, 1}) == 2);
    assert_true(jy_pmtiles_id((struct gis_tile){1, 1, 1}) == 3);
    assert_true(jy_pmtiles_id((struct gis_tile){1, 1, 0}) == 4);
    assert_true(jy_pmtiles_id((struct gis_tile){2, 0, 0}) == 5);
    assert_true(jy_pmtiles_id((struct gis_tile){12, 3423, 1763}) == 19078479);
}

/* Hilbert: each next tile of a zoom is a neighbour of the one before. */
static void neighbours_on_the_curve_are_neighbours_on_the_map(void **state)
{
    (void)state;
    enum { Z = 5, N = 1 << Z };
    static struct gis_tile by_id[N * N];
    uint64_t first = ((UINT64_C(1) << 2 * Z) - 1) / 3;
    for (uint32_t y = 0; y < N; y++)
        for (uint32_t x = 0; x < N; x++) {
            struct gis_tile t = {Z, x, y};
            uint64_t id = jy_pmtiles_id(t) - first;
            assert_true(id < N * N && by_id[id].z == 0);
            by_id[id] = t;
        }
    for (int i = 1; i < N * N; i++)
        assert_int_equal(abs((int)by_id[i].x - (int)by_id[i - 1].x) +
                             abs((int)by_id[i].y - (int)by_id[i - 1].y),
                         1);
}

static enum jy_code append(const void *bytes, size_t n, void *ctx, struct jy_error *err)
{
    (void)err;
    jy_buf_add(ctx, bytes, n);
    return JY_OK;
}

static uint64_t le(const struct jy_buf *file, size_t at, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)(uint8_t)file->data[at + i] << 8 * i;
    return v;
}

static size_t gunzip(const char *bytes, size_t n, char *out, size_t size)
{
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    size_t got = 0;
    assert_int_equal(libdeflate_gzip_decompress(d, bytes, n, out, size, &got), 0);
    libdeflate_free_decompressor(d);
    return got;
}

static uint64_t varint(const uint8_t **p)
{
    uint64_t v = 0;
    for (unsigned shift = 0;; shift += 7) {
        v |= (uint64_t)(**p & 0x7F) << shift;
        if (!(*(*p)++ & 0x80))
            return v;
    }
}

/* Looks @p id up in the directory at @p offset; true with its data place. */
static bool find(const struct jy_buf *file, uint64_t offset, uint64_t length, uint64_t id,
                 uint64_t *out_offset, uint64_t *out_length)
{
    static char plain[1 << 22];
    static uint64_t ids[1 << 18], runs[1 << 18], lengths[1 << 18], offsets[1 << 18];
    gunzip(file->data + offset, length, plain, sizeof plain);
    const uint8_t *p = (const uint8_t *)plain;
    uint64_t n = varint(&p);
    for (uint64_t i = 0; i < n; i++)
        ids[i] = varint(&p) + (i ? ids[i - 1] : 0);
    for (uint64_t i = 0; i < n; i++)
        runs[i] = varint(&p);
    for (uint64_t i = 0; i < n; i++)
        lengths[i] = varint(&p);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t v = varint(&p);
        offsets[i] = v ? v - 1 : offsets[i - 1] + lengths[i - 1];
    }
    uint64_t i = n;
    while (i > 0 && ids[i - 1] > id)
        i--;
    if (i == 0)
        return false;
    i--;
    if (runs[i] == 0)
        return find(file, le(file, 40, 8) + offsets[i], lengths[i], id, out_offset, out_length);
    if (id >= ids[i] + runs[i])
        return false;
    *out_offset = offsets[i];
    *out_length = lengths[i];
    return true;
}

static void content_of(struct gis_tile t, char text[64])
{
    /* every fifth is like its neighbours: the sea */
    if (t.x % 5 == 0)
        snprintf(text, 64, "sea");
    else
        snprintf(text, 64, "tile %u/%u/%u", t.z, t.x, t.y);
}

struct at {
    uint64_t id;
    struct gis_tile t;
};

static int by_id(const void *a, const void *b)
{
    const struct at *p = a, *q = b;
    return p->id < q->id ? -1 : p->id > q->id;
}

static void check_set(enum jy_pmtiles_type type, uint32_t side)
{
    struct jy_buf JY_AUTOBUF tail = JY_BUF_INIT, JY_AUTOBUF file = JY_BUF_INIT;
    struct jy_error err;
    struct jy_pmtiles_about about = {
        type, 9, 9, {139.5, 35.5}, {139.75, 35.75}, "{\"name\":\"x\"}"};
    struct jy_pmtiles *set = jy_pmtiles_new(about, append, &tail);
    size_t n = (size_t)side * side;
    struct at *all = malloc(n * sizeof *all);
    for (uint32_t i = 0; i < n; i++) {
        all[i].t = (struct gis_tile){9, i % side, i / side};
        all[i].id = jy_pmtiles_id(all[i].t);
    }
    qsort(all, n, sizeof *all, by_id);
    char text[64], got[64];
    for (size_t i = 0; i < n; i++) {
        content_of(all[i].t, text);
        size_t len = all[i].t.x == 3 ? 0 : strlen(text); /* column 3 is empty */
        assert_int_equal(jy_pmtiles_add(set, all[i].t, text, len, &err), JY_OK);
    }
    assert_int_equal(jy_pmtiles_finish(set, &file, &err), JY_OK);
    assert_int_equal(file.len, JY_PMTILES_HEAD);
    jy_buf_add(&file, tail.data, tail.len);
    assert_memory_equal(file.data, "PMTiles\3", 8);
    uint64_t n_tiles, n_contents, n_bytes;
    jy_pmtiles_count(set, &n_tiles, &n_contents, &n_bytes);
    assert_true(n_bytes == file.len);
    assert_true(le(&file, 72, 8) == n_tiles && n_tiles == n - side);
    assert_true(le(&file, 88, 8) == n_contents && n_contents < n_tiles);
    uint64_t metadata = le(&file, 24, 8);
    size_t metadata_len = gunzip(file.data + metadata, le(&file, 32, 8), got, sizeof got);
    assert_int_equal(metadata_len, strlen(about.metadata_json));
    assert_memory_equal(got, about.metadata_json, metadata_len);
    assert_int_equal((int32_t)le(&file, 102, 4), 1395000000);
    for (size_t i = 0; i<n; i += n> 1000 ? 997 : 1) {
        uint64_t offset, length;
        bool there = find(&file, 127, le(&file, 16, 8), all[i].id, &offset, &length);
        assert_int_equal(there, all[i].t.x != 3);
        if (!there)
            continue;
        const char *data = file.data + le(&file, 56, 8) + offset;
        content_of(all[i].t, text);
        size_t len = type == JY_PMTILES_MVT ? gunzip(data, length, got, sizeof got) : length;
        assert_int_equal(len, strlen(text));
        assert_memory_equal(type == JY_PMTILES_MVT ? got : data, text, len);
    }
    jy_pmtiles_free(set);
    free(all);
}

static void every_tile_is_found_again(void **state)
{
    (void)state;
    check_set(JY_PMTILES_MVT, 20);
    check_set(JY_PMTILES_PNG, 20);
}

static void large_sets_have_leaves(void **state)
{
    (void)state;
    check_set(JY_PMTILES_PNG, 300); /* 90,000 tiles: more than the root can hold */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_those_of_the_specification),
        cmocka_unit_test(neighbours_on_the_curve_are_neighbours_on_the_map),
        cmocka_unit_test(every_tile_is_found_again),
        cmocka_unit_test(large_sets_have_leaves),
    };
    return cmocka_run_group_tests_name("render/pmtiles", tests, NULL, NULL);
}
