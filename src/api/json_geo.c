/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/json_geo.h"

#include <math.h>

void jy_api_json_at(struct jy_json *json, struct gis_lonlat at)
{
    if (!isfinite(at.lon_deg) || !isfinite(at.lat_deg)) {
        jy_json_null(json);
        return;
    }
    jy_json_array(json);
    jy_json_fixed(json, at.lon_deg, 6);
    jy_json_fixed(json, at.lat_deg, 6);
    jy_json_array_end(json);
}

struct box {
    double west, south, east, north;
};

static struct box box_of(const struct jy_geometry *geometry)
{
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; geometry != NULL && i < geometry->n_points; i++) {
        box.west = fmin(box.west, geometry->points[i].lon_deg);
        box.east = fmax(box.east, geometry->points[i].lon_deg);
        box.south = fmin(box.south, geometry->points[i].lat_deg);
        box.north = fmax(box.north, geometry->points[i].lat_deg);
    }
    return box;
}

void jy_api_json_bbox(struct jy_json *json, const struct jy_geometry *geometry)
{
    struct box box = box_of(geometry);
    if (box.west > box.east) {
        jy_json_null(json);
        return;
    }
    jy_json_array(json);
    jy_json_fixed(json, box.west, 6);
    jy_json_fixed(json, box.south, 6);
    jy_json_fixed(json, box.east, 6);
    jy_json_fixed(json, box.north, 6);
    jy_json_array_end(json);
}

struct gis_lonlat jy_api_area_centre(const struct jy_area *area)
{
    if (isfinite(area->label.lon_deg) && isfinite(area->label.lat_deg))
        return area->label;
    struct box box = box_of(&area->geometry);
    if (box.west > box.east)
        return (struct gis_lonlat){(double)NAN, (double)NAN};
    return (struct gis_lonlat){(box.west + box.east) / 2, (box.south + box.north) / 2};
}

void jy_api_json_kv_m(struct jy_json *json, const char *name, double value_m)
{
    jy_json_kv_fixed(json, name, value_m, 2);
}
