/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/lamp_rule.h"

#include <math.h>
#include <stdio.h>

static const struct {
    unsigned bit;
    const char *code;
} sides[] = {{JY_ARRANGEMENT_ONE_SIDE, "one_side"},
             {JY_ARRANGEMENT_STAGGERED, "staggered"},
             {JY_ARRANGEMENT_OPPOSITE, "opposite"}};
#define N_SIDES (sizeof sides / sizeof *sides)

struct jy_lamp_rule jy_lamp_rule_for(const struct jy_rule_pack *pack, const struct jy_road *road)
{
    struct jy_lamp_rule rule = {.watt_min_w = pack->watt_min_w,
                                .height_min_m = pack->height_min_m,
                                .led_only = pack->led_only};
    if (road == NULL)
        return rule;
    const struct jy_rule_for_road r = jy_rule_pack_for_road(pack, road->road_class, road->width_m);
    rule.watt_min_w = r.watt_min_w;
    rule.arrangements = r.arrangements;
    return rule;
}

/* --- in words --------------------------------------------------------------------------------- */

struct words {
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_buf *out;
    bool any;
};

static void part(struct words *w, const char *key, const char *name, double value)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%g", value);
    const struct jy_i18n_value values[] = {{name, number}};
    if (w->any)
        jy_buf_adds(w->out, jy_i18n_get(w->i18n, w->lang, "lamp_rule.and"));
    w->any = true;
    jy_i18n_format(w->i18n, w->lang, key, values, 1, w->out);
}

bool jy_lamp_rule_text(const struct jy_lamp_rule *rule, const struct jy_i18n *i18n,
                       enum jy_lang lang, struct jy_buf *out)
{
    struct words w = {i18n, lang, out, false};
    if (rule->watt_min_w > 0)
        part(&w, "lamp_rule.watt", "w", rule->watt_min_w);
    if (rule->height_min_m > 0)
        part(&w, "lamp_rule.height", "h", rule->height_min_m);
    if (rule->led_only)
        part(&w, "lamp_rule.led", "w", 0);
    bool first = true;
    for (size_t i = 0; i < N_SIDES; i++) {
        if (!(rule->arrangements & sides[i].bit))
            continue;
        if (w.any || !first)
            jy_buf_adds(out, first ? jy_i18n_get(i18n, lang, "lamp_rule.and") : " / ");
        jy_buf_adds(out, jy_i18n_code(i18n, lang, "lamp_rule", sides[i].code));
        first = false;
        w.any = true;
    }
    return w.any;
}

void jy_lamp_rule_write(const struct jy_lamp_rule *rule, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_json *json)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    if (!jy_lamp_rule_text(rule, i18n, lang, &text)) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_double(json, "watt_min_w", rule->watt_min_w);
    jy_json_kv_double(json, "height_min_m", rule->height_min_m);
    jy_json_kv_bool(json, "led_only", rule->led_only);
    jy_json_key(json, "arrangements");
    jy_json_array(json);
    for (size_t i = 0; i < N_SIDES; i++) {
        if (rule->arrangements & sides[i].bit)
            jy_json_string(json, sides[i].code);
    }
    jy_json_array_end(json);
    jy_json_kv_string(json, "text", jy_buf_text(&text));
    jy_json_object_end(json);
}

/* --- those that stand ------------------------------------------------------------------------- */

double jy_light_point_height_m(const struct jy_light_point *light)
{
    return light->height_dm > 0 ? light->height_dm / 10.0 : (double)NAN;
}

size_t jy_lamps_below(const struct jy_lighting *l, uint16_t district, size_t max,
                      struct jy_weak_lamp *out)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_counted; i++) {
        uint32_t edge = l->snaps[i].at.edge;
        if (edge == GIS_NONE || !(l->network->edge_flags[edge] & GIS_ROAD_EVALUATE) ||
            (district != JY_NO_DISTRICT && l->light_district[i] != district))
            continue;
        const struct jy_light_point *light = &l->data->lights[l->light_of[i]];
        struct jy_weak_lamp weak = {.light = light, .road = jy_lighting_road(l, edge)};
        weak.rule = jy_lamp_rule_for(l->data->rule, weak.road);
        weak.watt_low = (double)light->watt_w < weak.rule.watt_min_w; /* NaN is not */
        weak.low = jy_light_point_height_m(light) < weak.rule.height_min_m;
        weak.not_led =
            weak.rule.led_only && light->lamp != JY_LAMP_LED && light->lamp != JY_LAMP_UNKNOWN;
        if ((weak.watt_low || weak.low || weak.not_led) && n++ < max)
            out[n - 1] = weak;
    }
    return n;
}
