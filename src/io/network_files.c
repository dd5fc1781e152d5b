/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/network_files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "gis/network.h"

#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/io/csv_table.h"
#include "src/io/ogr.h"
#include "src/io/text_values.h"
#include "src/io/words.h"

/* Coordinates as a file gives them, before it is decided what they are. */
struct raw {
    const char *path;
    bool lines; /* else points */
    bool osm;
    size_t n_items, n_points, n_skipped;
    size_t *first; /* lines: first point of each item, n_items + 1 */
    struct gis_xy *points;
    uint8_t *flags;
    int16_t *levels;
    size_t cap_first, cap_points, cap_flags, cap_levels;
    struct gis_box box;
    bool degrees;      /* longitude and latitude, WGS 84 */
    char crs[80];      /* "" unknown */
    bool crs_of_roads; /* CSV x,y: whatever the roads are */
};

static void raw_done(struct raw *raw)
{
    free(raw->first);
    free(raw->points);
    free(raw->flags);
    free(raw->levels);
}

static void raw_clear(struct raw *raw)
{
    raw->n_items = raw->n_points = raw->n_skipped = 0;
    raw->box = (struct gis_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
}

static void raw_point(struct raw *raw, double x, double y)
{
    raw->points = jy_grow(raw->points, &raw->cap_points, raw->n_points + 1, sizeof *raw->points);
    raw->points[raw->n_points++] = (struct gis_xy){x, y};
    raw->box.min_x_m = fmin(raw->box.min_x_m, x);
    raw->box.min_y_m = fmin(raw->box.min_y_m, y);
    raw->box.max_x_m = fmax(raw->box.max_x_m, x);
    raw->box.max_y_m = fmax(raw->box.max_y_m, y);
}

/* Closes an item whose points were added; one road, or one light. */
static void raw_item(struct raw *raw, unsigned flags, int level)
{
    size_t n = raw->n_items++;
    if (!raw->lines)
        return;
    raw->first = jy_grow(raw->first, &raw->cap_first, n + 2, sizeof *raw->first);
    raw->flags = jy_grow(raw->flags, &raw->cap_flags, n + 1, sizeof *raw->flags);
    raw->levels = jy_grow(raw->levels, &raw->cap_levels, n + 1, sizeof *raw->levels);
    if (n == 0)
        raw->first[0] = 0;
    raw->first[n + 1] = raw->n_points;
    raw->flags[n] = (uint8_t)flags;
    raw->levels[n] = (int16_t)level;
}

/* --- fields ----------------------------------------------------------------------------------- */

static bool text_true(const char *text, bool absent)
{
    if (text == NULL || *text == '\0')
        return absent;
    return !(strcmp(text, "0") == 0 || strcmp(text, "0.0") == 0 || strcasecmp(text, "false") == 0 ||
             strcasecmp(text, "no") == 0);
}

static unsigned flags_of(const char *evaluate, const char *passable)
{
    return (text_true(evaluate, true) ? GIS_ROAD_EVALUATE : 0U) |
           (text_true(passable, true) ? GIS_ROAD_PASSABLE : 0U);
}

static int level_of(const char *text)
{
    if (text == NULL)
        return 0;
    double level = 0;
    (void)jy_number_read(&text, &level); /* of "1;2" the first */
    return level < -100 || level > 100 ? 0 : (int)level;
}

/* A bridge or tunnel of which no level is known is not on the ground. */
static int level_of_way(const char *level, const char *bridge, const char *tunnel)
{
    int number = level_of(level);
    if (number == 0 && text_true(bridge, false))
        return 1;
    return number == 0 && text_true(tunnel, false) ? -1 : number;
}

/* --- vector files ----------------------------------------------------------------------------- */

static bool osm_wanted(const struct raw *raw, const struct jy_feature *f)
{
    const char *highway = jy_feature_text(f, "highway");
    if (!raw->osm)
        return true;
    return highway != NULL && (raw->lines || strcmp(highway, "street_lamp") == 0);
}

/* What an import makes of the way: no walking on a motorway, no judging of a driveway. */
static unsigned osm_flags(const char *highway, unsigned flags)
{
    const struct jy_road_default *known = jy_word_highway(highway);
    if (known == NULL)
        return 0;
    return flags & ((known->evaluate ? GIS_ROAD_EVALUATE : 0U) |
                    (known->passable ? GIS_ROAD_PASSABLE : 0U));
}

static enum jy_code take_feature(const struct jy_feature *f, void *ctx, struct jy_error *err)
{
    struct raw *raw = ctx;
    (void)err;
    if (!osm_wanted(raw, f))
        return JY_OK;
    const struct jy_geometry *g = &f->geometry;
    if (g->kind != (raw->lines ? JY_GEOMETRY_LINES : JY_GEOMETRY_POINT)) {
        raw->n_skipped++;
        return JY_OK;
    }
    const char *level = jy_feature_text(f, "level");
    if (level == NULL || raw->osm)
        level = jy_feature_text(f, "layer");
    unsigned flags = flags_of(jy_feature_text(f, "evaluate"), jy_feature_text(f, "passable"));
    if (raw->osm && raw->lines)
        flags = osm_flags(jy_feature_text(f, "highway"), flags);
    if (flags == 0 && raw->osm)
        return JY_OK; /* neither judged nor walked: a motorway, a street only planned */
    int number = level_of_way(level, jy_feature_text(f, "bridge"), jy_feature_text(f, "tunnel"));
    size_t i = 0, n_parts = raw->lines ? g->n_parts : g->n_points;
    for (size_t part = 0; part < n_parts; part++) {
        for (size_t end = raw->lines ? g->part_end[part] : i + 1; i < end; i++)
            raw_point(raw, g->points[i].lon_deg, g->points[i].lat_deg);
        raw_item(raw, flags, number);
    }
    return JY_OK;
}

static enum jy_code vector_read(struct raw *raw, enum jy_format format, bool keep_crs,
                                struct jy_crs_info *info, struct jy_error *err)
{
    struct jy_vector_options options = {.keep_crs = keep_crs};
    struct jy_vector *vector = NULL;
    raw->osm = format == JY_FORMAT_OSM_PBF || format == JY_FORMAT_OSM_XML;
    if (raw->osm)
        options.osm_layers = raw->lines ? "lines" : "points";
    enum jy_code code = jy_vector_open(raw->path, &format, &options, &vector, err);
    if (code != JY_OK)
        return code;
    raw_clear(raw);
    jy_vector_crs(vector, info);
    code = jy_vector_each(vector, take_feature, raw, err);
    jy_vector_close(vector);
    return code;
}

/* --- what the coordinates are ----------------------------------------------------------------- */

static bool in_degrees(const struct raw *raw)
{
    return raw->n_points == 0 || (raw->box.min_x_m >= -180 && raw->box.max_x_m <= 180 &&
                                  raw->box.min_y_m >= -90 && raw->box.max_y_m <= 90);
}

static bool epsg_geographic(int code)
{
    static const int known[] = {4326, 4979, 6668, 6667, 4612, 4258, 4269, 6318};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i] == code)
            return true;
    }
    return false;
}

