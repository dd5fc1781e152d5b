/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/district_flyer.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/domain/ruby.h"

struct filling {
    const struct jy_snapshot *snapshot;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_arena *arena;
    uint16_t district;
    const char *city_name, *district_name;
};

/* The text of a key with up to six values, given as name, text pairs ended by NULL. */
__attribute__((sentinel)) static const char *say(const struct filling *f, const char *key, ...)
{
    struct jy_i18n_value values[8] = {{"city", f->city_name}, {"district", f->district_name}};
    size_t n = 2;
    va_list args;
    va_start(args, key);
    for (const char *name; n < 8 && (name = va_arg(args, const char *)) != NULL; n++)
        values[n] = (struct jy_i18n_value){name, va_arg(args, const char *)};
    va_end(args);
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_i18n_format(f->i18n, f->lang, key, values, n, &text);
    return jy_arena_strdup(f->arena, jy_buf_text(&text));
}

static const char *number(const struct filling *f, double value, int decimals)
{
    return jy_arena_printf(f->arena, "%.*f", decimals, value);
}

static const char *source_name(const struct filling *f, const struct jy_source *source)
{
    if (source == NULL)
        return say(f, "flyer.source.unknown", NULL);
    if (source->sample)
        return say(f, "flyer.sample", NULL);
    return source->credit != NULL && source->credit[0] != '\0' ? source->credit : source->file;
}

/* --- crime figures -----------------------------------------------------------------------------
 */

/* The district of the sheet among those that are counted; SIZE_MAX: none. */
static size_t counted_district(const struct jy_snapshot *snapshot,
                               const struct jy_crime_areas *districts, uint16_t district)
{
    const char *name = snapshot->lighting->districts[district]->name;
    return name != NULL ? jy_crime_areas_find(districts, snapshot->data, name) : SIZE_MAX;
}

void jy_offence_in_district(const struct jy_snapshot *snapshot, const char *offence,
                            uint16_t district, struct jy_offence_count *out)
{
    const struct jy_city_data *data = snapshot->data;
    struct jy_crime_areas districts, chome;
    struct jy_crime_column column;
    *out = (struct jy_offence_count){
        .year = jy_hotspots_newest_year(snapshot->crime, offence, JY_HOTSPOT_DISTRICT)};
    if (out->year == 0)
        return;
    jy_crime_areas_init(&districts, data, JY_AREA_DISTRICT);
    jy_crime_areas_init(&chome, data, JY_AREA_CHOME);
    jy_crime_column_init(&column, snapshot->crime, data, &districts, &chome, offence, out->year);
    uint8_t *hidden JY_AUTOFREE = jy_calloc(districts.n + 1, 1);
    jy_crime_suppress(snapshot->crime, data, snapshot->taxonomy, &districts, &chome, offence,
                      out->year, hidden);
    out->city = column.unmatched_cases;
    for (size_t i = 0; i < districts.n; i++)
        out->city += column.cases[i] > 0 ? column.cases[i] : 0;
    out->city = column.city >= 0 ? column.city : out->city;
    out->district = out->city;
    if (district != JY_NO_DISTRICT) {
        const size_t i = counted_district(snapshot, &districts, district);
        out->district = i != SIZE_MAX ? column.cases[i] : -1;
        out->hidden = i != SIZE_MAX && hidden[i];
    }
    if (column.n_sources > 0)
        out->source = jy_city_data_source(data, column.sources[0]);
    jy_crime_column_done(&column);
    jy_crime_areas_done(&chome);
    jy_crime_areas_done(&districts);
}

/* --- figures ---------------------------------------------------------------------------------- */

static const struct jy_source *newest_source(const struct filling *f, enum jy_layer layer)
{
    const struct jy_source *newest = NULL;
    for (size_t i = 0; i < f->snapshot->data->n_sources; i++) {
        const struct jy_source *s = &f->snapshot->data->sources[i];
        if (s->layer == layer && (newest == NULL || s->id > newest->id))
            newest = s;
    }
    return newest;
}

