/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Honest crime zones: rates of areas with their uncertainty, the zones that chance does not
 * explain, and how they held in the next period. Method page: docs/methods/hotspots.md.
 */
#pragma once
#include "gis/gistar.h"
#include "gis/rates.h"
#include "gis/scan.h"

#include "src/analysis/crime_table.h"
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

#define JY_HOTSPOT_LEVEL_LIST(X)       \
    X(JY_HOTSPOT_DISTRICT, "district") \
    X(JY_HOTSPOT_CHOME, "chome")       \
    X(JY_HOTSPOT_GRID, "grid")         \
    X(JY_HOTSPOT_STREET, "street")

/* Why something is not said; each has a text "hotspots.refused.<code>" in the catalogues. */
#define JY_REFUSAL_LIST(X)                       \
    X(JY_REFUSED_NOT, "none")                    \
    X(JY_REFUSED_NO_POPULATION, "no_population") \
    X(JY_REFUSED_FEW_CASES, "few_cases")         \
    X(JY_REFUSED_NO_PLACE, "no_place")           \
    X(JY_REFUSED_FEW_AREAS, "few_areas")         \
    X(JY_REFUSED_NO_VARIATION, "no_variation")   \
    X(JY_REFUSED_NO_POLYGONS, "no_polygons")     \
    X(JY_REFUSED_NO_INCIDENTS, "no_incidents")   \
    X(JY_REFUSED_FEW_LOCATED, "few_located")     \
    X(JY_REFUSED_NO_STREETS, "no_streets")       \
    X(JY_REFUSED_NOT_BY_POINTS, "not_by_points")

#define X(name, text) name,
enum jy_hotspot_level { JY_HOTSPOT_LEVEL_LIST(X) };
enum jy_refusal { JY_REFUSAL_LIST(X) };
#undef X

const char *jy_hotspot_level_text(enum jy_hotspot_level level);
bool jy_hotspot_level_parse(const char *text, enum jy_hotspot_level *out);
const char *jy_refusal_text(enum jy_refusal refusal);

/** A zone is a cluster of the scan with a p of at most this; fixed beforehand. */
#define JY_HOTSPOT_ALPHA 0.05
/** Under so many incidents with a position neither grid nor streets are judged. */
#define JY_HOTSPOT_MIN_LOCATED 30
/** A share of incidents with a position under this is pointed out (Ratcliffe 2004). */
#define JY_HOTSPOT_GOOD_LOCATED 0.85
/** Half-width of the kernel that shows incidents along streets. */
#define JY_HOTSPOT_KERNEL_M 200.0
/** Zones are judged on so many later periods at most. */
#define JY_HOTSPOT_LATER_MAX 5
/** Under this many expected cases a ratio is flagged. */
#define JY_HOTSPOT_FEW_EXPECTED 5.0

struct jy_hotspot_options {
    const char *offence; /**< code, name or alias */
    int from_year, to_year;
    enum jy_hotspot_level level;
    uint32_t nsim; /**< 1 to 99,999 */
    uint64_t seed;
    double max_fraction; /**< (0, 1] */
    double cell_m;       /**< of the grid */
    double piece_m;      /**< streets are cut into pieces of at most this length */
    double radius_m;     /**< a zone of streets reaches so far from its middle at most */
    bool full;           /**< for staff: nothing suppressed */
    const struct jy_lighting *streets; /**< borrowed; for the level street, else NULL */
};
#define JY_HOTSPOT_DEFAULTS                                 \
    ((struct jy_hotspot_options){.level = JY_HOTSPOT_CHOME, \
                                 .nsim = 999,               \
                                 .seed = 1,                 \
                                 .max_fraction = 0.5,       \
                                 .cell_m = 250,             \
                                 .piece_m = 50,             \
                                 .radius_m = 400})

/** One area. Numbers that the public may not see are still here: `hidden` says so. */
struct jy_hotspot_area {
    const char *name;
    const struct jy_district *district; /**< itself, or that it lies in; NULL unknown */
    const struct jy_area *area;         /**< NULL: not registered */
    int64_t cases;                      /**< O; -1 unknown */
    double exposure;                    /**< P over the period; 0 unknown */
    struct gis_rate rate;               /**< NaN without rates */
    double z, p, p_perm, q;             /**< Gi* of the EB rate; NaN when refused */
    bool few;                           /**< E < 5 */
    bool hidden;                        /**< suppressed in this output */
    bool in_zone;
    bool hot; /**< q <= JY_HOTSPOT_ALPHA and Z > 0 */
};

/** How a zone did in a later period: NaN unknown. */
struct jy_hotspot_hold {
    int from_year, to_year;
    int64_t cases, total; /**< in the zone (-1 withheld), in all that was counted */
    double share_cases, share_exposure;
    double share_area; /**< of the area; of the streets' length */
    double pai;        /**< share of cases over share of area */
    double ratio;      /**< share of cases over share of exposure */
};

