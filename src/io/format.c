/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/io/json_scan.h"

enum { HEAD_BYTES = 4096 };

struct probe {
    const char *path;
    int fd;
    int64_t size;
    unsigned char head[HEAD_BYTES];
    size_t n_head;
};

const char *jy_format_text(enum jy_format format)
{
    static const char *const names[] = {
        [JY_FORMAT_CSV] = "CSV",
        [JY_FORMAT_JSON_TABLE] = "JSON table",
        [JY_FORMAT_GEOJSON] = "GeoJSON",
        [JY_FORMAT_TOPOJSON] = "TopoJSON",
        [JY_FORMAT_SHAPEFILE] = "Shapefile",
        [JY_FORMAT_GPKG] = "GeoPackage",
        [JY_FORMAT_OSM_PBF] = "OSM PBF",
        [JY_FORMAT_OSM_XML] = "OSM XML",
        [JY_FORMAT_FLATGEOBUF] = "FlatGeobuf",
        [JY_FORMAT_XLSX] = "XLSX",
    };
    return names[format];
}

bool jy_format_is_vector(enum jy_format format)
{
    return format != JY_FORMAT_CSV && format != JY_FORMAT_JSON_TABLE;
}

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t le32(const unsigned char *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static bool read_at(int fd, int64_t offset, void *bytes, size_t n)
{
    return pread(fd, bytes, n, (off_t)offset) == (ssize_t)n;
}

static enum jy_code cut_short(const char *path, const char *what, int64_t want, int64_t have,
                              struct jy_error *err)
{
    return jy_fail(err, JY_EINVALID,
                   "%s: the %s is cut short: %lld bytes are promised, %lld are there", path, what,
                   (long long)want, (long long)have);
}

/* ---- shapefile (ESRI white paper, July 1998) ---- */

/* dBASE III: header length at 8, record length at 10, records at 4. */
static enum jy_code check_dbf(const char *shp_path, struct jy_error *err)
{
    size_t n = strlen(shp_path);
    char *path JY_AUTOFREE = jy_strdup(shp_path);
    bool upper = n > 4 && strcmp(path + n - 4, ".SHP") == 0;
    if (n < 4)
        return JY_OK;
    memcpy(path + n - 3, upper ? "DBF" : "dbf", 3);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return jy_fail(err, JY_EINVALID, "%s: the attribute file %s is missing beside it", shp_path,
                       path);
    }
    unsigned char head[32];
    struct stat st;
    enum jy_code code = JY_OK;
    if (fstat(fd, &st) != 0 || !read_at(fd, 0, head, sizeof head)) {
        code = jy_fail(err, JY_EINVALID, "%s: is not a dBASE file", path);
    } else {
        int64_t want =
            (int64_t)le32(head + 4) * (head[10] | head[11] << 8) + (head[8] | head[9] << 8);
        if (st.st_size < want)
            code = cut_short(path, "dBASE file", want, st.st_size, err);
    }
    (void)close(fd);
    return code;
}

static enum jy_code check_shapefile(const struct probe *p, struct jy_error *err)
{
    if (p->n_head < 100)
        return cut_short(p->path, "shapefile", 100, p->size, err);
    int64_t want = (int64_t)be32(p->head + 24) * 2;
    if (p->size < want)
        return cut_short(p->path, "shapefile", want, p->size, err);
    return check_dbf(p->path, err);
}

/* ---- GeoPackage (SQLite file format, section 1.3) ---- */

static enum jy_code check_gpkg(const struct probe *p, struct jy_error *err)
{
    if (p->n_head < 100)
        return cut_short(p->path, "GeoPackage", 100, p->size, err);
    uint32_t app = be32(p->head + 68);
    if (app != 0x47504B47U && app != 0x47503130U && app != 0x47503131U) { /* GPKG, GP10, GP11 */
        return jy_fail(err, JY_EINVALID,
                       "%s: an SQLite file, but not a GeoPackage; export it as GeoPackage first",
                       p->path);
    }
    uint32_t page = (uint32_t)(p->head[16] << 8 | p->head[17]);
    int64_t want = (int64_t)be32(p->head + 28) * (page == 1 ? 65536 : page);
    if (p->size < want)
        return cut_short(p->path, "GeoPackage", want, p->size, err);
    return JY_OK;
}

/* ---- OSM PBF: length, BlobHeader, Blob, again and again ---- */

