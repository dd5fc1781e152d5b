/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "src/analysis/camera_places.h"

struct writer {
    const struct jy_camera_places *p;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_json *json;
};

#define NUMBER_SIZE 32

/* Cases with a place are whole; shares of an area's are not. */
static const char *cases(const struct jy_camera_places *p, double value, char text[NUMBER_SIZE])
{
    (void)snprintf(text, NUMBER_SIZE, p->by_points ? "%.0f" : "%.1f", value);
    return text;
}

static const char *number(double value, int decimals, char text[NUMBER_SIZE])
{
    (void)snprintf(text, NUMBER_SIZE, "%.*f", decimals, value);
    return text;
}

/* 1,234,567 */
static const char *money(double value, char text[NUMBER_SIZE])
{
    char plain[NUMBER_SIZE];
    const int n = snprintf(plain, sizeof plain, "%.0f", value);
    int k = 0;
    for (int i = 0; i < n && k < NUMBER_SIZE - 2; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            text[k++] = ',';
        text[k++] = plain[i];
    }
    text[k] = '\0';
    return text;
}

static void period(const struct writer *w, struct jy_buf *out)
{
    const struct jy_camera_options *o = &w->p->options;
    char from[NUMBER_SIZE], to[NUMBER_SIZE];
    const struct jy_i18n_value values[] = {
        {"year", number(o->from_year, 0, from)}, {"from", from}, {"to", number(o->to_year, 0, to)}};
    jy_i18n_format(w->i18n, w->lang,
                   o->from_year == o->to_year ? "hotspots.period.year" : "hotspots.period.years",
                   values, 3, out);
}

void jy_camera_place_reason(const struct jy_camera_places *p, size_t i, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct jy_buf *out)
{
    char n[NUMBER_SIZE];
    const struct jy_i18n_value values[] = {{"n", cases(p, p->places[i].gain, n)}};
    jy_i18n_format(i18n, lang,
                   p->by_points ? "cameras.places.reason.points" : "cameras.places.reason.areas",
                   values, 1, out);
}

const char *jy_camera_place_district(const struct jy_camera_places *p, size_t i, enum jy_lang lang)
{
    const struct jy_area *area = p->places[i].district;
    const struct jy_district *d = area != NULL && area->name != NULL
                                      ? jy_city_district(p->lighting->data->city, area->name)
                                      : NULL;
    return d != NULL ? jy_text_in(&d->name, lang) : area != NULL ? area->name : NULL;
}

static void conclusion(const struct writer *w, struct jy_buf *out)
{
    const struct jy_camera_places *p = w->p;
    struct jy_buf JY_AUTOBUF when = JY_BUF_INIT;
    char t[4][NUMBER_SIZE];
    period(w, &when);
    const struct jy_i18n_value values[] = {{"n", number((double)p->result.n_picks, 0, t[0])},
                                           {"gain", cases(p, p->result.gain, t[1])},
                                           {"total", cases(p, p->cases, t[2])},
                                           {"before", cases(p, p->in_view, t[3])},
                                           {"offence", jy_text_in(&p->offence->name, w->lang)},
                                           {"period", jy_buf_text(&when)}};
    jy_i18n_format(w->i18n, w->lang,
                   p->result.n_picks == 0 ? "cameras.places.conclusion.none"
                   : p->by_points         ? "cameras.places.conclusion.points"
                                          : "cameras.places.conclusion.areas",
                   values, sizeof values / sizeof *values, out);
}

/* --- notes
 * ---------------------------------------------------------------------------------------- */

static void note(const struct writer *w, const char *key, const struct jy_i18n_value *values,
                 size_t n)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_i18n_format(w->i18n, w->lang, key, values, n, &text);
    jy_json_string(w->json, jy_buf_text(&text));
}

static void note_number(const struct writer *w, const char *key, double n, const char *total)
{
    char text[NUMBER_SIZE];
    const struct jy_i18n_value values[] = {
        {"n", w->p->by_points || n >= 10 ? number(n, 0, text) : number(n, n < 1 ? 1 : 0, text)},
        {"total", total}};
    if (n > 0)
        note(w, key, values, 2);
}

