/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/registry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NSIM(initial)                                                \
    {                                                                \
        "nsim", JY_PARAM_WHOLE, NULL, 1, 99999, initial, NULL, false \
    }
#define SEED                                                                  \
    {                                                                         \
        "seed", JY_PARAM_WHOLE, NULL, 0, 9007199254740992.0, "1", NULL, false \
    }
#define MAX_FRACTION                                                        \
    {                                                                       \
        "max_fraction", JY_PARAM_REAL, "share", 1e-6, 1, "0.5", NULL, false \
    }
#define END                                    \
    {                                          \
        NULL, 0, NULL, 0, 0, NULL, NULL, false \
    }

static const struct jy_analysis_param gaps[] = {
    {"spacing", JY_PARAM_REAL, "m", 0.1, 1e6, NULL, NULL, false},
    {"snap", JY_PARAM_REAL, "m", 0, 1e6, NULL, NULL, false},
    {"district", JY_PARAM_WORDS, NULL, 0, 0, NULL, NULL, false},
    END};
static const struct jy_analysis_param ask[] = {
    {"lon", JY_PARAM_REAL, "deg", -180, 180, NULL, NULL, true},
    {"lat", JY_PARAM_REAL, "deg", -90, 90, NULL, NULL, true},
    {"land", JY_PARAM_CHOICE, NULL, 0, 0, "unknown", "city|private|unknown", false},
    END};
static const struct jy_analysis_param hotspots[] = {
    {"offence", JY_PARAM_WORDS, NULL, 0, 0, NULL, NULL, true},
    {"from", JY_PARAM_WHOLE, "year", 1900, 2200, NULL, NULL, true},
    {"to", JY_PARAM_WHOLE, "year", 1900, 2200, NULL, NULL, true},
    {"periods", JY_PARAM_CHOICE, NULL, 0, 0, "whole", "whole|each-year", false},
    {"level", JY_PARAM_CHOICE, NULL, 0, 0, "chome", "district|chome|grid|street", false},
    NSIM("999"),
    SEED,
    MAX_FRACTION,
    {"cell", JY_PARAM_REAL, "m", 50, 5000, "250", NULL, false},
    {"piece", JY_PARAM_REAL, "m", 10, 500, "50", NULL, false},
    {"radius", JY_PARAM_REAL, "m", 100, 5000, "400", NULL, false},
    END};
static const struct jy_analysis_param plan[] = {
    {"lights", JY_PARAM_WHOLE, NULL, 1, 200, NULL, NULL, false},
    {"budget", JY_PARAM_REAL, "currency", 0, 1e12, NULL, NULL, false},
    {"weight", JY_PARAM_CHOICE, NULL, 0, 0, "length",
     "length|length,requests|length,places|length,requests,places", false},
    {"name", JY_PARAM_WORDS, NULL, 0, 0, NULL, NULL, false},
    {"moved", JY_PARAM_WORDS, NULL, 0, 0, NULL, NULL, false},
    {"format", JY_PARAM_CHOICE, NULL, 0, 0, "json", "json|csv|geojson|pdf", false},
    {"encoding", JY_PARAM_CHOICE, NULL, 0, 0, "utf-8", "utf-8|cp932", false},
    END};
static const struct jy_analysis_param history[] = {
    {"district", JY_PARAM_WORDS, NULL, 0, 0, NULL, NULL, false},
    {"rules", JY_PARAM_CHOICE, NULL, 0, 0, "then", "then|today", false},
    {"format", JY_PARAM_CHOICE, NULL, 0, 0, "json", "json|csv", false},
    END};
static const struct jy_analysis_param none[] = {END};
static const struct jy_analysis_param scan[] = {MAX_FRACTION, NSIM("999"), SEED, END};
static const struct jy_analysis_param gistar[] = {NSIM("9999"), SEED, END};

const struct jy_analysis jy_analyses[] = {
    {"gaps", "analysis.gaps.title", "docs/methods/gap.md", "/api/gaps/summary", "gaps", gaps},
    {"ask", "analysis.ask.title", "docs/methods/gap.md", "/api/ask", "ask", ask},
    {"plan", "analysis.plan.title", "docs/methods/plan.md", "/api/plan", "plan", plan},
    {"history", "analysis.history.title", "docs/methods/gap.md", "/api/history", "history",
     history},
    {"hotspots", "analysis.hotspots.title", "docs/methods/hotspots.md", "/api/hotspots", "hotspots",
     hotspots},
    {"rates", "analysis.rates.title", "docs/methods/rates.md", NULL, "stats rates", none},
    {"scan", "analysis.scan.title", "docs/methods/scan.md", NULL, "stats scan", scan},
    {"gistar", "analysis.gistar.title", "docs/methods/gistar.md", NULL, "stats gistar", gistar},
    {NULL, NULL, NULL, NULL, NULL, NULL}};

const struct jy_analysis *jy_analysis_find(const char *id)
{
    for (const struct jy_analysis *a = jy_analyses; a->id != NULL; a++) {
        if (strcmp(a->id, id) == 0)
            return a;
    }
    return NULL;
}

const struct jy_analysis_param *jy_analysis_param(const struct jy_analysis *analysis,
                                                  const char *name)
{
    for (const struct jy_analysis_param *p = analysis->params; p->name != NULL; p++) {
        if (strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

double jy_analysis_initial(const struct jy_analysis_param *param)
{
    return param->initial != NULL ? strtod(param->initial, NULL) : (double)NAN;
}

static void write_choices(struct jy_json *json, const char *choices)
{
    jy_json_key(json, "choices");
    jy_json_array(json);
    for (const char *p = choices; *p != '\0';) {
        char word[32];
        const size_t n = strcspn(p, "|");
        const size_t kept = n < sizeof word - 1 ? n : sizeof word - 1;
        memcpy(word, p, kept);
        word[kept] = '\0';
        jy_json_string(json, word);
        p += p[n] == '|' ? n + 1 : n;
    }
    jy_json_array_end(json);
}

static void write_param(struct jy_json *json, const struct jy_analysis_param *p)
{
    static const char *const types[] = {"integer", "number", "string", "string"};
    const bool number = p->type == JY_PARAM_WHOLE || p->type == JY_PARAM_REAL;
    jy_json_object(json);
    jy_json_kv_string(json, "name", p->name);
    jy_json_kv_string(json, "type", types[p->type]);
    jy_json_kv_string(json, "unit", p->unit);
    if (number) {
        jy_json_kv_double(json, "min", p->min);
        jy_json_kv_double(json, "max", p->max);
        jy_json_kv_double(json, "default", jy_analysis_initial(p));
    } else {
        jy_json_kv_string(json, "default", p->initial);
    }
    if (p->choices != NULL)
        write_choices(json, p->choices);
    jy_json_kv_bool(json, "required", p->required);
    jy_json_object_end(json);
}

void jy_analyses_write(const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    jy_json_object(json);
    jy_json_key(json, "analyses");
    jy_json_array(json);
    for (const struct jy_analysis *a = jy_analyses; a->id != NULL; a++) {
        jy_json_object(json);
        jy_json_kv_string(json, "id", a->id);
        jy_json_kv_string(json, "title", jy_i18n_get(i18n, lang, a->title));
        jy_json_kv_string(json, "page", a->page);
        jy_json_kv_string(json, "path", a->path);
        jy_json_kv_string(json, "command", a->command);
        jy_json_key(json, "params");
        jy_json_array(json);
        for (const struct jy_analysis_param *p = a->params; p->name != NULL; p++)
            write_param(json, p);
        jy_json_array_end(json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
    jy_json_object_end(json);
}
