/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/pmtiles.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/base/hash.h"
#include "src/base/mem.h"

enum { HEADER = 127, COMPRESSION_NONE = 1, COMPRESSION_GZIP = 2, GZIP_LEVEL = 6 };

struct entry {
    uint64_t id, offset;
    uint32_t length, run; /* run 0: a leaf directory */
};

/* Where a content already stands. */
struct kept {
    uint64_t hash, offset;
    uint32_t length; /* as given; 0: free slot */
    uint32_t packed; /* as written */
};

struct jy_pmtiles {
    struct jy_pmtiles_about about;
    jy_pmtiles_write write;
    void *ctx;
    struct libdeflate_compressor *gzip;
    struct jy_buf packed;
    struct entry *entry;
    size_t n_entries, cap_entries;
    struct kept *kept;
    size_t n_kept, n_slots;
    uint64_t data_bytes, n_tiles, after_data;
    struct jy_pmtiles_record last;
};

uint64_t jy_pmtiles_id(struct gis_tile t)
{
    uint64_t id = ((UINT64_C(1) << 2 * t.z) - 1) / 3; /* tiles of all lower zooms */
    uint32_t x = t.x, y = t.y;
    for (uint32_t s = t.z ? UINT32_C(1) << (t.z - 1) : 0; s > 0; s /= 2) {
        uint32_t rx = (x & s) > 0, ry = (y & s) > 0;
        id += (uint64_t)s * s * ((3 * rx) ^ ry);
        if (ry == 0) { /* turn the quadrant */
            if (rx == 1) {
                x = s - 1 - (x & (s - 1));
                y = s - 1 - (y & (s - 1));
            }
            uint32_t swap = x;
            x = y;
            y = swap;
        }
    }
    return id;
}

struct jy_pmtiles *jy_pmtiles_new(struct jy_pmtiles_about about, jy_pmtiles_write write, void *ctx)
{
    struct jy_pmtiles *p = jy_calloc(1, sizeof *p);
    p->about = about;
    p->write = write;
    p->ctx = ctx;
    p->gzip = libdeflate_alloc_compressor(GZIP_LEVEL);
    if (p->gzip == NULL)
        abort();
    p->n_slots = 1024;
    p->kept = jy_calloc(p->n_slots, sizeof *p->kept);
    return p;
}

void jy_pmtiles_free(struct jy_pmtiles *set)
{
    if (set == NULL)
        return;
    libdeflate_free_compressor(set->gzip);
    jy_buf_done(&set->packed);
    free(set->entry);
    free(set->kept);
    free(set);
}

static void pack(struct jy_pmtiles *p, const void *bytes, size_t n)
{
    size_t bound = libdeflate_gzip_compress_bound(p->gzip, n);
    jy_buf_clear(&p->packed);
    jy_buf_reserve(&p->packed, bound);
    p->packed.len = libdeflate_gzip_compress(p->gzip, bytes, n, p->packed.data, bound);
}

/* --- Contents kept once -------------------------------------------------------------------- */

static struct kept *slot_of(struct kept *slots, size_t n_slots, uint64_t hash, uint32_t length)
{
    size_t at = hash & (n_slots - 1);
    while (slots[at].length && (slots[at].hash != hash || slots[at].length != length))
        at = (at + 1) & (n_slots - 1);
    return &slots[at];
}

static void grow_kept(struct jy_pmtiles *p)
{
    size_t n = p->n_slots * 2;
    struct kept *slots = jy_calloc(n, sizeof *slots);
    for (size_t i = 0; i < p->n_slots; i++) {
        if (p->kept[i].length)
            *slot_of(slots, n, p->kept[i].hash, p->kept[i].length) = p->kept[i];
    }
    free(p->kept);
    p->kept = slots;
    p->n_slots = n;
}

static void add_entry(struct jy_pmtiles *p, uint64_t id, uint64_t offset, uint32_t length)
{
    struct entry *last = p->n_entries ? &p->entry[p->n_entries - 1] : NULL;
    if (last && last->offset == offset && last->id + last->run == id) {
        last->run++;
        return;
    }
    p->entry = jy_grow(p->entry, &p->cap_entries, p->n_entries + 1, sizeof *p->entry);
    p->entry[p->n_entries++] = (struct entry){id, offset, length, 1};
}

