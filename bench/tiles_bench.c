/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tiles a second of one thread, in memory, no HTTP: tiles_bench [LIGHTS [SECONDS]], or
 * tiles_bench --growth FEW MANY SECONDS: lines of kind, zoom and tiles/s with few and with many
 * lights, which lie as dense: more lights are more land.
 * Seeded lights over Tokyo: nine tenths in 4,000 bunches (wards, streets), one tenth anywhere. The
 * tiles asked for are those of lights picked at random, so busy places are asked for more often,
 * as on a real map. Everything is made anew each time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "src/base/clock.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"

#include "tests/support/support.h"

enum { BUNCHES = 4000, ASKED = 512 };

/* @p scale times as wide and high as Tokyo. */
static struct gis_lonlat in_tokyo(uint64_t *seed, double scale)
{
    return (struct gis_lonlat){139.65 + 0.5 * scale * (support_random_unit(seed) - 0.5),
                               35.675 + 0.29 * scale * (support_random_unit(seed) - 0.5)};
}

static struct jy_scene *tokyo(size_t n, double scale)
{
    static const double watts[] = {8.4, 10, 20, 22, 32, 40, 60, 100};
    uint64_t seed = 20260101;
    size_t n_bunches = (size_t)lround(BUNCHES * scale * scale);
    struct gis_lonlat *bunch = malloc(n_bunches * sizeof *bunch);
    if (bunch == NULL)
        abort();
    for (size_t i = 0; i < n_bunches; i++)
        bunch[i] = in_tokyo(&seed, scale);
    struct jy_scene_builder *b = jy_scene_builder_new();
    for (size_t i = 0; i < n; i++) {
        struct jy_light l = {.id = (int64_t)i + 1, .lumen_lm = NAN};
        l.at = in_tokyo(&seed, scale);
        if (i % 10) {
            const struct gis_lonlat *c = &bunch[support_random(&seed) % n_bunches];
            l.at.lon_deg = c->lon_deg + 0.012 * (support_random_unit(&seed) - 0.5);
            l.at.lat_deg = c->lat_deg + 0.010 * (support_random_unit(&seed) - 0.5);
        }
        l.watt_w = watts[support_random(&seed) % 8];
        l.lamp = support_random(&seed) % 4 ? JY_LAMP_LED : JY_LAMP_FLUORESCENT;
        l.kind = JY_LIGHT_ROAD;
        l.status = support_random(&seed) % 100 ? JY_STATUS_IN_SERVICE : JY_STATUS_OUT;
        jy_scene_add_light(b, &l);
    }
    free(bunch);
    return jy_scene_builder_finish(b);
}

struct rate {
    double tiles_per_s, mean_points, mean_bytes;
};

enum what { MVT, MVT_GZIP, PNG_DAY, PNG_NIGHT };

struct maker {
    struct jy_scene *scene;
    struct jy_mvt *mvt;
    struct jy_render_worker *worker;
    struct libdeflate_compressor *gzip;
    struct jy_buf out, zipped;
};

static size_t make(struct maker *m, enum what what, struct gis_tile t)
{
    struct jy_error err;
    jy_buf_clear(&m->out);
    if (what == PNG_DAY || what == PNG_NIGHT) {
        enum jy_style style = what == PNG_DAY ? JY_STYLE_DAY : JY_STYLE_NIGHT;
        if (jy_tile_png(m->worker, m->scene, (struct jy_raster){style, JY_DRAW_LIGHTS}, t, 256,
                        &m->out, &err) != JY_OK)
            abort();
        return m->out.len;
    }
    jy_tile_mvt(m->mvt, m->scene, JY_TILES_STREETLIGHTS, t, &m->out);
    if (what == MVT)
        return m->out.len;
    size_t bound = libdeflate_gzip_compress_bound(m->gzip, m->out.len);
    jy_buf_clear(&m->zipped);
    jy_buf_reserve(&m->zipped, bound);
    return libdeflate_gzip_compress(m->gzip, m->out.data, m->out.len, m->zipped.data, bound);
}

static struct rate measure(struct maker *m, enum what what, uint32_t z, double seconds)
{
    const struct jy_points *points = &m->scene->points[JY_POINTS_LIGHTS];
    struct gis_tile asked[ASKED];
    uint64_t seed = z;
    double n_points = 0, bytes = 0;
    for (int i = 0; i < ASKED; i++) {
        asked[i] = gis_tile_at(points->at[support_random(&seed) % points->n], z);
        size_t first, end;
        jy_points_tile(points, asked[i], &first, &end);
        n_points += (double)(end - first);
    }
    double start = jy_clock_monotonic_s(), now = start;
    size_t n = 0;
    do {
        for (int k = 0; k < 16; k++, n++)
            bytes += (double)make(m, what, asked[n % ASKED]);
        now = jy_clock_monotonic_s();
    } while (now - start < seconds);
    return (struct rate){(double)n / (now - start), n_points / ASKED, bytes / (double)n};
}

static struct maker maker_of(struct jy_scene *scene)
{
    return (struct maker){
        scene,       jy_mvt_new(), jy_render_worker_new(), libdeflate_alloc_compressor(1),
        JY_BUF_INIT, JY_BUF_INIT};
}

static void maker_done(struct maker *m)
{
    jy_buf_done(&m->out);
    jy_buf_done(&m->zipped);
    libdeflate_free_compressor(m->gzip);
    jy_mvt_free(m->mvt);
    jy_render_worker_free(m->worker);
    jy_scene_free(m->scene);
}

static int growth(size_t few, size_t many, double seconds)
{
    static const struct {
        const char *name;
        enum what what;
        uint32_t z;
    } rows[] = {{"mvt", MVT, 14}, {"mvt", MVT, 16}, {"png", PNG_DAY, 14}, {"png", PNG_DAY, 16}};
    struct maker a = maker_of(tokyo(few, sqrt((double)few / 1e6)));
    struct maker b = maker_of(tokyo(many, sqrt((double)many / 1e6)));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double few_s = 0, many_s = 0;
        for (int k = 0; k < 4; k++) { /* in turn, so that other work on the machine meets both */
            few_s += measure(&a, rows[i].what, rows[i].z, seconds / 4).tiles_per_s / 4;
            many_s += measure(&b, rows[i].what, rows[i].z, seconds / 4).tiles_per_s / 4;
        }
        printf("%s %u %.0f %.0f\n", rows[i].name, rows[i].z, few_s, many_s);
    }
    maker_done(&a);
    maker_done(&b);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "--growth") == 0)
        return growth(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10),
                      strtod(argv[4], NULL));
    static const char *const names[] = {"mvt", "mvt+gzip 1", "png day", "png night"};
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 1;
    double start = jy_clock_monotonic_s();
    struct maker m = maker_of(tokyo(n, 1));
    printf("%zu lights: scene in %.2f s (with making the rows), %.1f bytes a light\n", n,
           jy_clock_monotonic_s() - start, (double)m.scene->bytes / (double)n);
    printf("%-12s %4s %12s %12s %12s\n", "what", "zoom", "tiles/s", "points/tile", "bytes/tile");
    for (int what = MVT; what <= PNG_NIGHT; what++)
        for (uint32_t z = 4; z <= 16; z += 2) {
            struct rate r = measure(&m, (enum what)what, z, seconds);
            printf("%-12s %4u %12.0f %12.0f %12.0f\n", names[what], z, r.tiles_per_s, r.mean_points,
                   r.mean_bytes);
        }
    maker_done(&m);
    return 0;
}
