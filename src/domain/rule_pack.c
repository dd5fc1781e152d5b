/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/rule_pack.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define CODE(name, text) text,
static const char *const kind_codes[] = {"separation", "coverage", NULL};
static const char *const measure_codes[] = {"along_road", "straight", NULL};
static const char *const arrangement_codes[] = {"one_side", "staggered", "opposite", NULL};
static const char *const class_codes[] = {JY_ROAD_LIST(CODE) NULL};
static const char *const light_codes[] = {JY_LIGHT_LIST(CODE) NULL};
static const char *const owner_codes[] = {JY_OWNER_LIST(CODE) NULL};
static const char *const status_codes[] = {JY_STATUS_LIST(CODE) NULL};

#define SPACING_MIN_M 1.0
#define SPACING_MAX_M 1000.0
#define ALL_BITS      UINT_MAX

static void read_spacing(const struct jy_json_node *node, bool required, double *out_m,
                         double *out_max_m)
{
    *out_m =
        jy_json_in_number(node, "spacing_m", SPACING_MIN_M, SPACING_MAX_M, (double)NAN, required);
    *out_max_m =
        jy_json_in_number(node, "spacing_max_m", SPACING_MIN_M, SPACING_MAX_M, *out_m, false);
    if (*out_max_m < *out_m) {
        const struct jy_json_node at = jy_json_in_get(node, "spacing_max_m");
        jy_json_in_fail(&at, "must not be below spacing_m (%.10g)", *out_m);
    }
}

static void read_band(const struct jy_json_node *node, struct jy_rule_band *out)
{
    static const char *const keys[] = {"width_min_m", "width_max_m",   "road_classes",
                                       "spacing_m",   "spacing_max_m", "arrangements",
                                       "watt_min_w",  "per_kerb",      NULL};
    jy_json_in_keys(node, keys);
    out->width_min_m = jy_json_in_number(node, "width_min_m", 0, 200, 0, false);
    out->width_max_m = jy_json_in_number(node, "width_max_m", 0, 200, (double)INFINITY, false);
    if (out->width_max_m <= out->width_min_m) {
        const struct jy_json_node at = jy_json_in_get(node, "width_max_m");
        jy_json_in_fail(&at, "must be above width_min_m (%.10g)", out->width_min_m);
    }
    out->road_classes = jy_json_in_codes(node, "road_classes", class_codes, ALL_BITS);
    read_spacing(node, false, &out->spacing_m, &out->spacing_max_m);
    out->arrangements = jy_json_in_codes(node, "arrangements", arrangement_codes, 0);
    out->watt_min_w = jy_json_in_number(node, "watt_min_w", 0, 2000, 0, false);
    out->per_kerb = jy_json_in_bool(node, "per_kerb", false);
}

static void read_bands(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    const struct jy_json_node array = jy_json_in_array(node, "by_road", false, &out->n_bands);
    struct jy_rule_band *bands =
        jy_arena_alloc(node->in->arena, (out->n_bands + 1) * sizeof *bands);
    for (size_t i = 0; i < out->n_bands; i++) {
        const struct jy_json_node band = jy_json_in_at(&array, i);
        if (!jy_json_in_is_object(&band))
            return;
        read_band(&band, &bands[i]);
    }
    out->bands = bands;
}

static void read_counts(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    static const char *const keys[] = {"kinds", "owners", "statuses", NULL};
    const struct jy_json_node counts = jy_json_in_object(node, "counts", false);
    jy_json_in_keys(&counts, keys);
    /* A lamp that is out today will be mended: it counts, or each outage would open a gap. */
    const unsigned standing = 1u << JY_STATUS_IN_SERVICE | 1u << JY_STATUS_OUT;
    out->count_kinds = jy_json_in_codes(&counts, "kinds", light_codes, ALL_BITS);
    out->count_owners = jy_json_in_codes(&counts, "owners", owner_codes, ALL_BITS);
    out->count_statuses = jy_json_in_codes(&counts, "statuses", status_codes, standing);
    out->count_kinds |= 1u << JY_LIGHT_UNKNOWN;
    out->count_owners |= 1u << JY_OWNER_UNKNOWN;
    out->count_statuses |= 1u << JY_STATUS_UNKNOWN;
}

