/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/scene_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glob.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/render/scene_file.h"

static char *path_of(const char *db_path)
{
    struct jy_buf path = JY_BUF_INIT;
    jy_buf_addf(&path, "%s-scene", db_path);
    return jy_buf_take(&path);
}

enum jy_code jy_scene_origin_of(struct jy_store *store, const struct jy_marks *marks,
                                const char *city_code, struct jy_scene_origin *out,
                                struct jy_error *err)
{
    struct jy_scene_origin o;
    memset(&o, 0, sizeof o); /* its bytes are compared and written as they are */
    o.marks.lights = marks->lights;
    o.marks.others = marks->others;
    o.marks.light_id = marks->light_id;
    o.marks.event_id = marks->event_id;
    o.marks.source_id = marks->source_id;
    o.marks.day = marks->day;
    o.marks.profile = marks->profile;
    (void)snprintf(o.city_code, sizeof o.city_code, "%s", city_code);
    enum jy_code code = jy_store_identity(store, marks->source_id, o.identity, err);
    if (code == JY_OK)
        *out = o;
    return code;
}

/* --- Reading ------------------------------------------------------------------------------- */

static enum jy_code map_file(const char *path, struct jy_mapped_scene *m, struct jy_error *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return jy_fail(err, errno == ENOENT ? JY_ENOTFOUND : JY_EIO, "%s: %s", path,
                       jy_errno_text(errno));
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
        (void)close(fd);
        return jy_fail(err, JY_EIO, "%s: empty, or no file", path);
    }
    m->n_bytes = (size_t)st.st_size;
    m->bytes = mmap(NULL, m->n_bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    (void)close(fd);
    if (m->bytes == MAP_FAILED) {
        m->bytes = NULL;
        return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
    }
    return JY_OK;
}

enum jy_code jy_scene_cache_open(const char *db_path, struct jy_mapped_scene **out,
                                 struct jy_error *err)
{
    char *path JY_AUTOFREE = path_of(db_path);
    struct jy_mapped_scene *m = jy_calloc(1, sizeof *m);
    enum jy_code code = map_file(path, m, err);
    if (code == JY_OK) {
        size_t n_key = 0;
        const void *key = jy_scene_key(m->bytes, m->n_bytes, &n_key, err);
        code = key != NULL ? JY_OK : JY_EIO;
        if (code == JY_OK && n_key != sizeof m->origin)
            code = jy_fail(err, JY_EIO, "written by another version of the program");
        if (code == JY_OK) {
            memcpy(&m->origin, key, sizeof m->origin);
            code = jy_scene_over(m->bytes, m->n_bytes, &m->scene, err);
        }
        if (code != JY_OK)
            (void)jy_fail_in(err, "%s", path);
    }
    if (code != JY_OK) {
        jy_scene_cache_close(m);
        return code;
    }
    *out = m;
    return JY_OK;
}

void jy_scene_cache_close(struct jy_mapped_scene *m)
{
    if (m == NULL)
        return;
    jy_scene_free(m->scene);
    if (m->bytes != NULL)
        (void)munmap(m->bytes, m->n_bytes);
    free(m);
}

enum jy_code jy_scene_cache_fits(const struct jy_mapped_scene *m, struct jy_store *store,
                                 struct jy_error *err)
{
    struct jy_marks now;
    char identity[JY_SHA256_TEXT_SIZE];
    enum jy_code code = jy_store_marks(store, &now, err);
    if (code == JY_OK)
        code = jy_store_identity(store, m->origin.marks.source_id, identity, err);
    if (code != JY_OK)
        return code;
    if (strcmp(identity, m->origin.identity) != 0)
        return jy_fail(err, JY_ECONFLICT, "made of another registry, or of other sources");
    if (!jy_marks_differ_in_lights_only(&m->origin.marks, &now))
        return jy_fail(err, JY_ECONFLICT, "older than the registry");
    return JY_OK;
}

/* --- Writing ------------------------------------------------------------------------------- */

static bool put(void *ctx, const void *bytes, size_t n)
{
    return jy_file_out_add(ctx, bytes, n);
}

/* What a program that was killed while writing left behind. */
static void sweep(const char *path)
{
    struct jy_buf JY_AUTOBUF pattern = JY_BUF_INIT;
    glob_t found;
    jy_buf_addf(&pattern, "%s.??????", path);
    /* unsafe are names with ~ only, which are not asked for */
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    if (glob(pattern.data, GLOB_NOSORT | GLOB_NOESCAPE, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        (void)unlink(found.gl_pathv[i]);
    globfree(&found);
}

enum jy_code jy_scene_cache_write(const char *db_path, const struct jy_scene *scene,
                                  const struct jy_scene_origin *origin, struct jy_error *err)
{
    char *path JY_AUTOFREE = path_of(db_path);
    struct jy_file_out *file;
    sweep(path);
    enum jy_code code = jy_file_out_open(path, true, &file, err);
    if (code != JY_OK)
        return code;
    /* a failed write stays with the file, and closing tells it */
    (void)jy_scene_save(scene, origin, sizeof *origin, put, file);
    return jy_file_out_close(file, true, err);
}

/* --- Checking ------------------------------------------------------------------------------ */

enum jy_code jy_scene_cache_check(const char *db_path, struct jy_store *store, struct jy_buf *out,
                                  struct jy_error *err)
{
    struct jy_mapped_scene *m = NULL;
    struct jy_error why;
    enum jy_code code = jy_scene_cache_open(db_path, &m, &why);
    if (code == JY_ENOTFOUND) {
        jy_buf_adds(out, "none");
        return JY_OK;
    }
    if (code != JY_OK && strstr(why.text, "another version") == NULL)
        return jy_fail(err, JY_EIO, "%s (the next start makes it anew)", why.text);
    if (code != JY_OK) {
        jy_buf_adds(out, "of another version of the program; the next start makes it anew");
        return JY_OK;
    }
    if (jy_scene_cache_fits(m, store, &why) == JY_OK) {
        jy_buf_addf(out, "good, %zu lights, %.1f MB", m->scene->points[JY_POINTS_LIGHTS].n,
                    (double)m->n_bytes / 1e6);
    } else {
        jy_buf_addf(out, "undamaged but %s; the next start makes it anew", why.text);
    }
    jy_scene_cache_close(m);
    return JY_OK;
}
