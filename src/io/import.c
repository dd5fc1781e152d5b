/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/io/import_crime.h"

struct layer_importer {
    jy_row_importer row;
    const char *prefer; /* layers of a file that hold it */
    const char *osm_layers;
    bool (*osm_keep)(const struct jy_feature *);
};

static const struct layer_importer importers[] = {
    [JY_LAYER_ROADS] = {jy_import_row_road, "roads", "lines,multipolygons", jy_osm_keep_road},
    [JY_LAYER_DISTRICTS] = {jy_import_row_area, "districts", "multipolygons", jy_osm_keep_area},
    [JY_LAYER_CHOME] = {jy_import_row_area, "chome|town", "multipolygons", jy_osm_keep_area},
    [JY_LAYER_BOUNDARY] = {jy_import_row_area, "boundary|city", "multipolygons", jy_osm_keep_area},
    [JY_LAYER_STREETLIGHTS] = {jy_import_row_light, "streetlights", "points", jy_osm_keep_light},
    [JY_LAYER_CAMERAS] = {jy_import_row_camera, "cameras", "points", jy_osm_keep_camera},
    [JY_LAYER_POLES] = {jy_import_row_pole, "poles", "points", jy_osm_keep_pole},
    [JY_LAYER_CRIMES] = {jy_import_row_crime, "crimes", "points", NULL},
    [JY_LAYER_POPULATION] = {jy_import_row_population, "population", "points", NULL},
    [JY_LAYER_PLACES] = {jy_import_row_place, "places", "points,lines,multipolygons",
                         jy_osm_keep_place},
};

/* ---- rows of both passes ---- */

static enum jy_code on_begin(const struct jy_rows_info *info, void *ctx, struct jy_error *err)
{
    (void)err;
    struct jy_import_job *job = ctx;
    job->info = *info;
    return JY_OK;
}

static enum jy_code on_row(const struct jy_row *row, void *ctx, struct jy_error *err)
{
    struct jy_import_job *job = ctx;
    jy_arena_reset(&job->arena);
    jy_columns_learn(&job->columns, row);
    if (row->problem == NULL && !jy_where_true(job->where, row))
        return JY_OK;
    job->rows++;
    if (job->rows % 1000 == 0 && job->options->progress.step != NULL) {
        job->options->progress.step(job->rows, job->loading ? job->result->read : -1,
                                    job->options->progress.ctx);
    }
    return importers[job->options->layer].row(job, row, err);
}

/* Remembers the columns' names for the result: the first row has them, OSM's later rows more. */
static enum jy_code on_scan_row(const struct jy_row *row, void *ctx, struct jy_error *err)
{
    struct jy_import_job *job = ctx;
    struct jy_import_result *result = job->result;
    if (row->n_columns > result->n_columns) {
        struct jy_import_column *more =
            jy_arena_alloc(&result->arena, row->n_columns * sizeof *more);
        if (result->n_columns > 0)
            memcpy(more, result->columns, result->n_columns * sizeof *more);
        for (size_t i = result->n_columns; i < row->n_columns; i++)
            more[i].column = jy_arena_strdup(&result->arena, row->columns[i]);
        result->columns = more;
        result->n_columns = row->n_columns;
    }
    return on_row(row, ctx, err);
}

static enum jy_code read_pass(struct jy_import_job *job, struct jy_error *err)
{
    const struct layer_importer *importer = &importers[job->options->layer];
    struct jy_rows_options how = {.crs = job->options->crs,
                                  .layer = job->options->layer_name,
                                  .prefer = importer->prefer,
                                  .osm_layers = importer->osm_layers,
                                  .osm_keep = importer->osm_keep};
    struct jy_rows_sink sink = {on_begin, job->loading ? on_row : on_scan_row, job};
    job->rows = 0;
    return job->options->in_process ? jy_rows_read(job->path, &how, &sink, err)
                                    : jy_rows_read_apart(job->path, &how, &sink, err);
}

/* ---- before ---- */

