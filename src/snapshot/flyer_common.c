/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/flyer_common.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/domain/ruby.h"
#include "src/domain/taxonomy.h"

const char *jy_fill_say(const struct jy_filling *f, const char *key, ...)
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

const char *jy_fill_number(const struct jy_filling *f, double value, int decimals)
{
    return jy_arena_printf(f->arena, "%.*f", decimals, value);
}

const char *jy_fill_count(const struct jy_filling *f, size_t n)
{
    return jy_arena_printf(f->arena, "%zu", n);
}

/* --- names ------------------------------------------------------------------------------------ */

const char *jy_fill_offence(const struct jy_filling *f, const char *code)
{
    const struct jy_taxon *taxon = jy_taxonomy_find(f->snapshot->taxonomy, code);
    const char *name = taxon != NULL ? jy_text_in(&taxon->name, f->lang) : NULL;
    return name != NULL ? name : code;
}

const char *jy_fill_district(const struct jy_filling *f, uint16_t district)
{
    const char *name = f->snapshot->lighting->districts[district]->name;
    const struct jy_district *known = jy_city_district(f->snapshot->data->city, name);
    return known != NULL ? jy_text_in(&known->name, f->lang) : name;
}

/* --- counts ----------------------------------------------------------------------------------- */

static bool inside(const struct jy_filling *f, uint16_t district, struct gis_lonlat at)
{
    return district == JY_NO_DISTRICT ||
           jy_geometry_holds(&f->snapshot->lighting->districts[district]->geometry, at);
}

void jy_fill_count_lights(const struct jy_filling *f, size_t *out_in_service, size_t *out_all)
{
    const struct jy_city_data *d = f->snapshot->data;
    *out_in_service = *out_all = 0;
    for (size_t i = 0; i < d->n_lights; i++) {
        if (!inside(f, f->district, d->lights[i].at))
            continue;
        ++*out_all;
        *out_in_service +=
            d->lights[i].status == JY_STATUS_IN_SERVICE || d->lights[i].status == JY_STATUS_UNKNOWN;
    }
}

bool jy_fill_camera_runs(const struct jy_camera *camera)
{
    return camera->status == JY_STATUS_IN_SERVICE || camera->status == JY_STATUS_UNKNOWN;
}

size_t jy_fill_count_cameras(const struct jy_filling *f, uint16_t district)
{
    const struct jy_city_data *d = f->snapshot->data;
    size_t n = 0;
    for (size_t i = 0; i < d->n_cameras; i++)
        n += jy_fill_camera_runs(&d->cameras[i]) && inside(f, district, d->cameras[i].at);
    return n;
}

bool jy_fill_cameras_public(const struct jy_filling *f)
{
    return f->snapshot->data->n_cameras > 0 &&
           f->snapshot->data->city->print.camera_public != JY_PRECISION_NONE;
}

/* --- map -------------------------------------------------------------------------------------- */

static void grow_box(struct gis_world_box *box, struct gis_lonlat p)
{
    struct gis_world w = gis_world_from_lonlat(p);
    box->min_x = w.x < box->min_x ? w.x : box->min_x;
    box->min_y = w.y < box->min_y ? w.y : box->min_y;
    box->max_x = w.x > box->max_x ? w.x : box->max_x;
    box->max_y = w.y > box->max_y ? w.y : box->max_y;
}

static const struct jy_geometry *outline(const struct jy_filling *f)
{
    const struct jy_city_data *d = f->snapshot->data;
    if (f->district != JY_NO_DISTRICT)
        return &f->snapshot->lighting->districts[f->district]->geometry;
    for (size_t i = 0; i < d->n_areas; i++) {
        if (d->areas[i].kind == JY_AREA_BOUNDARY && d->areas[i].geometry.n_points > 0)
            return &d->areas[i].geometry;
    }
    return NULL;
}