/* Are these degrees a place where the plane is true to scale? Then they are degrees, not metres. */
static bool true_to_scale(const struct raw *raw, struct gis_projection *plane)
{
    size_t step = raw->n_points / 200 + 1;
    for (size_t i = 0; i < raw->n_points; i += step) {
        struct gis_lonlat p[2] = {{raw->points[i].x_m, raw->points[i].y_m}, {0, 0}};
        struct gis_xy q[2];
        double d_m;
        p[1] = (struct gis_lonlat){p[0].lon_deg, p[0].lat_deg + (p[0].lat_deg > 0 ? -1e-3 : 1e-3)};
        /* not beyond 85 degrees, nor on the other side of the earth, where the scale is right again
         */
        if (fabs(p[0].lat_deg) > 85 || gis_project(plane, 2, p, q) != GIS_OK ||
            fabs(q[0].y_m) > 1.05e7 || gis_distance_m(p[0], p[1], &d_m) != GIS_OK ||
            !(fabs(hypot(q[1].x_m - q[0].x_m, q[1].y_m - q[0].y_m) / d_m - 1) < 0.02))
            return false;
    }
    return true;
}

struct crs_wish {
    const char *text;             /* --crs, or NULL */
    bool degrees;                 /* it names a geographic CRS */
    struct gis_projection *plane; /* when it is a projected one */
    const struct raw *roads; /* for lights: the roads, if their numbers are metres of `plane` */
};

