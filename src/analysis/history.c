/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/history.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/store/periods.h"

#define FIRST_YEAR 1868

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status)
{
    return jy_fail(err, JY_EINTERNAL, "history: %s", gis_status_text(status));
}

static const char *const rules_words[] = {
    [JY_HISTORY_RULES_THEN] = "then", [JY_HISTORY_RULES_TODAY] = "today"};

bool jy_history_rules_parse(const char *text, enum jy_history_rules *out)
{
    for (unsigned i = 0; i < sizeof rules_words / sizeof *rules_words; i++) {
        if (strcmp(text, rules_words[i]) == 0) {
            *out = (enum jy_history_rules)i;
            return true;
        }
    }
    return false;
}

/* --- the lights of a year --------------------------------------------------------------------- */

/* One light, or what was one before it was changed, over some years. */
struct stand {
    struct gis_lonlat at;
    uint16_t first, end; /* years since the first */
    uint16_t district;
};

struct reading {
    const struct jy_lighting *l;
    int first_year;  /* of lights with a day; 0: none yet */
    int64_t undated; /* without one */
    uint16_t now;    /* the last year */
    size_t n, cap;
    struct stand *stands;
    struct gis_snap *snaps; /* of each */
};

static enum jy_code look(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    int year = row->installed.year;
    if (year < FIRST_YEAR) {
        r->undated++;
    } else if (r->first_year == 0 || year < r->first_year) {
        r->first_year = year;
    }
    return JY_OK;
}

static enum jy_code add_stand(const struct jy_light *row, size_t first, size_t end, void *ctx,
                              struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    if (!jy_rule_pack_counts(r->l->data->rule, row))
        return JY_OK;
    r->stands = jy_grow(r->stands, &r->cap, r->n + 1, sizeof *r->stands);
    r->stands[r->n++] = (struct stand){row->at, (uint16_t)first, (uint16_t)end, JY_NO_DISTRICT};
    return JY_OK;
}

static enum jy_code add_now(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    struct reading *r = ctx;
    return add_stand(row, r->now, r->now + 1U, r, err);
}

/* Where each stands on the network, and in which district: once for all years. */
static enum jy_code place_stands(struct reading *r, struct jy_error *err)
{
    const struct jy_lighting *l = r->l;
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((r->n + 1) * sizeof *at);
    struct gis_xy *xy JY_AUTOFREE = jy_malloc((r->n + 1) * sizeof *xy);
    r->snaps = jy_malloc((r->n + 1) * sizeof *r->snaps);
    for (size_t i = 0; i < r->n; i++) {
        struct stand *s = &r->stands[i];
        at[i] = s->at;
        for (size_t d = 0; d < l->n_districts && s->district == JY_NO_DISTRICT; d++) {
            if (jy_geometry_holds(&l->districts[d]->geometry, s->at))
                s->district = (uint16_t)d;
        }
    }
    enum jy_code code = jy_lighting_project(l, r->n, at, xy, err);
    if (code == JY_OK)
        gis_lights_snap(l->network, r->n, xy, l->snap_m, r->snaps);
    return code;
}

/* --- one year --------------------------------------------------------------------------------- */

static uint16_t district_of(const struct jy_lighting *l, uint32_t edge)
{
    return l->parts[l->network->edge_road[edge]].district;
}

static void add_darkness(const struct jy_lighting *l, const struct gis_lighting *state,
                         struct jy_history_value *city, struct jy_history_value *districts)
{
    for (uint32_t e = 0; e < l->network->n_edges; e++) {
        for (uint32_t p = gis_lighting_edge_piece(state, e); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(state, p);
            uint16_t d = district_of(l, e);
            city->uncovered_m += piece.to_m - piece.from_m;
            if (d != JY_NO_DISTRICT)
                districts[d].uncovered_m += piece.to_m - piece.from_m;
            p = piece.next_on_edge;
        }
    }
    uint32_t cursor = 0, gap;
    while (gis_lighting_next_gap(state, &cursor, &gap)) {
        uint16_t d = district_of(l, gis_lighting_gap(state, gap).darkest.edge);
        city->gaps++;
        if (d != JY_NO_DISTRICT)
            districts[d].gaps++;
    }
}

