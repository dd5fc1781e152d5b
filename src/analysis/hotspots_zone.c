/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and outlines of areas and zones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/hotspots.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/domain/area_name.h"

/* A zone's text names so many areas; the rest is counted. */
#define NAMED_MAX 4

/* 東和泉一丁目 in the district 東和泉 is number 1; 0: the name is made otherwise. */
static int chome_number(const struct jy_hotspots *h, const struct jy_hotspot_area *area)
{
    char key[JY_AREA_KEY_SIZE], district[JY_AREA_KEY_SIZE];
    if (area->district == NULL || h->options.level != JY_HOTSPOT_CHOME)
        return 0;
    const char *prefix = jy_city_name(h->data->city, JY_LANG_JA);
    (void)jy_area_key(area->name, prefix, key);
    (void)jy_area_key(jy_text_in(&area->district->name, JY_LANG_JA), prefix, district);
    const size_t n = strlen(district);
    if (strncmp(key, district, n) != 0)
        return 0;
    const size_t digits = strspn(key + n, "0123456789");
    return digits > 0 && digits < 4 && strcmp(key + n + digits, "丁目") == 0
               ? jy_digits_value(key + n, digits)
               : 0;
}

void jy_hotspots_area_name(const struct jy_hotspots *h, const struct jy_hotspot_area *area,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    const int number = chome_number(h, area);
    char text[16];
    (void)snprintf(text, sizeof text, "%d", number);
    if (i18n != NULL && number > 0 && lang != JY_LANG_JA) {
        const struct jy_i18n_value values[] = {
            {"district", jy_text_in(&area->district->name, lang)}, {"n", text}};
        jy_i18n_format(i18n, lang, "hotspots.chome", values, 2, out);
    } else if (area->district != NULL && h->options.level == JY_HOTSPOT_DISTRICT) {
        jy_buf_adds(out, jy_text_in(&area->district->name, lang));
    } else {
        jy_buf_adds(out, area->name);
    }
}

static const char *district_of(const struct jy_hotspots *h, size_t place)
{
    if (h->options.level == JY_HOTSPOT_GRID)
        return h->cells[place].district;
    const uint16_t district = h->pieces[place].district;
    return district < h->options.streets->n_districts
               ? h->options.streets->districts[district]->name
               : NULL;
}

/* The district that most pieces of the zone lie in; of equal ones the first. */
static const char *main_district(const struct jy_hotspots *h, const struct jy_hotspot_zone *zone)
{
    const char *best = NULL;
    size_t best_n = 0;
    for (size_t i = 0; i < zone->n_areas; i++) {
        const char *name = district_of(h, zone->areas[i]);
        size_t n = 0;
        for (size_t k = 0; name != NULL && k < zone->n_areas; k++) {
            const char *other = district_of(h, zone->areas[k]);
            n += other != NULL && strcmp(name, other) == 0;
        }
        if (n > best_n) {
            best = name;
            best_n = n;
        }
    }
    return best;
}

/* A zone of points is told by the district most of it lies in: no address, no street. */
static void part_name(const struct jy_hotspots *h, const struct jy_hotspot_zone *zone,
                      const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    const char *name = main_district(h, zone);
    if (i18n == NULL) {
        jy_buf_adds(out, name != NULL ? name : "");
        return;
    }
    const struct jy_district *d = name != NULL ? jy_city_district(h->data->city, name) : NULL;
    const struct jy_i18n_value values[] = {{"district", d != NULL ? jy_text_in(&d->name, lang)
                                                        : name != NULL
                                                            ? name
                                                            : jy_city_name(h->data->city, lang)}};
    jy_i18n_format(i18n, lang, "hotspots.part_of", values, 1, out);
}

void jy_hotspots_zone_name(const struct jy_hotspots *h, const struct jy_hotspot_zone *zone,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    if (h->options.level == JY_HOTSPOT_GRID || h->options.level == JY_HOTSPOT_STREET) {
        part_name(h, zone, i18n, lang, out);
        return;
    }
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    const size_t named = zone->n_areas > NAMED_MAX + 1 ? NAMED_MAX : zone->n_areas;
    for (size_t i = 0; i < named; i++) {
        if (i > 0)
            jy_buf_adds(&list, i18n != NULL ? jy_i18n_get(i18n, lang, "hotspots.separator") : "・");
        jy_hotspots_area_name(h, &h->areas[zone->areas[i]], i18n, lang, &list);
    }
    if (named == zone->n_areas || i18n == NULL) {
        jy_buf_addf(out, "%s%s", jy_buf_text(&list), named < zone->n_areas ? "…" : "");
        return;
    }
    char more[24];
    (void)snprintf(more, sizeof more, "%zu", zone->n_areas - named);
    const struct jy_i18n_value values[] = {{"list", jy_buf_text(&list)}, {"n", more}};
    jy_i18n_format(i18n, lang, "hotspots.and_more", values, 2, out);
}

