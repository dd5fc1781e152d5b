/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "src/analysis/lamp_rule.h"
#include "src/analysis/plan.h"
#include "src/analysis/private_road.h"
#include "src/base/number.h"

/* Metres for reading: whole ones, tenths below ten. */
static const char *metres(double value_m, char text[24])
{
    (void)snprintf(text, 24, value_m < 9.95 ? "%.1f" : "%.0f", value_m);
    return text;
}

static void say(const struct jy_i18n *i18n, enum jy_lang lang, const char *key,
                const struct jy_i18n_value *values, size_t n, struct jy_buf *out)
{
    if (out->len > 0)
        jy_buf_addc(out, ' ');
    jy_i18n_format(i18n, lang, key, values, n, out);
}

/* What the rule asks of the lamp itself. */
static void say_lamp(const struct jy_plan *plan, const struct jy_plan_light *light,
                     const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    const struct jy_lamp_rule rule = jy_lamp_rule_for(plan->lighting->data->rule, light->road);
    struct jy_buf JY_AUTOBUF words = JY_BUF_INIT;
    if (!jy_lamp_rule_text(&rule, i18n, lang, &words))
        return;
    const struct jy_i18n_value values[] = {{"lamp", jy_buf_text(&words)}};
    say(i18n, lang, "ask.next.lamp", values, 1, out);
}

/* What of the pack's conditions for private roads nobody knows: to be found out before the work. */
static void say_private(const struct jy_plan *plan, const struct jy_plan_light *light,
                        const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    if (!light->road->is_private)
        return;
    struct jy_private_check checks[JY_PRIVATE_CHECKS_MAX];
    const struct jy_private_road way = jy_private_road_at(plan->lighting, light->on.edge);
    const size_t n = jy_rule_pack_private_checks(plan->lighting->data->rule, &way, checks);
    struct jy_buf JY_AUTOBUF words = JY_BUF_INIT;
    jy_private_checks_text(n, checks, JY_VERDICT_UNKNOWN, i18n, lang, &words);
    if (words.len == 0)
        return;
    const struct jy_i18n_value values[] = {{"conditions", jy_buf_text(&words)}};
    say(i18n, lang, "plan.reason.private_unknown", values, 1, out);
}

static const char *place_name(const struct jy_place *place, enum jy_lang lang)
{
    return lang == JY_LANG_EN && place->name_en != NULL ? place->name_en : place->name;
}

void jy_plan_reason(const struct jy_plan *plan, size_t i, const struct jy_i18n *i18n,
                    enum jy_lang lang, struct jy_buf *out)
{
    const struct jy_plan_light *light = &plan->lights[i];
    unsigned weights = plan->options.weights;
    char m[24], d[24], n[24], ratio[24], year[24], away[24];
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    (void)snprintf(n, sizeof n, "%d", light->requests);
    (void)snprintf(ratio, sizeof ratio, "%.1f", light->crime_ratio);
    (void)snprintf(year, sizeof year, "%d", plan->inputs->crime_year);
    const struct jy_i18n_value values[] = {
        {"m", metres(light->metres_m, m)},
        {"d", isfinite(light->before_m) ? metres(light->before_m, d) : "–"},
        {"n", n},
        {"ratio", ratio},
        {"year", year},
        {"place", light->place != NULL ? place_name(light->place, lang) : NULL},
        {"away", metres(light->place != NULL ? light->place_m : 0, away)},
    };
    const size_t n_values = sizeof values / sizeof *values;
    bool straight = plan->lighting->data->rule->measure == JY_MEASURE_STRAIGHT;
    const char *far = straight ? "plan.reason.far_straight" : "plan.reason.far";
    say(i18n, lang, isfinite(light->before_m) ? far : "plan.reason.no_light", values, n_values,
        &text);
    if (weights & JY_PLAN_REQUESTS && light->requests > 0)
        say(i18n, lang, "plan.reason.requests", values, n_values, &text);
    if (weights & JY_PLAN_CRIME && !isnan(light->crime_ratio))
        say(i18n, lang, "plan.reason.crime", values, n_values, &text);
    if (weights & JY_PLAN_PLACES && light->place != NULL && values[5].text != NULL)
        say(i18n, lang, "plan.reason.place", values, n_values, &text);
    say_private(plan, light, i18n, lang, &text);
    say_lamp(plan, light, i18n, lang, &text);
    jy_buf_adds(out, jy_buf_text(&text));
}