static void read_private(const struct jy_json_node *node, struct jy_rule_private *out)
{
    static const char *const keys[] = {
        "allowed",        "width_min_m", "through", "dead_end_depth_min_m",
        "households_min", "consent",     NULL};
    const struct jy_json_node p = jy_json_in_object(node, "private_road", false);
    jy_json_in_keys(&p, keys);
    out->allowed = jy_json_in_bool(&p, "allowed", p.value != NULL);
    out->width_min_m = jy_json_in_number(&p, "width_min_m", 0, 100, 0, false);
    out->through = jy_json_in_bool(&p, "through", true);
    out->dead_end_depth_min_m =
        jy_json_in_number(&p, "dead_end_depth_min_m", 0, 1000, (double)NAN, false);
    out->households_min = jy_json_in_int(&p, "households_min", 0, 1000, 0, false);
    out->consent = jy_json_in_bool(&p, "consent", true);
    if (p.value != NULL && out->allowed && !out->through && isnan(out->dead_end_depth_min_m)) {
        jy_json_in_fail(&p, "allowed, but neither through roads nor dead ends are: set through to "
                            "true or give dead_end_depth_min_m");
    }
}

static void read_lamp(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    static const char *const keys[] = {"height_min_m", "watt_min_w", "led_only", NULL};
    const struct jy_json_node lamp = jy_json_in_object(node, "lamp", false);
    jy_json_in_keys(&lamp, keys);
    out->height_min_m = jy_json_in_number(&lamp, "height_min_m", 0, 30, 0, false);
    out->watt_min_w = jy_json_in_number(&lamp, "watt_min_w", 0, 2000, 0, false);
    out->led_only = jy_json_in_bool(&lamp, "led_only", false);
}

static void read_quota(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    static const char *const keys[] = {"per_district_year", "per_year", NULL};
    const struct jy_json_node quota = jy_json_in_object(node, "quota", false);
    jy_json_in_keys(&quota, keys);
    out->quota_district_year = jy_json_in_int(&quota, "per_district_year", 1, 100000, 0, false);
    out->quota_year = jy_json_in_int(&quota, "per_year", 1, 1000000, 0, false);
}

static void read_per_kerb(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    static const char *const keys[] = {"width_min_m", "divided", NULL};
    const struct jy_json_node kerb = jy_json_in_object(node, "per_kerb", false);
    jy_json_in_keys(&kerb, keys);
    out->per_kerb_width_m =
        jy_json_in_number(&kerb, "width_min_m", 1, 200, (double)INFINITY, false);
    out->per_kerb_divided = jy_json_in_bool(&kerb, "divided", false);
}

static void read_texts(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    out->title = jy_json_in_text(node, "title", JY_TEXT_ALL);
    out->clause = jy_json_in_text(node, "clause", JY_TEXT_ALL);
    out->exception = jy_json_in_text(node, "exception", JY_TEXT_ALL);
    out->consent = jy_json_in_text(
        node, "consent",
        out->private_road.allowed && out->private_road.consent ? JY_TEXT_ALL : JY_TEXT_OPTIONAL);
    out->payer = jy_json_in_text(node, "payer", JY_TEXT_OPTIONAL);
    out->source = jy_json_in_string(node, "source", 500, true);
    out->url = jy_json_in_string(node, "url", 500, false);
}

static void read_dates(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    out->valid_from = jy_json_in_date(node, "valid_from", true);
    out->valid_to = jy_json_in_date(node, "valid_to", false);
    if (jy_date_known(out->valid_to) &&
        jy_date_days(out->valid_to) < jy_date_days(out->valid_from)) {
        const struct jy_json_node at = jy_json_in_get(node, "valid_to");
        jy_json_in_fail(&at, "must not be before valid_from");
    }
}

/* "id@version" names a pack in the registry: neither part may hold an @ or a space. */
static const char *read_name(const struct jy_json_node *node, const char *key)
{
    const char *text = jy_json_in_string(node, key, 40, true);
    if (text != NULL && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-_")] != '\0') {
        const struct jy_json_node at = jy_json_in_get(node, key);
        jy_json_in_fail(&at, "\"%s\" is not allowed; allowed: a-z 0-9 . - _", text);
    }
    return text;
}

