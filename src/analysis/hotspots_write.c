/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The JSON and GeoJSON of `joyato hotspots` and the API (docs/methods/hotspots.md). */
#include <math.h>

#include "src/analysis/hotspots_writer.h"

/* A number that may be withheld. */
static void number(const struct jy_hotspot_writer *w, const char *name, double value, bool withheld)
{
    jy_json_kv_double(w->json, name, withheld ? (double)NAN : value);
}

static void count(const struct jy_hotspot_writer *w, const char *name, int64_t value, bool withheld)
{
    if (withheld || value < 0) {
        jy_json_key(w->json, name);
        jy_json_null(w->json);
    } else {
        jy_json_kv_int(w->json, name, value);
    }
}

static void key_text(const struct jy_hotspot_writer *w, const char *name, const struct jy_buf *text)
{
    jy_json_kv_string(w->json, name, jy_buf_text(text));
}

/* --- zones and areas -------------------------------------------------------------------------- */

static void write_hold(const struct jy_hotspot_writer *w, const struct jy_hotspot_hold *hold)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    const bool street = w->h->options.level == JY_HOTSPOT_STREET;
    jy_hotspot_hold_sentence(w, hold, &text);
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "from", hold->from_year);
    jy_json_kv_int(w->json, "to", hold->to_year);
    count(w, "cases", hold->cases, false);
    jy_json_kv_int(w->json, "total", hold->total);
    jy_json_kv_double(w->json, "hit_rate", hold->share_cases);
    jy_json_kv_double(w->json, "share_exposure", hold->share_exposure);
    jy_json_kv_double(w->json, street ? "share_length" : "share_area", hold->share_area);
    jy_json_kv_double(w->json, "pai", hold->pai);
    jy_json_kv_double(w->json, "hit_rate_to_exposure", hold->ratio);
    key_text(w, "text", &text);
    jy_json_object_end(w->json);
}

/* The period right after (null: not in the registry), and all that were found. */
static void write_holds(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z)
{
    const struct jy_hotspots *h = w->h;
    jy_json_key(w->json, "next_period");
    if (h->n_later > 0 && z->holds != NULL && z->holds[0].from_year == h->options.to_year + 1) {
        write_hold(w, &z->holds[0]);
    } else {
        jy_json_null(w->json);
    }
    jy_json_key(w->json, "later_periods");
    jy_json_array(w->json);
    for (size_t i = 0; z->holds != NULL && i < h->n_later; i++)
        write_hold(w, &z->holds[i]);
    jy_json_array_end(w->json);
}

static void write_members(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z)
{
    const enum jy_hotspot_level level = w->h->options.level;
    if (level == JY_HOTSPOT_GRID || level == JY_HOTSPOT_STREET) {
        jy_json_kv_int(w->json, level == JY_HOTSPOT_GRID ? "cells" : "pieces", (int64_t)z->n_areas);
        return;
    }
    jy_json_key(w->json, "areas");
    jy_json_array(w->json);
    for (size_t i = 0; i < z->n_areas; i++)
        jy_json_string(w->json, w->h->areas[z->areas[i]].name);
    jy_json_array_end(w->json);
}

static void write_extent(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z)
{
    switch (w->h->options.level) {
    case JY_HOTSPOT_GRID:
        jy_json_kv_double(w->json, "area_km2", z->exposure);
        jy_json_kv_double(w->json, "share_area", jy_hotspot_share_of_city(w->h, z));
        break;
    case JY_HOTSPOT_STREET:
        jy_json_kv_fixed(w->json, "length_m", z->exposure, 1);
        jy_json_kv_double(w->json, "share_length", jy_hotspot_share_of_city(w->h, z));
        break;
    case JY_HOTSPOT_DISTRICT:
    case JY_HOTSPOT_CHOME:
        jy_json_kv_double(w->json, "exposure", z->exposure);
        break;
    }
}

