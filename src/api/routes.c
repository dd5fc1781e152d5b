/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one table of routes. A new endpoint: its file, its test, its row here. */
#include "src/analysis/plan.h"
#include "src/api/api.h"
#include "src/render/flyer.h"

/* Rows of the tables below: kind (of enum jy_param_kind), name, least and greatest value (of texts
 * the length), default where it may be absent, and what it is for the reader of the document. */
#define PATH(kind_, name_, min_, max_, doc_)                                              \
    {                                                                                     \
        .name = (name_), .place = JY_IN_PATH, .kind = JY_PARAM_##kind_, .required = true, \
        .min = (min_), .max = (max_), .doc = (doc_)                                       \
    }
#define NEEDED(kind_, name_, min_, max_, doc_)                                             \
    {                                                                                      \
        .name = (name_), .place = JY_IN_QUERY, .kind = JY_PARAM_##kind_, .required = true, \
        .min = (min_), .max = (max_), .doc = (doc_)                                        \
    }
#define QUERY(kind_, name_, min_, max_, default_, doc_)                                 \
    {                                                                                   \
        .name = (name_), .place = JY_IN_QUERY, .kind = JY_PARAM_##kind_, .min = (min_), \
        .max = (max_), .default_text = (default_), .doc = (doc_)                        \
    }
#define PATH_CHOICE(name_, codes_, doc_)                                               \
    {                                                                                  \
        .name = (name_), .place = JY_IN_PATH, .kind = JY_PARAM_ENUM, .required = true, \
        .codes = (codes_), .doc = (doc_)                                               \
    }
#define NEEDED_CHOICE(name_, codes_, doc_)                                              \
    {                                                                                   \
        .name = (name_), .place = JY_IN_QUERY, .kind = JY_PARAM_ENUM, .required = true, \
        .codes = (codes_), .doc = (doc_)                                                \
    }
#define CHOICE(name_, codes_, default_, doc_)                                            \
    {                                                                                    \
        .name = (name_), .place = JY_IN_QUERY, .kind = JY_PARAM_ENUM, .codes = (codes_), \
        .default_text = (default_), .doc = (doc_)                                        \
    }
#define BODY_NEEDED_CHOICE(name_, codes_, doc_)                                        \
    {                                                                                  \
        .name = (name_), .place = JY_IN_BODY, .kind = JY_PARAM_ENUM, .required = true, \
        .codes = (codes_), .doc = (doc_)                                               \
    }

#define JSON "application/json"
#define LANG CHOICE("lang", "ja|ja-easy|en|zh|ko", "ja", "language of the texts")
#define END \
    {       \
        0   \
    }
#define DATA_VERSION               \
    QUERY(TOKEN, "v", 1, 24, NULL, \
          "version of the data (tiles_version): the answer may then be kept for good")
#define TILE                                                           \
    PATH(STRING, "layer", 1, 40, "name of the layer or raster style"), \
        PATH(INT, "z", 0, 22, NULL), PATH(INT, "x", 0, 4194303, NULL), \
        PATH(INT, "y", 0, 4194303, NULL), DATA_VERSION
#define DEGREES(name_, place_, most_, doc_)                                            \
    {                                                                                  \
        .name = (name_), .place = (place_), .kind = JY_PARAM_NUMBER, .required = true, \
        .min = -(most_), .max = (most_), .doc = (doc_)                                 \
    }
#define AT(place_)                                     \
    DEGREES("lon", place_, 180, "longitude, degrees"), \
        DEGREES("lat", place_, 90, "latitude, degrees")
#define IDEMPOTENCY_KEY(doc_)                                                     \
    {                                                                             \
        .name = "Idempotency-Key", .place = JY_IN_HEADER, .kind = JY_PARAM_TOKEN, \
        .required = true, .min = 16, .max = 64, .doc = (doc_)                     \
    }

#define YEARS \
    NEEDED(INT, "from", 1900, 2200, "first year"), NEEDED(INT, "to", 1900, 2200, "last year")
#define SENDER                                                                 \
    QUERY(STRING, "agency", 0, JY_SENDER_NAME_MAX, NULL, "whose sheet it is"), \
        QUERY(STRING, "contact", 0, JY_SENDER_CONTACT_MAX, NULL,               \
              "how to reach them; a bar | ends a line"),                       \
        QUERY(TOKEN, "logo", 0, 32, NULL, "as logoAdd named it")