/* A new content at the end of the data, in the free slot @p k. */
static void keep(struct jy_pmtiles *p, struct kept *k, const struct jy_pmtiles_record *r)
{
    *k = (struct kept){r->hash, r->offset, r->length, r->packed};
    p->data_bytes += r->packed;
    add_entry(p, r->id, r->offset, r->packed);
    if (++p->n_kept * 2 > p->n_slots)
        grow_kept(p);
}

enum jy_code jy_pmtiles_add(struct jy_pmtiles *p, struct gis_tile t, const void *bytes, size_t n,
                            struct jy_error *err)
{
    uint64_t id = jy_pmtiles_id(t);
    if (n == 0)
        return JY_OK;
    assert(p->n_entries == 0 ||
           p->entry[p->n_entries - 1].id + p->entry[p->n_entries - 1].run <= id);
    uint64_t hash = jy_hash64(bytes, n); /* and the length: 64 bit for at most 2^32 tiles */
    struct kept *k = slot_of(p->kept, p->n_slots, hash, (uint32_t)n);
    p->n_tiles++;
    if (k->length == 0) {
        uint64_t offset = p->data_bytes;
        if (p->about.type == JY_PMTILES_MVT) {
            pack(p, bytes, n);
            bytes = p->packed.data;
        }
        size_t size = p->about.type == JY_PMTILES_MVT ? p->packed.len : n;
        enum jy_code code = p->write(bytes, size, p->ctx, err);
        if (code != JY_OK)
            return code;
        p->last = (struct jy_pmtiles_record){id, offset, hash, (uint32_t)size, (uint32_t)n};
        keep(p, k, &p->last);
        return JY_OK;
    }
    add_entry(p, id, k->offset, k->packed);
    p->last = (struct jy_pmtiles_record){id, k->offset, hash, k->packed, k->length};
    return JY_OK;
}

bool jy_pmtiles_last(const struct jy_pmtiles *p, struct jy_pmtiles_record *out)
{
    *out = p->last;
    return p->n_tiles > 0;
}

bool jy_pmtiles_resume(struct jy_pmtiles *p, const struct jy_pmtiles_record *r)
{
    if (r->length == 0 || (p->n_tiles > 0 && r->id <= p->last.id))
        return false;
    struct kept *k = slot_of(p->kept, p->n_slots, r->hash, r->length);
    if (k->length == 0 ? r->offset != p->data_bytes
                       : r->offset != k->offset || r->packed != k->packed)
        return false;
    p->n_tiles++;
    p->last = *r;
    if (k->length == 0) {
        keep(p, k, r);
    } else {
        add_entry(p, r->id, r->offset, r->packed);
    }
    return true;
}

/* --- Directories --------------------------------------------------------------------------- */

static void add_varint(struct jy_buf *buf, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        jy_buf_addc(buf, (char)(v | 0x80));
    jy_buf_addc(buf, (char)v);
}

/* One column after the other; an offset that follows on is 0, another is itself plus one. */
static void directory(struct jy_pmtiles *p, const struct entry *e, size_t n, struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF plain = JY_BUF_INIT;
    add_varint(&plain, n);
    for (size_t i = 0; i < n; i++)
        add_varint(&plain, e[i].id - (i ? e[i - 1].id : 0));
    for (size_t i = 0; i < n; i++)
        add_varint(&plain, e[i].run);
    for (size_t i = 0; i < n; i++)
        add_varint(&plain, e[i].length);
    for (size_t i = 0; i < n; i++) {
        add_varint(&plain,
                   i && e[i].offset == e[i - 1].offset + e[i - 1].length ? 0 : e[i].offset + 1);
    }
    pack(p, plain.data, plain.len);
    jy_buf_add(out, p->packed.data, p->packed.len);
}