/* The members of a zone's object, the same in JSON and GeoJSON. */
static void write_zone_facts(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspots_zone_name(h, z, w->i18n, w->lang, &name);
    jy_hotspot_zone_sentence(w, z, &text);
    jy_json_kv_int(w->json, "rank", (int64_t)z->rank);
    key_text(w, "name", &name);
    write_members(w, z);
    count(w, "cases", z->cases, z->hidden);
    jy_json_kv_int(w->json, "of_cases", jy_hotspot_of(h));
    number(w, "share_cases", jy_hotspot_share(z->cases, jy_hotspot_of(h)), z->hidden);
    write_extent(w, z);
    jy_json_kv_fixed(w->json, "expected", z->expected, 6);
    number(w, "observed_to_expected", z->ratio, z->hidden);
    number(w, "lo95", z->lo95, z->hidden);
    number(w, "hi95", z->hi95, z->hidden);
    number(w, "relative_risk", z->relative_risk, z->hidden);
    number(w, "llr", z->llr, h->suppressed || z->hidden);
    jy_json_kv_double(w->json, "p", z->p);
    jy_json_kv_double(w->json, "p_family", z->p_family);
    if (h->options.level == JY_HOTSPOT_GRID)
        jy_json_kv_double(w->json, "q", z->q);
    jy_json_kv_bool(w->json, "few_expected", z->expected < JY_HOTSPOT_FEW_EXPECTED);
    jy_json_kv_bool(w->json, "suppressed", z->hidden);
    key_text(w, "text", &text);
    write_holds(w, z);
}

static void write_zones(const struct jy_hotspot_writer *w, const char *name,
                        const struct jy_hotspot_zone *zones, size_t n)
{
    jy_json_key(w->json, name);
    jy_json_array(w->json);
    for (size_t i = 0; i < n; i++) {
        jy_json_object(w->json);
        write_zone_facts(w, &zones[i]);
        jy_json_object_end(w->json);
    }
    jy_json_array_end(w->json);
}

static void write_area(const struct jy_hotspot_writer *w, const struct jy_hotspot_area *a)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF shown = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    const double exposure = a->exposure > 0 ? a->exposure : (double)NAN;
    jy_hotspots_area_name(h, a, w->i18n, w->lang, &shown);
    jy_hotspot_area_sentence(w, a, &text);
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "id", a->name);
    key_text(w, "name", &shown);
    jy_json_kv_string(w->json, "district",
                      a->district != NULL ? jy_text_in(&a->district->name, w->lang) : NULL);
    count(w, "cases", a->cases, a->hidden);
    number(w, "share_cases", jy_hotspot_share(a->cases, h->reported), a->hidden || a->cases < 0);
    jy_json_kv_double(w->json, "exposure", exposure);
    jy_json_kv_double(w->json, "expected", a->rate.expected);
    number(w, "smr", a->rate.smr, a->hidden);
    number(w, "smr_lo95", a->rate.smr_lo95, a->hidden);
    number(w, "smr_hi95", a->rate.smr_hi95, a->hidden);
    number(w, "eb_rate", a->rate.eb_rate, h->suppressed);
    jy_json_kv_bool(w->json, "few_expected", a->few);
    jy_json_kv_bool(w->json, "suppressed", a->hidden);
    if (h->gistar_refused == JY_REFUSED_NOT) {
        number(w, "gistar_z", a->z, h->suppressed);
        number(w, "gistar_p", a->p, h->suppressed);
        number(w, "gistar_p_perm", a->p_perm, h->suppressed);
        number(w, "gistar_q", a->q, h->suppressed);
        jy_json_key(w->json, "gistar_hot");
        if (h->suppressed) {
            jy_json_null(w->json);
        } else {
            jy_json_bool(w->json, a->hot);
        }
    }
    jy_json_kv_bool(w->json, "in_zone", a->in_zone);
    key_text(w, "text", &text);
    jy_json_object_end(w->json);
}

static void write_areas(const struct jy_hotspot_writer *w)
{
    jy_json_key(w->json, "areas");
    jy_json_array(w->json);
    for (size_t i = 0; i < w->h->n_areas; i++)
        write_area(w, &w->h->areas[i]);
    jy_json_array_end(w->json);
}

/* --- what it rests on ------------------------------------------------------------------------- */