static void note_money(const struct writer *w)
{
    const struct jy_camera_places *p = w->p;
    char pole[NUMBER_SIZE], fresh[NUMBER_SIZE], t[3][NUMBER_SIZE];
    const struct jy_i18n_value costs[] = {{"pole", money(p->pole_yen, pole)},
                                          {"new", money(p->new_pole_yen, fresh)},
                                          {"currency", p->lighting->data->city->currency}};
    if (p->costs_assumed)
        note(w, "cameras.places.note.costs", costs, 3);
    if (p->subsidy == NULL)
        return;
    const struct jy_i18n_value values[] = {
        {"year", number(p->subsidy->fiscal_year, 0, t[0])},
        {"who", jy_i18n_code(w->i18n, w->lang, "owner", jy_owner_text(p->subsidy->recipient))},
        {"share", number(p->subsidy->rate_numerator, 0, t[1])},
        {"of", number(p->subsidy->rate_denominator, 0, t[2])},
        {"source", p->subsidy->source}};
    note(w, "cameras.places.note.subsidy", values, 5);
}

static void note_bound(const struct writer *w)
{
    const struct jy_camera_places *p = w->p;
    char bound[NUMBER_SIZE], share[NUMBER_SIZE];
    const struct jy_i18n_value values[] = {
        {"bound", number(p->result.bound, 1, bound)},
        {"share", number(100 * jy_camera_places_ratio(p), 0, share)}};
    if (p->result.n_picks > 0)
        note(w, "cameras.places.note.bound", values, 2);
}

static void write_notes(const struct writer *w)
{
    const struct jy_camera_places *p = w->p;
    char total[NUMBER_SIZE], range[NUMBER_SIZE];
    const struct jy_i18n_value m[] = {{"n", ""}, {"m", number(p->options.range_m, 0, range)}};
    jy_json_key(w->json, "notes");
    jy_json_array(w->json);
    note(w, "cameras.places.note.association", NULL, 0);
    note(w, "cameras.places.note.staff", NULL, 0);
    if (p->n_dwellings == 0)
        note(w, "cameras.places.note.no_buildings", NULL, 0);
    note_number(w, "cameras.places.note.dwellings", (double)p->n_dwellings, "");
    if (p->by_points && p->located < p->incidents) {
        note_number(w, "cameras.places.note.located", (double)p->located,
                    number((double)p->incidents, 0, total));
    }
    note_number(w, "cameras.places.note.unplaced", p->unplaced, "");
    note_number(w, "cameras.places.note.assumed_direction", (double)p->n_assumed_direction, "");
    if (p->n_assumed_range > 0) {
        char n[NUMBER_SIZE];
        const struct jy_i18n_value values[] = {{"n", number((double)p->n_assumed_range, 0, n)},
                                               m[1]};
        note(w, "cameras.places.note.assumed_range", values, 2);
    }
    note_money(w);
    note_bound(w);
    if (p->sample)
        note(w, "hotspots.note.sample", NULL, 0);
    jy_json_array_end(w->json);
}

/* --- JSON
 * ----------------------------------------------------------------------------------------- */

static void write_at(struct jy_json *json, struct gis_lonlat at)
{
    jy_json_array(json);
    jy_json_fixed(json, at.lon_deg, 7);
    jy_json_fixed(json, at.lat_deg, 7);
    jy_json_array_end(json);
}

static void write_place(const struct writer *w, size_t i)
{
    const struct jy_camera_places *p = w->p;
    const struct jy_camera_place *place = &p->places[i];
    struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT;
    const double city_yen = p->subsidy != NULL ? place->grant_yen : place->cost_yen;
    jy_camera_place_reason(p, i, w->i18n, w->lang, &reason);
    jy_json_kv_int(w->json, "number", (int64_t)i + 1);
    jy_json_key(w->json, "at");
    write_at(w->json, place->at);
    jy_json_kv_string(w->json, "site", jy_camera_site_text(place->kind));
    jy_json_kv_string(
        w->json, "site_name",
        jy_i18n_code(w->i18n, w->lang, "cameras.places.site", jy_camera_site_text(place->kind)));
    jy_json_kv_string(w->json, "ref", place->ref);
    jy_json_kv_string(w->json, "district", jy_camera_place_district(p, i, w->lang));
    jy_json_kv_string(w->json, "road", place->road);
    jy_json_kv_fixed(w->json, "direction_deg", place->direction_deg, 2);
    jy_json_kv_double(w->json, "angle_deg", p->options.angle_deg);
    jy_json_kv_double(w->json, "range_m", place->range_m);
    jy_json_kv_fixed(w->json, "cases_in_view", place->gain, 3);
    jy_json_kv_double(w->json, "cost", place->cost_yen);
    jy_json_kv_double(w->json, "subsidy", place->grant_yen);
    jy_json_kv_double(w->json, "city_pays", city_yen);
    jy_json_kv_double(w->json, "applicant_pays", place->cost_yen - city_yen);
    jy_json_kv_string(w->json, "reason", jy_buf_text(&reason));
}

