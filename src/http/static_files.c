/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/static_files.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/mem.h"
#include "src/http/finish.h"
#include "src/http/gzip.h"

#define FILE_MAX_BYTES  ((size_t)32 << 20)
#define CACHE_MAX_BYTES ((size_t)128 << 20)
#define N_SLOTS         256 /* lists by hash; a site has some hundred files */

struct entry {
    struct entry *next;
    char *path;
    struct timespec changed;
    off_t size;
    ino_t inode;
    bool gzipped;
    struct jy_http_bytes *bytes;
    char etag[JY_ETAG_SIZE];
};

struct jy_static {
    int root;
    pthread_mutex_t lock;
    size_t held_bytes;
    struct entry *slots[N_SLOTS];
};

enum jy_code jy_static_open(const char *root, struct jy_static **out, struct jy_error *err)
{
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return jy_fail(err, JY_ENOTFOUND, "cannot open the folder %s: %s", root,
                       jy_errno_text(errno));
    }
    struct jy_static *files = jy_calloc(1, sizeof *files);
    files->root = fd;
    (void)pthread_mutex_init(&files->lock, NULL);
    *out = files;
    return JY_OK;
}

static void entry_free(struct entry *e)
{
    jy_http_bytes_unref(e->bytes);
    free(e->path);
    free(e);
}

void jy_static_close(struct jy_static *files)
{
    if (files == NULL)
        return;
    for (size_t i = 0; i < N_SLOTS; i++) {
        while (files->slots[i] != NULL) {
            struct entry *e = files->slots[i];
            files->slots[i] = e->next;
            entry_free(e);
        }
    }
    (void)close(files->root);
    (void)pthread_mutex_destroy(&files->lock);
    free(files);
}

static size_t slot_of(const char *path)
{
    size_t h = 5381;
    for (; *path != '\0'; path++)
        h = h * 33 + (unsigned char)*path;
    return h % N_SLOTS;
}

/* --- types --------------------------------------------------------------- */

static const struct {
    const char *ending, *type;
    bool text;
} types[] = {
    {".html", "text/html; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".pbf", "application/x-protobuf", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".ico", "image/x-icon", false},
    {".woff2", "font/woff2", false},
    {".pdf", "application/pdf", false},
};

static size_t type_of(const char *path)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t n = strlen(types[i].ending);
        if (len > n && strcmp(path + len - n, types[i].ending) == 0)
            return i;
    }
    return sizeof types / sizeof *types;
}

/* "app.3f2a9c81.js": eight hex digits or more between two dots (or '-' and a dot). */
static bool has_hash(const char *path)
{
    const char *name = strrchr(path, '/');
    name = name != NULL ? name + 1 : path;
    for (const char *c = name; *c != '\0'; c++) {
        if (*c != '.' && *c != '-')
            continue;
        size_t n = strspn(c + 1, "0123456789abcdef");
        if (n >= 8 && c[1 + n] == '.')
            return true;
    }
    return false;
}

/* --- files --------------------------------------------------------------- */

/* Opens root/path step by step, never through a link. -1: no such plain file. */
static int open_below(int root, const char *path)
{
    int dir = dup(root);
    while (dir >= 0) {
        char name[256];
        size_t n = strcspn(path, "/");
        int next = -1;
        bool last = path[n] == '\0';
        if (n > 0 && n < sizeof name && path[0] != '.') {
            memcpy(name, path, n);
            name[n] = '\0';
            next =
                openat(dir, name,
                       O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY));
        }
        (void)close(dir);
        dir = next;
        if (last)
            return dir;
        path += n + 1;
    }
    return -1;
}

static struct jy_http_bytes *read_all(int fd, size_t size)
{
    struct jy_http_bytes *bytes = NULL;
    struct jy_buf JY_AUTOBUF buf = JY_BUF_INIT;
    jy_buf_reserve(&buf, size + 1);
    while (buf.len < size) {
        ssize_t n = read(fd, buf.data + buf.len, size - buf.len);
        if (n <= 0)
            return NULL; /* shrunk meanwhile, or an error: as if it were not there */
        buf.len += (size_t)n;
    }
    bytes = jy_http_bytes_new(buf.len > 0 ? buf.data : "", buf.len);
    return bytes;
}

