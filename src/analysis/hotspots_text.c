/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/hotspots.h"

struct writer {
    const struct jy_hotspots *h;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_json *json;
    char period[64];
};

/* Formats key with name, text pairs ended by NULL. */
__attribute__((sentinel)) static void say(const struct writer *w, struct jy_buf *out,
                                          const char *key, ...)
{
    struct jy_i18n_value values[16];
    size_t n = 0;
    va_list args;
    va_start(args, key);
    for (const char *name; n < 16 && (name = va_arg(args, const char *)) != NULL; n++)
        values[n] = (struct jy_i18n_value){name, va_arg(args, const char *)};
    va_end(args);
    jy_i18n_format(w->i18n, w->lang, key, values, n, out);
}

#define NUMBER_SIZE 32
static const char *decimal(double value, int decimals, char text[NUMBER_SIZE])
{
    if (!isfinite(value))
        return "–";
    (void)snprintf(text, NUMBER_SIZE, "%.*f", decimals, value);
    return text;
}

static const char *whole(int64_t value, char text[NUMBER_SIZE])
{
    (void)snprintf(text, NUMBER_SIZE, "%" PRId64, value);
    return text;
}

static const char *percent(double share, char text[NUMBER_SIZE])
{
    return decimal(100 * share, share < 0.0995 ? 1 : 0, text);
}

static const char *offence_name(const struct writer *w)
{
    return jy_text_in(&w->h->offence->name, w->lang);
}

static const char *exposure_name(const struct writer *w)
{
    return jy_i18n_code(w->i18n, w->lang, "hotspots.exposure",
                        jy_exposure_kind_text(w->h->exposure.kind));
}

static void set_period(const struct writer *w, int from_year, int to_year, char out[64])
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    char from[NUMBER_SIZE], to[NUMBER_SIZE];
    say(w, &text, from_year == to_year ? "hotspots.period.year" : "hotspots.period.years", "year",
        whole(from_year, from), "from", from, "to", whole(to_year, to), NULL);
    (void)snprintf(out, 64, "%s", jy_buf_text(&text));
}

static double share_of(int64_t n, int64_t of)
{
    return of > 0 ? (double)n / (double)of : (double)NAN;
}

/* A number that may be withheld. */
static void number(const struct writer *w, const char *name, double value, bool withheld)
{
    jy_json_kv_double(w->json, name, withheld ? (double)NAN : value);
}

static void count(const struct writer *w, const char *name, int64_t value, bool withheld)
{
    if (withheld || value < 0) {
        jy_json_key(w->json, name);
        jy_json_null(w->json);
    } else {
        jy_json_kv_int(w->json, name, value);
    }
}

static void key_text(const struct writer *w, const char *name, const struct jy_buf *text)
{
    jy_json_kv_string(w->json, name, jy_buf_text(text));
}

/* --- sentences -------------------------------------------------------------------------------- */

static void area_sentence(const struct writer *w, const struct jy_hotspot_area *a,
                          struct jy_buf *out)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    char t[7][NUMBER_SIZE];
    const bool rate = isfinite(a->rate.smr);
    jy_hotspots_area_name(h, a, w->i18n, w->lang, &name);
    const char *key = a->hidden      ? "hotspots.sentence.hidden"
                      : a->cases < 0 ? "hotspots.sentence.unknown"
                      : rate         ? "hotspots.sentence.area"
                                     : "hotspots.sentence.count";
    say(w, out, key, "period", w->period, "offence", offence_name(w), "area", jy_buf_text(&name),
        "cases", whole(a->cases, t[0]), "total", whole(h->reported, t[1]), "share",
        percent(share_of(a->cases, h->reported), t[2]), "exposure", exposure_name(w), "expected",
        decimal(a->rate.expected, 1, t[3]), "ratio", decimal(a->rate.smr, 1, t[4]), "lo",
        decimal(a->rate.smr_lo95, 1, t[5]), "hi", decimal(a->rate.smr_hi95, 1, t[6]), NULL);
}

