/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/ogr.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/arena.h"
#include "src/base/mem.h"
#include "src/io/encoding.h"
#include "src/io/gdal_api.h"
#include "src/io/hstore.h"
#include "src/io/ogr_geometry.h"
#include "src/io/text_values.h"

struct jy_vector {
    char *path;  /* real path, for GDAL */
    char *shown; /* as the user wrote it, for messages */
    enum jy_format format;
    struct jy_vector_options options;
    GDALDatasetH dataset;
    OGRSpatialReferenceH wgs84, assigned;
    /* transformation of the layer last met */
    OGRLayerH transform_layer;
    OGRCoordinateTransformationH transform;
    bool transform_ready;
    bool raw_text;     /* a shapefile that does not say its encoding: found value by value */
    char message[256]; /* GDAL's first complaint */
    struct jy_arena arena;
    struct jy_ogr_shape shape;
};

/* ---- GDAL, set up once and silent ---- */

static void CPL_STDCALL note_error(CPLErr level, CPLErrorNum number, const char *text)
{
    (void)number;
    char *message = CPLGetErrorHandlerUserData();
    if (level < CE_Failure || message == NULL || message[0] != '\0')
        return;
    (void)snprintf(message, 256, "%s", text);
    for (char *c = message; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    }
}

/* Every node, way and relation with all its tags in one field; closed ways stay lines unless they
 * are areas by their tags. */
static const char osm_config[] =
    "closed_ways_are_polygons=aeroway,amenity,boundary,building,craft,"
    "geological,historic,landuse,leisure,military,natural,office,"
    "place,shop,sport,tourism,highway=platform,public_transport=platform\n"
    "attribute_name_laundering=no\n"
    "[points]\nosm_id=yes\nattributes=\n"
    "unsignificant=created_by,source\nall_tags=yes\n"
    "[lines]\nosm_id=yes\nattributes=\nall_tags=yes\n"
    "[multipolygons]\nosm_id=yes\nattributes=\nall_tags=yes\n"
    "[multilinestrings]\nosm_id=yes\nattributes=\nall_tags=yes\n"
    "[other_relations]\nosm_id=yes\nattributes=\nall_tags=yes\n";
static const char osm_config_path[] = "/vsimem/joyato_osmconf.ini";

static void put_osm_config(void)
{
    size_t n = sizeof osm_config - 1;
    GByte *copy = VSIMalloc(n);
    if (copy == NULL)
        return;
    memcpy(copy, osm_config, n);
    (void)VSIFCloseL(VSIFileFromMemBuffer(osm_config_path, copy, n, TRUE));
}

static void set_up_gdal(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    CPLSetConfigOption("GDAL_HTTP_MAX_RETRY", "0");
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{none}");
    CPLSetConfigOption("OGR_XLSX_HEADERS", "FORCE");
    CPLSetConfigOption("OGR_GEOJSON_MAX_OBJ_SIZE", "200");
    CPLSetConfigOption("SHAPE_RESTORE_SHX", "NO");
    CPLSetConfigOption("OSM_MAX_TMPFILE_SIZE", "200");
    GDALAllRegister();
    put_osm_config();
}

/* ---- opening ---- */

static const char *driver_of(enum jy_format format)
{
    switch (format) {
    case JY_FORMAT_GEOJSON:
        return "GeoJSON";
    case JY_FORMAT_TOPOJSON:
        return "TopoJSON";
    case JY_FORMAT_SHAPEFILE:
        return "ESRI Shapefile";
    case JY_FORMAT_GPKG:
        return "GPKG";
    case JY_FORMAT_OSM_PBF:
    case JY_FORMAT_OSM_XML:
        return "OSM";
    case JY_FORMAT_FLATGEOBUF:
        return "FlatGeobuf";
    case JY_FORMAT_XLSX:
        return "XLSX";
    case JY_FORMAT_CSV:
    case JY_FORMAT_JSON_TABLE:
        return NULL;
    }
    return NULL;
}

static bool is_osm(const struct jy_vector *v)
{
    return v->format == JY_FORMAT_OSM_PBF || v->format == JY_FORMAT_OSM_XML;
}