static void write_refusal(const struct jy_hotspot_writer *w, const char *name,
                          enum jy_refusal refusal)
{
    jy_json_key(w->json, name);
    if (refusal == JY_REFUSED_NOT) {
        jy_json_null(w->json);
        return;
    }
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "code", jy_refusal_text(refusal));
    jy_json_kv_string(w->json, "text", jy_hotspot_refusal_text(w, refusal));
    jy_json_object_end(w->json);
}

static void write_refusals(const struct jy_hotspot_writer *w)
{
    jy_json_key(w->json, "refused");
    jy_json_object(w->json);
    write_refusal(w, "rates", w->h->rates_refused);
    write_refusal(w, "scan", w->h->scan_refused);
    write_refusal(w, "gistar", w->h->gistar_refused);
    jy_json_object_end(w->json);
}

static const char *method_of_zones(enum jy_hotspot_level level)
{
    switch (level) {
    case JY_HOTSPOT_GRID:
        return "Getis-Ord Gi* of counts in cells of a grid, conditional permutation, "
               "Benjamini-Hochberg";
    case JY_HOTSPOT_STREET:
        return "Kulldorff circular scan, Poisson, high rates; circles along the road over pieces "
               "of street, expected in proportion to length";
    case JY_HOTSPOT_DISTRICT:
    case JY_HOTSPOT_CHOME:
        break;
    }
    return "Kulldorff circular scan, Poisson, high rates";
}

static void put_note(void *json, const char *text)
{
    jy_json_string(json, text);
}

static void write_notes(const struct jy_hotspot_writer *w)
{
    jy_json_key(w->json, "notes");
    jy_json_array(w->json);
    jy_hotspot_notes(w, put_note, w->json);
    jy_json_array_end(w->json);
}

static void write_family(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspot_tests *tests = &w->h->tests;
    jy_json_key(w->json, "family");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "tests", (int64_t)tests->runs);
    jy_json_kv_int(w->json, "offences", (int64_t)tests->offences);
    jy_json_kv_int(w->json, "periods", (int64_t)tests->periods);
    jy_json_kv_int(w->json, "tests_gistar", (int64_t)tests->gistar);
    jy_json_kv_string(w->json, "scan", tests->runs > 1 ? "Holm over the tests" : "one test");
    jy_json_kv_string(w->json, "gistar", "Benjamini-Hochberg over all places of all tests");
    jy_json_object_end(w->json);
}

static void write_method(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    const enum jy_hotspot_level level = h->options.level;
    jy_json_key(w->json, "method");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "zones", method_of_zones(level));
    jy_json_kv_string(w->json, "rates",
                      "SMR = O / E, exact Poisson 95 % interval; empirical Bayes (Marshall 1991)");
    jy_json_kv_string(w->json, "gistar",
                      "Getis-Ord Gi* of EB rates, neighbours by shared border, self included, "
                      "conditional permutation, Benjamini-Hochberg");
    jy_json_kv_int(w->json, "nsim", h->nsim);
    jy_json_kv_int(w->json, "nsim_gistar", h->nsim_gistar);
    jy_json_kv_int(w->json, "seed", (int64_t)h->options.seed);
    jy_json_kv_double(w->json, "alpha", JY_HOTSPOT_ALPHA);
    if (level == JY_HOTSPOT_GRID) {
        jy_json_kv_double(w->json, "cell_m", h->options.cell_m);
    } else {
        jy_json_kv_double(w->json, "max_fraction", h->options.max_fraction);
    }
    if (level == JY_HOTSPOT_STREET) {
        jy_json_kv_double(w->json, "piece_m", h->options.piece_m);
        jy_json_kv_double(w->json, "radius_m", h->options.radius_m);
        jy_json_kv_int(w->json, "pieces", (int64_t)h->n_pieces);
        jy_json_kv_fixed(w->json, "streets_m", h->streets_m, 1);
    }
    jy_json_kv_int(w->json, "windows", (int64_t)h->n_windows);
    jy_json_kv_int(w->json, "tests_gistar", (int64_t)h->n_tests);
    write_family(w);
    jy_json_kv_string(w->json, "page",
                      level == JY_HOTSPOT_STREET ? "docs/methods/streets.md"
                                                 : "docs/methods/hotspots.md");
    jy_json_object_end(w->json);
}

