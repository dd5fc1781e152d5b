/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report's zones: each sentence, the numbers behind it, and what they rest on. */
#include <math.h>
#include <string.h>

#include "src/snapshot/crime_report_parts.h"

/* Of what chance explains as well, the first few: enough to see that they were looked at. */
enum { OTHERS_TOLD = 3 };

/* --- what is judged --------------------------------------------------------------------------- */

/* The priority offences that a table of the year counts by area; without any all offences. */
static size_t offences_at(const struct jy_crime_filling *f, enum jy_hotspot_level level,
                          const char **names, size_t max)
{
    const struct jy_city *city = f->data->city;
    size_t n = 0;
    for (size_t i = 0; i <= city->n_priority_offences && n < max; i++) {
        const bool last = i == city->n_priority_offences;
        const char *code = last ? "total" : city->priority_offences[i];
        if ((!last || n == 0) && jy_hotspots_counts_at(f->rows, code, f->year, level))
            names[n++] = code;
    }
    return n;
}

static enum jy_code judge(struct jy_crime_filling *f, struct jy_hotspot_family **out,
                          struct jy_error *err)
{
    const char *names[JY_CRIME_OFFENCES_MAX];
    struct jy_hotspot_options options = JY_HOTSPOT_DEFAULTS;
    options.from_year = options.to_year = f->year;
    options.full = f->full;
    size_t n = offences_at(f, options.level, names, JY_CRIME_OFFENCES_MAX);
    if (n == 0) {
        options.level = JY_HOTSPOT_DISTRICT;
        n = offences_at(f, options.level, names, JY_CRIME_OFFENCES_MAX);
    }
    if (n == 0)
        return JY_OK;
    const struct jy_crime_data from = {f->rows, f->data, f->taxonomy};
    return jy_hotspot_family_new(&from, &options, n, names, false, out, err);
}

/* --- one offence ------------------------------------------------------------------------------ */

static const char *cases_of(struct jy_crime_filling *f, const struct jy_hotspots *h,
                            const struct jy_hotspot_zone *z)
{
    if (z->hidden)
        return jy_report_get(f, "ui.zones.hidden");
    return jy_arena_printf(f->arena, "%s/%s", jy_report_count(f, z->cases),
                           jy_report_count(f, h->reported));
}

static const char *ratio_text(struct jy_crime_filling *f, double ratio, double low, double high)
{
    if (!isfinite(ratio))
        return "–";
    return jy_arena_printf(f->arena, "%.2f (%s)", ratio, jy_report_interval(f, low, high, 2));
}

static struct jy_report_row zone_row(struct jy_crime_filling *f, const struct jy_hotspots *h,
                                     const struct jy_hotspot_zone *z, const char *name, bool own)
{
    const char **cells = jy_report_texts(f, 7);
    const double nan = (double)NAN, ratio = z->hidden ? nan : z->ratio,
                 low = z->hidden ? nan : z->lo95, high = z->hidden ? nan : z->hi95;
    cells[0] = name;
    cells[1] = cases_of(f, h, z);
    cells[2] = jy_report_count(f, z->exposure > 0 ? (int64_t)z->exposure : -1);
    cells[3] = jy_report_decimal(f, z->expected, 1);
    cells[4] = ratio_text(f, ratio, low, high);
    cells[5] = jy_report_decimal(f, z->p, 4);
    cells[6] = jy_report_decimal(f, z->p_family, 4);
    return (struct jy_report_row){.cells = cells, .own = own, .bar = {nan, nan, nan}};
}

static void fill_table(struct jy_crime_filling *f, const struct jy_hotspots *h,
                       const struct jy_hotspot_words *words, struct jy_report_section *s)
{
    const size_t n_others = h->n_others < OTHERS_TOLD ? h->n_others : OTHERS_TOLD;
    struct jy_report_row *rows =
        jy_arena_alloc(f->arena, (h->n_zones + n_others + 1) * sizeof *rows);
    const char **heads = jy_report_texts(f, 7);
    heads[0] = jy_report_get(f, "crimes.report.zone");
    heads[1] = jy_report_get(f, "ui.zones.cases");
    heads[2] = words->exposure != NULL ? words->exposure : jy_report_get(f, "ui.zones.exposure");
    heads[3] = jy_report_get(f, "ui.zones.expected");
    heads[4] = jy_report_get(f, "ui.zones.ratio");
    heads[5] = jy_report_get(f, "crimes.report.p");
    heads[6] = jy_report_get(f, "crimes.report.p_family");
    for (size_t i = 0; i < h->n_zones; i++)
        rows[s->table.n_rows++] = zone_row(f, h, &h->zones[i], words->zones[i].name, true);
    for (size_t i = 0; i < n_others; i++)
        rows[s->table.n_rows++] = zone_row(f, h, &h->others[i], words->others[i].name, false);
    s->table.n_columns = 7;
    s->table.heads = heads;
    s->table.rows = rows;
}

