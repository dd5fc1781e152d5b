/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/jobs/sheets.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/io/csv_table.h"
#include "src/io/zip.h"
#include "src/jobs/sheets_table.h"

enum { THREADS_MAX = 64, AHEAD = 4 };

/* A row on its way from the thread that made it to the archive. */
struct made {
    bool ready;
    struct jy_zip_piece sheet;
    struct jy_arena arena; /* of the texts below */
    struct jy_sheets_place place;
};

/*
 *   rows   0 ....... written ........ next ......... n
 *          in the ZIP        being made      waiting
 *                     |<-- window -->|
 */
struct run {
    const struct jy_snapshot *snapshot;
    const struct jy_i18n *i18n;
    const struct jy_sheets_order *order;
    struct jy_sheets_table table;
    struct jy_zip *zip;
    jy_sheets_watch watch;
    void *ctx;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t moved;
    size_t next, written, window;
    struct made *made; /* row i is at i % window */
    bool stopped;
    enum jy_code code;
    struct jy_error err;
    struct jy_buf result; /* the table at the end of the archive */
    struct jy_sheets_summary summary;
};

static const char *ending(enum jy_flyer_format format)
{
    static const char *const endings[] = {
        [JY_FLYER_PDF] = "pdf", [JY_FLYER_PNG] = "png", [JY_FLYER_HTML] = "html"};
    return endings[format];
}

static const char *file_name(const struct run *r, size_t row, struct jy_arena *arena)
{
    const struct jy_sheets_row *source = &r->table.rows[row];
    return jy_arena_printf(arena, "%04zu%s%.150s.%s", row + 1, source->name != NULL ? "_" : "",
                           source->name != NULL ? source->name : "", ending(r->order->format));
}

static void make(struct run *r, size_t row, struct jy_render_worker *worker, struct made *out)
{
    const struct jy_sheets_order *o = r->order;
    struct jy_flyer flyer;
    struct jy_error err;
    jy_sheets_place_find(r->snapshot, r->i18n, o, &r->table.rows[row], &out->arena, &out->place);
    if (out->place.problem != NULL)
        return;
    const struct jy_flyer_wish wish = {
        .template = JY_FLYER_PROPERTY,
        .lang = o->lang,
        .at = out->place.at,
        .from_place = out->place.from,
        .subject = {r->table.rows[row].name, r->table.rows[row].address},
        .sender = o->sender,
        .base_url = o->base_url};
    enum jy_code code = jy_flyer_fill(r->snapshot, r->i18n, &wish, &out->arena, &flyer, &err);
    struct jy_buf JY_AUTOBUF sheet = JY_BUF_INIT;
    if (code == JY_OK)
        code = jy_flyer_render(worker, &flyer, o->format, o->size, o->bleed, &sheet, &err);
    if (code == JY_OK)
        out->sheet = jy_zip_pack(jy_buf_text(&sheet), sheet.len);
    if (code == JY_ENOTFOUND) {
        out->place.problem =
            jy_sheets_say(r->i18n, o->lang, &out->arena, "sheets.row.no_road", NULL, NULL);
    } else if (code != JY_OK) {
        out->place.problem =
            jy_sheets_say(r->i18n, o->lang, &out->arena, "sheets.row.failed", "text", err.text);
    }
}

/* Spreadsheets take a cell that begins so for a formula. */
static void add_text_cell(struct jy_buf *out, const char *text)
{
    struct jy_buf JY_AUTOBUF safe = JY_BUF_INIT;
    if (text != NULL && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL)
        jy_buf_addc(&safe, '\'');
    jy_buf_adds(&safe, text != NULL ? text : "");
    jy_csv_add_cell(out, jy_buf_text(&safe));
}

static void add_result(struct run *r, size_t row, const struct made *m, const char *file)
{
    const struct jy_sheets_row *source = &r->table.rows[row];
    const bool failed = m->place.problem != NULL;
    jy_buf_addf(&r->result, "%ld,", source->line);
    add_text_cell(&r->result, source->name);
    jy_buf_addc(&r->result, ',');
    add_text_cell(&r->result, failed ? "" : file);
    if (failed) {
        jy_buf_adds(&r->result, ",,,");
    } else {
        jy_buf_addf(&r->result, ",%.6f,%.6f,", m->place.at.lon_deg, m->place.at.lat_deg);
    }
    add_text_cell(&r->result, failed ? m->place.problem : m->place.remark);
    jy_buf_adds(&r->result, "\r\n");
}

/* Puts one row into the archive; the lock is held. */
static void write_row(struct run *r, size_t row, struct made *m)
{
    const char *file = file_name(r, row, &m->arena);
    const bool failed = m->place.problem != NULL;
    if (!failed && r->code == JY_OK)
        r->code = jy_zip_add(r->zip, file, &m->sheet, &r->err);
    add_result(r, row, m, file);
    r->summary.made += !failed;
    r->summary.failed += failed;
    const struct jy_sheets_note note = {.line = r->table.rows[row].line,
                                        .failed = failed,
                                        .name = r->table.rows[row].name,
                                        .text = failed ? m->place.problem : m->place.remark};
    if (!r->stopped && r->watch != NULL &&
        !r->watch(row + 1, r->table.n, note.text != NULL ? &note : NULL, r->ctx))
        r->stopped = true;
    if (r->code != JY_OK)
        r->stopped = true;
}

static void give_back(struct made *m)
{
    jy_buf_done(&m->sheet.bytes);
    jy_arena_done(&m->arena);
    *m = (struct made){0};
}

