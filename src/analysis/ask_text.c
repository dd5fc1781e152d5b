/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "src/analysis/ask.h"
#include "src/analysis/private_road.h"

/* Numbers and names that the texts may use. */
struct words {
    char lamp[160], conditions[400];
    char distance[24], spacing[24], half[24], suggestion[24], darkest[24], length[24];
    struct jy_i18n_value values[10];
    size_t n;
};

/* Rounded down to a tenth: 19.96 m is not "20 m" when 20 m is what is asked for. */
static void metres(double value_m, char text[24])
{
    if (!isfinite(value_m)) {
        (void)snprintf(text, 24, "–");
    } else if (value_m >= 100) {
        (void)snprintf(text, 24, "%.0f", floor(value_m));
    } else {
        double tenth = floor(value_m * 10 + 1e-6) / 10;
        (void)snprintf(text, 24, tenth == floor(tenth) ? "%.0f" : "%.1f", tenth);
    }
}

static void fill_words(const struct jy_lighting *l, const struct jy_answer *a, enum jy_lang lang,
                       struct words *w)
{
    metres(a->distance_m, w->distance);
    metres(a->spacing_m, w->spacing);
    metres(a->reach_m, w->half);
    metres(a->has_suggestion ? a->suggestion_m : (double)NAN, w->suggestion);
    metres(a->gap != NULL ? a->gap->darkest_m : (double)NAN, w->darkest);
    metres(a->gap != NULL ? a->gap->length_m : (double)NAN, w->length);
    const struct jy_i18n_value values[] = {
        {"d", w->distance},
        {"s", w->spacing},
        {"half", w->half},
        {"m", w->suggestion},
        {"max", w->darkest},
        {"length", w->length},
        {"city", jy_city_name(l->data->city, lang)},
        {"lamp", w->lamp},
        {"conditions", w->conditions},
    };
    w->n = sizeof values / sizeof *values;
    for (size_t i = 0; i < w->n; i++)
        w->values[i] = values[i];
}

static const char *reason_code(enum jy_reason reason)
{
    static const char *const codes[] = {
#define X(name, text) text,
        JY_REASON_LIST(X)
#undef X
    };
    return codes[reason];
}

/* The same reason in other words, where the rule measures or counts in another way. */
static const char *reason_words(const struct jy_rule_pack *rule, const struct jy_answer *a)
{
    bool straight = rule->measure == JY_MEASURE_STRAIGHT;
    if (a->reason == JY_REASON_FAR)
        return rule->kind == JY_RULE_COVERAGE ? "far_dark" : straight ? "far_straight" : "far";
    if (a->reason == JY_REASON_COVERED)
        return a->from_junction ? "covered_junction" : straight ? "covered_straight" : "covered";
    if (a->reason == JY_REASON_NEAR && a->from_junction)
        return "near_junction";
    if (a->reason == JY_REASON_BETWEEN && a->from_junction)
        return "between_junction";
    if (a->reason == JY_REASON_PRIVATE_REFUSED && a->n_checks > 0)
        return "private_refused_by";
    return reason_code(a->reason);
}

static void text_in(const struct jy_i18n *i18n, enum jy_lang lang, const struct words *w,
                    const char *list, const char *code, struct jy_json *json)
{
    char key[64];
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    (void)snprintf(key, sizeof key, "%s.%s", list, code);
    jy_i18n_format(i18n, lang, key, w->values, w->n, &text);
    jy_json_string(json, jy_buf_text(&text));
}

/* What a new lamp must have; an empty text where nothing is asked, or no light will stand. */
static void lamp_words(const struct jy_answer *a, const struct jy_i18n *i18n, enum jy_lang lang,
                       struct words *w)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    w->lamp[0] = '\0';
    if (a->road != NULL && jy_lamp_rule_text(&a->lamp, i18n, lang, &text))
        (void)snprintf(w->lamp, sizeof w->lamp, "%s", jy_buf_text(&text));
}

