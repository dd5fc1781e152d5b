/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading a profile; what is asked of one is in city.c. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/domain/city.h"

#define CODE(name, text) text,
static const char *const module_codes[] = {JY_MODULE_LIST(CODE) NULL};
static const char *const duty_codes[] = {JY_DUTY_LIST(CODE) NULL};
static const char *const precision_codes[] = {JY_PRECISION_LIST(CODE) NULL};
static const char *const owner_codes[] = {JY_OWNER_LIST(CODE) NULL};
static const char *const lang_codes[] = {JY_LANG_LIST(CODE) NULL};

#define YEAR_MIN 1900
#define YEAR_MAX 2200
#define YEN_MAX  1e13

/* The list "key": one element of @p size for each, read by @p read; *out_n elements. */
typedef void (*read_fn)(const struct jy_json_node *node, void *out);
static void *read_list(const struct jy_json_node *node, const char *key, size_t size, read_fn read,
                       size_t *out_n)
{
    size_t n;
    const struct jy_json_node array = jy_json_in_array(node, key, false, &n);
    char *items = jy_arena_alloc(node->in->arena, (n + 1) * size);
    for (size_t i = 0; i < n; i++) {
        const struct jy_json_node element = jy_json_in_at(&array, i);
        if (!jy_json_in_is_object(&element))
            break;
        read(&element, items + i * size);
    }
    *out_n = n;
    return items;
}

static const char *const *read_strings(const struct jy_json_node *node, const char *key,
                                       size_t *out_n)
{
    const struct jy_json_node array = jy_json_in_array(node, key, false, out_n);
    const char **items = jy_arena_alloc(node->in->arena, (*out_n + 1) * sizeof *items);
    for (size_t i = 0; i < *out_n; i++) {
        const struct jy_json_node element = jy_json_in_at(&array, i);
        items[i] = jy_json_in_element_string(&element, 200);
    }
    return items;
}

static void read_district(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"id", "name", "kana", "chome", NULL};
    struct jy_district *d = out;
    jy_json_in_keys(node, keys);
    d->id = jy_json_in_string(node, "id", 40, true);
    d->name = jy_json_in_text(node, "name", JY_TEXT_ANY);
    d->kana = jy_json_in_string(node, "kana", 100, false);
    d->chome = read_strings(node, "chome", &d->n_chome);
}

static void read_department(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"id", "name", "phone", "email", "url", "duties", NULL};
    struct jy_department *d = out;
    jy_json_in_keys(node, keys);
    d->id = jy_json_in_string(node, "id", 40, true);
    d->name = jy_json_in_text(node, "name", JY_TEXT_ANY);
    d->phone = jy_json_in_string(node, "phone", 40, false);
    d->email = jy_json_in_string(node, "email", 200, false);
    d->url = jy_json_in_string(node, "url", 500, false);
    d->duties = jy_json_in_codes(node, "duties", duty_codes, 0);
}

static void read_point(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"year", "value", "numerator", "denominator", NULL};
    struct jy_figure_point *p = out;
    jy_json_in_keys(node, keys);
    p->year = jy_json_in_int(node, "year", YEAR_MIN, YEAR_MAX, 0, true);
    p->value = jy_json_in_number(node, "value", -1e15, 1e15, (double)NAN, true);
    p->numerator = jy_json_in_number(node, "numerator", -1e15, 1e15, (double)NAN, false);
    p->denominator = jy_json_in_number(node, "denominator", -1e15, 1e15, (double)NAN, false);
}

static void read_figure(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"id",     "title", "unit",      "note",   "offence",
                                       "source", "url",   "published", "points", NULL};
    struct jy_figure *f = out;
    jy_json_in_keys(node, keys);
    f->id = jy_json_in_string(node, "id", 60, true);
    f->title = jy_json_in_text(node, "title", JY_TEXT_ANY);
    f->unit = jy_json_in_text(node, "unit", JY_TEXT_OPTIONAL);
    f->note = jy_json_in_text(node, "note", JY_TEXT_OPTIONAL);
    f->offence = jy_json_in_string(node, "offence", 60, false);
    f->source = jy_json_in_string(node, "source", 500, true);
    f->url = jy_json_in_string(node, "url", 500, false);
    f->published = jy_json_in_date(node, "published", false);
    struct jy_figure_point *points =
        read_list(node, "points", sizeof *points, read_point, &f->n_points);
    for (size_t i = 1; i < f->n_points && !node->in->failed; i++) {
        const struct jy_json_node at = jy_json_in_get(node, "points");
        if (points[i].year <= points[i - 1].year) {
            jy_json_in_fail(&at, "years must ascend: %d comes after %d", points[i].year,
                            points[i - 1].year);
        }
    }
    f->points = points;
}

