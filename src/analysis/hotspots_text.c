/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sentences and notes in the five languages. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/hotspots_writer.h"

#define NUMBER_SIZE 32

__attribute__((sentinel)) void jy_hotspot_say(const struct jy_hotspot_writer *w, struct jy_buf *out,
                                              const char *key, ...)
{
    struct jy_i18n_value values[16];
    size_t n = 0;
    va_list args;
    va_start(args, key);
    for (const char *name; n < 16 && (name = va_arg(args, const char *)) != NULL; n++)
        values[n] = (struct jy_i18n_value){name, va_arg(args, const char *)};
    va_end(args);
    jy_i18n_format(w->i18n, w->lang, key, values, n, out);
}

static const char *decimal(double value, int decimals, char text[NUMBER_SIZE])
{
    if (!isfinite(value))
        return "–";
    (void)snprintf(text, NUMBER_SIZE, "%.*f", decimals, value);
    return text;
}

static const char *whole(int64_t value, char text[NUMBER_SIZE])
{
    (void)snprintf(text, NUMBER_SIZE, "%" PRId64, value);
    return text;
}

static const char *percent(double share, char text[NUMBER_SIZE])
{
    return decimal(100 * share, share < 0.0995 ? 1 : 0, text);
}

double jy_hotspot_share(int64_t n, int64_t of)
{
    return of > 0 ? (double)n / (double)of : (double)NAN;
}

const char *jy_hotspot_offence_name(const struct jy_hotspot_writer *w)
{
    return jy_text_in(&w->h->offence->name, w->lang);
}

const char *jy_hotspot_exposure_name(const struct jy_hotspot_writer *w)
{
    return jy_i18n_code(w->i18n, w->lang, "hotspots.exposure",
                        jy_exposure_kind_text(w->h->exposure.kind));
}

const char *jy_hotspot_refusal_text(const struct jy_hotspot_writer *w, enum jy_refusal refusal)
{
    return jy_i18n_code(w->i18n, w->lang, "hotspots.refused", jy_refusal_text(refusal));
}

static void set_period(const struct jy_hotspot_writer *w, int from_year, int to_year, char out[64])
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    char from[NUMBER_SIZE], to[NUMBER_SIZE];
    jy_hotspot_say(w, &text,
                   from_year == to_year ? "hotspots.period.year" : "hotspots.period.years", "year",
                   whole(from_year, from), "from", from, "to", whole(to_year, to), NULL);
    (void)snprintf(out, 64, "%s", jy_buf_text(&text));
}

void jy_hotspot_writer_init(struct jy_hotspot_writer *w, const struct jy_hotspots *h,
                            const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    *w = (struct jy_hotspot_writer){.h = h, .i18n = i18n, .lang = lang, .json = json};
    set_period(w, h->options.from_year, h->options.to_year, w->period);
}

static bool by_points(const struct jy_hotspots *h)
{
    return h->options.level == JY_HOTSPOT_GRID || h->options.level == JY_HOTSPOT_STREET;
}

int64_t jy_hotspot_of(const struct jy_hotspots *h)
{
    return by_points(h) ? h->located : h->reported;
}

double jy_hotspot_share_of_city(const struct jy_hotspots *h, const struct jy_hotspot_zone *z)
{
    if (h->options.level == JY_HOTSPOT_GRID)
        return jy_hotspot_share((int64_t)z->n_areas, (int64_t)h->n_cells);
    return h->options.level == JY_HOTSPOT_STREET ? z->exposure / h->streets_m : (double)NAN;
}

enum jy_refusal jy_hotspot_zones_refused(const struct jy_hotspots *h)
{
    return h->options.level == JY_HOTSPOT_GRID ? h->gistar_refused : h->scan_refused;
}

/* --- sentences -------------------------------------------------------------------------------- */