void jy_plan_leaves(const struct jy_plan *plan, const struct jy_i18n *i18n, enum jy_lang lang,
                    struct jy_buf *out)
{
    char dark[JY_NUMBER_GROUPED_SIZE], later[JY_NUMBER_GROUPED_SIZE],
        no_site[JY_NUMBER_GROUPED_SIZE], gaps[24], s[24];
    (void)jy_number_grouped(plan->after.uncovered_m, dark);
    (void)jy_number_grouped(plan->left_later_m, later);
    (void)jy_number_grouped(plan->left_no_site_m, no_site);
    (void)snprintf(gaps, sizeof gaps, "%zu", plan->after.gaps);
    (void)snprintf(s, sizeof s, "%g", plan->lighting->spacing_m);
    const struct jy_i18n_value values[] = {
        {"m", dark}, {"later", later}, {"none", no_site}, {"n", gaps}, {"s", s}};
    /* Nobody is sent the exception way for 0 m. */
    const char *key = plan->left_no_site_m < 0.5 ? "plan.leaves_all" : "plan.leaves";
    jy_i18n_format(i18n, lang, key, values, sizeof values / sizeof *values, out);
}

void jy_plan_neighbours(const struct jy_plan *plan, size_t i, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_buf *out)
{
    const struct jy_plan_light *light = &plan->lights[i];
    for (size_t k = 0; k < light->n_neighbours; k++) {
        const struct jy_plan_neighbour *next = &light->neighbours[k];
        char m[24], id[32];
        (void)snprintf(m, sizeof m, "%.1f", next->distance_m);
        if (next->light != NULL) {
            (void)snprintf(id, sizeof id, "#%lld", (long long)next->light->id);
        } else {
            (void)snprintf(id, sizeof id, "%u", next->number);
        }
        const struct jy_i18n_value values[] = {
            {"name", next->light != NULL && next->light->ref != NULL ? next->light->ref : id},
            {"m", m}};
        if (k > 0)
            jy_buf_adds(out, jy_i18n_get(i18n, lang, "plan.list"));
        jy_i18n_format(i18n, lang,
                       next->light != NULL ? "plan.neighbour.light" : "plan.neighbour.planned",
                       values, 2, out);
    }
    if (light->n_neighbours == 0)
        jy_buf_adds(out, jy_i18n_get(i18n, lang, "plan.neighbour.none"));
}