void jy_rule_pack_read(const struct jy_json_node *node, struct jy_rule_pack *out)
{
    static const char *const keys[] = {"$schema",
                                       "id",
                                       "version",
                                       "valid_from",
                                       "valid_to",
                                       "example",
                                       "kind",
                                       "measure",
                                       "spacing_m",
                                       "spacing_max_m",
                                       "from_intersections",
                                       "snap_m",
                                       "per_kerb",
                                       "counts",
                                       "by_road",
                                       "private_road",
                                       "lamp",
                                       "quota",
                                       "title",
                                       "clause",
                                       "exception",
                                       "consent",
                                       "payer",
                                       "source",
                                       "url",
                                       NULL};
    jy_json_in_keys(node, keys);
    out->id = read_name(node, "id");
    out->version = read_name(node, "version");
    read_dates(node, out);
    out->example = jy_json_in_bool(node, "example", false);
    out->kind = (enum jy_rule_kind)jy_json_in_code(node, "kind", kind_codes, -1);
    out->measure = (enum jy_rule_measure)jy_json_in_code(node, "measure", measure_codes, 0);
    read_spacing(node, true, &out->spacing_m, &out->spacing_max_m);
    out->from_intersections = jy_json_in_bool(node, "from_intersections", false);
    out->snap_m = jy_json_in_number(node, "snap_m", 0.1, 200, 15, false);
    read_per_kerb(node, out);
    read_counts(node, out);
    read_bands(node, out);
    read_private(node, &out->private_road);
    read_lamp(node, out);
    read_quota(node, out);
    read_texts(node, out);
}

enum jy_code jy_rule_pack_parse(const char *json, size_t n, const char *file,
                                struct jy_arena *arena, struct jy_rule_pack *out,
                                struct jy_error *err)
{
    struct jy_json_in in;
    struct jy_json_node root;
    struct jy_rule_pack pack = {0};
    enum jy_code code = jy_json_in_open(&in, json, n, file, arena, &root, err);
    if (code != JY_OK)
        return code;
    jy_rule_pack_read(&root, &pack);
    jy_json_in_close(&in);
    if (jy_json_in_failed(&in))
        return JY_EINVALID;
    *out = pack;
    return JY_OK;
}

bool jy_rule_pack_holds(const struct jy_rule_pack *pack, struct jy_date day)
{
    const long days = jy_date_days(day);
    return days >= jy_date_days(pack->valid_from) &&
           (!jy_date_known(pack->valid_to) || days <= jy_date_days(pack->valid_to));
}

static bool band_matches(const struct jy_rule_band *band, enum jy_road_class road_class,
                         double width_m)
{
    if ((band->road_classes >> road_class & 1u) == 0)
        return false;
    if (isnan(width_m))
        return band->width_min_m <= 0 && isinf(band->width_max_m);
    return width_m >= band->width_min_m && width_m < band->width_max_m;
}

size_t jy_rule_pack_band(const struct jy_rule_pack *pack, enum jy_road_class road_class,
                         double width_m)
{
    for (size_t i = 0; i < pack->n_bands; i++) {
        if (band_matches(&pack->bands[i], road_class, width_m))
            return i + 1;
    }
    return 0;
}

static void add_width(const struct jy_rule_band *band, struct jy_buf *out)
{
    if (isfinite(band->width_max_m) && band->width_min_m > 0) {
        jy_buf_addf(out, "width %g to %g m", band->width_min_m, band->width_max_m);
    } else if (isfinite(band->width_max_m)) {
        jy_buf_addf(out, "width under %g m", band->width_max_m);
    } else if (band->width_min_m > 0) {
        jy_buf_addf(out, "width %g m or more", band->width_min_m);
    }
}

static void add_classes(const struct jy_rule_band *band, struct jy_buf *out)
{
    bool any = false;
    for (unsigned i = 0; class_codes[i] != NULL && band->road_classes != ALL_BITS; i++) {
        if (!(band->road_classes >> i & 1u))
            continue;
        jy_buf_addf(out, "%s%s", any ? "|" : "class ", class_codes[i]);
        any = true;
    }
}

void jy_rule_pack_clause(const struct jy_rule_pack *pack, size_t band, struct jy_buf *out)
{
    jy_buf_addf(out, "%s@%s", pack->id, pack->version);
    if (band == 0)
        return;
    struct jy_buf JY_AUTOBUF width = JY_BUF_INIT, classes = JY_BUF_INIT;
    add_width(&pack->bands[band - 1], &width);
    add_classes(&pack->bands[band - 1], &classes);
    jy_buf_addf(out, " by_road[%zu]", band);
    if (width.len + classes.len > 0) {
        jy_buf_addf(out, " (%s%s%s)", jy_buf_text(&width),
                    width.len > 0 && classes.len > 0 ? ", " : "", jy_buf_text(&classes));
    }
}

