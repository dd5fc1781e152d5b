/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way along the road from the place asked about to a light, as a line to be drawn. */
#include <assert.h>
#include <stdlib.h>

#include "gis/route.h"

#include "src/analysis/ask.h"
#include "src/base/mem.h"

struct line {
    size_t n, cap;
    struct gis_xy *xy;
};

/* Joints of legs come once. */
static void add_leg(const struct gis_network *net, struct gis_route_leg leg, struct line *line)
{
    bool back = leg.to_m < leg.from_m;
    double from_m = back ? leg.to_m : leg.from_m, to_m = back ? leg.from_m : leg.to_m;
    size_t n = gis_network_stretch(net, leg.edge, from_m, to_m, 0, NULL);
    struct gis_xy *points JY_AUTOFREE = jy_malloc(n * sizeof *points);
    (void)gis_network_stretch(net, leg.edge, from_m, to_m, n, points);
    line->xy = jy_grow(line->xy, &line->cap, line->n + n, sizeof *line->xy);
    assert(line->xy != NULL);
    for (size_t i = 0; i < n; i++) {
        struct gis_xy p = points[back ? n - 1 - i : i];
        const struct gis_xy *last = line->n > 0 ? &line->xy[line->n - 1] : NULL;
        if (last == NULL || last->x_m < p.x_m || last->x_m > p.x_m || last->y_m < p.y_m ||
            last->y_m > p.y_m)
            line->xy[line->n++] = p;
    }
}

void jy_ask_write_way(const struct jy_lighting *l, const struct jy_answer *answer, size_t i,
                      struct jy_json *json)
{
    const struct jy_ask_light *light = &answer->nearest[i];
    struct line line = {0};
    struct gis_route route = {0};
    struct gis_lonlat *points = NULL;
    struct jy_error ignored;
    /* The distance is known: a little more for rounding, and nothing farther is looked at. */
    enum gis_status status = gis_route_find(l->network, answer->on, light->end, light->on,
                                            light->distance_m + 0.01, &route);
    for (size_t k = 0; status == GIS_OK && k < route.n; k++)
        add_leg(l->network, route.legs[k], &line);
    points = jy_malloc((line.n + 1) * sizeof *points);
    if (line.n > 1 && jy_lighting_unproject(l, line.n, line.xy, points, &ignored) == JY_OK) {
        jy_json_key(json, "path");
        jy_json_array(json);
        for (size_t k = 0; k < line.n; k++) {
            jy_json_array(json);
            jy_json_fixed(json, points[k].lon_deg, 7);
            jy_json_fixed(json, points[k].lat_deg, 7);
            jy_json_array_end(json);
        }
        jy_json_array_end(json);
    }
    free(points);
    free(line.xy);
    gis_route_done(&route);
}