static struct entry *load(int fd, const struct stat *st, const char *path, bool text)
{
    struct jy_http_bytes *bytes = read_all(fd, (size_t)st->st_size);
    if (bytes == NULL)
        return NULL;
    struct entry *e = jy_calloc(1, sizeof *e);
    e->path = jy_strdup(path);
    e->changed = st->st_mtim;
    e->size = st->st_size;
    e->inode = st->st_ino;
    (void)jy_etag_of(bytes->data, bytes->len, e->etag);
    struct jy_buf JY_AUTOBUF packed = JY_BUF_INIT;
    e->gzipped = text && jy_gzip(bytes->data, bytes->len, 9, &packed);
    e->bytes = e->gzipped ? jy_http_bytes_new(packed.data, packed.len) : jy_http_bytes_ref(bytes);
    jy_http_bytes_unref(bytes);
    return e;
}

/* The entry of path, or NULL; one of another state of the file is dropped. Lock held. */
static struct entry *find(struct jy_static *files, const char *path, const struct stat *st)
{
    for (struct entry **at = &files->slots[slot_of(path)]; *at != NULL; at = &(*at)->next) {
        struct entry *e = *at;
        if (strcmp(e->path, path) != 0)
            continue;
        if (e->inode == st->st_ino && e->size == st->st_size &&
            e->changed.tv_sec == st->st_mtim.tv_sec && e->changed.tv_nsec == st->st_mtim.tv_nsec)
            return e;
        *at = e->next;
        files->held_bytes -= e->bytes->len;
        entry_free(e);
        return NULL;
    }
    return NULL;
}

static void answer_entry(const struct entry *e, const struct jy_http_request *request,
                         struct jy_http_response *response)
{
    size_t type = type_of(e->path);
    response->content_type =
        type < sizeof types / sizeof *types ? types[type].type : "application/octet-stream";
    response->cache = has_hash(e->path) ? JY_HTTP_CACHE_FOREVER : JY_HTTP_CACHE_REVALIDATE;
    if (jy_http_not_modified(request, response, e->etag))
        return;
    jy_http_response_share(response, jy_http_bytes_ref(e->bytes));
    response->gzipped = e->gzipped;
}

static enum jy_code answer_file(struct jy_static *files, int fd, const char *path,
                                const struct jy_http_request *request,
                                struct jy_http_response *response)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (size_t)st.st_size > FILE_MAX_BYTES)
        return JY_ENOTFOUND;
    (void)pthread_mutex_lock(&files->lock);
    struct entry *e = find(files, path, &st);
    bool keep = true;
    if (e == NULL) {
        size_t type = type_of(path);
        e = load(fd, &st, path, type < sizeof types / sizeof *types && types[type].text);
        keep = e != NULL && files->held_bytes + e->bytes->len <= CACHE_MAX_BYTES;
        if (keep) {
            e->next = files->slots[slot_of(path)];
            files->slots[slot_of(path)] = e;
            files->held_bytes += e->bytes->len;
        }
    }
    if (e != NULL)
        answer_entry(e, request, response);
    (void)pthread_mutex_unlock(&files->lock);
    if (e == NULL)
        return JY_ENOTFOUND;
    if (!keep)
        entry_free(e);
    return JY_OK;
}

enum jy_code jy_static_answer(struct jy_static *files, const char *path,
                              const struct jy_http_request *request,
                              struct jy_http_response *response, struct jy_error *err)
{
    int fd = open_below(files->root, path);
    enum jy_code code = JY_ENOTFOUND;
    if (fd >= 0) {
        code = answer_file(files, fd, path, request, response);
        (void)close(fd);
    }
    return code == JY_OK ? JY_OK : jy_fail(err, JY_ENOTFOUND, "there is no such file");
}

enum jy_code jy_static_read(struct jy_static *files, const char *path, struct jy_buf *out,
                            struct jy_error *err)
{
    int fd = open_below(files->root, path);
    struct jy_http_bytes *bytes = NULL;
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (size_t)st.st_size <= FILE_MAX_BYTES)
        bytes = read_all(fd, (size_t)st.st_size);
    if (fd >= 0)
        (void)close(fd);
    if (bytes == NULL)
        return jy_fail(err, JY_ENOTFOUND, "there is no such file");
    jy_buf_add(out, bytes->data, bytes->len);
    jy_http_bytes_unref(bytes);
    return JY_OK;
}
