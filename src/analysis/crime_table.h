/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Police tables of a registry as they are counted: one number for each area, offence and year.
 *
 *  - A yearly count that several imports hold counts once: the newest source has the say.
 *  - The whole city's row (計) is never summed with areas; it says whether areas without a row had
 *    no case (everything else adds up to it) or are unknown.
 *  - Districts come from a table by district; where a year and offence have none, from the chome.
 *    Never from both.
 *  - Where no table counts an offence in a year at a level, the rows of single incidents do: by the
 *    name of their area, else by the chome their position lies in. Where a table counts it, the
 *    incidents are left out: the same offence is never in both. They count in their own kind only.
 *  - A year without a count of its own that has all twelve months is their sum.
 */
#pragma once
#include "src/analysis/city_data.h"
#include "src/domain/taxonomy.h"

/** All rows of the registry that figures are made of. Immutable after loading. */
struct jy_crime_rows {
    size_t n_counts, n_population, n_incidents;
    /** of the incidents: counts[n_counts .. n_counts + n_derived - 1], by area, offence and year */
    size_t n_derived;
    struct jy_crime_count *counts; /**< whole years only; offence: a code of the taxonomy */
    struct jy_population *population;
    struct jy_crime_incident *incidents;
    struct jy_arena arena;
};

/** What crimes are counted from; all borrowed. */
struct jy_crime_data {
    const struct jy_crime_rows *rows;
    const struct jy_city_data *data;
    const struct jy_taxonomy *taxonomy;
};
/** Without @p incidents only counts and population are read. The taxonomy must outlive the rows. */
JY_MUST_CHECK enum jy_code jy_crime_rows_load(struct jy_store *store,
                                              const struct jy_taxonomy *taxonomy, bool incidents,
                                              struct jy_crime_rows **out, struct jy_error *err);
void jy_crime_rows_free(struct jy_crime_rows *rows);

/** A district or chome that is counted. */
struct jy_crime_area {
    char *key;                    /**< jy_area_key() */
    const char *name;             /**< as the profile writes it, else the registry */
    const struct jy_area *area;   /**< with its polygons or position; NULL: not registered */
    const struct jy_district *of; /**< the district itself, or the one a chome lies in */
    struct gis_lonlat at;         /**< where it stands for distances; NaN unknown */
};

/** The areas of one kind, ascending by key. */
struct jy_crime_areas {
    enum jy_area_kind kind;
    size_t n;
    struct jy_crime_area *areas;
};
/** All areas of the registry of @p kind (district or chome) and those the profile names. */
void jy_crime_areas_init(struct jy_crime_areas *out, const struct jy_city_data *data,
                         enum jy_area_kind kind);
void jy_crime_areas_done(struct jy_crime_areas *areas);
/** Index of the area of that name, however it is written; SIZE_MAX when there is none. */
size_t jy_crime_areas_find(const struct jy_crime_areas *areas, const struct jy_city_data *data,
                           const char *name);

/** What one year's tables say of one offence. */
struct jy_crime_column {
    int64_t *cases;    /**< an area each; -1: not counted in the table (unknown) */
    int64_t city;      /**< the table's own total; -1: it has none */
    size_t n_rows;     /**< areas with a row */
    size_t n_zero;     /**< areas without a row that had no case, by the total */
    size_t n_conflict; /**< areas for which two sources differ */
    int64_t unmatched_cases;
    size_t n_unmatched, cap_unmatched;
    const char **unmatched; /**< names that are no area of the city; borrowed */
    size_t n_sources, cap_sources;
    int64_t *sources;
    bool from_chome;     /**< districts added up from chome */
    bool from_incidents; /**< counted from rows of single incidents */
    int64_t unplaced;    /**< incidents among unmatched_cases that have neither area nor position */
};

/** Fills one column; @p areas and @p chome as jy_crime_areas_init() made them. */
void jy_crime_column_init(struct jy_crime_column *out, const struct jy_crime_rows *rows,
                          const struct jy_city_data *data, const struct jy_crime_areas *areas,
                          const struct jy_crime_areas *chome, const char *offence, int year);
void jy_crime_column_done(struct jy_crime_column *column);

/** Exposure of each area over a period. */
struct jy_exposure {
    enum jy_exposure_kind wanted; /**< what the offence's rate should be taken over */
    enum jy_exposure_kind kind;   /**< what it is; UNKNOWN: the registry has none */
    int from_year, n_years;
    int *year_used; /**< for each year of the period, the year that was counted */
    double *total;  /**< an area each: sum over the years; 0 unknown */
    bool from_chome;
    size_t n_sources, cap_sources;
    int64_t *sources;
};
/** @p wanted where the registry has it, else persons. The caller's: jy_exposure_done(). */
struct jy_exposure jy_exposure_of(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                                  const struct jy_crime_areas *areas,
                                  const struct jy_crime_areas *chome, enum jy_exposure_kind wanted,
                                  int from_year, int to_year);
void jy_exposure_done(struct jy_exposure *exposure);

/** 計, 合計, 総計, 市計…: a total written where areas are. */
bool jy_crime_is_total(const struct jy_city_data *data, const char *area);

/**
 * Which counts of one year the public does not see: out_hidden[areas->n] for @p offence. Reckons
 * with everything else that is shown of that year: chome and districts, all offences and their
 * groups, the city's totals. Tables that were published are exempt when the profile says so
 * (jy_crime_published()). docs/methods/privacy.md.
 */
void jy_crime_suppress(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                       const struct jy_taxonomy *taxonomy, const struct jy_crime_areas *areas,
                       const char *offence, int year, uint8_t *out_hidden);

/** Is a source shown cell by cell: it was published so, is no sample, and the profile exempts such
 * tables? The city's own counts and incidents are not. */
bool jy_crime_published(const struct jy_city_data *data, int64_t source_id);

/** What may be given out row by row, of any year. Not for use by several threads at once. */
struct jy_crime_public;
/** All given are borrowed and must outlive it. */
struct jy_crime_public *jy_crime_public_new(const struct jy_crime_rows *rows,
                                            const struct jy_city_data *data,
                                            const struct jy_taxonomy *taxonomy);
void jy_crime_public_free(struct jy_crime_public *p);
/** May the public see the count of this row of the registry? Months, names that are no area of the
 * city and counts that a newer import has replaced are kept back, unless they are published. */
bool jy_crime_public_shows(struct jy_crime_public *p, const struct jy_crime_count *row);
