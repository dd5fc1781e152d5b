/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the handlers of the JSON API, the tiles and the pages share. Made once by src/app.
 */
#pragma once
#include "src/api/downloads.h"
#include "src/api/live.h"
#include "src/api/readers.h"
#include "src/api/tile_cache.h"
#include "src/api/tools.h"
#include "src/api/whatif_slot.h"
#include "src/domain/i18n.h"
#include "src/http/metrics.h"
#include "src/http/router.h"
#include "src/http/static_files.h"
#include "src/jobs/jobs.h"
#include "src/snapshot/press.h"
#include "src/store/writer.h"

/** A base map that others serve and a reader may switch on; tiles NULL: there is none. */
struct jy_api_outside {
    const char *tiles;       /**< template with {z}/{x}/{y} */
    const char *attribution; /**< plain words */
    const char *origin;      /**< "https://tiles.example" */
    long max_zoom;
};

struct jy_api {
    struct jy_readers *readers;
    struct jy_writer *writer;
    struct jy_live *live;
    struct jy_tile_cache *tiles;
    struct jy_ready *ready;       /**< tiles answered without a handler; NULL none */
    struct jy_tile_cache *flyers; /**< sheets, kept the same way */
    struct jy_whatif_slot *whatif;
    struct jy_tools *tools;
    struct jy_jobs *jobs;
    const char *state_dir;  /**< for what is kept a while; made when it is needed */
    struct jy_press *press; /**< draws the sheets */
    struct jy_tally *tally; /**< how often sheets are fetched */
    struct jy_i18n *i18n;
    struct jy_static *web; /**< NULL: no pages */
    struct jy_metrics *metrics;
    const char *public_url; /**< "https://lights.city.example", NULL: as the request's Host says */
    struct jy_api_outside outside;
};

/** The one table of routes; ends with a row without a pattern. */
extern const struct jy_http_route jy_api_routes[];

/** Language of the call's `lang` parameter. */
enum jy_lang jy_api_lang(const struct jy_http_call *call);
static inline struct jy_api *jy_api_of(const struct jy_http_call *call)
{
    return call->app;
}
/** "https://host" that links in answers begin with; of the call's arena. */
const char *jy_api_base_url(const struct jy_http_call *call);

/** A snapshot held for the length of a handler. */
#define JY_AUTOSNAPSHOT __attribute__((cleanup(jy_live_put_at)))
void jy_live_put_at(struct jy_snapshot **at);
/** A map, the same. */
#define JY_AUTOMAP __attribute__((cleanup(jy_map_unref_at)))
void jy_map_unref_at(struct jy_map **at);

/* One line per handler, alphabetical; each in the file of its name. */
enum jy_code jy_api_agents_page(struct jy_http_call *call, struct jy_error *err); /* pages.c */
enum jy_code jy_api_analyses(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_ask(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_catalogue(struct jy_http_call *call, struct jy_error *err); /* pages.c */
enum jy_code jy_api_city(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_edition(struct jy_http_call *call, struct jy_error *err); /* editions.c */
enum jy_code jy_api_editions(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_embed(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_crime_figure(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_crime_report(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_figures(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_flyer(struct jy_http_call *call, struct jy_error *err); /* flyers.c */
enum jy_code jy_api_flyer_request(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_flyer_cameras(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_flyer_property(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_gaps(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_healthz(struct jy_http_call *call, struct jy_error *err); /* health.c */
enum jy_code jy_api_hotspots(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_job_delete(struct jy_http_call *call, struct jy_error *err); /* jobs.c */
enum jy_code jy_api_job_get(struct jy_http_call *call, struct jy_error *err);    /* jobs.c */
enum jy_code jy_api_job_result(struct jy_http_call *call, struct jy_error *err); /* jobs.c */
enum jy_code jy_api_logo_add(struct jy_http_call *call, struct jy_error *err);   /* agents.c */
enum jy_code jy_api_logo_get(struct jy_http_call *call, struct jy_error *err);   /* agents.c */
enum jy_code jy_api_metrics(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_ogc_collection(struct jy_http_call *call, struct jy_error *err);  /* ogc.c */
enum jy_code jy_api_ogc_collections(struct jy_http_call *call, struct jy_error *err); /* ogc.c */
enum jy_code jy_api_ogc_conformance(struct jy_http_call *call, struct jy_error *err); /* ogc.c */
enum jy_code jy_api_ogc_item(struct jy_http_call *call, struct jy_error *err);  /* ogc_features.c */
enum jy_code jy_api_ogc_items(struct jy_http_call *call, struct jy_error *err); /* ogc_features.c */
enum jy_code jy_api_ogc_landing(struct jy_http_call *call, struct jy_error *err);     /* ogc.c */
enum jy_code jy_api_ogc_matrix_set(struct jy_http_call *call, struct jy_error *err);  /* ogc.c */
enum jy_code jy_api_ogc_matrix_sets(struct jy_http_call *call, struct jy_error *err); /* ogc.c */
enum jy_code jy_api_ogc_tile(struct jy_http_call *call, struct jy_error *err);        /* tiles.c */
enum jy_code jy_api_ogc_tileset(struct jy_http_call *call, struct jy_error *err);     /* ogc.c */
enum jy_code jy_api_ogc_tilesets(struct jy_http_call *call, struct jy_error *err);    /* ogc.c */
enum jy_code jy_api_network_quality(struct jy_http_call *call,
                                    struct jy_error *err);                    /* network.c */
enum jy_code jy_api_history(struct jy_http_call *call, struct jy_error *err); /* plan.c */
/** Lights of a plan over HTTP: unless said, and at most. */
#define JY_API_PLAN_LIGHTS     20
#define JY_API_PLAN_LIGHTS_MAX 200
enum jy_code jy_api_places(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_plan(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_camera_places(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_whatif(struct jy_http_call *call, struct jy_error *err); /* plan.c */
enum jy_code jy_api_openapi(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_page(struct jy_http_call *call, struct jy_error *err);        /* pages.c */
enum jy_code jy_api_readyz(struct jy_http_call *call, struct jy_error *err);      /* health.c */
enum jy_code jy_api_request_add(struct jy_http_call *call, struct jy_error *err); /* requests.c */
enum jy_code jy_api_request_judged(struct jy_http_call *call,
                                   struct jy_error *err);                         /* requests.c */
enum jy_code jy_api_request_get(struct jy_http_call *call, struct jy_error *err); /* requests.c */
enum jy_code jy_api_search(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_sheets_add(struct jy_http_call *call, struct jy_error *err);      /* agents.c */
enum jy_code jy_api_sheets_template(struct jy_http_call *call, struct jy_error *err); /* agents.c */
enum jy_code jy_api_static(struct jy_http_call *call, struct jy_error *err);          /* pages.c */
enum jy_code jy_api_static_map(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_status_page(struct jy_http_call *call, struct jy_error *err); /* pages.c */
enum jy_code jy_api_tile(struct jy_http_call *call, struct jy_error *err);        /* tiles.c */
enum jy_code jy_api_tilejson(struct jy_http_call *call, struct jy_error *err);
enum jy_code jy_api_walk(struct jy_http_call *call, struct jy_error *err);

/** "crimes": which offences the tables count in which years, and what the map's zones show. */
void jy_api_json_crimes(struct jy_json *json, const struct jy_snapshot *snapshot);
