/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Landing page, conformance, collections and tile matrix set of the OGC API. */
#include "src/api/ogc.h"

#include <math.h>
#include <stdio.h>

static const char quad[] = "WebMercatorQuad";
static const char quad_uri[] = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
static const char crs84[] = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
static const char web_mercator[] = "http://www.opengis.net/def/crs/EPSG/0/3857";
enum { MAX_ZOOM = 22 };

void jy_ogc_link(struct jy_json *json, const struct jy_http_call *call, const char *rel,
                 const char *type, const char *path)
{
    jy_json_object(json);
    jy_json_kv_string(json, "href",
                      jy_arena_printf(&call->request->arena, "%s%s", jy_api_base_url(call), path));
    jy_json_kv_string(json, "rel", rel);
    jy_json_kv_string(json, "type", type);
    jy_json_object_end(json);
}

enum jy_code jy_ogc_collection(const struct jy_http_call *call, enum jy_tiles *out,
                               struct jy_error *err)
{
    if (!jy_tile_set_parse(jy_call_text(call, "collection"), out))
        return jy_fail(err, JY_ENOTFOUND, "there is no collection of this name");
    return JY_OK;
}

/* The call's collection, and the snapshot to answer from. */
static enum jy_code collection_now(const struct jy_http_call *call, enum jy_tiles *out,
                                   struct jy_snapshot **out_snapshot, struct jy_error *err)
{
    enum jy_code code = jy_ogc_collection(call, out, err);
    return code == JY_OK ? jy_live_get(jy_api_of(call)->live, out_snapshot, err) : code;
}

enum jy_code jy_api_ogc_landing(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_json json;
    (void)err;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "title", "Joyato");
    jy_json_kv_string(&json, "description",
                      "Streetlights, security cameras, roads and unlit stretches of one city");
    jy_json_key(&json, "links");
    jy_json_array(&json);
    jy_ogc_link(&json, call, "self", "application/json", "/ogc/");
    jy_ogc_link(&json, call, "service-desc", "application/vnd.oai.openapi+json;version=3.1",
                "/openapi.json");
    jy_ogc_link(&json, call, "conformance", "application/json", "/ogc/conformance");
    jy_ogc_link(&json, call, "data", "application/json", "/ogc/collections");
    jy_ogc_link(&json, call, "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                "application/json", "/ogc/tileMatrixSets");
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    return JY_OK;
}

enum jy_code jy_api_ogc_conformance(struct jy_http_call *call, struct jy_error *err)
{
    static const char *const classes[] = {
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png",
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset"};
    struct jy_json json;
    (void)err;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "conformsTo");
    jy_json_array(&json);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        jy_json_string(&json, classes[i]);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    return JY_OK;
}

/* --- Collections --------------------------------------------------------------------------- */

static void corner(struct jy_json *json, uint32_t x, uint32_t y)
{
    struct gis_lonlat p = gis_world_to_lonlat((struct gis_world){x, y});
    jy_json_fixed(json, p.lon_deg, 6);
    jy_json_fixed(json, p.lat_deg, 6);
}

static void write_bbox(struct jy_json *json, const struct gis_world_box *box)
{
    jy_json_array(json);
    corner(json, box->min_x, box->max_y);
    corner(json, box->max_x, box->min_y);
    jy_json_array_end(json);
}

static void write_extent(struct jy_json *json, const struct jy_scene *scene)
{
    if (scene->bounds.min_x > scene->bounds.max_x)
        return; /* nothing is there */
    jy_json_key(json, "extent");
    jy_json_object(json);
    jy_json_key(json, "spatial");
    jy_json_object(json);
    jy_json_key(json, "bbox");
    jy_json_array(json);
    write_bbox(json, &scene->bounds);
    jy_json_array_end(json);
    jy_json_kv_string(json, "crs", crs84);
    jy_json_object_end(json);
    jy_json_object_end(json);
}