static const char *source_date(const struct filling *f, const struct jy_source *source)
{
    char text[JY_DATE_TEXT_SIZE];
    if (source != NULL && jy_date_valid(source->date))
        return jy_arena_strdup(f->arena, jy_date_text(source->date, text));
    if (source != NULL && source->imported_at != NULL)
        return jy_arena_strndup(f->arena, source->imported_at, 10);
    return "–";
}

static void figure_lights(const struct filling *f, struct jy_flyer_figure *out)
{
    const struct jy_city_data *d = f->snapshot->data;
    int64_t in_service = 0, all = 0;
    for (size_t i = 0; i < d->n_lights; i++) {
        if (f->district != JY_NO_DISTRICT &&
            !jy_geometry_holds(&f->snapshot->lighting->districts[f->district]->geometry,
                               d->lights[i].at))
            continue;
        all++;
        in_service +=
            d->lights[i].status == JY_STATUS_IN_SERVICE || d->lights[i].status == JY_STATUS_UNKNOWN;
    }
    const struct jy_source *source = newest_source(f, JY_LAYER_STREETLIGHTS);
    *out = (struct jy_flyer_figure){
        .value = jy_arena_printf(f->arena, "%" PRId64, in_service),
        .unit = say(f, "flyer.lights.unit", NULL),
        .label = say(f, "flyer.lights.label", NULL),
        .source = say(f, "flyer.lights.source", "n", number(f, (double)all, 0), "date",
                      source_date(f, source), "source", source_name(f, source), NULL)};
}

static void figure_lit(const struct filling *f, struct jy_flyer_figure *out)
{
    const struct jy_lighting_summary *s = f->district == JY_NO_DISTRICT
                                              ? &f->snapshot->total
                                              : &f->snapshot->by_district[f->district];
    double lit_m = s->road_length_m - s->uncovered_m;
    bool known = s->road_length_m > 0;
    *out = (struct jy_flyer_figure){
        .value = known ? number(f, 100 * lit_m / s->road_length_m, 0) : "–",
        .unit = "%",
        .label = say(f, "flyer.lit.label", "half", number(f, s->spacing_m / 2, 0), NULL),
        .source = say(f, "flyer.lit.source", "lit", number(f, lit_m / 1000, 1), "all",
                      number(f, s->road_length_m / 1000, 1), "gaps", number(f, (double)s->gaps, 0),
                      NULL)};
}

static const char *whole(const struct filling *f, int64_t n)
{
    return n >= 0 ? jy_arena_printf(f->arena, "%" PRId64, n) : "–";
}

/* The district's count as the public may see it. */
static const char *public_count(const struct filling *f, const struct jy_offence_count *count)
{
    if (!count->hidden)
        return whole(f, count->district);
    return say(f, "flyer.withheld", NULL);
}

static void figure_offence(const struct filling *f, struct jy_flyer_figure *out)
{
    const struct jy_city *city = f->snapshot->data->city;
    const char *offence =
        city->n_priority_offences > 0 ? city->priority_offences[0] : "bicycle_theft";
    struct jy_offence_count count;
    jy_offence_in_district(f->snapshot, offence, f->district, &count);
    if (count.year == 0) {
        *out = (struct jy_flyer_figure){.value = "–",
                                        .unit = "",
                                        .label = say(f, "flyer.offence.none", NULL),
                                        .source = say(f, "flyer.offence.none_source", NULL)};
        return;
    }
    *out = (struct jy_flyer_figure){
        .value = public_count(f, &count),
        .unit = count.hidden ? "" : say(f, "flyer.offence.unit", NULL),
        .label = say(f, "flyer.offence.label", "offence",
                     jy_i18n_code(f->i18n, f->lang, "offence", offence), "year",
                     number(f, count.year, 0), NULL),
        .source = say(f, "flyer.offence.source", "n", public_count(f, &count), "all",
                      whole(f, count.city), "source", source_name(f, count.source), NULL)};
}

/* --- standing messages --------------------------------------------------------------------- */

static const struct jy_figure_point *newest_point(const struct jy_city *city, const char *id,
                                                  const struct jy_figure **out_figure)
{
    *out_figure = jy_city_figure(city, id);
    return *out_figure != NULL && (*out_figure)->n_points > 0
               ? &(*out_figure)->points[(*out_figure)->n_points - 1]
               : NULL;
}

