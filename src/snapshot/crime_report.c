/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/crime_report.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/snapshot/crime_report_parts.h"

/* --- words ------------------------------------------------------------------------------------ */

const char *jy_report_say(struct jy_crime_filling *f, const char *key, ...)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_i18n_value values[12];
    size_t n = 0;
    va_list args;
    va_start(args, key);
    for (const char *name; n < 12 && (name = va_arg(args, const char *)) != NULL; n++)
        values[n] = (struct jy_i18n_value){name, va_arg(args, const char *)};
    va_end(args);
    jy_i18n_format(f->i18n, f->lang, key, values, n, &text);
    return jy_arena_strdup(f->arena, jy_buf_text(&text));
}

const char *jy_report_get(const struct jy_crime_filling *f, const char *key)
{
    return jy_i18n_get(f->i18n, f->lang, key);
}

const char *jy_report_count(struct jy_crime_filling *f, int64_t value)
{
    if (value < 0)
        return jy_report_get(f, "ui.unknown");
    const char *plain = jy_arena_printf(f->arena, "%" PRId64, value);
    const size_t n = strlen(plain);
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            jy_buf_addc(&text, ',');
        jy_buf_addc(&text, plain[i]);
    }
    return jy_arena_strdup(f->arena, jy_buf_text(&text));
}

const char *jy_report_decimal(struct jy_crime_filling *f, double value, int decimals)
{
    return isfinite(value) ? jy_arena_printf(f->arena, "%.*f", decimals, value) : "–";
}

const char *jy_report_percent(struct jy_crime_filling *f, double share)
{
    return isfinite(share) ? jy_arena_printf(f->arena, "%.1f %%", 100 * share) : "–";
}

const char *jy_report_interval(struct jy_crime_filling *f, double low, double high, int decimals)
{
    if (!isfinite(low) || !isfinite(high))
        return "–";
    return jy_arena_printf(f->arena, "%.*f–%.*f", decimals, low, decimals, high);
}

const char **jy_report_texts(struct jy_crime_filling *f, size_t n)
{
    return jy_arena_alloc(f->arena, (n + 1) * sizeof(const char *));
}

struct jy_report_section *jy_report_section(struct jy_crime_filling *f, int level,
                                            const char *heading)
{
    assert(f->n_sections < JY_CRIME_SECTIONS_MAX);
    struct jy_report_section *s = &f->sections[f->n_sections++];
    *s = (struct jy_report_section){.heading = heading, .level = level};
    s->table.reference = (double)NAN;
    return s;
}

void jy_report_lead(struct jy_crime_filling *f, const char *text)
{
    assert(f->n_leads < JY_CRIME_LEADS_MAX);
    f->leads[f->n_leads++] = text;
}

const char *jy_report_bar_head(struct jy_crime_filling *f, const char *key,
                               const struct jy_report_table *table)
{
    const double scale = jy_report_scale(table);
    return jy_report_say(f, key, "max", jy_report_decimal(f, scale, scale < 10 ? 1 : 0), NULL);
}

static const char *offence_name(const struct jy_crime_filling *f, const struct jy_taxon *offence)
{
    return jy_text_in(&offence->name, f->lang);
}

static const char *city_name(const struct jy_crime_filling *f)
{
    return jy_city_name(f->data->city, f->lang);
}

static const char *year_text(struct jy_crime_filling *f, int year)
{
    return jy_arena_printf(f->arena, "%d", year);
}

static enum jy_code figure_of(struct jy_crime_filling *f, enum jy_crime_figure_kind kind,
                              const char *offence, int year, struct jy_crime_figure **out,
                              struct jy_error *err)
{
    const struct jy_crime_data from = {f->rows, f->data, f->taxonomy};
    enum jy_code code = jy_crime_figure_new(&from, kind, offence, year, f->full, out, err);
    for (size_t i = 0; code == JY_OK && i < (*out)->n_sources; i++)
        f->sample |= (*out)->sources[i]->sample;
    return code;
}