static void write_collection(struct jy_json *json, const struct jy_http_call *call,
                             const struct jy_scene *scene, enum jy_tiles tiles)
{
    const struct jy_tile_set *set = jy_tile_set(tiles);
    struct jy_arena *arena = &call->request->arena;
    const char *path = jy_arena_printf(arena, "/ogc/collections/%s", set->name);
    jy_json_object(json);
    jy_json_kv_string(json, "id", set->name);
    jy_json_kv_string(json, "title", set->name);
    jy_json_kv_string(json, "description", set->what);
    jy_json_kv_string(json, "attribution", scene->attribution);
    write_extent(json, scene);
    jy_json_key(json, "links");
    jy_json_array(json);
    jy_ogc_link(json, call, "self", "application/json", path);
    jy_ogc_link(json, call, "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                "application/json", jy_arena_printf(arena, "%s/tiles", path));
    if (jy_ogc_features_of(tiles) != NULL) {
        jy_ogc_link(json, call, "items", "application/geo+json",
                    jy_arena_printf(arena, "%s/items", path));
    }
    jy_json_array_end(json);
    if (jy_ogc_features_of(tiles) != NULL) {
        jy_json_kv_string(json, "itemType", "feature");
        jy_json_key(json, "crs");
        jy_json_array(json);
        jy_json_string(json, crs84);
        jy_json_array_end(json);
    }
    jy_json_object_end(json);
}

enum jy_code jy_api_ogc_collections(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "links");
    jy_json_array(&json);
    jy_ogc_link(&json, call, "self", "application/json", "/ogc/collections");
    jy_json_array_end(&json);
    jy_json_key(&json, "collections");
    jy_json_array(&json);
    for (int i = 0; i < JY_TILES_COUNT; i++)
        write_collection(&json, call, snapshot->scene, (enum jy_tiles)i);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    return JY_OK;
}