static enum jy_code read_city(struct jy_import_job *job, struct jy_error *err)
{
    char *json = NULL;
    enum jy_code code = jy_store_profile(job->store, &json, err);
    if (code != JY_OK)
        return code;
    struct jy_error ignored;
    /* A registry whose profile cannot be read still takes files: only checks by place are left out.
     */
    if (jy_city_parse(json, strlen(json), "profile", &job->city, &ignored) == JY_OK) {
        job->west_deg = job->city->west_deg;
        job->south_deg = job->city->south_deg;
        job->east_deg = job->city->east_deg;
        job->north_deg = job->city->north_deg;
        job->have_box = job->west_deg < job->east_deg && job->south_deg < job->north_deg;
    }
    free(json);
    return JY_OK;
}

/* The one year in a file's name, 0 when there is none or several. */
static int year_in_name(const char *name)
{
    int found = 0;
    for (const char *p = name; *p != '\0';) {
        size_t n = strspn(p, "0123456789");
        int year = n == 4 ? jy_digits_value(p, 4) : 0;
        if (year >= 1950 && year <= 2100) {
            if (found != 0 && found != year)
                return 0;
            found = year;
        }
        p += n > 0 ? n : 1;
    }
    return found;
}

static enum jy_code open_rejects(struct jy_import_job *job, struct jy_error *err)
{
    const char *path = job->options->rejects_path;
    if (path == NULL)
        return JY_OK;
    job->rejects = fopen(path, "ae");
    if (job->rejects == NULL)
        return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
    (void)fseek(job->rejects, 0, SEEK_END);
    job->rejects_start = ftell(job->rejects);
    if (job->rejects_start <= 0) {
        (void)fputs("\xEF\xBB\xBF"
                    "file,line,reason\r\n",
                    job->rejects);
    }
    return JY_OK;
}

static enum jy_code prepare(struct jy_import_job *job, struct jy_error *err)
{
    const struct jy_import_options *o = job->options;
    const char *slash = strrchr(job->path, '/');
    job->file = slash != NULL ? slash + 1 : job->path;
    job->file_year = year_in_name(job->file);
    size_t known = sizeof importers / sizeof importers[0];
    if ((size_t)o->layer >= known || importers[o->layer].row == NULL) {
        return jy_fail(err, JY_EINVALID, "the layer '%s' cannot be imported",
                       jy_layer_text(o->layer));
    }
    enum jy_code code = jy_columns_init(&job->columns, o->layer, o->map, err);
    if (code == JY_OK && o->crs != NULL)
        code = jy_crs_check(o->crs, err);
    if (code == JY_OK && o->where != NULL)
        code = jy_where_parse(o->where, &job->where, err);
    if (code == JY_OK)
        code = read_city(job, err);
    if (code == JY_OK && (o->layer == JY_LAYER_CRIMES || o->layer == JY_LAYER_POPULATION))
        code = jy_job_areas_load(job, err);
    return code;
}

static bool has_place(const struct jy_import_job *job)
{
    const struct jy_columns *c = &job->columns;
    bool lonlat = jy_columns_has(c, JY_COLUMN_LON) && jy_columns_has(c, JY_COLUMN_LAT);
    bool xy = jy_columns_has(c, JY_COLUMN_X) && jy_columns_has(c, JY_COLUMN_Y);
    return lonlat || xy;
}

/* A table for a layer of places must say where. */
static enum jy_code check_columns(struct jy_import_job *job, struct jy_error *err)
{
    enum jy_layer layer = job->options->layer;
    bool table = !jy_format_is_vector(job->info.format) || job->info.format == JY_FORMAT_XLSX;
    if (table && layer == JY_LAYER_ROADS) {
        return jy_fail(err, JY_EINVALID,
                       "%s: a table has no lines; roads need a file of geometries", job->path);
    }
    if (table && job->rows > 0 && layer != JY_LAYER_CRIMES && layer != JY_LAYER_POPULATION &&
        !has_place(job)) {
        return jy_fail(
            err, JY_EINVALID,
            "%s: no column gives the position (緯度 and 経度, lat and lon, x and y); name "
            "them with --map lon=COLUMN,lat=COLUMN",
            job->path);
    }
    return jy_columns_check_map(&job->columns, err);
}

