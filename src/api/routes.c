/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one table of routes. A new endpoint: its file, its test, its row here. */
#include "src/api/api.h"

#define JSON "application/json"
#define LANG                                                                                 \
    {                                                                                        \
        .name = "lang", .place = JY_IN_QUERY, .kind = JY_PARAM_ENUM,                         \
        .codes = "ja|ja-easy|en|zh|ko", .default_text = "ja", .doc = "language of the texts" \
    }
#define END \
    {       \
        0   \
    }
#define TILE                                                                                   \
    {.name = "layer",                                                                          \
     .place = JY_IN_PATH,                                                                      \
     .kind = JY_PARAM_STRING,                                                                  \
     .required = true,                                                                         \
     .min = 1,                                                                                 \
     .max = 40,                                                                                \
     .doc = "name of the layer or raster style"},                                              \
        {.name = "z", .place = JY_IN_PATH, .kind = JY_PARAM_INT, .required = true, .max = 22}, \
        {.name = "x",                                                                          \
         .place = JY_IN_PATH,                                                                  \
         .kind = JY_PARAM_INT,                                                                 \
         .required = true,                                                                     \
         .max = 4194303},                                                                      \
        {.name = "y",                                                                          \
         .place = JY_IN_PATH,                                                                  \
         .kind = JY_PARAM_INT,                                                                 \
         .required = true,                                                                     \
         .max = 4194303},                                                                      \
    {                                                                                          \
        .name = "v", .place = JY_IN_QUERY, .kind = JY_PARAM_TOKEN, .min = 1, .max = 24,        \
        .doc = "version of the data (tiles_version): the answer may then be kept for good"     \
    }
#define AT(where)                                                                               \
    {.name = "lon",                                                                             \
     .place = (where),                                                                          \
     .kind = JY_PARAM_NUMBER,                                                                   \
     .required = true,                                                                          \
     .min = -180,                                                                               \
     .max = 180,                                                                                \
     .doc = "longitude, degrees"},                                                              \
    {                                                                                           \
        .name = "lat", .place = (where), .kind = JY_PARAM_NUMBER, .required = true, .min = -90, \
        .max = 90, .doc = "latitude, degrees"                                                   \
    }

static const struct jy_param lang_only[] = {LANG, END};
static const struct jy_param tile[] = {TILE, END};
static const struct jy_param layer_only[] = {{.name = "layer",
                                              .place = JY_IN_PATH,
                                              .kind = JY_PARAM_STRING,
                                              .required = true,
                                              .min = 1,
                                              .max = 40},
                                             END};
#define COLLECTION                                                                            \
    {                                                                                         \
        .name = "collection", .place = JY_IN_PATH, .kind = JY_PARAM_STRING, .required = true, \
        .min = 1, .max = 40, .doc = "name of a layer"                                         \
    }
#define TILE_FORMAT                                                                   \
    {                                                                                 \
        .name = "f", .place = JY_IN_QUERY, .kind = JY_PARAM_ENUM, .codes = "mvt|png", \
        .doc = "format; without it as Accept says"                                    \
    }
static const struct jy_param collection_only[] = {COLLECTION, END};
static const struct jy_param ogc_item[] = {
    COLLECTION,
    {.name = "id", .place = JY_IN_PATH, .kind = JY_PARAM_INT, .required = true, .max = 1e15},
    END};
static const struct jy_param ogc_items[] = {
    COLLECTION,
    {.name = "bbox",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .min = 1,
     .max = 160,
     .doc = "west,south,east,north in degrees (CRS84)"},
    {.name = "limit",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_INT,
     .min = 1,
     .max = 10000,
     .default_text = "100"},
    {.name = "offset",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_INT,
     .max = 1e9,
     .default_text = "0",
     .doc = "features to pass over"},
    {.name = "datetime",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .min = 1,
     .max = 80,
     .doc = "features have no time of their own: all are of any"},
    END};