static enum jy_code wish_open(const char *crs, struct crs_wish *wish, struct jy_error *err)
{
    *wish = (struct crs_wish){crs, false, NULL, NULL};
    if (crs == NULL)
        return JY_OK;
    int code = jy_epsg_parse(crs);
    if (code == 0)
        return jy_fail(err, JY_EINVALID, "--crs %s: write it as EPSG:6677", crs);
    wish->degrees = epsg_geographic(code);
    if (!wish->degrees && gis_projection_new(code, &wish->plane) != GIS_OK)
        return jy_fail(err, JY_EINVALID, "--crs %s: not a projected CRS in metres", crs);
    return JY_OK;
}

static bool boxes_touch(const struct gis_box *a, const struct gis_box *b, double within_m)
{
    return a->min_x_m <= b->max_x_m + within_m && b->min_x_m <= a->max_x_m + within_m &&
           a->min_y_m <= b->max_y_m + within_m && b->min_y_m <= a->max_y_m + within_m;
}

/* Few lights of a small plane look like degrees far away (-35, 12). They are metres where that puts
 * them beside the roads, and as degrees they would be elsewhere. */
static bool metres_beside_roads(const struct raw *lights, const struct crs_wish *wish)
{
    const double near_m = 1000;
    if (wish->roads == NULL || !boxes_touch(&lights->box, &wish->roads->box, near_m))
        return false;
    struct gis_lonlat corners[2] = {{lights->box.min_x_m, lights->box.min_y_m},
                                    {lights->box.max_x_m, lights->box.max_y_m}};
    struct gis_xy p[2];
    if (gis_project(wish->plane, 2, corners, p) != GIS_OK)
        return true;
    struct gis_box box = {fmin(p[0].x_m, p[1].x_m), fmin(p[0].y_m, p[1].y_m),
                          fmax(p[0].x_m, p[1].x_m), fmax(p[0].y_m, p[1].y_m)};
    return !boxes_touch(&box, &wish->roads->box, near_m);
}

/* For files that name no CRS of their own, as GeoJSON. */
static enum jy_code crs_guess(struct raw *raw, const struct crs_wish *wish, struct jy_error *err)
{
    raw->degrees = in_degrees(raw) && (wish->plane == NULL || (true_to_scale(raw, wish->plane) &&
                                                               !metres_beside_roads(raw, wish)));
    if (raw->degrees)
        return JY_OK;
    if (wish->plane == NULL) {
        return jy_fail(
            err, JY_EINVALID,
            "%s: the coordinates are not longitude and latitude (x %.10g to %.10g); name "
            "their CRS with --crs EPSG:n",
            raw->path, raw->box.min_x_m, raw->box.max_x_m);
    }
    (void)snprintf(raw->crs, sizeof raw->crs, "%s", wish->text);
    return JY_OK;
}

static enum jy_code vector_decide(struct raw *raw, enum jy_format format,
                                  const struct crs_wish *wish, struct jy_error *err)
{
    struct jy_crs_info info;
    enum jy_code code = vector_read(raw, format, true, &info, err);
    if (code != JY_OK)
        return code;
    bool metres = info.known && !info.geographic && fabs(info.unit_m - 1) < 1e-9;
    if (metres) {
        (void)snprintf(raw->crs, sizeof raw->crs, "%s", info.name);
        return JY_OK;
    }
    if (info.known && !info.geographic) { /* feet, say */
        raw->degrees = true;
        return vector_read(raw, format, false, &info, err);
    }
    if (!info.known || format == JY_FORMAT_GEOJSON || !in_degrees(raw)) {
        code = crs_guess(raw, wish, err);
        if (code != JY_OK || !raw->degrees)
            return code;
    }
    raw->degrees = true;
    if (!info.known || strcmp(info.name, "EPSG:4326") == 0 || strstr(info.name, "CRS84") != NULL)
        return JY_OK;
    return vector_read(raw, format, false, &info, err);
}

/* --- tables ----------------------------------------------------------------------------------- */

static size_t column(const struct jy_csv_table *table, const char *const *names)
{
    struct jy_error ignored;
    size_t col;
    for (; *names != NULL; names++) {
        if (jy_csv_table_column(table, *names, &col, &ignored) == JY_OK)
            return col;
    }
    return SIZE_MAX;
}

static const char *cell(const struct jy_csv_table *table, size_t row, size_t col)
{
    return col == SIZE_MAX ? NULL : jy_csv_table_cell(table, row, col);
}