static void fill_messages(const struct filling *f, struct jy_flyer *out)
{
    const struct jy_city *city = f->snapshot->data->city;
    const struct jy_figure *figure;
    const struct jy_figure_point *p = newest_point(city, "fraud", &figure);
    out->messages[0].heading = say(f, "flyer.fraud.heading", NULL);
    out->messages[0].text = p != NULL ? say(f, "flyer.fraud.text", "year", number(f, p->year, 0),
                                            "n", number(f, p->value, 0), NULL)
                                      : say(f, "flyer.fraud.plain", NULL);

    p = newest_point(city, "bicycle_theft", &figure);
    const struct jy_figure *total = jy_city_figure(city, "crime_total");
    const struct jy_figure_point *all =
        p != NULL && total != NULL ? jy_figure_in(total, p->year) : NULL;
    out->messages[1].heading = say(f, "flyer.bicycle.heading", NULL);
    out->messages[1].text = all != NULL
                                ? say(f, "flyer.bicycle.text", "year", number(f, p->year, 0), "n",
                                      number(f, p->value, 0), "all", number(f, all->value, 0), NULL)
                                : say(f, "flyer.bicycle.plain", NULL);
}

/* --- the sheet ---------------------------------------------------------------------------------
 */

static void grow_box(struct gis_world_box *box, struct gis_lonlat p)
{
    struct gis_world w = gis_world_from_lonlat(p);
    box->min_x = w.x < box->min_x ? w.x : box->min_x;
    box->min_y = w.y < box->min_y ? w.y : box->min_y;
    box->max_x = w.x > box->max_x ? w.x : box->max_x;
    box->max_y = w.y > box->max_y ? w.y : box->max_y;
}

static enum jy_code map_box(const struct filling *f, struct gis_world_box *out,
                            struct jy_error *err)
{
    struct gis_world_box box = {UINT32_MAX, UINT32_MAX, 0, 0};
    const struct jy_city_data *d = f->snapshot->data;
    for (size_t i = 0; i < d->n_areas; i++) {
        const struct jy_area *a = &d->areas[i];
        bool wanted = f->district == JY_NO_DISTRICT
                          ? a->kind == JY_AREA_BOUNDARY
                          : a == f->snapshot->lighting->districts[f->district];
        for (size_t k = 0; wanted && k < a->geometry.n_points; k++)
            grow_box(&box, a->geometry.points[k]);
    }
    if (box.min_x > box.max_x)
        for (size_t i = 0; i < d->n_lights; i++)
            grow_box(&box, d->lights[i].at);
    if (box.min_x > box.max_x)
        return jy_fail(err, JY_EINVALID,
                       "flyer: the registry has no boundary, district or light to draw");
    *out = box;
    return JY_OK;
}

static void fill_keys(const struct filling *f, struct jy_flyer *out)
{
    const char *s = number(f, f->snapshot->lighting->spacing_m, 0);
    out->keys[out->n_keys++] =
        (struct jy_flyer_key){say(f, "flyer.key.light", NULL), JY_DRAW_LIGHTS};
    out->keys[out->n_keys++] =
        (struct jy_flyer_key){say(f, "flyer.key.gap", "s", s, NULL), JY_DRAW_GAPS};
    out->keys[out->n_keys++] =
        (struct jy_flyer_key){say(f, "flyer.key.eligible", NULL), JY_DRAW_ELIGIBLE};
    if (f->snapshot->data->n_cameras > 0 &&
        f->snapshot->data->city->print.camera_public != JY_PRECISION_NONE)
        out->keys[out->n_keys++] =
            (struct jy_flyer_key){say(f, "flyer.key.camera", NULL), JY_DRAW_CAMERAS};
}

/* Percent-encodes everything that is not unreserved (RFC 3986 2.3). */
static const char *encode(struct jy_arena *arena, const char *text)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    for (const unsigned char *s = (const unsigned char *)text; *s != '\0'; s++) {
        bool plain = (*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') ||
                     (*s >= 'a' && *s <= 'z') || *s == '-' || *s == '.' || *s == '_' || *s == '~';
        if (plain)
            jy_buf_addc(&out, (char)*s);
        else
            jy_buf_addf(&out, "%%%02X", *s);
    }
    return jy_arena_strdup(arena, jy_buf_text(&out));
}