static enum jy_code scan(struct jy_import_job *job, struct jy_error *err)
{
    enum jy_code code = read_pass(job, err);
    if (code == JY_OK)
        code = check_columns(job, err);
    if (code == JY_OK)
        code = jy_key_log_duplicates(&job->seen, JY_KEY_PIECE, &job->duplicates, err);
    jy_key_log_done(&job->seen);
    if (code != JY_OK)
        return code;
    struct jy_import_result *result = job->result;
    result->read = job->rows;
    result->format = jy_arena_strdup(&result->arena, job->info.text);
    result->crs = jy_arena_strdup(&result->arena, job->info.crs);
    result->text_lines = job->info.text_lines;
    job->exchanged =
        job->in_city_exchanged > job->in_city && job->in_city_exchanged * 2 > job->located;
    job->elsewhere =
        job->have_box && !job->exchanged && (job->near_city + job->near_swapped) * 2 < job->located;
    struct jy_import_column *columns =
        jy_arena_alloc(&result->arena, result->n_columns * sizeof *columns + 1);
    for (size_t i = 0; i < result->n_columns; i++) {
        enum jy_column field = jy_columns_field(&job->columns, i);
        const char *offence = jy_import_crime_column(job, i);
        const char *text = offence != NULL           ? offence
                           : field != JY_COLUMN_NONE ? jy_column_text(field)
                                                     : NULL;
        /* the taxonomy that an offence's code comes from goes with the job */
        columns[i] = (struct jy_import_column){result->columns[i].column,
                                               jy_arena_strdup(&result->arena, text)};
    }
    result->columns = columns;
    if (job->exchanged)
        jy_job_say(job, "x and y were exchanged: only so do the positions lie in the city");
    if (job->elsewhere) {
        jy_job_say(job, "the file lies outside the city of this registry; positions are taken as "
                        "they are");
    }
    return JY_OK;
}

/* ---- after ---- */

static void say_notes(struct jy_import_job *job)
{
    static const char *const texts[JY_NOTE_N] = {
        [JY_NOTE_SWAPPED] = "latitude and longitude were swapped and have been put right",
        [JY_NOTE_DUPLICATE] = "the number stands on several rows; position tells them apart",
        [JY_NOTE_PARTIAL_DATE] = "a date without a day was taken as the first day it may mean",
        [JY_NOTE_ZEROS] = "zeros lost in front of a 町字ID were put back",
        [JY_NOTE_UNMATCHED_AREA] = "the area is not in the registry; its name is kept",
        [JY_NOTE_SUM_ROW] = "a row of sums was checked against its rows",
        [JY_NOTE_ELSEWHERE] = "the row is of another municipality and was left out",
    };
    for (int i = 0; i < JY_NOTE_N; i++) {
        if (job->noted[i] > 0) {
            jy_job_say(job, "%lld times: %s (first in %s %ld)", job->noted[i], texts[i],
                       job->info.text_lines ? "line" : "row", job->first_line[i]);
        }
    }
}

static struct jy_date file_date(const char *path)
{
    struct stat st;
    struct tm tm;
    if (stat(path, &st) != 0 || gmtime_r(&st.st_mtime, &tm) == NULL)
        return (struct jy_date){0, 0, 0};
    return (struct jy_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday};
}

/* The layout of the tables that the police publish by 町丁目: its first column and its total. */
static bool police_layout(const struct jy_import_result *result)
{
    bool area = false, total = false;
    for (size_t i = 0; i < result->n_columns; i++) {
        area = area || strcmp(result->columns[i].column, "市区町丁") == 0;
        total = total || strcmp(result->columns[i].column, "総合計") == 0;
    }
    return area && total;
}

