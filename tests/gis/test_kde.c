/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gis/fdr.h"
#include "gis/gistar.h"
#include "gis/grid.h"
#include "gis/kde.h"

#include "tests/support/support.h"

enum { MOST = 2000 };

static struct support_table open_table(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/points/%s", name);
    return support_table_read(support_shared(path));
}

static size_t read_points(const char *name, struct gis_xy *out)
{
    struct support_table t = open_table(name);
    size_t n = t.n_rows;
    assert_true(n <= MOST);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct gis_xy){support_number(&t, i, "x"), support_number(&t, i, "y")};
    support_table_free(&t);
    return n;
}

static void read_rectangle(const char *name, struct gis_xy corners[4])
{
    struct support_table t = open_table(name);
    double x0 = support_number(&t, 0, "xmin"), x1 = support_number(&t, 0, "xmax");
    double y0 = support_number(&t, 0, "ymin"), y1 = support_number(&t, 0, "ymax");
    corners[0] = (struct gis_xy){x0, y0};
    corners[1] = (struct gis_xy){x1, y0};
    corners[2] = (struct gis_xy){x1, y1};
    corners[3] = (struct gis_xy){x0, y1};
    support_table_free(&t);
}

static void check_table(const char *name, const char *const columns[3],
                        const struct gis_window *window, double sigma_m, size_t n,
                        const struct gis_xy *points, bool at_points)
{
    struct support_table t = open_table(name);
    struct gis_xy places[MOST];
    double got[MOST];
    assert_true(t.n_rows <= MOST);
    for (size_t k = 0; k < t.n_rows; k++)
        places[k] = at_points
                        ? points[k]
                        : (struct gis_xy){support_number(&t, k, "x"), support_number(&t, k, "y")};
    for (int edge = GIS_KDE_NONE; edge <= GIS_KDE_DIGGLE; edge++) {
        struct gis_kde kde = {sigma_m, (enum gis_kde_edge)edge, window, 2};
        assert_int_equal(gis_kde_at(&kde, n, points, t.n_rows, places, got), GIS_OK);
        for (size_t k = 0; k < t.n_rows; k++)
            assert_near(got[k], support_number(&t, k, columns[edge]), 0, 1e-9);
    }
    for (size_t k = 0; !at_points && k < t.n_rows; k++)
        assert_near(gis_gauss_mass(window, places[k], sigma_m), support_number(&t, k, "edge_mass"),
                    1e-12, 1e-9);
    support_table_free(&t);
}

static void chicago_matches_exact_sums(void **state)
{
    (void)state;
    if (support_shared("reference/points/chicago_points.csv") == NULL)
        skip();
    static const char *const on_grid[3] = {"none", "uniform", "diggle"};
    static const char *const at_points[3] = {"full_none", "full_uniform_exact",
                                             "full_diggle_exact"};
    struct gis_xy points[MOST], corners[4];
    size_t n = read_points("chicago_points.csv", points);
    read_rectangle("chicago_window.csv", corners);
    const size_t first[] = {0, 4};
    struct gis_window window = {1, first, corners};
    static const int sigmas_m[] = {60, 100, 200};
    for (int k = 0; k < 3; k++) {
        char name[64];
        (void)snprintf(name, sizeof name, "chicago_kde_gauss_s%d.csv", sigmas_m[k]);
        check_table(name, on_grid, &window, sigmas_m[k], n, points, false);
        (void)snprintf(name, sizeof name, "chicago_kde_atpoints_s%d.csv", sigmas_m[k]);
        check_table(name, at_points, &window, sigmas_m[k], n, points, true);
    }
}

static void humberside_matches_in_its_polygon(void **state)
{
    (void)state;
    if (support_shared("reference/points/humberside_points.csv") == NULL)
        skip();
    static const char *const columns[3] = {"none", "uniform", "diggle"};
    struct gis_xy points[MOST], ring[MOST];
    size_t n = read_points("humberside_points.csv", points);
    const size_t first[] = {0, read_points("humberside_polygon_ccw.csv", ring)};
    struct gis_window window = {1, first, ring};
    check_table("humberside_kde_exact_s5.csv", columns, &window, 5, n, points, false);
}

/* Half of the plane holds half of a Gaussian; a quarter a quarter; a hole takes away what it held.
 */