static void read_budget(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"fiscal_year", "id",     "title", "department",
                                       "amount_yen",  "source", NULL};
    struct jy_budget *b = out;
    jy_json_in_keys(node, keys);
    b->fiscal_year = jy_json_in_int(node, "fiscal_year", YEAR_MIN, YEAR_MAX, 0, true);
    b->id = jy_json_in_string(node, "id", 60, true);
    b->title = jy_json_in_text(node, "title", JY_TEXT_ANY);
    b->department = jy_json_in_string(node, "department", 40, false);
    b->amount_yen = jy_json_in_number(node, "amount_yen", 0, YEN_MAX, 0, true);
    b->source = jy_json_in_string(node, "source", 500, true);
}

static void read_cap(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"item", "per_camera_yen", NULL};
    struct jy_subsidy_cap *c = out;
    jy_json_in_keys(node, keys);
    c->item = jy_json_in_string(node, "item", 60, true);
    c->per_camera_yen = jy_json_in_number(node, "per_camera_yen", 0, YEN_MAX, 0, true);
}

static void read_subsidy(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {
        "fiscal_year",    "id",      "recipient", "rate_numerator", "rate_denominator",
        "round_down_yen", "cap_yen", "caps",      "source",         NULL};
    struct jy_subsidy *s = out;
    jy_json_in_keys(node, keys);
    s->fiscal_year = jy_json_in_int(node, "fiscal_year", YEAR_MIN, YEAR_MAX, 0, true);
    s->id = jy_json_in_string(node, "id", 60, true);
    s->recipient = (enum jy_owner)jy_json_in_code(node, "recipient", owner_codes, -1);
    s->rate_denominator = jy_json_in_int(node, "rate_denominator", 1, 10000, 1, true);
    s->rate_numerator = jy_json_in_int(node, "rate_numerator", 0, s->rate_denominator, 0, true);
    s->round_down_yen = jy_json_in_number(node, "round_down_yen", 0, 1e6, 0, false);
    s->cap_yen = jy_json_in_number(node, "cap_yen", 0, YEN_MAX, (double)INFINITY, false);
    s->caps = read_list(node, "caps", sizeof *s->caps, read_cap, &s->n_caps);
    s->source = jy_json_in_string(node, "source", 500, true);
}

static void read_slogan(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"text", "year", "source", NULL};
    struct jy_slogan *s = out;
    jy_json_in_keys(node, keys);
    s->text = jy_json_in_text(node, "text", JY_TEXT_ANY);
    s->year = jy_json_in_int(node, "year", YEAR_MIN, YEAR_MAX, 0, true);
    s->source = jy_json_in_string(node, "source", 500, true);
}

static void read_attribution(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"text", "licence", "url", NULL};
    struct jy_attribution *a = out;
    jy_json_in_keys(node, keys);
    a->text = jy_json_in_string(node, "text", 500, true);
    a->licence = jy_json_in_string(node, "licence", 100, false);
    a->url = jy_json_in_string(node, "url", 500, false);
}

static void read_rule(const struct jy_json_node *node, void *out)
{
    jy_rule_pack_read(node, out);
}

static void read_print(const struct jy_json_node *node, struct jy_print_policy *out)
{
    static const char *const keys[] = {"suppress_below", "complementary",  "published_exempt",
                                       "camera_public",  "camera_block_m", NULL};
    const struct jy_json_node p = jy_json_in_object(node, "print_policy", true);
    jy_json_in_keys(&p, keys);
    out->suppress_below = jy_json_in_int(&p, "suppress_below", 0, 100, 0, true);
    out->complementary = jy_json_in_bool(&p, "complementary", true);
    out->published_exempt = jy_json_in_bool(&p, "published_exempt", true);
    out->camera_public =
        (enum jy_precision)jy_json_in_code(&p, "camera_public", precision_codes, -1);
    out->camera_block_m = jy_json_in_number(&p, "camera_block_m", 10, 5000, 200, false);
}

