/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Security cameras: how many, since when, where by the public precision, and what the city's rules
 * guarantee about them. */
#include <string.h>

#include "src/snapshot/flyer_common.h"

/* Years listed one by one; what is older is one number. */
enum { YEARS_LISTED = 11 };

struct years {
    int newest;
    size_t unknown, older, of[YEARS_LISTED]; /* of[0]: newest */
};

static struct years count_years(const struct jy_filling *f)
{
    const struct jy_city_data *d = f->snapshot->data;
    struct years y = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < d->n_cameras; i++) {
            const struct jy_camera *c = &d->cameras[i];
            if (!jy_fill_camera_runs(c) ||
                (f->district != JY_NO_DISTRICT &&
                 !jy_geometry_holds(&f->snapshot->lighting->districts[f->district]->geometry,
                                    c->at)))
                continue;
            if (pass == 0) {
                y.newest = c->installed.year > y.newest ? c->installed.year : y.newest;
            } else if (c->installed.year == 0) {
                y.unknown++;
            } else if (y.newest - c->installed.year >= YEARS_LISTED) {
                y.older++;
            } else {
                y.of[y.newest - c->installed.year]++;
            }
        }
    }
    return y;
}

/* "2026年 2 / 2025年 12 / … / 2015年以前 30 / 不明 3" */
static const char *year_line(const struct jy_filling *f)
{
    const size_t listed = 6;
    struct years y = count_years(f);
    struct jy_buf JY_AUTOBUF line = JY_BUF_INIT;
    if (y.newest == 0)
        return jy_fill_say(f, "flyer.cameras.years_unknown", NULL);
    size_t older = y.older;
    for (size_t i = listed; i < YEARS_LISTED; i++)
        older += y.of[i];
    for (size_t i = 0; i < listed; i++) {
        jy_buf_addf(&line, "%s%s", i > 0 ? " / " : "",
                    jy_fill_say(f, "flyer.cameras.year", "year",
                                jy_fill_number(f, y.newest - (int)i, 0), "n",
                                jy_fill_count(f, y.of[i]), NULL));
    }
    jy_buf_addf(&line, " / %s",
                jy_fill_say(f, "flyer.cameras.earlier", "year",
                            jy_fill_number(f, y.newest - (int)listed, 0), "n",
                            jy_fill_count(f, older), NULL));
    if (y.unknown > 0) {
        jy_buf_addf(
            &line, " / %s",
            jy_fill_say(f, "flyer.cameras.unknown", "n", jy_fill_count(f, y.unknown), NULL));
    }
    return jy_fill_say(f, "flyer.cameras.years", "years", jy_buf_text(&line), NULL);
}

static void rows_by_district(const struct jy_filling *f, struct jy_flyer *out)
{
    size_t n = f->snapshot->lighting->n_districts, counted = 0;
    struct jy_flyer_row *rows = jy_arena_alloc(f->arena, (n + 1) * sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        size_t cameras = jy_fill_count_cameras(f, (uint16_t)i);
        counted += cameras;
        rows[i] =
            (struct jy_flyer_row){jy_fill_district(f, (uint16_t)i), jy_fill_count(f, cameras)};
    }
    size_t all = jy_fill_count_cameras(f, JY_NO_DISTRICT);
    if (all > counted) { /* beyond every border, or the borders are not known */
        rows[n++] = (struct jy_flyer_row){jy_fill_say(f, "flyer.cameras.elsewhere", NULL),
                                          jy_fill_count(f, all - counted)};
    }
    out->rows_heading = jy_fill_say(f, "flyer.cameras.by_district", NULL);
    out->rows = rows;
    out->n_rows = n;
    out->rows_note = year_line(f);
}

/* By district: names in the sheet's language where the map would write them in Japanese. */
static void mark_districts(const struct jy_filling *f, struct jy_flyer *out)
{
    const struct jy_lighting *l = f->snapshot->lighting;
    struct jy_flyer_mark *marks = jy_arena_alloc(f->arena, (l->n_districts + 1) * sizeof *marks);
    size_t n = 0;
    for (size_t i = 0; i < l->n_districts; i++) {
        if (gis_lonlat_valid(l->districts[i]->label)) {
            marks[n++] =
                (struct jy_flyer_mark){l->districts[i]->label, jy_fill_district(f, (uint16_t)i),
                                       jy_fill_count(f, jy_fill_count_cameras(f, (uint16_t)i))};
        }
    }
    out->maps[0].marks = marks;
    out->maps[0].n_marks = n;
    out->maps[0].parts &= ~(unsigned)(JY_DRAW_LABELS | JY_DRAW_CAMERAS);
}

