/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures as JSON with their words, and as CSV. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "src/analysis/crime_figures.h"

struct words {
    const struct jy_crime_figure *f;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    char year[16], n[16], m[16], cases[24], rate[24], rank[16], rank_rate[16];
};

static void say(const struct words *w, const char *key, struct jy_buf *out)
{
    const struct jy_i18n_value values[] = {{"offence", jy_text_in(&w->f->offence->name, w->lang)},
                                           {"city", jy_city_name(w->f->data->city, w->lang)},
                                           {"year", w->year},
                                           {"n", w->n},
                                           {"m", w->m},
                                           {"cases", w->cases},
                                           {"rate", w->rate},
                                           {"rank", w->rank},
                                           {"rank_rate", w->rank_rate}};
    jy_i18n_format(w->i18n, w->lang, key, values, sizeof values / sizeof *values, out);
}

static void words_init(struct words *w, const struct jy_crime_figure *f, const struct jy_i18n *i18n,
                       enum jy_lang lang)
{
    *w = (struct words){.f = f, .i18n = i18n, .lang = lang};
    (void)snprintf(w->year, sizeof w->year, "%d", f->year);
    (void)snprintf(w->n, sizeof w->n, "%zu", f->n_ranked);
    (void)snprintf(w->m, sizeof w->m, "%zu", f->n_rated);
    if (f->own == SIZE_MAX)
        return;
    const struct jy_crime_point *own = &f->points[f->own];
    (void)snprintf(w->cases, sizeof w->cases, "%" PRId64, own->cases);
    (void)snprintf(w->rate, sizeof w->rate, "%.2f", own->per_1000);
    (void)snprintf(w->rank, sizeof w->rank, "%zu", own->rank_cases);
    (void)snprintf(w->rank_rate, sizeof w->rank_rate, "%zu", own->rank_per_1000);
}

static void kv_said(struct jy_json *json, const char *name, const struct words *w, const char *key)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    if (key != NULL)
        say(w, key, &text);
    jy_json_kv_string(json, name, key != NULL ? jy_buf_text(&text) : NULL);
}

static const char *title_key(enum jy_crime_figure_kind kind)
{
    static const char *const keys[] = {
        [JY_CRIME_YEARLY] = "crimes.title.yearly",
        [JY_CRIME_OFFENCES] = "crimes.title.offences",
        [JY_CRIME_DISTRICTS] = "crimes.title.districts",
        [JY_CRIME_RANK] = "crimes.title.rank",
    };
    return keys[kind];
}

static const char *point_name(const struct words *w, const struct jy_crime_point *p)
{
    if (w->f->kind == JY_CRIME_OFFENCES)
        return jy_text_in(&p->offence->name, w->lang);
    if (p->district != NULL)
        return jy_text_in(&p->district->name, w->lang);
    return p->own ? jy_city_name(w->f->data->city, w->lang) : p->name;
}

static void kv_count(struct jy_json *json, const char *name, int64_t value, bool known)
{
    jy_json_key(json, name);
    if (known) {
        jy_json_int(json, value);
    } else {
        jy_json_null(json);
    }
}

static void write_published(struct jy_json *json, const struct jy_crime_point *p)
{
    char date[JY_DATE_TEXT_SIZE];
    jy_json_key(json, "published");
    if (p->published == NULL) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "source", p->published);
    jy_json_kv_string(json, "date",
                      jy_date_known(p->published_on) ? jy_date_text(p->published_on, date) : NULL);
    jy_json_object_end(json);
}

static void write_point(const struct words *w, const struct jy_crime_point *p, struct jy_json *json)
{
    const enum jy_crime_figure_kind kind = w->f->kind;
    jy_json_object(json);
    jy_json_kv_int(json, "year", p->year);
    jy_json_kv_string(json, "offence", p->offence->code);
    jy_json_kv_string(json, "name", point_name(w, p));
    kv_count(json, "cases", p->cases, p->cases >= 0 && !p->hidden);
    if (kind == JY_CRIME_DISTRICTS || kind == JY_CRIME_RANK) {
        jy_json_kv_double(json, "persons", p->persons > 0 ? p->persons : (double)NAN);
        kv_count(json, "persons_year", p->persons_year, p->persons_year > 0);
        jy_json_kv_double(json, "per_1000", p->hidden ? (double)NAN : p->per_1000);
    }
    if (kind == JY_CRIME_DISTRICTS) {
        jy_json_kv_double(json, "lo95_per_1000", p->hidden ? (double)NAN : p->lo95_per_1000);
        jy_json_kv_double(json, "hi95_per_1000", p->hidden ? (double)NAN : p->hi95_per_1000);
        jy_json_kv_bool(json, "suppressed", p->hidden);
    }
    if (kind == JY_CRIME_RANK) {
        kv_count(json, "rank", (int64_t)p->rank_cases, true);
        kv_count(json, "rank_per_1000", (int64_t)p->rank_per_1000, p->rank_per_1000 > 0);
        jy_json_kv_bool(json, "own", p->own);
    }
    if (kind == JY_CRIME_YEARLY)
        write_published(json, p);
    jy_json_object_end(json);
}

