/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * How the structs of domain/entities.h become rows: one table of fields per struct, from which
 * statements, binding, reading, comparing and history follow. Inside src/store only.
 */
#pragma once
#include <stddef.h>

#include <sqlite3.h>

#include "src/base/buf.h"
#include "src/base/json_out.h"
#include "src/store/blob.h"
#include "src/store/store.h"

enum jy_field_type {
    JY_FIELD_TEXT,     /* const char *; NULL and "" are NULL */
    JY_FIELD_REAL,     /* double; NaN is NULL */
    JY_FIELD_INT,      /* int */
    JY_FIELD_COUNT,    /* int; 0 is NULL */
    JY_FIELD_FROM_0,   /* int, 0 is a value; -1 is NULL */
    JY_FIELD_BIG,      /* int64_t */
    JY_FIELD_REF,      /* int64_t, a row of areas; 0 is NULL */
    JY_FIELD_BOOL,     /* bool */
    JY_FIELD_TRISTATE, /* bool known at `at`, bool value at `at2`; not known is NULL */
    JY_FIELD_DATE,     /* struct jy_date; year 0 is NULL */
    JY_FIELD_CODE      /* an enum of kinds.h, by its code; 0 is NULL */
};

struct jy_field {
    const char *column;
    enum jy_field_type type;
    size_t at, at2; /* offsets in the struct */
    const char *(*text)(unsigned code);
    bool (*parse)(const char *text, unsigned *out);
};

enum jy_place_type {
    JY_PLACED_NOT,      /* no geometry */
    JY_PLACED_AT,       /* struct gis_lonlat, always there */
    JY_PLACED_MAYBE,    /* bool at placed_at2 says whether the struct gis_lonlat is there */
    JY_PLACED_GEOMETRY, /* struct jy_geometry, always there */
    JY_PLACED_AREA      /* struct jy_geometry or only a label */
};

struct jy_table {
    const char *name;
    size_t size; /* of the struct */
    size_t id_at, key_at, source_at;
    const struct jy_field *fields; /* ends with column NULL */
    enum jy_place_type placed;
    size_t placed_at, placed_at2;
    enum jy_geometry_kind kind; /* what a JY_PLACED_GEOMETRY may be; NONE: any */
    bool history;               /* has `since` and events */
    const char *key_columns;    /* "key" or "key, kind" */
};

extern const struct jy_table jy_table_lights, jy_table_cameras, jy_table_poles, jy_table_roads,
    jy_table_areas, jy_table_crime_counts, jy_table_crime_incidents, jy_table_population,
    jy_table_places, jy_table_requests;

/** One cell on its way between a struct, a row and JSON. */
struct jy_value {
    enum { JY_VALUE_NULL, JY_VALUE_INT, JY_VALUE_REAL, JY_VALUE_TEXT } kind;
    int64_t i;
    double r;
    const char *t; /* points to the struct, the row or `date` */
    char date[JY_DATE_TEXT_SIZE];
};

void jy_field_get(const struct jy_field *f, const void *row, struct jy_value *out);
void jy_field_set(const struct jy_field *f, void *row, const struct jy_value *value);
void jy_value_bind(sqlite3_stmt *stmt, int i, const struct jy_value *value);
void jy_value_column(sqlite3_stmt *stmt, int i, struct jy_value *out);
bool jy_value_same(const struct jy_value *a, const struct jy_value *b);

/** The field of that column, or NULL. */
const struct jy_field *jy_table_field(const struct jy_table *t, const char *column);
int jy_table_n_fields(const struct jy_table *t);

/**
 * Text, numbers, dates and geometry of a row to be stored; @p blob receives its geometry (empty
 * when it has none). The error names the field.
 */
JY_MUST_CHECK enum jy_code jy_table_check(const struct jy_table *t, const void *row,
                                          struct jy_buf *blob, struct jy_error *err);

/*
 * Columns of a SELECT by jy_table_select(): 0 id, 1 key, 2 source_id, 3 geometry (NULL without),
 * 4 since (NULL without), 5… the fields.
 */
#define JY_COLUMN_GEOMETRY 3
#define JY_COLUMN_SINCE    4
#define JY_COLUMN_FIELDS   5
/** Appends "SELECT t.id, … FROM name AS t". */
void jy_table_select(const struct jy_table *t, struct jy_buf *sql);
/** The row of such a SELECT; strings live until the next step, arrays in @p room. */
JY_MUST_CHECK enum jy_code jy_table_read(const struct jy_table *t, sqlite3_stmt *stmt,
                                         struct jy_blob_room *room, void *row,
                                         struct jy_error *err);
/** Box or position of a row; false when it has none. */
bool jy_table_box(const struct jy_table *t, const void *row, struct jy_blob_box *out);