/* The datasize field (number 3, varint) of a BlobHeader; negative when there is none. */
static int64_t blob_size(const unsigned char *header, size_t n)
{
    size_t i = 0;
    while (i < n) {
        unsigned tag = header[i++];
        uint64_t value = 0;
        for (unsigned shift = 0; i < n && shift < 63; shift += 7) {
            unsigned char c = header[i++];
            value |= (uint64_t)(c & 0x7F) << shift;
            if ((c & 0x80) == 0)
                break;
        }
        if (tag == (3U << 3))
            return value <= INT32_MAX ? (int64_t)value : -1;
        if ((tag & 7) == 2) {
            if (value > n - i)
                return -1;
            i += (size_t)value;
        } else if ((tag & 7) != 0) {
            return -1;
        }
    }
    return -1;
}

static enum jy_code check_pbf(const struct probe *p, struct jy_error *err)
{
    unsigned char header[65536];
    int64_t at = 0;
    while (at < p->size) {
        unsigned char length[4];
        if (!read_at(p->fd, at, length, 4))
            return cut_short(p->path, "OSM PBF", at + 4, p->size, err);
        uint32_t n = be32(length);
        if (n == 0 || n > sizeof header) {
            return jy_fail(err, JY_EINVALID, "%s: not OSM PBF at byte %lld", p->path,
                           (long long)at);
        }
        if (!read_at(p->fd, at + 4, header, n))
            return cut_short(p->path, "OSM PBF", at + 4 + n, p->size, err);
        int64_t blob = blob_size(header, n);
        if (blob < 0) {
            return jy_fail(err, JY_EINVALID, "%s: not OSM PBF at byte %lld", p->path,
                           (long long)at);
        }
        at += 4 + n + blob;
        if (at > p->size)
            return cut_short(p->path, "OSM PBF", at, p->size, err);
    }
    return JY_OK;
}

/* ---- text that must end well ---- */

static enum jy_code check_osm_xml(const struct probe *p, struct jy_error *err)
{
    char tail[257];
    int64_t from = p->size > 256 ? p->size - 256 : 0;
    ssize_t n = pread(p->fd, tail, 256, (off_t)from);
    tail[n > 0 ? n : 0] = '\0';
    if (strstr(tail, "</osm>") == NULL && strstr(tail, "/>") == NULL) {
        return jy_fail(err, JY_EINVALID,
                       "%s: the OSM XML is cut short: </osm> is missing at its end", p->path);
    }
    if (strstr(tail, "</osm>") == NULL && p->size > 256) {
        return jy_fail(err, JY_EINVALID,
                       "%s: the OSM XML is cut short: </osm> is missing at its end", p->path);
    }
    return JY_OK;
}

/* ZIP (APPNOTE 4.3.16): the end record stands in the last 65,557 bytes. */
static enum jy_code check_xlsx(const struct probe *p, struct jy_error *err)
{
    int64_t from = p->size > 65557 ? p->size - 65557 : 0;
    size_t n = (size_t)(p->size - from);
    unsigned char *tail JY_AUTOFREE = jy_malloc(n);
    if (!read_at(p->fd, from, tail, n) || memmem(tail, n, "PK\5\6", 4) == NULL) {
        return jy_fail(err, JY_EINVALID, "%s: the XLSX is cut short: its directory is missing",
                       p->path);
    }
    if (memmem(tail, n, "xl/workbook", 11) == NULL)
        return jy_fail(err, JY_EINVALID, "%s: a ZIP archive, not XLSX; unpack it first", p->path);
    return JY_OK;
}

static enum jy_code check_json(const struct probe *p, enum jy_format *out, struct jy_error *err)
{
    struct jy_json_scan scan;
    enum jy_code code = jy_json_scan_fd(p->fd, p->path, &scan, err);
    if (code != JY_OK)
        return code;
    if (scan.top == '[') {
        *out = JY_FORMAT_JSON_TABLE;
        return JY_OK;
    }
    static const char *const geojson[] = {
        "FeatureCollection", "Feature", "Point",        "MultiPoint",        "LineString",
        "MultiLineString",   "Polygon", "MultiPolygon", "GeometryCollection"};
    for (size_t i = 0; i < sizeof geojson / sizeof geojson[0]; i++) {
        if (strcmp(scan.type, geojson[i]) == 0) {
            *out = JY_FORMAT_GEOJSON;
            return JY_OK;
        }
    }
    if (strcmp(scan.type, "Topology") == 0) {
        *out = JY_FORMAT_TOPOJSON;
        return JY_OK;
    }
    return jy_fail(err, JY_EINVALID,
                   "%s: JSON, but neither GeoJSON, TopoJSON nor an array of objects", p->path);
}

/* ---- recognition ---- */

static bool starts(const struct probe *p, const void *bytes, size_t n)
{
    return p->n_head >= n && memcmp(p->head, bytes, n) == 0;
}