/* x.cpg beside x.shp names the encoding of x.dbf. */
static bool has_cpg(const char *path)
{
    size_t n = strlen(path);
    char *cpg JY_AUTOFREE = jy_strdup(path);
    if (n < 4)
        return false;
    memcpy(cpg + n - 3, "cpg", 3);
    if (access(cpg, R_OK) == 0)
        return true;
    memcpy(cpg + n - 3, "CPG", 3);
    return access(cpg, R_OK) == 0;
}

static GDALDatasetH open_dataset(const struct jy_vector *v)
{
    const char *const drivers[] = {driver_of(v->format), NULL};
    char config[80];
    (void)snprintf(config, sizeof config, "CONFIG_FILE=%s", osm_config_path);
    const char *const osm[] = {config, "INTERLEAVED_READING=YES", NULL};
    const char *const gpkg[] = {"IMMUTABLE=YES", "LIST_ALL_TABLES=NO", NULL};
    const char *const geojson[] = {"NATIVE_DATA=NO", NULL};
    const char *const raw_text[] = {"ENCODING=", NULL};
    const char *const *options = is_osm(v)                        ? osm
                                 : v->format == JY_FORMAT_GPKG    ? gpkg
                                 : v->format == JY_FORMAT_GEOJSON ? geojson
                                 : v->raw_text                    ? raw_text
                                                                  : NULL;
    return GDALOpenEx(v->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);
}

static enum jy_code new_srs(const char *text, OGRSpatialReferenceH *out, struct jy_error *err)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    int code = jy_epsg_parse(text);
    /* Numbers only: OSRSetFromUserInput would also read files and addresses. */
    if (code == 0 || OSRImportFromEPSG(srs, code) != OGRERR_NONE) {
        OSRDestroySpatialReference(srs);
        return jy_fail(err, JY_EINVALID, "'%s' is not a known CRS; write EPSG:n, as EPSG:6677",
                       text);
    }
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    *out = srs;
    return JY_OK;
}

static const char *preferred(struct jy_vector *v)
{
    for (const char *p = v->options.prefer;; p++) {
        size_t n = strcspn(p, "|");
        char name[64];
        (void)snprintf(name, sizeof name, "%.*s", n < 60 ? (int)n : 60, p);
        OGRLayerH layer = GDALDatasetGetLayerByName(v->dataset, name);
        if (layer != NULL)
            return OGR_L_GetName(layer);
        p += n;
        if (*p == '\0')
            return NULL;
    }
}

static enum jy_code choose_layers(struct jy_vector *v, struct jy_error *err)
{
    if (is_osm(v) && v->options.osm_layers != NULL) {
        char sql[200];
        (void)snprintf(sql, sizeof sql, "SET interest_layers = %s", v->options.osm_layers);
        (void)GDALDatasetExecuteSQL(v->dataset, sql, NULL, NULL);
    }
    if (v->options.layer == NULL && v->options.prefer != NULL)
        v->options.layer = preferred(v);
    if (v->options.layer != NULL && GDALDatasetGetLayerByName(v->dataset, v->options.layer) == NULL)
        return jy_fail(err, JY_EINVALID, "%s: has no layer '%s'", v->shown, v->options.layer);
    if (GDALDatasetGetLayerCount(v->dataset) == 0)
        return jy_fail(err, JY_EINVALID, "%s: holds no layer", v->shown);
    return JY_OK;
}

static enum jy_code open_checked(struct jy_vector *v, struct jy_error *err)
{
    enum jy_code code = new_srs("EPSG:4326", &v->wgs84, err);
    if (code == JY_OK && v->options.crs != NULL)
        code = new_srs(v->options.crs, &v->assigned, err);
    if (code != JY_OK)
        return code;
    CPLPushErrorHandlerEx(note_error, v->message);
    v->dataset = open_dataset(v);
    CPLPopErrorHandler();
    if (v->dataset == NULL) {
        return jy_fail(err, JY_EINVALID, "%s: cannot be read as %s%s%s", v->shown,
                       jy_format_text(v->format), v->message[0] != '\0' ? ": " : "", v->message);
    }
    CPLPushErrorHandlerEx(note_error, v->message);
    code = choose_layers(v, err);
    CPLPopErrorHandler();
    return code;
}

