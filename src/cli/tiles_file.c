/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/cli/tiles_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/store/mbtiles.h"

static const double checkpoint_every_s = 0.5;
/* First in the log: what it is, then the identity's hash. */
static const char log_mark[] = "joyato tiles 1 ";
enum { LOG_HEAD = sizeof log_mark - 1 + JY_SHA256_TEXT_SIZE };

struct tiles_file {
    struct tiles_about about;
    char *path, *part, *log_path;
    double next_checkpoint_s;
    uint64_t n_tiles, n_contents, n_bytes;
    struct jy_mbtiles *mbtiles; /* NULL: PMTiles */
    /* PMTiles */
    struct jy_pmtiles *pmtiles;
    FILE *data, *log;
    struct jy_buf records; /* of tiles whose data is perhaps not on the disk yet */
};

static enum jy_code fail_io(const char *path, struct jy_error *err)
{
    return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
}

/* --- PMTiles ------------------------------------------------------------------------------- */

static enum jy_code append(const void *bytes, size_t n, void *ctx, struct jy_error *err)
{
    struct tiles_file *f = ctx;
    return fwrite(bytes, 1, n, f->data) == n ? JY_OK : fail_io(f->part, err);
}

static bool sync_file(FILE *file)
{
    return fflush(file) == 0 && fsync(fileno(file)) == 0;
}

/* Data first: a record in the log is a promise. */
static enum jy_code checkpoint_pmtiles(struct tiles_file *f, struct jy_error *err)
{
    if (!sync_file(f->data))
        return fail_io(f->part, err);
    if (fwrite(jy_buf_text(&f->records), 1, f->records.len, f->log) != f->records.len ||
        !sync_file(f->log))
        return fail_io(f->log_path, err);
    jy_buf_clear(&f->records);
    return JY_OK;
}

static void make_log_head(const struct tiles_file *f, char head[LOG_HEAD + 1])
{
    char hash[JY_SHA256_TEXT_SIZE];
    (void)jy_sha256_text(f->about.identity, strlen(f->about.identity), hash);
    (void)snprintf(head, LOG_HEAD + 1, "%s%s\n", log_mark, hash);
}

static struct jy_pmtiles_about pmtiles_about(const struct tiles_file *f)
{
    const struct tiles_about *a = &f->about;
    return (struct jy_pmtiles_about){a->raster ? JY_PMTILES_PNG : JY_PMTILES_MVT,
                                     a->min_zoom,
                                     a->max_zoom,
                                     a->south_west,
                                     a->north_east,
                                     a->metadata_json};
}

static uint64_t data_end(const struct tiles_file *f)
{
    uint64_t tiles, contents, bytes;
    jy_pmtiles_count(f->pmtiles, &tiles, &contents, &bytes);
    return bytes;
}

/* Takes up the records of an earlier run; false when there is none of this identity. */
static bool take_up(struct tiles_file *f)
{
    char want[LOG_HEAD + 1], head[LOG_HEAD + 1] = "";
    struct jy_pmtiles_record r;
    struct stat about_data;
    make_log_head(f, want);
    if (fread(head, 1, LOG_HEAD, f->log) != LOG_HEAD || strcmp(head, want) != 0 ||
        fstat(fileno(f->data), &about_data) != 0)
        return false;
    off_t log_end = LOG_HEAD;
    while (fread(&r, sizeof r, 1, f->log) == 1 &&
           JY_PMTILES_HEAD + r.offset + r.packed <= (uint64_t)about_data.st_size &&
           jy_pmtiles_resume(f->pmtiles, &r))
        log_end += (off_t)sizeof r;
    off_t end = (off_t)data_end(f);
    return end <= about_data.st_size && ftruncate(fileno(f->data), end) == 0 &&
           ftruncate(fileno(f->log), log_end) == 0 && fseeko(f->data, end, SEEK_SET) == 0 &&
           fseeko(f->log, log_end, SEEK_SET) == 0;
}

static enum jy_code begin_anew(struct tiles_file *f, struct jy_error *err)
{
    static const char empty[JY_PMTILES_HEAD];
    char head[LOG_HEAD + 1];
    jy_pmtiles_free(f->pmtiles);
    f->pmtiles = jy_pmtiles_new(pmtiles_about(f), append, f);
    rewind(f->log);
    rewind(f->data);
    make_log_head(f, head);
    if (ftruncate(fileno(f->log), 0) != 0 || fwrite(head, 1, LOG_HEAD, f->log) != LOG_HEAD)
        return fail_io(f->log_path, err);
    if (ftruncate(fileno(f->data), 0) != 0)
        return fail_io(f->part, err);
    return append(empty, sizeof empty, f, err);
}

/* "a+" would write at the end only; "r+" does not make the file. */
static FILE *open_kept(const char *path)
{
    FILE *file = fopen(path, "r+b");
    return file != NULL ? file : fopen(path, "w+b");
}

static enum jy_code open_pmtiles(struct tiles_file *f, uint64_t *out_done, struct jy_error *err)
{
    f->data = open_kept(f->part);
    if (f->data == NULL)
        return fail_io(f->part, err);
    f->log = open_kept(f->log_path);
    if (f->log == NULL)
        return fail_io(f->log_path, err);
    f->pmtiles = jy_pmtiles_new(pmtiles_about(f), append, f);
    if (!take_up(f))
        return begin_anew(f, err);
    struct jy_pmtiles_record last;
    *out_done = jy_pmtiles_last(f->pmtiles, &last) ? last.id + 1 : 0;
    return JY_OK;
}

