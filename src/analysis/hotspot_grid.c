/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zones of incidents with points: Gi* of counts in cells of a grid, inside the city. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/grid.h"

#include "src/analysis/hotspots_run.h"
#include "src/base/mem.h"

#define NO_CELL   SIZE_MAX
#define MAX_CELLS 4000000

struct jy_hotspot_lattice {
    struct gis_projection *projection; /* of the run */
    struct gis_grid grid;
    size_t *cell_of; /* place in the grid -> jy_hotspots.cells, or NO_CELL */
    size_t *place;   /* jy_hotspots.cells -> place in the grid */
};

void jy_hotspots_lattice_free(struct jy_hotspot_lattice *lattice)
{
    if (lattice == NULL)
        return;
    free(lattice->cell_of);
    free(lattice->place);
    free(lattice);
}

/* The city: its boundary, or without one its districts, or its chome. */
static enum jy_area_kind city_kind(const struct jy_city_data *data)
{
    static const enum jy_area_kind kinds[] = {JY_AREA_BOUNDARY, JY_AREA_DISTRICT, JY_AREA_CHOME};
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < data->n_areas; i++) {
            if (data->areas[i].kind == kinds[k] &&
                data->areas[i].geometry.kind == JY_GEOMETRY_POLYGONS)
                return kinds[k];
        }
    }
    return JY_AREA_UNKNOWN;
}

static struct gis_box city_box(const struct jy_city_data *data, enum jy_area_kind kind,
                               struct gis_projection *projection)
{
    struct gis_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < data->n_areas; i++) {
        const struct jy_geometry *g = &data->areas[i].geometry;
        for (size_t k = 0; data->areas[i].kind == kind && k < g->n_points; k++) {
            struct gis_xy p;
            if (gis_project(projection, 1, &g->points[k], &p) != GIS_OK)
                continue;
            box.min_x_m = fmin(box.min_x_m, p.x_m);
            box.min_y_m = fmin(box.min_y_m, p.y_m);
            box.max_x_m = fmax(box.max_x_m, p.x_m);
            box.max_y_m = fmax(box.max_y_m, p.y_m);
        }
    }
    return box;
}

static enum jy_code set_ring(const struct jy_hotspot_lattice *l, struct jy_hotspot_cell *cell,
                             struct gis_xy centre, struct jy_error *err)
{
    const double w = l->grid.width_m / 2, h = l->grid.height_m / 2;
    const struct gis_xy ring[] = {{centre.x_m - w, centre.y_m - h},
                                  {centre.x_m + w, centre.y_m - h},
                                  {centre.x_m + w, centre.y_m + h},
                                  {centre.x_m - w, centre.y_m + h},
                                  {centre.x_m - w, centre.y_m - h}};
    if (gis_unproject(l->projection, 5, ring, cell->ring) != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "a cell of the grid lies outside the plane");
    return JY_OK;
}

/* Cells whose centre lies in the city. */
static enum jy_code make_cells(struct jy_hotspots *h, struct jy_hotspot_lattice *l,
                               enum jy_area_kind kind, struct jy_error *err)
{
    const size_t n = l->grid.nx * l->grid.ny;
    l->cell_of = jy_malloc(n * sizeof *l->cell_of);
    l->place = jy_malloc(n * sizeof *l->place);
    h->cells = jy_malloc(n * sizeof *h->cells);
    for (size_t i = 0; i < n; i++) {
        const struct gis_xy centre = gis_grid_centre(&l->grid, i);
        struct jy_hotspot_cell cell = {.z = (double)NAN, .p_perm = (double)NAN, .q = (double)NAN};
        l->cell_of[i] = NO_CELL;
        if (gis_unproject(l->projection, 1, &centre, &cell.centre) != GIS_OK ||
            jy_city_data_area_at(h->data, kind, cell.centre) == NULL)
            continue;
        if (set_ring(l, &cell, centre, err) != JY_OK)
            return err->code;
        const struct jy_area *district =
            jy_city_data_area_at(h->data, JY_AREA_DISTRICT, cell.centre);
        cell.district = district != NULL ? district->name : NULL;
        l->place[h->n_cells] = i;
        l->cell_of[i] = h->n_cells;
        h->cells[h->n_cells++] = cell;
    }
    return JY_OK;
}

static enum jy_code make_lattice(struct jy_hotspot_run *run, struct jy_hotspot_lattice *l,
                                 struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    const enum jy_area_kind kind = city_kind(h->data);
    if (kind == JY_AREA_UNKNOWN) {
        h->gistar_refused = JY_REFUSED_NO_POLYGONS;
        return JY_OK;
    }
    l->projection = run->projection;
    const struct gis_box box = city_box(h->data, kind, l->projection);
    const double side_m = h->options.cell_m;
    const double nx = fmax(1, ceil((box.max_x_m - box.min_x_m) / side_m)),
                 ny = fmax(1, ceil((box.max_y_m - box.min_y_m) / side_m));
    if (!(nx * ny <= MAX_CELLS))
        return jy_fail(err, JY_ELIMIT, "cell_m: cells of %g m are too many for this city", side_m);
    l->grid = (struct gis_grid){.south_west = {box.min_x_m, box.min_y_m},
                                .width_m = side_m,
                                .height_m = side_m,
                                .nx = (size_t)nx,
                                .ny = (size_t)ny};
    return make_cells(h, l, kind, err);
}

