/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the importers of the layers share while one file is read. Inside io only.
 */
#pragma once
#include <stdio.h>

#include "src/base/dict.h"
#include "src/domain/city.h"
#include "src/io/columns.h"
#include "src/io/import.h"
#include "src/io/import_keys.h"
#include "src/io/where.h"
#include "src/store/write.h"

struct jy_area_ref;

/** What is told once with a count. */
enum jy_import_note {
    JY_NOTE_SWAPPED,
    JY_NOTE_DUPLICATE,
    JY_NOTE_PARTIAL_DATE,
    JY_NOTE_ZEROS,
    JY_NOTE_UNMATCHED_AREA,
    JY_NOTE_SUM_ROW,
    JY_NOTE_ELSEWHERE,
    JY_NOTE_N
};

struct jy_import_job {
    struct jy_store *store;
    const struct jy_import_options *options;
    const char *path, *file; /* file: base name */
    struct jy_import_result *result;
    struct jy_rows_info info;
    struct jy_columns columns;
    struct jy_where *where;
    struct jy_city *city;  /* NULL: the profile cannot be read */
    struct jy_arena arena; /* of the row */
    FILE *rejects;
    long rejects_start; /* its length before this file */

    /* first pass */
    bool loading; /* second pass */
    struct jy_key_log seen;
    struct jy_hash_set duplicates;
    long long rows, located, near_city, near_swapped;
    long long in_city, in_city_exchanged; /* of a plane's x and y, as named and exchanged */
    bool exchanged;                       /* the columns x and y mean each other */
    bool have_box, elsewhere; /* most of the file lies outside the city: no judging by it */
    double west_deg, south_deg, east_deg, north_deg;

    /* second pass */
    struct jy_import *import;
    struct jy_hash_set used; /* keys of duplicates */
    long long noted[JY_NOTE_N];
    long first_line[JY_NOTE_N];

    struct jy_dict areas; /* chome, districts by name, for crimes and population */
    int file_year;        /* from the file's name, 0 none */
    struct jy_offence_columns *offences;
    struct jy_taxonomy *taxonomy; /* loaded when an offence is named first */
};

struct jy_area_match {
    int64_t id;
    enum jy_area_kind kind;
    const char *name;
};
/** The area of that name; false: none. */
bool jy_job_area(struct jy_import_job *job, const char *name, struct jy_area_match *out);
void jy_job_areas_done(struct jy_import_job *job);
JY_MUST_CHECK enum jy_code jy_job_areas_load(struct jy_import_job *job, struct jy_error *err);

const char *jy_job_get(const struct jy_import_job *job, const struct jy_row *row,
                       enum jy_column column);

/** Counts and records a rejected row. */
__attribute__((format(printf, 3, 4))) void jy_job_reject(struct jy_import_job *job, long line,
                                                         const char *fmt, ...);
__attribute__((format(printf, 3, 4))) void jy_job_warn(struct jy_import_job *job, long line,
                                                       const char *fmt, ...);
void jy_job_note(struct jy_import_job *job, enum jy_import_note note, long line);
__attribute__((format(printf, 2, 3))) void jy_job_say(struct jy_import_job *job, const char *fmt,
                                                      ...);

/** Where the row is: its geometry or its columns; repaired or refused as docs/import.md says.
 * False: rejected already. */
bool jy_job_position(struct jy_import_job *job, const struct jy_row *row, struct gis_lonlat *out);

/** Where the row's columns put it, beside its geometry. False: they do not say. */
bool jy_job_label(struct jy_import_job *job, const struct jy_row *row, struct gis_lonlat *out);

/** Identity of a row: OSM id, number, else position and shape. @p ref may be NULL. */
const char *jy_job_key(struct jy_import_job *job, const struct jy_row *row, const char *ref,
                       const struct jy_geometry *geometry);
/** The number as it will be asked for by jy_job_key(): first pass. */
void jy_job_see_ref(struct jy_import_job *job, const char *base);
/** Identity number of the row, or NULL. */
const char *jy_job_ref(struct jy_import_job *job, const struct jy_row *row);

/* Cells; a wrong one is a warning and unknown. */
const char *jy_job_text(struct jy_import_job *job, const struct jy_row *row, enum jy_column c);
double jy_job_number(struct jy_import_job *job, const struct jy_row *row, enum jy_column c,
                     const char *unit, double min, double max);
long jy_job_int(struct jy_import_job *job, const struct jy_row *row, enum jy_column c, long min,
                long max, long absent);
struct jy_date jy_job_date(struct jy_import_job *job, const struct jy_row *row, enum jy_column c);
bool jy_job_bool(struct jy_import_job *job, const struct jy_row *row, enum jy_column c,
                 bool absent);

/** Counts a put; a refused geometry becomes a rejected row. */
JY_MUST_CHECK enum jy_code jy_job_count(struct jy_import_job *job, long line, enum jy_code code,
                                        enum jy_put_result put, struct jy_error *err);

/* One importer per layer: the second pass, row by row. */
typedef enum jy_code (*jy_row_importer)(struct jy_import_job *job, const struct jy_row *row,
                                        struct jy_error *err);
enum jy_code jy_import_row_light(struct jy_import_job *, const struct jy_row *, struct jy_error *);
enum jy_code jy_import_row_camera(struct jy_import_job *, const struct jy_row *, struct jy_error *);
enum jy_code jy_import_row_pole(struct jy_import_job *, const struct jy_row *, struct jy_error *);
enum jy_code jy_import_row_road(struct jy_import_job *, const struct jy_row *, struct jy_error *);
enum jy_code jy_import_row_area(struct jy_import_job *, const struct jy_row *, struct jy_error *);
enum jy_code jy_import_row_crime(struct jy_import_job *, const struct jy_row *, struct jy_error *);
enum jy_code jy_import_row_population(struct jy_import_job *, const struct jy_row *,
                                      struct jy_error *);
enum jy_code jy_import_row_place(struct jy_import_job *, const struct jy_row *, struct jy_error *);
/** After the last row: sums of crime tables. */
void jy_import_crime_end(struct jy_import_job *job);
/** Code of the offence that column @p i counts; NULL: none. */
const char *jy_import_crime_column(const struct jy_import_job *job, size_t i);

/* OSM: which features are rows of a layer. */
bool jy_osm_keep_light(const struct jy_feature *feature);
bool jy_osm_keep_camera(const struct jy_feature *feature);
bool jy_osm_keep_pole(const struct jy_feature *feature);
bool jy_osm_keep_road(const struct jy_feature *feature);
bool jy_osm_keep_area(const struct jy_feature *feature);
bool jy_osm_keep_place(const struct jy_feature *feature);