void jy_hotspot_area_sentence(const struct jy_hotspot_writer *w, const struct jy_hotspot_area *a,
                              struct jy_buf *out)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    char t[7][NUMBER_SIZE];
    const bool rate = isfinite(a->rate.smr);
    jy_hotspots_area_name(h, a, w->i18n, w->lang, &name);
    const char *key = a->hidden      ? "hotspots.sentence.hidden"
                      : a->cases < 0 ? "hotspots.sentence.unknown"
                      : rate         ? "hotspots.sentence.area"
                                     : "hotspots.sentence.count";
    jy_hotspot_say(w, out, key, "period", w->period, "offence", jy_hotspot_offence_name(w), "area",
                   jy_buf_text(&name), "cases", whole(a->cases, t[0]), "total",
                   whole(h->reported, t[1]), "share",
                   percent(jy_hotspot_share(a->cases, h->reported), t[2]), "exposure",
                   jy_hotspot_exposure_name(w), "expected", decimal(a->rate.expected, 1, t[3]),
                   "ratio", decimal(a->rate.smr, 1, t[4]), "lo", decimal(a->rate.smr_lo95, 1, t[5]),
                   "hi", decimal(a->rate.smr_hi95, 1, t[6]), NULL);
}

static const char *zone_key(const struct jy_hotspots *h, const struct jy_hotspot_zone *z)
{
    if (z->hidden)
        return by_points(h) ? "hotspots.sentence.points_hidden" : "hotspots.sentence.zone_hidden";
    return h->options.level == JY_HOTSPOT_GRID     ? "hotspots.sentence.grid"
           : h->options.level == JY_HOTSPOT_STREET ? "hotspots.sentence.street"
                                                   : "hotspots.sentence.zone";
}

/* The p that decided: with the family; of the grid, which is judged by q, that. */
static double decided_by(const struct jy_hotspots *h, const struct jy_hotspot_zone *z)
{
    return h->options.level == JY_HOTSPOT_GRID ? z->q : z->p_family;
}

void jy_hotspot_zone_sentence(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z,
                              struct jy_buf *out)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    char t[10][NUMBER_SIZE];
    const int64_t total = jy_hotspot_of(h);
    jy_hotspots_zone_name(h, z, w->i18n, w->lang, &name);
    jy_hotspot_say(w, out, zone_key(h, z), "period", w->period, "offence",
                   jy_hotspot_offence_name(w), "area", jy_buf_text(&name), "cases",
                   whole(z->cases, t[0]), "total", whole(total, t[1]), "share",
                   percent(jy_hotspot_share(z->cases, total), t[2]), "exposure",
                   jy_hotspot_exposure_name(w), "expected", decimal(z->expected, 1, t[3]), "ratio",
                   decimal(z->ratio, 1, t[4]), "lo", decimal(z->lo95, 1, t[5]), "hi",
                   decimal(z->hi95, 1, t[6]), "p", decimal(decided_by(h, z), 3, t[7]), "share_area",
                   percent(jy_hotspot_share_of_city(h, z), t[8]), "length",
                   decimal(z->exposure, 0, t[9]), NULL);
}

void jy_hotspot_hold_sentence(const struct jy_hotspot_writer *w, const struct jy_hotspot_hold *hold,
                              struct jy_buf *out)
{
    char period[64], t[5][NUMBER_SIZE];
    set_period(w, hold->from_year, hold->to_year, period);
    const char *key = !isfinite(hold->share_cases)               ? "hotspots.sentence.no_hold"
                      : isfinite(hold->share_exposure)           ? "hotspots.sentence.hold"
                      : w->h->options.level == JY_HOTSPOT_STREET ? "hotspots.sentence.hold_street"
                                                                 : "hotspots.sentence.hold_area";
    jy_hotspot_say(w, out, key, "period", period, "cases", whole(hold->cases, t[0]), "total",
                   whole(hold->total, t[1]), "share", percent(hold->share_cases, t[2]),
                   "share_exposure", percent(hold->share_exposure, t[3]), "exposure",
                   jy_hotspot_exposure_name(w), "share_area", percent(hold->share_area, t[4]),
                   NULL);
}