static void zone_sentence(const struct writer *w, const struct jy_hotspot_zone *z,
                          struct jy_buf *out)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    char t[9][NUMBER_SIZE];
    jy_hotspots_zone_name(h, z, w->i18n, w->lang, &name);
    const bool grid = h->options.level == JY_HOTSPOT_GRID;
    const char *key = z->hidden ? "hotspots.sentence.zone_hidden"
                      : grid    ? "hotspots.sentence.grid"
                                : "hotspots.sentence.zone";
    const int64_t total = grid ? h->located : h->reported;
    say(w, out, key, "period", w->period, "offence", offence_name(w), "area", jy_buf_text(&name),
        "cases", whole(z->cases, t[0]), "total", whole(total, t[1]), "share",
        percent(share_of(z->cases, total), t[2]), "exposure", exposure_name(w), "expected",
        decimal(z->expected, 1, t[3]), "ratio", decimal(z->ratio, 1, t[4]), "lo",
        decimal(z->lo95, 1, t[5]), "hi", decimal(z->hi95, 1, t[6]), "p", decimal(z->p, 3, t[7]),
        "share_area",
        percent(grid ? share_of((int64_t)z->n_areas, (int64_t)h->n_cells) : (double)NAN, t[8]),
        NULL);
}

static void hold_sentence(const struct writer *w, const struct jy_hotspot_hold *hold,
                          struct jy_buf *out)
{
    char period[64], t[4][NUMBER_SIZE];
    set_period(w, hold->from_year, hold->to_year, period);
    say(w, out,
        isfinite(hold->share_cases) && isfinite(hold->share_exposure) ? "hotspots.sentence.hold"
                                                                      : "hotspots.sentence.no_hold",
        "period", period, "cases", whole(hold->cases, t[0]), "total", whole(hold->total, t[1]),
        "share", percent(hold->share_cases, t[2]), "share_exposure",
        percent(hold->share_exposure, t[3]), "exposure", exposure_name(w), NULL);
}

static enum jy_refusal zones_refused(const struct jy_hotspots *h)
{
    return h->options.level == JY_HOTSPOT_GRID ? h->gistar_refused : h->scan_refused;
}

static const char *refusal_text(const struct writer *w, enum jy_refusal refusal)
{
    return jy_i18n_code(w->i18n, w->lang, "hotspots.refused", jy_refusal_text(refusal));
}

static void conclusion(const struct writer *w, struct jy_buf *out)
{
    const enum jy_refusal refused = zones_refused(w->h);
    char n[NUMBER_SIZE];
    say(w, out,
        refused != JY_REFUSED_NOT ? "hotspots.conclusion.refused"
        : w->h->n_zones > 0       ? "hotspots.conclusion.zones"
                                  : "hotspots.conclusion.none",
        "offence", offence_name(w), "period", w->period, "n", whole((int64_t)w->h->n_zones, n),
        "reason", refusal_text(w, refused), NULL);
}

/* --- notes ------------------------------------------------------------------------------------ */

static void note(const struct writer *w, const char *key, const char *n, const char *year,
                 const char *used)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    say(w, &text, key, "n", n, "year", year, "used", used, "exposure", exposure_name(w), NULL);
    jy_json_string(w->json, jy_buf_text(&text));
}

static void note_count(const struct writer *w, const char *key, int64_t n)
{
    char text[NUMBER_SIZE];
    if (n > 0)
        note(w, key, whole(n, text), "", "");
}

static void note_years(const struct writer *w)
{
    const struct jy_exposure *e = &w->h->exposure;
    char year[NUMBER_SIZE], used[NUMBER_SIZE];
    for (int i = 0; e->kind != JY_EXPOSURE_UNKNOWN && i < e->n_years; i++)
        if (e->year_used[i] != e->from_year + i)
            note(w, "hotspots.note.nearest_year", "", whole(e->from_year + i, year),
                 whole(e->year_used[i], used));
}

static bool any_few(const struct jy_hotspots *h)
{
    for (size_t i = 0; i < h->n_areas; i++)
        if (h->areas[i].few)
            return true;
    return false;
}

static void write_notes(const struct writer *w)
{
    const struct jy_hotspots *h = w->h;
    jy_json_key(w->json, "notes");
    jy_json_array(w->json);
    note(w, "hotspots.note.association", "", "", "");
    if (h->n_zones > 0 && h->options.level != JY_HOTSPOT_GRID)
        note(w, "hotspots.note.interval", "", "", "");
    if (h->rates_refused == JY_REFUSED_NOT && h->summary.no_difference && !h->suppressed)
        note(w, "hotspots.note.no_difference", "", "", "");
    if (any_few(h))
        note(w, "hotspots.note.few", "", "", "");
    note_years(w);
    note_count(w, "hotspots.note.unmatched", h->unmatched);
    note_count(w, "hotspots.note.zero", h->suppressed ? 0 : (int64_t)h->n_without_row);
    note_count(w, "hotspots.note.unknown", (int64_t)h->n_unknown);
    note_count(w, "hotspots.note.conflict", (int64_t)h->n_conflict);
    if (h->suppressed)
        note_count(w, "hotspots.note.suppressed", h->data->city->print.suppress_below);
    if (h->suppressed && h->options.level != JY_HOTSPOT_GRID)
        note(w, "hotspots.note.spread", "", "", "");
    if (h->sample)
        note(w, "hotspots.note.sample", "", "", "");
    jy_json_array_end(w->json);
}