static enum jy_code compute_year(const struct reading *r, size_t year,
                                 struct jy_history_value *city, struct jy_history_value *districts,
                                 struct jy_error *err)
{
    const struct jy_lighting *l = r->l;
    struct gis_snap *snaps JY_AUTOFREE = jy_malloc((r->n + 1) * sizeof *snaps);
    struct gis_lighting *state = NULL;
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct stand *s = &r->stands[i];
        if (year < s->first || year >= s->end)
            continue;
        snaps[n++] = r->snaps[i];
        if (s->district != JY_NO_DISTRICT)
            districts[s->district].lights++;
    }
    city->lights = (int64_t)n;
    struct gis_lighting_rule rule = gis_lighting_rule_of(l->state);
    enum gis_status status = gis_lighting_new_by_rule(l->network, &rule, n, snaps, &state);
    if (status != GIS_OK)
        return fail_gis(err, status);
    add_darkness(l, state, city, districts);
    gis_lighting_free(state);
    return JY_OK;
}

/* --- all years -------------------------------------------------------------------------------- */

static struct jy_date year_end(const struct jy_history *h, size_t year)
{
    return (struct jy_date){h->from_year + (int)year, 12, 31};
}

/* The pack of each year; this year is judged as it is now. */
static void choose_rules(struct jy_history *h)
{
    const struct jy_rule_pack *now = h->lighting->data->rule;
    for (size_t i = 0; i < h->n_years; i++) {
        const struct jy_rule_pack *then = jy_city_rule_on(h->lighting->data->city, year_end(h, i));
        const bool last = i + 1 == h->n_years;
        const bool by_now = last || then == NULL || h->rules == JY_HISTORY_RULES_TODAY;
        h->rule[i] = (struct jy_history_rule){by_now ? now : then, last || !by_now || then == now};
    }
}

/* The ends of all years judged by the pack of r->l; the last of all is as it is now. */
static enum jy_code fill_judged(struct jy_store *store, struct jy_history *h, struct reading *r,
                                struct jy_error *err)
{
    size_t n_past = h->n_years - 1;
    struct jy_date *days JY_AUTOFREE = jy_calloc(n_past + 1, sizeof *days);
    for (size_t k = 0; k < n_past; k++)
        days[k] = year_end(h, k);
    r->now = (uint16_t)n_past;
    enum jy_code code = jy_store_light_periods(store, n_past, days, add_stand, r, err);
    if (code == JY_OK)
        code = jy_store_light_each(store, JY_NOW, NULL, add_now, r, err);
    if (code == JY_OK)
        code = place_stands(r, err);
    for (size_t i = 0; i < h->n_years && code == JY_OK; i++) {
        if (h->rule[i].pack == r->l->data->rule)
            code = compute_year(r, i, &h->city[i], &h->district[i * h->n_districts], err);
    }
    free(r->stands);
    free(r->snaps);
    return code;
}

/* The years of another pack: kerbs, snapping and limits are its own, so the network is too. */
static enum jy_code fill_by(struct jy_store *store, struct jy_history *h,
                            const struct jy_rule_pack *pack, struct jy_error *err)
{
    struct jy_city_data data = *h->lighting->data;
    struct jy_lighting *lighting = NULL;
    data.rule = pack;
    enum jy_code code = jy_lighting_new(&data, JY_LIGHTING_BY_RULE, &lighting, err);
    if (code == JY_OK) {
        struct reading r = {.l = lighting};
        code = fill_judged(store, h, &r, err);
    }
    jy_lighting_free(lighting);
    return code;
}

static enum jy_code fill(struct jy_store *store, struct jy_history *h, struct jy_error *err)
{
    struct reading r = {.l = h->lighting};
    enum jy_code code = fill_judged(store, h, &r, err);
    for (size_t i = 0; i < h->n_years && code == JY_OK; i++) {
        bool done = h->rule[i].pack == h->lighting->data->rule;
        for (size_t k = 0; k < i && !done; k++)
            done = h->rule[k].pack == h->rule[i].pack;
        if (!done)
            code = fill_by(store, h, h->rule[i].pack, err);
    }
    return code;
}

enum jy_code jy_history_new(struct jy_store *store, const struct jy_lighting *l, int from_year,
                            enum jy_history_rules rules, struct jy_history **out,
                            struct jy_error *err)
{
    int this_year = jy_clock_today().year;
    struct reading r = {.l = l};
    enum jy_code code = jy_store_light_each(store, JY_NOW, NULL, look, &r, err);
    if (code != JY_OK)
        return code;
    if (from_year == 0)
        from_year = r.first_year > 0 ? r.first_year : this_year;
    if (from_year < FIRST_YEAR || from_year > this_year) {
        return jy_fail(err, JY_EINVALID, "history: the first year must be %d to %d", FIRST_YEAR,
                       this_year);
    }
    struct jy_history *h = jy_calloc(1, sizeof *h);
    h->lighting = l;
    h->from_year = from_year;
    h->n_years = (size_t)(this_year - from_year) + 1;
    h->undated = r.undated;
    h->rules = rules;
    h->n_districts = l->n_districts;
    h->rule = jy_calloc(h->n_years, sizeof *h->rule);
    h->city = jy_calloc(h->n_years, sizeof *h->city);
    h->district = jy_calloc(h->n_years * h->n_districts + 1, sizeof *h->district);
    choose_rules(h);
    code = fill(store, h, err);
    if (code != JY_OK) {
        jy_history_free(h);
        return code;
    }
    *out = h;
    return JY_OK;
}