enum jy_code jy_vector_open(const char *path, const enum jy_format *format,
                            const struct jy_vector_options *options, struct jy_vector **out,
                            struct jy_error *err)
{
    enum jy_format detected = JY_FORMAT_CSV;
    if (format != NULL) {
        detected = *format;
    } else {
        enum jy_code code = jy_format_detect(path, &detected, err);
        if (code != JY_OK)
            return code;
    }
    if (!jy_format_is_vector(detected)) {
        return jy_fail(err, JY_EINVALID, "%s: a table (%s), not a file of geometries", path,
                       jy_format_text(detected));
    }
    /* An absolute path of a file that is there can be no /vsi, http: or driver prefix. */
    char *real = realpath(path, NULL);
    if (real == NULL || strncmp(real, "/vsi", 4) == 0) {
        free(real);
        return jy_fail(err, JY_ENOTFOUND, "%s: %s", path, jy_errno_text(errno));
    }
    set_up_gdal();
    struct jy_vector *v = jy_calloc(1, sizeof *v);
    v->path = real;
    v->raw_text = detected == JY_FORMAT_SHAPEFILE && !has_cpg(real);
    v->shown = jy_strdup(path);
    v->format = detected;
    if (options != NULL)
        v->options = *options;
    jy_arena_init(&v->arena);
    enum jy_code code = open_checked(v, err);
    if (code != JY_OK) {
        jy_vector_close(v);
        return code;
    }
    *out = v;
    return JY_OK;
}

void jy_vector_close(struct jy_vector *v)
{
    if (v == NULL)
        return;
    if (v->transform != NULL)
        OCTDestroyCoordinateTransformation(v->transform);
    if (v->dataset != NULL) {
        CPLPushErrorHandler(CPLQuietErrorHandler);
        GDALClose(v->dataset);
        CPLPopErrorHandler();
    }
    OSRDestroySpatialReference(v->wgs84);
    OSRDestroySpatialReference(v->assigned);
    jy_ogr_shape_done(&v->shape);
    jy_arena_done(&v->arena);
    free(v->path);
    free(v->shown);
    free(v);
}

/* ---- coordinate reference systems ---- */

/* NULL: unknown. TopoJSON and OSM are WGS 84 by definition. */
static OGRSpatialReferenceH layer_srs(const struct jy_vector *v, OGRLayerH layer)
{
    if (v->assigned != NULL)
        return v->assigned;
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
    if (srs == NULL && v->format != JY_FORMAT_SHAPEFILE && v->format != JY_FORMAT_GPKG &&
        v->format != JY_FORMAT_FLATGEOBUF)
        return v->wgs84;
    return srs;
}

void jy_vector_crs(const struct jy_vector *v, struct jy_crs_info *out)
{
    *out = (struct jy_crs_info){.unit_m = 1};
    OGRSpatialReferenceH srs = layer_srs(v, GDALDatasetGetLayer(v->dataset, 0));
    if (srs == NULL)
        return;
    out->known = true;
    out->geographic = OSRIsGeographic(srs) != 0;
    if (!out->geographic)
        out->unit_m = OSRGetLinearUnits(srs, NULL);
    const char *authority = OSRGetAuthorityName(srs, NULL);
    const char *number = OSRGetAuthorityCode(srs, NULL);
    const char *name = OSRGetName(srs);
    if (authority != NULL && number != NULL) {
        (void)snprintf(out->name, sizeof out->name, "%s:%s", authority, number);
    } else {
        (void)snprintf(out->name, sizeof out->name, "%s", name != NULL ? name : "");
    }
}

int64_t jy_vector_count(const struct jy_vector *v)
{
    if (is_osm(v))
        return -1;
    int64_t total = 0;
    int n = GDALDatasetGetLayerCount(v->dataset);
    for (int i = 0; i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(v->dataset, i);
        if (v->options.layer != NULL && strcmp(OGR_L_GetName(layer), v->options.layer) != 0)
            continue;
        GIntBig count = OGR_L_GetFeatureCount(layer, FALSE);
        if (count < 0)
            return -1;
        total += count;
    }
    return total;
}