static void read_plan_costs(const struct jy_json_node *node, struct jy_plan_costs *out)
{
    static const char *const keys[] = {"pole", "new_pole", "source", NULL};
    const struct jy_json_node p = jy_json_in_object(node, "plan_costs", false);
    bool there = p.value != NULL;
    jy_json_in_keys(&p, keys);
    out->pole_yen = jy_json_in_number(&p, "pole", 1, 1e9, JY_PLAN_COST_POLE_YEN, there);
    out->new_pole_yen = jy_json_in_number(&p, "new_pole", 1, 1e9, JY_PLAN_COST_NEW_POLE_YEN, there);
    out->source = jy_json_in_string(&p, "source", 500, there);
}

static void read_camera_costs(const struct jy_json_node *node, struct jy_camera_costs *out)
{
    static const char *const keys[] = {"pole", "new_pole", "source", NULL};
    const struct jy_json_node p = jy_json_in_object(node, "camera_costs", false);
    bool there = p.value != NULL;
    jy_json_in_keys(&p, keys);
    out->pole_yen = jy_json_in_number(&p, "pole", 1, 1e9, JY_CAMERA_COST_POLE_YEN, there);
    out->new_pole_yen =
        jy_json_in_number(&p, "new_pole", 1, 1e9, JY_CAMERA_COST_NEW_POLE_YEN, there);
    out->source = jy_json_in_string(&p, "source", 500, there);
}

static void read_slogans(const struct jy_json_node *node, struct jy_city *out)
{
    static const char *const keys[] = {"on", "items", NULL};
    const struct jy_json_node s = jy_json_in_object(node, "slogans", false);
    jy_json_in_keys(&s, keys);
    out->slogans_on = jy_json_in_bool(&s, "on", false);
    out->slogans = read_list(&s, "items", sizeof *out->slogans, read_slogan, &out->n_slogans);
}

static void read_network(const struct jy_json_node *node, struct jy_network_settings *out)
{
    static const char *const keys[] = {"node_crossings", "end_gap_m", NULL};
    const struct jy_json_node n = jy_json_in_object(node, "network", false);
    jy_json_in_keys(&n, keys);
    out->node_crossings = jy_json_in_bool(&n, "node_crossings", false);
    out->end_gap_m = jy_json_in_number(&n, "end_gap_m", 0, 10, 0, false);
}

static void read_camera_rule(const struct jy_json_node *node, void *out)
{
    static const char *const keys[] = {"heading", "text", NULL};
    struct jy_camera_rule *r = out;
    jy_json_in_keys(node, keys);
    r->heading = jy_json_in_text(node, "heading", JY_TEXT_ALL);
    r->text = jy_json_in_text(node, "text", JY_TEXT_ALL);
}

static void read_camera_rules(const struct jy_json_node *node, struct jy_city *out)
{
    static const char *const keys[] = {"title", "items", "source", "url", NULL};
    const size_t most = 6; /* a sheet has no room for more */
    const struct jy_json_node r = jy_json_in_object(node, "camera_rules", false);
    if (r.value == NULL)
        return;
    struct jy_camera_rules *rules = jy_arena_alloc(node->in->arena, sizeof *rules);
    jy_json_in_keys(&r, keys);
    rules->title = jy_json_in_text(&r, "title", JY_TEXT_ALL);
    rules->items = read_list(&r, "items", sizeof *rules->items, read_camera_rule, &rules->n_items);
    if (rules->n_items == 0 || rules->n_items > most)
        jy_json_in_fail(&r, "items: 1 to %zu", most);
    rules->source = jy_json_in_string(&r, "source", 500, true);
    rules->url = jy_json_in_string(&r, "url", 500, false);
    out->camera_rules = rules;
}

static void read_modules(const struct jy_json_node *node, struct jy_city *out)
{
    const struct jy_json_node m = jy_json_in_object(node, "modules", false);
    jy_json_in_keys(&m, module_codes);
    for (unsigned i = 0; i < JY_MODULE_N; i++) {
        if (jy_json_in_bool(&m, module_codes[i], true))
            out->modules |= 1u << i;
    }
}

