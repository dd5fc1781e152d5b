/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/api/api.h"
#include "src/http/ready.h"

/* Resident memory: the second number of /proc/self/statm, in pages. */
static double resident_bytes(void)
{
    char line[128] = "", *second;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    const bool is_read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    if (!is_read)
        return 0;
    (void)strtoul(line, &second, 10);
    return (double)strtoul(second, NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

enum jy_code jy_api_metrics(struct jy_http_call *call, struct jy_error *err)
{
    (void)err;
    struct jy_api *api = jy_api_of(call);
    struct jy_buf *out = &call->response->body;
    jy_metrics_write(api->metrics, out);
    struct jy_tile_stats tiles = jy_tile_cache_stats(api->tiles);
    jy_metrics_line(out, "joyato_tile_cache_hits_total", "counter", "Tiles found in memory.",
                    (double)(tiles.hits + jy_ready_uses(api->ready)));
    jy_metrics_line(out, "joyato_tile_cache_misses_total", "counter", "Tiles built.",
                    (double)tiles.misses);
    jy_metrics_line(out, "joyato_tile_cache_joined_total", "counter",
                    "Tiles waited for while another request built them.", (double)tiles.waits);
    jy_metrics_line(out, "joyato_tile_cache_bytes", "gauge", "Bytes of tiles held.",
                    (double)tiles.bytes);
    jy_metrics_line(out, "joyato_tile_cache_tiles", "gauge", "Tiles held.", (double)tiles.tiles);
    struct jy_live_stats live = jy_live_stats(api->live);
    jy_metrics_line(out, "joyato_snapshot_version", "gauge",
                    "Version of the registry that is served.", (double)live.version);
    jy_metrics_line(out, "joyato_snapshot_builds_total", "counter", "Snapshots built.",
                    (double)live.builds);
    jy_metrics_line(out, "joyato_snapshot_build_seconds", "gauge", "Time of the last build.",
                    live.build_s);
    struct jy_jobs_stats jobs = jy_jobs_stats(api->jobs);
    jy_metrics_line(out, "joyato_jobs_waiting", "gauge", "Tables of properties that wait.",
                    (double)jobs.waiting);
    jy_metrics_line(out, "joyato_jobs_running", "gauge", "Tables being made into sheets.",
                    (double)jobs.running);
    jy_metrics_line(out, "joyato_jobs_kept", "gauge", "Results kept.", (double)jobs.kept);
    jy_metrics_line(out, "joyato_jobs_ended_total", "counter", "Jobs that ended.",
                    (double)jobs.ended);
    jy_metrics_line(out, "joyato_jobs_failed_total", "counter", "Jobs that ended without a result.",
                    (double)jobs.failed);
    jy_metrics_line(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
                    resident_bytes());
    return JY_OK;
}
