/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/plan_table.h"

#include <math.h>
#include <stdio.h>

#include "src/domain/ruby.h"
#include "src/io/encoding.h"
#include "src/io/export_rows.h"

struct table {
    const struct jy_plan *plan;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_arena arena;
};

static const char *plain(struct table *t, const char *text)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    jy_ruby_plain(&out, text);
    return jy_arena_strdup(&t->arena, jy_buf_text(&out));
}

/* Columns in order; the headings are in the catalogues. */
static const struct {
    const char *name;
    enum jy_export_cell kind;
} columns[] = {
    {"number", JY_CELL_WHOLE},    {"site", JY_CELL_TEXT},   {"pole", JY_CELL_TEXT},
    {"district", JY_CELL_TEXT},   {"road", JY_CELL_TEXT},   {"lat", JY_CELL_REAL},
    {"lon", JY_CELL_REAL},        {"metres", JY_CELL_REAL}, {"left", JY_CELL_REAL},
    {"before", JY_CELL_REAL},     {"cost", JY_CELL_REAL},   {"consent", JY_CELL_TEXT},
    {"neighbours", JY_CELL_TEXT}, {"reason", JY_CELL_TEXT},
};

static void heading(struct table *t, struct jy_export_row *row)
{
    char key[64];
    *row = (struct jy_export_row){.geometry = {.kind = JY_GEOMETRY_POINT}};
    for (; row->n < sizeof columns / sizeof *columns; row->n++) {
        (void)snprintf(key, sizeof key, "plan.column.%s", columns[row->n].name);
        row->names[row->n] = plain(t, jy_i18n_get(t->i18n, t->lang, key));
        row->kinds[row->n] = columns[row->n].kind;
    }
    if (t->plan->options.name != NULL) /* NAME-1 */
        row->kinds[0] = JY_CELL_TEXT;
}

static const char *number(struct table *t, double value, int decimals)
{
    return isfinite(value) ? jy_arena_printf(&t->arena, "%.*f", decimals, value) : NULL;
}

/* As the registry has it, or will. */
static const char *number_text(struct table *t, size_t i)
{
    const char *name = t->plan->options.name;
    uint32_t n = t->plan->lights[i].number;
    return name != NULL ? jy_arena_printf(&t->arena, "%s-%u", name, n)
                        : jy_arena_printf(&t->arena, "%u", n);
}

/* Dark metres that stay when the lights up to this one stand. With one moved by hand only the whole
 * is known. */
static double left_m(const struct jy_plan *plan, size_t i)
{
    double left = plan->before.uncovered_m;
    if (i + 1 == plan->result.n_picks)
        return plan->after.uncovered_m;
    for (size_t k = 0; k < plan->result.n_picks; k++) {
        if (plan->lights[k].moved)
            return (double)NAN;
        left -= k <= i ? plan->lights[k].metres_m : 0;
    }
    return left;
}

static void fill_row(struct table *t, size_t i, struct jy_export_row *row)
{
    const struct jy_plan_light *light = &t->plan->lights[i];
    struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT, next = JY_BUF_INIT;
    jy_plan_reason(t->plan, i, t->i18n, t->lang, &reason);
    jy_plan_neighbours(t->plan, i, t->i18n, t->lang, &next);
    heading(t, row);
    const char *texts[] = {
        number_text(t, i),
        jy_i18n_code(t->i18n, t->lang, "plan.site", jy_plan_site_text(light->kind)),
        light->pole != NULL ? light->pole->ref : NULL,
        jy_plan_district(t->plan, i, t->lang),
        light->road->name,
        number(t, light->at.lat_deg, 7),
        number(t, light->at.lon_deg, 7),
        number(t, light->metres_m, 1),
        number(t, left_m(t->plan, i), 1),
        number(t, light->before_m, 1),
        number(t, light->cost_yen, 0),
        jy_i18n_code(t->i18n, t->lang, "plan.consent", light->consent ? "needed" : "none"),
        jy_buf_text(&next),
        jy_buf_text(&reason),
    };
    for (size_t k = 0; k < row->n; k++)
        row->texts[k] = texts[k] != NULL ? plain(t, texts[k]) : NULL;
    row->geometry.n_points = 1;
    row->geometry.points = &light->at;
}

static enum jy_code each_row(jy_export_row_fn fn, void *fn_ctx, void *ctx, struct jy_error *err)
{
    struct table *t = ctx;
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < t->plan->result.n_picks && code == JY_OK; i++) {
        struct jy_export_row row;
        fill_row(t, i, &row);
        code = fn(&row, fn_ctx, err);
        jy_arena_reset(&t->arena);
    }
    return code;
}

/* RFC 4180. */
static enum jy_code csv_row(const struct jy_export_row *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct jy_buf *out = ctx;
    for (size_t i = 0; i < row->n; i++) {
        bool is_text = row->kinds[i] == JY_CELL_TEXT;
        jy_buf_adds(out, i > 0 ? "," : "");
        if (row->texts[i] == NULL) {
            jy_buf_adds(out, is_text ? "" : "NA");
        } else if (is_text) {
            jy_export_add_cell(out, row->texts[i]);
        } else {
            jy_buf_adds(out, row->texts[i]);
        }
    }
    jy_buf_adds(out, "\r\n");
    return JY_OK;
}

enum jy_code jy_plan_csv(const struct jy_plan *plan, const struct jy_i18n *i18n, enum jy_lang lang,
                         bool cp932, struct jy_buf *out, size_t *out_lost, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct table t = {.plan = plan, .i18n = i18n, .lang = lang};
    struct jy_export_row head;
    jy_arena_init(&t.arena);
    heading(&t, &head);
    for (size_t i = 0; i < head.n; i++) {
        jy_buf_adds(&text, i > 0 ? "," : "");
        jy_export_add_cell(&text, head.names[i]);
    }
    jy_buf_adds(&text, "\r\n");
    enum jy_code code = each_row(csv_row, &text, &t, err);
    jy_arena_done(&t.arena);
    if (code != JY_OK)
        return code;
    *out_lost = 0;
    jy_buf_adds(out, cp932 ? "" : "\xEF\xBB\xBF");
    if (cp932) {
        jy_cp932_add(out, jy_buf_text(&text), text.len, out_lost);
    } else {
        jy_buf_add(out, jy_buf_text(&text), text.len);
    }
    return JY_OK;
}

enum jy_code jy_plan_gpkg(const struct jy_plan *plan, const struct jy_i18n *i18n, enum jy_lang lang,
                          const char *path, bool force, struct jy_error *err)
{
    struct table t = {.plan = plan, .i18n = i18n, .lang = lang};
    struct table names = {.plan = plan, .i18n = i18n, .lang = lang}; /* rows reset their own */
    struct jy_export_row head;
    jy_arena_init(&t.arena);
    jy_arena_init(&names.arena);
    heading(&names, &head);
    enum jy_code code = jy_export_gpkg(path, "plan", force, &head, each_row, &t, err);
    jy_arena_done(&names.arena);
    jy_arena_done(&t.arena);
    return code;
}