static void write_cases(const struct writer *w)
{
    const struct jy_camera_places *p = w->p;
    const double after = p->in_view + p->result.gain;
    jy_json_key(w->json, "cases");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "from", p->by_points ? "incidents" : "areas");
    if (p->by_points) {
        jy_json_kv_int(w->json, "reported", p->incidents);
        jy_json_kv_int(w->json, "located", p->located);
    } else {
        jy_json_kv_string(w->json, "level", jy_area_kind_text(p->level));
        jy_json_kv_bool(w->json, "empirical_bayes", p->smoothed);
        jy_json_kv_fixed(w->json, "unplaced", p->unplaced, 3);
    }
    jy_json_kv_fixed(w->json, "laid_out", p->cases, 3);
    jy_json_kv_fixed(w->json, "in_view_before", p->in_view, 3);
    jy_json_kv_fixed(w->json, "in_view_after", after, 3);
    jy_json_kv_double(w->json, "share_before", p->cases > 0 ? p->in_view / p->cases : (double)NAN);
    jy_json_kv_double(w->json, "share_after", p->cases > 0 ? after / p->cases : (double)NAN);
    jy_json_object_end(w->json);
}

static void write_money(const struct writer *w)
{
    const struct jy_camera_places *p = w->p;
    jy_json_kv_double(w->json, "budget", p->options.budget_yen);
    jy_json_kv_string(w->json, "currency", p->lighting->data->city->currency);
    jy_json_kv_double(w->json, "cost", p->cost_yen);
    jy_json_kv_double(w->json, "city_pays", p->city_yen);
    jy_json_kv_double(w->json, "applicant_pays", p->cost_yen - p->city_yen);
    jy_json_kv_string(w->json, "applicant", jy_owner_text(p->options.applicant));
    jy_json_key(w->json, "cost_of");
    jy_json_object(w->json);
    jy_json_kv_double(w->json, "pole", p->pole_yen);
    jy_json_kv_double(w->json, "new_pole", p->new_pole_yen);
    jy_json_kv_bool(w->json, "assumed", p->costs_assumed);
    jy_json_object_end(w->json);
    jy_json_key(w->json, "subsidy");
    if (p->subsidy == NULL) {
        jy_json_null(w->json);
        return;
    }
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "fiscal_year", p->subsidy->fiscal_year);
    jy_json_kv_int(w->json, "rate_numerator", p->subsidy->rate_numerator);
    jy_json_kv_int(w->json, "rate_denominator", p->subsidy->rate_denominator);
    jy_json_kv_double(w->json, "round_down", p->subsidy->round_down_yen);
    jy_json_kv_double(w->json, "cap",
                      isfinite(p->subsidy->cap_yen) ? p->subsidy->cap_yen : (double)NAN);
    jy_json_kv_string(w->json, "source", p->subsidy->source);
    jy_json_object_end(w->json);
}