/* A name that is no area of the city may be a small place with its own count. */
static bool names_shown(const struct jy_hotspots *h)
{
    return h->options.full || h->data->city->print.suppress_below <= 1;
}

static void write_cases(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    jy_json_key(w->json, "cases");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "reported", h->reported);
    jy_json_kv_int(w->json, "matched", h->matched);
    jy_json_kv_double(w->json, "share_matched", jy_hotspot_share(h->matched, h->reported));
    if (h->options.level == JY_HOTSPOT_GRID || h->options.level == JY_HOTSPOT_STREET) {
        jy_json_kv_int(w->json, "incidents", h->incidents);
        jy_json_kv_int(w->json, "located", h->located);
        jy_json_kv_double(w->json, "share_located", jy_hotspot_share(h->located, h->incidents));
    }
    jy_json_kv_int(w->json, "from_incidents", h->from_incidents);
    jy_json_kv_int(w->json, "without_place", h->unplaced);
    jy_json_kv_int(w->json, "unmatched", h->unmatched);
    jy_json_key(w->json, "unmatched_areas");
    jy_json_array(w->json);
    for (size_t i = 0; i < h->n_unmatched && names_shown(h); i++)
        jy_json_string(w->json, h->unmatched_names[i]);
    jy_json_array_end(w->json);
    count(w, "areas_zero_without_row", (int64_t)h->n_without_row, h->suppressed);
    jy_json_kv_int(w->json, "areas_unknown", (int64_t)h->n_unknown);
    jy_json_kv_int(w->json, "areas_in_conflict", (int64_t)h->n_conflict);
    jy_json_object_end(w->json);
}

static void write_exposure(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    const struct jy_exposure *e = &h->exposure;
    jy_json_key(w->json, "exposure");
    if (e->kind == JY_EXPOSURE_UNKNOWN) {
        jy_json_null(w->json);
        return;
    }
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "kind", jy_exposure_kind_text(e->kind));
    jy_json_kv_string(w->json, "name", jy_hotspot_exposure_name(w));
    const struct jy_exposure_choice *own = jy_city_exposure(h->data->city, h->offence->code);
    jy_json_kv_string(w->json, "wanted", jy_exposure_kind_text(e->wanted));
    jy_json_kv_string(w->json, "chosen_by", own != NULL ? own->source : "taxonomy");
    jy_json_kv_string(w->json, "unit", "sum over the years of the period");
    jy_json_kv_double(w->json, "total", h->summary.total_population);
    jy_json_key(w->json, "years");
    jy_json_array(w->json);
    for (int i = 0; i < e->n_years; i++) {
        jy_json_object(w->json);
        jy_json_kv_int(w->json, "year", e->from_year + i);
        jy_json_kv_int(w->json, "counted", e->year_used[i]);
        jy_json_object_end(w->json);
    }
    jy_json_array_end(w->json);
    jy_json_object_end(w->json);
}

static void write_overall(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    const bool none = h->rates_refused != JY_REFUSED_NOT;
    jy_json_key(w->json, "overall");
    jy_json_object(w->json);
    number(w, "rate", h->summary.overall_rate, none);
    number(w, "between_variance", h->summary.between_variance, none || h->suppressed);
    jy_json_key(w->json, "no_difference");
    if (none || h->suppressed) {
        jy_json_null(w->json);
    } else {
        jy_json_bool(w->json, h->summary.no_difference);
    }
    jy_json_kv_int(w->json, "areas", (int64_t)h->summary.n_areas);
    jy_json_object_end(w->json);
}

static void write_source_text(const struct jy_hotspot_writer *w)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspot_source_text(w, &text);
    key_text(w, "source_text", &text);
}

