/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gis/extra_lights.h"
#include "gis/lighting.h"

#include "src/analysis/arrangement.h"
#include "src/analysis/lamp_rule.h"
#include "src/analysis/lighting.h"
#include "src/analysis/network_quality.h"
#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/gaps_command.h"
#include "src/cli/options.h"
#include "src/io/csv_table.h"
#include "src/io/network_files.h"

static void run_done(struct gaps_run *run)
{
    gis_extra_lights_done(&run->extra);
    if (run->registry == NULL) {
        gis_lighting_free(run->lighting);
        gis_network_free(run->net);
    }
    jy_lighting_free(run->registry);
    jy_city_data_free(run->data);
    jy_store_close(run->store);
    jy_network_files_done(&run->files);
}

/* --- what comes out --------------------------------------------------------------------------- */

static struct jy_lighting_summary summarise(const struct gaps_run *run)
{
    if (run->registry != NULL)
        return jy_lighting_summary(run->registry, run->district);
    struct gis_lighting_summary sum = gis_lighting_summary(run->lighting);
    return (struct jy_lighting_summary){.spacing_m = sum.spacing_m,
                                        .snap_m = run->snap_m,
                                        .road_length_m = sum.road_length_m,
                                        .lights = (int64_t)sum.lights,
                                        .lights_matched = (int64_t)sum.lights_matched,
                                        .uncovered_m = sum.uncovered_m,
                                        .gaps = (int64_t)sum.gaps,
                                        .eligible_m = sum.eligible_m,
                                        .max_distance_m = sum.max_distance_m,
                                        .extra_lower = (int64_t)run->extra.lower,
                                        .extra_upper = (int64_t)run->extra.upper};
}

