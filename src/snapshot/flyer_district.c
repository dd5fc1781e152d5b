/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sheet of a district: a year in figures. */
#include <inttypes.h>
#include <string.h>

#include "src/analysis/crime_figures.h"
#include "src/base/mem.h"
#include "src/snapshot/flyer_common.h"

/* --- crime figures -----------------------------------------------------------------------------
 */

/* The district of the sheet among those that are counted; SIZE_MAX: none. */
static size_t counted_district(const struct jy_snapshot *snapshot,
                               const struct jy_crime_areas *districts, uint16_t district)
{
    const char *name = snapshot->lighting->districts[district]->name;
    return name != NULL ? jy_crime_areas_find(districts, snapshot->data, name) : SIZE_MAX;
}

void jy_offence_in_district(const struct jy_snapshot *snapshot, const char *offence,
                            uint16_t district, struct jy_offence_count *out)
{
    const struct jy_city_data *data = snapshot->data;
    struct jy_crime_areas districts, chome;
    struct jy_crime_column column;
    *out = (struct jy_offence_count){
        .year = jy_hotspots_newest_year(snapshot->crime, offence, JY_HOTSPOT_DISTRICT)};
    if (out->year == 0)
        return;
    jy_crime_areas_init(&districts, data, JY_AREA_DISTRICT);
    jy_crime_areas_init(&chome, data, JY_AREA_CHOME);
    jy_crime_column_init(&column, snapshot->crime, data, &districts, &chome, offence, out->year);
    uint8_t *hidden JY_AUTOFREE = jy_calloc(districts.n + 1, 1);
    jy_crime_suppress(snapshot->crime, data, snapshot->taxonomy, &districts, offence, out->year,
                      hidden);
    out->city = column.unmatched_cases;
    for (size_t i = 0; i < districts.n; i++)
        out->city += column.cases[i] > 0 ? column.cases[i] : 0;
    out->city = column.city >= 0 ? column.city : out->city;
    out->district = out->city;
    if (district != JY_NO_DISTRICT) {
        const size_t i = counted_district(snapshot, &districts, district);
        out->district = i != SIZE_MAX ? column.cases[i] : -1;
        out->hidden = i != SIZE_MAX && hidden[i];
    }
    if (column.n_sources > 0)
        out->source = jy_city_data_source(data, column.sources[0]);
    jy_crime_column_done(&column);
    jy_crime_areas_done(&chome);
    jy_crime_areas_done(&districts);
}

/* --- figures ---------------------------------------------------------------------------------- */

static void figure_lights(const struct jy_filling *f, struct jy_flyer_figure *out)
{
    size_t in_service, all;
    jy_fill_count_lights(f, &in_service, &all);
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_LIGHTS);
    *out = (struct jy_flyer_figure){.value = jy_fill_count(f, in_service),
                                    .unit = jy_fill_say(f, "flyer.lights.unit", NULL),
                                    .label = jy_fill_say(f, "flyer.lights.label", NULL),
                                    .source = jy_fill_say(f, "flyer.lights.source", "n",
                                                          jy_fill_count(f, all), "date", from.date,
                                                          "source", from.names, NULL)};
}

static void figure_lit(const struct jy_filling *f, struct jy_flyer_figure *out)
{
    const struct jy_lighting_summary *s = f->district == JY_NO_DISTRICT
                                              ? &f->snapshot->total
                                              : &f->snapshot->by_district[f->district];
    double lit_m = s->road_length_m - s->uncovered_m;
    bool known = s->road_length_m > 0;
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_LIGHTS | JY_OF_ROADS);
    *out = (struct jy_flyer_figure){
        .value = known ? jy_fill_number(f, 100 * lit_m / s->road_length_m, 0) : "–",
        .unit = "%",
        .label =
            jy_fill_say(f, "flyer.lit.label", "half", jy_fill_number(f, s->spacing_m / 2, 0), NULL),
        .source = jy_fill_say(f, "flyer.lit.source", "lit", jy_fill_number(f, lit_m / 1000, 1),
                              "all", jy_fill_number(f, s->road_length_m / 1000, 1), "gaps",
                              jy_fill_number(f, (double)s->gaps, 0), "date", from.date, "source",
                              from.names, NULL)};
}

static const char *whole(const struct jy_filling *f, int64_t n)
{
    return n >= 0 ? jy_arena_printf(f->arena, "%" PRId64, n) : "–";
}

/* The district's count as the public may see it. */
static const char *public_count(const struct jy_filling *f, const struct jy_offence_count *count)
{
    if (!count->hidden)
        return whole(f, count->district);
    return jy_fill_say(f, "flyer.withheld", NULL);
}

