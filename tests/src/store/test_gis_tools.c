/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The registry as other programs see it, while the service has it open. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/src/store/scratch.h"

static const struct gis_lonlat corners[] = {
    {139.5, 35.6}, {139.6, 35.6}, {139.6, 35.7}, {139.5, 35.6}};
static const uint32_t ring_end[] = {4}, line_end[] = {2};
static const uint8_t ring_outer[] = {1};

static struct jy_store *a_city(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_ROADS);
    const struct jy_geometry square = {JY_GEOMETRY_POLYGONS, 4, corners, 1, ring_end, ring_outer};
    const struct jy_geometry line = {JY_GEOMETRY_LINES, 2, corners, 1, line_end, NULL};
    struct jy_light light = scratch_light("ref:1", 139.57, 35.63);
    struct jy_camera camera = {.key = "c", .at = {139.57, 35.63}, .owner = JY_OWNER_CITY};
    struct jy_pole pole = {.key = "p", .at = {139.57, 35.63}};
    struct jy_road road = {.key = "r", .geometry = line, .name = "銀行町通り"};
    struct jy_place place = {.key = "s", .geometry = square, .kind = JY_PLACE_PARK};
    struct jy_crime_incident incident = {
        .key = "i", .offence = "bicycle_theft", .located = true, .at = {139.57, 35.63}};
    struct jy_area area = {.geometry = square, .name = "元和泉", .label = {NAN, NAN}};
    struct jy_import *import;
    struct jy_error err;
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    assert_ok(jy_import_light(import, &light, NULL, &err), &err);
    assert_ok(jy_import_camera(import, &camera, NULL, &err), &err);
    assert_ok(jy_import_pole(import, &pole, NULL, &err), &err);
    assert_ok(jy_import_road(import, &road, NULL, &err), &err);
    assert_ok(jy_import_place(import, &place, NULL, &err), &err);
    assert_ok(jy_import_crime_incident(import, &incident, NULL, &err), &err);
    for (enum jy_area_kind kind = JY_AREA_BOUNDARY; kind <= JY_AREA_CHOME; kind++) {
        area.kind = kind;
        area.key = jy_area_kind_text(kind);
        assert_ok(jy_import_area(import, &area, NULL, &err), &err);
    }
    assert_ok(jy_import_commit(import, &err), &err);
    return store;
}

/* Runs a command and gives its output (cut at 64 KB). */
static const char *output_of(const char *command)
{
    static char text[65536];
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t n = fread(text, 1, sizeof text - 1, pipe);
    text[n] = '\0';
    (void)pclose(pipe);
    return text;
}

static void ogrinfo_lists_every_layer_with_its_crs(void **state)
{
    static const char *const layers[] = {"streetlights (Point)",
                                         "cameras (Point)",
                                         "poles (Point)",
                                         "roads (Multi Line String)",
                                         "areas (Multi Polygon)",
                                         "districts (Multi Polygon)",
                                         "chome (Multi Polygon)",
                                         "boundary (Multi Polygon)",
                                         "crime_incidents (Point)",
                                         "requests (Point)",
                                         "places"};
    static const char *const one[] = {"streetlights", "districts", "roads", "chome", "places"};
    char command[600];
    if (system("command -v ogrinfo >/dev/null") != 0)
        skip();
    struct jy_store *store = a_city(state);
    (void)snprintf(command, sizeof command, "ogrinfo -ro %s 2>&1", scratch_path(state, "r.db"));
    const char *text = output_of(command);
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (strstr(text, layers[i]) == NULL)
            fail_msg("ogrinfo does not list %s:\n%s", layers[i], text);
    for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
        (void)snprintf(command, sizeof command, "ogrinfo -ro -so %s %s 2>&1",
                       scratch_path(state, "r.db"), one[i]);
        text = output_of(command);
        if (strstr(text, "Feature Count: 1") == NULL || strstr(text, "4326") == NULL)
            fail_msg("%s:\n%s", one[i], text);
    }
    jy_store_close(store);
}

/* SpatiaLite reads our geometries, finds its indexes right, and encodes the same bytes itself. */
static void spatialite_reads_the_same(void **state)
{
    static const char sql[] =
        "SELECT CheckSpatialIndex('streetlights', 'geometry') || CheckSpatialIndex('roads', "
        "'geometry') || CheckSpatialIndex('areas', 'geometry') || CheckSpatialIndex('places', "
        "'geometry'); "
        "SELECT count(*) FROM streetlights WHERE geometry = "
        "GeomFromText('POINT(139.57 35.63)', 4326); "
        "SELECT count(*) FROM roads WHERE geometry = "
        "GeomFromText('MULTILINESTRING((139.5 35.6, 139.6 35.6))', 4326); "
        "SELECT count(*) FROM areas WHERE geometry = GeomFromText('MULTIPOLYGON(((139.5 35.6, "
        "139.6 35.6, 139.6 35.7, 139.5 35.6)))', 4326) AND ST_IsValid(geometry) = 1; "
        "SELECT count(*) FROM chome WHERE ROWID IN (SELECT ROWID FROM SpatialIndex WHERE "
        "f_table_name = 'areas' AND search_frame = BuildMbr(139, 35, 140, 36));";
    char command[2000];
    if (system("command -v spatialite >/dev/null") != 0)
        skip();
    struct jy_store *store = a_city(state);
    (void)snprintf(command, sizeof command, "spatialite -silent %s \"%s\" 2>&1",
                   scratch_path(state, "r.db"), sql);
    assert_string_equal(output_of(command), "1111\n1\n1\n3\n1\n");
    jy_store_close(store);
    store = scratch_open(state, "r.db", JY_STORE_WRITE); /* nothing of that changed the schema */
    jy_store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ogrinfo_lists_every_layer_with_its_crs),
        TEST(spatialite_reads_the_same),
    };
    return cmocka_run_group_tests_name("src/store and other programs", tests, NULL, NULL);
}
