/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/projection.h"

#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/domain/profile.h"
#include "src/sample/sample.h"

#include "tests/support/support.h"

static struct jy_city *city;
static struct jy_sample *sample;
static struct gis_projection *plane;

static struct jy_sample *build(uint64_t seed)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_sample *out = NULL;
    if (jy_file_read(support_source("data/sample/komae_points.csv"), 1u << 20, &text, &err) !=
            JY_OK ||
        jy_sample_build(city, jy_buf_text(&text), "points.csv", seed, &out, &err) != JY_OK)
        fail_msg("%s", err.text);
    return out;
}

static int set_up(void **state)
{
    (void)state;
    struct jy_error err = {JY_OK, ""};
    char *json = NULL;
    if (jy_profile_build(support_source("data/cities/komae"), true, &json, &err) != JY_OK ||
        jy_city_parse(json, strlen(json), "profile", &city, &err) != JY_OK)
        fail_msg("%s", err.text);
    free(json);
    sample = build(1);
    return gis_projection_new(city->epsg, &plane) == GIS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    gis_projection_free(plane);
    jy_sample_free(sample);
    jy_city_free(city);
    return 0;
}

static struct gis_xy *on_plane(const struct jy_geometry *g)
{
    struct gis_xy *p = jy_calloc(g->n_points, sizeof *p);
    assert_int_equal(gis_project(plane, g->n_points, g->points, p), GIS_OK);
    return p;
}

static double area_m2(const struct jy_geometry *g)
{
    struct gis_xy *p = on_plane(g);
    double sum = 0;
    size_t start = 0;
    for (size_t k = 0; k < g->n_parts; k++) {
        for (size_t i = start; i + 1 < g->part_end[k]; i++)
            sum += ((p[i].x_m - p[start].x_m) * (p[i + 1].y_m - p[start].y_m) -
                    (p[i].y_m - p[start].y_m) * (p[i + 1].x_m - p[start].x_m)) /
                   2;
        start = g->part_end[k];
    }
    free(p);
    return sum;
}

static double area_of_kind(enum jy_area_kind kind, size_t *out_n)
{
    double sum = 0;
    *out_n = 0;
    for (size_t i = 0; i < sample->n_areas; i++) {
        if (sample->areas[i].kind == kind) {
            sum += area_m2(&sample->areas[i].geometry);
            ++*out_n;
        }
    }
    return sum;
}

static bool inside(const struct jy_geometry *g, struct gis_lonlat p)
{
    bool in = false;
    size_t start = 0;
    for (size_t k = 0; k < g->n_parts; start = g->part_end[k++]) {
        for (size_t i = start; i + 1 < g->part_end[k]; i++) {
            const struct gis_lonlat a = g->points[i], b = g->points[i + 1];
            if ((a.lat_deg > p.lat_deg) != (b.lat_deg > p.lat_deg) &&
                p.lon_deg <
                    (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) +
                        a.lon_deg)
                in = !in;
        }
    }
    return in;
}

/* 6.39 km2, 11 districts, 41 chome: domain.md. */
static void areas_have_the_real_size_and_tile(void **state)
{
    (void)state;
    size_t boundaries, districts, chome;
    const double whole = area_of_kind(JY_AREA_BOUNDARY, &boundaries);
    assert_near(whole, 6.39e6, 0, 0.01);
    assert_near(area_of_kind(JY_AREA_DISTRICT, &districts), whole, 0, 1e-9);
    assert_near(area_of_kind(JY_AREA_CHOME, &chome), whole, 0, 1e-9);
    assert_int_equal(boundaries, 1);
    assert_int_equal(districts, 11);
    assert_int_equal(chome, 41);
}

/* Seeded points in the city: each in exactly one chome and in that chome's district. */
static void every_point_has_one_chome_and_its_district(void **state)
{
    (void)state;
    uint64_t rng = 7;
    const struct jy_geometry *boundary = &sample->areas[0].geometry;
    for (int tries = 0, n = 0; n < 1500 && tries < 10000; tries++) {
        const struct gis_lonlat p = {
            city->west_deg + support_random_unit(&rng) * (city->east_deg - city->west_deg),
            city->south_deg + support_random_unit(&rng) * (city->north_deg - city->south_deg)};
        const char *district = NULL;
        int chome = 0, districts = 0;
        if (!inside(boundary, p))
            continue;
        n++;
        for (size_t i = 0; i < sample->n_areas; i++) {
            const struct jy_area *a = &sample->areas[i];
            if (a->kind == JY_AREA_DISTRICT && inside(&a->geometry, p)) {
                districts++;
                district = a->name;
            }
        }
        for (size_t i = 0; i < sample->n_areas; i++) {
            const struct jy_area *a = &sample->areas[i];
            if (a->kind == JY_AREA_CHOME && inside(&a->geometry, p)) {
                chome++;
                assert_string_equal(a->district, district);
            }
        }
        assert_int_equal(chome, 1);
        assert_int_equal(districts, 1);
    }
}

/* The representative points that were typed in lie in their own chome. */
static void chome_hold_their_points(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample->n_areas; i++) {
        if (sample->areas[i].kind == JY_AREA_CHOME)
            assert_true(inside(&sample->areas[i].geometry, sample->areas[i].label));
    }
}