/* One bracket of coordinates, "(x y, x y ...)"; NULL when it is not that. */
static const char *wkt_part(struct raw *raw, const char *at)
{
    char *end;
    do {
        double x = strtod(at + 1, &end);
        if (end == at + 1)
            return NULL;
        at = end;
        double y = strtod(at, &end);
        if (end == at || !isfinite(x) || !isfinite(y))
            return NULL;
        raw_point(raw, x, y);
        at = end + strcspn(end, ",()"); /* z and m are not used */
    } while (*at == ',');
    return *at == ')' ? at + 1 : NULL;
}

/* LINESTRING or MULTILINESTRING, with or without Z and M. */
static bool wkt_lines(struct raw *raw, const char *text, unsigned flags, int level)
{
    size_t before = raw->n_points;
    text += strspn(text, " ");
    bool multi = strncasecmp(text, "MULTILINESTRING", 15) == 0;
    const char *at = strchr(text, '(');
    if ((!multi && strncasecmp(text, "LINESTRING", 10) != 0) || at == NULL)
        return false;
    if (!multi) {
        at = wkt_part(raw, at);
        if (at == NULL) {
            raw->n_points = before;
            return false;
        }
        raw_item(raw, flags, level);
        return true;
    }
    for (at++; at != NULL && (at += strspn(at, " ,"), *at == '(');) {
        before = raw->n_points;
        at = wkt_part(raw, at);
        if (at != NULL) {
            raw_item(raw, flags, level);
        } else {
            raw->n_points = before;
        }
    }
    return at != NULL;
}

static enum jy_code table_roads(struct raw *raw, const struct jy_csv_table *table,
                                const struct crs_wish *wish, struct jy_error *err)
{
    static const char *const wkt[] = {"wkt", "WKT", "geometry", "geom", NULL};
    static const char *const evaluate[] = {"evaluate", NULL}, *const passable[] = {"passable",
                                                                                   NULL};
    static const char *const level[] = {"level", "layer", NULL};
    static const char *const bridge[] = {"bridge", NULL}, *const tunnel[] = {"tunnel", NULL};
    size_t wkt_col = column(table, wkt), evaluate_col = column(table, evaluate);
    size_t passable_col = column(table, passable), level_col = column(table, level);
    size_t bridge_col = column(table, bridge), tunnel_col = column(table, tunnel);
    if (wkt_col == SIZE_MAX) {
        return jy_fail(err, JY_EINVALID,
                       "%s: roads in CSV need a column wkt with LINESTRING (or geometry, geom)",
                       raw->path);
    }
    for (size_t row = 0; row < table->n_rows; row++) {
        if (!wkt_lines(raw, jy_csv_table_cell(table, row, wkt_col),
                       flags_of(cell(table, row, evaluate_col), cell(table, row, passable_col)),
                       level_of_way(cell(table, row, level_col), cell(table, row, bridge_col),
                                    cell(table, row, tunnel_col))))
            return jy_csv_table_fail(table, row, wkt_col, err, "not a LINESTRING");
    }
    /* a network of two metres is none: such numbers are degrees */
    double extent = fmax(raw->box.max_x_m - raw->box.min_x_m, raw->box.max_y_m - raw->box.min_y_m);
    raw->degrees = wish->degrees || (in_degrees(raw) && extent < 2 && wish->plane == NULL) ||
                   (wish->plane != NULL && in_degrees(raw) && true_to_scale(raw, wish->plane));
    if (!raw->degrees && wish->plane != NULL)
        (void)snprintf(raw->crs, sizeof raw->crs, "%s", wish->text);
    return JY_OK;
}

static enum jy_code table_lights(struct raw *raw, const struct jy_csv_table *table,
                                 struct jy_error *err)
{
    static const char *const lon[] = {"lon", "longitude", "経度", NULL};
    static const char *const lat[] = {"lat", "latitude", "緯度", NULL};
    static const char *const x[] = {"x", "X", NULL}, *const y[] = {"y", "Y", NULL};
    size_t x_col = column(table, lon), y_col = column(table, lat);
    raw->degrees = x_col != SIZE_MAX && y_col != SIZE_MAX;
    if (!raw->degrees) {
        x_col = column(table, x);
        y_col = column(table, y);
        raw->crs_of_roads = true;
    }
    if (x_col == SIZE_MAX || y_col == SIZE_MAX) {
        return jy_fail(err, JY_EINVALID,
                       "%s: lights in CSV need columns x,y or lon,lat or 経度,緯度", raw->path);
    }
    for (size_t row = 0; row < table->n_rows; row++) {
        double px, py;
        if (*jy_csv_table_cell(table, row, x_col) == '\0' ||
            *jy_csv_table_cell(table, row, y_col) == '\0') {
            raw->n_skipped++;
            continue;
        }
        if (jy_csv_table_number(table, row, x_col, &px, err) != JY_OK ||
            jy_csv_table_number(table, row, y_col, &py, err) != JY_OK)
            return err->code;
        if (raw->degrees && !gis_lonlat_valid((struct gis_lonlat){px, py})) {
            return jy_csv_table_fail(table, row, x_col, err, "%.10g, %.10g is no place on earth",
                                     px, py);
        }
        raw_point(raw, px, py);
        raw_item(raw, 0, 0);
    }
    return JY_OK;
}