/* Root alone if it fits into the head, else leaves of as many entries as make the root fit. */
static void directories(struct jy_pmtiles *p, struct jy_buf *root, struct jy_buf *leaves)
{
    directory(p, p->entry, p->n_entries, root);
    for (size_t size = 4096; root->len > JY_PMTILES_HEAD - HEADER; size *= 2) {
        size_t n = (p->n_entries + size - 1) / size;
        struct entry *index = jy_calloc(n, sizeof *index);
        jy_buf_clear(leaves);
        for (size_t i = 0; i < n; i++) {
            size_t from = i * size, left = p->n_entries - from, start = leaves->len;
            directory(p, p->entry + from, left < size ? left : size, leaves);
            index[i] = (struct entry){p->entry[from].id, start, (uint32_t)(leaves->len - start), 0};
        }
        jy_buf_clear(root);
        directory(p, index, n, root);
        free(index);
    }
}

/* --- Header -------------------------------------------------------------------------------- */

static void add_le(struct jy_buf *out, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        jy_buf_addc(out, (char)(v >> 8 * i));
}

static void add_place(struct jy_buf *out, double lon_deg, double lat_deg)
{
    add_le(out, (uint32_t)(int32_t)lround(lon_deg * 1e7), 4);
    add_le(out, (uint32_t)(int32_t)lround(lat_deg * 1e7), 4);
}

static void header(const struct jy_pmtiles *p, uint64_t root, uint64_t metadata, uint64_t leaves,
                   struct jy_buf *out)
{
    const struct jy_pmtiles_about *a = &p->about;
    uint64_t data = JY_PMTILES_HEAD, after = data + p->data_bytes;
    jy_buf_add(out, "PMTiles\3", 8);
    const uint64_t places[] = {HEADER,           root,         after,    metadata,
                               after + metadata, leaves,       data,     p->data_bytes,
                               p->n_tiles,       p->n_entries, p->n_kept};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        add_le(out, places[i], 8);
    jy_buf_addc(out, 1); /* clustered */
    jy_buf_addc(out, COMPRESSION_GZIP);
    jy_buf_addc(out, a->type == JY_PMTILES_MVT ? COMPRESSION_GZIP : COMPRESSION_NONE);
    jy_buf_addc(out, (char)a->type);
    jy_buf_addc(out, (char)a->min_zoom);
    jy_buf_addc(out, (char)a->max_zoom);
    add_place(out, a->south_west.lon_deg, a->south_west.lat_deg);
    add_place(out, a->north_east.lon_deg, a->north_east.lat_deg);
    jy_buf_addc(out, (char)((a->min_zoom + a->max_zoom) / 2));
    add_place(out, (a->south_west.lon_deg + a->north_east.lon_deg) / 2,
              (a->south_west.lat_deg + a->north_east.lat_deg) / 2);
    assert(out->len == HEADER);
}

enum jy_code jy_pmtiles_finish(struct jy_pmtiles *p, struct jy_buf *head, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF root = JY_BUF_INIT, JY_AUTOBUF leaves = JY_BUF_INIT;
    directories(p, &root, &leaves);
    pack(p, p->about.metadata_json, strlen(p->about.metadata_json));
    uint64_t metadata = p->packed.len;
    enum jy_code code = p->write(p->packed.data, p->packed.len, p->ctx, err);
    if (code == JY_OK && leaves.len > 0)
        code = p->write(leaves.data, leaves.len, p->ctx, err);
    if (code != JY_OK)
        return code;
    p->after_data = metadata + leaves.len;
    header(p, root.len, metadata, leaves.len, head);
    jy_buf_add(head, root.data, root.len);
    while (head->len < JY_PMTILES_HEAD)
        jy_buf_addc(head, 0);
    return JY_OK;
}

void jy_pmtiles_count(const struct jy_pmtiles *set, uint64_t *out_tiles, uint64_t *out_contents,
                      uint64_t *out_bytes)
{
    *out_tiles = set->n_tiles;
    *out_contents = set->n_kept;
    *out_bytes = JY_PMTILES_HEAD + set->data_bytes + set->after_data;
}