static const char *method_text(struct jy_crime_filling *f, const struct jy_hotspots *h)
{
    return jy_report_say(f, "ui.zones.method", "windows", jy_report_count(f, (int64_t)h->n_windows),
                         "share", jy_report_decimal(f, 100 * h->options.max_fraction, 0), "nsim",
                         jy_report_count(f, h->nsim), "seed",
                         jy_report_count(f, (int64_t)h->options.seed), "alpha",
                         jy_report_decimal(f, JY_HOTSPOT_ALPHA, 2), NULL);
}

static const char *gistar_text(struct jy_crime_filling *f, const struct jy_hotspots *h)
{
    if (h->gistar_refused != JY_REFUSED_NOT) {
        return jy_i18n_code(f->i18n, f->lang, "hotspots.refused",
                            jy_refusal_text(h->gistar_refused));
    }
    return jy_report_say(f, "crimes.report.gistar", "n", jy_report_count(f, (int64_t)h->n_areas),
                         "nsim", jy_report_count(f, h->nsim_gistar), "tests",
                         jy_report_count(f, (int64_t)h->tests.gistar), NULL);
}

/* What every offence would say alike is said once, before them. */
static bool is_common(const struct jy_hotspot_words *words, size_t n, const char *note)
{
    for (size_t m = 0; m < n; m++) {
        bool found = false;
        for (size_t i = 0; i < words[m].n_notes && !found; i++)
            found = strcmp(words[m].notes[i], note) == 0;
        if (!found)
            return false;
    }
    return n > 1;
}

static void common_notes(struct jy_crime_filling *f, const struct jy_hotspot_words *words, size_t n,
                         struct jy_report_section *s)
{
    const char **notes = jy_report_texts(f, words[0].n_notes + 1);
    notes[s->n_notes++] = jy_report_get(f, "crimes.report.zones_note");
    for (size_t i = 0; i < words[0].n_notes; i++) {
        if (is_common(words, n, words[0].notes[i]))
            notes[s->n_notes++] = words[0].notes[i];
    }
    s->notes = notes;
}

static void own_notes(struct jy_crime_filling *f, const struct jy_hotspots *h,
                      const struct jy_hotspot_words *words, size_t m, size_t n,
                      struct jy_report_section *s)
{
    const char **notes = jy_report_texts(f, words[m].n_notes + 2);
    if (h->scan_refused == JY_REFUSED_NOT)
        notes[s->n_notes++] = method_text(f, h);
    notes[s->n_notes++] = gistar_text(f, h);
    for (size_t i = 0; i < words[m].n_notes; i++) {
        if (!is_common(words, n, words[m].notes[i]))
            notes[s->n_notes++] = words[m].notes[i];
    }
    s->notes = notes;
}

static void fill_texts(struct jy_crime_filling *f, const struct jy_hotspots *h,
                       const struct jy_hotspot_words *words, struct jy_report_section *s)
{
    size_t n = 1;
    for (size_t i = 0; i < h->n_zones; i++)
        n += 1 + words->zones[i].n_later;
    const char **texts = jy_report_texts(f, n);
    texts[s->n_texts++] = words->conclusion;
    for (size_t i = 0; i < h->n_zones; i++) {
        texts[s->n_texts++] = words->zones[i].text;
        for (size_t k = 0; k < words->zones[i].n_later; k++)
            texts[s->n_texts++] = words->zones[i].later[k];
    }
    s->texts = texts;
}

static void one_offence(struct jy_crime_filling *f, const struct jy_hotspot_family *family,
                        const struct jy_hotspot_words *words, size_t m)
{
    const struct jy_hotspots *h = family->members[m];
    struct jy_report_section *s = jy_report_section(f, 3, words[m].offence);
    fill_texts(f, h, &words[m], s);
    fill_table(f, h, &words[m], s);
    own_notes(f, h, words, m, family->n, s);
    s->source = words[m].source;
    f->sample |= h->sample;
    jy_report_lead(f, words[m].conclusion);
}