static bool is_pbf(const struct probe *p)
{
    return p->n_head >= 16 && be32(p->head) < 65536 && memmem(p->head, 32, "OSMHeader", 9) != NULL;
}

static bool utf16_bom(const struct probe *p)
{
    return starts(p, "\xFF\xFE", 2) || starts(p, "\xFE\xFF", 2);
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum jy_code detect_text(const struct probe *p, enum jy_format *out, struct jy_error *err)
{
    size_t i = starts(p, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (i < p->n_head && is_blank(p->head[i]))
        i++;
    if (i == p->n_head && p->size <= HEAD_BYTES)
        return jy_fail(err, JY_EINVALID, "%s: the file holds nothing but white space", p->path);
    unsigned char first = i < p->n_head ? p->head[i] : ' ';
    if (first == '{' || first == '[')
        return check_json(p, out, err);
    if (first == '<' && memmem(p->head, p->n_head, "<osm", 4) != NULL) {
        *out = JY_FORMAT_OSM_XML;
        return check_osm_xml(p, err);
    }
    if (first == '<') {
        return jy_fail(err, JY_EINVALID,
                       "%s: HTML or XML that is not OpenStreetMap data; no format Joyato reads",
                       p->path);
    }
    *out = JY_FORMAT_CSV;
    return JY_OK;
}

/* A table with a stray zero byte: none in the first line, and no other byte that only binary files
 * hold. Which rows are lost with it, encoding.h says. */
static bool text_with_zeros(const struct probe *p)
{
    const unsigned char *newline = memchr(p->head, '\n', p->n_head);
    if (newline == NULL || memchr(p->head, '\0', (size_t)(newline - p->head)) != NULL)
        return false;
    for (size_t i = 0; i < p->n_head; i++) {
        if (p->head[i] < 0x20 && p->head[i] != '\0' && !is_blank(p->head[i]))
            return false;
    }
    return true;
}

static enum jy_code detect_dbf(const struct probe *p, struct jy_error *err)
{
    size_t n = strlen(p->path);
    const char *end = n > 4 ? p->path + n - 4 : "";
    if (strcasecmp(end, ".dbf") == 0 || strcasecmp(end, ".shx") == 0 ||
        strcasecmp(end, ".prj") == 0)
        return jy_fail(err, JY_EINVALID, "%s: part of a shapefile; give the .shp file", p->path);
    return jy_fail(
        err, JY_EINVALID,
        "%s: none of the formats Joyato reads (GeoJSON, TopoJSON, Shapefile, GeoPackage, "
        "OSM PBF or XML, FlatGeobuf, CSV, XLSX, JSON table)",
        p->path);
}

static enum jy_code detect(const struct probe *p, enum jy_format *out, struct jy_error *err)
{
    if (starts(p, "SQLite format 3", 16)) {
        *out = JY_FORMAT_GPKG;
        return check_gpkg(p, err);
    }
    if (starts(p, "\0\0\x27\x0A", 4)) {
        *out = JY_FORMAT_SHAPEFILE;
        return check_shapefile(p, err);
    }
    if (starts(p, "fgb\3fgb", 7)) {
        *out = JY_FORMAT_FLATGEOBUF;
        return JY_OK;
    }
    if (starts(p, "PK\3\4", 4)) {
        *out = JY_FORMAT_XLSX;
        return check_xlsx(p, err);
    }
    if (is_pbf(p)) {
        *out = JY_FORMAT_OSM_PBF;
        return check_pbf(p, err);
    }
    if (utf16_bom(p)) {
        *out = JY_FORMAT_CSV;
        return JY_OK;
    }
    if (memchr(p->head, '\0', p->n_head) != NULL && !text_with_zeros(p))
        return detect_dbf(p, err);
    return detect_text(p, out, err);
}

enum jy_code jy_format_detect(const char *path, enum jy_format *out, struct jy_error *err)
{
    enum jy_code code = jy_file_check_readable(path, err);
    if (code != JY_OK)
        return code;
    struct probe *p JY_AUTOFREE = jy_calloc(1, sizeof *p);
    p->path = path;
    p->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    ssize_t n = -1;
    if (p->fd >= 0 && fstat(p->fd, &st) == 0) {
        p->size = st.st_size;
        n = pread(p->fd, p->head, HEAD_BYTES, 0);
    }
    enum jy_format format = JY_FORMAT_CSV;
    if (n < 0) {
        code = jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
    } else {
        p->n_head = (size_t)n;
        code = detect(p, &format, err);
    }
    if (p->fd >= 0)
        (void)close(p->fd);
    if (code == JY_OK)
        *out = format;
    return code;
}