/* The cell of an incident; NO_CELL when it is not located or lies outside the city. */
static size_t cell_at(const struct jy_hotspot_lattice *l, const struct jy_crime_incident *row)
{
    struct gis_xy p;
    size_t place;
    if (!row->located || l->cell_of == NULL ||
        gis_project(l->projection, 1, &row->at, &p) != GIS_OK ||
        !gis_grid_cell(&l->grid, p, &place))
        return NO_CELL;
    return l->cell_of[place];
}

static void count_incidents(struct jy_hotspot_run *run, const struct jy_hotspot_lattice *l)
{
    struct jy_hotspots *h = run->h;
    for (size_t i = 0; i < run->rows->n_incidents; i++) {
        const struct jy_crime_incident *row = &run->rows->incidents[i];
        if (!jy_hotspots_counts_incident(run, row, h->options.from_year, h->options.to_year))
            continue;
        h->incidents++;
        jy_hotspots_note_source(run, row->source_id);
        const size_t cell = cell_at(l, row);
        if (cell == NO_CELL)
            continue;
        h->located++;
        h->cells[cell].cases++;
    }
}

/* The up to eight cells around one, and itself, that lie in the city. */
static size_t around(const struct jy_hotspot_lattice *l, size_t cell, size_t out[9])
{
    const size_t place = l->place[cell], x = place % l->grid.nx, y = place / l->grid.nx;
    size_t n = 0;
    for (size_t j = y > 0 ? y - 1 : 0; j <= y + 1 && j < l->grid.ny; j++) {
        for (size_t i = x > 0 ? x - 1 : 0; i <= x + 1 && i < l->grid.nx; i++) {
            if (l->cell_of[j * l->grid.nx + i] != NO_CELL)
                out[n++] = l->cell_of[j * l->grid.nx + i];
        }
    }
    return n;
}

static enum jy_code cell_weights(const struct jy_hotspots *h, const struct jy_hotspot_lattice *l,
                                 struct gis_weights **out, struct jy_error *err)
{
    struct gis_pair *pairs JY_AUTOFREE = jy_malloc((9 * h->n_cells + 1) * sizeof *pairs);
    size_t n_pairs = 0;
    for (size_t i = 0; i < h->n_cells; i++) {
        size_t to[9];
        const size_t n = around(l, i, to);
        for (size_t k = 0; k < n; k++)
            pairs[n_pairs++] = (struct gis_pair){(uint32_t)i, (uint32_t)to[k]};
    }
    if (gis_weights_new(h->n_cells, n_pairs, pairs, NULL, true, out) != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "neighbours of cells: out of memory");
    return JY_OK;
}

static enum jy_code test_cells(struct jy_hotspots *h, const struct jy_hotspot_lattice *l,
                               struct jy_error *err)
{
    const size_t n = h->n_cells;
    double *x JY_AUTOFREE = jy_calloc(n + 1, sizeof *x);
    double *p JY_AUTOFREE = jy_calloc(n + 1, sizeof *p);
    struct gis_gi *gi JY_AUTOFREE = jy_calloc(n + 1, sizeof *gi);
    struct gis_weights *weights = NULL;
    enum jy_code code = cell_weights(h, l, &weights, err);
    if (code != JY_OK)
        return code;
    for (size_t i = 0; i < n; i++)
        x[i] = h->cells[i].cases;
    enum gis_status status = gis_gistar(weights, x, gi);
    if (status == GIS_OK)
        status = gis_gi_permute(weights, x, h->nsim_gistar, h->options.seed, p, NULL, NULL);
    gis_weights_free(weights);
    if (status == GIS_EREFUSED) {
        h->gistar_refused = JY_REFUSED_NO_VARIATION;
        return JY_OK;
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "Gi* of the grid: %s", gis_status_text(status));
    h->n_tests = n;
    for (size_t i = 0; i < n; i++) {
        h->cells[i].z = gi[i].z;
        h->cells[i].p_perm = p[i];
    }
    return JY_OK;
}

static bool is_hot(const struct jy_hotspot_cell *c)
{
    return c->q <= JY_HOTSPOT_ALPHA && c->z > 0;
}