static void add_source(struct jy_buf *list, const struct jy_source *s)
{
    char date[JY_DATE_TEXT_SIZE];
    const char *who = s->credit != NULL && s->credit[0] != '\0' ? s->credit : s->file;
    jy_buf_addf(list, "%s%s%s%s (%s)", list->len > 0 ? "; " : "", who != NULL ? who : "–",
                s->licence != NULL ? ", " : "", s->licence != NULL ? s->licence : "",
                jy_date_valid(s->date) ? jy_date_text(s->date, date) : "–");
}

static const char *source_line(struct jy_crime_filling *f, const struct jy_crime_figure *figure)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    for (size_t i = 0; i < figure->n_sources; i++)
        add_source(&list, figure->sources[i]);
    return list.len > 0 ? jy_report_say(f, "hotspots.source", "sources", jy_buf_text(&list), NULL)
                        : NULL;
}

/* --- by year ---------------------------------------------------------------------------------- */

/* Sources of yearly figures: the tables, then what the profile cites; each has a letter. */
struct cited {
    const char *list[26];
    size_t n;
};

static const char *letter_of(struct jy_crime_filling *f, struct cited *cited, const char *source)
{
    size_t i = 0;
    while (i < cited->n &&
           (cited->list[i] == NULL || source == NULL ? cited->list[i] != source
                                                     : strcmp(cited->list[i], source) != 0))
        i++;
    if (i == cited->n && cited->n < sizeof cited->list / sizeof *cited->list)
        cited->list[cited->n++] = source;
    return jy_arena_printf(f->arena, "%c", (char)('a' + i));
}

/* "a: ...; b: ..." */
static const char *cited_line(struct jy_crime_filling *f, const struct cited *cited,
                              const struct jy_crime_figure *figure)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    for (size_t i = 0; i < cited->n; i++) {
        struct jy_buf JY_AUTOBUF tables = JY_BUF_INIT;
        for (size_t k = 0; cited->list[i] == NULL && k < figure->n_sources; k++)
            add_source(&tables, figure->sources[k]);
        jy_buf_addf(&list, "%s%c: %s", i > 0 ? "; " : "", (char)('a' + i),
                    cited->list[i] != NULL ? cited->list[i] : jy_buf_text(&tables));
    }
    return jy_report_say(f, "hotspots.source", "sources", jy_buf_text(&list), NULL);
}

static const char *years_alt(struct jy_crime_filling *f, const char *title,
                             const struct jy_report_years *years)
{
    const struct jy_report_year *a = &years->years[0], *b = &years->years[years->n - 1];
    return jy_report_say(f, "crimes.report.years_alt", "title", title, "a", year_text(f, a->year),
                         "x", a->text, "b", year_text(f, b->year), "y", b->text, NULL);
}

static const struct jy_crime_point *point_in(const struct jy_crime_figure *figure, int year)
{
    for (size_t i = 0; i < figure->n; i++) {
        if (figure->points[i].year == year)
            return &figure->points[i];
    }
    return NULL;
}

/* "In 2024 ... 268"; beside it the year before, when it is known. */
static void lead_total(struct jy_crime_filling *f, const struct jy_crime_figure *figure)
{
    const struct jy_crime_point *now = point_in(figure, f->year),
                                *before = point_in(figure, f->year - 1);
    if (now == NULL)
        return;
    const char *text = jy_report_say(
        f, "crimes.report.lead", "city", city_name(f), "year", year_text(f, f->year), "offence",
        offence_name(f, figure->offence), "cases", jy_report_count(f, now->cases), NULL);
    if (before != NULL) {
        text = jy_arena_printf(f->arena, "%s %s", text,
                               jy_report_say(f, "crimes.report.lead_before", "before_year",
                                             year_text(f, f->year - 1), "before",
                                             jy_report_count(f, before->cases), NULL));
    }
    jy_report_lead(f, text);
}

