/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/flyers.h"

#include <string.h>

#include "src/snapshot/flyer_common.h"

#define CODE(name, text) text,
static const char *const codes[] = {JY_FLYER_TEMPLATE_LIST(CODE)};

static enum jy_code (*const fillings[])(struct jy_filling *f, struct jy_flyer *out,
                                        struct jy_error *err) = {
    [JY_FLYER_DISTRICT] = jy_fill_district_sheet,
    [JY_FLYER_REQUEST] = jy_fill_request_sheet,
    [JY_FLYER_CAMERAS] = jy_fill_cameras_sheet,
    [JY_FLYER_PROPERTY] = jy_fill_property_sheet,
};

const char *jy_flyer_template_text(enum jy_flyer_template template)
{
    return (size_t) template <JY_FLYER_TEMPLATES ? codes[template] : "";
}

bool jy_flyer_template_parse(const char *text, enum jy_flyer_template *out)
{
    for (size_t i = 0; i < JY_FLYER_TEMPLATES; i++) {
        if (strcmp(codes[i], text) == 0) {
            *out = (enum jy_flyer_template)i;
            return true;
        }
    }
    return false;
}

/* Percent-encodes everything that is not unreserved (RFC 3986 2.3). */
static const char *encode(struct jy_arena *arena, const char *text)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    for (const unsigned char *s = (const unsigned char *)text; *s != '\0'; s++) {
        bool plain = (*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') ||
                     (*s >= 'a' && *s <= 'z') || *s == '-' || *s == '.' || *s == '_' || *s == '~';
        if (plain) {
            jy_buf_addc(&out, (char)*s);
        } else {
            jy_buf_addf(&out, "%%%02X", *s);
        }
    }
    return jy_arena_strdup(arena, jy_buf_text(&out));
}

static enum jy_code find_district(struct jy_filling *f, struct jy_error *err)
{
    const struct jy_city *city = f->snapshot->data->city;
    if (f->wish->district == NULL)
        return JY_OK;
    f->district = jy_lighting_district(f->snapshot->lighting, f->wish->district);
    if (f->district == JY_NO_DISTRICT) {
        return jy_fail(err, JY_ENOTFOUND, "no district '%s' with a border in this registry",
                       f->wish->district);
    }
    const char *name = f->snapshot->lighting->districts[f->district]->name;
    const struct jy_district *known = jy_city_district(city, name);
    f->district_name = jy_fill_district(f, f->district);
    f->query = jy_arena_printf(f->arena, "?district=%s",
                               encode(f->arena, known != NULL ? known->id : name));
    return JY_OK;
}

enum jy_code jy_flyer_fill(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                           const struct jy_flyer_wish *wish, struct jy_arena *arena,
                           struct jy_flyer *out, struct jy_error *err)
{
    const char *city_name = jy_city_name(snapshot->data->city, wish->lang);
    struct jy_filling f = {.snapshot = snapshot,
                           .i18n = i18n,
                           .wish = wish,
                           .lang = wish->lang,
                           .arena = arena,
                           .district = JY_NO_DISTRICT,
                           .city_name = city_name,
                           .district_name = city_name,
                           .query = ""};
    struct jy_flyer flyer = {.lang = wish->lang, .scene = snapshot->scene};
    enum jy_code code = find_district(&f, err);
    if (code == JY_OK)
        code = fillings[wish->template](&f, &flyer, err);
    if (code == JY_OK)
        *out = flyer;
    return code;
}