static void write_sources(const struct jy_hotspot_writer *w)
{
    jy_json_key(w->json, "sources");
    jy_json_array(w->json);
    for (size_t i = 0; i < w->h->n_sources; i++) {
        const struct jy_source *s = w->h->sources[i];
        jy_source_write(s, w->json);
    }
    jy_json_array_end(w->json);
}

static void write_head(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspot_conclusion(w, &text);
    key_text(w, "conclusion", &text);
    jy_json_key(w->json, "offence");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "code", h->offence->code);
    jy_json_kv_string(w->json, "name", jy_hotspot_offence_name(w));
    jy_json_object_end(w->json);
    jy_json_kv_string(w->json, "level", jy_hotspot_level_text(h->options.level));
    jy_json_key(w->json, "period");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "from", h->options.from_year);
    jy_json_kv_int(w->json, "to", h->options.to_year);
    jy_json_object_end(w->json);
}

static void write_foot(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    jy_json_key(w->json, "suppression");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "below", h->data->city->print.suppress_below);
    jy_json_kv_bool(w->json, "complementary", h->data->city->print.complementary);
    jy_json_kv_bool(w->json, "applied", h->suppressed);
    jy_json_kv_bool(w->json, "full", h->options.full);
    jy_json_object_end(w->json);
    write_source_text(w);
    write_sources(w);
    jy_json_kv_bool(w->json, "sample", h->sample);
}

void jy_hotspots_write(const struct jy_hotspots *h, const struct jy_i18n *i18n, enum jy_lang lang,
                       struct jy_json *json)
{
    struct jy_hotspot_writer w;
    jy_hotspot_writer_init(&w, h, i18n, lang, json);
    jy_json_object(json);
    write_head(&w);
    write_notes(&w);
    write_zones(&w, "zones", h->zones, h->n_zones);
    write_zones(&w, "not_distinguishable", h->others, h->n_others);
    write_areas(&w);
    write_cases(&w);
    write_exposure(&w);
    write_overall(&w);
    write_refusals(&w);
    write_method(&w);
    write_foot(&w);
    jy_json_object_end(json);
}

/* --- GeoJSON ---------------------------------------------------------------------------------- */

static void write_ring(struct jy_json *json, const struct gis_lonlat *points, size_t n)
{
    jy_json_array(json);
    for (size_t i = 0; i < n; i++) {
        jy_json_array(json);
        jy_json_fixed(json, points[i].lon_deg, 7);
        jy_json_fixed(json, points[i].lat_deg, 7);
        jy_json_array_end(json);
    }
    jy_json_array_end(json);
}

static void write_parts(struct jy_json *json, const struct jy_geometry *g)
{
    const bool polygons = g->kind == JY_GEOMETRY_POLYGONS;
    size_t start = 0;
    for (size_t part = 0; part < g->n_parts; part++) {
        if (polygons && g->part_outer[part])
            jy_json_array(json);
        write_ring(json, &g->points[start], g->part_end[part] - start);
        start = g->part_end[part];
        if (polygons && (part + 1 == g->n_parts || g->part_outer[part + 1]))
            jy_json_array_end(json);
    }
}

static void write_geometry(struct jy_json *json, const struct jy_geometry *g)
{
    jy_json_key(json, "geometry");
    if (g->n_parts == 0) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "type",
                      g->kind == JY_GEOMETRY_POLYGONS ? "MultiPolygon" : "MultiLineString");
    jy_json_key(json, "coordinates");
    jy_json_array(json);
    write_parts(json, g);
    jy_json_array_end(json);
    jy_json_object_end(json);
}

static void write_feature(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z)
{
    struct jy_geometry g = jy_hotspots_zone_geometry(w->h, z);
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "type", "Feature");
    jy_json_key(w->json, "properties");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "kind", jy_hotspot_level_text(w->h->options.level));
    jy_json_kv_string(w->json, "offence", w->h->offence->code);
    jy_json_kv_int(w->json, "from", w->h->options.from_year);
    jy_json_kv_int(w->json, "to", w->h->options.to_year);
    write_zone_facts(w, z);
    jy_json_object_end(w->json);
    write_geometry(w->json, &g);
    jy_json_object_end(w->json);
    jy_hotspots_geometry_free(&g);
}

