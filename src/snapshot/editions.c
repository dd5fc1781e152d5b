/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/editions.h"

#include <string.h>

#include "src/base/clock.h"

static const char *size_text(enum jy_flyer_size size, bool bleed)
{
    if (size == JY_FLYER_A5)
        return bleed ? "a5-bleed" : "a5";
    return bleed ? "a4-bleed" : "a4";
}

/* The district's id where the profile knows it, so that every way to write it is one place. */
static const char *place_text(const struct jy_snapshot *snapshot, const struct jy_flyer_wish *wish,
                              struct jy_arena *arena)
{
    if (wish->template == JY_FLYER_PROPERTY)
        return jy_arena_printf(arena, "%.6f,%.6f", wish->at.lon_deg, wish->at.lat_deg);
    if (wish->district == NULL)
        return "";
    const struct jy_district *known = jy_city_district(snapshot->data->city, wish->district);
    return known != NULL ? known->id : wish->district;
}

static enum jy_code draw_and_store(struct jy_store *store, const struct jy_flyer *flyer,
                                   const struct jy_edition_wish *wish,
                                   const struct jy_edition *edition, struct jy_issued *out,
                                   struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF pdf = JY_BUF_INIT;
    struct jy_render_worker *worker = jy_render_worker_new();
    enum jy_code code =
        jy_flyer_render(worker, flyer, JY_FLYER_PDF, wish->size, wish->bleed, &pdf, err);
    jy_render_worker_free(worker);
    int64_t id = 0;
    if (code == JY_OK)
        code = jy_store_edition_add(store, edition, pdf.data, pdf.len, &id, err);
    if (code == JY_OK)
        *out = (struct jy_issued){id, edition->version, true};
    return code;
}

/* Where sheets come from, and where what they are made of lives meanwhile. */
struct issuing {
    const struct jy_snapshot *snapshot;
    const struct jy_i18n *i18n;
    struct jy_arena arena;
};

static enum jy_code issue(struct jy_store *store, struct issuing *from,
                          struct jy_edition_wish *wish, struct jy_issued *out, struct jy_error *err)
{
    struct jy_flyer flyer;
    struct jy_flyer_wish *sheet = &wish->sheet;
    struct jy_edition e = {.key = {.template = jy_flyer_template_text(sheet->template),
                                   .language = jy_lang_text(sheet->lang),
                                   .size = size_text(wish->size, wish->bleed),
                                   .place = place_text(from->snapshot, sheet, &from->arena),
                                   .year = sheet->year},
                           .data_version = from->snapshot->version};
    int64_t id = 0;
    sheet->version = 1; /* what it says does not depend on it */
    enum jy_code code = jy_flyer_fill(from->snapshot, from->i18n, sheet, &from->arena, &flyer, err);
    if (code == JY_OK)
        code = jy_store_edition_find(store, &e.key, flyer.content_hash, &id, &e.version, err);
    if (code != JY_OK)
        return code;
    if (id != 0) {
        *out = (struct jy_issued){id, e.version, false};
        return JY_OK;
    }
    sheet->version = e.version;
    code = jy_flyer_fill(from->snapshot, from->i18n, sheet, &from->arena, &flyer, err);
    if (code != JY_OK)
        return code;
    e.owner = flyer.owner;
    e.content_hash = flyer.content_hash;
    e.created_at = flyer.created;
    return draw_and_store(store, &flyer, wish, &e, out, err);
}

enum jy_code jy_edition_issue(struct jy_store *store, const struct jy_snapshot *snapshot,
                              const struct jy_i18n *i18n, const struct jy_edition_wish *wish,
                              struct jy_issued *out, struct jy_error *err)
{
    struct jy_edition_wish w = *wish;
    struct issuing from = {.snapshot = snapshot, .i18n = i18n};
    if (w.size == JY_FLYER_OGP)
        return jy_fail(err, JY_EINVALID, "edition: only a4 and a5 are printed");
    if (w.sheet.year == 0)
        w.sheet.year = jy_city_fiscal_year(snapshot->data->city, jy_clock_today());
    jy_arena_init(&from.arena);
    enum jy_code code = issue(store, &from, &w, out, err);
    jy_arena_done(&from.arena);
    return code;
}

static bool pays_for(const struct jy_budget *b, const char *department, const char *id,
                     int fiscal_year)
{
    return strncmp(b->id, "flyer", 5) == 0 && b->fiscal_year <= fiscal_year &&
           b->department != NULL && strcmp(b->department, department) == 0 &&
           (id == NULL || strcmp(b->id, id) == 0);
}

enum jy_code jy_print_budget_find(struct jy_store *store, const struct jy_city *city,
                                  const char *department, const char *id, int fiscal_year,
                                  struct jy_print_budget *out, struct jy_error *err)
{
    struct jy_print_budget found = {.fiscal_year = fiscal_year};
    for (size_t i = 0; i < city->n_budgets; i++) {
        if (pays_for(&city->budgets[i], department, id, fiscal_year) &&
            (found.line == NULL || city->budgets[i].fiscal_year > found.line->fiscal_year))
            found.line = &city->budgets[i];
    }
    if (found.line == NULL && id != NULL) {
        return jy_fail(err, JY_ENOTFOUND,
                       "the profile has no budget line '%s' of department '%s' up to %d", id,
                       department, fiscal_year);
    }
    enum jy_code code = JY_OK;
    if (found.line != NULL)
        code = jy_store_print_spent(store, found.line->id, fiscal_year, &found.spent_yen, err);
    if (code != JY_OK)
        return code;
    if (found.line != NULL)
        found.left_yen = (int64_t)found.line->amount_yen - found.spent_yen;
    *out = found;
    return JY_OK;
}