static enum jy_code add_pmtiles(struct tiles_file *f, struct gis_tile t, const void *bytes,
                                size_t n, struct jy_error *err)
{
    struct jy_pmtiles_record record;
    enum jy_code code = jy_pmtiles_add(f->pmtiles, t, bytes, n, err);
    if (code == JY_OK && jy_pmtiles_last(f->pmtiles, &record))
        jy_buf_add(&f->records, &record, sizeof record);
    return code;
}

static enum jy_code finish_pmtiles(struct tiles_file *f, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF head = JY_BUF_INIT;
    enum jy_code code = jy_pmtiles_finish(f->pmtiles, &head, err);
    jy_pmtiles_count(f->pmtiles, &f->n_tiles, &f->n_contents, &f->n_bytes);
    if (code != JY_OK)
        return code;
    rewind(f->data);
    code = append(head.data, head.len, f, err);
    if (code == JY_OK && !sync_file(f->data))
        code = fail_io(f->part, err);
    return code;
}

/* --- MBTiles ------------------------------------------------------------------------------- */

static enum jy_code finish_mbtiles(struct tiles_file *f, struct jy_error *err)
{
    const struct tiles_about *a = &f->about;
    const struct jy_mbtiles_about about = {.name = "joyato",
                                           .description =
                                               "Streetlights, roads and what lies about them",
                                           .attribution = a->attribution,
                                           .version = a->version,
                                           .json = a->raster ? NULL : a->metadata_json,
                                           .min_zoom = a->min_zoom,
                                           .max_zoom = a->max_zoom,
                                           .south_west = a->south_west,
                                           .north_east = a->north_east};
    enum jy_code code = jy_mbtiles_count(f->mbtiles, &f->n_tiles, &f->n_contents, err);
    if (code == JY_OK)
        code = jy_mbtiles_finish(f->mbtiles, &about, err);
    jy_mbtiles_close(f->mbtiles);
    f->mbtiles = NULL;
    struct stat about_file;
    if (code == JY_OK && stat(f->part, &about_file) == 0)
        f->n_bytes = (uint64_t)about_file.st_size;
    return code;
}

/* --- Both ---------------------------------------------------------------------------------- */

static char *with_ending(const char *path, const char *ending)
{
    struct jy_buf text = JY_BUF_INIT;
    jy_buf_addf(&text, "%s%s", path, ending);
    return jy_buf_take(&text);
}

enum jy_code tiles_file_open(const char *path, enum tiles_format format,
                             const struct tiles_about *about, struct tiles_file **out,
                             uint64_t *out_done, struct jy_error *err)
{
    struct tiles_file *f = jy_calloc(1, sizeof *f);
    f->about = *about;
    f->path = jy_strdup(path);
    f->part = with_ending(path, ".part");
    f->log_path = with_ending(path, ".part.log");
    f->next_checkpoint_s = jy_clock_monotonic_s() + checkpoint_every_s;
    *out_done = 0;
    enum jy_code code =
        format == TILES_PMTILES
            ? open_pmtiles(f, out_done, err)
            : jy_mbtiles_open(f->part, !about->raster, about->identity, &f->mbtiles, out_done, err);
    if (code != JY_OK) {
        tiles_file_close(f);
        return code;
    }
    *out = f;
    return JY_OK;
}

enum jy_code tiles_file_add(struct tiles_file *f, struct gis_tile t, const void *bytes, size_t n,
                            struct jy_error *err)
{
    enum jy_code code = JY_OK;
    if (n > 0 && f->pmtiles != NULL) {
        code = add_pmtiles(f, t, bytes, n, err);
    } else if (n > 0) {
        code = jy_mbtiles_add(f->mbtiles, t.z, t.x, t.y, bytes, n, err);
    }
    double now_s = jy_clock_monotonic_s();
    if (code != JY_OK || now_s < f->next_checkpoint_s)
        return code;
    f->next_checkpoint_s = now_s + checkpoint_every_s;
    return f->pmtiles != NULL ? checkpoint_pmtiles(f, err)
                              : jy_mbtiles_checkpoint(f->mbtiles, jy_pmtiles_id(t) + 1, err);
}

enum jy_code tiles_file_finish(struct tiles_file *f, struct jy_error *err)
{
    bool logged = f->pmtiles != NULL;
    enum jy_code code = logged ? finish_pmtiles(f, err) : finish_mbtiles(f, err);
    if (code == JY_OK && rename(f->part, f->path) != 0)
        code = fail_io(f->path, err);
    if (code == JY_OK && logged)
        (void)unlink(f->log_path);
    return code;
}

void tiles_file_count(const struct tiles_file *f, uint64_t *out_tiles, uint64_t *out_contents,
                      uint64_t *out_bytes)
{
    *out_tiles = f->n_tiles;
    *out_contents = f->n_contents;
    *out_bytes = f->n_bytes;
}

void tiles_file_close(struct tiles_file *f)
{
    if (f == NULL)
        return;
    if (f->data != NULL)
        (void)fclose(f->data);
    if (f->log != NULL)
        (void)fclose(f->log);
    jy_pmtiles_free(f->pmtiles);
    jy_mbtiles_close(f->mbtiles);
    jy_buf_done(&f->records);
    free(f->path);
    free(f->part);
    free(f->log_path);
    free(f);
}