void jy_hotspot_conclusion(const struct jy_hotspot_writer *w, struct jy_buf *out)
{
    const enum jy_refusal refused = jy_hotspot_zones_refused(w->h);
    char n[NUMBER_SIZE];
    jy_hotspot_say(w, out,
                   refused != JY_REFUSED_NOT ? "hotspots.conclusion.refused"
                   : w->h->n_zones > 0       ? "hotspots.conclusion.zones"
                                             : "hotspots.conclusion.none",
                   "offence", jy_hotspot_offence_name(w), "period", w->period, "n",
                   whole((int64_t)w->h->n_zones, n), "reason", jy_hotspot_refusal_text(w, refused),
                   NULL);
}

void jy_hotspot_family_text(const struct jy_hotspot_writer *w, struct jy_buf *out)
{
    const struct jy_hotspot_tests *tests = &w->h->tests;
    char t[3][NUMBER_SIZE];
    if (tests->runs > 1) {
        jy_hotspot_say(w, out, "hotspots.note.family", "n", whole((int64_t)tests->runs, t[0]),
                       "offences", whole((int64_t)tests->offences, t[1]), "periods",
                       whole((int64_t)tests->periods, t[2]), NULL);
    }
}

void jy_hotspot_source_text(const struct jy_hotspot_writer *w, struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    char date[JY_DATE_TEXT_SIZE];
    for (size_t i = 0; i < w->h->n_sources; i++) {
        const struct jy_source *s = w->h->sources[i];
        const char *who = s->credit != NULL && s->credit[0] != '\0' ? s->credit : s->file;
        jy_buf_addf(&list, "%s%s (%s)", list.len > 0 ? "; " : "", who != NULL ? who : "–",
                    jy_date_valid(s->date) ? jy_date_text(s->date, date) : "–");
    }
    jy_hotspot_say(w, out, "hotspots.source", "sources", list.len > 0 ? jy_buf_text(&list) : "–",
                   NULL);
}

/* --- notes ------------------------------------------------------------------------------------ */

static void note(const struct jy_hotspot_writer *w, const char *key, const char *n,
                 const char *year, const char *used)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspot_say(w, &text, key, "n", n, "year", year, "used", used, "exposure",
                   jy_hotspot_exposure_name(w), NULL);
    w->put(w->put_ctx, jy_buf_text(&text));
}

static void note_count(const struct jy_hotspot_writer *w, const char *key, int64_t n)
{
    char text[NUMBER_SIZE];
    if (n > 0)
        note(w, key, whole(n, text), "", "");
}

static void note_years(const struct jy_hotspot_writer *w)
{
    const struct jy_exposure *e = &w->h->exposure;
    char year[NUMBER_SIZE], used[NUMBER_SIZE];
    for (int i = 0; e->kind != JY_EXPOSURE_UNKNOWN && i < e->n_years; i++) {
        if (e->year_used[i] != e->from_year + i) {
            note(w, "hotspots.note.nearest_year", "", whole(e->from_year + i, year),
                 whole(e->year_used[i], used));
        }
    }
}

/* The taxonomy's own exposure is not in the registry: said, because a rate by persons means less.
 */
static void note_exposure(const struct jy_hotspot_writer *w)
{
    const struct jy_exposure *e = &w->h->exposure;
    if (e->kind == JY_EXPOSURE_UNKNOWN || e->wanted == e->kind)
        return;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_hotspot_say(
        w, &text, "hotspots.note.exposure", "wanted",
        jy_i18n_code(w->i18n, w->lang, "hotspots.exposure", jy_exposure_kind_text(e->wanted)),
        "exposure", jy_hotspot_exposure_name(w), NULL);
    w->put(w->put_ctx, jy_buf_text(&text));
}

static bool any_few(const struct jy_hotspots *h)
{
    for (size_t i = 0; i < h->n_areas; i++) {
        if (h->areas[i].few)
            return true;
    }
    for (size_t z = 0; z < h->n_zones; z++) {
        if (h->zones[z].expected < JY_HOTSPOT_FEW_EXPECTED)
            return true;
    }
    return false;
}