static void roads_are_as_many_as_a_suburb_has(void **state)
{
    (void)state;
    double length_m = 0;
    for (size_t i = 0; i < sample->n_roads; i++) {
        const struct jy_geometry *g = &sample->roads[i].geometry;
        struct gis_xy *p = on_plane(g);
        for (size_t k = 1; k < g->n_points; k++) {
            length_m += hypot(p[k].x_m - p[k - 1].x_m, p[k].y_m - p[k - 1].y_m);
            assert_true(p[k].x_m != p[k - 1].x_m || p[k].y_m != p[k - 1].y_m);
        }
        for (size_t k = 0; k < g->n_points; k++) {
            assert_true(g->points[k].lon_deg > city->west_deg - 0.005 &&
                        g->points[k].lon_deg < city->east_deg + 0.005);
            assert_true(g->points[k].lat_deg > city->south_deg - 0.005 &&
                        g->points[k].lat_deg < city->north_deg + 0.005);
        }
        free(p);
    }
    assert_in_range((size_t)(length_m / 1000), 90, 130);
}

static void lights_are_complete_and_have_a_history(void **state)
{
    (void)state;
    size_t led = 0, out = 0, removed = 0, planned = 0, old = 0, no_contract = 0;
    assert_in_range(sample->n_lights, 3500, 6500);
    for (size_t i = 0; i < sample->n_lights; i++) {
        const struct jy_light *l = &sample->lights[i];
        assert_true(gis_lonlat_valid(l->at));
        led += l->lamp == JY_LAMP_LED;
        out += l->status == JY_STATUS_OUT;
        removed += l->status == JY_STATUS_REMOVED;
        planned += l->status == JY_STATUS_PLANNED;
        old += jy_date_known(l->installed) && l->installed.year < 2012;
        no_contract += l->owner == JY_OWNER_CITY && l->contract_no == NULL;
        if (l->status != JY_STATUS_PLANNED)
            assert_true(jy_date_valid(l->installed));
        if (l->status == JY_STATUS_REMOVED)
            assert_true(jy_date_days(l->removed) > jy_date_days(l->installed));
        if (jy_date_known(l->replaced))
            assert_true(jy_date_days(l->replaced) > jy_date_days(l->installed));
        assert_non_null(l->plate_no);
        assert_true(l->watt_w > 0 && l->height_m > 3);
    }
    assert_true(led > sample->n_lights / 2 && led < sample->n_lights);
    assert_true(out > 0 && removed > 0 && planned > 0 && old > 100 && no_contract > 0);
}

static void people_add_up_to_the_published_rate(void **state)
{
    (void)state;
    double persons = 0;
    for (size_t i = 0; i < sample->n_populations; i++) {
        if (sample->populations[i].kind == JY_EXPOSURE_PERSONS)
            persons += sample->populations[i].count;
    }
    /* 268 offences, 3.27 per 1,000: domain.md section 4 */
    assert_near(268 / persons * 1000, 3.27, 0.005, 0);
}

static void cameras_say_where_they_look_and_who_answers(void **state)
{
    (void)state;
    assert_int_equal(sample->n_cameras, 190);
    for (size_t i = 0; i < sample->n_cameras; i++) {
        const struct jy_camera *c = &sample->cameras[i];
        assert_true(c->direction_deg >= 0 && c->direction_deg < 360);
        assert_true(c->angle_deg > 0 && c->range_m > 0);
        assert_non_null(strstr(c->manager, "サンプル"));
        assert_true(jy_date_days(c->filed) < jy_date_days(c->installed));
    }
}

static void same_seed_same_city(void **state)
{
    (void)state;
    struct jy_sample *again = build(1), *other = build(2);
    assert_int_equal(again->n_lights, sample->n_lights);
    assert_int_equal(again->n_roads, sample->n_roads);
    for (size_t i = 0; i < sample->n_lights; i++) {
        assert_memory_equal(&again->lights[i].at, &sample->lights[i].at,
                            sizeof sample->lights[i].at);
        assert_string_equal(again->lights[i].key, sample->lights[i].key);
        assert_memory_equal(&again->lights[i].installed, &sample->lights[i].installed,
                            sizeof sample->lights[i].installed);
    }
    assert_string_equal(again->sha256, sample->sha256);
    assert_string_not_equal(other->sha256, sample->sha256);
    assert_memory_not_equal(&other->lights[0].at, &sample->lights[0].at,
                            sizeof other->lights[0].at);
    jy_sample_free(again);
    jy_sample_free(other);
}

static void a_bad_recipe_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"kind;name\n", "p.csv:1: the header must be"},
        {"kind,name,name_en,value,lat,lon\nchome,x\n", "p.csv:2: must have the fields"},
        {"kind,name,name_en,value,lat,lon\nchome,x,,,north,1\n", "p.csv:2: lat, lon"},
        {"kind,name,name_en,value,lat,lon\nchome,x,,,35,139\n", "chome x is in no district"},
        {"kind,name,name_en,value,lat,lon\n", "at least 3 chome"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jy_error err = {JY_OK, ""};
        struct jy_sample *out = NULL;
        assert_int_equal(jy_sample_build(city, cases[i].text, "p.csv", 1, &out, &err), JY_EINVALID);
        assert_non_null(strstr(err.text, cases[i].says));
        assert_null(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_have_the_real_size_and_tile),
        cmocka_unit_test(every_point_has_one_chome_and_its_district),
        cmocka_unit_test(chome_hold_their_points),
        cmocka_unit_test(roads_are_as_many_as_a_suburb_has),
        cmocka_unit_test(lights_are_complete_and_have_a_history),
        cmocka_unit_test(people_add_up_to_the_published_rate),
        cmocka_unit_test(cameras_say_where_they_look_and_who_answers),
        cmocka_unit_test(same_seed_same_city),
        cmocka_unit_test(a_bad_recipe_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
