/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/city.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/domain/area_name.h"

#define CODE(name, text) text,
static const char *const module_codes[] = {JY_MODULE_LIST(CODE)};
static const char *const duty_codes[] = {JY_DUTY_LIST(CODE)};

const char *jy_city_name(const struct jy_city *city, enum jy_lang lang)
{
    return jy_text_in(&city->name, lang);
}

const struct jy_rule_pack *jy_city_rule_on(const struct jy_city *city, struct jy_date day)
{
    for (size_t i = city->n_rules; i-- > 0;) {
        const struct jy_rule_pack *rule = &city->rules[i];
        if (city->rule_id != NULL && strcmp(rule->id, city->rule_id) == 0 &&
            jy_rule_pack_holds(rule, day))
            return rule;
    }
    return NULL;
}

const struct jy_rule_pack *jy_city_rule_by_id(const struct jy_city *city, const char *id)
{
    const char *at = strchr(id, '@');
    const size_t n = at != NULL ? (size_t)(at - id) : strlen(id);
    for (size_t i = city->n_rules; i-- > 0;) {
        const struct jy_rule_pack *rule = &city->rules[i];
        if (strlen(rule->id) == n && memcmp(rule->id, id, n) == 0 &&
            (at == NULL || strcmp(rule->version, at + 1) == 0))
            return rule;
    }
    return NULL;
}

/* By text; equal ones in the profile's order. */
static int by_name(const void *a, const void *b)
{
    const struct jy_area_name *x = a, *y = b;
    const int order = strcmp(x->text, y->text);
    if (order != 0)
        return order;
    if (x->district != y->district)
        return x->district < y->district ? -1 : 1;
    return x->chome < y->chome ? -1 : x->chome > y->chome;
}

static void index_districts(struct jy_city *city)
{
    struct jy_area_name *names =
        jy_arena_alloc(&city->arena, (city->n_districts * (JY_LANG_N + 1) + 1) * sizeof *names);
    size_t n = 0;
    for (uint32_t i = 0; i < city->n_districts; i++) {
        const struct jy_district *d = &city->districts[i];
        if (d->id != NULL)
            names[n++] = (struct jy_area_name){d->id, i, 0};
        for (size_t k = 0; k < JY_LANG_N; k++) {
            if (d->name.in[k] != NULL)
                names[n++] = (struct jy_area_name){d->name.in[k], i, 0};
        }
    }
    if (n > 0)
        qsort(names, n, sizeof *names, by_name);
    city->district_names = names;
    city->n_district_names = n;
}

static void index_chome(struct jy_city *city)
{
    size_t n = 0;
    for (size_t i = 0; i < city->n_districts; i++)
        n += city->districts[i].n_chome;
    struct jy_area_name *names = jy_arena_alloc(&city->arena, (n + 1) * sizeof *names);
    n = 0;
    for (uint32_t i = 0; i < city->n_districts; i++) {
        for (uint32_t k = 0; k < city->districts[i].n_chome; k++) {
            char key[JY_AREA_KEY_SIZE];
            (void)jy_area_key(city->districts[i].chome[k], city->name.in[JY_LANG_JA], key);
            names[n++] = (struct jy_area_name){jy_arena_strdup(&city->arena, key), i, k};
        }
    }
    if (n > 0)
        qsort(names, n, sizeof *names, by_name);
    city->chome_names = names;
    city->n_chome_names = n;
}

void jy_city_index(struct jy_city *city)
{
    index_districts(city);
    index_chome(city);
}

static const struct jy_area_name *find_name(const struct jy_area_name *names, size_t n,
                                            const char *text)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (strcmp(names[mid].text, text) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < n && strcmp(names[low].text, text) == 0 ? &names[low] : NULL;
}

const struct jy_district *jy_city_district(const struct jy_city *city, const char *id_or_name)
{
    const struct jy_area_name *found =
        find_name(city->district_names, city->n_district_names, id_or_name);
    return found != NULL ? &city->districts[found->district] : NULL;
}

/* However the name is written. */
static const struct jy_area_name *find_chome(const struct jy_city *city, const char *chome)
{
    char key[JY_AREA_KEY_SIZE];
    (void)jy_area_key(chome, city->name.in[JY_LANG_JA], key);
    return find_name(city->chome_names, city->n_chome_names, key);
}

const struct jy_district *jy_city_district_of_chome(const struct jy_city *city, const char *chome)
{
    const struct jy_area_name *found = find_chome(city, chome);
    return found != NULL ? &city->districts[found->district] : NULL;
}

const char *jy_city_chome_name(const struct jy_city *city, const char *chome)
{
    const struct jy_area_name *found = find_chome(city, chome);
    return found != NULL ? city->districts[found->district].chome[found->chome] : NULL;
}

const struct jy_exposure_choice *jy_city_exposure(const struct jy_city *city, const char *offence)
{
    for (size_t i = 0; i < city->n_exposures; i++) {
        if (strcmp(city->exposures[i].offence, offence) == 0)
            return &city->exposures[i];
    }
    return NULL;
}

const struct jy_department *jy_city_department_for(const struct jy_city *city, enum jy_duty duty)
{
    for (size_t i = 0; i < city->n_departments; i++) {
        if ((city->departments[i].duties >> duty & 1u) != 0)
            return &city->departments[i];
    }
    return NULL;
}

const struct jy_department *jy_city_department(const struct jy_city *city, const char *id)
{
    for (size_t i = 0; i < city->n_departments; i++) {
        if (strcmp(city->departments[i].id, id) == 0)
            return &city->departments[i];
    }
    return NULL;
}

const struct jy_figure *jy_city_figure(const struct jy_city *city, const char *id)
{
    for (size_t i = 0; i < city->n_figures; i++) {
        if (strcmp(city->figures[i].id, id) == 0)
            return &city->figures[i];
    }
    return NULL;
}

const struct jy_figure_point *jy_figure_in(const struct jy_figure *figure, int year)
{
    for (size_t i = 0; i < figure->n_points; i++) {
        if (figure->points[i].year == year)
            return &figure->points[i];
    }
    return NULL;
}

bool jy_city_module_on(const struct jy_city *city, enum jy_module module)
{
    return (city->modules >> module & 1u) != 0;
}

int jy_city_fiscal_year(const struct jy_city *city, struct jy_date day)
{
    return day.month >= city->fiscal_year_month ? day.year : day.year - 1;
}

const char *jy_module_text(enum jy_module module)
{
    return (size_t)module < JY_MODULE_N ? module_codes[module] : "";
}

const char *jy_duty_text(enum jy_duty duty)
{
    return (size_t)duty < JY_DUTY_N ? duty_codes[duty] : "";
}