enum jy_code jy_fill_map(const struct jy_filling *f, struct jy_flyer *out, struct jy_error *err)
{
    struct gis_world_box box = {UINT32_MAX, UINT32_MAX, 0, 0};
    const struct jy_city_data *d = f->snapshot->data;
    const struct jy_geometry *focus = outline(f);
    for (size_t i = 0; focus != NULL && i < focus->n_points; i++)
        grow_box(&box, focus->points[i]);
    for (size_t i = 0; focus == NULL && i < d->n_lights; i++)
        grow_box(&box, d->lights[i].at);
    if (box.min_x > box.max_x) {
        return jy_fail(err, JY_EINVALID,
                       "flyer: the registry has no boundary, district or light to draw");
    }
    out->n_maps = 1;
    out->maps[0] = (struct jy_flyer_map){.box = box,
                                         .style = JY_STYLE_PRINT,
                                         .parts = (JY_DRAW_ALL & ~JY_DRAW_HOTSPOTS) |
                                                  JY_DRAW_FEW_LABELS | JY_DRAW_WHOLE_LABELS,
                                         .focus = focus};
    return JY_OK;
}

void jy_fill_key(struct jy_flyer *out, const char *label, int sign)
{
    if (out->n_keys < JY_FLYER_KEYS_MAX)
        out->keys[out->n_keys++] = (struct jy_flyer_key){label, sign};
}

/* --- head, messages, foot --------------------------------------------------------------------- */

void jy_fill_head(const struct jy_filling *f, const char *kind_key, struct jy_flyer *out)
{
    const char *between = f->lang == JY_LANG_EN || f->lang == JY_LANG_KO ? " · " : "　";
    const char *kind = jy_fill_say(f, kind_key, NULL);
    out->over = f->district == JY_NO_DISTRICT
                    ? jy_arena_printf(f->arena, "%s%s%s", f->city_name, between, kind)
                    : jy_arena_printf(f->arena, "%s%s%s%s%s", f->city_name, between,
                                      f->district_name, between, kind);
    struct jy_buf JY_AUTOBUF title = JY_BUF_INIT;
    if (out->subject.title != NULL)
        jy_buf_addf(&title, "%s — ", out->subject.title);
    jy_ruby_plain(&title, out->over);
    out->title = jy_arena_strdup(f->arena, jy_buf_text(&title));
}

static const struct jy_figure_point *newest_point(const struct jy_city *city, const char *id)
{
    const struct jy_figure *figure = jy_city_figure(city, id);
    return figure != NULL && figure->n_points > 0 ? &figure->points[figure->n_points - 1] : NULL;
}

static void fill_messages(const struct jy_filling *f, struct jy_flyer *out)
{
    const struct jy_city *city = f->snapshot->data->city;
    const struct jy_figure_point *p = newest_point(city, "fraud");
    out->messages[0].heading = jy_fill_say(f, "flyer.fraud.heading", NULL);
    out->messages[0].text =
        p != NULL ? jy_fill_say(f, "flyer.fraud.text", "year", jy_fill_number(f, p->year, 0), "n",
                                jy_fill_number(f, p->value, 0), NULL)
                  : jy_fill_say(f, "flyer.fraud.plain", NULL);

    p = newest_point(city, "bicycle_theft");
    const struct jy_figure *total = jy_city_figure(city, "crime_total");
    const struct jy_figure_point *all =
        p != NULL && total != NULL ? jy_figure_in(total, p->year) : NULL;
    out->messages[1].heading = jy_fill_say(f, "flyer.bicycle.heading", NULL);
    out->messages[1].text =
        all != NULL ? jy_fill_say(f, "flyer.bicycle.text", "year", jy_fill_number(f, p->year, 0),
                                  "n", jy_fill_number(f, p->value, 0), "all",
                                  jy_fill_number(f, all->value, 0), NULL)
                    : jy_fill_say(f, "flyer.bicycle.plain", NULL);
}

static void add(struct jy_buf *all, const char *text)
{
    jy_buf_adds(all, "|");
    if (text != NULL)
        jy_buf_adds(all, text);
}

static void add_messages(struct jy_buf *all, const struct jy_flyer_message *m, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        add(all, m[i].heading);
        add(all, m[i].text);
    }
}

static void add_tables(struct jy_buf *all, const struct jy_flyer *out)
{
    for (size_t i = 0; i < out->n_figures; i++) {
        add(all, out->figures[i].value);
        add(all, out->figures[i].label);
        add(all, out->figures[i].source);
    }
    for (size_t i = 0; i < out->n_rows; i++) {
        add(all, out->rows[i].label);
        add(all, out->rows[i].value);
    }
    for (size_t i = 0; i < out->table.n_lines; i++) {
        for (size_t k = 0; k < out->table.n_columns; k++)
            add(all, out->table.cells[i][k]);
    }
}

