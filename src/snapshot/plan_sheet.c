/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/plan_sheet.h"

#include <math.h>
#include <stdio.h>

#include "src/base/clock.h"
#include "src/base/number.h"
#include "src/domain/ruby.h"
#include "src/render/work_order.h"

struct filling {
    const struct jy_snapshot *snapshot;
    const struct jy_plan *plan;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_arena arena;
};

static const char *keep(struct filling *f, const struct jy_buf *text)
{
    return jy_arena_strdup(&f->arena, jy_buf_text(text));
}

static const char *say(struct filling *f, const char *key, const struct jy_i18n_value *values,
                       size_t n)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_i18n_format(f->i18n, f->lang, key, values, n, &text);
    return keep(f, &text);
}

static void row(struct filling *f, struct jy_work_item *item, const char *label, const char *text)
{
    item->rows[item->n_rows++] =
        (struct jy_work_row){jy_i18n_get(f->i18n, f->lang, label), text != NULL ? text : "–"};
}

static const char *grouped(struct filling *f, double value)
{
    char text[JY_NUMBER_GROUPED_SIZE];
    return jy_arena_strdup(&f->arena, jy_number_grouped(value, text));
}

static void fill_item(struct filling *f, size_t i, struct jy_work_item *item)
{
    const struct jy_plan_light *light = &f->plan->lights[i];
    struct jy_buf JY_AUTOBUF why = JY_BUF_INIT, next = JY_BUF_INIT;
    jy_plan_reason(f->plan, i, f->i18n, f->lang, &why);
    jy_plan_neighbours(f->plan, i, f->i18n, f->lang, &next);
    item->mark = jy_arena_printf(&f->arena, "%u", light->number);
    item->at = light->at;
    item->why = keep(f, &why);
    const char *name = f->plan->options.name; /* as the registry has it, or will */
    const struct jy_i18n_value number = {
        "n", name != NULL ? jy_arena_printf(&f->arena, "%s-%s", name, item->mark) : item->mark};
    const char *where = jy_plan_district(f->plan, i, f->lang);
    item->title = jy_arena_printf(&f->arena, "%s  %s", say(f, "plan.sheet.light", &number, 1),
                                  where != NULL ? where : "");
    row(f, item, "plan.column.site",
        jy_i18n_code(f->i18n, f->lang, "plan.site", jy_plan_site_text(light->kind)));
    row(f, item, "plan.column.pole", light->pole != NULL ? light->pole->ref : NULL);
    row(f, item, "plan.sheet.position",
        jy_arena_printf(&f->arena, "%.6f, %.6f", light->at.lat_deg, light->at.lon_deg));
    row(f, item, "plan.column.road", light->road->name);
    row(f, item, "plan.column.neighbours", keep(f, &next));
    row(f, item, "plan.column.consent",
        jy_i18n_code(f->i18n, f->lang, "plan.consent", light->consent ? "needed" : "none"));
    row(f, item, "plan.column.cost",
        jy_arena_printf(&f->arena, "%s %s", grouped(f, light->cost_yen),
                        f->snapshot->data->city->currency));
    row(f, item, "plan.sheet.done", " ");
}

static const char *lead(struct filling *f)
{
    const struct jy_plan *plan = f->plan;
    double cost = 0;
    for (size_t i = 0; i < plan->result.n_picks; i++)
        cost += plan->lights[i].cost_yen;
    /* Down, but not for what is 1.0000 everywhere else it is told. */
    const double percent = round(1e4 * jy_plan_ratio(plan)) / 100;
    const struct jy_i18n_value values[] = {
        {"n", jy_arena_printf(&f->arena, "%zu", plan->result.n_picks)},
        {"m", grouped(f, plan->result.gain_m)},
        {"cost", grouped(f, cost)},
        {"currency", plan->lighting->data->city->currency},
        {"ratio", jy_arena_printf(&f->arena, "%.0f", floor(percent))},
    };
    return say(f, "plan.sheet.lead", values, sizeof values / sizeof *values);
}

static const char *foot(struct filling *f)
{
    char day[JY_DATE_TEXT_SIZE];
    const struct jy_i18n_value values[] = {
        {"city", jy_city_name(f->snapshot->data->city, f->lang)},
        {"date", jy_date_text(jy_clock_today(), day)},
        {"rule", jy_arena_printf(&f->arena, "%s@%s", f->snapshot->data->rule->id,
                                 f->snapshot->data->rule->version)},
        {"credits", f->snapshot->attribution},
    };
    return say(f, "plan.sheet.foot", values, sizeof values / sizeof *values);
}

enum jy_code jy_plan_sheet(const struct jy_snapshot *snapshot, const struct jy_plan *plan,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out,
                           struct jy_error *err)
{
    struct filling f = {.snapshot = snapshot, .plan = plan, .i18n = i18n, .lang = lang};
    char now[JY_TIMESTAMP_SIZE];
    struct jy_buf JY_AUTOBUF leaves = JY_BUF_INIT, title = JY_BUF_INIT;
    jy_arena_init(&f.arena);
    size_t n = plan->result.n_picks;
    struct jy_work_item *items = jy_arena_alloc(&f.arena, (n + 1) * sizeof *items);
    for (size_t i = 0; i < n; i++)
        fill_item(&f, i, &items[i]);
    jy_plan_leaves(plan, i18n, lang, &leaves);
    jy_ruby_plain(&title, jy_i18n_get(i18n, lang, "plan.sheet.title"));
    const struct jy_work_order order = {
        .lang = lang,
        .title = jy_buf_text(&title),
        .lead = lead(&f),
        .leaves = jy_buf_text(&leaves),
        .foot = foot(&f),
        .sample = snapshot->data->sample ? jy_i18n_get(i18n, lang, "flyer.sample") : NULL,
        .created = jy_clock_timestamp(now),
        .scene = snapshot->scene,
        .n_items = n,
        .items = items,
    };
    struct jy_render_worker *worker = jy_render_worker_new();
    enum jy_code code = jy_work_order_render(worker, &order, out, err);
    jy_render_worker_free(worker);
    jy_arena_done(&f.arena);
    return code;
}
