/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/hash.h"
#include "src/io/csv_table.h"
#include "src/io/import_job.h"
#include "src/io/text_values.h"

/* ---- messages ---- */

static void keep(struct jy_import_job *job, struct jy_import_messages *messages, long line,
                 const char *text, bool same_once)
{
    messages->total++;
    for (size_t i = 0; same_once && i < messages->n; i++) {
        if (strcmp(messages->items[i].text, text) == 0) {
            messages->items[i].count++;
            return;
        }
    }
    if (messages->n == JY_IMPORT_MESSAGES)
        return;
    messages->items[messages->n++] =
        (struct jy_import_message){line, jy_arena_strdup(&job->result->arena, text), 1};
}

static void format_text(char text[400], const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
static void format_text(char text[400], const char *fmt, va_list args)
{
    (void)vsnprintf(text, 400, fmt, args);
}

void jy_job_reject(struct jy_import_job *job, long line, const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    format_text(text, fmt, args);
    va_end(args);
    job->result->rejected++;
    keep(job, &job->result->rejects, line, text, false);
    if (job->rejects == NULL)
        return;
    struct jy_buf JY_AUTOBUF cells = JY_BUF_INIT;
    jy_csv_add_cell(&cells, job->file);
    jy_buf_addf(&cells, ",%ld,", line);
    jy_csv_add_cell(&cells, text);
    (void)fprintf(job->rejects, "%s\r\n", jy_buf_text(&cells));
}

void jy_job_warn(struct jy_import_job *job, long line, const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    format_text(text, fmt, args);
    va_end(args);
    keep(job, &job->result->warnings, line, text, true);
}

void jy_job_say(struct jy_import_job *job, const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    format_text(text, fmt, args);
    va_end(args);
    keep(job, &job->result->notes, 0, text, false);
}

void jy_job_note(struct jy_import_job *job, enum jy_import_note note, long line)
{
    if (job->noted[note]++ == 0)
        job->first_line[note] = line;
}

/* ---- cells ---- */

const char *jy_job_get(const struct jy_import_job *job, const struct jy_row *row,
                       enum jy_column column)
{
    return jy_columns_get(&job->columns, row, column);
}

const char *jy_job_text(struct jy_import_job *job, const struct jy_row *row, enum jy_column c)
{
    const char *text = jy_job_get(job, row, c);
    if (text == NULL)
        return NULL;
    while (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')
        text++;
    if (text[0] == '\'' && text[1] != '\0' && strchr("=+-@'", text[1]) != NULL)
        text++; /* our own CSV guards such texts against being run as formulas */
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
        n--;
    return n > 0 ? jy_arena_strndup(&job->arena, text, n) : NULL;
}

static const char *column_name(const struct jy_import_job *job, const struct jy_row *row,
                               enum jy_column c)
{
    return row->columns[job->columns.place[c]];
}

static void warn_cell(struct jy_import_job *job, const struct jy_row *row, enum jy_column c,
                      const char *what)
{
    jy_job_warn(job, row->line, "%s '%.60s' is not %s; left unknown", column_name(job, row, c),
                jy_job_get(job, row, c), what);
}

double jy_job_number(struct jy_import_job *job, const struct jy_row *row, enum jy_column c,
                     const char *unit, double min, double max)
{
    const char *text = jy_job_get(job, row, c);
    double value;
    if (text == NULL)
        return NAN;
    enum jy_value got = jy_text_number(text, unit, &value);
    if (got == JY_VALUE_OK && value >= min && value <= max)
        return value;
    if (got != JY_VALUE_NONE)
        warn_cell(job, row, c, got == JY_VALUE_OK ? "in the possible range" : "a number");
    return NAN;
}

long jy_job_int(struct jy_import_job *job, const struct jy_row *row, enum jy_column c, long min,
                long max, long absent)
{
    const char *text = jy_job_get(job, row, c);
    long value;
    if (text == NULL)
        return absent;
    enum jy_value got = jy_text_int(text, min, max, &value);
    if (got == JY_VALUE_OK)
        return value;
    if (got == JY_VALUE_WRONG)
        warn_cell(job, row, c, "a whole number in the possible range");
    return absent;
}

struct jy_date jy_job_date(struct jy_import_job *job, const struct jy_row *row, enum jy_column c)
{
    struct jy_date date = {0, 0, 0};
    bool whole = true;
    const char *text = jy_job_get(job, row, c);
    if (text == NULL)
        return date;
    enum jy_value got = jy_text_date(text, &date, &whole);
    if (got == JY_VALUE_WRONG)
        warn_cell(job, row, c, "a date");
    if (got == JY_VALUE_OK && !whole)
        jy_job_note(job, JY_NOTE_PARTIAL_DATE, row->line);
    return date;
}

bool jy_job_bool(struct jy_import_job *job, const struct jy_row *row, enum jy_column c, bool absent)
{
    bool value = absent;
    const char *text = jy_job_get(job, row, c);
    if (text != NULL && jy_text_bool(text, &value) == JY_VALUE_WRONG)
        warn_cell(job, row, c, "yes or no");
    return value;
}

/* ---- position ---- */

static const double far_deg = 0.2; /* about 20 km beyond the city is another city */

static bool near_city(const struct jy_import_job *job, struct gis_lonlat p)
{
    return p.lon_deg >= job->west_deg - far_deg && p.lon_deg <= job->east_deg + far_deg &&
           p.lat_deg >= job->south_deg - far_deg && p.lat_deg <= job->north_deg + far_deg;
}

static struct gis_lonlat swapped(struct gis_lonlat p)
{
    return (struct gis_lonlat){p.lat_deg, p.lon_deg};
}

static bool in_box(const struct jy_import_job *job, double lon_deg, double lat_deg)
{
    return job->have_box && lon_deg >= job->west_deg && lon_deg <= job->east_deg &&
           lat_deg >= job->south_deg && lat_deg <= job->north_deg;
}

/* Tables mix up the axes of a plane; the first pass sees which reading lies in the city. */
static bool from_plane(struct jy_import_job *job, double *x, double *y)
{
    const char *crs = job->options->crs;
    double across = *y, up = *x;
    if (job->exchanged) {
        *x = across;
        *y = up;
    } else if (!job->loading && jy_point_to_wgs84(crs, &across, &up)) {
        job->in_city_exchanged += in_box(job, across, up);
    }
    if (!jy_point_to_wgs84(crs, x, y))
        return false;
    if (!job->loading)
        job->in_city += in_box(job, *x, *y);
    return true;
}

static const char *from_columns(struct jy_import_job *job, const struct jy_row *row,
                                struct gis_lonlat *out)
{
    bool xy =
        !jy_columns_has(&job->columns, JY_COLUMN_LAT) && jy_columns_has(&job->columns, JY_COLUMN_Y);
    const char *lon = jy_job_get(job, row, xy ? JY_COLUMN_X : JY_COLUMN_LON);
    const char *lat = jy_job_get(job, row, xy ? JY_COLUMN_Y : JY_COLUMN_LAT);
    if (lon == NULL || lat == NULL)
        return "there is no position";
    double x = 0, y = 0;
    enum jy_value a = xy ? jy_text_number(lon, NULL, &x) : jy_text_degrees(lon, &x);
    enum jy_value b = xy ? jy_text_number(lat, NULL, &y) : jy_text_degrees(lat, &y);
    if (a == JY_VALUE_NONE || b == JY_VALUE_NONE)
        return "there is no position";
    if (a == JY_VALUE_WRONG || b == JY_VALUE_WRONG) {
        double far;
        if (!xy && jy_text_number(lon, NULL, &far) == JY_VALUE_OK &&
            jy_text_number(lat, NULL, &far) == JY_VALUE_OK) {
            return jy_arena_printf(
                &job->arena,
                "longitude '%.40s', latitude '%.40s' is out of range (-180 to 180, -90 to 90)", lon,
                lat);
        }
        return jy_arena_printf(&job->arena, "the position '%.40s', '%.40s' is not two numbers", lon,
                               lat);
    }
    if (xy && job->options->crs == NULL && (fabs(x) > 180 || fabs(y) > 180))
        return "the position is not in degrees; name its plane with --crs EPSG:n";
    if (xy && job->options->crs != NULL && !from_plane(job, &x, &y))
        return "the position lies outside its CRS";
    *out = (struct gis_lonlat){x, y};
    return NULL;
}

static bool in_range(struct gis_lonlat p)
{
    return fabs(p.lon_deg) <= 180 && fabs(p.lat_deg) <= 90;
}

bool jy_job_label(struct jy_import_job *job, const struct jy_row *row, struct gis_lonlat *out)
{
    struct gis_lonlat p = {0, 0};
    if (from_columns(job, row, &p) != NULL || !in_range(p) ||
        (job->have_box && !job->elsewhere && !near_city(job, p)))
        return false;
    *out = p;
    return true;
}

static const char *raw_position(struct jy_import_job *job, const struct jy_row *row,
                                struct gis_lonlat *out)
{
    if (row->problem != NULL)
        return row->problem;
    if (row->geometry.kind == JY_GEOMETRY_POINT) {
        *out = row->geometry.points[0];
        return NULL;
    }
    if (row->geometry.kind != JY_GEOMETRY_NONE)
        return "the geometry is not a point";
    return from_columns(job, row, out);
}

/* First pass: does the file lie in the city? */
static void weigh(struct jy_import_job *job, struct gis_lonlat p)
{
    job->located++;
    if (near_city(job, p)) {
        job->near_city++;
    } else if (near_city(job, swapped(p))) {
        job->near_swapped++;
    }
}

bool jy_job_position(struct jy_import_job *job, const struct jy_row *row, struct gis_lonlat *out)
{
    struct gis_lonlat p = {0, 0};
    const char *problem = raw_position(job, row, &p);
    if (!job->loading) {
        if (problem == NULL && job->have_box)
            weigh(job, p);
        return false;
    }
    if (problem != NULL) {
        jy_job_reject(job, row->line, "%s", problem);
        return false;
    }
    bool judge = job->have_box && !job->elsewhere;
    bool fits = in_range(p) && (!judge || near_city(job, p));
    bool swap_fits = in_range(swapped(p)) && (!judge || near_city(job, swapped(p)));
    if (!fits && !swap_fits) {
        jy_job_reject(job, row->line,
                      in_range(p) ? "longitude %.6f, latitude %.6f lies far outside the city"
                                  : "longitude %.6f, latitude %.6f is no place on earth",
                      p.lon_deg, p.lat_deg);
        return false;
    }
    if (!fits)
        jy_job_note(job, JY_NOTE_SWAPPED, row->line);
    if (!(p.lon_deg != 0 || p.lat_deg != 0)) {
        jy_job_reject(job, row->line, "the position is 0, 0");
        return false;
    }
    *out = fits ? p : swapped(p);
    return true;
}

/* ---- keys ---- */

static char osm_letter(const struct jy_row *row)
{
    return row->geometry.kind == JY_GEOMETRY_LINES || row->geometry.kind == JY_GEOMETRY_POLYGONS
               ? 'w'
               : 'n';
}

/* "osm:w12", "ref:A-7", NULL: neither. */
static const char *base_key(struct jy_import_job *job, const struct jy_row *row, const char *ref)
{
    char narrow[JY_NARROW_SIZE];
    const char *osm = jy_job_text(job, row, JY_COLUMN_OSM_ID);
    if (osm != NULL && *osm >= '0' && *osm <= '9')
        return jy_arena_printf(&job->arena, "osm:%c%s", osm_letter(row), osm);
    if (osm != NULL)
        return jy_arena_printf(&job->arena, "osm:%s", osm);
    if (ref == NULL || (jy_text_narrow(ref, narrow) && jy_text_is_null(narrow)))
        return NULL;
    return jy_arena_printf(&job->arena, "ref:%s", ref);
}

const char *jy_job_ref(struct jy_import_job *job, const struct jy_row *row)
{
    char narrow[JY_NARROW_SIZE];
    const char *ref = jy_job_text(job, row, JY_COLUMN_REF);
    /* １２ typed in full width is the lamp 12 of another year's table. */
    if (ref != NULL && jy_text_narrow(ref, narrow) && strcmp(ref, narrow) != 0)
        return jy_arena_strdup(&job->arena, narrow);
    return ref;
}

void jy_job_see_ref(struct jy_import_job *job, const char *base)
{
    jy_key_log_add(&job->seen, jy_hash64(base, strlen(base)));
}

static const char *numbered(struct jy_import_job *job, const char *key)
{
    const char *one = key;
    for (int n = 2; !jy_hash_set_add(&job->used, jy_hash64(one, strlen(one))); n++)
        one = jy_arena_printf(&job->arena, "%s#%d", key, n);
    return one;
}

const char *jy_job_key(struct jy_import_job *job, const struct jy_row *row, const char *ref,
                       const struct jy_geometry *g)
{
    const char *base = base_key(job, row, ref);
    if (!job->loading) {
        if (base != NULL)
            jy_job_see_ref(job, base);
        return NULL;
    }
    if (base != NULL && !jy_hash_set_has(&job->duplicates, jy_hash64(base, strlen(base))))
        return base;
    if (base != NULL)
        jy_job_note(job, JY_NOTE_DUPLICATE, row->line);
    if (g == NULL || g->n_points == 0) {
        return numbered(job,
                        base != NULL ? base : jy_arena_printf(&job->arena, "row:%ld", row->line));
    }
    uint64_t shape = jy_hash64(g->points, g->n_points * sizeof *g->points);
    const char *head = base != NULL ? jy_arena_printf(&job->arena, "%s@", base) : "at:";
    return numbered(job,
                    jy_arena_printf(&job->arena, "%s%.7f,%.7f:%08" PRIx32, head,
                                    g->points[0].lon_deg, g->points[0].lat_deg, (uint32_t)shape));
}

enum jy_code jy_job_count(struct jy_import_job *job, long line, enum jy_code code,
                          enum jy_put_result put, struct jy_error *err)
{
    /* A row too long for the registry is as wrong as one with a wrong value; the rows beside it are
     * not. */
    if (code == JY_EINVALID || code == JY_ELIMIT) {
        jy_job_reject(job, line, "%s", err->text);
        return JY_OK;
    }
    if (code != JY_OK)
        return code;
    job->result->inserted += put == JY_PUT_INSERTED;
    job->result->updated += put == JY_PUT_UPDATED;
    job->result->unchanged += put == JY_PUT_UNCHANGED;
    return JY_OK;
}