static void figure_offence(const struct jy_filling *f, struct jy_flyer_figure *out)
{
    const struct jy_city *city = f->snapshot->data->city;
    const char *offence =
        city->n_priority_offences > 0 ? city->priority_offences[0] : "bicycle_theft";
    struct jy_offence_count count;
    jy_offence_in_district(f->snapshot, offence, f->district, &count);
    if (count.year == 0) {
        *out =
            (struct jy_flyer_figure){.value = "–",
                                     .unit = "",
                                     .label = jy_fill_say(f, "flyer.offence.none", NULL),
                                     .source = jy_fill_say(f, "flyer.offence.none_source", NULL)};
        return;
    }
    *out = (struct jy_flyer_figure){
        .value = public_count(f, &count),
        .unit = count.hidden ? "" : jy_fill_say(f, "flyer.offence.unit", NULL),
        .label = jy_fill_say(f, "flyer.offence.label", "offence", jy_fill_offence(f, offence),
                             "year", jy_fill_number(f, count.year, 0), NULL),
        .source = jy_fill_say(f, "flyer.offence.source", "n", public_count(f, &count), "all",
                              whole(f, count.city), "source", jy_fill_source_name(f, count.source),
                              NULL)};
}

/* --- fewest of all ------------------------------------------------------------------------- */

static const char *sources_of(const struct jy_filling *f, const struct jy_crime_figure *rank)
{
    const char *all = NULL;
    for (size_t i = 0; i < rank->n_sources; i++) {
        const char *name = jy_fill_source_name(f, rank->sources[i]);
        if (all == NULL) {
            all = name;
        } else if (strstr(all, name) == NULL) {
            all = jy_fill_say(f, "flyer.source.and", "a", all, "b", name, NULL);
        }
    }
    return all != NULL ? all : jy_fill_source_name(f, NULL);
}

static const char *say_fewest(const struct jy_filling *f, const struct jy_crime_figure *rank)
{
    const bool cases = jy_crime_fewest_cases(rank);
    if (rank->own == SIZE_MAX || (!cases && !jy_crime_fewest_per_1000(rank)))
        return NULL;
    const struct jy_crime_point *own = &rank->points[rank->own];
    const char *claim =
        jy_fill_say(f, cases ? "crimes.rank.claim" : "crimes.rank.claim_per_1000", "year",
                    jy_fill_number(f, rank->year, 0), "offence",
                    rank->offence != NULL ? jy_text_in(&rank->offence->name, f->lang) : "", "n",
                    jy_fill_count(f, cases ? rank->n_ranked : rank->n_rated), NULL);
    return jy_fill_say(f, cases ? "flyer.fewest" : "flyer.fewest_rate", "claim", claim, "n",
                       whole(f, own->cases), "p", jy_fill_number(f, own->persons, 0), "source",
                       sources_of(f, rank), NULL);
}

/* 「一番少ないまち」 only where a table of municipalities proves it, with its year; NULL: not said.
 */
static const char *fewest(const struct jy_filling *f)
{
    const struct jy_snapshot *s = f->snapshot;
    struct jy_crime_figure *rank = NULL;
    struct jy_error ignored;
    const struct jy_crime_data from = {s->crime, s->data, s->taxonomy};
    if (jy_crime_figure_new(&from, JY_CRIME_RANK, NULL, 0, false, &rank, &ignored) != JY_OK)
        return NULL;
    const char *text = say_fewest(f, rank);
    jy_crime_figure_free(rank);
    return text;
}

/* --- the sheet -------------------------------------------------------------------------------- */

static void fill_keys(const struct jy_filling *f, struct jy_flyer *out)
{
    const char *s = jy_fill_number(f, f->snapshot->lighting->spacing_m, 0);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.light", NULL), JY_DRAW_LIGHTS);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.gap", "s", s, NULL), JY_DRAW_GAPS);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.eligible", NULL), JY_DRAW_ELIGIBLE);
    if (jy_fill_cameras_public(f))
        jy_fill_key(out, jy_fill_say(f, "flyer.key.camera", NULL), JY_DRAW_CAMERAS);
}

enum jy_code jy_fill_district_sheet(struct jy_filling *f, struct jy_flyer *out,
                                    struct jy_error *err)
{
    enum jy_code code = jy_fill_map(f, out, err);
    if (code != JY_OK)
        return code;
    const char *spacing = jy_fill_number(f, f->snapshot->lighting->spacing_m, 0);
    jy_fill_head(f, "flyer.kind.district", out);
    out->headline = jy_fill_say(f, "flyer.headline", NULL);
    out->lead = jy_fill_say(f, "flyer.lead", "s", spacing, NULL);
    const char *best = fewest(f);
    if (best != NULL)
        out->lead = jy_arena_printf(f->arena, "%s\n%s", out->lead, best);
    out->maps[0].alt = jy_fill_say(f, "flyer.map_alt", NULL);
    fill_keys(f, out);
    figure_lights(f, &out->figures[0]);
    figure_lit(f, &out->figures[1]);
    figure_offence(f, &out->figures[2]);
    out->n_figures = 3;
    out->action_heading = jy_fill_say(f, "flyer.action.heading", NULL);
    out->action_text = jy_fill_say(f, "flyer.action.text", NULL);
    out->action_url = jy_arena_printf(f->arena, "%s/%s", f->wish->base_url, f->query);
    jy_fill_end(f, JY_DUTY_STREETLIGHTS, out);
    return JY_OK;
}