static const struct jy_param ogc_tile[] = {
    COLLECTION,
    {.name = "z", .place = JY_IN_PATH, .kind = JY_PARAM_INT, .required = true, .max = 22},
    {.name = "y", .place = JY_IN_PATH, .kind = JY_PARAM_INT, .required = true, .max = 4194303},
    {.name = "x", .place = JY_IN_PATH, .kind = JY_PARAM_INT, .required = true, .max = 4194303},
    {.name = "v",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_TOKEN,
     .min = 1,
     .max = 24,
     .doc = "version of the data (tiles_version): the answer may then be kept for good"},
    TILE_FORMAT,
    END};
static const struct jy_param embed[] = {
    {.name = "lon",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_NUMBER,
     .min = -180,
     .max = 180,
     .doc = "longitude of the middle; without it the city's"},
    {.name = "lat", .place = JY_IN_QUERY, .kind = JY_PARAM_NUMBER, .min = -85, .max = 85},
    {.name = "zoom",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_NUMBER,
     .min = 0,
     .max = 19,
     .default_text = "15"},
    {.name = "style",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_ENUM,
     .codes = "day|night",
     .default_text = "night"},
    {.name = "markers",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .min = 1,
     .max = 800,
     .doc = "lon,lat;lon,lat… in degrees, 20 at most"},
    LANG,
    END};
/* the flyer's own parameters, of which a picture for links has only one choice */
static const struct jy_param og[] = {{.name = "district",
                                      .place = JY_IN_PATH,
                                      .kind = JY_PARAM_STRING,
                                      .required = true,
                                      .min = 1,
                                      .max = 80,
                                      .doc = "id or name of a district, or city"},
                                     {.name = "format",
                                      .place = JY_IN_QUERY,
                                      .kind = JY_PARAM_ENUM,
                                      .codes = "png",
                                      .default_text = "png"},
                                     {.name = "size",
                                      .place = JY_IN_QUERY,
                                      .kind = JY_PARAM_ENUM,
                                      .codes = "ogp",
                                      .default_text = "ogp"},
                                     LANG,
                                     END};
static const struct jy_param static_map[] = {
    {.name = "style",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_ENUM,
     .required = true,
     .codes = "day|night|print"},
    {.name = "lon",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_NUMBER,
     .required = true,
     .min = -180,
     .max = 180,
     .doc = "longitude of the middle, degrees"},
    {.name = "lat",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_NUMBER,
     .required = true,
     .min = -85,
     .max = 85,
     .doc = "latitude of the middle, degrees"},
    {.name = "zoom",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_NUMBER,
     .required = true,
     .min = 0,
     .max = 19,
     .doc = "as of tiles of 256 pixels; fractions allowed"},
    {.name = "w",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_INT,
     .required = true,
     .min = 16,
     .max = 1280,
     .doc = "width, pixels"},
    {.name = "h",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_INT,
     .required = true,
     .min = 16,
     .max = 1280,
     .doc = "height, pixels"},
    {.name = "markers",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .min = 0,
     .max = 800,
     .doc = "lon,lat;lon,lat… in degrees, 20 at most; numbered in this order when several"},
    END};
static const struct jy_param search[] = {{.name = "q",
                                          .place = JY_IN_QUERY,
                                          .kind = JY_PARAM_STRING,
                                          .required = true,
                                          .min = 1,
                                          .max = 80,
                                          .doc = "part of a name of a district, place or road"},
                                         {.name = "limit",
                                          .place = JY_IN_QUERY,
                                          .kind = JY_PARAM_INT,
                                          .min = 1,
                                          .max = 50,
                                          .default_text = "10"},
                                         END};
static const struct jy_param ask[] = {AT(JY_IN_QUERY),
                                      {.name = "land",
                                       .place = JY_IN_QUERY,
                                       .kind = JY_PARAM_ENUM,
                                       .codes = "city|private|unknown",
                                       .default_text = "unknown",
                                       .doc = "kind of land"},
                                      LANG,
                                      END};
static const struct jy_param walk[] = {
    {.name = "from",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .required = true,
     .min = 3,
     .max = 60,
     .doc = "LON,LAT of the start, degrees"},
    {.name = "to",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .required = true,
     .min = 3,
     .max = 60,
     .doc = "LON,LAT of the end, degrees"},
    {.name = "detour",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_NUMBER,
     .max = 1,
     .default_text = "0.2",
     .doc = "how much longer the best-lit way may be: 0.2 is a fifth of the shortest"},
    LANG,
    END};
