/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/text_measures.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "src/base/mem.h"

/* A sheet has some 800 different ones. */
enum { KEPT_MAX = 20000, TEXT_MAX = 1500 };

/* Begins the key; bytes between members are cleared. */
struct head {
    double size_pt, width_pt;
    int face, setting;
};

struct kept {
    UT_hash_handle hh;
    struct jy_text_measure measure;
    char key[]; /* struct head, text */
};

struct jy_text_measures {
    struct kept *all;
};

struct jy_text_measures *jy_text_measures_new(void)
{
    return jy_calloc(1, sizeof(struct jy_text_measures));
}

static void forget(struct jy_text_measures *m)
{
    struct kept *k, *next;
    HASH_ITER (hh, m->all, k, next) {
        HASH_DEL(m->all, k);
        free(k);
    }
}

void jy_text_measures_free(struct jy_text_measures *m)
{
    if (m == NULL)
        return;
    forget(m);
    free(m);
}

static size_t write_key(char *key, const struct jy_text_asked *asked)
{
    struct head head;
    memset(&head, 0, sizeof head);
    head.size_pt = asked->size_pt;
    head.width_pt = asked->width_pt;
    head.face = asked->face;
    head.setting = asked->setting;
    memcpy(key, &head, sizeof head);
    memcpy(key + sizeof head, asked->text, asked->n);
    return sizeof head + asked->n;
}

bool jy_text_measures_get(const struct jy_text_measures *m, const struct jy_text_asked *asked,
                          struct jy_text_measure *out)
{
    char key[sizeof(struct head) + TEXT_MAX];
    const struct kept *k = NULL;
    if (m == NULL || asked->n > TEXT_MAX)
        return false;
    const size_t length = write_key(key, asked);
    HASH_FIND(hh, m->all, key, length, k);
    if (k == NULL)
        return false;
    *out = k->measure;
    return true;
}

void jy_text_measures_put(struct jy_text_measures *m, const struct jy_text_asked *asked,
                          const struct jy_text_measure *measured)
{
    struct jy_text_measure known;
    if (m == NULL || asked->n > TEXT_MAX || jy_text_measures_get(m, asked, &known))
        return;
    if (HASH_COUNT(m->all) >= KEPT_MAX)
        forget(m);
    struct kept *k = jy_malloc(sizeof *k + sizeof(struct head) + asked->n);
    k->measure = *measured;
    const size_t length = write_key(k->key, asked);
    HASH_ADD_KEYPTR(hh, m->all, k->key, length, k);
}
