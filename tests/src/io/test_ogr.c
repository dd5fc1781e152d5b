/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/io/format.h"
#include "src/io/hstore.h"
#include "src/io/ogr.h"

#include "tests/support/support.h"

static char dir[] = "/tmp/joyato-ogr-XXXXXX";
static char path[200];

static const char *write_file(const char *name, const void *bytes, size_t n)
{
    struct jy_error err;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(jy_file_write(path, bytes, n, true, &err), JY_OK);
    return path;
}

static const char *write_text(const char *name, const char *text)
{
    return write_file(name, text, strlen(text));
}

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) == NULL;
}

static int remove_dir(void **state)
{
    (void)state;
    char command[300];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static void assert_refused(const char *file, const char *reason)
{
    struct jy_error err = {JY_OK, ""};
    enum jy_format format;
    enum jy_code code = jy_format_detect(file, &format, &err);
    if (code == JY_OK) {
        struct jy_vector *vector = NULL;
        code = jy_vector_open(file, &format, NULL, &vector, &err);
        jy_vector_close(vector);
    }
    assert_int_not_equal(code, JY_OK);
    if (strstr(err.text, reason) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, reason);
    assert_null(strchr(err.text, '\n'));
    assert_true(strncmp(err.text, file, strlen(file)) == 0);
}

static void wrong_files_are_one_clear_line(void **state)
{
    (void)state;
    assert_refused(dir, "directory");
    assert_refused("/nonexistent/x.geojson", "No such file");
    assert_refused(write_text("empty.geojson", ""), "empty");
    assert_refused(write_text("blank.csv", "  \n \n"), "white space");
    assert_refused(write_text("page.geojson", "<!DOCTYPE html><html></html>"), "HTML");
    assert_refused(write_text("o.json", "{\"a\":1}"), "neither GeoJSON");
    assert_refused(write_file("x.bin", "\x7f\x45LF\0\0\0\0\0", 9), "none of the formats");
    assert_refused(write_file("x.dbf", "\3\0\0\0\0\0\0\0", 8), ".shp");
    assert_refused(write_file("a.zip", "PK\3\4 nothing PK\5\6 end", 21), "unpack");
}

static void cut_files_are_found(void **state)
{
    (void)state;
    assert_refused(write_text("cut.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n"
                                             "{\"type\":\"Feature\",\"properties\":{\"a\":\"b"),
                   "cut short: the JSON ends inside a text in line 2");
    assert_refused(write_text("more.geojson", "{\"type\":\"Point\",\"coordinates\":[1,2]}]"),
                   "a bracket closes");
    assert_refused(write_text("two.geojson", "{\"type\":\"Feature\"}\n{\"type\":\"Feature\"}"),
                   "line 2: not JSON: more text after its end");
    assert_refused(write_text("cut.osm", "<?xml version='1.0'?><osm version='0.6'><node id='1' "),
                   "</osm> is missing");
    assert_refused(write_file("cut.xlsx", "PK\3\4 nothing", 12), "cut short");

    unsigned char shp[100] = {0, 0, 0x27, 0x0A};
    shp[27] = 60; /* 120 bytes promised */
    assert_refused(write_file("cut.shp", shp, sizeof shp), "120 bytes are promised, 100");
    shp[27] = 50;
    assert_refused(write_file("alone.shp", shp, sizeof shp), "alone.dbf is missing");

    unsigned char gpkg[100] = "SQLite format 3";
    gpkg[16] = 0x10; /* pages of 4,096 bytes */
    gpkg[31] = 2;
    assert_refused(write_file("other.sqlite", gpkg, sizeof gpkg), "not a GeoPackage");
    memcpy(gpkg + 68, "GPKG", 4);
    assert_refused(write_file("cut.gpkg", gpkg, sizeof gpkg), "8192 bytes are promised, 100");
}

static void a_cut_pbf_is_found(void **state)
{
    (void)state;
    const char *file = support_shared("data/osm/monaco.osm.pbf");
    if (file == NULL)
        skip();
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    struct jy_error err;
    assert_int_equal(jy_file_read(file, 10000000, &bytes, &err), JY_OK);
    assert_refused(write_file("cut.pbf", bytes.data, bytes.len / 2), "cut short");
    assert_refused(write_file("cut1.pbf", bytes.data, bytes.len - 1), "cut short");
}

struct seen {
    size_t n, points, lines, polygons, problems;
    double x, y;
    char last[64];
};

static enum jy_code see(const struct jy_feature *f, void *ctx, struct jy_error *err)
{
    (void)err;
    struct seen *s = ctx;
    s->n++;
    s->points += f->geometry.kind == JY_GEOMETRY_POINT;
    s->lines += f->geometry.kind == JY_GEOMETRY_LINES;
    s->polygons += f->geometry.kind == JY_GEOMETRY_POLYGONS;
    s->problems += f->problem != NULL;
    if (f->geometry.n_points > 0) {
        s->x = f->geometry.points[0].lon_deg;
        s->y = f->geometry.points[0].lat_deg;
    }
    if (f->n_fields > 0 && f->fields[0].text != NULL)
        (void)snprintf(s->last, sizeof s->last, "%s", f->fields[0].text);
    return JY_OK;
}

static struct seen read_file(const char *file, const struct jy_vector_options *options)
{
    struct seen s = {0};
    struct jy_error err = {JY_OK, ""};
    struct jy_vector *vector = NULL;
    if (jy_vector_open(file, NULL, options, &vector, &err) != JY_OK ||
        jy_vector_each(vector, see, &s, &err) != JY_OK)
        fail_msg("%s", err.text);
    jy_vector_close(vector);
    return s;
}

static void geojson_geometries(void **state)
{
    (void)state;
    struct seen s = read_file(
        write_text(
            "g.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":["
            "{\"type\":\"Feature\",\"properties\":{\"name\":\"O'Brien's\"},\"geometry\":null},"
            "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
            "\"coordinates\":[1e999,0]}},"
            "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
            "\"coordinates\":[200,0]}},"
            "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"MultiPoint\","
            "\"coordinates\":[[1,2],[3,4]]}},"
            "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"MultiPolygon\","
            "\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}},"
            "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
            "\"coordinates\":[[139.5,35.6],[139.6,35.7]]}}]}"),
        NULL);
    assert_int_equal(s.n, 6);
    assert_int_equal(s.problems, 3);
    assert_int_equal(s.polygons, 1);
    assert_int_equal(s.lines, 1);
    assert_near(s.x, 139.5, 1e-12, 0);
    assert_string_equal(s.last, "O'Brien's");
}

/* The origin of plane rectangular zone IX is 36 N, 139 deg 50' E (Geospatial Information Authority
 * of Japan, notice 9 of 2002); a file holds easting, then northing. */
static void projected_coordinates_keep_east_north_order(void **state)
{
    (void)state;
    const char *file =
        write_text("p.geojson", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
                                "{\"type\":\"Point\",\"coordinates\":[1000,0]}}");
    struct jy_vector_options options = {.crs = "EPSG:6677"};
    struct seen s = read_file(file, &options);
    /* 1,000 m east at 36 N: 1000 / (0.9999 * N cos 36) rad, N = 6385565 m on GRS 80 */
    assert_near(s.y, 36, 1e-5, 0);
    assert_near(s.x, 139 + 50.0 / 60 + 0.0110927, 1e-5, 0);
    options.keep_crs = true;
    s = read_file(file, &options);
    assert_near(s.x, 1000, 0, 0);
    options.crs = "/etc/passwd";
    struct jy_error err;
    struct jy_vector *vector = NULL;
    assert_int_equal(jy_vector_open(file, NULL, &options, &vector, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "EPSG:n"));
}

static void shared_files_have_their_counts(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t n;
    } files[] = {{"data/cambridge/INFRA_StreetLights.geojson", 6117},
                 {"data/cambridge/TRANS_Centerlines.geojson", 2642},
                 {"data/tachikawa/tachikawa_roads.geojson", 5612},
                 {"data/komae/boundary.geojson", 1},
                 {"data/cameras/dakar.geojson", 103}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *file = support_shared(files[i].file);
        if (file == NULL)
            skip();
        assert_int_equal(read_file(file, NULL).n, files[i].n);
    }
    struct jy_vector_options town = {.layer = "town"};
    assert_int_equal(read_file(support_shared("data/chofu/r2ka13208.topojson"), &town).polygons,
                     105);
}

static enum jy_code count_tags(const struct jy_feature *f, void *ctx, struct jy_error *err)
{
    (void)err;
    size_t *n = ctx;
    const char *highway = jy_feature_text(f, "highway");
    const char *made = jy_feature_text(f, "man_made");
    bool point = f->geometry.kind == JY_GEOMETRY_POINT;
    n[0] += point && highway != NULL && strcmp(highway, "street_lamp") == 0;
    n[1] += point && made != NULL && strcmp(made, "surveillance") == 0;
    n[2] += f->geometry.kind == JY_GEOMETRY_LINES && highway != NULL;
    return JY_OK;
}

static void osm_tags_are_fields(void **state)
{
    (void)state;
    const char *file = support_shared("data/osm/helsinki.osm.pbf");
    if (file == NULL)
        skip();
    size_t n[3] = {0};
    struct jy_error err = {JY_OK, ""};
    struct jy_vector *vector = NULL;
    assert_int_equal(jy_vector_open(file, NULL, NULL, &vector, &err), JY_OK);
    assert_int_equal(jy_vector_each(vector, count_tags, n, &err), JY_OK);
    jy_vector_close(vector);
    printf("# helsinki: %zu lamps, %zu cameras, %zu lines with highway\n", n[0], n[1], n[2]);
    assert_int_equal(n[0], 586);
    assert_int_equal(n[1], 221);
    assert_true(n[2] >= 2500);
}

static void hstore_unescapes(void **state)
{
    (void)state;
    struct jy_arena arena;
    struct jy_hstore h;
    jy_arena_init(&arena);
    assert_true(jy_hstore_parse("\"a\"=>\"x \\\"y\\\" \\\\\",\"b=>\"=>\"\"", &arena, &h));
    assert_int_equal(h.n, 2);
    assert_string_equal(h.pairs[0].value, "x \"y\" \\");
    assert_string_equal(h.pairs[1].key, "b=>");
    assert_true(jy_hstore_parse("", &arena, &h));
    assert_int_equal(h.n, 0);
    assert_false(jy_hstore_parse("\"a\"=>\"b", &arena, &h));
    assert_false(jy_hstore_parse("\"a\"=>\"b\\", &arena, &h));
    assert_false(jy_hstore_parse("a=>b", &arena, &h));
    assert_false(jy_hstore_parse("\"a\"=>\"b\",", &arena, &h));
    assert_int_equal(h.n, 1);
    jy_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_files_are_one_clear_line),
        cmocka_unit_test(cut_files_are_found),
        cmocka_unit_test(a_cut_pbf_is_found),
        cmocka_unit_test(geojson_geometries),
        cmocka_unit_test(projected_coordinates_keep_east_north_order),
        cmocka_unit_test(shared_files_have_their_counts),
        cmocka_unit_test(osm_tags_are_fields),
        cmocka_unit_test(hstore_unescapes),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