/* --- zones and areas -------------------------------------------------------------------------- */

static void write_hold(const struct writer *w, const struct jy_hotspot_hold *hold)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_json_key(w->json, "next_period");
    if (hold->from_year == 0) {
        jy_json_null(w->json);
        return;
    }
    hold_sentence(w, hold, &text);
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "from", hold->from_year);
    jy_json_kv_int(w->json, "to", hold->to_year);
    count(w, "cases", hold->cases, false);
    jy_json_kv_int(w->json, "total", hold->total);
    jy_json_kv_double(w->json, "hit_rate", hold->share_cases);
    jy_json_kv_double(w->json, "share_exposure", hold->share_exposure);
    jy_json_kv_double(w->json, "share_area", hold->share_area);
    jy_json_kv_double(w->json, "pai", hold->pai);
    jy_json_kv_double(w->json, "hit_rate_to_exposure", hold->ratio);
    key_text(w, "text", &text);
    jy_json_object_end(w->json);
}

static void write_members(const struct writer *w, const struct jy_hotspot_zone *z)
{
    if (w->h->options.level == JY_HOTSPOT_GRID) {
        jy_json_kv_int(w->json, "cells", (int64_t)z->n_areas);
        return;
    }
    jy_json_key(w->json, "areas");
    jy_json_array(w->json);
    for (size_t i = 0; i < z->n_areas; i++)
        jy_json_string(w->json, w->h->areas[z->areas[i]].name);
    jy_json_array_end(w->json);
}

/* The members of a zone's object, the same in JSON and GeoJSON. */
static void write_zone_facts(const struct writer *w, const struct jy_hotspot_zone *z)
{
    const struct jy_hotspots *h = w->h;
    const bool grid = h->options.level == JY_HOTSPOT_GRID;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspots_zone_name(h, z, w->i18n, w->lang, &name);
    zone_sentence(w, z, &text);
    jy_json_kv_int(w->json, "rank", (int64_t)z->rank);
    key_text(w, "name", &name);
    write_members(w, z);
    count(w, "cases", z->cases, z->hidden);
    jy_json_kv_int(w->json, "of_cases", grid ? h->located : h->reported);
    number(w, "share_cases", share_of(z->cases, grid ? h->located : h->reported), z->hidden);
    jy_json_kv_double(w->json, grid ? "area_km2" : "exposure", z->exposure);
    jy_json_kv_fixed(w->json, "expected", z->expected, 6);
    number(w, "observed_to_expected", z->ratio, z->hidden);
    number(w, "lo95", z->lo95, z->hidden);
    number(w, "hi95", z->hi95, z->hidden);
    number(w, "relative_risk", z->relative_risk, z->hidden);
    number(w, "llr", z->llr, h->suppressed);
    jy_json_kv_double(w->json, "p", z->p);
    if (grid)
        jy_json_kv_double(w->json, "q", z->q);
    jy_json_kv_bool(w->json, "few_expected", z->expected < JY_HOTSPOT_FEW_EXPECTED);
    jy_json_kv_bool(w->json, "suppressed", z->hidden);
    key_text(w, "text", &text);
    write_hold(w, &z->hold);
}

static void write_zones(const struct writer *w, const char *name,
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

static void write_area(const struct writer *w, const struct jy_hotspot_area *a)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF shown = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    const double exposure = a->exposure > 0 ? a->exposure : (double)NAN;
    jy_hotspots_area_name(h, a, w->i18n, w->lang, &shown);
    area_sentence(w, a, &text);
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "id", a->name);
    key_text(w, "name", &shown);
    jy_json_kv_string(w->json, "district",
                      a->district != NULL ? jy_text_in(&a->district->name, w->lang) : NULL);
    count(w, "cases", a->cases, a->hidden);
    number(w, "share_cases", share_of(a->cases, h->reported), a->hidden || a->cases < 0);
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
    }
    jy_json_kv_bool(w->json, "in_zone", a->in_zone);
    key_text(w, "text", &text);
    jy_json_object_end(w->json);
}