static void write_ready(struct run *r)
{
    for (struct made *m = &r->made[r->written % r->window]; r->written < r->table.n && m->ready;
         m = &r->made[r->written % r->window]) {
        if (!r->stopped)
            write_row(r, r->written, m);
        give_back(m);
        r->written++;
    }
}

static void *work(void *arg)
{
    struct run *r = arg;
    struct jy_render_worker *worker = jy_render_worker_new();
    (void)pthread_mutex_lock(&r->lock);
    for (;;) {
        while (!r->stopped && r->next < r->table.n && r->next >= r->written + r->window)
            (void)pthread_cond_wait(&r->moved, &r->lock);
        if (r->stopped || r->next >= r->table.n)
            break;
        const size_t row = r->next++;
        (void)pthread_mutex_unlock(&r->lock);
        struct made *m = &r->made[row % r->window];
        jy_arena_init(&m->arena);
        make(r, row, worker, m);
        (void)pthread_mutex_lock(&r->lock);
        m->ready = true;
        write_ready(r);
        (void)pthread_cond_broadcast(&r->moved);
    }
    (void)pthread_cond_broadcast(&r->moved);
    (void)pthread_mutex_unlock(&r->lock);
    jy_render_worker_free(worker);
    return NULL;
}

static void run_threads(struct run *r)
{
    long n = r->order->threads > 0 ? r->order->threads : sysconf(_SC_NPROCESSORS_ONLN);
    n = n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : n;
    pthread_t threads[THREADS_MAX];
    long started = 0;
    r->window = (size_t)n * AHEAD;
    r->made = jy_calloc(r->window, sizeof *r->made);
    while (started < n - 1 && pthread_create(&threads[started], NULL, work, r) == 0)
        started++;
    (void)work(r); /* this thread is one of them */
    for (long i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < r->window; i++)
        give_back(&r->made[i]);
    free(r->made);
}

/* The newest date of what the sheets show. */
static struct jy_date data_date(const struct jy_snapshot *snapshot)
{
    struct jy_date newest = {0};
    for (size_t i = 0; i < snapshot->data->n_sources; i++) {
        if (jy_date_valid(snapshot->data->sources[i].date) &&
            (newest.year == 0 ||
             jy_date_days(snapshot->data->sources[i].date) > jy_date_days(newest)))
            newest = snapshot->data->sources[i].date;
    }
    return newest;
}

static enum jy_code finish(struct run *r, struct jy_error *err)
{
    if (r->code != JY_OK) {
        *err = r->err;
        return r->code;
    }
    if (r->stopped)
        return jy_fail(err, JY_EBUSY, "ended before it was done");
    if (r->summary.made == 0)
        return jy_fail(err, JY_EINVALID, "none of the %zu rows could be used", r->table.n);
    struct jy_zip_piece result = jy_zip_pack(jy_buf_text(&r->result), r->result.len);
    enum jy_code code = jy_zip_add(r->zip, "result.csv", &result, err);
    jy_buf_done(&result.bytes);
    return code;
}

enum jy_code jy_sheets_make(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                            const struct jy_sheets_order *order,
                            const struct jy_sheets_target *target, struct jy_sheets_summary *out,
                            struct jy_error *err)
{
    const double start_s = jy_clock_monotonic_s();
    struct run r = {.snapshot = snapshot,
                    .i18n = i18n,
                    .order = order,
                    .watch = target->watch,
                    .ctx = target->ctx,
                    .lock = PTHREAD_MUTEX_INITIALIZER,
                    .moved = PTHREAD_COND_INITIALIZER};
    const size_t max = order->rows_max > 0 ? order->rows_max : JY_SHEETS_ROWS_MAX;
    enum jy_code code = jy_flyer_sender_check(&order->sender, err);
    if (code == JY_OK)
        code = jy_sheets_table_read(order->csv_path, max, &r.table, err);
    if (code != JY_OK)
        return code;
    code = jy_zip_open(target->zip_path, target->force, data_date(snapshot), &r.zip, err);
    if (code == JY_OK) {
        jy_buf_addf(&r.result, "\xEF\xBB\xBF%s\r\n",
                    jy_i18n_get(i18n, order->lang, "sheets.result.header"));
        run_threads(&r);
        code = finish(&r, err);
        r.summary.rows = r.table.n;
        r.summary.bytes = jy_zip_bytes(r.zip);
        struct jy_error closing;
        const enum jy_code closed = jy_zip_close(r.zip, code == JY_OK, &closing);
        if (code == JY_OK && closed != JY_OK) {
            *err = closing;
            code = closed;
        }
    }
    jy_buf_done(&r.result);
    jy_sheets_table_done(&r.table);
    r.summary.seconds = jy_clock_monotonic_s() - start_s;
    if (code == JY_OK)
        *out = r.summary;
    return code;
}

void jy_sheets_template(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_buf *out)
{
    const struct jy_city_data *d = snapshot->data;
    struct gis_lonlat at = d->city->centre;
    const char *name = jy_i18n_get(i18n, lang, "sheets.template.name");
    const char *area = "";
    for (size_t i = 0; i < d->n_areas && area[0] == '\0'; i++) {
        if (d->areas[i].kind == JY_AREA_CHOME && d->areas[i].name != NULL)
            area = d->areas[i].name;
    }
    jy_buf_addf(out, "%s\r\n", jy_i18n_get(i18n, lang, "sheets.template.header"));
    jy_csv_add_cell(out, name);
    jy_buf_adds(out, " 1,");
    jy_csv_add_cell(out, area);
    jy_buf_adds(out, ",,,\r\n");
    jy_csv_add_cell(out, name);
    jy_buf_addf(out, " 2,,%.6f,%.6f,\r\n", at.lon_deg, at.lat_deg);
}