static void all_offences(struct jy_crime_filling *f, const struct jy_hotspot_family *family,
                         struct jy_report_section *s)
{
    struct jy_hotspot_words *words = jy_arena_alloc(f->arena, family->n * sizeof *words);
    for (size_t m = 0; m < family->n; m++)
        words[m] = jy_hotspots_words(family->members[m], f->i18n, f->lang, f->arena);
    common_notes(f, words, family->n, s);
    for (size_t m = 0; m < family->n; m++)
        one_offence(f, family, words, m);
}

enum jy_code jy_report_zones(struct jy_crime_filling *f, struct jy_hotspot_family **out,
                             struct jy_error *err)
{
    const enum jy_code code = judge(f, out, err);
    if (code != JY_OK)
        return code;
    struct jy_report_section *s = jy_report_section(f, 2, jy_report_get(f, "ui.layers.hotspots"));
    if (*out != NULL) {
        all_offences(f, *out, s);
        return JY_OK;
    }
    const char **texts = jy_report_texts(f, 1);
    texts[0] = jy_report_say(f, "crimes.report.no_zones", "year",
                             jy_arena_printf(f->arena, "%d", f->year), NULL);
    s->texts = texts;
    s->n_texts = 1;
    return JY_OK;
}

/* --- every area ------------------------------------------------------------------------------- */

static struct jy_report_row area_row(struct jy_crime_filling *f, const struct jy_hotspots *h,
                                     const struct jy_hotspot_area *a, const char *name, bool q)
{
    const char **cells = jy_report_texts(f, 6);
    const double nan = (double)NAN;
    const double ratio = a->hidden ? nan : a->rate.smr, low = a->hidden ? nan : a->rate.smr_lo95,
                 high = a->hidden ? nan : a->rate.smr_hi95;
    cells[0] = name;
    cells[1] = a->hidden ? jy_report_get(f, "ui.zones.hidden") : jy_report_count(f, a->cases);
    cells[2] = jy_report_count(f, a->exposure > 0 ? (int64_t)a->exposure : -1);
    cells[3] = jy_report_decimal(f, a->rate.expected, 1);
    cells[4] = ratio_text(f, ratio, low, high);
    cells[5] = jy_report_decimal(f, q && !h->suppressed ? a->q : nan, 3);
    return (struct jy_report_row){.cells = cells, .own = a->in_zone, .bar = {ratio, low, high}};
}

static void one_table(struct jy_crime_filling *f, const struct jy_hotspots *h)
{
    const struct jy_hotspot_words words = jy_hotspots_words(h, f->i18n, f->lang, f->arena);
    const bool q = h->gistar_refused == JY_REFUSED_NOT && !h->suppressed;
    struct jy_report_section *s = jy_report_section(
        f, 2,
        jy_report_say(f, "crimes.report.areas", "offence", words.offence, "period",
                      jy_report_say(f, "hotspots.period.year", "year",
                                    jy_arena_printf(f->arena, "%d", f->year), NULL),
                      NULL));
    struct jy_report_row *rows = jy_arena_alloc(f->arena, (h->n_areas + 1) * sizeof *rows);
    const char **heads = jy_report_texts(f, 6);
    heads[0] = jy_report_get(f, "ui.zones.area");
    heads[1] = jy_report_get(f, "ui.zones.cases");
    heads[2] = words.exposure != NULL ? words.exposure : jy_report_get(f, "ui.zones.exposure");
    heads[3] = jy_report_get(f, "ui.zones.expected");
    heads[4] = jy_report_get(f, "ui.zones.ratio");
    heads[5] = jy_report_get(f, "crimes.report.q");
    for (size_t i = 0; i < h->n_areas; i++)
        rows[i] = area_row(f, h, &h->areas[i], words.areas[i], q);
    s->table.n_columns = q ? 6 : 5;
    s->table.heads = heads;
    s->table.rows = rows;
    s->table.n_rows = h->n_areas;
    if (h->rates_refused == JY_REFUSED_NOT) {
        s->table.reference = 1;
        s->table.bar_head = jy_report_bar_head(f, "crimes.report.bar_ratio", &s->table);
    }
    s->source = words.source;
}

void jy_report_areas(struct jy_crime_filling *f, const struct jy_hotspot_family *family)
{
    for (size_t m = 0; m < family->n; m++)
        one_table(f, family->members[m]);
}