static const struct jy_param request_add[] = {
    {.name = "Idempotency-Key",
     .place = JY_IN_HEADER,
     .kind = JY_PARAM_TOKEN,
     .required = true,
     .min = 16,
     .max = 64,
     .doc = "made by the client; the same key with the same body is stored once"},
    AT(JY_IN_BODY),
    {.name = "land",
     .place = JY_IN_BODY,
     .kind = JY_PARAM_ENUM,
     .required = true,
     .codes = "city|private|unknown"},
    {.name = "wish",
     .place = JY_IN_BODY,
     .kind = JY_PARAM_ENUM,
     .required = true,
     .codes = "new_light|brighter|other"},
    {.name = "note", .place = JY_IN_BODY, .kind = JY_PARAM_STRING, .lines = true, .max = 500},
    {.name = "lang",
     .place = JY_IN_BODY,
     .kind = JY_PARAM_ENUM,
     .codes = "ja|ja-easy|en|zh|ko",
     .default_text = "ja"},
    END};
static const struct jy_param request_get[] = {
    {.name = "token", .place = JY_IN_PATH, .kind = JY_PARAM_STRING, .required = true, .max = 200},
    LANG,
    END};
static const struct jy_param gaps[] = {{.name = "district",
                                        .place = JY_IN_QUERY,
                                        .kind = JY_PARAM_STRING,
                                        .min = 1,
                                        .max = 80,
                                        .doc = "id or name; the whole city without it"},
                                       LANG,
                                       END};
static const struct jy_param hotspots[] = {{.name = "offence",
                                            .place = JY_IN_QUERY,
                                            .kind = JY_PARAM_STRING,
                                            .required = true,
                                            .min = 1,
                                            .max = 80,
                                            .doc = "code or name, in any of the five languages"},
                                           {.name = "from",
                                            .place = JY_IN_QUERY,
                                            .kind = JY_PARAM_INT,
                                            .required = true,
                                            .min = 1900,
                                            .max = 2200,
                                            .doc = "first year"},
                                           {.name = "to",
                                            .place = JY_IN_QUERY,
                                            .kind = JY_PARAM_INT,
                                            .required = true,
                                            .min = 1900,
                                            .max = 2200,
                                            .doc = "last year"},
                                           {.name = "level",
                                            .place = JY_IN_QUERY,
                                            .kind = JY_PARAM_ENUM,
                                            .codes = "district|chome|grid",
                                            .default_text = "chome"},
                                           LANG,
                                           END};
static const struct jy_param flyer[] = {{.name = "district",
                                         .place = JY_IN_PATH,
                                         .kind = JY_PARAM_STRING,
                                         .required = true,
                                         .min = 1,
                                         .max = 80,
                                         .doc = "id or name of a district, or city"},
                                        {.name = "format",
                                         .place = JY_IN_PATH,
                                         .kind = JY_PARAM_ENUM,
                                         .required = true,
                                         .codes = "pdf|png|html"},
                                        {.name = "size",
                                         .place = JY_IN_QUERY,
                                         .kind = JY_PARAM_ENUM,
                                         .codes = "a4|a5|ogp",
                                         .default_text = "a4"},
                                        LANG,
                                        END};
static const struct jy_param flyer_property[] = {
    {.name = "format",
     .place = JY_IN_PATH,
     .kind = JY_PARAM_ENUM,
     .required = true,
     .codes = "pdf|png|html"},
    {.name = "at",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .required = true,
     .min = 3,
     .max = 60,
     .doc = "longitude,latitude of the property, degrees"},
    {.name = "from_place",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_STRING,
     .min = 1,
     .max = 80,
     .doc = "where the way begins; the nearest station without it"},
    {.name = "size",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_ENUM,
     .codes = "a4|a5|ogp",
     .default_text = "a4"},
    LANG,
    END};