static void rows_by_year(const struct jy_filling *f, struct jy_flyer *out)
{
    struct years y = count_years(f);
    struct jy_flyer_row *rows = jy_arena_alloc(f->arena, (YEARS_LISTED + 2) * sizeof *rows);
    size_t n = 0;
    for (int i = 0; y.newest > 0 && i < YEARS_LISTED; i++) {
        rows[n++] =
            (struct jy_flyer_row){jy_fill_number(f, y.newest - i, 0), jy_fill_count(f, y.of[i])};
    }
    if (y.newest > 0) {
        rows[n++] =
            (struct jy_flyer_row){jy_fill_say(f, "flyer.cameras.before", "year",
                                              jy_fill_number(f, y.newest - YEARS_LISTED, 0), NULL),
                                  jy_fill_count(f, y.older)};
    }
    rows[n++] = (struct jy_flyer_row){jy_fill_say(f, "flyer.cameras.year_unknown", NULL),
                                      jy_fill_count(f, y.unknown)};
    out->rows_heading = jy_fill_say(f, "flyer.cameras.by_year", NULL);
    out->rows = rows;
    out->n_rows = n;
}

/* What the city's rules guarantee, in its own words. */
static void fill_rules(const struct jy_filling *f, struct jy_flyer *out)
{
    const struct jy_camera_rules *rules = f->snapshot->data->city->camera_rules;
    if (rules == NULL)
        return;
    out->notes_heading = jy_text_in(&rules->title, f->lang);
    for (size_t i = 0; i < rules->n_items && i < JY_FLYER_NOTES_MAX; i++) {
        out->notes[out->n_notes++] =
            (struct jy_flyer_message){jy_text_in(&rules->items[i].heading, f->lang),
                                      jy_text_in(&rules->items[i].text, f->lang)};
    }
    out->notes_source = jy_fill_say(f, "flyer.cameras.rules_source", "source", rules->source, NULL);
}

static const char *lead(const struct jy_filling *f)
{
    static const char *const keys[] = {[JY_PRECISION_EXACT] = "flyer.cameras.lead.exact",
                                       [JY_PRECISION_BLOCK] = "flyer.cameras.lead.block",
                                       [JY_PRECISION_DISTRICT] = "flyer.cameras.lead.district",
                                       [JY_PRECISION_NONE] = "flyer.cameras.lead.none"};
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_CAMERAS);
    return jy_fill_say(f, keys[f->snapshot->data->city->print.camera_public], "date", from.date,
                       "source", from.names, "n",
                       jy_fill_count(f, jy_fill_count_cameras(f, f->district)), "all",
                       jy_fill_count(f, f->snapshot->data->n_cameras), NULL);
}

enum jy_code jy_fill_cameras_sheet(struct jy_filling *f, struct jy_flyer *out, struct jy_error *err)
{
    enum jy_code code = jy_fill_map(f, out, err);
    if (code != JY_OK)
        return code;
    const bool public = f->snapshot->data->city->print.camera_public != JY_PRECISION_NONE;
    if (!public && f->district != JY_NO_DISTRICT) {
        return jy_fail(err, JY_EINVALID,
                       "flyer: this city shows cameras by no place (print_policy.camera_public); "
                       "ask for the whole city");
    }
    jy_fill_head(f, "flyer.kind.cameras", out);
    out->headline = jy_fill_say(f, "flyer.cameras.headline", "n",
                                jy_fill_count(f, jy_fill_count_cameras(f, f->district)), NULL);
    out->lead = lead(f);
    out->maps[0].parts &= ~(unsigned)(JY_DRAW_GAPS | JY_DRAW_ELIGIBLE | JY_DRAW_LIGHTS);
    out->maps[0].alt = jy_fill_say(f, "flyer.cameras.map_alt", NULL);
    if (public)
        jy_fill_key(out, jy_fill_say(f, "flyer.key.camera", NULL), JY_DRAW_CAMERAS);
    if (f->snapshot->data->city->print.camera_public == JY_PRECISION_DISTRICT &&
        f->district == JY_NO_DISTRICT)
        mark_districts(f, out);
    if (public && f->district == JY_NO_DISTRICT) {
        rows_by_district(f, out);
    } else {
        rows_by_year(f, out);
    }
    fill_rules(f, out);
    out->action_heading = jy_fill_say(f, "flyer.cameras.action.heading", NULL);
    out->action_text = jy_fill_say(f, "flyer.cameras.action.text", NULL);
    out->action_url = jy_arena_printf(f->arena, "%s/%s", f->wish->base_url, f->query);
    jy_fill_end(f, JY_DUTY_CAMERAS, out);
    return JY_OK;
}