/* --- outlines --------------------------------------------------------------------------------- */

struct gathering {
    struct gis_lonlat *points;
    uint32_t *part_end;
    uint8_t *part_outer;
    size_t n_points, cap_points, n_parts, cap_end, cap_outer;
};

static void add_part(struct gathering *g, const struct gis_lonlat *points, size_t n, uint8_t outer)
{
    g->points = jy_grow(g->points, &g->cap_points, g->n_points + n, sizeof *g->points);
    memcpy(&g->points[g->n_points], points, n * sizeof *points);
    g->n_points += n;
    g->part_end = jy_grow(g->part_end, &g->cap_end, g->n_parts + 1, sizeof *g->part_end);
    g->part_outer = jy_grow(g->part_outer, &g->cap_outer, g->n_parts + 1, sizeof *g->part_outer);
    g->part_end[g->n_parts] = (uint32_t)g->n_points;
    g->part_outer[g->n_parts++] = outer;
}

static void add_polygons(struct gathering *g, const struct jy_geometry *from)
{
    size_t start = 0;
    for (size_t part = 0; from->kind == JY_GEOMETRY_POLYGONS && part < from->n_parts; part++) {
        add_part(g, &from->points[start], from->part_end[part] - start, from->part_outer[part]);
        start = from->part_end[part];
    }
}

/* A district that has no polygons of its own is the chome in it. */
static void add_area(struct gathering *g, const struct jy_hotspots *h,
                     const struct jy_hotspot_area *area)
{
    if (area->area != NULL && area->area->geometry.kind == JY_GEOMETRY_POLYGONS) {
        add_polygons(g, &area->area->geometry);
        return;
    }
    if (h->options.level != JY_HOTSPOT_DISTRICT || area->district == NULL)
        return;
    for (size_t i = 0; i < h->data->n_areas; i++) {
        const struct jy_area *a = &h->data->areas[i];
        if (a->kind == JY_AREA_CHOME && a->name != NULL &&
            jy_city_district_of_chome(h->data->city, a->name) == area->district)
            add_polygons(g, &a->geometry);
    }
}

/* A piece of street as one more line. */
static void add_piece(struct gathering *g, const struct jy_hotspots *h,
                      const struct jy_hotspot_piece *piece)
{
    struct jy_stretch stretch = {0};
    struct jy_error none;
    if (jy_lighting_stretch(h->options.streets, piece->edge, piece->from_m, piece->to_m, &stretch,
                            &none) == JY_OK &&
        stretch.n >= 2)
        add_part(g, stretch.points, stretch.n, 0);
    jy_stretch_done(&stretch);
}

struct jy_geometry jy_hotspots_zone_geometry(const struct jy_hotspots *h,
                                             const struct jy_hotspot_zone *zone)
{
    struct gathering g = {0};
    for (size_t i = 0; i < zone->n_areas; i++) {
        if (h->options.level == JY_HOTSPOT_GRID) {
            add_part(&g, h->cells[zone->areas[i]].ring, 5, 1);
        } else if (h->options.level == JY_HOTSPOT_STREET) {
            add_piece(&g, h, &h->pieces[zone->areas[i]]);
        } else {
            add_area(&g, h, &h->areas[zone->areas[i]]);
        }
    }
    const enum jy_geometry_kind kind =
        h->options.level == JY_HOTSPOT_STREET ? JY_GEOMETRY_LINES : JY_GEOMETRY_POLYGONS;
    return (struct jy_geometry){.kind = g.n_parts > 0 ? kind : JY_GEOMETRY_NONE,
                                .n_points = g.n_points,
                                .points = g.points,
                                .n_parts = g.n_parts,
                                .part_end = g.part_end,
                                .part_outer = g.part_outer};
}

void jy_hotspots_geometry_free(struct jy_geometry *geometry)
{
    jy_free_const(geometry->points);
    jy_free_const(geometry->part_end);
    jy_free_const(geometry->part_outer);
    *geometry = (struct jy_geometry){.kind = JY_GEOMETRY_NONE};
}
