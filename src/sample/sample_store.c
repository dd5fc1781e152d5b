/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/sample.h"

/* A day that does not move with the clock: the same seed gives the same bytes. */
#define SAMPLE_DATE ((struct jy_date){2026, 4, 1})

static struct jy_source source_of(const struct jy_sample *sample, enum jy_layer layer)
{
    return (struct jy_source){.file = "sample-city",
                              .format = "サンプルデータ (generated)",
                              .licence = "CC BY 4.0",
                              .credit =
                                  "サンプルデータ（町丁目の代表点：Geolonia 住所データ CC BY 4.0）",
                              .date = SAMPLE_DATE,
                              .sha256 = sample->sha256,
                              .layer = layer,
                              .sample = true};
}

/* One import of rows items[0 … n-1] through put. */
#define STORE_LAYER(name, layer, items, n, want)                                             \
    static enum jy_code store_##name(const struct jy_sample *sample, struct jy_store *store, \
                                     struct jy_error *err)                                   \
    {                                                                                        \
        const struct jy_source source = source_of(sample, (layer));                          \
        struct jy_import *import = NULL;                                                     \
        enum jy_put_result result;                                                           \
        enum jy_code code = jy_import_begin(store, &source, &import, err);                   \
        for (size_t i = 0; i < sample->n && code == JY_OK; i++) {                            \
            if (want)                                                                        \
                code = jy_import_##items(import, &sample->name[i], &result, err);            \
        }                                                                                    \
        if (code == JY_OK)                                                                   \
            return jy_import_commit(import, err);                                            \
        jy_import_abort(import);                                                             \
        return code;                                                                         \
    }

STORE_LAYER(roads, JY_LAYER_ROADS, road, n_roads, true)
STORE_LAYER(lights, JY_LAYER_STREETLIGHTS, light, n_lights, true)
STORE_LAYER(poles, JY_LAYER_POLES, pole, n_poles, true)
STORE_LAYER(cameras, JY_LAYER_CAMERAS, camera, n_cameras, true)
STORE_LAYER(places, JY_LAYER_PLACES, place, n_places, true)
STORE_LAYER(populations, JY_LAYER_POPULATION, population, n_populations, true)

static enum jy_code store_areas(const struct jy_sample *sample, struct jy_store *store,
                                enum jy_area_kind kind, enum jy_layer layer, struct jy_error *err)
{
    const struct jy_source source = source_of(sample, layer);
    struct jy_import *import = NULL;
    enum jy_put_result result;
    enum jy_code code = jy_import_begin(store, &source, &import, err);
    for (size_t i = 0; i < sample->n_areas && code == JY_OK; i++) {
        if (sample->areas[i].kind == kind)
            code = jy_import_area(import, &sample->areas[i], &result, err);
    }
    if (code == JY_OK)
        return jy_import_commit(import, err);
    jy_import_abort(import);
    return code;
}

enum jy_code jy_sample_store(const struct jy_sample *sample, struct jy_store *store,
                             struct jy_error *err)
{
    static enum jy_code (*const layers[])(const struct jy_sample *, struct jy_store *,
                                          struct jy_error *) = {
        store_roads, store_lights, store_poles, store_cameras, store_places, store_populations};
    enum jy_code code = store_areas(sample, store, JY_AREA_BOUNDARY, JY_LAYER_BOUNDARY, err);
    if (code == JY_OK)
        code = store_areas(sample, store, JY_AREA_DISTRICT, JY_LAYER_DISTRICTS, err);
    if (code == JY_OK)
        code = store_areas(sample, store, JY_AREA_CHOME, JY_LAYER_CHOME, err);
    for (size_t i = 0; i < sizeof layers / sizeof *layers && code == JY_OK; i++)
        code = layers[i](sample, store, err);
    return code;
}