#define SUBJECT                                                   \
    QUERY(STRING, "title", 0, JY_SUBJECT_TITLE_MAX, NULL,         \
          "name of the property, printed as given"),              \
        QUERY(STRING, "address", 0, JY_SUBJECT_ADDRESS_MAX, NULL, \
              "address of the property, printed as given; at decides where it is")

static const struct jy_param lang_only[] = {LANG, END};
static const struct jy_param tile[] = {TILE, END};
static const struct jy_param layer_only[] = {PATH(STRING, "layer", 1, 40, NULL), END};
#define COLLECTION  PATH(STRING, "collection", 1, 40, "name of a layer")
#define TILE_FORMAT CHOICE("f", "mvt|png", NULL, "format; without it as Accept says")
static const struct jy_param collection_only[] = {COLLECTION, END};
static const struct jy_param ogc_item[] = {COLLECTION, PATH(INT, "id", 0, 1e15, NULL), END};
static const struct jy_param ogc_items[] = {
    COLLECTION,
    QUERY(STRING, "bbox", 1, 160, NULL, "west,south,east,north in degrees (CRS84)"),
    QUERY(INT, "limit", 1, 10000, "100", NULL),
    QUERY(INT, "offset", 0, 1e9, "0", "features to pass over"),
    QUERY(STRING, "datetime", 1, 80, NULL, "features have no time of their own: all are of any"),
    END};
static const struct jy_param ogc_tile[] = {COLLECTION,
                                           PATH(INT, "z", 0, 22, NULL),
                                           PATH(INT, "y", 0, 4194303, NULL),
                                           PATH(INT, "x", 0, 4194303, NULL),
                                           DATA_VERSION,
                                           TILE_FORMAT,
                                           END};
static const struct jy_param embed[] = {
    QUERY(NUMBER, "lon", -180, 180, NULL, "longitude of the middle; without it the city's"),
    QUERY(NUMBER, "lat", -85, 85, NULL, NULL),
    QUERY(NUMBER, "zoom", 0, 19, "15", NULL),
    CHOICE("style", "day|night", "night", NULL),
    QUERY(STRING, "markers", 1, 800, NULL, "lon,lat;lon,lat… in degrees, 20 at most"),
    LANG,
    END};
/* the flyer's own parameters, of which a picture for links has only one choice */
static const struct jy_param og[] = {
    PATH(STRING, "district", 1, 80, "id or name of a district, or city"),
    CHOICE("format", "png", "png", NULL), CHOICE("size", "ogp", "ogp", NULL), LANG, END};
static const struct jy_param static_map[] = {
    PATH_CHOICE("style", "day|night|print", NULL),
    PATH(NUMBER, "lon", -180, 180, "longitude of the middle, degrees"),
    PATH(NUMBER, "lat", -85, 85, "latitude of the middle, degrees"),
    PATH(NUMBER, "zoom", 0, 19, "as of tiles of 256 pixels; fractions allowed"),
    PATH(INT, "w", 16, 1280, "width, pixels"),
    PATH(INT, "h", 16, 1280, "height, pixels"),
    QUERY(STRING, "markers", 0, 800, NULL,
          "lon,lat;lon,lat… in degrees, 20 at most; numbered in this order when several"),
    END};
static const struct jy_param search[] = {
    NEEDED(STRING, "q", 1, 80, "a name or address, as written or as it sounds"),
    QUERY(INT, "limit", 1, 50, "10", NULL), LANG, END};
static const struct jy_param ask[] = {
    AT(JY_IN_QUERY), CHOICE("land", "city|private|unknown", "unknown", "kind of land"), LANG, END};
static const struct jy_param walk[] = {
    NEEDED(STRING, "from", 3, 60, "LON,LAT of the start, degrees"),
    NEEDED(STRING, "to", 3, 60, "LON,LAT of the end, degrees"),
    QUERY(NUMBER, "detour", 0, 1, "0.2",
          "how much longer the best-lit way may be: 0.2 is a fifth of the shortest"),
    CHOICE("format", "json|geojson|gpx", "json", "the answer, or its ways as a file"),
    LANG,
    END};
static const struct jy_param request_add[] = {
    IDEMPOTENCY_KEY("made by the client; the same key with the same body is stored once"),
    AT(JY_IN_BODY),
    BODY_NEEDED_CHOICE("land", "city|private|unknown", NULL),
    BODY_NEEDED_CHOICE("wish", "new_light|brighter|other", NULL),
    {.name = "note", .place = JY_IN_BODY, .kind = JY_PARAM_STRING, .lines = true, .max = 500},
    {.name = "lang",
     .place = JY_IN_BODY,
     .kind = JY_PARAM_ENUM,
     .codes = "ja|ja-easy|en|zh|ko",
     .default_text = "ja"},
    END};