static void write_areas(const struct writer *w)
{
    jy_json_key(w->json, "areas");
    jy_json_array(w->json);
    for (size_t i = 0; i < w->h->n_areas; i++)
        write_area(w, &w->h->areas[i]);
    jy_json_array_end(w->json);
}

/* --- what it rests on ------------------------------------------------------------------------- */

static void write_refusal(const struct writer *w, const char *name, enum jy_refusal refusal)
{
    jy_json_key(w->json, name);
    if (refusal == JY_REFUSED_NOT) {
        jy_json_null(w->json);
        return;
    }
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "code", jy_refusal_text(refusal));
    jy_json_kv_string(w->json, "text", refusal_text(w, refusal));
    jy_json_object_end(w->json);
}

static void write_refusals(const struct writer *w)
{
    jy_json_key(w->json, "refused");
    jy_json_object(w->json);
    write_refusal(w, "rates", w->h->rates_refused);
    write_refusal(w, "scan", w->h->scan_refused);
    write_refusal(w, "gistar", w->h->gistar_refused);
    jy_json_object_end(w->json);
}

static void write_method(const struct writer *w)
{
    const struct jy_hotspots *h = w->h;
    const bool grid = h->options.level == JY_HOTSPOT_GRID;
    jy_json_key(w->json, "method");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "zones",
                      grid ? "Getis-Ord Gi* of counts in cells of a grid, conditional permutation, "
                             "Benjamini-Hochberg"
                           : "Kulldorff circular scan, Poisson, high rates");
    jy_json_kv_string(w->json, "rates",
                      "SMR = O / E, exact Poisson 95 % interval; empirical Bayes (Marshall 1991)");
    jy_json_kv_string(w->json, "gistar",
                      "Getis-Ord Gi* of EB rates, neighbours by shared border, self included, "
                      "conditional permutation, Benjamini-Hochberg");
    jy_json_kv_int(w->json, "nsim", h->options.nsim);
    jy_json_kv_int(w->json, "nsim_gistar", jy_hotspot_permutations(h->options.nsim));
    jy_json_kv_int(w->json, "seed", (int64_t)h->options.seed);
    jy_json_kv_double(w->json, "alpha", JY_HOTSPOT_ALPHA);
    if (grid)
        jy_json_kv_double(w->json, "cell_m", h->options.cell_m);
    else
        jy_json_kv_double(w->json, "max_fraction", h->options.max_fraction);
    jy_json_kv_int(w->json, "windows", (int64_t)h->n_windows);
    jy_json_kv_int(w->json, "tests_gistar", (int64_t)h->n_tests);
    jy_json_kv_int(w->json, "offences", 1);
    jy_json_kv_int(w->json, "periods", 1);
    jy_json_kv_string(w->json, "page", "docs/methods/hotspots.md");
    jy_json_object_end(w->json);
}

/* A name that is no area of the city may be a small place with its own count. */
static bool names_shown(const struct jy_hotspots *h)
{
    return h->options.full || h->data->city->print.suppress_below <= 1;
}

static void write_cases(const struct writer *w)
{
    const struct jy_hotspots *h = w->h;
    jy_json_key(w->json, "cases");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "reported", h->reported);
    jy_json_kv_int(w->json, "matched", h->matched);
    jy_json_kv_double(w->json, "share_matched", share_of(h->matched, h->reported));
    if (h->options.level == JY_HOTSPOT_GRID) {
        jy_json_kv_int(w->json, "incidents", h->incidents);
        jy_json_kv_int(w->json, "located", h->located);
    }
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

static void write_exposure(const struct writer *w)
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
    jy_json_kv_string(w->json, "name", exposure_name(w));
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

static void write_overall(const struct writer *w)
{
    const struct jy_hotspots *h = w->h;
    const bool none = h->rates_refused != JY_REFUSED_NOT;
    jy_json_key(w->json, "overall");
    jy_json_object(w->json);
    number(w, "rate", h->summary.overall_rate, none);
    number(w, "between_variance", h->summary.between_variance, none || h->suppressed);
    jy_json_key(w->json, "no_difference");
    if (none || h->suppressed)
        jy_json_null(w->json);
    else
        jy_json_bool(w->json, h->summary.no_difference);
    jy_json_kv_int(w->json, "areas", (int64_t)h->summary.n_areas);
    jy_json_object_end(w->json);
}

