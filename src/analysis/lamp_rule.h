/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What a rule pack asks of the lamp itself: watts, height, LED, which side of the road. For a new
 * lamp, and for those that stand.
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/buf.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

/** What a new lamp must have on a road. */
struct jy_lamp_rule {
    double watt_min_w, height_min_m; /**< 0: nothing asked */
    bool led_only;
    unsigned arrangements; /**< enum jy_arrangement bits; 0: nothing asked */
};

/** @param road  NULL: what the pack asks everywhere */
struct jy_lamp_rule jy_lamp_rule_for(const struct jy_rule_pack *pack, const struct jy_road *road);

/** Appends it in words ("20 W or more, 4.5 m high or more, LED"); false when nothing is asked. */
bool jy_lamp_rule_text(const struct jy_lamp_rule *rule, const struct jy_i18n *i18n,
                       enum jy_lang lang, struct jy_buf *out);

/** {watt_min_w, height_min_m, led_only, arrangements, text}, or null when nothing is asked. */
void jy_lamp_rule_write(const struct jy_lamp_rule *rule, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_json *json);

/** A lamp that counts and has less than is asked on its road. */
struct jy_weak_lamp {
    const struct jy_light_point *light;
    const struct jy_road *road;
    struct jy_lamp_rule rule;    /**< of that road */
    bool watt_low, low, not_led; /**< what is short; unknown values are not */
};

/** Lamps on judged roads below the minima of their road, of a district or (JY_NO_DISTRICT) all;
 * writes @p max at most, counts all. */
size_t jy_lamps_below(const struct jy_lighting *l, uint16_t district, size_t max,
                      struct jy_weak_lamp *out);

/** Height of a lamp, NaN unknown. */
double jy_light_point_height_m(const struct jy_light_point *light);