static void write_method(const struct writer *w)
{
    const struct jy_camera_places *p = w->p;
    jy_json_key(w->json, "method");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "choice",
                      "lazy greedy by cases in view of no camera for their cost, best direction "
                      "for each place");
    jy_json_kv_double(w->json, "angle_deg", p->options.angle_deg);
    jy_json_kv_double(w->json, "range_m", p->options.range_m);
    jy_json_kv_int(w->json, "cameras", (int64_t)p->n_cameras);
    jy_json_kv_int(w->json, "building_outlines", (int64_t)p->n_dwellings);
    jy_json_key(w->json, "sites");
    jy_json_object(w->json);
    for (int k = 0; k < 3; k++) {
        jy_json_kv_int(w->json, jy_camera_site_text((enum jy_camera_site_kind)k),
                       (int64_t)p->n_sites[k]);
    }
    jy_json_object_end(w->json);
    jy_json_kv_fixed(w->json, "gain", p->result.gain, 3);
    jy_json_kv_fixed(w->json, "upper_bound", p->result.bound, 3);
    jy_json_kv_fixed(w->json, "ratio", jy_camera_places_ratio(p), 4);
    jy_json_kv_fixed(w->json, "reachable", p->result.reachable, 3);
    jy_json_kv_string(w->json, "page", "docs/methods/cameras.md");
    jy_json_object_end(w->json);
}

static void write_sources(const struct writer *w)
{
    char date[JY_DATE_TEXT_SIZE];
    jy_json_key(w->json, "sources");
    jy_json_array(w->json);
    for (size_t i = 0; i < w->p->n_sources; i++) {
        const struct jy_source *s = w->p->sources[i];
        jy_json_object(w->json);
        jy_json_kv_string(w->json, "file", s->file);
        jy_json_kv_string(w->json, "credit", s->credit);
        jy_json_kv_string(w->json, "date",
                          jy_date_valid(s->date) ? jy_date_text(s->date, date) : NULL);
        jy_json_kv_bool(w->json, "sample", s->sample);
        jy_json_object_end(w->json);
    }
    jy_json_array_end(w->json);
    jy_json_kv_bool(w->json, "sample", w->p->sample);
}

static void write_head(const struct writer *w)
{
    const struct jy_camera_options *o = &w->p->options;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    conclusion(w, &text);
    jy_json_kv_string(w->json, "conclusion", jy_buf_text(&text));
    jy_json_key(w->json, "offence");
    jy_json_object(w->json);
    jy_json_kv_string(w->json, "code", w->p->offence->code);
    jy_json_kv_string(w->json, "name", jy_text_in(&w->p->offence->name, w->lang));
    jy_json_object_end(w->json);
    jy_json_key(w->json, "period");
    jy_json_object(w->json);
    jy_json_kv_int(w->json, "from", o->from_year);
    jy_json_kv_int(w->json, "to", o->to_year);
    jy_json_object_end(w->json);
    write_notes(w);
    write_cases(w);
    write_money(w);
    write_method(w);
    write_sources(w);
}

void jy_camera_places_write(const struct jy_camera_places *p, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct jy_json *json)
{
    const struct writer w = {p, i18n, lang, json};
    jy_json_object(json);
    write_head(&w);
    jy_json_key(json, "places");
    jy_json_array(json);
    for (size_t i = 0; i < p->result.n_picks; i++) {
        jy_json_object(json);
        write_place(&w, i);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
}

static void write_ring(struct jy_json *json, const struct jy_camera_place *place)
{
    jy_json_key(json, "geometry");
    jy_json_object(json);
    jy_json_kv_string(json, "type", "Polygon");
    jy_json_key(json, "coordinates");
    jy_json_array(json);
    jy_json_array(json);
    for (size_t i = 0; i < place->n_ring; i++)
        write_at(json, place->ring[i]);
    jy_json_array_end(json);
    jy_json_array_end(json);
    jy_json_object_end(json);
}

void jy_camera_places_write_geojson(const struct jy_camera_places *p, const struct jy_i18n *i18n,
                                    enum jy_lang lang, struct jy_json *json)
{
    const struct writer w = {p, i18n, lang, json};
    jy_json_object(json);
    jy_json_kv_string(json, "type", "FeatureCollection");
    jy_json_key(json, "features");
    jy_json_array(json);
    for (size_t i = 0; i < p->result.n_picks; i++) {
        jy_json_object(json);
        jy_json_kv_string(json, "type", "Feature");
        write_ring(json, &p->places[i]);
        jy_json_key(json, "properties");
        jy_json_object(json);
        write_place(&w, i);
        jy_json_object_end(json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    write_head(&w);
    jy_json_object_end(json);
}
