/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was found, in the language of who asks: for the API and the command alike. */
#include <stdio.h>
#include <string.h>

#include "src/analysis/address.h"

static const char *chome_name(const struct jy_address_hit *hit, const struct jy_i18n *i18n,
                              enum jy_lang lang, struct jy_buf *out)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%d", hit->chome);
    const struct jy_i18n_value values[] = {{"name", jy_text_in(&hit->profile->name, lang)},
                                           {"n", number}};
    jy_i18n_format(i18n, lang, "search.chome_name", values, 2, out);
    return jy_buf_text(out);
}

/* A name with its reading over it; only where all of it is kanji can one reading stand over all. */
static void add_ruby(const char *name, const char *reading, struct jy_buf *out)
{
    if (reading != NULL && strpbrk(name, "{|}") == NULL && strpbrk(reading, "{|}") == NULL) {
        jy_buf_addf(out, "{%s|%s}", name, reading);
    } else {
        jy_buf_adds(out, name);
    }
}

const char *jy_address_name(const struct jy_address_hit *hit, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct jy_buf *out)
{
    const bool translated = lang != JY_LANG_JA && !(lang == JY_LANG_EN && hit->name_en != NULL);
    if (translated && hit->profile != NULL && hit->chome > 0)
        return chome_name(hit, i18n, lang, out);
    if (translated && hit->profile != NULL) {
        jy_buf_adds(out, jy_text_in(&hit->profile->name, lang));
    } else if (lang == JY_LANG_JA_EASY) {
        add_ruby(hit->name, hit->name_kana, out);
    } else {
        jy_buf_adds(out, lang == JY_LANG_EN && hit->name_en != NULL ? hit->name_en : hit->name);
    }
    return jy_buf_text(out);
}

static const char *detail(const struct jy_address_hit *hit, const struct jy_i18n *i18n,
                          enum jy_lang lang)
{
    if (hit->place != NULL)
        return jy_i18n_code(i18n, lang, "place_kind", jy_place_kind_text(hit->place->kind));
    if (hit->road != NULL)
        return jy_i18n_code(i18n, lang, "road_class", jy_road_class_text(hit->road->road_class));
    return jy_i18n_code(i18n, lang, "area_kind",
                        jy_area_kind_text(hit->area != NULL ? hit->area->kind : JY_AREA_UNKNOWN));
}

static void write_hit(const struct jy_address_hit *hit, const struct jy_i18n *i18n,
                      enum jy_lang lang, struct jy_json *json)
{
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT, note = JY_BUF_INIT;
    jy_json_object(json);
    jy_json_kv_string(json, "layer", jy_layer_text(hit->layer));
    jy_json_kv_int(json, "id", hit->id);
    jy_json_kv_string(json, "name", jy_address_name(hit, i18n, lang, &name));
    jy_json_kv_string(json, "local_name", hit->name);
    jy_json_kv_string(json, "detail", detail(hit, i18n, lang));
    jy_json_key(json, "at");
    jy_json_array(json);
    jy_json_fixed(json, hit->at.lon_deg, 6);
    jy_json_fixed(json, hit->at.lat_deg, 6);
    jy_json_array_end(json);
    jy_json_kv_bool(json, "sure", hit->cost < JY_ADDRESS_SURE);
    if (hit->rest[0] != '\0') {
        const struct jy_i18n_value values[] = {{"name", jy_buf_text(&name)}, {"rest", hit->rest}};
        jy_i18n_format(i18n, lang, "search.only_area", values, 2, &note);
        jy_json_kv_string(json, "not_located", hit->rest);
        jy_json_kv_string(json, "note", jy_buf_text(&note));
    }
    jy_json_object_end(json);
}

void jy_addresses_write(const struct jy_addresses *addresses, const char *text, size_t limit,
                        const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    struct jy_address_hit hits[JY_ADDRESS_HITS_MAX];
    const size_t n = jy_addresses_find(
        addresses, text, limit < JY_ADDRESS_HITS_MAX ? limit : JY_ADDRESS_HITS_MAX, hits);
    jy_json_object(json);
    jy_json_key(json, "results");
    jy_json_array(json);
    for (size_t i = 0; i < n; i++)
        write_hit(&hits[i], i18n, lang, json);
    jy_json_array_end(json);
    jy_json_object_end(json);
}
