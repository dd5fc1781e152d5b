/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "gis/mercator.h"

#include "tests/support/support.h"

static void origin_is_the_middle_of_the_world(void **state)
{
    (void)state;
    struct gis_world w = gis_world_from_lonlat((struct gis_lonlat){0, 0});
    assert_true(w.x == 0x80000000U && w.y == 0x80000000U);
}

/* Slippy-map formula, worked by hand for Komae station at z16:
 * x = (139.5770 + 180) / 360 * 65536 = 58177.2..., y = (1 - asinh(tan 35.6320) / pi) / 2 * 65536 =
 * 25827.0... */
static void komae_station_lies_in_its_tile(void **state)
{
    (void)state;
    struct gis_lonlat p = {139.5770, 35.6320};
    struct gis_tile t = gis_tile_at(gis_world_from_lonlat(p), 16);
    double y = (1 - asinh(tan(p.lat_deg * M_PI / 180)) / M_PI) / 2 * 65536;
    assert_int_equal(t.x, (int)((139.5770 + 180) / 360 * 65536));
    assert_int_equal(t.y, (int)y);
}

static void poles_are_clamped_and_bad_tiles_refused(void **state)
{
    (void)state;
    assert_int_equal(gis_world_from_lonlat((struct gis_lonlat){-180, 90}).y, 0);
    assert_true(gis_world_from_lonlat((struct gis_lonlat){180, -90}).y == UINT32_MAX);
    assert_false(gis_tile_valid((struct gis_tile){3, 8, 0}));
    assert_false(gis_tile_valid((struct gis_tile){99, 0, 0}));
    assert_true(gis_tile_valid((struct gis_tile){3, 7, 7}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(origin_is_the_middle_of_the_world),
        cmocka_unit_test(komae_station_lies_in_its_tile),
        cmocka_unit_test(poles_are_clamped_and_bad_tiles_refused),
    };
    return cmocka_run_group_tests_name("gis/mercator", tests, NULL, NULL);
}
