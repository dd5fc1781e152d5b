/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/png.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/base/mem.h"
#include "src/render/worker.h"

/* --- Palette ------------------------------------------------------------------------------- */

static void add_colour(struct jy_palette *p, jy_rgb colour)
{
    for (unsigned i = 0; i < p->n; i++) {
        if (p->colour[i] == colour)
            return;
    }
    if (p->n < 256)
        p->colour[p->n++] = colour;
}

static uint8_t channel(jy_rgb c, int shift)
{
    return (uint8_t)(c >> shift);
}

static jy_rgb mix(jy_rgb a, jy_rgb b, double t)
{
    jy_rgb out = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        out |= (jy_rgb)lround(channel(a, shift) + t * (channel(b, shift) - channel(a, shift)))
               << shift;
    }
    return out;
}

static void add_ramp(struct jy_palette *p, jy_rgb a, jy_rgb b, unsigned steps)
{
    for (unsigned i = 0; i <= steps; i++)
        add_colour(p, mix(a, b, (double)i / steps));
}

/* A ground under light v = 0 … 5, as map_points.c lays it; steps closer where one sees more. */
static void add_glow(struct jy_palette *p, const struct jy_style_colours *c, jy_rgb base,
                     unsigned steps)
{
    static const double share[] = {1, 0.86, 0.62}; /* of red, green, blue, as in make_tone() */
    for (unsigned i = 0; i <= steps; i++) {
        double v = -log(1 - 0.985 * i / steps);
        jy_rgb out = 0;
        for (int k = 0; k < 3; k++) {
            int shift = 16 - 8 * k;
            double add = 255 * (1 - exp(-v * channel(c->light, shift) / 255 * share[k]));
            double b = channel(base, shift);
            out |= (jy_rgb)lround(b + add - b * add / 255) << shift;
        }
        add_colour(p, out);
    }
}

static void fill_nearest(struct jy_palette *p)
{
    for (unsigned i = 0; i < sizeof p->nearest; i++) {
        /* the middle of the cell that six bits a channel stand for */
        int r = (int)(i >> 12) * 4 + 2, g = (int)(i >> 6 & 63) * 4 + 2, b = (int)(i & 63) * 4 + 2;
        int best = INT32_MAX;
        for (unsigned k = 0; k < p->n; k++) {
            int dr = r - channel(p->colour[k], 16), dg = g - channel(p->colour[k], 8),
                db = b - channel(p->colour[k], 0);
            int distance = 3 * dr * dr + 4 * dg * dg + 2 * db * db;
            if (distance < best) {
                best = distance;
                p->nearest[i] = (uint8_t)k;
            }
        }
    }
}

static unsigned cell_of(jy_rgb c)
{
    return (unsigned)channel(c, 16) >> 2 << 12 | (unsigned)channel(c, 8) >> 2 << 6 |
           (unsigned)channel(c, 0) >> 2;
}

/* The grounds themselves must come out exactly, whatever is near them. */
static void pin(struct jy_palette *p, jy_rgb colour)
{
    for (unsigned k = 0; k < p->n; k++) {
        if (p->colour[k] == colour)
            p->nearest[cell_of(colour)] = (uint8_t)k;
    }
}

