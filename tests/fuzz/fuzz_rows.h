/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * For targets that read rows: a file of the bytes, and a sink that looks at all of a row.
 */
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "src/base/hash.h"
#include "src/io/rows.h"

static inline void expect(bool truth)
{
    if (!truth)
        abort();
}

/** A file without a name that holds the bytes; @p path of 64 bytes is where it can be opened. */
static inline int file_of(const void *bytes, size_t n, char path[64])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    expect(fd >= 0 && (n == 0 || write(fd, bytes, n) == (ssize_t)n) && lseek(fd, 0, SEEK_SET) == 0);
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

struct seen {
    size_t begun, rows, columns;
    uint64_t hash; /* of everything in the rows, in order */
};

static inline void mix(struct seen *seen, const void *bytes, size_t n)
{
    seen->hash = seen->hash * 1099511628211u + jy_hash64(bytes, n) + 1;
}

static inline void mix_text(struct seen *seen, const char *text)
{
    mix(seen, text != NULL ? text : "\x01", text != NULL ? strlen(text) : 1);
}

static inline enum jy_code see_begin(const struct jy_rows_info *info, void *ctx,
                                     struct jy_error *err)
{
    (void)err;
    struct seen *seen = ctx;
    expect(strnlen(info->text, sizeof info->text) < sizeof info->text);
    expect(strnlen(info->crs, sizeof info->crs) < sizeof info->crs);
    seen->begun++;
    return JY_OK;
}

static inline enum jy_code see_row(const struct jy_row *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct seen *seen = ctx;
    expect(seen->begun == 1 && row->n_columns >= seen->columns);
    seen->rows++;
    seen->columns = row->n_columns;
    mix(seen, &row->line, sizeof row->line);
    mix_text(seen, row->layer);
    mix_text(seen, row->problem);
    for (size_t i = 0; i < row->n_columns; i++) {
        mix_text(seen, row->columns[i]);
        mix_text(seen, row->values[i]);
    }
    const struct jy_geometry *g = &row->geometry;
    for (size_t i = 0; i < g->n_points; i++)
        expect(isfinite(g->points[i].lon_deg) && isfinite(g->points[i].lat_deg));
    size_t from = 0;
    for (size_t i = 0; i < g->n_parts; i++) {
        expect(g->part_end[i] >= from && g->part_end[i] <= g->n_points);
        from = g->part_end[i];
    }
    if (g->n_points > 0)
        mix(seen, g->points, g->n_points * sizeof *g->points);
    return JY_OK;
}

static inline struct jy_rows_sink see_sink(struct seen *seen)
{
    return (struct jy_rows_sink){see_begin, see_row, seen};
}