/* What each spacing of a rule by road judges. */
static void add_spacings(const struct gaps_run *run, struct jy_json *json)
{
    struct jy_spacing_total totals[16];
    size_t n = jy_lighting_by_spacing(run->registry, run->district, 16, totals);
    jy_json_key(json, "by_spacing");
    jy_json_array(json);
    for (size_t i = 0; i < n; i++) {
        jy_json_object(json);
        jy_json_kv_double(json, "spacing_m", totals[i].spacing_m);
        jy_json_kv_double(json, "reach_m", totals[i].reach_m);
        jy_json_kv_fixed(json, "road_length_m", totals[i].road_length_m, 6);
        jy_json_kv_fixed(json, "uncovered_m", totals[i].uncovered_m, 6);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static enum jy_code write_summary(const struct gaps_run *run, struct jy_buf *out,
                                  struct jy_error *err)
{
    struct jy_lighting_summary sum = summarise(run);
    struct jy_json json;
    jy_json_init(&json, out);
    jy_json_object(&json);
    jy_json_kv_double(&json, "spacing_m", sum.spacing_m);
    jy_json_kv_double(&json, "snap_m", sum.snap_m);
    jy_json_kv_fixed(&json, "road_length_m", sum.road_length_m, 6);
    jy_json_kv_int(&json, "lights", sum.lights);
    jy_json_kv_int(&json, "lights_matched", sum.lights_matched);
    jy_json_kv_fixed(&json, "uncovered_m", sum.uncovered_m, 6);
    jy_json_kv_int(&json, "gaps", sum.gaps);
    jy_json_kv_fixed(&json, "eligible_m", sum.eligible_m, 6);
    jy_json_kv_fixed(&json, "max_distance_m", sum.max_distance_m, 6);
    cli_gaps_add_extra(&json, (size_t)sum.extra_lower, (size_t)sum.extra_upper);
    if (run->registry != NULL) {
        const struct jy_city_data *d = run->data;
        bool by_rule = isnan(run->o->spacing_m);
        jy_json_kv_string(&json, "rule", by_rule ? d->rule->version : NULL);
        jy_json_kv_string(&json, "rule_id", by_rule ? d->rule->id : NULL);
        jy_json_kv_string(&json, "measure",
                          by_rule && d->rule->measure == JY_MEASURE_STRAIGHT ? "straight"
                                                                             : "along_road");
        jy_json_kv_bool(&json, "from_intersections", by_rule && d->rule->from_intersections);
        jy_json_kv_fixed(&json, "kerb_length_m", sum.kerb_length_m, 6);
        add_spacings(run, &json);
        jy_json_kv_int(&json, "lamps_below_minimum",
                       (int64_t)jy_lamps_below(run->registry, run->district, 0, NULL));
        if (jy_arrangements_write_totals(run->registry, &json, err) != JY_OK)
            return err->code;
        jy_json_kv_string(
            &json, "district",
            run->district != JY_NO_DISTRICT ? run->registry->districts[run->district]->name : NULL);
        jy_json_kv_bool(&json, "sample", d->sample);
    }
    jy_json_object_end(&json);
    jy_buf_addc(out, '\n');
    return JY_OK;
}

static enum jy_code write_result(const struct gaps_run *run, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    enum jy_code code = JY_OK;
    if (strcmp(run->o->format, "geojson") == 0) {
        code = cli_gaps_write_geojson(run, &out, err);
    } else if (strcmp(run->o->format, "csv") == 0) {
        code = cli_gaps_write_csv(run, &out, err);
    } else {
        code = write_summary(run, &out, err);
    }
    if (code != JY_OK)
        return code;
    return jy_file_write(run->o->out != NULL ? run->o->out : "-", jy_buf_text(&out), out.len,
                         run->o->force, err);
}

/* --- what goes in ----------------------------------------------------------------------------- */

static enum jy_code status_fail(struct jy_error *err, const char *path, enum gis_status status)
{
    return jy_fail(err, status == GIS_ENOMEM ? JY_EINTERNAL : JY_EINVALID, "%s: %s", path,
                   gis_status_text(status));
}

static bool wants_quality(const struct gaps_options *o)
{
    return o->quality || o->report != NULL;
}

static enum jy_code build_network(struct gaps_run *run, struct jy_error *err)
{
    const struct jy_network_files *f = &run->files;
    struct gis_roads roads = {f->n_roads, f->first_point, f->points, f->flags, f->levels};
    struct gis_network_options options = {
        .end_gap_m = run->o->end_gap_m,
        .node_crossings = run->o->noding,
        .find_crossings = !run->o->noding && (!run->o->quiet || wants_quality(run->o))};
    uint32_t bad = GIS_NONE;
    enum gis_status status = gis_network_new(&roads, &options, &bad, &run->net);
    if (status == GIS_EDOMAIN && bad != GIS_NONE) {
        return jy_fail(err, JY_EINVALID, "%s: line %u: a coordinate is no number of metres",
                       run->o->roads, bad + 1);
    }
    return status == GIS_OK ? JY_OK : status_fail(err, run->o->roads, status);
}

/* The report goes to its file, or with --quality in place of everything else. */
static enum jy_code write_quality(const struct gaps_run *run, struct jy_buf *text,
                                  struct jy_error *err)
{
    const char *path = run->o->quality ? run->o->out : run->o->report;
    jy_buf_addc(text, '\n');
    return jy_file_write(path != NULL ? path : "-", jy_buf_text(text), text->len, run->o->force,
                         err);
}

static enum jy_code files_quality(const struct gaps_run *run, const struct gis_snap *snaps,
                                  struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_json json;
    const struct jy_network_quality q = {
        .network = run->net,
        .options = {.end_gap_m = run->o->end_gap_m, .node_crossings = run->o->noding},
        .projection = run->projection,
        .n_lights = run->files.n_lights,
        .lights = run->files.lights,
        .snaps = snaps,
        .snap_m = run->snap_m,
        .max_listed = (size_t)run->o->listed};
    jy_json_init(&json, &text);
    enum jy_code code = jy_network_quality_write(&q, &json, err);
    return code == JY_OK ? write_quality(run, &text, err) : code;
}

static enum jy_code registry_quality(const struct gaps_run *run, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &text);
    enum jy_code code = jy_network_quality_of(run->data, (size_t)run->o->listed, &json, err);
    return code == JY_OK ? write_quality(run, &text, err) : code;
}

static enum jy_code compute(struct gaps_run *run, struct jy_error *err)
{
    size_t n = run->files.n_lights;
    struct gis_snap JY_AUTOFREE *snaps = jy_calloc(n + 1, sizeof *snaps);
    gis_lights_snap(run->net, n, run->files.lights, run->snap_m, snaps);
    if (wants_quality(run->o) && files_quality(run, snaps, err) != JY_OK)
        return err->code;
    enum gis_status status = gis_lighting_new(run->net, run->spacing_m, n, snaps, &run->lighting);
    if (status == GIS_OK)
        status = gis_extra_lights_new(run->lighting, &run->extra);
    return status == GIS_OK ? JY_OK : status_fail(err, run->o->roads, status);
}

static void say_quality(const struct gaps_run *run)
{
    const struct gis_network_quality *q = &run->net->quality;
    (void)fprintf(stderr,
                  "network: %u edges, %zu components, %zu dead ends, %zu repeated edges and %zu "
                  "roads without extent left out\n",
                  run->net->n_edges, q->n_components, q->n_dead_ends, q->n_of[GIS_ISSUE_DUPLICATE],
                  q->n_of[GIS_ISSUE_ZERO_LENGTH]);
    if (q->n_of[GIS_ISSUE_CROSSING] > 0) {
        (void)fprintf(stderr,
                      "network: %zu crossings at one level without a shared point are no junctions "
                      "(--node-crossings joins them)\n",
                      q->n_of[GIS_ISSUE_CROSSING]);
    }
    if (q->n_of[GIS_ISSUE_JOINED_GAP] + q->n_of[GIS_ISSUE_NODED] > 0) {
        (void)fprintf(stderr, "network: %zu ends and %zu crossings joined\n",
                      q->n_of[GIS_ISSUE_JOINED_GAP], q->n_of[GIS_ISSUE_NODED]);
    }
}

static void say_unmatched(const struct gaps_run *run)
{
    double farthest_m = 0;
    size_t n = 0;
    for (uint32_t i = 0; i < gis_lighting_n_lights(run->lighting); i++) {
        struct gis_snap snap = gis_lighting_light(run->lighting, i);
        if (snap.at.edge != GIS_NONE)
            continue;
        n++;
        farthest_m = fmax(farthest_m, snap.distance_m);
    }
    if (n > 0) {
        (void)fprintf(stderr, "lights: %zu farther than %g m from any road, up to %.1f m\n", n,
                      run->snap_m, farthest_m);
    }
}

static enum jy_code find_district(struct gaps_run *run, struct jy_error *err)
{
    run->district = JY_NO_DISTRICT;
    if (run->o->district == NULL)
        return JY_OK;
    run->district = jy_lighting_district(run->registry, run->o->district);
    if (run->district == JY_NO_DISTRICT) {
        return jy_fail(err, JY_ENOTFOUND, "no district '%s' with a border in this registry",
                       run->o->district);
    }
    return JY_OK;
}

static enum jy_code run_registry(struct gaps_run *run, struct jy_error *err)
{
    const struct gaps_options *o = run->o;
    double start_s = jy_clock_monotonic_s();
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_store_open(o->db, JY_STORE_READ, &run->store, err);
    if (code == JY_OK) {
        code =
            jy_city_data_load_by(run->store, o->as_of, o->rule,
                                 JY_LOAD_LIGHTS | JY_LOAD_ROADS | JY_LOAD_AREAS, &run->data, err);
    }
    double read_s = jy_clock_monotonic_s();
    struct jy_lighting_options options = {o->spacing_m, o->snap_m};
    if (code == JY_OK && wants_quality(o))
        code = registry_quality(run, err);
    if (code == JY_OK && o->quality)
        return JY_OK;
    if (code == JY_OK)
        code = jy_lighting_new(run->data, options, &run->registry, err);
    if (code == JY_OK)
        code = find_district(run, err);
    if (code != JY_OK)
        return code;
    run->net = run->registry->network;
    run->lighting = run->registry->state;
    run->projection = run->registry->projection;
    run->spacing_m = run->registry->spacing_m;
    run->snap_m = run->registry->snap_m;
    if (!o->quiet) {
        (void)fprintf(stderr, "read %zu roads and %zu lights in %.3f s\n", run->data->n_roads,
                      run->data->n_lights, read_s - start_s);
        if (jy_date_known(o->as_of.day) && run->data->n_lights == 0) {
            const struct jy_date d = o->as_of.day;
            (void)fprintf(
                stderr,
                "no light is known for %04d-%02d-%02d: one without an installation date counts "
                "from the day of its import\n",
                d.year, d.month, d.day);
        }
        (void)fprintf(stderr, "computed in %.3f s\n", jy_clock_monotonic_s() - read_s);
        say_quality(run);
        say_unmatched(run);
    }
    return write_result(run, err);
}

static enum jy_code run_files(struct gaps_run *run, struct jy_error *err)
{
    const struct gaps_options *o = run->o;
    run->spacing_m = isnan(o->spacing_m) ? 20 : o->spacing_m;
    run->snap_m = isnan(o->snap_m) ? 15 : o->snap_m;
    struct jy_network_files_options files = {o->roads, o->lights, o->crs};
    double start_s = jy_clock_monotonic_s();
    enum jy_code code = jy_network_files_read(&files, &run->files, err);
    if (code != JY_OK)
        return code;
    run->projection = run->files.projection;
    double read_s = jy_clock_monotonic_s();
    if (!o->quiet) {
        (void)fprintf(stderr, "read %zu roads and %zu lights in %.3f s (plane: %s)\n",
                      run->files.n_roads, run->files.n_lights, read_s - start_s, run->files.plane);
    }
    if (!o->quiet && run->files.n_roads_skipped + run->files.n_lights_skipped > 0) {
        (void)fprintf(stderr,
                      "left out: %zu features that are no lines, %zu lights without position\n",
                      run->files.n_roads_skipped, run->files.n_lights_skipped);
    }
    code = build_network(run, err);
    if (code == JY_OK)
        code = compute(run, err);
    if (code != JY_OK || o->quality)
        return code;
    if (!o->quiet) {
        (void)fprintf(stderr, "computed in %.3f s\n", jy_clock_monotonic_s() - read_s);
        say_quality(run);
        say_unmatched(run);
    }
    return write_result(run, err);
}

/* --- options ---------------------------------------------------------------------------------- */

static int wrong_files(const struct gaps_options *o)
{
    if (o->db == NULL && (o->roads == NULL || o->lights == NULL))
        return cli_wrong_use("gaps", "give a registry, or --roads FILE and --lights FILE");
    if (o->db != NULL && (o->roads != NULL || o->lights != NULL || o->crs != NULL || o->noding ||
                          o->end_gap_m > 0)) {
        return cli_wrong_use("gaps",
                             "a registry has its own roads, lights and CRS; its profile says "
                             "how crossings and gaps between ends are joined");
    }
    if (o->db == NULL && (o->district != NULL || jy_date_known(o->as_of.day) || o->rule != NULL))
        return cli_wrong_use("gaps", "--district, --as-of and --rule need a registry");
    if (o->rule != NULL && !isnan(o->spacing_m))
        return cli_wrong_use("gaps", "--rule has a spacing of its own: give it or --spacing");
    if (strcmp(o->format, "summary") != 0 && strcmp(o->format, "geojson") != 0 &&
        strcmp(o->format, "csv") != 0)
        return cli_wrong_use("gaps", "--format %s: summary, geojson or csv", o->format);
    return 0;
}

int cli_gaps(int argc, char **argv)
{
    struct gaps_options o = {
        .format = "summary", .listed = 1000, .spacing_m = (double)NAN, .snap_m = (double)NAN};
    const struct cli_option options[] = {
        {"roads", "FILE", "lines, with optional fields evaluate and passable (0, 1)", CLI_STRING,
         &o.roads, 0, 0},
        {"lights", "FILE", "points, or CSV with x,y or lon,lat or 経度,緯度", CLI_STRING, &o.lights,
         0, 0},
        {"crs", "EPSG:n", "projected CRS of files that name none, and the plane for degrees",
         CLI_STRING, &o.crs, 0, 0},
        {"spacing", "METRES", "spacing of lights along the road (the rule's; files: 20)",
         CLI_DOUBLE, &o.spacing_m, 0.1, 1e6},
        {"snap", "METRES", "a light belongs to a road at most so far away (the rule's; files: 15)",
         CLI_DOUBLE, &o.snap_m, 0, 1e6},
        {"district", "NAME", "of a registry: this district alone", CLI_STRING, &o.district, 0, 0},
        {"as-of", "DAY", "of a registry: as it was at the end of YYYY-MM-DD", CLI_DAY, &o.as_of.day,
         0, 0},
        {"rule", "ID", "of a registry: judged by this rule pack, ID or ID@VERSION", CLI_STRING,
         &o.rule, 0, 0},
        {"node-crossings", NULL,
         "of files: join roads of one level that cross without a shared point", CLI_FLAG, &o.noding,
         0, 0},
        {"noding", NULL, "the same", CLI_FLAG, &o.noding, 0, 0},
        {"quality", NULL, "report on the network alone: pieces, dead ends, odd crossings … (JSON)",
         CLI_FLAG, &o.quality, 0, 0},
        {"report", "FILE", "write that report there, and the gaps as asked", CLI_STRING, &o.report,
         0, 0},
        {"listed", "N", "entries of each list in the report (1000)", CLI_INT, &o.listed, 0, 100000},
        {"end-gap", "METRES", "of files: join ends of roads this near to another road (0)",
         CLI_DOUBLE, &o.end_gap_m, 0, 100},
        {"format", "NAME", "summary (JSON), geojson or csv: one feature or row for each gap",
         CLI_STRING, &o.format, 0, 0},
        {"out", "FILE", "write there instead of to stdout", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite --out FILE", CLI_FLAG, &o.force, 0, 0},
        {"quiet", NULL, "no lines on stderr about the data and the time", CLI_FLAG, &o.quiet, 0, 0},
    };
    const struct cli_usage usage = {"gaps DB | gaps --roads FILE --lights FILE",
                                    "Finds the stretches of road that are farther than half the "
                                    "spacing from a light, measured\n"
                                    "along the road, and how many further lights would close them.",
                                    options,
                                    sizeof options / sizeof *options,
                                    0,
                                    1};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    o.db = n_args > 0 ? args[0] : NULL;
    int wrong = wrong_files(&o);
    if (wrong != 0)
        return wrong;
    struct gaps_run run = {.o = &o, .district = JY_NO_DISTRICT};
    struct jy_error err;
    enum jy_code code = o.db != NULL ? run_registry(&run, &err) : run_files(&run, &err);
    run_done(&run);
    return code == JY_OK ? 0 : cli_failed("gaps", &err);
}
