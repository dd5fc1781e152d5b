/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/app/serve.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/api/agents.h"
#include "src/api/api.h"
#include "src/app/paths.h"
#include "src/app/tile_template.h"
#include "src/base/log.h"
#include "src/base/mem.h"
#include "src/http/server.h"
#include "src/jobs/sheets_task.h"

#define GRACE_S         8
#define READY_MAX_BYTES ((size_t)16 << 20)

struct jy_service {
    struct jy_config config;
    struct jy_api api;
    struct jy_http_service http;
    struct jy_http_server *server;
    char *db_path, *state_dir, *jobs_dir;
    char base_origin[JY_ORIGIN_SIZE];
};

static int n_workers(const struct jy_config *config)
{
    long n = config->workers > 0 ? config->workers : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 2 ? 2 : n > 64 ? 64 : (int)n;
}

static enum jy_code open_texts(struct jy_service *s, struct jy_error *err)
{
    char *found JY_AUTOFREE =
        s->config.web_dir[0] != '\0' ? jy_strdup(s->config.web_dir) : jy_path_of("web");
    enum jy_code code = jy_static_open(found, &s->api.web, err);
    if (code != JY_OK)
        return code;
    struct jy_buf JY_AUTOBUF i18n = JY_BUF_INIT;
    jy_buf_addf(&i18n, "%s/i18n", found);
    return jy_i18n_load(jy_buf_text(&i18n), &s->api.i18n, err);
}

static enum jy_code open_registry(struct jy_service *s, const char *path, struct jy_error *err)
{
    /* The writer first: it brings an older registry up to date. */
    enum jy_code code = jy_writer_open(path, &s->api.writer, err);
    if (code == JY_OK) {
        code = jy_readers_open(path, n_workers(&s->config), s->config.statement_deadline_s,
                               &s->api.readers, err);
    }
    if (code == JY_OK) {
        code =
            jy_live_open(path, s->config.scene_file_s, s->config.fresh_wait_s, &s->api.live, err);
    }
    return code;
}

/* Others go on being served: one table at a time, in a child of low priority on all cores. */
static enum jy_code open_jobs(struct jy_service *s, struct jy_error *err)
{
    struct jy_buf state = JY_BUF_INIT, jobs = JY_BUF_INIT;
    if (s->config.state_dir[0] != '\0') {
        jy_buf_adds(&state, s->config.state_dir);
    } else {
        jy_buf_addf(&state, "%s.state", s->db_path);
    }
    jy_buf_addf(&jobs, "%s/jobs", jy_buf_text(&state));
    s->state_dir = jy_buf_take(&state);
    s->jobs_dir = jy_buf_take(&jobs);
    s->api.state_dir = s->state_dir;
    const struct jy_jobs_options options = {.folder = s->jobs_dir,
                                            .running_max = 1,
                                            .waiting_max = 20,
                                            .keep_s = JY_AGENTS_KEEP_S,
                                            .disk_bytes = (uint64_t)s->config.jobs_disk_mb << 20,
                                            .run = jy_sheets_task_run,
                                            .ctx = s->db_path};
    return jy_jobs_open(&options, &s->api.jobs, err);
}

/* A base map of others, when the settings name one. */
static enum jy_code open_outside(struct jy_service *s, struct jy_error *err)
{
    const struct jy_config *c = &s->config;
    enum jy_code code = jy_config_check(c, err);
    if (code != JY_OK || c->base_tiles[0] == '\0')
        return code;
    s->api.outside = (struct jy_api_outside){.tiles = c->base_tiles,
                                             .attribution = c->base_attribution,
                                             .max_zoom = c->base_max_zoom,
                                             .origin = s->base_origin};
    return jy_tile_template_origin(c->base_tiles, s->base_origin, err);
}

static uint64_t generation(void *api)
{
    return jy_live_generation(((struct jy_api *)api)->live);
}

