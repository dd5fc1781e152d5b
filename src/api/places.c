/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Named places of a kind: stations and stops, from which one walks home. */
#include <stdlib.h>
#include <string.h>

#include "src/api/api.h"
#include "src/api/json_geo.h"
#include "src/base/mem.h"

/* A place in the middle of its box: a station may be a building. */
static struct gis_lonlat middle_of(const struct jy_geometry *g)
{
    struct gis_lonlat low = g->points[0], high = g->points[0];
    for (size_t i = 1; i < g->n_points; i++) {
        low.lon_deg = fmin(low.lon_deg, g->points[i].lon_deg);
        low.lat_deg = fmin(low.lat_deg, g->points[i].lat_deg);
        high.lon_deg = fmax(high.lon_deg, g->points[i].lon_deg);
        high.lat_deg = fmax(high.lat_deg, g->points[i].lat_deg);
    }
    return (struct gis_lonlat){(low.lon_deg + high.lon_deg) / 2, (low.lat_deg + high.lat_deg) / 2};
}

static int by_kind_and_name(const void *a, const void *b)
{
    const struct jy_place *p = *(const struct jy_place *const *)a;
    const struct jy_place *q = *(const struct jy_place *const *)b;
    if (p->kind != q->kind)
        return (int)p->kind - (int)q->kind;
    int names = strcmp(p->name, q->name);
    return names != 0 ? names : (p->id > q->id) - (p->id < q->id);
}

/* "station,bus_stop" holds a kind's name as a whole word. */
static bool wanted(const char *kinds, enum jy_place_kind kind)
{
    const char *name = jy_place_kind_text(kind);
    size_t len = strlen(name);
    for (const char *at = kinds; (at = strstr(at, name)) != NULL; at += len) {
        if ((at == kinds || at[-1] == ',') && (at[len] == ',' || at[len] == '\0'))
            return true;
    }
    return false;
}

static void write_place(struct jy_json *json, const struct jy_place *place, enum jy_lang lang)
{
    jy_json_object(json);
    jy_json_kv_int(json, "id", place->id);
    jy_json_kv_string(json, "kind", jy_place_kind_text(place->kind));
    jy_json_kv_string(json, "name",
                      lang == JY_LANG_EN && place->name_en != NULL ? place->name_en : place->name);
    jy_json_key(json, "at");
    jy_api_json_at(json, middle_of(&place->geometry));
    jy_json_object_end(json);
}

enum jy_code jy_api_places(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    const char *kinds = jy_call_text(call, "kind");
    size_t limit = (size_t)jy_call_int(call, "limit"), n = 0;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    const struct jy_city_data *data = snapshot->data;
    const struct jy_place **found JY_AUTOFREE =
        jy_malloc((data->n_places + 1) * sizeof(const struct jy_place *));
    for (size_t i = 0; i < data->n_places; i++) {
        if (data->places[i].name != NULL && data->places[i].geometry.n_points > 0 &&
            wanted(kinds, data->places[i].kind))
            found[n++] = &data->places[i];
    }
    qsort(found, n, sizeof(const struct jy_place *), by_kind_and_name);
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "places");
    jy_json_array(&json);
    for (size_t i = 0; i < n && i < limit; i++)
        write_place(&json, found[i], jy_api_lang(call));
    jy_json_array_end(&json);
    jy_json_kv_int(&json, "found", (int64_t)n);
    jy_json_object_end(&json);
    return JY_OK;
}