/* Who counted, and the date of it, as one line to stand beside the figures. */
static void write_source_text(const struct writer *w)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    char date[JY_DATE_TEXT_SIZE];
    for (size_t i = 0; i < w->h->n_sources; i++) {
        const struct jy_source *s = w->h->sources[i];
        const char *who = s->credit != NULL && s->credit[0] != '\0' ? s->credit : s->file;
        jy_buf_addf(&list, "%s%s (%s)", list.len > 0 ? "; " : "", who != NULL ? who : "–",
                    jy_date_valid(s->date) ? jy_date_text(s->date, date) : "–");
    }
    say(w, &text, "hotspots.source", "sources", list.len > 0 ? jy_buf_text(&list) : "–", NULL);
    key_text(w, "source_text", &text);
}

static void write_sources(const struct writer *w)
{
    char date[JY_DATE_TEXT_SIZE];
    jy_json_key(w->json, "sources");
    jy_json_array(w->json);
    for (size_t i = 0; i < w->h->n_sources; i++) {
        const struct jy_source *s = w->h->sources[i];
        jy_json_object(w->json);
        jy_json_kv_string(w->json, "layer", jy_layer_text(s->layer));
        jy_json_kv_string(w->json, "file", s->file);
        jy_json_kv_string(w->json, "credit", s->credit);
        jy_json_kv_string(w->json, "licence", s->licence);
        jy_json_kv_string(w->json, "date",
                          jy_date_valid(s->date) ? jy_date_text(s->date, date) : NULL);
        jy_json_kv_bool(w->json, "sample", s->sample);
        jy_json_object_end(w->json);
    }
    jy_json_array_end(w->json);
}

static void write_head(const struct writer *w)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    conclusion(w, &text);
    key_text(w, "conclusion", &text);
    jy_json_key(w->json, "offence");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "code", h->offence->code);
    jy_json_kv_string(w->json, "name", offence_name(w));
    jy_json_object_end(w->json);
    jy_json_kv_string(w->json, "level", jy_hotspot_level_text(h->options.level));
    jy_json_key(w->json, "period");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "from", h->options.from_year);
    jy_json_kv_int(w->json, "to", h->options.to_year);
    jy_json_object_end(w->json);
}

static void write_foot(const struct writer *w)
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
    struct writer w = {.h = h, .i18n = i18n, .lang = lang, .json = json};
    set_period(&w, h->options.from_year, h->options.to_year, w.period);
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

static void write_polygons(struct jy_json *json, const struct jy_geometry *g)
{
    size_t start = 0;
    jy_json_key(json, "geometry");
    if (g->n_parts == 0) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "type", "MultiPolygon");
    jy_json_key(json, "coordinates");
    jy_json_array(json);
    for (size_t part = 0; part < g->n_parts; part++) {
        if (g->part_outer[part])
            jy_json_array(json);
        write_ring(json, &g->points[start], g->part_end[part] - start);
        start = g->part_end[part];
        if (part + 1 == g->n_parts || g->part_outer[part + 1])
            jy_json_array_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
}

static void write_feature(const struct writer *w, const struct jy_hotspot_zone *z)
{
    struct jy_geometry g = jy_hotspots_zone_geometry(w->h, z);
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "type", "Feature");
    jy_json_key(w->json, "properties");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "offence", w->h->offence->code);
    jy_json_kv_int(w->json, "from", w->h->options.from_year);
    jy_json_kv_int(w->json, "to", w->h->options.to_year);
    write_zone_facts(w, z);
    jy_json_object_end(w->json);
    write_polygons(w->json, &g);
    jy_json_object_end(w->json);
    jy_hotspots_geometry_free(&g);
}

void jy_hotspots_write_geojson(const struct jy_hotspots *h, const struct jy_i18n *i18n,
                               enum jy_lang lang, struct jy_json *json)
{
    struct writer w = {.h = h, .i18n = i18n, .lang = lang, .json = json};
    set_period(&w, h->options.from_year, h->options.to_year, w.period);
    jy_json_object(json);
    jy_json_kv_string(json, "type", "FeatureCollection");
    jy_json_key(json, "features");
    jy_json_array(json);
    for (size_t i = 0; i < h->n_zones; i++)
        write_feature(&w, &h->zones[i]);
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
