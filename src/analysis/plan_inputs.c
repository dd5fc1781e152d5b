/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "src/analysis/plan.h"
#include "src/base/clock.h"
#include "src/base/mem.h"

struct reading {
    const struct jy_lighting *l;
    struct jy_plan_inputs *in;
    size_t cap_poles, cap_installed;
    int fiscal_year;   /* at hand */
    int year[2];       /* newest year of tables by chome and by district */
    int64_t *cases[2]; /* of that year */
};

static enum jy_code add_pole(const struct jy_pole *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    struct jy_plan_inputs *in = r->in;
    in->poles = jy_grow(in->poles, &r->cap_poles, in->n_poles + 1, sizeof *in->poles);
    struct jy_pole *pole = &in->poles[in->n_poles++];
    *pole = *row;
    pole->key = pole->note = NULL;
    pole->ref = jy_arena_strdup(&in->arena, row->ref);
    return JY_OK;
}

/* A quota counts what was set up since the fiscal year began, by whatever plan. */
static enum jy_code add_installed(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    struct jy_plan_inputs *in = r->in;
    if (!jy_date_valid(row->installed) || row->status == JY_STATUS_PLANNED ||
        row->status == JY_STATUS_REMOVED ||
        jy_city_fiscal_year(r->l->data->city, row->installed) != r->fiscal_year)
        return JY_OK;
    in->installed =
        jy_grow(in->installed, &r->cap_installed, in->n_installed + 1, sizeof *in->installed);
    in->installed[in->n_installed++] = (struct jy_plan_installed){row->id, row->at};
    return JY_OK;
}

/* The district with a border that a table's row counts in. */
static uint16_t district_of(const struct jy_lighting *l, const struct jy_crime_count *row)
{
    if (row->area_kind == JY_AREA_DISTRICT)
        return jy_lighting_district(l, row->area);
    const struct jy_district *d = jy_city_district_of_chome(l->data->city, row->area);
    return d != NULL ? jy_lighting_district(l, d->id) : JY_NO_DISTRICT;
}

static enum jy_code add_count(const struct jy_crime_count *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    int k = row->area_kind == JY_AREA_CHOME ? 0 : 1;
    if (row->month != 0 || row->area == NULL || strcmp(row->offence, "total") != 0 ||
        (row->area_kind != JY_AREA_CHOME && row->area_kind != JY_AREA_DISTRICT) ||
        row->year < r->year[k])
        return JY_OK;
    if (row->year > r->year[k])
        memset(r->cases[k], 0, r->l->n_districts * sizeof *r->cases[k]);
    r->year[k] = row->year;
    uint16_t district = district_of(r->l, row);
    if (district != JY_NO_DISTRICT)
        r->cases[k][district] += row->cases;
    return JY_OK;
}

enum jy_code jy_plan_inputs_load(struct jy_store *store, const struct jy_lighting *l,
                                 struct jy_plan_inputs **out, struct jy_error *err)
{
    struct jy_plan_inputs *in = jy_calloc(1, sizeof *in);
    struct reading r = {.l = l, .in = in};
    jy_arena_init(&in->arena);
    for (int k = 0; k < 2; k++)
        r.cases[k] = jy_calloc(l->n_districts + 1, sizeof *r.cases[k]);
    enum jy_code code = jy_store_pole_each(store, JY_NOW, NULL, add_pole, &r, err);
    if (code == JY_OK)
        code = jy_store_crime_count_each(store, JY_NOW, NULL, add_count, &r, err);
    const struct jy_rule_pack *rule = l->data->rule;
    r.fiscal_year = jy_city_fiscal_year(l->data->city, jy_clock_today());
    if (code == JY_OK && (rule->quota_district_year > 0 || rule->quota_year > 0))
        code = jy_store_light_each(store, JY_NOW, NULL, add_installed, &r, err);
    int k = r.year[1] > r.year[0] ? 1 : 0;
    if (r.year[k] > 0) {
        in->n_districts = l->n_districts;
        in->district_cases = r.cases[k];
        in->crime_year = r.year[k];
        r.cases[k] = NULL;
    }
    free(r.cases[0]);
    free(r.cases[1]);
    if (code != JY_OK) {
        jy_plan_inputs_free(in);
        return code;
    }
    *out = in;
    return JY_OK;
}

/* --- lights of a plan adopted before -----------------------------------------------------------
 */


bool jy_plan_name_valid(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t n = strlen(name);
    return n >= 1 && n <= JY_PLAN_NAME_MAX && strspn(name, allowed) == n;
}

struct member_reading {
    const char *name;
    struct jy_plan_inputs *in;
    size_t cap;
};

/* 12 of "NAME-12"; 0: no number of this plan. */
static uint32_t number_of(const char *name, const char *ref)
{
    size_t n = strlen(name);
    if (ref == NULL || strncmp(ref, name, n) != 0 || ref[n] != '-' || ref[n + 1] < '1' ||
        ref[n + 1] > '9')
        return 0;
    size_t digits = strspn(ref + n + 1, "0123456789");
    return digits <= 9 && ref[n + 1 + digits] == '\0' ? (uint32_t)strtoul(ref + n + 1, NULL, 10)
                                                      : 0;
}

static enum jy_code add_member(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct member_reading *r = ctx;
    uint32_t number = number_of(r->name, row->ref);
    if (number == 0)
        return JY_OK;
    r->in->members = jy_grow(r->in->members, &r->cap, r->in->n_members + 1, sizeof *r->in->members);
    r->in->members[r->in->n_members++] = (struct jy_plan_member){row->id, number};
    return JY_OK;
}

static int member_order(const void *a, const void *b)
{
    const struct jy_plan_member *p = a, *q = b;
    return (p->number > q->number) - (p->number < q->number);
}

enum jy_code jy_plan_inputs_members(struct jy_store *store, const char *name,
                                    struct jy_plan_inputs *inputs, struct jy_error *err)
{
    struct member_reading r = {.name = name, .in = inputs};
    free(inputs->members);
    inputs->members = NULL;
    inputs->n_members = 0;
    enum jy_code code = jy_store_light_each(store, JY_NOW, NULL, add_member, &r, err);
    if (code == JY_OK && inputs->n_members > 1)
        qsort(inputs->members, inputs->n_members, sizeof *inputs->members, member_order);
    return code;
}

void jy_plan_inputs_free(struct jy_plan_inputs *inputs)
{
    if (inputs == NULL)
        return;
    free(inputs->poles);
    free(inputs->installed);
    free(inputs->members);
    free(inputs->district_cases);
    jy_arena_done(&inputs->arena);
    free(inputs);
}
