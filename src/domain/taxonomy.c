/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/taxonomy.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/arena.h"
#include "src/base/fold.h"
#include "src/base/mem.h"
#include "src/domain/json_in.h"
#include "src/domain/ruby.h"

extern const char *const jy_taxonomy_lines[]; /* taxonomy_data.c, made from the JSON file */

struct spelling {
    const char *folded;
    size_t taxon, order; /* of equal ones the first added is found */
};

struct jy_taxonomy {
    size_t n, n_spellings, cap_spellings;
    struct jy_taxon *taxa;
    struct spelling *spellings; /* ascending; codes were added first, then names, then aliases */
    struct jy_arena arena;
};

static void add_spelling(struct jy_taxonomy *t, size_t taxon, const char *text)
{
    struct jy_buf JY_AUTOBUF plain = JY_BUF_INIT, JY_AUTOBUF folded = JY_BUF_INIT;
    if (text == NULL)
        return;
    jy_ruby_plain(&plain, text);
    jy_fold(jy_buf_text(&plain), &folded);
    t->spellings =
        jy_grow(t->spellings, &t->cap_spellings, t->n_spellings + 1, sizeof *t->spellings);
    const size_t n = t->n_spellings++;
    t->spellings[n] = (struct spelling){jy_arena_strdup(&t->arena, jy_buf_text(&folded)), taxon, n};
}

static void read_taxon(struct jy_taxonomy *t, const struct jy_json_node *item, struct jy_taxon *out)
{
    static const char *const keys[] = {"code", "parent", "name", "exposure", "aliases", NULL};
    size_t n;
    jy_json_in_keys(item, keys);
    out->code = jy_json_in_string(item, "code", 60, true);
    out->parent = jy_json_in_string(item, "parent", 60, false);
    out->name = jy_json_in_text(item, "name", JY_TEXT_ALL);
    const char *exposure = jy_json_in_string(item, "exposure", 20, true);
    if (exposure != NULL && !jy_exposure_kind_parse(exposure, &out->exposure))
        jy_json_in_fail(item, "exposure: \"%s\" is not allowed", exposure);
    const struct jy_json_node list = jy_json_in_array(item, "aliases", true, &n);
    const char **aliases = jy_arena_alloc(&t->arena, (n + 1) * sizeof *aliases);
    for (size_t i = 0; i < n; i++) {
        const struct jy_json_node alias = jy_json_in_at(&list, i);
        aliases[i] = jy_json_in_element_string(&alias, 100);
    }
    out->aliases = aliases;
    out->n_aliases = n;
}

static int by_spelling(const void *a, const void *b)
{
    const struct spelling *x = a, *y = b;
    const int order = strcmp(x->folded, y->folded);
    return order != 0 ? order : x->order < y->order ? -1 : x->order > y->order;
}

static void index_spellings(struct jy_taxonomy *t)
{
    for (size_t i = 0; i < t->n; i++)
        add_spelling(t, i, t->taxa[i].code);
    for (size_t i = 0; i < t->n; i++) {
        for (int lang = 0; lang < JY_LANG_N; lang++)
            add_spelling(t, i, t->taxa[i].name.in[lang]);
    }
    for (size_t i = 0; i < t->n; i++) {
        for (size_t k = 0; k < t->taxa[i].n_aliases; k++)
            add_spelling(t, i, t->taxa[i].aliases[k]);
    }
    if (t->n_spellings > 0)
        qsort(t->spellings, t->n_spellings, sizeof *t->spellings, by_spelling);
}

static enum jy_code parse(struct jy_taxonomy *t, const char *text, size_t n, struct jy_error *err)
{
    struct jy_json_in in;
    struct jy_json_node root;
    enum jy_code code =
        jy_json_in_open(&in, text, n, "taxonomy/offences.json", &t->arena, &root, err);
    if (code != JY_OK)
        return code;
    const struct jy_json_node list = jy_json_in_array(&root, "offences", true, &t->n);
    t->taxa = jy_arena_alloc(&t->arena, (t->n + 1) * sizeof *t->taxa);
    for (size_t i = 0; i < t->n; i++) {
        const struct jy_json_node item = jy_json_in_at(&list, i);
        if (jy_json_in_is_object(&item))
            read_taxon(t, &item, &t->taxa[i]);
    }
    code = jy_json_in_failed(&in) ? JY_EINVALID : JY_OK;
    jy_json_in_close(&in);
    if (code == JY_OK)
        index_spellings(t);
    return code;
}

enum jy_code jy_taxonomy_new(struct jy_taxonomy **out, struct jy_error *err)
{
    struct jy_taxonomy *t = jy_calloc(1, sizeof *t);
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_arena_init(&t->arena);
    for (const char *const *line = jy_taxonomy_lines; *line != NULL; line++)
        jy_buf_adds(&text, *line);
    const enum jy_code code = parse(t, jy_buf_text(&text), text.len, err);
    if (code != JY_OK) {
        jy_taxonomy_free(t);
        return code;
    }
    *out = t;
    return JY_OK;
}

void jy_taxonomy_free(struct jy_taxonomy *taxonomy)
{
    if (taxonomy == NULL)
        return;
    free(taxonomy->spellings);
    jy_arena_done(&taxonomy->arena);
    free(taxonomy);
}

size_t jy_taxonomy_count(const struct jy_taxonomy *taxonomy)
{
    return taxonomy->n;
}

const struct jy_taxon *jy_taxonomy_at(const struct jy_taxonomy *taxonomy, size_t i)
{
    return i < taxonomy->n ? &taxonomy->taxa[i] : NULL;
}

const struct jy_taxon *jy_taxonomy_find(const struct jy_taxonomy *taxonomy, const char *text)
{
    struct jy_buf JY_AUTOBUF folded = JY_BUF_INIT;
    jy_fold(text, &folded);
    if (folded.len == 0)
        return NULL;
    size_t low = 0, high = taxonomy->n_spellings;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (strcmp(taxonomy->spellings[mid].folded, jy_buf_text(&folded)) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    if (low == taxonomy->n_spellings ||
        strcmp(taxonomy->spellings[low].folded, jy_buf_text(&folded)) != 0)
        return NULL;
    return &taxonomy->taxa[taxonomy->spellings[low].taxon];
}