static const struct jy_param request_get[] = {PATH(STRING, "token", 0, 200, NULL), LANG, END};
static const struct jy_param gaps[] = {
    QUERY(STRING, "district", 1, 80, NULL, "id or name; the whole city without it"), LANG, END};
static const struct jy_param crime_figure[] = {
    PATH_CHOICE("figure", "yearly|offences|districts|rank", NULL),
    QUERY(STRING, "offence", 1, 80, "total", "code or name, in any of the five languages"),
    QUERY(INT, "year", 0, 2200, "0", "0: the newest there is"), LANG, END};
static const struct jy_param crime_report[] = {
    QUERY(INT, "year", 0, 2200, "0", "0: the newest there is"),
    CHOICE("format", "pdf|html", "pdf", NULL), LANG, END};
static const struct jy_param hotspots[] = {
    NEEDED(STRING, "offence", 1, 400,
           "code or name, in any of the five languages; several, with commas, are judged together"),
    YEARS,
    CHOICE("periods", "whole|each-year", "whole", "each year by itself, judged together"),
    CHOICE("level", "district|chome|grid|street", "chome", NULL),
    LANG,
    END};
static const struct jy_param network_quality[] = {
    QUERY(INT, "limit", 0, 1000, "100", "entries of each list"), END};
static const struct jy_param history[] = {
    QUERY(STRING, "district", 1, 80, NULL, "id or name; city and all districts without it"),
    CHOICE("rules", "then|today", "then", "each year by the rule of its end, or all by today's"),
    CHOICE("format", "json|csv", "json", NULL), LANG, END};
static const struct jy_param places[] = {
    QUERY(STRING, "kind", 1, 120, "station,bus_stop", "kinds of place, with commas between"),
    QUERY(INT, "limit", 1, 2000, "500", NULL), LANG, END};
static const struct jy_param camera_places[] = {
    NEEDED(STRING, "offence", 1, 80, "code or name, in any of the five languages"),
    YEARS,
    QUERY(INT, "number", 1, 200, NULL, "at most that many; this or budget"),
    QUERY(NUMBER, "budget", 0, 1e12, NULL, "what the city may spend, in its currency"),
    QUERY(STRING, "fiscal_year", 2, 20, NULL, "of the subsidy: R6 or 2024; the newest without it"),
    QUERY(STRING, "applicant", 1, 40, "city", "city (no subsidy), neighbourhood or shop_street"),
    QUERY(NUMBER, "angle", 1, 360, "60", "of the new cameras' view, degrees"),
    QUERY(NUMBER, "range", 1, 500, "30", "of the new cameras' view, metres"),
    LANG,
    END};
static const struct jy_param plan[] = {
    QUERY(INT, "lights", 1, JY_API_PLAN_LIGHTS_MAX, NULL,
          "at most that many; 20 without it, a budget and a name"),
    QUERY(NUMBER, "budget", 0, 1e12, NULL, "what all of them may cost, in the city's currency"),
    CHOICE("weight", "length|length,requests|length,places|length,requests,places", "length",
           "what a dark metre weighs, added up"),
    QUERY(STRING, "name", 1, JY_PLAN_NAME_MAX, NULL,
          "of a plan adopted before (A-Z a-z 0-9 . _ -): its lights count and stand as they are; "
          "alone, these only"),
    QUERY(STRING, "moved", 1, 4000, NULL,
          "number,longitude,latitude;… of lights set up elsewhere than planned"),
    CHOICE("format", "json|csv|geojson|pdf", "json", "pdf: the work order"),
    CHOICE("encoding", "utf-8|cp932", "utf-8", "of csv"),
    LANG,
    END};
static const struct jy_param whatif[] = {{.name = "add",
                                          .place = JY_IN_BODY,
                                          .kind = JY_PARAM_NUMBERS,
                                          .max = 300,
                                          .doc = "[longitude, latitude] of lights to add"},
                                         {.name = "remove",
                                          .place = JY_IN_BODY,
                                          .kind = JY_PARAM_NUMBERS,
                                          .max = 300,
                                          .doc = "ids of lights to take away"},
                                         {.name = "near",
                                          .place = JY_IN_BODY,
                                          .kind = JY_PARAM_INT,
                                          .max = 300,
                                          .default_text = "0",
                                          .doc = "number in add, from 1, of a light to look at: "
                                                 "what is dark around it with and without it"},
                                         END};