/* Those that decide against a light, or would if they were known. */
static void condition_words(const struct jy_answer *a, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct words *w)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_private_checks_text(a->n_checks, a->checks, a->may, i18n, lang, &text);
    (void)snprintf(w->conditions, sizeof w->conditions, "%s", jy_buf_text(&text));
}

/* What the pack asks of a private road, and whether this one has it; null elsewhere. */
static void write_conditions(const struct jy_answer *a, const struct jy_i18n *i18n,
                             enum jy_lang lang, struct jy_json *json)
{
    static const char *const verdicts[] = {"no", "yes", "unknown"};
    jy_json_key(json, "private_road");
    if (a->n_checks == 0) {
        jy_json_null(json);
        return;
    }
    jy_json_array(json);
    for (size_t i = 0; i < a->n_checks; i++) {
        struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
        jy_private_check_text(&a->checks[i], i18n, lang, &text);
        jy_json_object(json);
        jy_json_kv_string(json, "text", jy_buf_text(&text));
        jy_json_kv_string(json, "met", verdicts[a->checks[i].verdict]);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static void write_next_steps(const struct jy_answer *a, const struct jy_i18n *i18n,
                             enum jy_lang lang, const struct words *w, struct jy_json *json)
{
    jy_json_key(json, "next_steps");
    jy_json_array(json);
    switch (a->kind) {
    case JY_ANSWER_YES:
        text_in(i18n, lang, w, "ask.next", "request", json);
        if (a->land == JY_LAND_PRIVATE)
            text_in(i18n, lang, w, "ask.next", "consent", json);
        if (w->lamp[0] != '\0')
            text_in(i18n, lang, w, "ask.next", "lamp", json);
        text_in(i18n, lang, w, "ask.next", "visit", json);
        break;
    case JY_ANSWER_NO:
        if (a->has_suggestion)
            text_in(i18n, lang, w, "ask.next", "elsewhere", json);
        text_in(i18n, lang, w, "ask.next", "exception", json);
        text_in(i18n, lang, w, "ask.next", "outage", json);
        break;
    case JY_ANSWER_EXCEPTION:
        text_in(i18n, lang, w, "ask.next", "exception", json);
        break;
    case JY_ANSWER_ASK_CITY:
        text_in(i18n, lang, w, "ask.next", "contact", json);
        break;
    case JY_ANSWER_NO_ROAD:
        text_in(i18n, lang, w, "ask.next", "tap_road", json);
        break;
    }
    jy_json_array_end(json);
}

static void write_consent(const char *id, const char *text, struct jy_json *json)
{
    jy_json_object(json);
    jy_json_kv_string(json, "id", id);
    jy_json_kv_string(json, "text", text);
    jy_json_object_end(json);
}

static void write_consents(const struct jy_lighting *l, const struct jy_answer *a,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    const struct jy_rule_pack *rule = l->data->rule;
    jy_json_key(json, "consents");
    jy_json_array(json);
    if (a->kind != JY_ANSWER_NO_ROAD && a->land == JY_LAND_PRIVATE && rule->private_road.consent) {
        const char *text = jy_text_in(&rule->consent, lang);
        write_consent("owner", text != NULL ? text : jy_i18n_get(i18n, lang, "ask.consent.owner"),
                      json);
        write_consent("passage", jy_i18n_get(i18n, lang, "ask.consent.passage"), json);
    } else if (a->kind != JY_ANSWER_NO_ROAD && a->land == JY_LAND_UNKNOWN) {
        write_consent("land", jy_i18n_get(i18n, lang, "ask.consent.land"), json);
    }
    jy_json_array_end(json);
}

static void write_point(struct jy_json *json, const char *name, struct gis_lonlat p)
{
    jy_json_key(json, name);
    jy_json_array(json);
    jy_json_fixed(json, p.lon_deg, 7);
    jy_json_fixed(json, p.lat_deg, 7);
    jy_json_array_end(json);
}

static void write_rule(const struct jy_rule_pack *rule, double spacing_m, enum jy_lang lang,
                       struct jy_json *json)
{
    jy_json_key(json, "clause");
    jy_json_object(json);
    jy_json_kv_string(json, "title", jy_text_in(&rule->title, lang));
    jy_json_kv_string(json, "text", jy_text_in(&rule->clause, lang));
    jy_json_kv_string(json, "source", rule->source);
    jy_json_kv_string(json, "url", rule->url);
    jy_json_object_end(json);
    jy_json_key(json, "rule");
    jy_json_object(json);
    jy_json_kv_string(json, "id", rule->id);
    jy_json_kv_string(json, "version", rule->version);
    jy_json_kv_double(json, "spacing_m", spacing_m);
    jy_json_kv_string(json, "kind", rule->kind == JY_RULE_COVERAGE ? "coverage" : "separation");
    jy_json_kv_string(json, "measure",
                      rule->measure == JY_MEASURE_STRAIGHT ? "straight" : "along_road");
    jy_json_kv_bool(json, "from_intersections", rule->from_intersections);
    jy_json_object_end(json);
}

/* Seen in the direction in which the road is drawn; NULL: it is judged by its line. */
static const char *kerb_text(enum gis_kerb_side side)
{
    return side == GIS_KERB_LEFT ? "left" : side == GIS_KERB_RIGHT ? "right" : NULL;
}

static void write_road(const struct jy_answer *a, struct jy_json *json)
{
    jy_json_key(json, "road");
    if (a->road == NULL) {
        jy_json_null(json);
    } else {
        jy_json_object(json);
        jy_json_kv_int(json, "id", a->road->id);
        jy_json_kv_string(json, "name", a->road->name);
        jy_json_kv_string(json, "class", jy_road_class_text(a->road->road_class));
        jy_json_kv_string(json, "kerb", kerb_text(a->side));
        jy_json_object_end(json);
    }
    write_point(json, "snapped", a->snapped);
    jy_json_kv_fixed(json, "offset_m", a->offset_m, 2);
    /* Down, as in the text: the page shows a tenth of it. */
    jy_json_kv_fixed(json, "distance_m", floor(a->distance_m * 100 + 1e-6) / 100, 2);
}

static void write_nearest(const struct jy_lighting *l, const struct jy_answer *a,
                          struct jy_json *json)
{
    jy_json_key(json, "nearest");
    jy_json_array(json);
    for (size_t i = 0; i < a->n_nearest; i++) {
        jy_json_object(json);
        jy_json_kv_int(json, "id", a->nearest[i].light->id);
        jy_json_kv_string(json, "ref", a->nearest[i].light->ref);
        write_point(json, "at", a->nearest[i].light->at);
        jy_json_kv_fixed(json, "distance_m", a->nearest[i].distance_m, 2);
        jy_json_kv_string(json, "status",
                          jy_status_text((enum jy_status)a->nearest[i].light->status));
        jy_ask_write_way(l, a, i, json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static void write_stretch(const struct jy_answer *a, struct jy_json *json)
{
    jy_json_key(json, "stretch");
    if (a->gap == NULL) {
        jy_json_null(json);
    } else {
        jy_json_object(json);
        jy_json_kv_int(json, "gap", a->gap->number);
        jy_json_kv_fixed(json, "length_m", a->gap->length_m, 1);
        jy_json_kv_fixed(json, "darkest_m", a->gap->darkest_m, 1);
        jy_json_object_end(json);
    }
    jy_json_key(json, "suggestion");
    if (!a->has_suggestion) {
        jy_json_null(json);
    } else {
        jy_json_object(json);
        write_point(json, "at", a->suggestion);
        jy_json_kv_fixed(json, "distance_m", a->suggestion_m, 0);
        jy_json_object_end(json);
    }
}

static void write_exception(const struct jy_lighting *l, const struct jy_answer *a,
                            const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    jy_json_key(json, "exception");
    if (a->kind == JY_ANSWER_YES || a->kind == JY_ANSWER_NO_ROAD) {
        jy_json_null(json);
        return;
    }
    const char *text = jy_text_in(&l->data->rule->exception, lang);
    jy_json_object(json);
    jy_json_kv_string(json, "text",
                      text != NULL ? text : jy_i18n_get(i18n, lang, "ask.next.exception"));
    jy_json_object_end(json);
}

static void write_owner(const struct jy_city *city, enum jy_lang lang, struct jy_json *json)
{
    const struct jy_department *d = jy_city_department_for(city, JY_DUTY_STREETLIGHTS);
    jy_json_key(json, "owner");
    if (d == NULL) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "id", d->id);
    jy_json_kv_string(json, "name", jy_text_in(&d->name, lang));
    jy_json_kv_string(json, "phone", d->phone);
    jy_json_object_end(json);
}

const char *jy_lights_as_of(const struct jy_city_data *data, char text[JY_DATE_TEXT_SIZE])
{
    struct jy_date newest = {0, 0, 0};
    for (size_t i = 0; i < data->n_sources; i++) {
        const struct jy_source *s = &data->sources[i];
        if (s->layer == JY_LAYER_STREETLIGHTS && jy_date_valid(s->date) &&
            (!jy_date_known(newest) || jy_date_days(s->date) > jy_date_days(newest)))
            newest = s->date;
    }
    return jy_date_known(newest) ? jy_date_text(newest, text) : NULL;
}

static void write_requests(const struct jy_answer *a, struct jy_json *json)
{
    jy_json_kv_int(json, "requests_here", a->requests_here);
    jy_json_key(json, "requests");
    jy_json_array(json);
    for (size_t i = 0; i < a->n_requests; i++) {
        jy_json_object(json);
        jy_json_kv_string(json, "status", jy_request_status_text(a->requests[i].status));
        jy_json_kv_string(json, "month", a->requests[i].month);
        jy_json_kv_fixed(json, "distance_m", a->requests[i].distance_m, 0);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

/* The answer in a word, with two places where the reason makes a better headline. */
static const char *headline_code(const struct jy_answer *a)
{
    if (a->reason == JY_REASON_OUTSIDE || a->reason == JY_REASON_NEAR)
        return reason_code(a->reason);
    return jy_answer_text(a->kind);
}

void jy_ask_write(const struct jy_lighting *l, const struct jy_answer *answer,
                  const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    struct words w;
    char date[JY_DATE_TEXT_SIZE];
    fill_words(l, answer, lang, &w);
    lamp_words(answer, i18n, lang, &w);
    condition_words(answer, i18n, lang, &w);

    jy_json_object(json);
    write_point(json, "at", answer->at);
    jy_json_kv_string(json, "answer", jy_answer_text(answer->kind));
    jy_json_key(json, "headline");
    text_in(i18n, lang, &w, "ask.headline", headline_code(answer), json);
    jy_json_key(json, "reason");
    text_in(i18n, lang, &w, "ask.reason", reason_words(l->data->rule, answer), json);
    jy_json_kv_string(json, "reason_code", reason_code(answer->reason));
    write_next_steps(answer, i18n, lang, &w, json);
    write_rule(l->data->rule, answer->spacing_m, lang, json);
    write_road(answer, json);
    write_conditions(answer, i18n, lang, json);
    write_nearest(l, answer, json);
    write_stretch(answer, json);
    jy_json_key(json, "new_light");
    jy_lamp_rule_write(&answer->lamp, i18n, lang, json);
    jy_json_kv_string(json, "land", jy_land_text(answer->land));
    write_consents(l, answer, i18n, lang, json);
    write_exception(l, answer, i18n, lang, json);
    write_owner(l->data->city, lang, json);
    jy_json_kv_string(json, "district",
                      answer->district == JY_NO_DISTRICT ? NULL
                                                         : l->districts[answer->district]->name);
    write_requests(answer, json);
    jy_json_kv_bool(json, "sample", l->data->sample);
    jy_json_kv_string(json, "as_of", jy_lights_as_of(l->data, date));
    jy_json_object_end(json);
}