struct jy_rule_for_road jy_rule_pack_for_road(const struct jy_rule_pack *pack,
                                              enum jy_road_class road_class, double width_m)
{
    struct jy_rule_for_road rule = {.spacing_m = pack->spacing_m,
                                    .spacing_max_m = pack->spacing_max_m,
                                    .watt_min_w = pack->watt_min_w,
                                    .per_kerb = width_m >= pack->per_kerb_width_m};
    const size_t number = jy_rule_pack_band(pack, road_class, width_m);
    if (number == 0)
        return rule;
    const struct jy_rule_band *band = &pack->bands[number - 1];
    if (!isnan(band->spacing_m)) {
        rule.spacing_m = band->spacing_m;
        rule.spacing_max_m = band->spacing_max_m;
    }
    rule.arrangements = band->arrangements;
    rule.watt_min_w = fmax(rule.watt_min_w, band->watt_min_w);
    rule.per_kerb = rule.per_kerb || band->per_kerb;
    return rule;
}

bool jy_rule_pack_counts(const struct jy_rule_pack *pack, const struct jy_light *light)
{
    return (pack->count_kinds >> light->kind & 1u) != 0 &&
           (pack->count_owners >> light->owner & 1u) != 0 &&
           (pack->count_statuses >> light->status & 1u) != 0;
}

/* value >= min; nothing is asked when min is 0 */
static enum jy_verdict at_least(double value, double min)
{
    if (min <= 0)
        return JY_VERDICT_YES;
    if (isnan(value))
        return JY_VERDICT_UNKNOWN;
    return value >= min ? JY_VERDICT_YES : JY_VERDICT_NO;
}

static enum jy_verdict both(enum jy_verdict a, enum jy_verdict b)
{
    if (a == JY_VERDICT_NO || b == JY_VERDICT_NO)
        return JY_VERDICT_NO;
    return a == JY_VERDICT_UNKNOWN || b == JY_VERDICT_UNKNOWN ? JY_VERDICT_UNKNOWN : JY_VERDICT_YES;
}

/* Is the passage through the road, or its depth when it is a dead end, enough? */
static struct jy_private_check passage(const struct jy_rule_private *rule,
                                       const struct jy_private_road *road)
{
    struct jy_private_check check = {JY_PRIVATE_PASSAGE, (double)NAN, JY_VERDICT_UNKNOWN};
    if (road->through > 0) {
        check.verdict = rule->through ? JY_VERDICT_YES : JY_VERDICT_NO;
    } else if (road->through == 0 && isnan(rule->dead_end_depth_min_m)) {
        check.verdict = JY_VERDICT_NO;
    } else if (road->through == 0) {
        check.condition = JY_PRIVATE_DEPTH;
        check.least = rule->dead_end_depth_min_m;
        check.verdict = at_least(road->dead_end_depth_m, rule->dead_end_depth_min_m);
    }
    return check;
}

/* A number that may still grow decides only when it is enough. */
static enum jy_verdict households(const struct jy_rule_private *rule,
                                  const struct jy_private_road *road)
{
    if (road->households >= rule->households_min)
        return JY_VERDICT_YES;
    return road->households < 0 || road->households_partial ? JY_VERDICT_UNKNOWN : JY_VERDICT_NO;
}

size_t jy_rule_pack_private_checks(const struct jy_rule_pack *pack,
                                   const struct jy_private_road *road,
                                   struct jy_private_check out[JY_PRIVATE_CHECKS_MAX])
{
    const struct jy_rule_private *rule = &pack->private_road;
    size_t n = 0;
    if (!rule->allowed)
        return 0;
    if (rule->width_min_m > 0) {
        out[n++] = (struct jy_private_check){JY_PRIVATE_WIDTH, rule->width_min_m,
                                             at_least(road->width_m, rule->width_min_m)};
    }
    out[n++] = passage(rule, road);
    if (rule->households_min > 0) {
        out[n++] = (struct jy_private_check){JY_PRIVATE_HOUSEHOLDS, rule->households_min,
                                             households(rule, road)};
    }
    return n;
}

enum jy_verdict jy_rule_pack_private(const struct jy_rule_pack *pack,
                                     const struct jy_private_road *road)
{
    struct jy_private_check checks[JY_PRIVATE_CHECKS_MAX];
    const size_t n = jy_rule_pack_private_checks(pack, road, checks);
    enum jy_verdict verdict = n == 0 ? JY_VERDICT_NO : JY_VERDICT_YES;
    for (size_t i = 0; i < n; i++)
        verdict = both(verdict, checks[i].verdict);
    return verdict;
}