static void read_exposure(const struct jy_json_node *node, void *item)
{
    static const char *const keys[] = {"offence", "kind", "source", NULL};
    struct jy_exposure_choice *out = item;
    jy_json_in_keys(node, keys);
    out->offence = jy_json_in_string(node, "offence", 60, true);
    const char *kind = jy_json_in_string(node, "kind", 20, true);
    if (kind != NULL &&
        (!jy_exposure_kind_parse(kind, &out->kind) || out->kind == JY_EXPOSURE_UNKNOWN))
        jy_json_in_fail(node, "kind: \"%s\" is not allowed", kind);
    out->source = jy_json_in_string(node, "source", 500, true);
}

static void read_priorities(const struct jy_json_node *node, struct jy_city *out)
{
    static const char *const keys[] = {"offences", "areas", NULL};
    const struct jy_json_node p = jy_json_in_object(node, "priorities", false);
    jy_json_in_keys(&p, keys);
    out->priority_offences = read_strings(&p, "offences", &out->n_priority_offences);
    out->priority_areas = read_strings(&p, "areas", &out->n_priority_areas);
}

static double element_number(const struct jy_json_node *array, size_t i, double min, double max);

static void read_map(const struct jy_json_node *node, struct jy_city *out)
{
    static const char *const keys[] = {"epsg",     "centre",   "bbox", "zoom",
                                       "zoom_min", "zoom_max", NULL};
    size_t n;
    const struct jy_json_node map = jy_json_in_object(node, "map", true);
    jy_json_in_keys(&map, keys);
    out->epsg = jy_json_in_int(&map, "epsg", 1024, 1000000, 0, true);
    out->zoom_min = jy_json_in_int(&map, "zoom_min", 0, 22, 10, false);
    out->zoom_max = jy_json_in_int(&map, "zoom_max", out->zoom_min, 22, 18, false);
    out->zoom = jy_json_in_int(&map, "zoom", out->zoom_min, out->zoom_max, out->zoom_min, true);
    const struct jy_json_node centre = jy_json_in_array(&map, "centre", true, &n);
    if (n != 2)
        jy_json_in_fail(&centre, "must be [longitude, latitude]");
    out->centre.lon_deg = element_number(&centre, 0, -180, 180);
    out->centre.lat_deg = element_number(&centre, 1, -90, 90);
    const struct jy_json_node box = jy_json_in_array(&map, "bbox", true, &n);
    if (n != 4)
        jy_json_in_fail(&box, "must be [west, south, east, north]");
    out->west_deg = element_number(&box, 0, -180, 180);
    out->south_deg = element_number(&box, 1, -90, 90);
    out->east_deg = element_number(&box, 2, out->west_deg, 180);
    out->north_deg = element_number(&box, 3, out->south_deg, 90);
}

static double element_number(const struct jy_json_node *array, size_t i, double min, double max)
{
    const struct jy_json_node element = jy_json_in_at(array, i);
    return jy_json_in_element_number(&element, min, max);
}

static void read_identity(const struct jy_json_node *node, struct jy_city *out)
{
    out->code = jy_json_in_string(node, "code", 20, true);
    out->country = jy_json_in_string(node, "country", 2, true);
    out->name = jy_json_in_text(node, "name", JY_TEXT_ALL);
    out->region = jy_json_in_text(node, "region", JY_TEXT_OPTIONAL);
    out->language = (enum jy_lang)jy_json_in_code(node, "language", lang_codes, -1);
    out->languages = jy_json_in_codes(node, "languages", lang_codes, (1u << JY_LANG_N) - 1);
    out->timezone = jy_json_in_string(node, "timezone", 60, true);
    out->currency = jy_json_in_string(node, "currency", 3, true);
    out->fiscal_year_month = jy_json_in_int(node, "fiscal_year_month", 1, 12, 1, true);
    out->area_km2 = jy_json_in_number(node, "area_km2", 1e-3, 1e6, (double)NAN, false);
    out->sample = jy_json_in_bool(node, "sample", false);
}