/* A header and nothing below it: no lights, or no roads, which is an answer too. */
static bool table_empty(const char *path)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_error ignored;
    if (jy_file_read(path, 65536, &text, &ignored) != JY_OK)
        return false;
    const char *line = strchr(jy_buf_text(&text), '\n');
    return line == NULL || line[strspn(line, " \r\n\t")] == '\0';
}

static enum jy_code table_read(struct raw *raw, const struct crs_wish *wish, struct jy_error *err)
{
    struct jy_csv_table table;
    raw_clear(raw);
    if (!raw->lines && table_empty(raw->path)) {
        raw->crs_of_roads = true;
        return JY_OK;
    }
    enum jy_code code = jy_csv_table_read(raw->path, &table, err);
    if (code != JY_OK)
        return code;
    code = raw->lines ? table_roads(raw, &table, wish, err) : table_lights(raw, &table, err);
    jy_csv_table_done(&table);
    return code;
}

static enum jy_code raw_read(struct raw *raw, const struct crs_wish *wish, struct jy_error *err)
{
    enum jy_format format;
    enum jy_code code = jy_format_detect(raw->path, &format, err);
    if (code != JY_OK)
        return code;
    if (format == JY_FORMAT_JSON_TABLE) {
        return jy_fail(err, JY_EINVALID, "%s: a JSON table has no geometry; give GeoJSON or CSV",
                       raw->path);
    }
    return format == JY_FORMAT_CSV ? table_read(raw, wish, err)
                                   : vector_decide(raw, format, wish, err);
}

/* --- one plane -------------------------------------------------------------------------------- */

static enum jy_code to_plane(struct raw *raw, struct gis_projection *plane, struct jy_error *err)
{
    struct gis_lonlat JY_AUTOFREE *in = jy_calloc(raw->n_points + 1, sizeof *in);
    for (size_t i = 0; i < raw->n_points; i++)
        in[i] = (struct gis_lonlat){raw->points[i].x_m, raw->points[i].y_m};
    enum gis_status status = gis_project(plane, raw->n_points, in, raw->points);
    if (status == GIS_OK)
        return JY_OK;
    for (size_t i = 0; i < raw->n_points; i++) {
        if (!gis_lonlat_valid(in[i])) {
            return jy_fail(err, JY_EINVALID, "%s: (%g, %g) is no position in degrees, as %s",
                           raw->path, in[i].lon_deg, in[i].lat_deg,
                           raw->crs_of_roads ? "the roads are" : "the others are");
        }
    }
    return jy_fail(err, JY_EINVALID, "%s: %s", raw->path, gis_status_text(status));
}

/* Opens the plane of the roads and brings them there. */
static enum jy_code roads_plane(struct raw *roads, struct crs_wish *wish,
                                struct jy_network_files *out, struct jy_error *err)
{
    if (!roads->degrees) {
        int code = jy_epsg_parse(roads->crs);
        (void)snprintf(out->plane, sizeof out->plane, "%s", *roads->crs ? roads->crs : "unnamed");
        if (code > 0 && gis_projection_new(code, &out->projection) != GIS_OK)
            out->projection = NULL;
        return JY_OK;
    }
    const struct gis_box *b = &roads->box;
    if (wish->plane != NULL) {
        out->projection = wish->plane;
        wish->plane = NULL;
        (void)snprintf(out->plane, sizeof out->plane, "%s", wish->text);
    } else if (roads->n_points > 0) {
        if (b->max_x_m - b->min_x_m > 10 || b->max_y_m - b->min_y_m > 10) {
            return jy_fail(
                err, JY_EINVALID,
                "%s: roads over more than 10 degrees (x %.10g to %.10g, y %.10g to %.10g) "
                "fit no metric plane; if these are metres, name their CRS with --crs EPSG:n",
                roads->path, b->min_x_m, b->max_x_m, b->min_y_m, b->max_y_m);
        }
        struct gis_lonlat middle = {(b->min_x_m + b->max_x_m) / 2, (b->min_y_m + b->max_y_m) / 2};
        if (gis_projection_new_local(middle, &out->projection) != GIS_OK)
            return jy_fail(err, JY_EINTERNAL, "%s: no plane for these roads", roads->path);
        (void)snprintf(out->plane, sizeof out->plane, "local transverse Mercator");
    }
    return roads->n_points == 0 ? JY_OK : to_plane(roads, out->projection, err);
}