static enum jy_code prepare_transform(struct jy_vector *v, OGRLayerH layer, struct jy_error *err)
{
    if (v->transform_ready && v->transform_layer == layer)
        return JY_OK;
    if (v->transform != NULL)
        OCTDestroyCoordinateTransformation(v->transform);
    v->transform = NULL;
    v->transform_layer = layer;
    v->transform_ready = true;
    if (v->options.keep_crs)
        return JY_OK;
    OGRSpatialReferenceH srs = layer_srs(v, layer);
    if (srs == NULL) {
        return jy_fail(err, JY_EINVALID,
                       "%s: does not say its CRS (no .prj file); name it with --crs EPSG:n",
                       v->shown);
    }
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    if (OSRIsSame(srs, v->wgs84))
        return JY_OK;
    v->transform = OCTNewCoordinateTransformation(srs, v->wgs84);
    if (v->transform == NULL) {
        return jy_fail(err, JY_EINVALID, "%s: its CRS '%s' cannot be converted to WGS 84", v->shown,
                       OSRGetName(srs) != NULL ? OSRGetName(srs) : "?");
    }
    return JY_OK;
}

/* ---- features ---- */

static void add_field(struct jy_field *fields, size_t *n, const char *name, const char *text)
{
    fields[(*n)++] = (struct jy_field){name, text};
}

/* osm_id 123 of layer "points" -> n123 */
static const char *osm_id(struct jy_arena *arena, const char *layer, OGRFeatureH feature)
{
    int way = OGR_F_GetFieldIndex(feature, "osm_way_id");
    bool is_way = way >= 0 && OGR_F_IsFieldSetAndNotNull(feature, way);
    const char *letter = strcmp(layer, "points") == 0            ? "n"
                         : strcmp(layer, "lines") == 0 || is_way ? "w"
                                                                 : "r";
    int field = is_way ? way : OGR_F_GetFieldIndex(feature, "osm_id");
    if (field < 0)
        return NULL;
    return jy_arena_printf(arena, "%s%s", letter, OGR_F_GetFieldAsString(feature, field));
}

static void osm_fields(struct jy_vector *v, OGRFeatureH feature, struct jy_feature *out)
{
    struct jy_hstore tags = {0};
    int field = OGR_F_GetFieldIndex(feature, "all_tags");
    if (field >= 0 && OGR_F_IsFieldSetAndNotNull(feature, field))
        (void)jy_hstore_parse(OGR_F_GetFieldAsString(feature, field), &v->arena, &tags);
    struct jy_field *fields = jy_arena_alloc(&v->arena, (tags.n + 1) * sizeof *fields);
    size_t n = 0;
    add_field(fields, &n, "@id", osm_id(&v->arena, out->layer, feature));
    for (size_t i = 0; i < tags.n; i++)
        add_field(fields, &n, tags.pairs[i].key, tags.pairs[i].value);
    out->fields = fields;
    out->n_fields = n;
}

static const char *utf8(struct jy_vector *v, const char *text)
{
    return jy_utf8_from_unknown(&v->arena, text);
}

static void plain_fields(struct jy_vector *v, OGRFeatureH feature, struct jy_feature *out)
{
    int count = OGR_F_GetFieldCount(feature);
    struct jy_field *fields = jy_arena_alloc(&v->arena, (size_t)count * sizeof *fields);
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        const char *text = NULL;
        if (OGR_F_IsFieldSetAndNotNull(feature, i))
            text = jy_arena_strdup(&v->arena, utf8(v, OGR_F_GetFieldAsString(feature, i)));
        add_field(fields, &n, utf8(v, OGR_Fld_GetNameRef(OGR_F_GetFieldDefnRef(feature, i))), text);
    }
    out->fields = fields;
    out->n_fields = n;
}

static enum jy_code one_feature(struct jy_vector *v, OGRLayerH layer, OGRFeatureH feature,
                                int64_t number, jy_feature_fn fn, void *ctx, struct jy_error *err)
{
    struct jy_feature f = {.layer = OGR_L_GetName(layer), .number = number};
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (geometry != NULL) {
        enum jy_code code = prepare_transform(v, layer, err);
        if (code != JY_OK)
            return code;
    }
    jy_arena_reset(&v->arena);
    if (is_osm(v)) {
        osm_fields(v, feature, &f);
    } else {
        plain_fields(v, feature, &f);
    }
    if (geometry != NULL) {
        f.problem =
            jy_ogr_shape_read(geometry, v->transform, !v->options.keep_crs, &v->shape, &f.geometry);
    }
    return fn(&f, ctx, err);
}