static void fill_years(struct jy_crime_filling *f, const struct jy_crime_figure *figure)
{
    const char *title =
        jy_report_say(f, "crimes.title.yearly", "offence", offence_name(f, figure->offence), NULL);
    struct jy_report_section *s = jy_report_section(f, 2, title);
    struct jy_report_year *years = jy_arena_alloc(f->arena, (figure->n + 1) * sizeof *years);
    struct jy_report_row *rows = jy_arena_alloc(f->arena, (figure->n + 1) * sizeof *rows);
    const char **heads = jy_report_texts(f, 3);
    struct cited cited = {0};
    heads[0] = jy_report_get(f, "ui.figures.year");
    heads[1] = jy_report_get(f, "ui.zones.cases");
    heads[2] = jy_report_get(f, "crimes.report.mark");
    size_t n = 0;
    for (size_t i = 0; i < figure->n && figure->points[i].year <= f->year; i++, n++) {
        const struct jy_crime_point *p = &figure->points[i];
        const char **cells = jy_report_texts(f, 3);
        cells[0] = year_text(f, p->year);
        cells[1] = jy_report_count(f, p->cases);
        cells[2] = letter_of(f, &cited, p->published);
        years[n] = (struct jy_report_year){p->year, (double)p->cases, cells[1]};
        rows[n] = (struct jy_report_row){.cells = cells,
                                         .own = p->year == f->year,
                                         .bar = {(double)NAN, (double)NAN, (double)NAN}};
    }
    s->table.n_columns = 3;
    s->table.heads = heads;
    s->table.rows = rows;
    s->table.n_rows = n;
    s->source = cited_line(f, &cited, figure);
    s->years = (struct jy_report_years){.n = n, .years = years};
    if (n > 0)
        s->years.alt = years_alt(f, title, &s->years);
}

static enum jy_code by_year(struct jy_crime_filling *f, struct jy_error *err)
{
    struct jy_crime_figure *figure = NULL;
    const enum jy_code code = figure_of(f, JY_CRIME_YEARLY, "total", 0, &figure, err);
    if (code != JY_OK) /* a registry may count kinds alone */
        return code == JY_ENOTFOUND ? JY_OK : code;
    lead_total(f, figure);
    fill_years(f, figure);
    jy_crime_figure_free(figure);
    return JY_OK;
}

/* --- by offence ------------------------------------------------------------------------------- */

static int depth_of(const struct jy_crime_filling *f, const struct jy_taxon *taxon)
{
    int depth = -1; /* the groups of the total are not moved in */
    while (taxon != NULL && taxon->parent != NULL) {
        depth++;
        taxon = jy_taxonomy_find(f->taxonomy, taxon->parent);
    }
    return depth > 0 ? depth : 0;
}

static void fill_offences(struct jy_crime_filling *f, const struct jy_crime_figure *figure)
{
    struct jy_report_section *s = jy_report_section(
        f, 2, jy_report_say(f, "crimes.title.offences", "year", year_text(f, f->year), NULL));
    struct jy_report_row *rows = jy_arena_alloc(f->arena, (figure->n + 1) * sizeof *rows);
    const char **heads = jy_report_texts(f, 3), **notes = jy_report_texts(f, 1);
    int64_t total = -1;
    heads[0] = jy_report_get(f, "ui.zones.offence");
    heads[1] = jy_report_get(f, "ui.zones.cases");
    heads[2] = jy_report_get(f, "crimes.report.share");
    for (size_t i = 0; i < figure->n; i++) {
        const struct jy_crime_point *p = &figure->points[i];
        const bool all = strcmp(p->offence->code, "total") == 0;
        const char **cells = jy_report_texts(f, 3);
        total = all ? p->cases : total;
        cells[0] = offence_name(f, p->offence);
        cells[1] = jy_report_count(f, p->cases);
        cells[2] = total > 0 ? jy_report_percent(f, (double)p->cases / (double)total) : "–";
        rows[i] = (struct jy_report_row){
            .cells = cells,
            .indent = depth_of(f, p->offence),
            .own = all,
            .bar = {all ? (double)NAN : (double)p->cases, (double)NAN, (double)NAN}};
    }
    s->table.n_columns = total > 0 ? 3 : 2;
    s->table.heads = heads;
    s->table.rows = rows;
    s->table.n_rows = figure->n;
    s->table.bar_head = jy_report_bar_head(f, "crimes.report.bar_cases", &s->table);
    notes[0] = jy_report_get(f, "crimes.report.groups_note");
    s->notes = notes;
    s->n_notes = 1;
    s->source = source_line(f, figure);
}

