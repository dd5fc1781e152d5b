/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/city.h"

#include <stdio.h>
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

const struct jy_district *jy_city_district(const struct jy_city *city, const char *id_or_name)
{
    for (size_t i = 0; i < city->n_districts; i++) {
        const struct jy_district *d = &city->districts[i];
        if (strcmp(d->id, id_or_name) == 0)
            return d;
        for (size_t k = 0; k < JY_LANG_N; k++) {
            if (d->name.in[k] != NULL && strcmp(d->name.in[k], id_or_name) == 0)
                return d;
        }
    }
    return NULL;
}

/* Finds a chome however it is written; gives its place in the profile. */
static bool find_chome(const struct jy_city *city, const char *chome, size_t *out_district,
                       size_t *out_chome)
{
    const char *prefix = city->name.in[JY_LANG_JA];
    char want[JY_AREA_KEY_SIZE], have[JY_AREA_KEY_SIZE];
    jy_area_key(chome, prefix, want);
    for (size_t i = 0; i < city->n_districts; i++) {
        for (size_t k = 0; k < city->districts[i].n_chome; k++) {
            jy_area_key(city->districts[i].chome[k], prefix, have);
            if (strcmp(want, have) == 0) {
                *out_district = i;
                *out_chome = k;
                return true;
            }
        }
    }
    return false;
}

const struct jy_district *jy_city_district_of_chome(const struct jy_city *city, const char *chome)
{
    size_t i, k;
    return find_chome(city, chome, &i, &k) ? &city->districts[i] : NULL;
}

const char *jy_city_chome_name(const struct jy_city *city, const char *chome)
{
    size_t i, k;
    return find_chome(city, chome, &i, &k) ? city->districts[i].chome[k] : NULL;
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

bool jy_module_parse(const char *text, enum jy_module *out)
{
    for (size_t i = 0; i < JY_MODULE_N; i++) {
        if (strcmp(module_codes[i], text) == 0) {
            *out = (enum jy_module)i;
            return true;
        }
    }
    return false;
}

const char *jy_duty_text(enum jy_duty duty)
{
    return (size_t)duty < JY_DUTY_N ? duty_codes[duty] : "";
}