const char *jy_plan_district(const struct jy_plan *plan, size_t i, enum jy_lang lang)
{
    uint16_t district = plan->lights[i].district;
    if (district == JY_NO_DISTRICT)
        return NULL;
    const char *name = plan->lighting->districts[district]->name;
    const struct jy_district *d =
        name != NULL ? jy_city_district(plan->lighting->data->city, name) : NULL;
    return d != NULL ? jy_text_in(&d->name, lang) : name;
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void write_neighbours(const struct jy_plan_light *light, struct jy_json *json)
{
    jy_json_key(json, "nearest");
    jy_json_array(json);
    for (size_t k = 0; k < light->n_neighbours; k++) {
        const struct jy_plan_neighbour *next = &light->neighbours[k];
        jy_json_object(json);
        if (next->light != NULL) {
            jy_json_kv_int(json, "id", next->light->id);
            jy_json_kv_string(json, "ref", next->light->ref);
        } else {
            jy_json_kv_int(json, "planned", next->number);
        }
        jy_json_kv_fixed(json, "distance_m", next->distance_m, 2);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static void write_properties(const struct jy_plan *plan, size_t i, const struct jy_i18n *i18n,
                             enum jy_lang lang, struct jy_json *json)
{
    const struct jy_plan_light *light = &plan->lights[i];
    struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT;
    jy_plan_reason(plan, i, i18n, lang, &reason);
    jy_json_kv_int(json, "number", light->number);
    if (plan->options.name != NULL) {
        char ref[64];
        (void)snprintf(ref, sizeof ref, "%s-%u", plan->options.name, light->number);
        jy_json_kv_string(json, "ref", ref);
        jy_json_kv_bool(json, "kept", light->kept);
    }
    jy_json_kv_string(json, "site", jy_plan_site_text(light->kind));
    jy_json_kv_string(json, "pole", light->pole != NULL ? light->pole->ref : NULL);
    jy_json_kv_double(json, "cost", light->cost_yen);
    jy_json_kv_fixed(json, "metres_m", light->metres_m, 2);
    jy_json_kv_fixed(json, "weighted", light->weighted, 2);
    jy_json_kv_fixed(json, "before_m", light->before_m, 2);
    jy_json_kv_string(json, "road", light->road->name);
    jy_json_kv_string(json, "district", jy_plan_district(plan, i, lang));
    jy_json_kv_string(json, "consent", light->consent ? "needed" : "none");
    jy_json_kv_int(json, "requests", light->requests);
    write_neighbours(light, json);
    const struct jy_lamp_rule lamp = jy_lamp_rule_for(plan->lighting->data->rule, light->road);
    jy_json_key(json, "new_light");
    jy_lamp_rule_write(&lamp, i18n, lang, json);
    jy_json_kv_string(json, "reason", jy_buf_text(&reason));
}

static void write_at(struct jy_json *json, struct gis_lonlat at)
{
    jy_json_array(json);
    jy_json_fixed(json, at.lon_deg, 7);
    jy_json_fixed(json, at.lat_deg, 7);
    jy_json_array_end(json);
}

static void write_weights(const struct jy_plan *plan, struct jy_json *json)
{
    static const char *const names[] = {"length", "crime", "requests", "places"};
    jy_json_key(json, "weights");
    jy_json_array(json);
    for (unsigned k = 0; k < 4; k++) {
        if (plan->options.weights & 1U << k)
            jy_json_string(json, names[k]);
    }
    jy_json_array_end(json);
}

static void write_totals(const struct jy_plan *plan, struct jy_json *json)
{
    const struct gis_plan *r = &plan->result;
    double cost = 0;
    for (size_t i = 0; i < r->n_picks; i++)
        cost += plan->lights[i].cost_yen;
    jy_json_kv_int(json, "lights", (int64_t)r->n_picks);
    jy_json_kv_double(json, "budget", plan->options.budget_yen);
    jy_json_kv_double(json, "cost", cost);
    jy_json_kv_string(json, "currency", plan->lighting->data->city->currency);
    jy_json_key(json, "cost_of");
    jy_json_object(json);
    jy_json_kv_double(json, "pole", plan->cost_pole_yen);
    jy_json_kv_double(json, "new_pole", plan->cost_new_yen);
    jy_json_kv_bool(json, "assumed", plan->costs_assumed);
    jy_json_object_end(json);
    jy_json_kv_double(json, "spacing_m", plan->lighting->spacing_m);
    jy_json_kv_fixed(json, "dark_before_m", plan->before.uncovered_m, 2);
    jy_json_kv_fixed(json, "dark_after_m", plan->after.uncovered_m, 2);
    jy_json_kv_int(json, "gaps_before", (int64_t)plan->before.gaps);
    jy_json_kv_int(json, "gaps_after", (int64_t)plan->after.gaps);
    jy_json_kv_fixed(json, "removed", r->gain, 2);
    jy_json_kv_fixed(json, "upper_bound", r->bound, 2);
    jy_json_kv_fixed(json, "ratio", jy_plan_ratio(plan), 4);
    jy_json_kv_int(json, "sites", (int64_t)plan->n_sites);
    jy_json_kv_int(json, "pole_sites", (int64_t)plan->n_pole_sites);
    jy_json_kv_int(json, "planned_before", (int64_t)plan->n_kept);
    jy_json_kv_int(json, "installed_this_year", (int64_t)plan->n_this_year);
    if (plan->options.name == NULL)
        return;
    jy_json_kv_string(json, "plan", plan->options.name);
    jy_json_kv_int(json, "adopted_before", (int64_t)plan->n_own);
    jy_json_kv_int(json, "done", (int64_t)plan->n_done);
    jy_json_kv_double(json, "done_cost", plan->done_yen);
}

/* Lights planned already that do not count yet: the plan goes round them. */
static void write_planned(const struct jy_city_data *d, struct jy_json *json)
{
    jy_json_key(json, "planned");
    jy_json_array(json);
    for (size_t i = 0; i < d->n_lights; i++) {
        const struct jy_light_point *light = &d->lights[i];
        if (light->status != JY_STATUS_PLANNED || light->counts)
            continue;
        jy_json_object(json);
        jy_json_kv_int(json, "id", light->id);
        jy_json_kv_string(json, "ref", light->ref);
        jy_json_key(json, "at");
        write_at(json, light->at);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static void write_stays_dark(const struct jy_plan *plan, const struct jy_i18n *i18n,
                             enum jy_lang lang, struct jy_json *json)
{
    struct jy_buf JY_AUTOBUF leaves = JY_BUF_INIT;
    jy_plan_leaves(plan, i18n, lang, &leaves);
    jy_json_key(json, "stays_dark");
    jy_json_object(json);
    jy_json_kv_fixed(json, "later_m", plan->left_later_m, 2);
    jy_json_kv_fixed(json, "no_site_m", plan->left_no_site_m, 2);
    jy_json_kv_string(json, "text", jy_buf_text(&leaves));
    jy_json_object_end(json);
}

void jy_plan_write_summary(const struct jy_plan *plan, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_json *json)
{
    jy_json_object(json);
    write_totals(plan, json);
    write_planned(plan->lighting->data, json);
    write_weights(plan, json);
    if (plan->options.weights & JY_PLAN_CRIME && plan->inputs->crime_year > 0)
        jy_json_kv_int(json, "crime_year", plan->inputs->crime_year);
    write_stays_dark(plan, i18n, lang, json);
    jy_json_kv_string(json, "rule", plan->lighting->data->rule->version);
    jy_json_kv_bool(json, "sample", plan->lighting->data->sample);
    jy_json_key(json, "picks");
    jy_json_array(json);
    for (size_t i = 0; i < plan->result.n_picks; i++) {
        jy_json_object(json);
        jy_json_key(json, "at");
        write_at(json, plan->lights[i].at);
        write_properties(plan, i, i18n, lang, json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
}

void jy_plan_write_geojson(const struct jy_plan *plan, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_json *json)
{
    jy_json_object(json);
    jy_json_kv_string(json, "type", "FeatureCollection");
    jy_json_key(json, "features");
    jy_json_array(json);
    for (size_t i = 0; i < plan->result.n_picks; i++) {
        jy_json_object(json);
        jy_json_kv_string(json, "type", "Feature");
        jy_json_key(json, "geometry");
        jy_json_object(json);
        jy_json_kv_string(json, "type", "Point");
        jy_json_key(json, "coordinates");
        write_at(json, plan->lights[i].at);
        jy_json_object_end(json);
        jy_json_key(json, "properties");
        jy_json_object(json);
        write_properties(plan, i, i18n, lang, json);
        jy_json_object_end(json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    /* members of our own, as RFC 7946 section 6.1 allows */
    jy_json_kv_fixed(json, "removed", plan->result.gain, 2);
    jy_json_kv_fixed(json, "upper_bound", plan->result.bound, 2);
    write_stays_dark(plan, i18n, lang, json);
    jy_json_object_end(json);
}