/* --- by district ------------------------------------------------------------------------------ */

static double city_rate(const struct jy_crime_figure *figure, int64_t total)
{
    double persons = 0;
    for (size_t i = 0; i < figure->n; i++)
        persons += figure->points[i].persons;
    return persons > 0 && total >= 0 ? 1000 * (double)total / persons : (double)NAN;
}

static struct jy_report_row district_row(struct jy_crime_filling *f, const struct jy_crime_point *p)
{
    const char **cells = jy_report_texts(f, 5);
    const bool shown = !p->hidden;
    const double nan = (double)NAN, rate = shown ? p->per_1000 : nan,
                 low = shown ? p->lo95_per_1000 : nan, high = shown ? p->hi95_per_1000 : nan;
    cells[0] = p->district != NULL ? jy_text_in(&p->district->name, f->lang) : p->name;
    cells[1] = shown ? jy_report_count(f, p->cases) : jy_report_get(f, "ui.zones.hidden");
    cells[2] = jy_report_count(f, p->persons > 0 ? (int64_t)p->persons : -1);
    cells[3] = jy_report_decimal(f, rate, 2);
    cells[4] = jy_report_interval(f, low, high, 2);
    return (struct jy_report_row){.cells = cells, .bar = {rate, low, high}};
}

static void district_notes(struct jy_crime_filling *f, const struct jy_crime_figure *figure,
                           struct jy_report_section *s)
{
    const char **notes = jy_report_texts(f, 3);
    bool hidden = false;
    int persons_year = 0;
    for (size_t i = 0; i < figure->n; i++) {
        hidden |= figure->points[i].hidden;
        persons_year = figure->points[i].persons_year;
    }
    if (isfinite(s->table.reference)) {
        notes[s->n_notes++] = jy_report_say(f, "crimes.report.districts_note", "rate",
                                            jy_report_decimal(f, s->table.reference, 2), NULL);
    }
    if (persons_year > 0) {
        notes[s->n_notes++] = jy_report_say(f, "crimes.report.persons_note", "year",
                                            year_text(f, persons_year), NULL);
    }
    if (hidden) {
        notes[s->n_notes++] = jy_report_say(
            f, "crimes.report.not_shown", "hidden", jy_report_get(f, "ui.zones.hidden"), "n",
            jy_report_count(f, f->data->city->print.suppress_below), NULL);
    }
    s->notes = notes;
}

static void fill_districts(struct jy_crime_filling *f, const struct jy_crime_figure *figure,
                           int64_t total)
{
    struct jy_report_section *s = jy_report_section(
        f, 2,
        jy_report_say(f, "crimes.title.districts", "offence", offence_name(f, figure->offence),
                      "year", year_text(f, f->year), NULL));
    struct jy_report_row *rows = jy_arena_alloc(f->arena, (figure->n + 1) * sizeof *rows);
    const char **heads = jy_report_texts(f, 5);
    heads[0] = jy_report_get(f, "ui.zones.area");
    heads[1] = jy_report_get(f, "ui.zones.cases");
    heads[2] = jy_i18n_code(f->i18n, f->lang, "hotspots.exposure", "persons");
    heads[3] = jy_report_get(f, "ui.rank.per_1000");
    heads[4] = jy_report_get(f, "crimes.report.interval");
    for (size_t i = 0; i < figure->n; i++)
        rows[i] = district_row(f, &figure->points[i]);
    s->table.n_columns = 5;
    s->table.heads = heads;
    s->table.rows = rows;
    s->table.n_rows = figure->n;
    s->table.reference = city_rate(figure, total);
    if (isfinite(s->table.reference))
        s->table.bar_head = jy_report_bar_head(f, "crimes.report.bar_per_1000", &s->table);
    district_notes(f, figure, s);
    s->source = source_line(f, figure);
}