static bool published(const struct jy_import_job *job)
{
    const struct jy_import_options *o = job->options;
    if (o->published != JY_IMPORT_PUBLISHED_BY_FILE)
        return o->published == JY_IMPORT_PUBLISHED;
    return (o->licence != NULL && o->licence[0] != '\0') ||
           (o->layer == JY_LAYER_CRIMES && police_layout(job->result));
}

static enum jy_code begin(struct jy_import_job *job, struct jy_error *err)
{
    char sha256[JY_SHA256_TEXT_SIZE];
    enum jy_code code = jy_sha256_file(job->path, sha256, err);
    if (code != JY_OK)
        return code;
    const struct jy_import_options *o = job->options;
    struct jy_source source = {.file = job->file,
                               .format = job->result->format,
                               .licence = o->licence,
                               .credit = o->credit,
                               .date = o->date.year != 0 ? o->date : file_date(job->path),
                               .sha256 = sha256,
                               .layer = o->layer,
                               .published = published(job)};
    return jy_import_begin(job->store, &source, &job->import, err);
}

static enum jy_code load(struct jy_import_job *job, struct jy_error *err)
{
    enum jy_code code = begin(job, err);
    if (code != JY_OK)
        return code;
    job->loading = true;
    code = read_pass(job, err);
    if (code == JY_OK)
        jy_crime_months_check(job);
    if (code == JY_OK && job->options->progress.step != NULL) {
        job->options->progress.step(job->result->read, job->result->read,
                                    job->options->progress.ctx);
    }
    if (code == JY_OK && job->rejects != NULL &&
        (fflush(job->rejects) != 0 || ferror(job->rejects) != 0))
        code = jy_fail(err, JY_EIO, "%s: %s", job->options->rejects_path, jy_errno_text(errno));
    if (code != JY_OK || job->options->dry_run) {
        jy_import_abort(job->import);
    } else {
        code = jy_import_commit(job->import, err);
    }
    job->import = NULL;
    if (code == JY_OK)
        say_notes(job);
    return code;
}

/* What a failed import would have rejected says nothing: the file is as it was before. */
static void close_rejects(struct jy_import_job *job, bool failed)
{
    const char *path = job->options->rejects_path;
    if (job->rejects == NULL)
        return;
    (void)fclose(job->rejects);
    if (failed && job->rejects_start > 0) {
        (void)!truncate(path, job->rejects_start);
    } else if (failed) {
        (void)unlink(path);
    }
}

static void job_done(struct jy_import_job *job)
{
    jy_import_crime_end(job);
    jy_taxonomy_free(job->taxonomy);
    jy_job_areas_done(job);
    jy_key_log_done(&job->seen);
    jy_hash_set_done(&job->duplicates);
    jy_hash_set_done(&job->used);
    jy_where_free(job->where);
    jy_city_free(job->city);
    jy_arena_done(&job->arena);
}

enum jy_code jy_import_file(struct jy_store *store, const char *path,
                            const struct jy_import_options *options, struct jy_import_result *out,
                            struct jy_error *err)
{
    double started_s = jy_clock_monotonic_s();
    struct jy_import_result *result = jy_calloc(1, sizeof *result);
    struct jy_import_job *job = jy_calloc(1, sizeof *job);
    jy_arena_init(&result->arena);
    jy_arena_init(&job->arena);
    job->store = store;
    job->path = path;
    job->options = options;
    job->result = result;
    enum jy_code code = prepare(job, err);
    if (code == JY_OK)
        code = scan(job, err);
    if (code == JY_OK)
        code = open_rejects(job, err);
    if (code == JY_OK)
        code = load(job, err);
    close_rejects(job, code != JY_OK);
    job_done(job);
    free(job);
    result->seconds = jy_clock_monotonic_s() - started_s;
    if (code == JY_OK) {
        *out = *result;
    } else {
        jy_arena_done(&result->arena);
    }
    free(result);
    return code;
}

void jy_import_result_done(struct jy_import_result *result)
{
    jy_arena_done(&result->arena);
}
