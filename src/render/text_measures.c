/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/text_measures.h"

#include <stdlib.h>

#include "src/base/buf.h"
#include "src/base/dict.h"
#include "src/base/mem.h"

/* A sheet has some 800 different ones. */
enum { KEPT_MAX = 20000, TEXT_MAX = 1500 };

struct jy_text_measures {
    struct jy_dict all; /* of struct jy_text_measure */
};

struct jy_text_measures *jy_text_measures_new(void)
{
    struct jy_text_measures *m = jy_calloc(1, sizeof *m);
    jy_dict_init(&m->all, sizeof(struct jy_text_measure));
    return m;
}

void jy_text_measures_free(struct jy_text_measures *m)
{
    if (m == NULL)
        return;
    jy_dict_done(&m->all);
    free(m);
}

/* %a: every bit of the sizes. */
static void write_key(const struct jy_text_asked *asked, struct jy_buf *key)
{
    jy_buf_addf(key, "%a %a %d %d ", asked->size_pt, asked->width_pt, asked->face, asked->setting);
    jy_buf_add(key, asked->text, asked->n);
}

bool jy_text_measures_get(const struct jy_text_measures *m, const struct jy_text_asked *asked,
                          struct jy_text_measure *out)
{
    struct jy_buf JY_AUTOBUF key = JY_BUF_INIT;
    if (m == NULL || asked->n > TEXT_MAX)
        return false;
    write_key(asked, &key);
    const struct jy_text_measure *known = jy_dict_find(&m->all, jy_buf_text(&key));
    if (known == NULL)
        return false;
    *out = *known;
    return true;
}

void jy_text_measures_put(struct jy_text_measures *m, const struct jy_text_asked *asked,
                          const struct jy_text_measure *measured)
{
    struct jy_buf JY_AUTOBUF key = JY_BUF_INIT;
    if (m == NULL || asked->n > TEXT_MAX)
        return;
    if (m->all.n >= KEPT_MAX)
        jy_dict_done(&m->all);
    write_key(asked, &key);
    struct jy_text_measure *kept = jy_dict_get(&m->all, jy_buf_text(&key));
    *kept = *measured;
}
