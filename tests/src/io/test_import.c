/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/io/import.h"
#include "src/store/read.h"

#include "tests/support/support.h"

static char dir[] = "/tmp/joyato-import-XXXXXX";
static struct jy_store *store;

static int open_registry(void **state)
{
    (void)state;
    struct jy_error err = {JY_OK, ""};
    struct jy_buf JY_AUTOBUF profile = JY_BUF_INIT;
    char path[200];
    if (mkdtemp(dir) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/city.db", dir);
    if (jy_file_read(support_source("data/cities/komae/city.json"), 1 << 20, &profile, &err) !=
            JY_OK ||
        jy_store_global_init(&err) != JY_OK ||
        jy_store_create(path, jy_buf_text(&profile), &err) != JY_OK ||
        jy_store_open(path, JY_STORE_WRITE, &store, &err) != JY_OK) {
        printf("# %s\n", err.text);
        return 1;
    }
    return 0;
}

static int close_registry(void **state)
{
    (void)state;
    jy_store_close(store);
    char command[300];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static const char *text_file(const char *name, const char *text)
{
    static char path[200];
    struct jy_error err;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(jy_file_write(path, text, strlen(text), true, &err), JY_OK);
    return path;
}

static struct jy_import_result import(enum jy_layer layer, const char *path)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_import_options options = {.layer = layer};
    struct jy_import_result result;
    if (jy_import_file(store, path, &options, &result, &err) != JY_OK)
        fail_msg("%s", err.text);
    return result;
}

static int64_t count(enum jy_layer layer)
{
    struct jy_error err;
    int64_t n = -1;
    assert_int_equal(jy_store_count(store, layer, &n, &err), JY_OK);
    return n;
}

/* Imports it twice: all inserted, then all unchanged. */
static void assert_imported(enum jy_layer layer, const char *shared, long long want)
{
    const char *path = support_shared(shared);
    struct jy_import_result r = import(layer, path);
    assert_int_equal(r.rejected, 0);
    assert_int_equal(r.inserted, want);
    jy_import_result_done(&r);
    r = import(layer, support_shared(shared));
    assert_int_equal(r.inserted, 0);
    assert_int_equal(r.updated, 0);
    assert_int_equal(r.unchanged, want);
    jy_import_result_done(&r);
}

/* Counts: data/README.md of the shared files. */
static void shared_files(void **state)
{
    (void)state;
    if (support_shared("data/cambridge/INFRA_StreetLights.geojson") == NULL)
        skip();
    assert_imported(JY_LAYER_STREETLIGHTS, "data/cambridge/INFRA_StreetLights.geojson", 6117);
    assert_imported(JY_LAYER_STREETLIGHTS, "data/cambridge/INFRA_StreetLightsNotCityOwned.geojson",
                    1590);
    assert_imported(JY_LAYER_STREETLIGHTS, "data/cambridge/INFRA_ParkLights.geojson", 858);
    assert_int_equal(count(JY_LAYER_STREETLIGHTS), 8565);
    assert_imported(JY_LAYER_STREETLIGHTS, "data/osm/helsinki.osm.pbf", 586);
    assert_imported(JY_LAYER_POLES, "data/cambridge/INFRA_UtilityPoles.geojson", 2457);
    assert_imported(JY_LAYER_CAMERAS, "data/osm/helsinki.osm.pbf", 221);
    assert_imported(JY_LAYER_CAMERAS, "data/cameras/dakar.geojson", 103);
    assert_imported(JY_LAYER_CAMERAS, "data/cameras/taiwan_enforcement.geojson", 2512);
    assert_imported(JY_LAYER_CAMERAS, "data/cameras/yaizu_river.geojson", 20);
    assert_imported(JY_LAYER_ROADS, "data/cambridge/TRANS_Centerlines.geojson", 2642);
    assert_imported(JY_LAYER_ROADS, "data/tachikawa/tachikawa_roads.geojson", 5612);
    assert_imported(JY_LAYER_BOUNDARY, "data/komae/boundary.geojson", 1);
    assert_imported(JY_LAYER_CHOME, "data/komae/towns.json", 41);
    assert_imported(JY_LAYER_CHOME, "data/chofu/r2ka13208.topojson", 105);
}

struct sums {
    int64_t total, bicycles, chome, matched;
};

static enum jy_code add_up(const struct jy_crime_count *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct sums *s = ctx;
    if (row->area_kind != JY_AREA_CHOME)
        return JY_OK; /* the city's own total */
    if (row->year != 2024)
        return JY_OK;
    if (strcmp(row->offence, "bicycle_theft") == 0)
        s->bicycles += row->cases;
    if (strcmp(row->offence, "total") == 0) {
        s->total += row->cases;
        s->chome++;
        s->matched += row->area_id != 0;
    }
    return JY_OK;
}

static void crime_table_in_both_encodings(void **state)
{
    (void)state;
    const char *path = support_shared("data/komae/komae_2024_by_chome_cp932.csv");
    if (path == NULL)
        skip();
    struct jy_import_result r = import(JY_LAYER_CRIMES, path);
    assert_string_equal(r.format, "CSV (CP932)");
    assert_int_equal(r.inserted, 40 * 37); /* 39 chome and the city */
    assert_int_equal(r.warnings.total, 0); /* all sums check */
    jy_import_result_done(&r);
    r = import(JY_LAYER_CRIMES, support_shared("data/komae/komae_2024_by_chome_utf8.csv"));
    assert_int_equal(r.unchanged, 40 * 37);
    jy_import_result_done(&r);
    struct sums s = {0};
    struct jy_error err;
    assert_int_equal(jy_store_crime_count_each(store, JY_NOW, NULL, add_up, &s, &err), JY_OK);
    assert_int_equal(s.total, 268);
    assert_int_equal(s.bicycles, 88);
    assert_int_equal(s.chome, 39);
    assert_int_equal(s.matched, 39);
}

static void wrong_sums_are_told(void **state)
{
    (void)state;
    struct jy_import_result r = import(
        JY_LAYER_CRIMES, text_file("sums_1999.csv", "市区町丁,総合計,凶悪犯計,粗暴犯計\n"
                                                    "甲一丁目,3,1,2\n乙,9,1,2\n計,12,2,5\n"));
    assert_int_equal(r.inserted, 9);
    assert_int_equal(r.warnings.total, 3); /* 乙: 9; 計: 12 <> 2 + 5; 粗暴犯計: 5 <> 4 */
    assert_non_null(strstr(r.warnings.items[0].text, "乙, 総合計: the table says 9"));
    jy_import_result_done(&r);
}

static const char lights_csv[] = "管理番号,緯度,経度,灯種,W数,設置年月日,備考\r\n"
                                 "A-1,35.635,139.578,LED,20,R6.4.1,O'Brien's \"灯\"\r\n"
                                 "A-2,139.578,35.636,蛍光灯,２０,2024/4/1,swapped\r\n"
                                 "A-3,,,LED,20,,no place\r\n"
                                 "A-4,35.637,139.579,LED,twenty,2024-13-01,odd cells\r\n"
                                 "A-5,43.0,141.3,LED,20,,another city\r\n"
                                 "A-6,35.637,139.5795\r\n"
                                 "A-1,35.6351,139.5781,LED,20,,same number\r\n";

static void rows_are_repaired_or_reported(void **state)
{
    (void)state;
    struct jy_import_result r = import(JY_LAYER_STREETLIGHTS, text_file("lights.csv", lights_csv));
    assert_int_equal(r.read, 7);
    assert_int_equal(r.inserted, 4);
    assert_int_equal(r.rejected, 3);
    assert_int_equal(r.rejects.items[0].line, 4);
    assert_int_equal(r.rejects.items[1].line, 6);
    assert_int_equal(r.rejects.items[2].line, 7);
    assert_non_null(strstr(r.rejects.items[1].text, "outside the city"));
    assert_non_null(strstr(r.rejects.items[2].text, "3 cells, but the header has 7"));
    assert_int_equal(r.warnings.total, 2);
    assert_int_equal(r.warnings.items[0].line, 5);
    bool swapped = false;
    for (size_t i = 0; i < r.notes.n; i++)
        swapped |= strstr(r.notes.items[i].text, "swapped") != NULL;
    assert_true(swapped);
    jy_import_result_done(&r);
    r = import(JY_LAYER_STREETLIGHTS, text_file("lights.csv", lights_csv));
    assert_int_equal(r.unchanged, 4);
    jy_import_result_done(&r);
}

static void failed_imports_leave_nothing(void **state)
{
    (void)state;
    int64_t before = count(JY_LAYER_STREETLIGHTS);
    struct jy_error err = {JY_OK, ""};
    struct jy_import_options options = {.layer = JY_LAYER_STREETLIGHTS};
    struct jy_import_result r;
    const char *cut = text_file("cut.csv", "id,lat,lon\nZ1,35.6,139.5\n\"Z2,35.6,139.5\n");
    assert_int_equal(jy_import_file(store, cut, &options, &r, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "line 3: a quote opens here"));
    const char *bytes =
        text_file("bad.csv", "id,lat,lon\nZ\xFF\xFF,35.6,139.5\nZ\xFF\xFF,35.6,139.5\n");
    assert_int_equal(jy_import_file(store, bytes, &options, &r, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "line 2"));
    const char *none = text_file("none.csv", "id,name\n1,a\n");
    assert_int_equal(jy_import_file(store, none, &options, &r, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "--map"));
    options.dry_run = true;
    const char *good = text_file("good.csv", "id,lat,lon\nZ9,35.63,139.57\n");
    assert_int_equal(jy_import_file(store, good, &options, &r, &err), JY_OK);
    assert_int_equal(r.inserted, 1);
    jy_import_result_done(&r);
    assert_int_equal(count(JY_LAYER_STREETLIGHTS), before);
}

/* One cell longer than the registry takes costs its own row, not the file. */
static void a_row_too_long_is_rejected_alone(void **state)
{
    (void)state;
    static char csv[101000] = "id,lat,lon,note\nLONG1,35.63,139.57,";
    memset(csv + strlen(csv), 'x', 100000);
    (void)snprintf(csv + strlen(csv), 100, "\nLONG2,35.6301,139.57,short\n");
    struct jy_import_result r = import(JY_LAYER_STREETLIGHTS, text_file("long.csv", csv));
    assert_int_equal(r.read, 2);
    assert_int_equal(r.inserted, 1);
    assert_int_equal(r.rejected, 1);
    assert_int_equal(r.rejects.items[0].line, 2);
    assert_non_null(strstr(r.rejects.items[0].text, "note: 100000 bytes"));
    jy_import_result_done(&r);
}

/* The same plate number typed in full width is the same lamp. */
static void numbers_in_full_width_are_the_same_numbers(void **state)
{
    (void)state;
    struct jy_import_result r = import(
        JY_LAYER_STREETLIGHTS, text_file("wide.csv", "id,lat,lon\nＡ－７７１,35.6302,139.571\n"));
    assert_int_equal(r.inserted, 1);
    jy_import_result_done(&r);
    r = import(JY_LAYER_STREETLIGHTS,
               text_file("narrow.csv", "id,lat,lon\nA-771,35.6302,139.571\n"));
    assert_int_equal(r.unchanged, 1);
    jy_import_result_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_files),
        cmocka_unit_test(crime_table_in_both_encodings),
        cmocka_unit_test(wrong_sums_are_told),
        cmocka_unit_test(rows_are_repaired_or_reported),
        cmocka_unit_test(failed_imports_leave_nothing),
        cmocka_unit_test(a_row_too_long_is_rejected_alone),
        cmocka_unit_test(numbers_in_full_width_are_the_same_numbers),
    };
    return cmocka_run_group_tests(tests, open_registry, close_registry);
}