static void make_palette(struct jy_palette *p, const struct jy_style_colours *c)
{
    const jy_rgb grounds[] = {c->light,      c->building, c->green, c->water,
                              c->road_major, c->road,     c->ground};
    p->n = 0;
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        add_colour(p, grounds[i]);
    if (c->glows) {
        add_glow(p, c, c->ground, 72);
        add_glow(p, c, c->road, 26);
        add_ramp(p, c->road, c->road_lit, 14);
        add_glow(p, c, c->road_lit, 14);
        add_glow(p, c, c->green, 12);
        add_glow(p, c, c->water, 10);
    } else {
        add_ramp(p, c->road, c->road_casing, 6);
        add_ramp(p, c->ground, c->light, 8);
        add_ramp(p, c->light, c->light_rim, 8);
        add_ramp(p, c->road, c->light_rim, 8);
        add_ramp(p, c->road, c->gap, 10);
        add_ramp(p, c->ground, c->gap, 6);
        add_ramp(p, c->road, c->gap_dash, 6);
    }
    add_ramp(p, c->label_halo, c->label, 14);
    add_ramp(p, c->ground, c->label_soft, 10);
    add_ramp(p, c->ground, c->district, 6);
    add_ramp(p, c->ground, c->gap, 8);
    add_ramp(p, c->label_halo, c->gap_label, 6);
    add_ramp(p, c->ground, c->camera, 6);
    add_ramp(p, c->camera_rim, c->camera, 4);
    add_ramp(p, c->ground, c->eligible, 6);
    add_ramp(p, c->road, c->eligible, 4);
    add_ramp(p, c->ground, c->zone, 8);
    add_ramp(p, c->road, c->zone, 4);
    add_ramp(p, c->ground, c->rail, 6);
    add_ramp(p, c->ground, c->water, 4);
    add_ramp(p, c->ground, c->green, 4);
    add_ramp(p, c->ground, c->building_edge, 3);
    add_ramp(p, c->ground, c->light_out, 4);
    fill_nearest(p);
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        pin(p, grounds[i]);
}

static struct jy_palette palettes[JY_STYLE_COUNT];
static pthread_once_t palettes_once = PTHREAD_ONCE_INIT;

static void make_palettes(void)
{
    for (int i = 0; i < JY_STYLE_COUNT; i++)
        make_palette(&palettes[i], jy_style_colours((enum jy_style)i));
}

const struct jy_palette *jy_style_palette(enum jy_style style)
{
    pthread_once(&palettes_once, make_palettes);
    return &palettes[style];
}

/* --- File ---------------------------------------------------------------------------------- */

static void add_be32(struct jy_buf *out, uint32_t v)
{
    unsigned char b[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
                          (unsigned char)(v >> 8), (unsigned char)v};
    jy_buf_add(out, b, 4);
}

static void add_chunk(struct jy_buf *out, const char type[4], const void *data, size_t n)
{
    add_be32(out, (uint32_t)n);
    size_t from = out->len;
    jy_buf_add(out, type, 4);
    if (n > 0)
        jy_buf_add(out, data, n);
    add_be32(out, libdeflate_crc32(0, out->data + from, out->len - from));
}

static void add_header(struct jy_buf *out, uint32_t width, uint32_t height, unsigned depth,
                       unsigned colour_type)
{
    jy_buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    unsigned char h[13] = {(unsigned char)(width >> 24),  (unsigned char)(width >> 16),
                           (unsigned char)(width >> 8),   (unsigned char)width,
                           (unsigned char)(height >> 24), (unsigned char)(height >> 16),
                           (unsigned char)(height >> 8),  (unsigned char)height,
                           (unsigned char)depth,          (unsigned char)colour_type};
    add_chunk(out, "IHDR", h, sizeof h);
}

/* Straight into the output: the length is not known before. */
static void add_data(struct jy_render_worker *w, const uint8_t *bytes, size_t n, struct jy_buf *out)
{
    size_t bound = libdeflate_zlib_compress_bound(w->deflate, n);
    jy_buf_clear(&w->packed);
    jy_buf_reserve(&w->packed, bound);
    size_t packed = libdeflate_zlib_compress(w->deflate, bytes, n, w->packed.data, bound);
    add_chunk(out, "IDAT", w->packed.data, packed);
}

struct picture {
    const unsigned char *data;
    size_t width, height, stride;
};

static struct picture picture_of(cairo_surface_t *surface)
{
    cairo_surface_flush(surface);
    return (struct picture){cairo_image_surface_get_data(surface),
                            (size_t)cairo_image_surface_get_width(surface),
                            (size_t)cairo_image_surface_get_height(surface),
                            (size_t)cairo_image_surface_get_stride(surface)};
}

