/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "src/base/arena.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/domain/json_in.h"

#define CATALOGUE_MAX_BYTES (8u << 20)

struct entry {
    const char *key, *text;
};

struct jy_i18n {
    struct jy_arena arena;
    struct catalogue {
        size_t n;
        struct entry *entries; /* ascending by key */
    } in[JY_LANG_N];
};

static int by_key(const void *a, const void *b)
{
    const struct entry *ea = a, *eb = b;
    return strcmp(ea->key, eb->key);
}

static void read_entries(const struct jy_json_node *root, struct catalogue *out)
{
    const char *key;
    json_t *value;
    struct jy_arena *arena = root->in->arena;
    out->entries =
        jy_arena_alloc(arena, (json_object_size(root->value) + 1) * sizeof *out->entries);
    json_object_foreach(root->value, key, value)
    {
        const char *text = jy_json_in_string(root, key, 8000, true);
        out->entries[out->n++] = (struct entry){jy_arena_strdup(arena, key), text};
    }
    qsort(out->entries, out->n, sizeof *out->entries, by_key);
}

static enum jy_code load_one(struct jy_i18n *i18n, const char *dir, enum jy_lang lang,
                             struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_json_in in;
    struct jy_json_node root;
    jy_buf_addf(&path, "%s/%s.json", dir, jy_lang_text(lang));
    enum jy_code code = jy_file_read(jy_buf_text(&path), CATALOGUE_MAX_BYTES, &text, err);
    if (code == JY_OK) {
        code = jy_json_in_open(&in, jy_buf_text(&text), text.len, jy_buf_text(&path), &i18n->arena,
                               &root, err);
    }
    if (code != JY_OK)
        return code;
    read_entries(&root, &i18n->in[lang]);
    jy_json_in_close(&in);
    return jy_json_in_failed(&in) ? JY_EINVALID : JY_OK;
}

enum jy_code jy_i18n_load(const char *dir, struct jy_i18n **out, struct jy_error *err)
{
    struct jy_i18n *i18n = jy_calloc(1, sizeof *i18n);
    jy_arena_init(&i18n->arena);
    for (unsigned lang = 0; lang < JY_LANG_N; lang++) {
        const enum jy_code code = load_one(i18n, dir, (enum jy_lang)lang, err);
        if (code != JY_OK) {
            jy_i18n_free(i18n);
            return code;
        }
    }
    *out = i18n;
    return JY_OK;
}

void jy_i18n_free(struct jy_i18n *i18n)
{
    if (i18n == NULL)
        return;
    jy_arena_done(&i18n->arena);
    free(i18n);
}

const char *jy_i18n_find(const struct jy_i18n *i18n, enum jy_lang lang, const char *key)
{
    const struct catalogue *c = &i18n->in[lang];
    const struct entry want = {key, NULL};
    const struct entry *found = bsearch(&want, c->entries, c->n, sizeof want, by_key);
    return found != NULL ? found->text : NULL;
}

const char *jy_i18n_get(const struct jy_i18n *i18n, enum jy_lang lang, const char *key)
{
    struct jy_text text;
    const char *found = jy_i18n_find(i18n, lang, key);
    if (found != NULL)
        return found;
    for (unsigned i = 0; i < JY_LANG_N; i++)
        text.in[i] = jy_i18n_find(i18n, (enum jy_lang)i, key);
    found = jy_text_in(&text, lang);
    return found != NULL ? found : key;
}

const char *jy_i18n_code(const struct jy_i18n *i18n, enum jy_lang lang, const char *list,
                         const char *code)
{
    char key[128];
    (void)snprintf(key, sizeof key, "%s.%s", list, code);
    const char *text = jy_i18n_get(i18n, lang, key);
    return text == key ? code : text; /* key lives on this stack */
}

static const char *value_of(const struct jy_i18n_value *values, size_t n, const char *name,
                            size_t name_len)
{
    for (size_t i = 0; i < n; i++) {
        if (strlen(values[i].name) == name_len && memcmp(values[i].name, name, name_len) == 0)
            return values[i].text;
    }
    return NULL;
}

void jy_i18n_format(const struct jy_i18n *i18n, enum jy_lang lang, const char *key,
                    const struct jy_i18n_value *values, size_t n_values, struct jy_buf *out)
{
    const char *p = jy_i18n_get(i18n, lang, key);
    while (*p != '\0') {
        const char *open = strchrnul(p, '{');
        jy_buf_add(out, p, (size_t)(open - p));
        const char *close = strchr(open, '}');
        if (close == NULL) {
            jy_buf_adds(out, open);
            return;
        }
        const char *text = value_of(values, n_values, open + 1, (size_t)(close - open) - 1);
        if (text != NULL) {
            jy_buf_adds(out, text);
        } else {
            jy_buf_add(out, open, (size_t)(close - open) + 1);
        }
        p = close + 1;
    }
}