/* For staff: each piece of street with its density of incidents. */
static void write_densities(const struct jy_hotspot_writer *w)
{
    for (size_t i = 0; w->h->options.full && i < w->h->n_pieces; i++) {
        const struct jy_hotspot_piece *piece = &w->h->pieces[i];
        const struct jy_hotspot_zone one = {.n_areas = 1, .areas = &i};
        if (!(piece->density_per_m > 0))
            continue;
        struct jy_geometry g = jy_hotspots_zone_geometry(w->h, &one);
        jy_json_object(w->json);
        jy_json_kv_string(w->json, "type", "Feature");
        jy_json_key(w->json, "properties");
        jy_json_object(w->json);
        jy_json_kv_string(w->json, "kind", "density");
        jy_json_kv_double(w->json, "incidents_per_km", 1000 * piece->density_per_m);
        jy_json_kv_double(w->json, "kernel_m", JY_HOTSPOT_KERNEL_M);
        jy_json_object_end(w->json);
        write_geometry(w->json, &g);
        jy_json_object_end(w->json);
        jy_hotspots_geometry_free(&g);
    }
}

void jy_hotspots_write_geojson(const struct jy_hotspots *h, const struct jy_i18n *i18n,
                               enum jy_lang lang, struct jy_json *json)
{
    struct jy_hotspot_writer w;
    jy_hotspot_writer_init(&w, h, i18n, lang, json);
    jy_json_object(json);
    jy_json_kv_string(json, "type", "FeatureCollection");
    jy_json_key(json, "features");
    jy_json_array(json);
    for (size_t i = 0; i < h->n_zones; i++)
        write_feature(&w, &h->zones[i]);
    write_densities(&w);
    jy_json_array_end(json);
    write_head(&w);
    write_notes(&w);
    write_cases(&w);
    write_exposure(&w);
    write_refusals(&w);
    write_method(&w);
    write_foot(&w);
    jy_json_object_end(json);
}

/* --- a family --------------------------------------------------------------------------------- */

static void write_family_head(const struct jy_hotspot_family *f, const struct jy_hotspot_writer *w)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspot_family_text(w, &text);
    jy_json_kv_string(w->json, "level", jy_hotspot_level_text(f->level));
    jy_json_kv_int(w->json, "from", f->from_year);
    jy_json_kv_int(w->json, "to", f->to_year);
    jy_json_kv_bool(w->json, "each_year", f->each_year);
    jy_json_kv_int(w->json, "without_table", (int64_t)f->n_left_out);
    key_text(w, "text", &text);
    write_family(w);
}

void jy_hotspot_family_write(const struct jy_hotspot_family *family, const struct jy_i18n *i18n,
                             enum jy_lang lang, struct jy_json *json)
{
    struct jy_hotspot_writer w;
    jy_hotspot_writer_init(&w, family->members[0], i18n, lang, json);
    jy_json_object(json);
    write_family_head(family, &w);
    jy_json_key(json, "results");
    jy_json_array(json);
    for (size_t m = 0; m < family->n; m++)
        jy_hotspots_write(family->members[m], i18n, lang, json);
    jy_json_array_end(json);
    jy_json_object_end(json);
}

void jy_hotspot_family_write_geojson(const struct jy_hotspot_family *family,
                                     const struct jy_i18n *i18n, enum jy_lang lang,
                                     struct jy_json *json)
{
    struct jy_hotspot_writer w;
    jy_json_object(json);
    jy_json_kv_string(json, "type", "FeatureCollection");
    jy_json_key(json, "features");
    jy_json_array(json);
    for (size_t m = 0; m < family->n; m++) {
        const struct jy_hotspots *h = family->members[m];
        jy_hotspot_writer_init(&w, h, i18n, lang, json);
        for (size_t i = 0; i < h->n_zones; i++)
            write_feature(&w, &h->zones[i]);
    }
    jy_json_array_end(json);
    jy_hotspot_writer_init(&w, family->members[0], i18n, lang, json);
    write_family_head(family, &w);
    jy_json_object_end(json);
}
