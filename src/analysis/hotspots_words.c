/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run says, as texts for print. */
#include <string.h>

#include "src/analysis/hotspots_writer.h"

enum { NOTES_MAX = 32 };

struct notes {
    struct jy_arena *arena;
    const char **list;
    size_t n;
};

static const char *keep(struct jy_arena *arena, struct jy_buf *text)
{
    const char *kept = jy_arena_strdup(arena, jy_buf_text(text));
    jy_buf_clear(text);
    return kept;
}

static void put_note(void *ctx, const char *text)
{
    struct notes *notes = ctx;
    if (notes->n < NOTES_MAX)
        notes->list[notes->n++] = jy_arena_strdup(notes->arena, text);
}

static struct jy_hotspot_zone_words
words_of(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z, struct jy_arena *arena)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_hotspot_zone_words out = {0};
    const size_t n = z->holds != NULL ? w->h->n_later : 0;
    const char **later = jy_arena_alloc(arena, (n + 1) * sizeof *later);
    jy_hotspots_zone_name(w->h, z, w->i18n, w->lang, &text);
    out.name = keep(arena, &text);
    jy_hotspot_zone_sentence(w, z, &text);
    out.text = keep(arena, &text);
    for (size_t i = 0; i < n; i++) {
        jy_hotspot_hold_sentence(w, &z->holds[i], &text);
        later[out.n_later++] = keep(arena, &text);
    }
    out.later = later;
    return out;
}

static const struct jy_hotspot_zone_words *zones_of(const struct jy_hotspot_writer *w,
                                                    const struct jy_hotspot_zone *zones, size_t n,
                                                    struct jy_arena *arena)
{
    struct jy_hotspot_zone_words *out = jy_arena_alloc(arena, (n + 1) * sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = words_of(w, &zones[i], arena);
    return out;
}

struct jy_hotspot_words jy_hotspots_words(const struct jy_hotspots *h, const struct jy_i18n *i18n,
                                          enum jy_lang lang, struct jy_arena *arena)
{
    struct jy_hotspot_writer w;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct notes notes = {arena, jy_arena_alloc(arena, NOTES_MAX * sizeof *notes.list), 0};
    const char **areas = jy_arena_alloc(arena, (h->n_areas + 1) * sizeof *areas);
    jy_hotspot_writer_init(&w, h, i18n, lang, NULL);
    struct jy_hotspot_words out = {
        .offence = jy_hotspot_offence_name(&w),
        .exposure = h->exposure.kind != JY_EXPOSURE_UNKNOWN ? jy_hotspot_exposure_name(&w) : NULL,
        .zones = zones_of(&w, h->zones, h->n_zones, arena),
        .others = zones_of(&w, h->others, h->n_others, arena),
        .areas = areas,
    };
    jy_hotspot_conclusion(&w, &text);
    out.conclusion = keep(arena, &text);
    jy_hotspot_source_text(&w, &text);
    out.source = keep(arena, &text);
    jy_hotspot_family_text(&w, &text);
    out.family = text.len > 0 ? keep(arena, &text) : NULL;
    for (size_t i = 0; i < h->n_areas; i++) {
        jy_hotspots_area_name(h, &h->areas[i], i18n, lang, &text);
        areas[i] = keep(arena, &text);
    }
    jy_hotspot_notes(&w, put_note, &notes);
    out.notes = notes.list;
    out.n_notes = notes.n;
    return out;
}