static void open_http(struct jy_service *s)
{
    const struct jy_config *c = &s->config;
    s->api.tiles = jy_tile_cache_new((size_t)c->tile_cache_mb << 20);
    s->api.flyers = jy_tile_cache_new((size_t)32 << 20);
    s->api.whatif = jy_whatif_slot_new();
    s->api.tools = jy_tools_new();
    s->api.tally = jy_tally_new(s->api.writer);
    s->api.press = jy_press_new(s->api.i18n, n_workers(c), jy_tools_still, s->api.tools);
    s->api.public_url = c->public_url;
    s->http.router = jy_router_of(jy_api_routes, &s->api);
    s->http.router.local_open = c->metrics_open;
    s->http.metrics = s->api.metrics = jy_metrics_new(&s->http.router);
    const struct jy_limiter_class classes[JY_RATE_CLASSES] = {
        [JY_RATE_EXPENSIVE] = {(double)c->expensive_burst, (double)c->expensive_per_minute},
        [JY_RATE_WRITE] = {(double)c->write_burst, (double)c->write_per_minute},
        [JY_RATE_MAP] = {(double)c->map_burst, (double)c->map_per_minute},
        [JY_RATE_JOB] = {(double)c->job_burst, (double)c->job_per_minute}};
    s->http.limiter = jy_limiter_new(classes, JY_RATE_CLASSES);
    s->http.trust_forwarded = c->trust_forwarded;
    s->http.access_log = c->access_log;
    size_t ready_bytes = ((size_t)c->tile_cache_mb << 20) / 4;
    s->http.ready = s->api.ready =
        jy_ready_new(ready_bytes < READY_MAX_BYTES ? ready_bytes : READY_MAX_BYTES);
    s->http.generation = generation;
}

enum jy_code jy_service_start(const char *db_path, const struct jy_config *config,
                              struct jy_service **out, struct jy_error *err)
{
    struct jy_service *s = jy_calloc(1, sizeof *s);
    s->config = *config;
    s->db_path = jy_strdup(db_path);
    enum jy_code code = open_outside(s, err);
    if (code == JY_OK)
        code = jy_store_global_init(err);
    if (code == JY_OK)
        code = open_texts(s, err);
    if (code == JY_OK)
        code = open_registry(s, db_path, err);
    if (code == JY_OK)
        code = open_jobs(s, err);
    if (code == JY_OK) {
        open_http(s);
        const struct jy_http_server_options options = {.listen = s->config.listen,
                                                       .threads = (int)config->threads,
                                                       .workers = n_workers(config),
                                                       .queue = (int)config->queue,
                                                       .connections = (int)config->connections,
                                                       .per_address =
                                                           (int)config->connections_per_address,
                                                       .deadline_s = config->deadline_s};
        code = jy_http_server_start(&options, &s->http, &s->server, err);
    }
    if (code != JY_OK) {
        jy_service_stop(s);
        return code;
    }
    *out = s;
    return JY_OK;
}

const char *jy_service_address(const struct jy_service *service)
{
    return jy_http_server_address(service->server);
}

void jy_service_stop(struct jy_service *s)
{
    if (s == NULL)
        return;
    jy_http_server_stop(s->server, GRACE_S);
    jy_jobs_close(s->api.jobs);
    jy_limiter_free(s->http.limiter);
    jy_metrics_free(s->api.metrics);
    jy_ready_free(s->api.ready);
    jy_tile_cache_free(s->api.tiles);
    jy_tile_cache_free(s->api.flyers);
    jy_whatif_slot_free(s->api.whatif);
    jy_press_free(s->api.press);
    jy_tally_free(s->api.tally); /* before the writer ends */
    jy_tools_free(s->api.tools);
    jy_live_close(s->api.live);
    jy_readers_close(s->api.readers);
    jy_writer_close(s->api.writer);
    jy_i18n_free(s->api.i18n);
    jy_static_close(s->api.web);
    free(s->db_path);
    free(s->state_dir);
    free(s->jobs_dir);
    free(s);
}