static uint8_t *rows_of(struct jy_render_worker *w, size_t n)
{
    w->indexed = jy_grow(w->indexed, &w->cap_indexed, n, 1);
    return w->indexed;
}

/* One byte a pixel, one filter byte a row; marks what is used. */
static void index_pixels(const struct picture *p, const struct jy_palette *palette, uint8_t *to,
                         uint8_t used[256])
{
    for (size_t y = 0; y < p->height; y++) {
        const unsigned char *row = p->data + y * p->stride;
        *to++ = 0;
        for (size_t x = 0; x < p->width; x++) {
            uint32_t v;
            memcpy(&v, row + 4 * x, 4);
            uint8_t index =
                palette->nearest[(v >> 18 & 63) << 12 | (v >> 10 & 63) << 6 | (v >> 2 & 63)];
            used[index] = 1;
            *to++ = index;
        }
    }
}

/* Renumbers to the colours used and, when they are few, packs 8 or 2 pixels a byte. In place. */
static size_t pack_rows(uint8_t *bytes, const struct picture *p, const uint8_t renumber[256],
                        unsigned depth)
{
    size_t per_byte = 8 / depth, row_in = p->width + 1, n = 0;
    for (size_t y = 0; y < p->height; y++) {
        const uint8_t *in = bytes + y * row_in + 1;
        bytes[n++] = 0;
        for (size_t x = 0; x < p->width; x += per_byte) {
            unsigned v = 0;
            for (size_t k = 0; k < per_byte; k++)
                v = v << depth | (x + k < p->width ? renumber[in[x + k]] : 0U);
            bytes[n++] = (uint8_t)v;
        }
    }
    return n;
}

void jy_png_palette(struct jy_render_worker *w, cairo_surface_t *surface,
                    const struct jy_palette *palette, struct jy_buf *out)
{
    struct picture p = picture_of(surface);
    uint8_t used[256] = {0}, renumber[256] = {0}, colours[256 * 3];
    uint8_t *bytes = rows_of(w, (p.width + 1) * p.height);
    index_pixels(&p, palette, bytes, used);
    size_t n = 0;
    for (unsigned i = 0; i < 256; i++) {
        if (used[i]) {
            renumber[i] = (uint8_t)n;
            for (unsigned k = 0; k < 3; k++)
                colours[3 * n + k] = channel(palette->colour[i], 16 - 8 * (int)k);
            n++;
        }
    }
    unsigned depth = n <= 2 ? 1 : n <= 16 ? 4 : 8;
    size_t size = pack_rows(bytes, &p, renumber, depth);
    add_header(out, (uint32_t)p.width, (uint32_t)p.height, depth, 3);
    add_chunk(out, "PLTE", colours, 3 * n);
    add_data(w, bytes, size, out);
    add_chunk(out, "IEND", NULL, 0);
}

/* Each row as the difference to the one above (filter 2): smooth pictures pack well so. */
void jy_png_rgb(struct jy_render_worker *w, cairo_surface_t *surface, struct jy_buf *out)
{
    struct picture p = picture_of(surface);
    uint8_t *bytes = rows_of(w, (3 * p.width + 1) * p.height), *to = bytes;
    for (size_t y = 0; y < p.height; y++) {
        *to++ = y ? 2 : 0;
        for (size_t x = 0; x < p.width; x++) {
            uint32_t v, above = 0;
            memcpy(&v, p.data + y * p.stride + 4 * x, 4);
            if (y > 0)
                memcpy(&above, p.data + (y - 1) * p.stride + 4 * x, 4);
            for (int shift = 16; shift >= 0; shift -= 8)
                *to++ = (uint8_t)((v >> shift) - (above >> shift));
        }
    }
    add_header(out, (uint32_t)p.width, (uint32_t)p.height, 8, 2);
    add_data(w, bytes, (size_t)(to - bytes), out);
    add_chunk(out, "IEND", NULL, 0);
}
