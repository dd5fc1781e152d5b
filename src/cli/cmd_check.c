/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/arrangement.h"
#include "src/analysis/lamp_rule.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/snapshot/scene_cache.h"
#include "src/store/read.h"
#include "src/store/write.h"

static enum jy_code print_counts(struct jy_store *store, struct jy_error *err)
{
    for (enum jy_layer layer = JY_LAYER_ROADS; layer <= JY_LAYER_REQUESTS; layer++) {
        int64_t count = 0;
        enum jy_code code = jy_store_count(store, layer, &count, err);
        if (code != JY_OK)
            return code;
        printf("%-14s %" PRId64 "\n", jy_layer_text(layer), count);
    }
    return JY_OK;
}

static enum jy_code print_scene_file(const char *path, struct jy_store *store, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    enum jy_code code = jy_scene_cache_check(path, store, &text, err);
    if (code == JY_OK)
        printf("%-14s %s\n", "scene file", jy_buf_text(&text));
    return code;
}

struct check_options {
    const char *rule, *lamps, *stretches;
    bool force;
};

#define MAX_NAMED 10

/* Quoted: a number may hold a comma. */
static void add_ref(struct jy_buf *out, const char *ref)
{
    bool quote = ref != NULL && strpbrk(ref, ",\"\r\n") != NULL;
    if (quote)
        jy_buf_addc(out, '"');
    for (; ref != NULL && *ref != '\0'; ref++) {
        if (*ref == '"')
            jy_buf_addc(out, '"');
        jy_buf_addc(out, *ref);
    }
    if (quote)
        jy_buf_addc(out, '"');
}

static void add_lamp(struct jy_buf *out, const struct jy_weak_lamp *w)
{
    double height_m = jy_light_point_height_m(w->light);
    jy_buf_addf(out, "%" PRId64 ",", w->light->id);
    add_ref(out, w->light->ref);
    jy_buf_addf(out, ",%.7f,%.7f", w->light->at.lon_deg, w->light->at.lat_deg);
    jy_buf_addf(out, ",%s", w->watt_low ? "watt" : "");
    jy_buf_addf(out, "%s%s", w->watt_low && w->low ? " " : "", w->low ? "height" : "");
    jy_buf_addf(out, "%s%s", (w->watt_low || w->low) && w->not_led ? " " : "",
                w->not_led ? "led" : "");
    if (isnan(w->light->watt_w)) {
        jy_buf_adds(out, ",NA");
    } else {
        jy_buf_addf(out, ",%g", (double)w->light->watt_w);
    }
    jy_buf_addf(out, ",%g", w->rule.watt_min_w);
    if (isnan(height_m)) {
        jy_buf_adds(out, ",NA");
    } else {
        jy_buf_addf(out, ",%.1f", height_m);
    }
    jy_buf_addf(out, ",%g\n", w->rule.height_min_m);
}

/* Says how many lamps have less than the rule asks, and which. */
static enum jy_code print_lamps(const struct check_options *o, const struct jy_lighting *l,
                                struct jy_error *err)
{
    const struct jy_rule_pack *rule = l->data->rule;
    size_t n = jy_lamps_below(l, JY_NO_DISTRICT, 0, NULL);
    struct jy_weak_lamp *weak JY_AUTOFREE = jy_calloc(n + 1, sizeof *weak);
    (void)jy_lamps_below(l, JY_NO_DISTRICT, n, weak);
    printf("%-14s %zu of %zu below what %s@%s asks of a lamp\n", "lamps", n, l->n_counted, rule->id,
           rule->version);
    for (size_t i = 0; i < n && i < MAX_NAMED; i++) {
        const struct jy_weak_lamp *w = &weak[i];
        printf("  %s %" PRId64 ":", w->light->ref != NULL ? w->light->ref : "light", w->light->id);
        if (w->watt_low)
            printf(" %g W where %g W are asked;", (double)w->light->watt_w, w->rule.watt_min_w);
        if (w->low) {
            printf(" %.1f m high where %g m are asked;", jy_light_point_height_m(w->light),
                   w->rule.height_min_m);
        }
        if (w->not_led)
            printf(" %s where LED is asked;", jy_lamp_text((enum jy_lamp)w->light->lamp));
        printf(" %s\n", w->road->name != NULL ? w->road->name : "road without a name");
    }
    if (n > MAX_NAMED && o->lamps == NULL)
        printf("  and %zu more: --lamps FILE lists all\n", n - MAX_NAMED);
    if (o->lamps == NULL)
        return JY_OK;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_buf_adds(&text, "id,ref,lon,lat,short_of,watt_w,watt_min_w,height_m,height_min_m\n");
    for (size_t i = 0; i < n; i++)
        add_lamp(&text, &weak[i]);
    return jy_file_write(o->lamps, jy_buf_text(&text), text.len, o->force, err);
}

static void add_codes(struct jy_buf *out, unsigned allowed)
{
    bool any = false;
    for (unsigned bit = JY_ARRANGEMENT_ONE_SIDE; bit <= JY_ARRANGEMENT_OPPOSITE; bit <<= 1) {
        if (!(allowed & bit))
            continue;
        jy_buf_addf(out, "%s%s", any ? " " : "", jy_arrangement_code(bit));
        any = true;
    }
}