struct jy_hotspot_zone {
    size_t rank; /**< 1, 2 ... by likelihood ratio (scan) or by cases (grid) */
    size_t n_areas;
    const size_t *areas; /**< of jy_hotspots.areas, .cells or .pieces; ascending */
    int64_t cases;
    double exposure; /**< persons...; km^2 of a grid; metres of streets */
    double expected;
    double ratio, lo95, hi95; /**< observed to expected, exact Poisson interval */
    double relative_risk, llr;
    double p;                            /**< by itself */
    double p_family;                     /**< adjusted with the family; NaN for the grid */
    double q;                            /**< grid: adjusted with the family; else NaN */
    bool hidden;                         /**< its numbers are withheld */
    const struct jy_hotspot_hold *holds; /**< jy_hotspots.n_later, nearest period first */
};

/** A cell of the grid. */
struct jy_hotspot_cell {
    struct gis_lonlat ring[5];
    struct gis_lonlat centre;
    uint32_t cases;
    double z, p_perm, q;
    const char *district; /**< that holds its centre; NULL none */
};

/** A piece of street. */
struct jy_hotspot_piece {
    uint32_t edge; /**< of options.streets->network */
    double from_m, to_m;
    uint32_t cases;
    double density_per_m; /**< network kernel density in its middle; display for staff only */
    uint16_t district;    /**< of options.streets->districts, or JY_NO_DISTRICT */
};

/** What was tested together. */
struct jy_hotspot_tests {
    size_t offences, periods; /**< of the family; 1 and 1 alone */
    size_t runs;              /**< offences in periods that were counted */
    size_t gistar;            /**< all p-values that q is adjusted over */
};

struct jy_hotspots {
    struct jy_hotspot_options options;
    const struct jy_city_data *data; /**< borrowed */
    const struct jy_taxon *offence;  /**< of the taxonomy given */
    size_t n_areas;
    struct jy_hotspot_area *areas; /**< districts or chome */
    size_t n_cells;
    struct jy_hotspot_cell *cells; /**< grid: those inside the city */
    size_t n_pieces;
    struct jy_hotspot_piece *pieces; /**< streets */
    double streets_m;                /**< length of all of them */

    int64_t matched;   /**< cases in the areas: the sum of O */
    int64_t reported;  /**< the tables' own total; without one matched + unmatched */
    int64_t unmatched; /**< cases under names that are no area of the city */
    size_t n_unmatched;
    const char **unmatched_names;
    size_t n_without_row;       /**< areas that the tables leave out, taken as 0 by the total */
    size_t n_unknown;           /**< areas that the tables leave out, unknown */
    size_t n_conflict;          /**< areas for which two imports differ; the newer counts */
    int64_t incidents, located; /**< of the period; located: with a position in the city (and on a
                                   street) */
    int64_t from_incidents;     /**< cases counted from incidents, for want of a table */
    int64_t unplaced;           /**< incidents of those that have neither area nor position */
    struct jy_exposure exposure;
    struct gis_rates_summary summary;
    bool suppressed; /**< something is hidden */

    enum jy_refusal rates_refused, scan_refused, gistar_refused;
    uint32_t nsim, nsim_gistar; /**< as run: more for a family, so that p can be as small */
    struct jy_hotspot_tests tests;
    size_t n_windows, n_tests; /**< of the scan; of Gi* */
    size_t n_zones;
    struct jy_hotspot_zone *zones; /**< p_family (grid: q) <= JY_HOTSPOT_ALPHA */
    size_t n_others;
    struct jy_hotspot_zone *others; /**< excesses that chance explains as well */
    size_t n_later;                 /**< later periods that the zones were judged on */
    struct jy_hotspot_hold *holds;

    size_t n_sources;
    const struct jy_source **sources; /**< of the counts, then of the exposure */
    bool sample;

    struct jy_crime_areas counted; /* owns names of areas */
    struct jy_arena arena;
};

/**
 * Computes zones from @p rows. All given are borrowed and must outlive the result (by grid and by
 * street the rows need not); data needs its areas and sources. JY_EINVALID for options out of
 * range; JY_ENOTFOUND for an offence that is not known or not counted in those years (the error
 * lists what is). What cannot be said for want of population, areas or points is no error: the
 * refusals say why. Milliseconds for 41 areas, 999 simulations.
 */
JY_MUST_CHECK enum jy_code jy_hotspots_new(const struct jy_crime_rows *rows,
                                           const struct jy_city_data *data,
                                           const struct jy_taxonomy *taxonomy,
                                           const struct jy_hotspot_options *options,
                                           struct jy_hotspots **out, struct jy_error *err);