static const struct jy_param static_file[] = {
    {.name = "path", .place = JY_IN_PATH, .kind = JY_PARAM_STRING, .required = true, .max = 200},
    {.name = "v", .place = JY_IN_QUERY, .kind = JY_PARAM_TOKEN, .min = 1, .max = 64},
    END};
static const struct jy_param catalogue[] = {{.name = "lang",
                                             .place = JY_IN_PATH,
                                             .kind = JY_PARAM_ENUM,
                                             .required = true,
                                             .codes = "ja|ja-easy|en|zh|ko"},
                                            END};

const struct jy_http_route jy_api_routes[] = {
    /* pages */
    {JY_HTTP_GET, "/", "page", "The map page", jy_api_page, NULL, "text/html; charset=utf-8",
     "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true, .any_query = true},
    {JY_HTTP_GET, "/r/{token}", "statusPage", "How a request is going, as a page",
     jy_api_status_page, request_get, "text/html; charset=utf-8", "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true, .secret = true, .any_query = true},
    {JY_HTTP_GET, "/static/{path*}", "staticFile", "A file of the pages", jy_api_static,
     static_file, "application/octet-stream", "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .quick = true},
    {JY_HTTP_GET, "/i18n/{lang}.json", "catalogue", "Texts of the pages in one language",
     jy_api_catalogue, catalogue, JSON, "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .quick = true},
    /* data */
    {JY_HTTP_GET, "/api/city", "city", "The city: names, districts, layers, rule, departments",
     jy_api_city, lang_only, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/search", "search", "Districts, places and roads by name", jy_api_search,
     search, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/ask", "ask", "May a light be asked for here?", jy_api_ask, ask, JSON,
     "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/walk", "walk",
     "From here to there on foot by night: the shortest and the best-lit way", jy_api_walk, walk,
     JSON, "200 304 404", .rate = JY_RATE_MAP, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_POST, "/api/requests", "requestAdd", "Ask for a light", jy_api_request_add,
     request_add, JSON, "200 201 403 409 413 415", .rate = JY_RATE_WRITE, .body_limit = 8192,
     .csrf = true},
    {JY_HTTP_GET, "/api/requests/{token}", "requestGet", "How a request is going",
     jy_api_request_get, request_get, JSON, "200 404", .secret = true},
    {JY_HTTP_GET, "/api/gaps/summary", "gaps", "Unlit stretches in numbers, by district",
     jy_api_gaps, gaps, JSON, "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/analyses", "analyses", "What can be computed, with parameters and ranges",
     jy_api_analyses, lang_only, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true},
    {JY_HTTP_GET, "/api/figures", "figures", "Published figures with their sources", jy_api_figures,
     lang_only, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/hotspots", "hotspots",
     "Zones where the police figures point, with what is needed to question them", jy_api_hotspots,
     hotspots, JSON, "200 304 404", .rate = JY_RATE_MAP, .cache = JY_HTTP_CACHE_REVALIDATE},
    /* tiles */
    {JY_HTTP_GET, "/tiles/{layer}.json", "tileJson", "TileJSON 3 of a layer or style",
     jy_api_tilejson, layer_only, JSON, "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/tiles/{layer}/{z}/{x}/{y}.mvt", "tileMvt",
     "A vector tile; 204 when nothing is in it", jy_api_tile, tile,
     "application/vnd.mapbox-vector-tile", "200 204 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/tiles/{layer}/{z}/{x}/{y}@2x.png", "tilePng2x",
     "A raster tile of 512 pixels a side", jy_api_tile, tile, "image/png", "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/tiles/{layer}/{z}/{x}/{y}.png", "tilePng", "A raster tile of 256 pixels a side",
     jy_api_tile, tile, "image/png", "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/map/{style}/{lon},{lat},{zoom}/{w}x{h}@2x.png", "staticMap2x",
     "A map picture at two pixels a pixel", jy_api_static_map, static_map, "image/png",
     "200 304 404", .rate = JY_RATE_MAP, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/map/{style}/{lon},{lat},{zoom}/{w}x{h}.png", "staticMap",
     "A map picture with markers, attribution and scale bar", jy_api_static_map, static_map,
     "image/png", "200 304 404", .rate = JY_RATE_MAP, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/flyers/district/{district}.{format}", "flyer", "A sheet to hand out",
     jy_api_flyer, flyer, "application/pdf", "200 304 404", .rate = JY_RATE_EXPENSIVE,
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/flyers/request/{district}.{format}", "flyerRequest",
     "A sheet: how to ask for a light", jy_api_flyer_request, flyer, "application/pdf",
     "200 304 404", .rate = JY_RATE_EXPENSIVE, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/flyers/cameras/{district}.{format}", "flyerCameras",
     "A sheet: security cameras and their rules", jy_api_flyer_cameras, flyer, "application/pdf",
     "200 304 404", .rate = JY_RATE_EXPENSIVE, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/flyers/property.{format}", "flyerProperty",
     "A sheet: the lights around a property", jy_api_flyer_property, flyer_property,
     "application/pdf", "200 304 404", .rate = JY_RATE_EXPENSIVE,
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/og/{district}.png", "og", "A picture of a district for links, 1200 by 630",
     jy_api_flyer, og, "image/png", "200 304 404", .rate = JY_RATE_EXPENSIVE,
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/embed", "embed", "A map for a frame in another page", jy_api_embed, embed,
     "text/html; charset=utf-8", "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    /* OGC API */
    {JY_HTTP_GET, "/ogc/", "ogcLanding", "OGC API: where everything is", jy_api_ogc_landing, NULL,
     JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true},
    {JY_HTTP_GET, "/ogc/conformance", "ogcConformance", "OGC API: what of the standards is there",
     jy_api_ogc_conformance, NULL, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE,
     .quick = true},
    {JY_HTTP_GET, "/ogc/collections", "ogcCollections", "OGC API: the layers",
     jy_api_ogc_collections, NULL, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/collections/{collection}", "ogcCollection", "OGC API: a layer",
     jy_api_ogc_collection, collection_only, JSON, "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/collections/{collection}/items", "ogcItems",
     "OGC API Features: features of a layer as GeoJSON", jy_api_ogc_items, ogc_items,
     "application/geo+json", "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/collections/{collection}/items/{id}", "ogcItem",
     "OGC API Features: one feature", jy_api_ogc_item, ogc_item, "application/geo+json",
     "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/collections/{collection}/tiles", "ogcTilesets",
     "OGC API Tiles: tilesets of a layer", jy_api_ogc_tilesets, collection_only, JSON,
     "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/collections/{collection}/tiles/WebMercatorQuad", "ogcTileset",
     "OGC API Tiles: a tileset", jy_api_ogc_tileset, collection_only, JSON, "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/collections/{collection}/tiles/WebMercatorQuad/{z}/{y}/{x}", "ogcTile",
     "OGC API Tiles: a tile, row before column", jy_api_ogc_tile, ogc_tile,
     "application/vnd.mapbox-vector-tile", "200 204 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/ogc/tileMatrixSets", "ogcTileMatrixSets", "OGC API Tiles: tile matrix sets",
     jy_api_ogc_matrix_sets, NULL, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE,
     .quick = true},
    {JY_HTTP_GET, "/ogc/tileMatrixSets/WebMercatorQuad", "ogcTileMatrixSet",
     "OGC API Tiles: the tile matrix set", jy_api_ogc_matrix_set, NULL, JSON, "200 304",
     .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true},
    /* the service itself */
    {JY_HTTP_GET, "/openapi.json", "openapi", "This document", jy_api_openapi, NULL, JSON,
     "200 304", .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true},
    {JY_HTTP_GET, "/healthz", "healthz", "Is the process alive", jy_api_healthz, NULL, JSON, "200",
     .quick = true},
    {JY_HTTP_GET, "/readyz", "readyz", "Can it answer from the registry", jy_api_readyz, NULL, JSON,
     "200 503", .cache = JY_HTTP_CACHE_NONE},
    {JY_HTTP_GET, "/metrics", "metrics", "Counters in the Prometheus text format", jy_api_metrics,
     NULL, "text/plain; version=0.0.4", "200 403", .role = JY_ROLE_LOCAL},
    {0}};
