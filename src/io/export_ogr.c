/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/io/export_rows.h"
#include "src/io/gdal_api.h"

struct ogr_writer {
    const struct jy_export_options *options;
    const char *name; /* of the layer */
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureDefnH definition;
    OGRSpatialReferenceH srs;
    enum jy_geometry_kind kind; /* of the layer */
    struct jy_export_result result;
};

static const struct {
    const char *driver, *ending;
} formats[] = {
    [JY_EXPORT_GPKG] = {"GPKG", ".gpkg"},
    [JY_EXPORT_SHP] = {"ESRI Shapefile", ".shp"},
    [JY_EXPORT_FGB] = {"FlatGeobuf", ".fgb"},
    [JY_EXPORT_XLSX] = {"XLSX", ".xlsx"},
};

static OGRwkbGeometryType type_of(enum jy_geometry_kind kind)
{
    return kind == JY_GEOMETRY_POINT      ? wkbPoint
           : kind == JY_GEOMETRY_LINES    ? wkbMultiLineString
           : kind == JY_GEOMETRY_POLYGONS ? wkbMultiPolygon
                                          : wkbNone;
}

static OGRFieldType field_type(enum jy_export_cell kind)
{
    return kind == JY_CELL_WHOLE ? OFTInteger : kind == JY_CELL_REAL ? OFTReal : OFTString;
}

static OGRwkbGeometryType layer_type(const struct ogr_writer *w)
{
    enum jy_layer layer = w->options->layer;
    bool mixed = layer == JY_LAYER_PLACES || layer == JY_LAYER_DISTRICTS ||
                 layer == JY_LAYER_CHOME || layer == JY_LAYER_BOUNDARY;
    if (w->options->format == JY_EXPORT_XLSX)
        return wkbNone;
    if (mixed && w->options->format != JY_EXPORT_SHP)
        return wkbUnknown; /* some areas are known by a point only */
    return type_of(w->kind);
}

static enum jy_code make_layer(struct ogr_writer *w, const struct jy_export_row *heading,
                               struct jy_error *err)
{
    w->kind = heading->geometry.kind;
    bool shp = w->options->format == JY_EXPORT_SHP;
    if (shp && w->kind == JY_GEOMETRY_NONE) {
        return jy_fail(err, JY_EINVALID,
                       "a shapefile cannot hold this layer: its rows have no positions, or of "
                       "several kinds");
    }
    char encoding[] = "ENCODING=UTF-8", *utf8[] = {encoding, NULL};
    w->layer =
        GDALDatasetCreateLayer(w->dataset, w->name, w->srs, layer_type(w), shp ? utf8 : NULL);
    if (w->layer == NULL)
        return jy_fail(err, JY_EIO, "the layer cannot be made: %s", CPLGetLastErrorMsg());
    for (size_t i = 0; i < heading->n; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(heading->names[i], field_type(heading->kinds[i]));
        (void)OGR_L_CreateField(w->layer, field, TRUE);
        OGR_Fld_Destroy(field);
    }
    w->definition = OGR_L_GetLayerDefn(w->layer);
    return JY_OK;
}

static OGRGeometryH line_of(const struct jy_geometry *g, size_t part, OGRwkbGeometryType type)
{
    OGRGeometryH line = OGR_G_CreateGeometry(type);
    for (size_t i = part > 0 ? g->part_end[part - 1] : 0; i < g->part_end[part]; i++)
        OGR_G_AddPoint_2D(line, g->points[i].lon_deg, g->points[i].lat_deg);
    return line;
}

static OGRGeometryH geometry_of(const struct jy_geometry *g)
{
    OGRGeometryH whole = OGR_G_CreateGeometry(type_of(g->kind));
    OGRGeometryH polygon = NULL;
    if (g->kind == JY_GEOMETRY_POINT)
        OGR_G_SetPoint_2D(whole, 0, g->points[0].lon_deg, g->points[0].lat_deg);
    for (size_t i = 0; i < g->n_parts; i++) {
        if (g->kind == JY_GEOMETRY_LINES) {
            (void)OGR_G_AddGeometryDirectly(whole, line_of(g, i, wkbLineString));
            continue;
        }
        if (i == 0 || g->part_outer[i]) {
            polygon = OGR_G_CreateGeometry(wkbPolygon);
            (void)OGR_G_AddGeometryDirectly(whole, polygon);
        }
        (void)OGR_G_AddGeometryDirectly(polygon, line_of(g, i, wkbLinearRing));
    }
    return whole;
}