static const struct jy_param flyer[] = {
    PATH(STRING, "district", 1, 80, "id or name of a district, or city"),
    PATH_CHOICE("format", "pdf|png|html", NULL), CHOICE("size", "a4|a5|ogp", "a4", NULL), LANG,
    END};
static const struct jy_param flyer_property[] = {
    PATH_CHOICE("format", "pdf|png|html", NULL),
    NEEDED(STRING, "at", 3, 60, "longitude,latitude of the property, degrees"),
    QUERY(STRING, "from_place", 1, 80, NULL,
          "where the way begins; the nearest station without it"),
    CHOICE("size", "a4|a5|ogp", "a4", NULL),
    SUBJECT,
    SENDER,
    LANG,
    END};
static const struct jy_param sheets_add[] = {
    IDEMPOTENCY_KEY("made by the client; the same key with the same table is one job"),
    NEEDED_CHOICE("terms", "accepted", "the terms of use shown on the agents' page"),
    CHOICE("format", "pdf|png|html", "pdf", NULL),
    CHOICE("size", "a4|a5|ogp", "a4", NULL),
    QUERY(STRING, "from_place", 0, 80, NULL,
          "where ways begin, for rows that do not say; the nearest station without it"),
    SENDER,
    LANG,
    END};
static const struct jy_param sheets_template[] = {CHOICE("encoding", "utf-8|cp932", "utf-8", NULL),
                                                  LANG, END};
static const struct jy_param token_only[] = {PATH(STRING, "token", 0, 64, NULL), END};
static const struct jy_param edition[] = {PATH(INT, "id", 1, 1e15, "number of the edition"), END};
static const struct jy_param static_file[] = {PATH(STRING, "path", 0, 200, NULL),
                                              QUERY(TOKEN, "v", 1, 64, NULL, NULL), END};
static const struct jy_param catalogue[] = {PATH_CHOICE("lang", "ja|ja-easy|en|zh|ko", NULL), END};

