/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/projection.h"

#include "tests/support/support.h"

/* Zone IX has its origin at 36 N, 139 50' E (国土地理院, 平面直角座標系): there both coordinates
 * are 0. A point due north has x_m = 0 and y_m > 0 when the axes are east, north. */
static void zone_ix_has_its_origin_and_axes(void **state)
{
    (void)state;
    struct gis_projection *p = NULL;
    assert_int_equal(gis_projection_new(6677, &p), GIS_OK);
    struct gis_lonlat in[] = {{139.0 + 50.0 / 60, 36.0}, {139.0 + 50.0 / 60, 36.1}};
    struct gis_xy out[2];
    assert_int_equal(gis_project(p, 2, in, out), GIS_OK);
    assert_near(out[0].x_m, 0, 1e-3, 0);
    assert_near(out[0].y_m, 0, 1e-3, 0);
    assert_near(out[1].x_m, 0, 1e-3, 0);
    assert_true(out[1].y_m > 11000 && out[1].y_m < 11200);

    struct gis_lonlat back[2];
    assert_int_equal(gis_unproject(p, 2, out, back), GIS_OK);
    assert_near(back[1].lon_deg, in[1].lon_deg, 1e-9, 0);
    assert_near(back[1].lat_deg, in[1].lat_deg, 1e-9, 0);
    gis_projection_free(p);
}

static void codes_that_are_no_metric_plane_are_refused(void **state)
{
    (void)state;
    struct gis_projection *p = NULL;
    assert_int_equal(gis_projection_new(4326, &p), GIS_EDOMAIN);
    assert_int_equal(gis_projection_new(2249, &p), GIS_EDOMAIN); /* Massachusetts, US feet */
    assert_int_equal(gis_projection_new(999999, &p), GIS_EDOMAIN);
    assert_null(p);
}

static void local_plane_keeps_distances(void **state)
{
    (void)state;
    struct gis_lonlat centre = {-71.11, 42.37};
    struct gis_projection *p = NULL;
    assert_int_equal(gis_projection_new_local(centre, &p), GIS_OK);
    struct gis_lonlat in[] = {centre, {-71.10, 42.37}};
    struct gis_xy out[2];
    assert_int_equal(gis_project(p, 2, in, out), GIS_OK);
    double d_m = 0;
    assert_int_equal(gis_distance_m(in[0], in[1], &d_m), GIS_OK);
    assert_near(out[1].x_m - out[0].x_m, d_m, 0, 0.0056);
    gis_projection_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zone_ix_has_its_origin_and_axes),
        cmocka_unit_test(codes_that_are_no_metric_plane_are_refused),
        cmocka_unit_test(local_plane_keeps_distances),
    };
    return cmocka_run_group_tests_name("gis/projection", tests, NULL, NULL);
}
