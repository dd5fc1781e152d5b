/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/registry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NSIM(initial)                                                \
    {                                                                \
        "nsim", JY_PARAM_WHOLE, false, NULL, 1, 99999, initial, NULL \
    }
#define SEED                                                                  \
    {                                                                         \
        "seed", JY_PARAM_WHOLE, false, NULL, 0, 9007199254740992.0, "1", NULL \
    }
#define MAX_FRACTION                                                        \
    {                                                                       \
        "max_fraction", JY_PARAM_REAL, false, "share", 1e-6, 1, "0.5", NULL \
    }
#define END                                    \
    {                                          \
        NULL, 0, false, NULL, 0, 0, NULL, NULL \
    }

static const struct jy_analysis_param gaps[] = {
    {"spacing", JY_PARAM_REAL, false, "m", 0.1, 1e6, NULL, NULL},
    {"snap", JY_PARAM_REAL, false, "m", 0, 1e6, NULL, NULL},
    {"district", JY_PARAM_WORDS, false, NULL, 0, 0, NULL, NULL},
    END};
static const struct jy_analysis_param ask[] = {
    {"lon", JY_PARAM_REAL, true, "deg", -180, 180, NULL, NULL},
    {"lat", JY_PARAM_REAL, true, "deg", -90, 90, NULL, NULL},
    {"land", JY_PARAM_CHOICE, false, NULL, 0, 0, "unknown", "city|private|unknown"},
    END};
static const struct jy_analysis_param hotspots[] = {
    {"offence", JY_PARAM_WORDS, true, NULL, 0, 0, NULL, NULL},
    {"from", JY_PARAM_WHOLE, true, "year", 1900, 2200, NULL, NULL},
    {"to", JY_PARAM_WHOLE, true, "year", 1900, 2200, NULL, NULL},
    {"periods", JY_PARAM_CHOICE, false, NULL, 0, 0, "whole", "whole|each-year"},
    {"level", JY_PARAM_CHOICE, false, NULL, 0, 0, "chome", "district|chome|grid|street"},
    NSIM("999"),
    SEED,
    MAX_FRACTION,
    {"cell", JY_PARAM_REAL, false, "m", 50, 5000, "250", NULL},
    {"piece", JY_PARAM_REAL, false, "m", 10, 500, "50", NULL},
    {"radius", JY_PARAM_REAL, false, "m", 100, 5000, "400", NULL},
    END};
static const struct jy_analysis_param plan[] = {
    {"lights", JY_PARAM_WHOLE, false, NULL, 1, 200, NULL, NULL},
    {"budget", JY_PARAM_REAL, false, "currency", 0, 1e12, NULL, NULL},
    {"weight", JY_PARAM_CHOICE, false, NULL, 0, 0, "length",
     "length|length,requests|length,places|length,requests,places"},
    {"name", JY_PARAM_WORDS, false, NULL, 0, 0, NULL, NULL},
    {"moved", JY_PARAM_WORDS, false, NULL, 0, 0, NULL, NULL},
    {"format", JY_PARAM_CHOICE, false, NULL, 0, 0, "json", "json|csv|geojson|pdf"},
    {"encoding", JY_PARAM_CHOICE, false, NULL, 0, 0, "utf-8", "utf-8|cp932"},
    END};
static const struct jy_analysis_param history[] = {
    {"district", JY_PARAM_WORDS, false, NULL, 0, 0, NULL, NULL},
    {"rules", JY_PARAM_CHOICE, false, NULL, 0, 0, "then", "then|today"},
    {"format", JY_PARAM_CHOICE, false, NULL, 0, 0, "json", "json|csv"},
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