const struct jy_http_route jy_api_routes[] = {
    /* pages */
    {JY_HTTP_GET, "/", "page", "The map page", jy_api_page, NULL, "text/html; charset=utf-8",
     "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE, .any_query = true},
    {JY_HTTP_GET, "/r/{token}", "statusPage", "How a request is going, as a page",
     jy_api_status_page, request_get, "text/html; charset=utf-8", "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true, .secret = true, .any_query = true},
    {JY_HTTP_GET, "/agents", "agentsPage", "Property sheets for agents, as a page",
     jy_api_agents_page, NULL, "text/html; charset=utf-8", "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true, .any_query = true},
    {JY_HTTP_GET, "/static/{path*}", "staticFile", "A file of the pages", jy_api_static,
     static_file, "application/octet-stream", "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .quick = true},
    {JY_HTTP_GET, "/i18n/{lang}.json", "catalogue", "Texts of the pages in one language",
     jy_api_catalogue, catalogue, JSON, "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .quick = true},
    /* data */
    {JY_HTTP_GET, "/api/city", "city", "The city: names, districts, layers, rule, departments",
     jy_api_city, lang_only, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/search", "search", "Districts, chome, places and roads by name or address",
     jy_api_search, search, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/places", "places", "Named places of a kind: stations and stops",
     jy_api_places, places, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
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
    {JY_HTTP_GET, "/api/requests/{token}/judged", "requestJudged",
     "A request judged again: as it was told, by the day's rule and lights, and by today's",
     jy_api_request_judged, request_get, JSON, "200 404", .rate = JY_RATE_EXPENSIVE,
     .secret = true},
    {JY_HTTP_GET, "/api/gaps/summary", "gaps", "Unlit stretches in numbers, by district",
     jy_api_gaps, gaps, JSON, "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/analyses", "analyses", "What can be computed, with parameters and ranges",
     jy_api_analyses, lang_only, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE, .quick = true},
    {JY_HTTP_GET, "/api/figures", "figures", "Published figures with their sources", jy_api_figures,
     lang_only, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/crimes/report", "crimeReport",
     "A report of one year: totals, by offence, by district, zones, rank; to print or to read",
     jy_api_crime_report, crime_report, "application/pdf", "200 304 404", .rate = JY_RATE_EXPENSIVE,
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/crimes/{figure}", "crimeFigure",
     "The table of a chart: totals by year, by offence, by district, or the rank among "
     "municipalities",
     jy_api_crime_figure, crime_figure, JSON, "200 304 404", .rate = JY_RATE_MAP,
     .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/hotspots", "hotspots",
     "Zones where the police figures point, with what is needed to question them", jy_api_hotspots,
     hotspots, JSON, "200 304 404", .rate = JY_RATE_MAP, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/plan", "plan", "Which lights to set up, and why", jy_api_plan, plan, JSON,
     "200 304", .rate = JY_RATE_EXPENSIVE, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/cameras/places", "cameraPlaces",
     "Places for new cameras, with views and subsidies; for staff", jy_api_camera_places,
     camera_places, JSON, "200 403 404", .role = JY_ROLE_STAFF, .rate = JY_RATE_EXPENSIVE},
    {JY_HTTP_GET, "/api/history", "history", "Metres of gap by year", jy_api_history, history, JSON,
     "200 304 404", .rate = JY_RATE_EXPENSIVE, .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/network/quality", "networkQuality",
     "What is odd about the roads: pieces, dead ends, crossings, ends joined, lights on no road",
     jy_api_network_quality, network_quality, JSON, "200", .rate = JY_RATE_EXPENSIVE},
    {JY_HTTP_POST, "/api/whatif", "whatif", "What lights added or taken away would change",
     jy_api_whatif, whatif, JSON, "200 403 404 413 415", .body_limit = 16384, .csrf = true},
    /* agents and long work */
    {JY_HTTP_POST, "/api/agents/logo", "logoAdd",
     "Take in a logo, PNG or JPEG; it is written anew and kept for a day", jy_api_logo_add, NULL,
     JSON, "201 403 413 415", .rate = JY_RATE_JOB, .body_limit = JY_PICTURE_MAX_BYTES, .csrf = true,
     .accepts = "image/png|image/jpeg"},
    {JY_HTTP_GET, "/api/agents/logo/{token}.png", "logoGet", "A logo as it was taken in",
     jy_api_logo_get, token_only, "image/png", "200 404", .secret = true},
    {JY_HTTP_POST, "/api/agents/sheets", "sheetsAdd",
     "A property sheet for each row of a table, as a job", jy_api_sheets_add, sheets_add, JSON,
     "200 202 403 404 409 413 415", .rate = JY_RATE_JOB, .body_limit = (size_t)2 << 20,
     .csrf = true, .accepts = "text/csv"},
    {JY_HTTP_GET, "/api/agents/template.csv", "sheetsTemplate",
     "The table of properties to fill in", jy_api_sheets_template, sheets_template,
     "text/csv; charset=utf-8", "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/api/jobs/{token}/result", "jobResult", "What a job made", jy_api_job_result,
     token_only, "application/zip", "200 404", .secret = true},
    {JY_HTTP_GET, "/api/jobs/{token}", "jobGet", "How a job is going", jy_api_job_get, token_only,
     JSON, "200 404", .secret = true},
    {JY_HTTP_DELETE, "/api/jobs/{token}", "jobDelete", "End a job and forget it", jy_api_job_delete,
     token_only, JSON, "204 403 404", .secret = true, .csrf = true},
    /* tiles */
    {JY_HTTP_GET, "/tiles/{layer}.json", "tileJson", "TileJSON 3 of a layer or style",
     jy_api_tilejson, layer_only, JSON, "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE},
    {JY_HTTP_GET, "/tiles/{layer}/{z}/{x}/{y}.mvt", "tileMvt",
     "A vector tile; 204 when nothing is in it", jy_api_tile, tile,
     "application/vnd.mapbox-vector-tile", "200 204 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .often_quick = true},
    {JY_HTTP_GET, "/tiles/{layer}/{z}/{x}/{y}@2x.png", "tilePng2x",
     "A raster tile of 512 pixels a side", jy_api_tile, tile, "image/png", "200 304 404",
     .cache = JY_HTTP_CACHE_REVALIDATE, .often_quick = true},
    {JY_HTTP_GET, "/tiles/{layer}/{z}/{x}/{y}.png", "tilePng", "A raster tile of 256 pixels a side",
     jy_api_tile, tile, "image/png", "200 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .often_quick = true},
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
    {JY_HTTP_GET, "/flyers/editions/{id}.pdf", "edition",
     "An issued sheet as it was printed; its bytes never change", jy_api_edition, edition,
     "application/pdf", "200 304 404", .rate = JY_RATE_MAP, .cache = JY_HTTP_CACHE_FOREVER},
    {JY_HTTP_GET, "/api/flyers/editions", "editions", "Issued sheets: year, version, owner, hash",
     jy_api_editions, NULL, JSON, "200 304", .cache = JY_HTTP_CACHE_REVALIDATE},
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
     "application/vnd.mapbox-vector-tile", "200 204 304 404", .cache = JY_HTTP_CACHE_REVALIDATE,
     .often_quick = true},
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