/* All offences, then the priority ones, where a table counts them by district. */
static enum jy_code by_district(struct jy_crime_filling *f, const struct jy_crime_figure *offences,
                                struct jy_error *err)
{
    const struct jy_city *city = f->data->city;
    for (size_t k = 0; k <= city->n_priority_offences && k < JY_CRIME_OFFENCES_MAX; k++) {
        struct jy_crime_figure *figure = NULL;
        const char *code_wanted = k == 0 ? "total" : city->priority_offences[k - 1];
        const enum jy_code code =
            figure_of(f, JY_CRIME_DISTRICTS, code_wanted, f->year, &figure, err);
        if (code == JY_ENOTFOUND)
            continue;
        if (code != JY_OK)
            return code;
        int64_t total = -1;
        for (size_t i = 0; i < offences->n; i++) {
            if (offences->points[i].offence == figure->offence)
                total = offences->points[i].cases;
        }
        fill_districts(f, figure, total);
        jy_crime_figure_free(figure);
    }
    return JY_OK;
}

/* --- rank ------------------------------------------------------------------------------------- */

static const char *rank_text(struct jy_crime_filling *f, const struct jy_crime_figure *figure,
                             const char *key)
{
    const struct jy_crime_point *own =
        figure->own < figure->n ? &figure->points[figure->own] : NULL;
    return jy_report_say(
        f, key, "offence", offence_name(f, figure->offence), "city", city_name(f), "year",
        year_text(f, f->year), "n", jy_report_count(f, (int64_t)figure->n_ranked), "m",
        jy_report_count(f, (int64_t)figure->n_rated), "cases",
        jy_report_count(f, own != NULL ? own->cases : -1), "rate",
        jy_report_decimal(f, own != NULL ? own->per_1000 : (double)NAN, 2), "rank",
        jy_report_count(f, own != NULL ? (int64_t)own->rank_cases : -1), "rank_rate",
        jy_report_count(f, own != NULL ? (int64_t)own->rank_per_1000 : -1), NULL);
}

static void rank_texts(struct jy_crime_filling *f, const struct jy_crime_figure *figure,
                       struct jy_report_section *s)
{
    const char **texts = jy_report_texts(f, 2);
    const bool known = figure->own < figure->n;
    texts[s->n_texts++] =
        rank_text(f, figure, known ? "crimes.rank.text" : "crimes.rank.not_in_table");
    if (known && figure->points[figure->own].rank_per_1000 > 0)
        texts[s->n_texts++] = rank_text(f, figure, "crimes.rank.text_per_1000");
    s->texts = texts;
    jy_report_lead(f, texts[0]);
}

static void fill_rank(struct jy_crime_filling *f, const struct jy_crime_figure *figure)
{
    struct jy_report_section *s = jy_report_section(
        f, 2,
        jy_report_say(f, "crimes.title.rank", "offence", offence_name(f, figure->offence), "year",
                      year_text(f, f->year), NULL));
    struct jy_report_row *rows = jy_arena_alloc(f->arena, (figure->n + 1) * sizeof *rows);
    const char **heads = jy_report_texts(f, 4);
    heads[0] = jy_report_get(f, "ui.rank.municipality");
    heads[1] = jy_report_get(f, "ui.rank.place");
    heads[2] = jy_report_get(f, "ui.zones.cases");
    heads[3] = jy_report_get(f, "ui.rank.per_1000");
    for (size_t i = 0; i < figure->n; i++) {
        const struct jy_crime_point *p = &figure->points[i];
        const char **cells = jy_report_texts(f, 4);
        cells[0] = p->own ? city_name(f) : p->name;
        cells[1] = jy_report_count(f, (int64_t)p->rank_cases);
        cells[2] = jy_report_count(f, p->cases);
        cells[3] = jy_report_decimal(f, p->per_1000, 2);
        rows[i] = (struct jy_report_row){
            .cells = cells, .own = p->own, .bar = {(double)p->cases, (double)NAN, (double)NAN}};
    }
    s->table.n_columns = figure->n_rated > 0 ? 4 : 3;
    s->table.heads = heads;
    s->table.rows = rows;
    s->table.n_rows = figure->n;
    s->table.bar_head = jy_report_bar_head(f, "crimes.report.bar_cases", &s->table);
    rank_texts(f, figure, s);
    s->source = source_line(f, figure);
}

