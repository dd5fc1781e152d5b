/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One run of hotspots: one offence in one period. A run begins (counts, rates, tests), its p-values
 * are adjusted together with those of its family (hotspots_family.c), then it ends (zones, and how
 * they held). Inside src/analysis/hotspot*.c only.
 */
#pragma once
#include "gis/projection.h"

#include "src/analysis/hotspots.h"

struct jy_hotspot_lattice; /* hotspot_grid.c */
struct jy_hotspot_streets; /* hotspot_street.c */

struct jy_hotspot_run {
    struct jy_hotspots *h;
    const struct jy_crime_rows *rows;
    const struct jy_taxonomy *taxonomy;
    struct gis_projection *projection; /* of the family */
    size_t cap_sources, cap_unmatched;
    /* by areas */
    struct jy_crime_areas chome;
    double *exposure; /* of areas that take part: cases known, population known; else 0 */
    uint32_t *cases;
    /* by grid, by street */
    struct jy_hotspot_lattice *lattice;
    struct jy_hotspot_streets *streets;
};

/** Counts and tests; nothing is a zone yet. */
JY_MUST_CHECK enum jy_code jy_hotspots_areas_begin(struct jy_hotspot_run *run,
                                                   struct jy_error *err);
JY_MUST_CHECK enum jy_code jy_hotspots_grid_begin(struct jy_hotspot_run *run, struct jy_error *err);
JY_MUST_CHECK enum jy_code jy_hotspots_street_begin(struct jy_hotspot_run *run,
                                                    struct jy_error *err);
/** Zones from the adjusted p-values, judged on later periods. */
void jy_hotspots_areas_end(struct jy_hotspot_run *run);
void jy_hotspots_grid_end(struct jy_hotspot_run *run);
void jy_hotspots_street_end(struct jy_hotspot_run *run);

void jy_hotspots_lattice_free(struct jy_hotspot_lattice *lattice);
void jy_hotspots_streets_free(struct jy_hotspot_streets *streets);

/** Parts clusters of a scan into zones and others by their adjusted p; all stand in h->zones. */
void jy_hotspots_part(struct jy_hotspots *h);
/** Sources of what was counted, each once. */
void jy_hotspots_note_source(struct jy_hotspot_run *run, int64_t id);

/** Is an incident of the offence asked for (or of a kind of it), and in these years? */
bool jy_hotspots_counts_incident(const struct jy_hotspot_run *run,
                                 const struct jy_crime_incident *row, int from_year, int to_year);
/** Are counts of zones of points withheld from the public? Places of the reader's choice of period
 * and offence overlap each other: differences of zones would be counts of single places. So they
 * are shown only where the incidents are published. */
bool jy_hotspots_counts_withheld(const struct jy_hotspots *h);

/* --- did it hold: hotspots_hold.c ------------------------------------------------------------- */

/** What the pieces that zones are made of (areas, cells, stretches of street) held in a later
 * period. */
struct jy_hotspot_later {
    size_t n;
    int64_t *cases;   /**< -1 unknown */
    uint8_t *hidden;  /**< NULL: jy_hotspots_counts_withheld() */
    double *exposure; /**< 0 unknown; NULL: there is none */
    double *size;     /**< area or length, any unit; NULL: all alike */
};
/** Fills *out for those years; false: they are not in the registry. All arrays are the caller's. */
typedef bool jy_hotspot_later_fn(struct jy_hotspot_run *run, int from_year, int to_year,
                                 struct jy_hotspot_later *out);
/** Judges every zone on the periods of the same length that follow, nearest first. */
void jy_hotspots_judge(struct jy_hotspot_run *run, jy_hotspot_later_fn *later);

/* --- hotspots.c ------------------------------------------------------------------------------- */

JY_MUST_CHECK enum jy_code jy_hotspots_check(const struct jy_hotspot_options *options,
                                             struct jy_error *err);
/** Fills @p err with what there is instead; never JY_OK. */
enum jy_code jy_hotspots_fail_offence(const struct jy_crime_rows *rows,
                                      const struct jy_taxonomy *taxonomy, const char *what,
                                      const char *offence, struct jy_error *err);
enum jy_code jy_hotspots_fail_year(const struct jy_crime_rows *rows, const struct jy_hotspots *h,
                                   int year, struct jy_error *err);
