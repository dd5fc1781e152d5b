/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/snapshot/scene_fill.h"

static const char between[] = " | ";

/* Is @p credit one of the credits listed already, whole? */
static bool credited(const char *list, const char *credit)
{
    size_t n = strlen(credit);
    for (const char *at = strstr(list, credit); at != NULL; at = strstr(at + 1, credit)) {
        bool begins = at == list || (at >= list + strlen(between) &&
                                     strncmp(at - strlen(between), between, strlen(between)) == 0);
        if (begins && (at[n] == '\0' || strncmp(at + n, between, strlen(between)) == 0))
            return true;
    }
    return false;
}

static void add_credit(struct jy_buf *out, const char *credit)
{
    if (credit == NULL || credit[0] == '\0' || credited(jy_buf_text(out), credit))
        return;
    jy_buf_addf(out, "%s%s", out->len > 0 ? between : "", credit);
}

/* Credits of the profile and of every source, each once, in order. */
static char *make_attribution(const struct jy_city_data *data)
{
    struct jy_buf out = JY_BUF_INIT;
    for (size_t i = 0; i < data->city->n_attributions; i++)
        add_credit(&out, data->city->attributions[i].text);
    for (size_t i = 0; i < data->n_sources; i++)
        add_credit(&out, data->sources[i].credit);
    return jy_buf_take(&out);
}

static void free_snapshot(struct jy_snapshot *s)
{
    jy_addresses_free(s->addresses);
    jy_scene_free(s->scene);
    jy_hotspots_free(s->hotspots);
    jy_hotspots_free(s->streets);
    jy_crime_rows_free(s->crime);
    jy_taxonomy_free(s->taxonomy);
    jy_lighting_free(s->lighting);
    jy_city_data_free(s->data);
    free(s->by_district);
    free(s->attribution);
    free(s);
}

static int newest_incident(const struct jy_crime_rows *rows, const char *offence)
{
    int newest = 0;
    for (size_t i = 0; i < rows->n_incidents; i++) {
        if (rows->incidents[i].located && rows->incidents[i].from.year > newest &&
            strcmp(rows->incidents[i].offence, offence) == 0)
            newest = rows->incidents[i].from.year;
    }
    return newest;
}

/* Zones along streets in the newest year that has incidents with points. The rows are let go again:
 * a result by streets keeps nothing of them. */
static enum jy_code find_hot_streets(struct jy_snapshot *s, struct jy_store *store,
                                     struct jy_error *err)
{
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    struct jy_crime_rows *rows = NULL;
    struct jy_error none;
    if (jy_crime_rows_load(store, s->taxonomy, true, &rows, err) != JY_OK)
        return err->code;
    enum jy_code code = JY_OK;
    o.offence = s->data->city->priority_offences[0];
    o.level = JY_HOTSPOT_STREET;
    o.streets = s->lighting;
    o.from_year = o.to_year = newest_incident(rows, o.offence);
    if (o.from_year > 0)
        code = jy_hotspots_new(rows, s->data, s->taxonomy, &o, &s->streets, &none);
    jy_crime_rows_free(rows);
    return code == JY_EINTERNAL ? jy_fail(err, JY_EINTERNAL, "zones of streets: %s", none.text)
                                : JY_OK;
}

/* Zones of the city's first priority offence in the newest year that counts it, by chome where the
 * table is; without population there are none. */
static enum jy_code find_hotspots(struct jy_snapshot *s, struct jy_store *store,
                                  struct jy_error *err)
{
    const struct jy_city *city = s->data->city;
    if (jy_taxonomy_new(&s->taxonomy, err) != JY_OK ||
        jy_crime_rows_load(store, s->taxonomy, false, &s->crime, err) != JY_OK)
        return err->code;
    if (city->n_priority_offences == 0 || !jy_city_module_on(city, JY_MODULE_HOTSPOTS))
        return JY_OK;
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    o.offence = city->priority_offences[0];
    o.from_year = jy_hotspots_newest_year(s->crime, o.offence, JY_HOTSPOT_DISTRICT);
    o.to_year = o.from_year;
    if (o.from_year == 0)
        return JY_OK;
    if (jy_hotspots_newest_year(s->crime, o.offence, JY_HOTSPOT_CHOME) != o.from_year)
        o.level = JY_HOTSPOT_DISTRICT;
    struct jy_error none;
    if (jy_hotspots_new(s->crime, s->data, s->taxonomy, &o, &s->hotspots, &none) == JY_EINTERNAL)
        return jy_fail(err, JY_EINTERNAL, "zones: %s", none.text);
    return JY_OK;
}

enum jy_code jy_snapshot_new(struct jy_store *store, struct jy_as_of as_of,
                             struct jy_snapshot **out, struct jy_error *err)
{
    struct jy_snapshot *s = jy_calloc(1, sizeof *s);
    s->references = 1;
    double t0_s = jy_clock_monotonic_s();
    enum jy_code code = jy_city_data_load(store, as_of, JY_LOAD_ALL, &s->data, err);
    double t1_s = jy_clock_monotonic_s();
    if (code == JY_OK)
        code = jy_lighting_new(s->data, JY_LIGHTING_BY_RULE, &s->lighting, err);
    double t2_s = jy_clock_monotonic_s();
    if (code == JY_OK)
        code = find_hotspots(s, store, err);
    if (code == JY_OK && s->data->city->n_priority_offences > 0 &&
        jy_city_module_on(s->data->city, JY_MODULE_HOTSPOTS))
        code = find_hot_streets(s, store, err);
    if (code == JY_OK) {
        s->attribution = make_attribution(s->data);
        code = jy_scene_fill(s->data, s->lighting, s->hotspots, s->streets, s->attribution,
                             &s->scene, err);
    }
    if (code != JY_OK) {
        free_snapshot(s);
        return code;
    }
    s->addresses = jy_addresses_new(s->data);
    s->version = s->data->version;
    s->total = jy_lighting_summary(s->lighting, JY_NO_DISTRICT);
    s->by_district = jy_malloc(s->lighting->n_districts * sizeof *s->by_district);
    for (size_t i = 0; i < s->lighting->n_districts; i++)
        s->by_district[i] = jy_lighting_summary(s->lighting, (uint16_t)i);
    s->load_s = t1_s - t0_s;
    s->light_s = t2_s - t1_s;
    s->scene_s = jy_clock_monotonic_s() - t2_s;
    *out = s;
    return JY_OK;
}

struct jy_snapshot *jy_snapshot_ref(struct jy_snapshot *snapshot)
{
    (void)__atomic_add_fetch(&snapshot->references, 1, __ATOMIC_RELAXED);
    return snapshot;
}

void jy_snapshot_unref(struct jy_snapshot *snapshot)
{
    if (snapshot != NULL && __atomic_sub_fetch(&snapshot->references, 1, __ATOMIC_ACQ_REL) == 0)
        free_snapshot(snapshot);
}
