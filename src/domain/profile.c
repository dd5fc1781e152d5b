/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/profile.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/domain/city.h"

#define PART_MAX_BYTES (4u << 20)

static enum jy_code read_part(const char *dir, const char *name, struct jy_buf *out_path,
                              struct jy_buf *out, struct jy_error *err)
{
    jy_buf_clear(out_path);
    jy_buf_clear(out);
    jy_buf_addf(out_path, "%s/%s", dir, name);
    return jy_file_read(jy_buf_text(out_path), PART_MAX_BYTES, out, err);
}

/* The text was parsed before: this only makes jansson's tree of it. */
static json_t *tree(const struct jy_buf *text)
{
    const char *p = jy_buf_text(text);
    size_t n = text->len;
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        p += 3;
        n -= 3;
    }
    return json_loadb(p, n, 0, NULL);
}

static enum jy_code read_city(const char *dir, json_t **out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_city *city = NULL;
    enum jy_code code = read_part(dir, "city.json", &path, &text, err);
    if (code == JY_OK)
        code = jy_city_parse(jy_buf_text(&text), text.len, jy_buf_text(&path), &city, err);
    if (code != JY_OK)
        return code;
    jy_city_free(city);
    *out = tree(&text);
    return JY_OK;
}

static enum jy_code add_figures(const char *dir, json_t *profile, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    jy_buf_addf(&path, "%s/figures.json", dir);
    if (!jy_file_exists(jy_buf_text(&path)))
        return JY_OK;
    enum jy_code code = read_part(dir, "figures.json", &path, &text, err);
    if (code == JY_OK)
        code = jy_city_check_figures(jy_buf_text(&text), text.len, jy_buf_text(&path), err);
    if (code != JY_OK)
        return code;
    json_t *part = tree(&text);
    (void)json_object_del(part, "$schema");
    (void)json_object_update(profile, part);
    json_decref(part);
    return JY_OK;
}

static enum jy_code add_rule(const char *dir, const char *name, json_t *packs, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_arena arena;
    struct jy_rule_pack pack;
    enum jy_code code = read_part(dir, name, &path, &text, err);
    if (code != JY_OK)
        return code;
    jy_arena_init(&arena);
    code = jy_rule_pack_parse(jy_buf_text(&text), text.len, jy_buf_text(&path), &arena, &pack, err);
    jy_arena_done(&arena);
    if (code != JY_OK)
        return code;
    json_t *part = tree(&text);
    (void)json_object_del(part, "$schema");
    (void)json_array_append_new(packs, part);
    return JY_OK;
}

static int is_json(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name);
    return entry->d_name[0] != '.' && n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* bytes: the same order in every locale */
}

static enum jy_code add_rules(const char *dir, json_t *profile, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF folder = JY_BUF_INIT;
    struct dirent **names = NULL;
    enum jy_code code = JY_OK;
    jy_buf_addf(&folder, "%s/rules", dir);
    json_t *packs = json_array();
    const int n = scandir(jy_buf_text(&folder), &names, is_json, by_name);
    if (n <= 0) {
        code = jy_fail(err, JY_EINVALID, "%s: no rule pack there (one JSON file each)",
                       jy_buf_text(&folder));
    }
    for (int i = 0; i < n; i++) {
        if (code == JY_OK)
            code = add_rule(jy_buf_text(&folder), names[i]->d_name, packs, err);
        free(names[i]);
    }
    free(names);
    (void)json_object_set_new(profile, "rule_packs", packs);
    return code;
}

/* The parts are right; are they together (no pack twice, the city's own pack there)? */
static enum jy_code check_whole(const char *dir, const char *text, struct jy_error *err)
{
    struct jy_city *city = NULL;
    const enum jy_code code = jy_city_parse(text, strlen(text), dir, &city, err);
    jy_city_free(city);
    return code;
}

enum jy_code jy_profile_build(const char *dir, bool sample, char **out_json, struct jy_error *err)
{
    struct stat st;
    json_t *profile = NULL;
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return jy_fail(err, JY_ENOTFOUND,
                       "%s: no such folder; a city's profile is a folder with "
                       "city.json in it",
                       dir);
    }
    enum jy_code code = read_city(dir, &profile, err);
    if (code == JY_OK)
        code = add_figures(dir, profile, err);
    if (code == JY_OK)
        code = add_rules(dir, profile, err);
    if (code == JY_OK) {
        (void)json_object_del(profile, "$schema");
        (void)json_object_set_new(profile, "sample", json_boolean(sample));
        char *text = json_dumps(profile, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
        code = check_whole(dir, text, err);
        if (code == JY_OK) {
            *out_json = text;
        } else {
            free(text);
        }
    }
    json_decref(profile);
    return code;
}
