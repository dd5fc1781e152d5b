/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "gis/lonlat.h"

#include "tests/support/support.h"

static void quarter_meridian_is_a_quarter_circle(void **state)
{
    (void)state;
    double d_m = -1;
    assert_int_equal(gis_distance_m((struct gis_lonlat){0, 0}, (struct gis_lonlat){0, 90}, &d_m),
                     GIS_OK);
    assert_near(d_m, 6371008.7714 * M_PI / 2, 1e-6, 0);
}

static void nan_is_refused_and_output_untouched(void **state)
{
    (void)state;
    double d_m = -1;
    assert_int_equal(
        gis_distance_m((struct gis_lonlat){(double)NAN, 0}, (struct gis_lonlat){0, 0}, &d_m),
        GIS_EDOMAIN);
    assert_true(d_m < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quarter_meridian_is_a_quarter_circle),
        cmocka_unit_test(nan_is_refused_and_output_untouched),
    };
    return cmocka_run_group_tests_name("gis/lonlat", tests, NULL, NULL);
}