/* A circle takes in whole areas: some that look low stand in a zone, and a reader asks why. */
static void note_circle(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    int64_t n = 0;
    for (size_t i = 0; i < h->n_areas && !by_points(h); i++) {
        const struct jy_hotspot_area *a = &h->areas[i];
        n += a->in_zone && !a->hidden && a->rate.smr < 1;
    }
    note_count(w, "hotspots.note.circle", n);
}

/* Which areas are high together with their neighbours, by Gi*. */
static void note_hot(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    if (by_points(h) || h->gistar_refused != JY_REFUSED_NOT || h->suppressed)
        return;
    for (size_t i = 0; i < h->n_areas; i++) {
        if (!h->areas[i].hot)
            continue;
        if (list.len > 0)
            jy_buf_adds(&list, jy_i18n_get(w->i18n, w->lang, "hotspots.separator"));
        jy_hotspots_area_name(h, &h->areas[i], w->i18n, w->lang, &list);
    }
    jy_hotspot_say(w, &text, list.len > 0 ? "hotspots.note.hot" : "hotspots.note.no_hot", "list",
                   jy_buf_text(&list), NULL);
    w->put(w->put_ctx, jy_buf_text(&text));
}

static void note_located(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    char t[3][NUMBER_SIZE];
    if (!by_points(h) || h->incidents == 0)
        return;
    const double located = jy_hotspot_share(h->located, h->incidents);
    jy_hotspot_say(w, &text,
                   located < JY_HOTSPOT_GOOD_LOCATED ? "hotspots.note.few_located"
                                                     : "hotspots.note.located",
                   "located", whole(h->located, t[0]), "total", whole(h->incidents, t[1]), "share",
                   percent(located, t[2]), NULL);
    w->put(w->put_ctx, jy_buf_text(&text));
}

static void notes_of_counts(const struct jy_hotspot_writer *w)
{
    const struct jy_hotspots *h = w->h;
    note_count(w, "hotspots.note.from_incidents", h->from_incidents);
    note_count(w, "hotspots.note.unplaced", h->unplaced);
    note_count(w, "hotspots.note.unmatched", h->unmatched);
    note_count(w, "hotspots.note.zero", h->suppressed ? 0 : (int64_t)h->n_without_row);
    note_count(w, "hotspots.note.unknown", (int64_t)h->n_unknown);
    note_count(w, "hotspots.note.conflict", (int64_t)h->n_conflict);
}

void jy_hotspot_notes(const struct jy_hotspot_writer *asked, jy_hotspot_put put, void *ctx)
{
    const struct jy_hotspots *h = asked->h;
    struct jy_hotspot_writer w = *asked;
    struct jy_buf JY_AUTOBUF family = JY_BUF_INIT;
    w.put = put;
    w.put_ctx = ctx;
    note(&w, "hotspots.note.association", "", "", "");
    jy_hotspot_family_text(&w, &family);
    if (family.len > 0)
        w.put(w.put_ctx, jy_buf_text(&family));
    if (h->n_zones > 0 && h->options.level != JY_HOTSPOT_GRID)
        note(&w, "hotspots.note.interval", "", "", "");
    note_circle(&w);
    if (h->rates_refused == JY_REFUSED_NOT && h->summary.no_difference && !h->suppressed)
        note(&w, "hotspots.note.no_difference", "", "", "");
    note_hot(&w);
    if (any_few(h))
        note(&w, "hotspots.note.few", "", "", "");
    note_exposure(&w);
    note_years(&w);
    note_located(&w);
    notes_of_counts(&w);
    if (h->suppressed && !by_points(h))
        note_count(&w, "hotspots.note.suppressed", h->data->city->print.suppress_below);
    if (h->suppressed && !by_points(h))
        note(&w, "hotspots.note.spread", "", "", "");
    if (h->sample)
        note(&w, "hotspots.note.sample", "", "", "");
}