void jy_history_free(struct jy_history *history)
{
    if (history == NULL)
        return;
    free(history->rule);
    free(history->city);
    free(history->district);
    free(history);
}

/* --- as text ---------------------------------------------------------------------------------- */

static const char *name_of(const struct jy_history *h, size_t district, enum jy_lang lang)
{
    const char *name = h->lighting->districts[district]->name;
    const struct jy_district *d =
        name != NULL ? jy_city_district(h->lighting->data->city, name) : NULL;
    return d != NULL ? jy_text_in(&d->name, lang) : name;
}

static void write_value(const struct jy_history_value *v, struct jy_json *json)
{
    jy_json_kv_int(json, "lights", v->lights);
    jy_json_kv_fixed(json, "uncovered_m", v->uncovered_m, 2);
    jy_json_kv_int(json, "gaps", v->gaps);
}

static void write_rule(const struct jy_history_rule *rule, struct jy_json *json)
{
    jy_json_kv_string(json, "rule", rule->pack->version);
    jy_json_kv_string(json, "rule_id", rule->pack->id);
    jy_json_kv_bool(json, "rule_in_force", rule->in_force);
    jy_json_kv_double(json, "spacing_m", rule->pack->spacing_m);
}

void jy_history_write(const struct jy_history *h, uint16_t district, enum jy_lang lang,
                      struct jy_json *json)
{
    jy_json_object(json);
    jy_json_kv_double(json, "spacing_m", h->lighting->spacing_m);
    jy_json_kv_string(json, "rule", h->lighting->data->rule->version);
    jy_json_kv_string(json, "rules", rules_words[h->rules]);
    jy_json_kv_int(json, "undated_lights", h->undated);
    jy_json_kv_bool(json, "sample", h->lighting->data->sample);
    jy_json_key(json, "years");
    jy_json_array(json);
    for (size_t i = 0; i < h->n_years; i++) {
        const struct jy_history_value *of = &h->district[i * h->n_districts];
        jy_json_object(json);
        jy_json_kv_int(json, "year", h->from_year + (int)i);
        write_rule(&h->rule[i], json);
        write_value(district == JY_NO_DISTRICT ? &h->city[i] : &of[district], json);
        jy_json_key(json, "districts");
        jy_json_array(json);
        for (size_t d = 0; d < h->n_districts && district == JY_NO_DISTRICT; d++) {
            jy_json_object(json);
            jy_json_kv_string(json, "name", name_of(h, d, lang));
            write_value(&of[d], json);
            jy_json_object_end(json);
        }
        jy_json_array_end(json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
}

static void csv_row(const struct jy_history *h, size_t year, const char *name,
                    const struct jy_history_value *v, struct jy_buf *out)
{
    jy_buf_addf(out, "%d,", h->from_year + (int)year);
    bool quote = false;
    for (const char *c = name; *c != '\0'; c++)
        quote = quote || *c == ',' || *c == '"' || *c == '\n';
    jy_buf_adds(out, quote ? "\"" : "");
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == '"')
            jy_buf_addc(out, '"');
        jy_buf_addc(out, *c);
    }
    jy_buf_addf(out, "%s,%lld,%.2f,%lld,%s@%s,%d\r\n", quote ? "\"" : "", (long long)v->lights,
                v->uncovered_m, (long long)v->gaps, h->rule[year].pack->id,
                h->rule[year].pack->version, h->rule[year].in_force);
}

void jy_history_write_csv(const struct jy_history *h, uint16_t district, enum jy_lang lang,
                          struct jy_buf *out)
{
    jy_buf_adds(out, "\xEF\xBB\xBFyear,district,lights,uncovered_m,gaps,rule,rule_in_force\r\n");
    for (size_t i = 0; i < h->n_years; i++) {
        if (district == JY_NO_DISTRICT)
            csv_row(h, i, "", &h->city[i], out);
        for (size_t d = 0; d < h->n_districts; d++) {
            const char *name = name_of(h, d, lang);
            if (district == JY_NO_DISTRICT || district == d)
                csv_row(h, i, name != NULL ? name : "", &h->district[i * h->n_districts + d], out);
        }
    }
}
