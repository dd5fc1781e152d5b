/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the figures of a sheet come from: every source that rows of a layer were read from, since a
 * layer may have been put together from several files. */
#include <string.h>

#include "src/base/mem.h"
#include "src/snapshot/flyer_common.h"

struct used {
    const struct jy_city_data *data;
    bool *sources; /* of data->sources */
    int64_t last;  /* rows of one source mostly stand together */
};

static void mark(struct used *u, int64_t source_id)
{
    if (source_id == u->last)
        return;
    u->last = source_id;
    for (size_t i = 0; i < u->data->n_sources; i++)
        u->sources[i] |= u->data->sources[i].id == source_id;
}

static void mark_layers(struct used *u, unsigned layers)
{
    const struct jy_city_data *d = u->data;
    for (size_t i = 0; layers & JY_OF_LIGHTS && i < d->n_lights; i++)
        mark(u, d->lights[i].source_id);
    for (size_t i = 0; layers & JY_OF_ROADS && i < d->n_roads; i++)
        mark(u, d->roads[i].source_id);
    for (size_t i = 0; layers & JY_OF_CAMERAS && i < d->n_cameras; i++)
        mark(u, d->cameras[i].source_id);
}

const char *jy_fill_source_name(const struct jy_filling *f, const struct jy_source *source)
{
    if (source == NULL)
        return jy_fill_say(f, "flyer.source.unknown", NULL);
    if (source->sample)
        return jy_fill_say(f, "flyer.sample", NULL);
    return source->credit != NULL && source->credit[0] != '\0' ? source->credit : source->file;
}

const char *jy_fill_source_date(const struct jy_filling *f, const struct jy_source *source)
{
    char text[JY_DATE_TEXT_SIZE];
    if (source != NULL && jy_date_valid(source->date))
        return jy_arena_strdup(f->arena, jy_date_text(source->date, text));
    if (source != NULL && source->imported_at != NULL)
        return jy_arena_strndup(f->arena, source->imported_at, 10);
    return "–";
}

static bool named_before(const struct jy_filling *f, const struct used *u, size_t i)
{
    const char *name = jy_fill_source_name(f, &u->data->sources[i]);
    for (size_t k = 0; k < i; k++) {
        if (u->sources[k] && strcmp(jy_fill_source_name(f, &u->data->sources[k]), name) == 0)
            return true;
    }
    return false;
}

struct jy_sheet_sources jy_fill_sources(const struct jy_filling *f, unsigned layers)
{
    const struct jy_city_data *d = f->snapshot->data;
    bool *marks JY_AUTOFREE = jy_calloc(d->n_sources + 1, sizeof *marks);
    struct used u = {.data = d, .sources = marks, .last = -1};
    const char *names = NULL, *first = NULL, *last = NULL;
    mark_layers(&u, layers);
    for (size_t i = 0; i < d->n_sources; i++) {
        if (!u.sources[i])
            continue;
        const char *date = jy_fill_source_date(f, &d->sources[i]);
        first = first == NULL || strcmp(date, first) < 0 ? date : first;
        last = last == NULL || strcmp(date, last) > 0 ? date : last;
        if (named_before(f, &u, i))
            continue;
        const char *name = jy_fill_source_name(f, &d->sources[i]);
        names =
            names == NULL ? name : jy_fill_say(f, "flyer.source.and", "a", names, "b", name, NULL);
    }
    if (names == NULL)
        return (struct jy_sheet_sources){jy_fill_source_name(f, NULL), "–"};
    return (struct jy_sheet_sources){
        names, strcmp(first, last) == 0
                   ? last
                   : jy_fill_say(f, "flyer.source.span", "from", first, "to", last, NULL)};
}