static void mass_of_simple_windows(void **state)
{
    (void)state;
    struct gis_xy half[] = {{0, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {0, 1e4}};
    struct gis_xy holed[] = {{-1e4, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {-1e4, 1e4},
                             {0, 0},       {0, 1e4},    {1e4, 1e4}, {1e4, 0}};
    const size_t one[] = {0, 4}, two[] = {0, 4, 8};
    struct gis_xy at = {0, 0};
    assert_near(gis_gauss_mass(&(struct gis_window){1, one, half}, at, 7), 0.5, 1e-13, 0);
    assert_near(gis_gauss_mass(&(struct gis_window){2, two, holed}, at, 7), 0.75, 1e-13, 0);
}

/* The fast grid against direct sums, within its stated error. */
static void grid_keeps_its_stated_error(void **state)
{
    (void)state;
    enum { N = 400, NX = 60, NY = 40 };
    struct gis_xy points[N], centres[NX * NY];
    struct gis_xy ring[] = {{-150, -60}, {380, -100}, {700, 150},
                            {420, 520},  {100, 330},  {-60, 380}};
    const size_t first[] = {0, 6};
    struct gis_window window = {1, first, ring};
    struct gis_grid grid = {{0, 0}, 10, 11, NX, NY};
    uint64_t random = 5;
    for (size_t i = 0; i < N; i++) /* some outside the grid: their kernels reach in */
        points[i] = (struct gis_xy){-40 + 700 * pow(support_random_unit(&random), 2),
                                    -40 + 500 * support_random_unit(&random)};
    for (size_t c = 0; c < NX * NY; c++)
        centres[c] = gis_grid_centre(&grid, c);
    double *fast = calloc(NX * NY, sizeof *fast), *one = calloc(NX * NY, sizeof *one);
    double *exact = calloc(NX * NY, sizeof *exact);
    assert_true(fast != NULL && exact != NULL && one != NULL);
    for (int edge = GIS_KDE_NONE; edge <= GIS_KDE_DIGGLE; edge++) {
        struct gis_kde kde = {35, (enum gis_kde_edge)edge, &window, 3};
        assert_int_equal(gis_kde_grid(&kde, N, points, &grid, fast), GIS_OK);
        assert_int_equal(gis_kde_at(&kde, N, points, NX * NY, centres, exact), GIS_OK);
        double peak = 0;
        for (size_t c = 0; c < NX * NY; c++)
            peak = fmax(peak, exact[c]);
        double bound = (10.0 * 10 + 11 * 11) / (8 * 35.0 * 35);
        for (size_t c = 0; c < NX * NY; c++) {
            if (edge == GIS_KDE_NONE || gis_gauss_mass(&window, centres[c], 35) > 0.3)
                assert_near(fast[c], exact[c], bound * peak, 0);
        }
        kde.threads = 1;
        assert_int_equal(gis_kde_grid(&kde, N, points, &grid, one), GIS_OK);
        assert_memory_equal(fast, one, NX * NY * sizeof *fast);
    }
    struct gis_kde coarse = {9, GIS_KDE_NONE, NULL, 1}, bare = {35, GIS_KDE_DIGGLE, NULL, 1};
    assert_int_equal(gis_kde_grid(&coarse, N, points, &grid, fast), GIS_EDOMAIN);
    assert_int_equal(gis_kde_grid(&bare, N, points, &grid, fast), GIS_EDOMAIN);
    free(fast);
    free(one);
    free(exact);
}

static void chicago_grid_gistar_matches(void **state)
{
    (void)state;
    if (support_shared("reference/points/chicago_grid12_GiStar.csv") == NULL)
        skip();
    enum { N = 12 };
    struct gis_xy points[MOST], corners[4];
    size_t n = read_points("chicago_points.csv", points);
    read_rectangle("chicago_window.csv", corners);
    struct gis_grid grid = {corners[0], (corners[2].x_m - corners[0].x_m) / N,
                            (corners[2].y_m - corners[0].y_m) / N, N, N};
    uint32_t counts[N * N];
    double x[N * N], p[N * N], q[N * N];
    struct gis_gi gi[N * N];
    struct gis_weights *weights = NULL;
    assert_int_equal(gis_grid_count(&grid, n, points, counts), 0);
    assert_int_equal(gis_grid_weights(&grid, &weights), GIS_OK);
    for (size_t c = 0; c < N * N; c++)
        x[c] = counts[c];
    assert_int_equal(gis_gistar(weights, x, gi), GIS_OK);
    for (size_t c = 0; c < N * N; c++)
        p[c] = gi[c].p;
    assert_int_equal(gis_fdr_bh(N * N, p, q), GIS_OK);
    struct support_table t = open_table("chicago_grid12_GiStar.csv");
    for (size_t k = 0; k < N * N; k++) {
        size_t c = (size_t)(N - (int)support_number(&t, k, "row_from_top")) * N +
                   (size_t)support_number(&t, k, "col") - 1;
        assert_near(x[c], support_number(&t, k, "count"), 0, 0);
        assert_near(gi[c].g, support_number(&t, k, "G"), 1e-12, 1e-9);
        assert_near(gi[c].z, support_number(&t, k, "Z"), 1e-12, 1e-9);
        assert_near(p[c], support_number(&t, k, "p_two_sided"), 1e-12, 1e-9);
        assert_near(q[c], support_number(&t, k, "p_BH"), 1e-12, 1e-9);
    }
    support_table_free(&t);
    gis_weights_free(weights);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chicago_matches_exact_sums),
        cmocka_unit_test(humberside_matches_in_its_polygon),
        cmocka_unit_test(mass_of_simple_windows),
        cmocka_unit_test(grid_keeps_its_stated_error),
        cmocka_unit_test(chicago_grid_gistar_matches),
    };
    return cmocka_run_group_tests_name("gis/kde", tests, NULL, NULL);
}