static void read_figures(const struct jy_json_node *root, struct jy_city *out)
{
    out->figures = read_list(root, "figures", sizeof *out->figures, read_figure, &out->n_figures);
    out->budgets = read_list(root, "budgets", sizeof *out->budgets, read_budget, &out->n_budgets);
    out->subsidies =
        read_list(root, "subsidies", sizeof *out->subsidies, read_subsidy, &out->n_subsidies);
}

static void read_city(const struct jy_json_node *root, struct jy_city *out)
{
    static const char *const keys[] = {"$schema",
                                       "code",
                                       "country",
                                       "name",
                                       "region",
                                       "language",
                                       "languages",
                                       "timezone",
                                       "currency",
                                       "area_km2",
                                       "fiscal_year_month",
                                       "sample",
                                       "map",
                                       "rule_pack",
                                       "districts",
                                       "departments",
                                       "rule_packs",
                                       "figures",
                                       "budgets",
                                       "subsidies",
                                       "plan_costs",
                                       "camera_costs",
                                       "priorities",
                                       "print_policy",
                                       "slogans",
                                       "camera_rules",
                                       "attributions",
                                       "modules",
                                       "network",
                                       "exposures",
                                       NULL};
    jy_json_in_keys(root, keys);
    read_identity(root, out);
    read_map(root, out);
    out->districts =
        read_list(root, "districts", sizeof *out->districts, read_district, &out->n_districts);
    out->departments = read_list(root, "departments", sizeof *out->departments, read_department,
                                 &out->n_departments);
    out->rule_id = jy_json_in_string(root, "rule_pack", 40, false);
    out->rules = read_list(root, "rule_packs", sizeof *out->rules, read_rule, &out->n_rules);
    read_figures(root, out);
    read_plan_costs(root, &out->plan_costs);
    read_camera_costs(root, &out->camera_costs);
    read_priorities(root, out);
    out->exposures =
        read_list(root, "exposures", sizeof *out->exposures, read_exposure, &out->n_exposures);
    read_print(root, &out->print);
    read_slogans(root, out);
    read_camera_rules(root, out);
    read_network(root, &out->network);
    out->attributions = read_list(root, "attributions", sizeof *out->attributions, read_attribution,
                                  &out->n_attributions);
    read_modules(root, out);
}

/*
 * References between parts, looked at once all is read.
 */

/* The ids of a list, gathered by its caller. */
static void find_duplicate(const struct jy_json_node *root, const char *list_name, size_t n,
                           const char *const *ids)
{
    const struct jy_json_node list = jy_json_in_get(root, list_name);
    for (size_t i = 1; i < n && !jy_json_in_failed(root->in); i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(ids[i], ids[j]) == 0) {
                const struct jy_json_node at = jy_json_in_at(&list, i);
                jy_json_in_fail(&at, "the id \"%s\" is used twice", ids[i]);
            }
        }
    }
}

static void check_ids(const struct jy_json_node *root, struct jy_city *city)
{
    const size_t n = city->n_districts + city->n_departments + city->n_figures;
    const char **ids JY_AUTOFREE = jy_malloc((n + 1) * sizeof(char *));
    const char **departments = ids + city->n_districts;
    const char **figures = departments + city->n_departments;
    for (size_t i = 0; i < city->n_districts; i++)
        ids[i] = city->districts[i].id;
    for (size_t i = 0; i < city->n_departments; i++)
        departments[i] = city->departments[i].id;
    for (size_t i = 0; i < city->n_figures; i++)
        figures[i] = city->figures[i].id;
    find_duplicate(root, "districts", city->n_districts, ids);
    find_duplicate(root, "departments", city->n_departments, departments);
    find_duplicate(root, "figures", city->n_figures, figures);
}

static void check_budgets(const struct jy_json_node *root, const struct jy_city *city)
{
    const struct jy_json_node list = jy_json_in_get(root, "budgets");
    for (size_t i = 0; i < city->n_budgets && !root->in->failed; i++) {
        const char *id = city->budgets[i].department;
        if (id == NULL || jy_city_department(city, id) != NULL)
            continue;
        const struct jy_json_node at = jy_json_in_at(&list, i);
        const struct jy_json_node field = jy_json_in_get(&at, "department");
        jy_json_in_fail(&field, "\"%s\" is no id of departments", id);
    }
}

