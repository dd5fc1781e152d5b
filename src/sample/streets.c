/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/streets.h"

#include <math.h>
#include <stdlib.h>

#include "src/base/mem.h"

#define QUARTER_M2 72000.0 /* below this a quarter gets its own grid */
#define ROW_M      112.0   /* between streets with houses: two plots deep */
#define LINK_M     230.0   /* between cross streets */
#define SLIVER_M2  700.0

int sample_layout_line(struct sample_layout *layout, struct sample_line line)
{
    layout->lines = jy_grow(layout->lines, &layout->cap_lines, layout->n_lines + 1, sizeof line);
    layout->lines[layout->n_lines] = line;
    return (int)layout->n_lines++;
}

static void add_face(struct sample_layout *layout, struct sample_face face)
{
    layout->faces = jy_grow(layout->faces, &layout->cap_faces, layout->n_faces + 1, sizeof face);
    layout->faces[layout->n_faces++] = face;
}

/* Direction of the greatest extent (principal axis of the vertices, weighted by edges). */
static struct gis_xy long_axis(struct sample_ring ring)
{
    const struct gis_xy c = sample_centre(ring);
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < ring.n; i++) {
        const struct gis_xy p = ring.points[i], q = ring.points[(i + 1) % ring.n];
        const double weight = hypot(q.x_m - p.x_m, q.y_m - p.y_m);
        const double x = (p.x_m + q.x_m) / 2 - c.x_m, y = (p.y_m + q.y_m) / 2 - c.y_m;
        xx += weight * x * x;
        yy += weight * y * y;
        xy += weight * x * y;
    }
    const double angle = atan2(2 * xy, xx - yy) / 2;
    return (struct gis_xy){cos(angle), sin(angle)};
}

/* Cuts faces [first, n) of the layout by a line; slivers are not made. */
static void cut_faces(struct jy_arena *arena, struct sample_layout *layout, size_t first,
                      struct gis_xy at, struct gis_xy normal, int line)
{
    const struct gis_xy back = {-normal.x_m, -normal.y_m};
    const size_t n = layout->n_faces;
    for (size_t i = first; i < n; i++) {
        const struct sample_face face = layout->faces[i];
        struct sample_face near, far;
        near.ring = sample_cut(arena, face.ring, face.tags, at, normal, line, &near.tags);
        far.ring = sample_cut(arena, face.ring, face.tags, at, back, line, &far.tags);
        if (near.ring.n < 3 || far.ring.n < 3 || sample_area_m2(near.ring) < SLIVER_M2 ||
            sample_area_m2(far.ring) < SLIVER_M2)
            continue;
        layout->faces[i] = near;
        add_face(layout, far);
    }
}

/* Lines across @p normal at about @p step_m, through all faces of the quarter from @p first on. */
static void add_rows(struct jy_arena *arena, struct sample_layout *layout, size_t first,
                     struct sample_ring quarter, struct gis_xy normal, double step_m,
                     struct sample_rng *rng)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < quarter.n; i++) {
        const double d = quarter.points[i].x_m * normal.x_m + quarter.points[i].y_m * normal.y_m;
        low = fmin(low, d);
        high = fmax(high, d);
    }
    const int n = (int)round((high - low) / (step_m * sample_rng_uniform(rng, 0.9, 1.15)));
    for (int k = 1; k < n; k++) {
        const double d = low + (high - low) * (k + sample_rng_uniform(rng, -0.12, 0.12)) / n;
        const struct gis_xy at = {d * normal.x_m, d * normal.y_m};
        const struct sample_line line = {.road_class = JY_ROAD_RESIDENTIAL,
                                         .width_m = round(sample_rng_uniform(rng, 38, 60)) / 10};
        cut_faces(arena, layout, first, at, normal, sample_layout_line(layout, line));
    }
}

static void make_grid(struct jy_arena *arena, struct sample_layout *layout,
                      struct sample_face quarter, struct sample_rng *rng)
{
    const size_t first = layout->n_faces;
    const struct gis_xy along = long_axis(quarter.ring);
    const struct gis_xy across = {-along.y_m, along.x_m};
    add_face(layout, quarter);
    add_rows(arena, layout, first, quarter.ring, across, ROW_M, rng);
    add_rows(arena, layout, first, quarter.ring, along, LINK_M, rng);
}

/* Main roads come first and are straightest; later ones are narrower. */
static struct sample_line line_at_depth(int depth)
{
    if (depth < 2)
        return (struct sample_line){.road_class = JY_ROAD_SECONDARY, .width_m = 16};
    if (depth < 4)
        return (struct sample_line){.road_class = JY_ROAD_TERTIARY, .width_m = 9};
    return (struct sample_line){.road_class = JY_ROAD_RESIDENTIAL, .width_m = 6.5};
}

/* NOLINTNEXTLINE(misc-no-recursion): each cut leaves about half; a dozen deep */
static void divide(struct jy_arena *arena, struct sample_layout *layout, struct sample_face face,
                   int depth, struct sample_rng *rng)
{
    if (sample_area_m2(face.ring) < QUARTER_M2) {
        make_grid(arena, layout, face, rng);
        return;
    }
    const struct gis_xy axis = long_axis(face.ring), centre = sample_centre(face.ring);
    const double turn = sample_rng_uniform(rng, -0.16, 0.16),
                 shift = sample_rng_uniform(rng, -60, 60);
    const struct gis_xy normal = {axis.x_m * cos(turn) - axis.y_m * sin(turn),
                                  axis.x_m * sin(turn) + axis.y_m * cos(turn)};
    const struct gis_xy at = {centre.x_m + shift * axis.x_m, centre.y_m + shift * axis.y_m};
    const struct gis_xy back = {-normal.x_m, -normal.y_m};
    const int line = sample_layout_line(layout, line_at_depth(depth));
    struct sample_face near, far;
    near.ring = sample_cut(arena, face.ring, face.tags, at, normal, line, &near.tags);
    far.ring = sample_cut(arena, face.ring, face.tags, at, back, line, &far.tags);
    divide(arena, layout, near, depth + 1, rng);
    divide(arena, layout, far, depth + 1, rng);
}

bool sample_on_bank(size_t n_banks, const struct sample_bank *banks, struct gis_xy centre,
                    struct gis_xy p)
{
    const double at = atan2(p.y_m - centre.y_m, p.x_m - centre.x_m);
    for (size_t i = 0; i < n_banks; i++) {
        const double from = atan2(banks[i].from.y_m - centre.y_m, banks[i].from.x_m - centre.x_m);
        const double to = atan2(banks[i].to.y_m - centre.y_m, banks[i].to.x_m - centre.x_m);
        if (fmod(at - from + 4 * M_PI, 2 * M_PI) <= fmod(to - from + 4 * M_PI, 2 * M_PI))
            return true;
    }
    return false;
}

struct sample_streets sample_streets_new(struct jy_arena *arena, const struct sample_warp *warp,
                                         struct sample_ring outline, size_t n_banks,
                                         const struct sample_bank *banks, struct sample_rng *rng)
{
    struct sample_layout layout = {0};
    struct sample_face whole = {outline, jy_arena_alloc(arena, outline.n * sizeof *whole.tags)};
    for (size_t i = 0; i < outline.n; i++)
        whole.tags[i] = -1;
    divide(arena, &layout, whole, 0, rng);
    const struct sample_streets streets =
        sample_streets_build(arena, warp, &layout, outline, n_banks, banks, rng);
    free(layout.faces);
    free(layout.lines);
    return streets;
}