/* The edition: its day and a hash over everything printed, so that two sheets can be told apart. */
static const char *make_foot(const struct filling *f, const struct jy_flyer *out)
{
    struct jy_buf JY_AUTOBUF all = JY_BUF_INIT;
    const char *texts[] = {out->over,
                           out->headline,
                           out->lead,
                           out->action_text,
                           out->action_url,
                           out->messages[0].text,
                           out->messages[1].text};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        jy_buf_adds(&all, texts[i]);
    for (int i = 0; i < 3; i++)
        jy_buf_addf(&all, "|%s|%s", out->figures[i].value, out->figures[i].source);
    jy_buf_addf(&all, "|%" PRId64, f->snapshot->version);

    char day[JY_DATE_TEXT_SIZE];
    const struct jy_department *owner =
        jy_city_department_for(f->snapshot->data->city, JY_DUTY_STREETLIGHTS);
    const char *edition = jy_arena_printf(f->arena, "%s-%08x", jy_date_text(jy_clock_today(), day),
                                          (unsigned)(jy_hash64(all.data, all.len) & 0xFFFFFFFFU));
    const struct jy_rule_pack *rule = f->snapshot->data->rule;
    return say(f, "flyer.foot", "owner", owner != NULL ? jy_text_in(&owner->name, f->lang) : "",
               "edition", edition, "rule", rule->version, "credits", f->snapshot->attribution,
               NULL);
}

enum jy_code jy_district_flyer(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                               uint16_t district, enum jy_lang lang, const char *base_url,
                               struct jy_arena *arena, struct jy_flyer *out, struct jy_error *err)
{
    const struct jy_city *city = snapshot->data->city;
    struct filling f = {.snapshot = snapshot,
                        .i18n = i18n,
                        .lang = lang,
                        .arena = arena,
                        .district = district,
                        .city_name = jy_city_name(city, lang)};
    f.district_name = f.city_name;
    const char *query = "";
    if (district != JY_NO_DISTRICT) {
        const char *name = snapshot->lighting->districts[district]->name;
        const struct jy_district *known = jy_city_district(city, name);
        f.district_name = known != NULL ? jy_text_in(&known->name, lang) : name;
        query =
            jy_arena_printf(arena, "?district=%s", encode(arena, known != NULL ? known->id : name));
    }
    struct jy_flyer flyer = {.lang = lang, .scene = snapshot->scene};
    enum jy_code code = map_box(&f, &flyer.map_box, err);
    if (code != JY_OK)
        return code;
    const char *spacing = number(&f, snapshot->lighting->spacing_m, 0);
    flyer.over = say(&f, "flyer.over", NULL);
    flyer.headline = say(&f, "flyer.headline", NULL);
    struct jy_buf JY_AUTOBUF title = JY_BUF_INIT;
    jy_ruby_plain(&title, say(&f, "flyer.title", NULL));
    flyer.title = jy_arena_strdup(arena, jy_buf_text(&title));
    flyer.lead = say(&f, "flyer.lead", "s", spacing, NULL);
    flyer.map_alt = say(&f, "flyer.map_alt", NULL);
    fill_keys(&f, &flyer);
    figure_lights(&f, &flyer.figures[0]);
    figure_lit(&f, &flyer.figures[1]);
    figure_offence(&f, &flyer.figures[2]);
    if (code != JY_OK)
        return code;
    flyer.action_heading = say(&f, "flyer.action.heading", NULL);
    flyer.action_text = say(&f, "flyer.action.text", NULL);
    flyer.action_url = jy_arena_printf(arena, "%s/%s", base_url, query);
    fill_messages(&f, &flyer);
    flyer.sample = snapshot->data->sample ? say(&f, "flyer.sample", NULL) : NULL;
    char now[JY_TIMESTAMP_SIZE];
    flyer.created = jy_arena_strdup(arena, jy_clock_timestamp(now));
    flyer.foot = make_foot(&f, &flyer);
    *out = flyer;
    return JY_OK;
}