static enum jy_code lights_plane(struct raw *lights, const struct raw *roads,
                                 const struct jy_network_files *out, struct jy_error *err)
{
    if (lights->n_points == 0)
        return JY_OK;
    bool degrees = lights->crs_of_roads ? roads->degrees : lights->degrees;
    if (!degrees) {
        if (lights->crs_of_roads || strcmp(lights->crs, roads->crs) == 0 ||
            (!roads->degrees && *roads->crs == '\0') || strcmp(lights->crs, out->plane) == 0)
            return JY_OK;
        int code = jy_epsg_parse(lights->crs); /* another plane: by way of degrees */
        struct gis_projection *from = NULL;
        if (code == 0 || gis_projection_new(code, &from) != GIS_OK) {
            return jy_fail(err, JY_EINVALID, "%s: the CRS %s is not that of the roads (%s)",
                           lights->path, lights->crs, out->plane);
        }
        struct gis_lonlat JY_AUTOFREE *back = jy_calloc(lights->n_points, sizeof *back);
        enum gis_status status = gis_unproject(from, lights->n_points, lights->points, back);
        gis_projection_free(from);
        if (status != GIS_OK)
            return jy_fail(err, JY_EINVALID, "%s: %s", lights->path, gis_status_text(status));
        for (size_t i = 0; i < lights->n_points; i++)
            lights->points[i] = (struct gis_xy){back[i].lon_deg, back[i].lat_deg};
    }
    if (out->projection == NULL) {
        return jy_fail(
            err, JY_EINVALID,
            "%s: lights in degrees, but roads in an unnamed plane; name it with --crs EPSG:n",
            lights->path);
    }
    return to_plane(lights, out->projection, err);
}

static void files_take(struct raw *roads, struct raw *lights, struct jy_network_files *out)
{
    out->n_roads = roads->n_items;
    out->n_points = roads->n_points;
    out->n_roads_skipped = roads->n_skipped;
    out->first_point = roads->first != NULL ? roads->first : jy_calloc(1, sizeof(size_t));
    out->points = roads->points;
    out->flags = roads->flags;
    out->levels = roads->levels;
    out->n_lights = lights->n_items;
    out->n_lights_skipped = lights->n_skipped;
    out->lights = lights->points;
    roads->first = NULL;
    roads->points = NULL;
    roads->flags = NULL;
    roads->levels = NULL;
    lights->points = NULL;
}

enum jy_code jy_network_files_read(const struct jy_network_files_options *options,
                                   struct jy_network_files *out, struct jy_error *err)
{
    struct raw roads = {.path = options->roads, .lines = true}, lights = {.path = options->lights};
    struct jy_network_files files = {0};
    struct crs_wish wish;
    enum jy_code code = wish_open(options->crs, &wish, err);
    if (code == JY_OK)
        code = raw_read(&roads, &wish, err);
    if (code == JY_OK && roads.n_items == 0)
        code = jy_fail(err, JY_EINVALID, "%s: no road: it holds no line", roads.path);
    if (wish.plane != NULL && !roads.degrees && strcmp(roads.crs, wish.text) == 0)
        wish.roads = &roads;
    if (code == JY_OK)
        code = raw_read(&lights, &wish, err);
    if (code == JY_OK)
        code = roads_plane(&roads, &wish, &files, err);
    if (code == JY_OK)
        code = lights_plane(&lights, &roads, &files, err);
    gis_projection_free(wish.plane);
    if (code == JY_OK) {
        files_take(&roads, &lights, &files);
        *out = files;
    } else {
        gis_projection_free(files.projection);
    }
    raw_done(&roads);
    raw_done(&lights);
    return code;
}

void jy_network_files_done(struct jy_network_files *files)
{
    free(files->first_point);
    free(files->points);
    free(files->flags);
    free(files->levels);
    free(files->lights);
    gis_projection_free(files->projection);
    memset(files, 0, sizeof *files);
}