static bool wanted(const struct jy_vector *v, OGRLayerH layer)
{
    return v->options.layer == NULL || strcmp(OGR_L_GetName(layer), v->options.layer) == 0;
}

/* The next feature of any layer in turn; OSM interleaves its layers. */
static OGRFeatureH next_feature(struct jy_vector *v, int *at, OGRLayerH *out_layer)
{
    if (is_osm(v))
        return GDALDatasetGetNextFeature(v->dataset, out_layer, NULL, NULL, NULL);
    for (; *at < GDALDatasetGetLayerCount(v->dataset); (*at)++) {
        OGRLayerH layer = GDALDatasetGetLayer(v->dataset, *at);
        *out_layer = layer;
        OGRFeatureH feature = wanted(v, layer) ? OGR_L_GetNextFeature(layer) : NULL;
        if (feature != NULL)
            return feature;
    }
    return NULL;
}

static enum jy_code check_whole(struct jy_vector *v, int64_t read, struct jy_error *err)
{
    if (v->message[0] != '\0') {
        return jy_fail(err, JY_EINVALID, "%s: reading stopped after feature %lld: %s", v->shown,
                       (long long)read, v->message);
    }
    int64_t promised = v->format == JY_FORMAT_FLATGEOBUF ? jy_vector_count(v) : read;
    if (promised > read) {
        return jy_fail(err, JY_EINVALID,
                       "%s: cut short: %lld features are promised, %lld are there", v->shown,
                       (long long)promised, (long long)read);
    }
    return JY_OK;
}

enum jy_code jy_vector_each(struct jy_vector *v, jy_feature_fn fn, void *ctx, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    OGRLayerH layer = NULL;
    int64_t read = 0;
    int at = 0;
    v->message[0] = '\0';
    CPLPushErrorHandlerEx(note_error, v->message);
    GDALDatasetResetReading(v->dataset);
    while (code == JY_OK) {
        OGRFeatureH feature = next_feature(v, &at, &layer);
        if (feature == NULL)
            break;
        if (wanted(v, layer))
            code = one_feature(v, layer, feature, ++read, fn, ctx, err);
        OGR_F_Destroy(feature);
    }
    if (code == JY_OK)
        code = check_whole(v, read, err);
    CPLPopErrorHandler();
    return code;
}

const char *jy_feature_text(const struct jy_feature *feature, const char *name)
{
    for (size_t i = 0; i < feature->n_fields; i++) {
        if (strcasecmp(feature->fields[i].name, name) == 0)
            return feature->fields[i].text;
    }
    return NULL;
}

enum jy_code jy_crs_check(const char *crs, struct jy_error *err)
{
    OGRSpatialReferenceH srs = NULL;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    enum jy_code code = new_srs(crs, &srs, err);
    CPLPopErrorHandler();
    OSRDestroySpatialReference(srs);
    return code;
}

static bool transform_point(const char *crs, double *x, double *y)
{
    static char last[32];
    static OGRCoordinateTransformationH transform;
    if (strncmp(crs, last, sizeof last) != 0) {
        OGRSpatialReferenceH from = NULL, to = NULL;
        if (transform != NULL)
            OCTDestroyCoordinateTransformation(transform);
        transform = NULL;
        if (new_srs(crs, &from, NULL) == JY_OK && new_srs("EPSG:4326", &to, NULL) == JY_OK)
            transform = OCTNewCoordinateTransformation(from, to);
        OSRDestroySpatialReference(from);
        OSRDestroySpatialReference(to);
        (void)snprintf(last, sizeof last, "%s", crs);
    }
    return transform != NULL && OCTTransform(transform, 1, x, y, NULL) && isfinite(*x) &&
           isfinite(*y);
}

bool jy_point_to_wgs84(const char *crs, double *x, double *y)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool done = transform_point(crs, x, y);
    CPLPopErrorHandler();
    return done;
}