static void add_stretch(struct jy_buf *out, const struct jy_arranged *s)
{
    jy_buf_addf(out, "%" PRId64 ",", s->road->id);
    add_ref(out, s->road->ref);
    jy_buf_addc(out, ',');
    add_ref(out, s->road->name);
    jy_buf_addf(out, ",%u,%.2f,%.2f,%zu,%s,", s->part + 1, s->from_m, s->to_m, s->n_lamps,
                jy_arrangement_code(s->shown));
    add_codes(out, s->allowed);
    jy_buf_addf(out, ",%.7f,%.7f,%.7f,%.7f\n", s->from_at.lon_deg, s->from_at.lat_deg,
                s->to_at.lon_deg, s->to_at.lat_deg);
}

static const char *arrangement_words(unsigned bit)
{
    switch (bit) {
    case JY_ARRANGEMENT_ONE_SIDE:
        return "on one side";
    case JY_ARRANGEMENT_STAGGERED:
        return "staggered";
    case JY_ARRANGEMENT_OPPOSITE:
        return "opposite each other";
    default:
        return "partly in pairs, partly alone";
    }
}

static void print_stretch(const struct jy_arranged *s)
{
    struct jy_buf JY_AUTOBUF asked = JY_BUF_INIT;
    for (unsigned bit = JY_ARRANGEMENT_ONE_SIDE; bit <= JY_ARRANGEMENT_OPPOSITE; bit <<= 1) {
        if (s->allowed & bit)
            jy_buf_addf(&asked, "%s%s", asked.len > 0 ? " or " : "", arrangement_words(bit));
    }
    printf("  road %" PRId64 " %s, %.1f to %.1f m: %zu lamps %s; asked: %s\n", s->road->id,
           s->road->name != NULL ? s->road->name : "without a name", s->from_m, s->to_m, s->n_lamps,
           arrangement_words(s->shown), jy_buf_text(&asked));
}

/* Says where lamps do not stand on the sides that the rule asks for. */
static enum jy_code print_stretches(const struct check_options *o, const struct jy_lighting *l,
                                    struct jy_error *err)
{
    struct jy_arrangements a;
    enum jy_code code = jy_arrangements_of(l, &a, err);
    if (code != JY_OK)
        return code;
    if (a.n_roads > 0) {
        printf("%-14s %zu stretches (%.0f m) not as %s@%s asks; %zu lamps on %zu roads looked at, "
               "%zu on the line itself\n",
               "arrangement", a.n, a.length_m, l->data->rule->id, l->data->rule->version, a.n_lamps,
               a.n_roads, a.n_on_line);
    }
    for (size_t i = 0; i < a.n && i < MAX_NAMED; i++)
        print_stretch(&a.stretches[i]);
    if (a.n > MAX_NAMED && o->stretches == NULL)
        printf("  and %zu more: --stretches FILE lists all\n", a.n - MAX_NAMED);
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_buf_adds(&text, "road,ref,name,part,from_m,to_m,lamps,shown,asked,from_lon,from_lat,to_lon,"
                       "to_lat\n");
    for (size_t i = 0; i < a.n; i++)
        add_stretch(&text, &a.stretches[i]);
    jy_arrangements_done(&a);
    return o->stretches == NULL
               ? JY_OK
               : jy_file_write(o->stretches, jy_buf_text(&text), text.len, o->force, err);
}

static enum jy_code check_lamps(const struct check_options *o, struct jy_store *store,
                                struct jy_error *err)
{
    struct jy_city_data *data = NULL;
    struct jy_lighting *lighting = NULL;
    enum jy_code code = jy_city_data_load_by(
        store, JY_NOW, o->rule, JY_LOAD_LIGHTS | JY_LOAD_ROADS | JY_LOAD_AREAS, &data, err);
    if (code == JY_OK)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &lighting, err);
    if (code == JY_OK)
        code = print_lamps(o, lighting, err);
    if (code == JY_OK)
        code = print_stretches(o, lighting, err);
    jy_lighting_free(lighting);
    jy_city_data_free(data);
    return code;
}

int cli_check(int argc, char **argv)
{
    struct check_options o = {NULL, NULL, NULL, false};
    const struct cli_option options[] = {
        {.name = "rule",
         .label = "ID",
         .help = "what this rule pack asks of lamps (the one in force)",
         .kind = CLI_STRING,
         .out = &o.rule},
        {.name = "lamps",
         .label = "FILE",
         .help = "CSV of all lamps below it",
         .kind = CLI_STRING,
         .out = &o.lamps},
        {.name = "stretches",
         .label = "FILE",
         .help = "CSV of all stretches whose lamps do not stand on the sides it asks for",
         .kind = CLI_STRING,
         .out = &o.stretches},
        {.name = "force", .help = "overwrite FILE", .kind = CLI_FLAG, .out = &o.force},
    };
    const struct cli_usage usage = {
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .synopsis = "check DB [--rule ID] [--lamps FILE] [--stretches FILE]",
        .text = "Looks for damage: file, references, spatial indexes, geometries, schema, and "
                "the scene file beside it. Prints the rows of each layer, and the lamps that have "
                "less than the rule asks (watts, height, LED) or stand on other sides of the road "
                "(one side, staggered, opposite).",
        .min_args = 1,
        .max_args = 1};
    char **args;
    size_t n;
    struct jy_error err;
    struct jy_store *store = NULL;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n);
    if (parsed != CLI_RUN)
        return parsed;
    enum jy_code code = jy_store_open(args[0], JY_STORE_READ, &store, &err);
    if (code == JY_OK)
        code = jy_store_check(store, &err);
    if (code == JY_OK)
        code = print_counts(store, &err);
    if (code == JY_OK)
        code = print_scene_file(args[0], store, &err);
    if (code == JY_OK)
        code = check_lamps(&o, store, &err);
    jy_store_close(store);
    if (code != JY_OK)
        return cli_failed("check", &err);
    printf("%s: no damage found\n", args[0]);
    return 0;
}
