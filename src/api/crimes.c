/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "src/api/api.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2200, N_YEARS = YEAR_LAST - YEAR_FIRST + 1 };

/* Which years have a table by chome, and which one by district (chome add up to districts). */
struct years {
    bool chome[N_YEARS], district[N_YEARS];
    size_t n;
};

static void collect(struct years *out, const struct jy_crime_rows *rows, const char *offence)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < rows->n_counts + rows->n_derived; i++) {
        const struct jy_crime_count *row = &rows->counts[i];
        if (row->year < YEAR_FIRST || row->year > YEAR_LAST || strcmp(row->offence, offence) != 0)
            continue;
        const size_t year = (size_t)(row->year - YEAR_FIRST);
        if (row->area_kind == JY_AREA_CHOME)
            out->chome[year] = true;
        if (row->area_kind == JY_AREA_CHOME || row->area_kind == JY_AREA_DISTRICT) {
            out->district[year] = true;
            out->n++;
        }
    }
}

static void write_years(struct jy_json *json, const char *key, const bool *has)
{
    jy_json_key(json, key);
    jy_json_array(json);
    for (int i = 0; i < N_YEARS; i++) {
        if (has[i])
            jy_json_int(json, YEAR_FIRST + i);
    }
    jy_json_array_end(json);
}

static void write_offences(struct jy_json *json, const struct jy_snapshot *snapshot)
{
    jy_json_key(json, "offences");
    jy_json_array(json);
    for (size_t i = 0; i < jy_taxonomy_count(snapshot->taxonomy); i++) {
        const char *code = jy_taxonomy_at(snapshot->taxonomy, i)->code;
        struct years years;
        collect(&years, snapshot->crime, code);
        if (years.n == 0)
            continue;
        jy_json_object(json);
        jy_json_kv_string(json, "code", code);
        write_years(json, "district", years.district);
        write_years(json, "chome", years.chome);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

/* What the layer of zones shows. */
static void write_map(struct jy_json *json, const struct jy_hotspots *h)
{
    jy_json_key(json, "map");
    if (h == NULL) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "offence", h->offence->code);
    jy_json_kv_int(json, "from", h->options.from_year);
    jy_json_kv_int(json, "to", h->options.to_year);
    jy_json_kv_string(json, "level", jy_hotspot_level_text(h->options.level));
    jy_json_object_end(json);
}

void jy_api_json_crimes(struct jy_json *json, const struct jy_snapshot *snapshot)
{
    const struct jy_city *city = snapshot->data->city;
    jy_json_key(json, "crimes");
    jy_json_object(json);
    jy_json_key(json, "priority");
    jy_json_array(json);
    for (size_t i = 0; i < city->n_priority_offences; i++)
        jy_json_string(json, city->priority_offences[i]);
    jy_json_array_end(json);
    write_offences(json, snapshot);
    write_map(json, snapshot->hotspots);
    jy_json_object_end(json);
}
