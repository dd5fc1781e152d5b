/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/cli/flyer_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/confine.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"

enum progress { BAR, LINES, JSON, NONE };

struct showing {
    enum progress kind;
    double start_s;
    size_t shown;
};

static void show_json(size_t done, size_t total, const struct jy_sheets_note *note)
{
    struct jy_buf JY_AUTOBUF line = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &line);
    jy_json_object(&json);
    jy_json_kv_int(&json, "done", (int64_t)done);
    jy_json_kv_int(&json, "total", (int64_t)total);
    if (note != NULL) {
        jy_json_kv_int(&json, "line", note->line);
        jy_json_kv_bool(&json, "failed", note->failed);
        jy_json_kv_string(&json, "name", note->name);
        jy_json_kv_string(&json, "text", note->text);
    }
    jy_json_object_end(&json);
    (void)puts(jy_buf_text(&line));
    (void)fflush(stdout);
}

static bool watch(size_t done, size_t total, const struct jy_sheets_note *note, void *ctx)
{
    struct showing *s = ctx;
    if (s->kind == JSON) {
        show_json(done, total, note);
        return true;
    }
    if (note != NULL) { /* on a line of its own, over the bar */
        (void)fprintf(stderr, "%sline %ld: %s\n", s->kind == BAR ? "\r\033[K" : "", note->line,
                      note->text);
    }
    if (s->kind == NONE || (s->kind == LINES && done != total && done < s->shown + 100))
        return true;
    s->shown = done;
    const double took_s = jy_clock_monotonic_s() - s->start_s;
    const double per_s = took_s > 0 ? (double)done / took_s : 0;
    (void)fprintf(stderr, "%s%zu of %zu sheets, %.1f/s, %.0f s left%s", s->kind == BAR ? "\r" : "",
                  done, total, per_s, per_s > 0 ? (double)(total - done) / per_s : 0,
                  done == total || s->kind == LINES ? "\n" : " ");
    return true;
}

/* The registry may be large, and each of its bytes be needed a few times. */
static void confine(const struct cli_flyer_table *t)
{
    struct stat st;
    const uint64_t db = stat(t->db, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
    const struct jy_confine limits = {.memory_bytes = (UINT64_C(2) << 30) + 8 * db,
                                      .cpu_s = UINT64_C(4) * 3600,
                                      .file_bytes = (uint64_t)5 << 30};
    jy_confine(&limits);
}

static enum jy_code read_logo(const char *path, struct jy_picture *out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF file = JY_BUF_INIT;
    if (path == NULL)
        return JY_OK;
    enum jy_code code = jy_file_read(path, JY_PICTURE_MAX_BYTES, &file, err);
    if (code == JY_OK)
        code = jy_picture_read_png(file.data, file.len, out, err);
    return code == JY_OK ? JY_OK : jy_fail_in(err, "%s", path);
}

static enum jy_code make(const struct cli_flyer_table *t, struct showing *showing,
                         struct jy_sheets_summary *out, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_snapshot *snapshot = NULL;
    struct jy_i18n *i18n = NULL;
    struct jy_sheets_order order = t->order;
    struct jy_picture logo = {0};
    enum jy_code code = cli_open(t->db, JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK)
        code = jy_snapshot_new(store, JY_NOW, &snapshot, err);
    if (code == JY_OK)
        code = read_logo(t->logo_path, &logo, err);
    order.sender.logo = logo;
    showing->start_s = jy_clock_monotonic_s();
    if (code == JY_OK) {
        const struct jy_sheets_target target = {t->out_path, t->force, watch, showing};
        code = jy_sheets_make(snapshot, i18n, &order, &target, out, err);
    }
    jy_picture_done(&logo);
    jy_snapshot_unref(snapshot);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

int cli_flyer_table(const char *command, const struct cli_flyer_table *t)
{
    static const char *const kinds[] = {"bar", "lines", "json", "none"};
    struct showing showing = {.kind = isatty(STDERR_FILENO) ? BAR : LINES};
    size_t kind = 0;
    while (t->progress != NULL && kind < 4 && strcmp(kinds[kind], t->progress) != 0)
        kind++;
    if (kind == 4) {
        return cli_wrong_use(command, "--progress wants bar, lines, json or none, not '%s'",
                             t->progress);
    }
    if (t->progress != NULL)
        showing.kind = (enum progress)kind;
    if (strcmp(t->out_path, "-") == 0)
        return cli_wrong_use(command, "--csv writes a ZIP file: --out FILE");
    struct jy_error err;
    struct jy_sheets_summary summary;
    confine(t);
    if (make(t, &showing, &summary, &err) != JY_OK)
        return cli_failed(command, &err);
    if (showing.kind == BAR || showing.kind == LINES) {
        (void)fprintf(stderr, "%zu sheets, %zu rows without one, %.1f MB in %.1f s\n", summary.made,
                      summary.failed, (double)summary.bytes / 1e6, summary.seconds);
    }
    return 0;
}
