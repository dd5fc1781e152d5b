/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/tilejson.h"

enum { RASTER_MIN_ZOOM = 8, RASTER_MAX_ZOOM = 20, DEGREE_DECIMALS = 6 };

static void number(struct jy_json *json, double v)
{
    jy_json_fixed(json, v, DEGREE_DECIMALS);
}

/* West, south, east, north; and a centre at a zoom that shows a town. */
static void place(struct jy_json *json, const struct gis_world_box *b, unsigned zoom)
{
    if (b->min_x > b->max_x)
        return; /* nothing there: the default of the specification, the whole world */
    struct gis_lonlat nw = gis_world_to_lonlat((struct gis_world){b->min_x, b->min_y});
    struct gis_lonlat se = gis_world_to_lonlat((struct gis_world){b->max_x, b->max_y});
    jy_json_key(json, "bounds");
    jy_json_array(json);
    number(json, nw.lon_deg);
    number(json, se.lat_deg);
    number(json, se.lon_deg);
    number(json, nw.lat_deg);
    jy_json_array_end(json);
    jy_json_key(json, "center");
    jy_json_array(json);
    number(json, (nw.lon_deg + se.lon_deg) / 2);
    number(json, (nw.lat_deg + se.lat_deg) / 2);
    jy_json_int(json, zoom);
    jy_json_array_end(json);
}

static void head(struct jy_json *json, const char *attribution, const char *name, const char *what,
                 const struct jy_tilejson *at)
{
    jy_json_object(json);
    jy_json_kv_string(json, "tilejson", "3.0.0");
    jy_json_kv_string(json, "name", name);
    jy_json_kv_string(json, "description", what);
    jy_json_kv_string(json, "scheme", "xyz");
    if (at->version)
        jy_json_kv_string(json, "version", at->version);
    jy_json_kv_string(json, "attribution", attribution);
    jy_json_key(json, "tiles");
    jy_json_array(json);
    jy_json_string(json, at->url);
    jy_json_array_end(json);
}

static void layer(struct jy_json *json, const struct jy_tile_layer *l, unsigned max_zoom)
{
    jy_json_object(json);
    jy_json_kv_string(json, "id", l->name);
    jy_json_kv_int(json, "minzoom", l->min_zoom);
    jy_json_kv_int(json, "maxzoom", max_zoom);
    jy_json_key(json, "fields");
    jy_json_object(json);
    for (const struct jy_tile_field *f = l->fields; f->name; f++)
        jy_json_kv_string(json, f->name, f->what);
    jy_json_object_end(json);
    jy_json_object_end(json);
}

void jy_tilejson_layers(struct jy_json *json, enum jy_tiles tiles)
{
    const struct jy_tile_set *set = jy_tile_set(tiles);
    for (size_t i = 0; i < set->n_layers; i++)
        layer(json, &set->layers[i], set->max_zoom);
}

void jy_tilejson_vector(const struct jy_scene *scene, enum jy_tiles tiles,
                        const struct jy_tilejson *at, struct jy_buf *out)
{
    const struct jy_tile_set *set = jy_tile_set(tiles);
    struct jy_json json;
    jy_json_init(&json, out);
    head(&json, scene->attribution, set->name, set->what, at);
    jy_json_kv_int(&json, "minzoom", set->min_zoom);
    jy_json_kv_int(&json, "maxzoom", set->max_zoom);
    place(&json, &scene->bounds, 14);
    jy_json_key(&json, "vector_layers");
    jy_json_array(&json);
    jy_tilejson_layers(&json, tiles);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
}

void jy_tilejson_raster(const struct jy_scene *scene, const char *style,
                        const struct jy_tilejson *at, struct jy_buf *out)
{
    struct jy_json json;
    jy_json_init(&json, out);
    head(&json, scene->attribution, style, "Map pictures, 256 pixels; @2x 512", at);
    jy_json_kv_int(&json, "minzoom", RASTER_MIN_ZOOM);
    jy_json_kv_int(&json, "maxzoom", RASTER_MAX_ZOOM);
    place(&json, &scene->bounds, 15);
    /* vector_layers is required by the specification; a picture has none */
    jy_json_key(&json, "vector_layers");
    jy_json_array(&json);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
}

void jy_tilejson_outside(const char *url, const char *attribution, long max_zoom,
                         struct jy_buf *out)
{
    struct jy_json json;
    jy_json_init(&json, out);
    head(&json, attribution, "outside", "Base map of another service",
         &(struct jy_tilejson){.url = url});
    jy_json_kv_int(&json, "minzoom", 0);
    jy_json_kv_int(&json, "maxzoom", max_zoom);
    jy_json_key(&json, "vector_layers");
    jy_json_array(&json);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
}