void jy_hotspots_free(struct jy_hotspots *hotspots);

/** Runs that are judged together. */
struct jy_hotspot_family {
    struct jy_hotspot_tests tests;
    bool each_year;
    int from_year, to_year;
    enum jy_hotspot_level level;
    size_t n;                     /**< tests.runs */
    struct jy_hotspots **members; /**< by offence, then by period */
    size_t n_left_out;            /**< years of an offence without a table */
};
#define JY_HOTSPOT_FAMILY_MAX 64

/** "a,b,c" cut at its commas, in place: the number of names put into @p out, at most @p max. */
size_t jy_hotspot_offences(char *list, const char **out, size_t max);
/**
 * Runs several offences, and with @p each_year each year of the period by itself, as one family.
 * options->offence is not looked at. Years that no table counts are left out (JY_ENOTFOUND when
 * none is left). The p of the scans are adjusted by Holm over the runs (the multiplier of a run
 * applies to each of its clusters), those of Gi* by Benjamini-Hochberg over all of them;
 * simulations and permutations grow with the number of runs, up to 99,999. JY_EINVALID for more
 * than JY_HOTSPOT_FAMILY_MAX runs, and for an offence named twice.
 */
JY_MUST_CHECK enum jy_code jy_hotspot_family_new(const struct jy_crime_data *from,
                                                 const struct jy_hotspot_options *options,
                                                 size_t n_offences, const char *const *offences,
                                                 bool each_year, struct jy_hotspot_family **out,
                                                 struct jy_error *err);
void jy_hotspot_family_free(struct jy_hotspot_family *family);
/** All members' results and what they share, as one JSON object. */
void jy_hotspot_family_write(const struct jy_hotspot_family *family, const struct jy_i18n *i18n,
                             enum jy_lang lang, struct jy_json *json);

/** Zones of all members as one GeoJSON collection. */
void jy_hotspot_family_write_geojson(const struct jy_hotspot_family *family,
                                     const struct jy_i18n *i18n, enum jy_lang lang,
                                     struct jy_json *json);

/** Does a table by areas of that level (or a finer one) count it? @p year 0: in any year. */
bool jy_hotspots_counts_at(const struct jy_crime_rows *rows, const char *offence, int year,
                           enum jy_hotspot_level level);

/** Newest year that counts @p offence at @p level (or at a finer one); 0 none. */
int jy_hotspots_newest_year(const struct jy_crime_rows *rows, const char *offence,
                            enum jy_hotspot_level level);

/** Last year of any count or incident; 0 none. */
int jy_hotspots_last_year(const struct jy_crime_rows *rows);

/** The JSON object that `joyato hotspots` and the API give (docs/methods/hotspots.md). */
void jy_hotspots_write(const struct jy_hotspots *h, const struct jy_i18n *i18n, enum jy_lang lang,
                       struct jy_json *json);
/** A zone in words. */
struct jy_hotspot_zone_words {
    const char *name, *text;
    size_t n_later; /**< how it did in later periods */
    const char *const *later;
};

/** What a run says, in one language, for print. */
struct jy_hotspot_words {
    const char *conclusion, *offence, *source;
    const char *exposure; /**< NULL unknown */
    const char *family;   /**< NULL: a run alone */
    size_t n_notes;
    const char *const *notes;                           /**< what to mind when reading */
    const struct jy_hotspot_zone_words *zones, *others; /**< as jy_hotspots */
    const char *const *areas;                           /**< names, as jy_hotspots.areas */
};
/** All texts live in @p arena. */
struct jy_hotspot_words jy_hotspots_words(const struct jy_hotspots *h, const struct jy_i18n *i18n,
                                          enum jy_lang lang, struct jy_arena *arena);

/** Zones as GeoJSON (RFC 7946), with what the JSON says of each. */
void jy_hotspots_write_geojson(const struct jy_hotspots *h, const struct jy_i18n *i18n,
                               enum jy_lang lang, struct jy_json *json);
/** Name of an area in @p lang: districts by the profile, chome as district and number. */
void jy_hotspots_area_name(const struct jy_hotspots *h, const struct jy_hotspot_area *area,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out);
/** The areas of a zone (or the cells' district) as one text; long lists are shortened. Without
 * @p i18n the areas' own names, for maps. */
void jy_hotspots_zone_name(const struct jy_hotspots *h, const struct jy_hotspot_zone *zone,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out);
/** Polygons (of streets: lines) of a zone as one, the caller's (jy_hotspots_geometry_free()); NONE
 * when there are none.
 */
struct jy_geometry jy_hotspots_zone_geometry(const struct jy_hotspots *h,
                                             const struct jy_hotspot_zone *zone);
void jy_hotspots_geometry_free(struct jy_geometry *geometry);