static enum jy_code ogr_row(const struct jy_export_row *row, void *ctx, struct jy_error *err)
{
    struct ogr_writer *w = ctx;
    enum jy_geometry_kind kind = row->geometry.kind;
    bool placed = kind != JY_GEOMETRY_NONE && w->options->format != JY_EXPORT_XLSX &&
                  (w->options->format != JY_EXPORT_SHP || kind == w->kind);
    OGRFeatureH feature = OGR_F_Create(w->definition);
    for (size_t i = 0; i < row->n; i++) {
        if (row->texts[i] != NULL)
            OGR_F_SetFieldString(feature, (int)i, row->texts[i]);
    }
    if (placed)
        (void)OGR_F_SetGeometryDirectly(feature, geometry_of(&row->geometry));
    bool done = OGR_L_CreateFeature(w->layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    w->result.rows++;
    w->result.unlocated += row->geometry.kind == JY_GEOMETRY_NONE;
    return done ? JY_OK
                : jy_fail(err, JY_EIO, "row %lld cannot be written: %s", w->result.rows,
                          CPLGetLastErrorMsg());
}

static enum jy_code fill(struct ogr_writer *w, const struct jy_export_row *heading,
                         jy_export_each_fn each, void *ctx, const char *path, struct jy_error *err)
{
    GDALAllRegister();
    GDALDriverH driver = GDALGetDriverByName(formats[w->options->format].driver);
    w->dataset = driver != NULL ? GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL) : NULL;
    if (w->dataset == NULL)
        return jy_fail(err, JY_EIO, "%s: cannot be made: %s", path, CPLGetLastErrorMsg());
    w->srs = OSRNewSpatialReference(NULL);
    (void)OSRImportFromEPSG(w->srs, 4326);
    OSRSetAxisMappingStrategy(w->srs, OAMS_TRADITIONAL_GIS_ORDER);
    (void)GDALDatasetStartTransaction(w->dataset, FALSE);
    enum jy_code code = make_layer(w, heading, err);
    if (code == JY_OK)
        code = each(ogr_row, w, ctx, err);
    if (code == JY_OK)
        (void)GDALDatasetCommitTransaction(w->dataset);
    CPLErrorReset();
    GDALClose(w->dataset);
    if (code == JY_OK && CPLGetLastErrorType() >= CE_Failure)
        code = jy_fail(err, JY_EIO, "%s: %s", path, CPLGetLastErrorMsg());
    OSRDestroySpatialReference(w->srs);
    return code;
}

/* A shapefile is four files beside each other. */
static enum jy_code put_in_place(const char *made, const char *path, enum jy_export_format format,
                                 struct jy_error *err)
{
    static const char *const sides[] = {".dbf", ".shx", ".prj", ".cpg"};
    size_t n = strlen(path);
    for (size_t i = 0; format == JY_EXPORT_SHP && i < 4; i++) {
        char *from JY_AUTOFREE = jy_strdup(made), *to JY_AUTOFREE = jy_strdup(path);
        memcpy(from + strlen(made) - 4, sides[i], 4);
        memcpy(to + n - 4, sides[i], 4);
        if (rename(from, to) != 0 && errno != ENOENT)
            return jy_fail(err, JY_EIO, "%s: %s", to, jy_errno_text(errno));
    }
    if (rename(made, path) != 0)
        return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
    return JY_OK;
}

static enum jy_code write_file(struct ogr_writer *w, const struct jy_export_row *heading,
                               jy_export_each_fn each, void *ctx, const char *path,
                               struct jy_error *err)
{
    const char *ending = formats[w->options->format].ending;
    size_t n = strlen(path), m = strlen(ending);
    if (n <= m || strcmp(path + n - m, ending) != 0)
        return jy_fail(err, JY_EINVALID, "--out: a file of this format ends in %s", ending);
    if (strncmp(path, "/vsi", 4) == 0)
        return jy_fail(err, JY_EINVALID, "--out: '%s' is not a path of a file", path);
    struct jy_buf JY_AUTOBUF made = JY_BUF_INIT;
    jy_buf_addf(&made, "%s%.*s.part-%ld%s", path[0] == '/' ? "" : "./", (int)(n - m), path,
                (long)getpid(), ending);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    enum jy_code code = fill(w, heading, each, ctx, jy_buf_text(&made), err);
    CPLPopErrorHandler();
    if (code == JY_OK)
        code = put_in_place(jy_buf_text(&made), path, w->options->format, err);
    if (code != JY_OK)
        (void)unlink(jy_buf_text(&made));
    return code;
}

/* Rows of a layer of the registry. */
struct layer_rows {
    struct jy_store *store;
    const struct jy_city *city;
    const struct jy_export_options *options;
};

static enum jy_code layer_each(jy_export_row_fn fn, void *fn_ctx, void *ctx, struct jy_error *err)
{
    const struct layer_rows *rows = ctx;
    return jy_export_rows(rows->store, rows->city, rows->options, fn, fn_ctx, err);
}

enum jy_code jy_export_ogr(struct jy_store *store, const struct jy_city *city,
                           const struct jy_export_options *options, const char *path,
                           struct jy_export_result *out, struct jy_error *err)
{
    struct layer_rows rows = {store, city, options};
    struct ogr_writer w = {.options = options, .name = jy_layer_text(options->layer)};
    struct jy_export_row heading;
    jy_export_heading(city, options, &heading);
    enum jy_code code = write_file(&w, &heading, layer_each, &rows, path, err);
    if (code == JY_OK)
        *out = w.result;
    return code;
}

enum jy_code jy_export_gpkg(const char *path, const char *name, bool force,
                            const struct jy_export_row *heading, jy_export_each_fn each, void *ctx,
                            struct jy_error *err)
{
    const struct jy_export_options options = {.format = JY_EXPORT_GPKG};
    struct ogr_writer w = {.options = &options, .name = name};
    if (jy_file_exists(path) && !force)
        return jy_fail(err, JY_ECONFLICT, "%s: is there already; --force writes over it", path);
    return write_file(&w, heading, each, ctx, path, err);
}