static void check_priorities(const struct jy_json_node *root, const struct jy_city *city)
{
    const struct jy_json_node object = jy_json_in_get(root, "priorities");
    const struct jy_json_node list = jy_json_in_get(&object, "areas");
    for (size_t i = 0; i < city->n_priority_areas && !root->in->failed; i++) {
        if (jy_city_district(city, city->priority_areas[i]) != NULL)
            continue;
        const struct jy_json_node at = jy_json_in_at(&list, i);
        jy_json_in_fail(&at, "\"%s\" is no id of districts", city->priority_areas[i]);
    }
}

static void check_rules(const struct jy_json_node *root, const struct jy_city *city)
{
    const struct jy_json_node list = jy_json_in_get(root, "rule_packs");
    for (size_t i = 1; i < city->n_rules && !root->in->failed; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct jy_rule_pack *a = &city->rules[i], *b = &city->rules[j];
            const struct jy_json_node at = jy_json_in_at(&list, i);
            if (strcmp(a->id, b->id) == 0 && strcmp(a->version, b->version) == 0)
                jy_json_in_fail(&at, "%s@%s is there twice", a->id, a->version);
        }
    }
}

/* A profile without packs is one part of a folder; once packs are there, the named one must be. */
static void check_own_rule(const struct jy_json_node *root, const struct jy_city *city)
{
    const struct jy_json_node at = jy_json_in_get(root, "rule_pack");
    if (city->rule_id != NULL && city->n_rules > 0 &&
        jy_city_rule_by_id(city, city->rule_id) == NULL)
        jy_json_in_fail(&at, "\"%s\" is no id of rule_packs", city->rule_id);
}

static int by_date(const void *a, const void *b)
{
    const struct jy_rule_pack *ra = a, *rb = b;
    const long da = jy_date_days(ra->valid_from), db = jy_date_days(rb->valid_from);
    if (da != db)
        return da < db ? -1 : 1;
    const int c = strcmp(ra->id, rb->id);
    return c != 0 ? c : strcmp(ra->version, rb->version);
}

static void sort_rules(struct jy_city *city)
{
    struct jy_rule_pack *copy = jy_arena_alloc(&city->arena, (city->n_rules + 1) * sizeof *copy);
    if (city->n_rules > 0)
        memcpy(copy, city->rules, city->n_rules * sizeof *copy);
    qsort(copy, city->n_rules, sizeof *copy, by_date);
    city->rules = copy;
}

enum jy_code jy_city_parse(const char *json, size_t n, const char *file, struct jy_city **out,
                           struct jy_error *err)
{
    struct jy_city *city = jy_calloc(1, sizeof *city);
    struct jy_json_in in;
    struct jy_json_node root;
    jy_arena_init(&city->arena);
    enum jy_code code = jy_json_in_open(&in, json, n, file, &city->arena, &root, err);
    if (code == JY_OK) {
        read_city(&root, city);
        if (!jy_json_in_failed(&in)) {
            check_ids(&root, city);
            check_budgets(&root, city);
            jy_city_index(city);
            check_priorities(&root, city);
            check_rules(&root, city);
            check_own_rule(&root, city);
        }
        code = jy_json_in_failed(&in) ? JY_EINVALID : JY_OK;
        jy_json_in_close(&in);
    }
    if (code != JY_OK) {
        jy_city_free(city);
        return code;
    }
    sort_rules(city);
    *out = city;
    return JY_OK;
}

enum jy_code jy_city_check_figures(const char *json, size_t n, const char *file,
                                   struct jy_error *err)
{
    static const char *const keys[] = {"$schema", "figures", "budgets", "subsidies", NULL};
    struct jy_city city = {0};
    struct jy_json_in in;
    struct jy_json_node root;
    jy_arena_init(&city.arena);
    enum jy_code code = jy_json_in_open(&in, json, n, file, &city.arena, &root, err);
    if (code == JY_OK) {
        jy_json_in_keys(&root, keys);
        read_figures(&root, &city);
        code = jy_json_in_failed(&in) ? JY_EINVALID : JY_OK;
        jy_json_in_close(&in);
    }
    jy_arena_done(&city.arena);
    return code;
}

void jy_city_free(struct jy_city *city)
{
    if (city == NULL)
        return;
    jy_arena_done(&city->arena);
    free(city);
}