/* Hot cells that touch, from @p first on. */
static struct jy_hotspot_zone gather(struct jy_hotspots *h, const struct jy_hotspot_lattice *l,
                                     size_t first, uint8_t *taken)
{
    size_t *queue = NULL, cap = 0;
    struct jy_hotspot_zone zone = {.relative_risk = (double)NAN,
                                   .llr = (double)NAN,
                                   .lo95 = (double)NAN,
                                   .hi95 = (double)NAN,
                                   .p = 1,
                                   .p_family = (double)NAN,
                                   .q = 1};
    taken[first] = 1;
    queue = jy_grow(queue, &cap, 9, sizeof *queue);
    queue[zone.n_areas++] = first;
    for (size_t i = 0; i < zone.n_areas; i++) {
        const struct jy_hotspot_cell *cell = &h->cells[queue[i]];
        size_t to[9];
        const size_t n = around(l, queue[i], to);
        queue = jy_grow(queue, &cap, zone.n_areas + 9, sizeof *queue);
        zone.cases += cell->cases;
        zone.p = fmin(zone.p, cell->p_perm);
        zone.q = fmin(zone.q, cell->q);
        for (size_t k = 0; k < n; k++) {
            if (!taken[to[k]] && is_hot(&h->cells[to[k]])) {
                taken[to[k]] = 1;
                queue[zone.n_areas++] = to[k];
            }
        }
    }
    zone.areas = memcpy(jy_arena_alloc(&h->arena, zone.n_areas * sizeof *queue), queue,
                        zone.n_areas * sizeof *queue);
    free(queue);
    zone.exposure = (double)zone.n_areas * l->grid.width_m * l->grid.height_m / 1e6;
    zone.expected = (double)h->located * (double)zone.n_areas / (double)h->n_cells;
    zone.ratio = (double)zone.cases / zone.expected;
    zone.hidden = jy_hotspots_counts_withheld(h);
    return zone;
}

static int by_cases(const void *a, const void *b)
{
    const struct jy_hotspot_zone *x = a, *y = b;
    if (x->cases != y->cases)
        return x->cases > y->cases ? -1 : 1;
    return x->areas[0] < y->areas[0] ? -1 : x->areas[0] > y->areas[0];
}

static void make_zones(struct jy_hotspots *h, const struct jy_hotspot_lattice *l)
{
    uint8_t *taken JY_AUTOFREE = jy_calloc(h->n_cells + 1, 1);
    size_t cap = 0;
    for (size_t i = 0; i < h->n_cells; i++) {
        if (!taken[i] && is_hot(&h->cells[i])) {
            h->zones = jy_grow(h->zones, &cap, h->n_zones + 1, sizeof *h->zones);
            h->zones[h->n_zones++] = gather(h, l, i, taken);
        }
    }
    if (h->n_zones > 0)
        qsort(h->zones, h->n_zones, sizeof *h->zones, by_cases);
    for (size_t z = 0; z < h->n_zones; z++) {
        h->zones[z].rank = z + 1;
        h->suppressed |= h->zones[z].hidden;
    }
}

enum jy_code jy_hotspots_grid_begin(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct jy_hotspot_lattice *l = run->lattice = jy_calloc(1, sizeof *l);
    h->rates_refused = h->scan_refused = JY_REFUSED_NOT_BY_POINTS;
    const enum jy_code code = make_lattice(run, l, err);
    if (code != JY_OK)
        return code;
    count_incidents(run, l);
    h->matched = h->located;
    h->reported = h->incidents;
    if (h->gistar_refused != JY_REFUSED_NOT)
        return JY_OK;
    if (h->located == 0) {
        h->gistar_refused = JY_REFUSED_NO_INCIDENTS;
    } else if (h->located < JY_HOTSPOT_MIN_LOCATED) {
        h->gistar_refused = JY_REFUSED_FEW_LOCATED;
    } else if (h->n_cells < GIS_GISTAR_MIN_AREAS) {
        h->gistar_refused = JY_REFUSED_FEW_AREAS;
    } else {
        return test_cells(h, l, err);
    }
    return JY_OK;
}

static bool later_cells(struct jy_hotspot_run *run, int from_year, int to_year,
                        struct jy_hotspot_later *out)
{
    bool any = false;
    *out = (struct jy_hotspot_later){.n = run->h->n_cells};
    out->cases = jy_calloc(out->n + 1, sizeof *out->cases);
    for (size_t i = 0; i < run->rows->n_incidents; i++) {
        const struct jy_crime_incident *row = &run->rows->incidents[i];
        const size_t cell = jy_hotspots_counts_incident(run, row, from_year, to_year)
                                ? cell_at(run->lattice, row)
                                : NO_CELL;
        if (cell == NO_CELL)
            continue;
        out->cases[cell]++;
        any = true;
        jy_hotspots_note_source(run, row->source_id);
    }
    return any;
}

void jy_hotspots_grid_end(struct jy_hotspot_run *run)
{
    if (run->h->gistar_refused != JY_REFUSED_NOT)
        return;
    make_zones(run->h, run->lattice);
    jy_hotspots_judge(run, later_cells);
}