static enum jy_code by_municipality(struct jy_crime_filling *f, struct jy_error *err)
{
    struct jy_crime_figure *figure = NULL;
    const enum jy_code code = figure_of(f, JY_CRIME_RANK, "total", f->year, &figure, err);
    if (code != JY_OK) /* left out while no table of municipalities is imported */
        return code == JY_ENOTFOUND ? JY_OK : code;
    fill_rank(f, figure);
    jy_crime_figure_free(figure);
    return JY_OK;
}

/* --- all of it -------------------------------------------------------------------------------- */

static void reading(struct jy_crime_filling *f)
{
    struct jy_report_section *s =
        jy_report_section(f, 2, jy_report_get(f, "crimes.report.reading"));
    const char **texts = jy_report_texts(f, 2);
    texts[0] = jy_report_get(f, "crimes.report.recorded");
    texts[1] = jy_report_get(f, "hotspots.note.association");
    s->texts = texts;
    s->n_texts = 2;
}

static enum jy_code fill_sections(struct jy_crime_filling *f,
                                  const struct jy_crime_figure *offences, struct jy_error *err)
{
    struct jy_hotspot_family *family = NULL;
    enum jy_code code = by_year(f, err);
    if (code != JY_OK)
        return code;
    fill_offences(f, offences);
    code = by_district(f, offences, err);
    if (code == JY_OK)
        code = jy_report_zones(f, &family, err);
    if (code == JY_OK)
        code = by_municipality(f, err);
    if (code == JY_OK) {
        reading(f);
        if (family != NULL)
            jy_report_areas(f, family);
    }
    jy_hotspot_family_free(family);
    return code;
}

static void finish(struct jy_crime_filling *f, struct jy_report *out)
{
    char day[JY_DATE_TEXT_SIZE], now[JY_TIMESTAMP_SIZE];
    struct jy_report_section *sections =
        jy_arena_alloc(f->arena, (f->n_sections + 1) * sizeof *sections);
    const char **leads = jy_report_texts(f, f->n_leads);
    memcpy(sections, f->sections, f->n_sections * sizeof *sections);
    memcpy(leads, f->leads, f->n_leads * sizeof *leads);
    *out = (struct jy_report){
        .lang = f->lang,
        .title = jy_report_say(f, "crimes.report.title", "city", city_name(f), "year",
                               year_text(f, f->year), NULL),
        .n_leads = f->n_leads,
        .leads = leads,
        .flag = f->sample ? jy_report_get(f, "flyer.sample") : NULL,
        .warning = f->full ? jy_report_get(f, "crimes.report.staff") : NULL,
        .foot = jy_report_say(f, "crimes.report.foot", "city", city_name(f), "date",
                              jy_date_text(jy_clock_today(), day), NULL),
        .created = jy_arena_strdup(f->arena, jy_clock_timestamp(now)),
        .n_sections = f->n_sections,
        .sections = sections,
    };
}

enum jy_code jy_crime_report_fill(const struct jy_crime_report_from *from,
                                  const struct jy_crime_report_wish *wish, struct jy_arena *arena,
                                  struct jy_report *out, struct jy_error *err)
{
    struct jy_crime_filling *f JY_AUTOFREE = jy_calloc(1, sizeof *f);
    struct jy_crime_figure *offences = NULL;
    *f = (struct jy_crime_filling){.rows = from->rows,
                                   .data = from->data,
                                   .taxonomy = from->taxonomy,
                                   .i18n = from->i18n,
                                   .arena = arena,
                                   .lang = wish->lang,
                                   .full = wish->full};
    enum jy_code code = figure_of(f, JY_CRIME_OFFENCES, NULL, wish->year, &offences, err);
    if (code != JY_OK)
        return code;
    f->year = offences->year;
    code = fill_sections(f, offences, err);
    if (code == JY_OK)
        finish(f, out);
    jy_crime_figure_free(offences);
    return code;
}