static void add_logo(struct jy_buf *all, const struct jy_picture *logo)
{
    char sha[JY_SHA256_TEXT_SIZE];
    size_t n = 4 * (size_t)logo->width_px * (size_t)logo->height_px;
    if (n > 0) {
        jy_buf_addf(all, "|%dx%d %s", logo->width_px, logo->height_px,
                    jy_sha256_text(logo->rgba, n, sha));
    }
}

/* Everything printed, the state of the registry included, which stands for the maps. */
static void hash_content(const struct jy_filling *f, struct jy_flyer *out)
{
    struct jy_buf JY_AUTOBUF all = JY_BUF_INIT;
    const char *texts[] = {out->over,           out->headline,       out->lead,
                           out->rows_heading,   out->rows_note,      out->box,
                           out->table.note,     out->notes_heading,  out->notes_source,
                           out->action_text,    out->action_heading, out->action_url,
                           out->sender.name,    out->sender.contact, out->subject.title,
                           out->subject.address};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add(&all, texts[i]);
    add_tables(&all, out);
    add_messages(&all, out->steps, out->n_steps);
    add_messages(&all, out->notes, out->n_notes);
    add_messages(&all, out->messages, 2);
    add_logo(&all, &out->sender.logo);
    jy_buf_addf(&all, "|%" PRId64, f->snapshot->version);
    (void)jy_sha256_text(all.data, all.len, out->content_hash);
}

/* An issued sheet has year and version; one from live data its day; both the hash of what they say.
 */
static const char *edition_text(const struct jy_filling *f, const struct jy_flyer *out)
{
    char day[JY_DATE_TEXT_SIZE];
    const char *hash = jy_arena_strndup(f->arena, out->content_hash, 8);
    if (f->wish->version == 0)
        return jy_arena_printf(f->arena, "%s-%s", jy_date_text(jy_clock_today(), day), hash);
    return jy_fill_say(f, "flyer.edition", "year", jy_fill_number(f, f->wish->year, 0), "version",
                       jy_fill_number(f, f->wish->version, 0), "hash", hash, NULL);
}

/* The parts of @p source, ended by 、, that are not named yet. */
static void add_source_parts(struct jy_buf *all, const char *source)
{
    const char *const mark = "、";
    while (*source != '\0') {
        const char *end = strstr(source, mark);
        size_t n = end != NULL ? (size_t)(end - source) : strlen(source);
        if (n > 0 && (all->len == 0 || memmem(all->data, all->len, source, n) == NULL)) {
            jy_buf_adds(all, all->len > 0 ? mark : "");
            jy_buf_add(all, source, n);
        }
        source += n + (end != NULL ? strlen(mark) : 0);
    }
}

/* Where the standing messages' figures were published: sources share most of their words. */
static const char *figures_source(const struct jy_filling *f)
{
    static const char *const ids[] = {"crime_total", "bicycle_theft", "fraud"};
    struct jy_buf JY_AUTOBUF all = JY_BUF_INIT;
    for (size_t i = 0; i < 3; i++) {
        const struct jy_figure *figure = jy_city_figure(f->snapshot->data->city, ids[i]);
        if (figure != NULL && figure->source != NULL)
            add_source_parts(&all, figure->source);
    }
    return all.len > 0 ? jy_fill_say(f, "flyer.figures_source", "source", jy_buf_text(&all), NULL)
                       : "";
}

void jy_fill_end(const struct jy_filling *f, enum jy_duty owner, struct jy_flyer *out)
{
    fill_messages(f, out);
    out->sample = f->snapshot->data->sample ? jy_fill_say(f, "flyer.sample", NULL) : NULL;
    char now[JY_TIMESTAMP_SIZE];
    out->created = jy_arena_strdup(f->arena, jy_clock_timestamp(now));
    const struct jy_department *department = jy_city_department_for(f->snapshot->data->city, owner);
    out->owner = department != NULL ? department->id : "";
    hash_content(f, out);
    const char *foot = jy_fill_say(
        f, "flyer.foot", "owner", department != NULL ? jy_text_in(&department->name, f->lang) : "–",
        "edition", edition_text(f, out), "rule", f->snapshot->data->rule->version, "credits",
        f->snapshot->attribution, NULL);
    out->foot = jy_arena_printf(f->arena, "%s　%s", foot, figures_source(f));
}