enum jy_code jy_api_ogc_collection(struct jy_http_call *call, struct jy_error *err)
{
    enum jy_tiles tiles;
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = collection_now(call, &tiles, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    write_collection(&json, call, snapshot->scene, tiles);
    return JY_OK;
}

/* --- Tilesets ------------------------------------------------------------------------------ */

static void template_link(struct jy_json *json, const struct jy_http_call *call, const char *path,
                          const char *format, const char *type)
{
    jy_json_object(json);
    jy_json_kv_string(json, "href",
                      jy_arena_printf(&call->request->arena,
                                      "%s%s/{tileMatrix}/{tileRow}/{tileCol}?f=%s",
                                      jy_api_base_url(call), path, format));
    jy_json_kv_string(json, "rel", "item");
    jy_json_kv_string(json, "type", type);
    jy_json_kv_bool(json, "templated", true);
    jy_json_object_end(json);
}

static void write_tileset(struct jy_json *json, const struct jy_http_call *call,
                          const struct jy_scene *scene, enum jy_tiles tiles, bool whole)
{
    const struct jy_tile_set *set = jy_tile_set(tiles);
    const char *path =
        jy_arena_printf(&call->request->arena, "/ogc/collections/%s/tiles/%s", set->name, quad);
    jy_json_object(json);
    jy_json_kv_string(json, "title", set->name);
    jy_json_kv_string(json, "dataType", "vector");
    jy_json_kv_string(json, "crs", web_mercator);
    jy_json_kv_string(json, "tileMatrixSetURI", quad_uri);
    jy_json_key(json, "links");
    jy_json_array(json);
    jy_ogc_link(json, call, "self", "application/json", path);
    jy_ogc_link(json, call, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                "application/json", "/ogc/tileMatrixSets/WebMercatorQuad");
    if (whole) {
        template_link(json, call, path, "mvt", JY_OGC_MVT);
        template_link(json, call, path, "png", "image/png");
    }
    jy_json_array_end(json);
    if (whole) {
        jy_json_kv_string(json, "description", set->what);
        jy_json_kv_string(json, "attribution", scene->attribution);
        jy_json_key(json, "layers");
        jy_json_array(json);
        for (size_t i = 0; i < set->n_layers; i++) {
            jy_json_object(json);
            jy_json_kv_string(json, "id", set->layers[i].name);
            jy_json_kv_string(json, "dataType", "vector");
            jy_json_kv_string(
                json, "minTileMatrix",
                jy_arena_printf(&call->request->arena, "%u", (unsigned)set->layers[i].min_zoom));
            jy_json_object_end(json);
        }
        jy_json_array_end(json);
    }
    jy_json_object_end(json);
}

static enum jy_code tilesets(struct jy_http_call *call, bool list, struct jy_error *err)
{
    enum jy_tiles tiles;
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = collection_now(call, &tiles, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    if (!list) {
        write_tileset(&json, call, snapshot->scene, tiles, true);
        return JY_OK;
    }
    jy_json_object(&json);
    jy_json_key(&json, "tilesets");
    jy_json_array(&json);
    write_tileset(&json, call, snapshot->scene, tiles, false);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    return JY_OK;
}

enum jy_code jy_api_ogc_tilesets(struct jy_http_call *call, struct jy_error *err)
{
    return tilesets(call, true, err);
}

enum jy_code jy_api_ogc_tileset(struct jy_http_call *call, struct jy_error *err)
{
    return tilesets(call, false, err);
}

/* --- Tile matrix sets ---------------------------------------------------------------------- */

enum jy_code jy_api_ogc_matrix_sets(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_json json;
    (void)err;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "tileMatrixSets");
    jy_json_array(&json);
    jy_json_object(&json);
    jy_json_kv_string(&json, "id", quad);
    jy_json_kv_string(&json, "uri", quad_uri);
    jy_json_kv_string(&json, "crs", web_mercator);
    jy_json_key(&json, "links");
    jy_json_array(&json);
    jy_ogc_link(&json, call, "self", "application/json", "/ogc/tileMatrixSets/WebMercatorQuad");
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    return JY_OK;
}

/* OGC 17-083r4 annex D.1; the scale is that of pixels of 0.28 mm. */
static void write_matrix(struct jy_json *json, int z)
{
    const double half_m = 20037508.342789244, pixel_m = 0.00028;
    double cell_m = 2 * half_m / 256 / exp2(z);
    char id[12];
    (void)snprintf(id, sizeof id, "%d", z);
    jy_json_object(json);
    jy_json_kv_string(json, "id", id);
    jy_json_kv_double(json, "scaleDenominator", cell_m / pixel_m);
    jy_json_kv_double(json, "cellSize", cell_m);
    jy_json_kv_string(json, "cornerOfOrigin", "topLeft");
    jy_json_key(json, "pointOfOrigin");
    jy_json_array(json);
    jy_json_double(json, -half_m);
    jy_json_double(json, half_m);
    jy_json_array_end(json);
    jy_json_kv_int(json, "tileWidth", 256);
    jy_json_kv_int(json, "tileHeight", 256);
    jy_json_kv_int(json, "matrixWidth", INT64_C(1) << z);
    jy_json_kv_int(json, "matrixHeight", INT64_C(1) << z);
    jy_json_object_end(json);
}

enum jy_code jy_api_ogc_matrix_set(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_json json;
    (void)err;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "id", quad);
    jy_json_kv_string(&json, "uri", quad_uri);
    jy_json_kv_string(&json, "title", "Google Maps Compatible for the World");
    jy_json_kv_string(&json, "crs", web_mercator);
    jy_json_key(&json, "orderedAxes");
    jy_json_raw(&json, "[\"E\",\"N\"]");
    jy_json_kv_string(&json, "wellKnownScaleSet",
                      "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible");
    jy_json_key(&json, "tileMatrices");
    jy_json_array(&json);
    for (int z = 0; z <= MAX_ZOOM; z++)
        write_matrix(&json, z);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    return JY_OK;
}