/* Where the city stands, and what the table proves. */
static void write_rank(const struct words *w, struct jy_json *json)
{
    const struct jy_crime_figure *f = w->f;
    const bool known = f->own != SIZE_MAX;
    const bool rated = known && f->points[f->own].rank_per_1000 > 0;
    jy_json_kv_int(json, "municipalities", (int64_t)f->n_ranked);
    jy_json_kv_int(json, "municipalities_with_persons", (int64_t)f->n_rated);
    kv_said(json, "text", w, known ? "crimes.rank.text" : "crimes.rank.not_in_table");
    kv_said(json, "text_per_1000", w, rated ? "crimes.rank.text_per_1000" : NULL);
    jy_json_kv_bool(json, "fewest", jy_crime_fewest_cases(f));
    jy_json_kv_bool(json, "fewest_per_1000", jy_crime_fewest_per_1000(f));
    kv_said(json, "claim", w, jy_crime_fewest_cases(f) ? "crimes.rank.claim" : NULL);
    kv_said(json, "claim_per_1000", w,
            jy_crime_fewest_per_1000(f) ? "crimes.rank.claim_per_1000" : NULL);
}

static void write_sources(const struct jy_crime_figure *f, struct jy_json *json)
{
    bool sample = false;
    jy_json_key(json, "sources");
    jy_json_array(json);
    for (size_t i = 0; i < f->n_sources; i++) {
        const struct jy_source *s = f->sources[i];
        sample |= s->sample;
        jy_source_write(s, json);
    }
    jy_json_array_end(json);
    jy_json_kv_bool(json, "sample", sample);
}

void jy_crime_figure_write(const struct jy_crime_figure *figure, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_json *json)
{
    struct words w;
    words_init(&w, figure, i18n, lang);
    jy_json_object(json);
    jy_json_kv_string(json, "figure", jy_crime_figure_text(figure->kind));
    kv_said(json, "title", &w, title_key(figure->kind));
    jy_json_kv_string(json, "offence", figure->offence->code);
    kv_count(json, "year", figure->year, figure->year > 0);
    if (figure->kind == JY_CRIME_RANK)
        write_rank(&w, json);
    jy_json_key(json, "points");
    jy_json_array(json);
    for (size_t i = 0; i < figure->n; i++)
        write_point(&w, &figure->points[i], json);
    jy_json_array_end(json);
    write_sources(figure, json);
    jy_json_object_end(json);
}

/* A cell by RFC 4180; names come from tables of others. */
static void add_cell(struct jy_buf *out, const char *text)
{
    jy_buf_addc(out, '"');
    for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
        if (*p == '"')
            jy_buf_addc(out, '"');
        jy_buf_addc(out, *p);
    }
    jy_buf_addc(out, '"');
}

static void add_number(struct jy_buf *out, double value)
{
    if (isfinite(value)) {
        jy_buf_addf(out, ",%.10g", value);
    } else {
        jy_buf_adds(out, ",NA");
    }
}

void jy_crime_figure_csv(const struct jy_crime_figure *figure, struct jy_buf *out)
{
    jy_buf_adds(out, "year,offence,name,cases,persons,persons_year,per_1000,lo95_per_1000,"
                     "hi95_per_1000,rank,rank_per_1000\n");
    for (size_t i = 0; i < figure->n; i++) {
        const struct jy_crime_point *p = &figure->points[i];
        const double nan = (double)NAN;
        jy_buf_addf(out, "%d,%s,", p->year, p->offence->code);
        add_cell(out, p->name != NULL ? p->name : jy_city_name(figure->data->city, JY_LANG_JA));
        add_number(out, p->cases >= 0 && !p->hidden ? (double)p->cases : nan);
        add_number(out, p->persons > 0 ? p->persons : nan);
        add_number(out, p->persons_year > 0 ? p->persons_year : nan);
        add_number(out, p->hidden ? nan : p->per_1000);
        add_number(out, p->hidden ? nan : p->lo95_per_1000);
        add_number(out, p->hidden ? nan : p->hi95_per_1000);
        add_number(out, p->rank_cases > 0 ? (double)p->rank_cases : nan);
        add_number(out, p->rank_per_1000 > 0 ? (double)p->rank_per_1000 : nan);
        jy_buf_addc(out, '\n');
    }
}
