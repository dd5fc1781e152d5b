/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Property sheets from a loaded registry: milliseconds of processor time to fill the texts, to fit
 * them, and to draw the PDF, each at another place. Usage: flyer DB [SHEETS]; JOYATO_HOME names the
 * catalogues. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cairo.h>

#include "src/app/paths.h"
#include "src/base/mem.h"
#include "src/render/flyer_layout.h"
#include "src/snapshot/flyers.h"

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(enum jy_code code, const struct jy_error *err)
{
    if (code == JY_OK)
        return;
    (void)fprintf(stderr, "failed: %s\n", err->text);
    exit(1);
}

static double fit_s(const struct jy_flyer *flyer, struct jy_error *err)
{
    struct jy_qr qr;
    need(jy_qr_make(flyer->action_url, &qr, err), err);
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cr = cairo_create(surface);
    const double begin_s = now_s();
    (void)jy_flyer_plan_a4(NULL, cr, flyer, &qr);
    const double took_s = now_s() - begin_s;
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    jy_qr_done(&qr);
    return took_s;
}

int main(int argc, char **argv)
{
    struct jy_error err;
    struct jy_store *store;
    struct jy_snapshot *snapshot;
    struct jy_i18n *i18n;
    const int n = argc > 2 ? atoi(argv[2]) : 20;
    char *catalogues = jy_path_of("web/i18n");
    if (argc < 2 || n < 1)
        return 2;
    need(jy_store_global_init(&err), &err);
    need(jy_i18n_load(catalogues, &i18n, &err), &err);
    need(jy_store_open(argv[1], JY_STORE_READ, &store, &err), &err);
    need(jy_snapshot_new(store, JY_NOW, &snapshot, &err), &err);
    struct jy_render_worker *worker = jy_render_worker_new();
    double s[3] = {0}, bytes = 0;
    const struct jy_city_data *data = snapshot->data;
    for (int i = -1; i < n; i++) { /* the first warms the fonts */
        struct jy_arena arena;
        struct jy_flyer flyer;
        struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
        struct jy_flyer_wish wish = {
            .template = JY_FLYER_PROPERTY,
            .at = data->lights[(size_t)(i + 1) * data->n_lights / (size_t)(n + 1)].at,
            .base_url = "https://lights.example"};
        jy_arena_init(&arena);
        double at_s[4] = {now_s()};
        need(jy_flyer_fill(snapshot, i18n, &wish, &arena, &flyer, &err), &err);
        at_s[1] = now_s();
        at_s[2] = at_s[1] + fit_s(&flyer, &err);
        const double begin_s = now_s();
        need(jy_flyer_render(worker, &flyer, JY_FLYER_PDF, JY_FLYER_A4, false, &out, &err), &err);
        at_s[3] = at_s[2] + now_s() - begin_s;
        for (int k = 0; k < 3 && i >= 0; k++)
            s[k] += at_s[k + 1] - at_s[k];
        bytes += i >= 0 ? (double)out.len : 0;
        jy_arena_done(&arena);
    }
    (void)printf(
        "%d sheets: fill %.2f ms, fit %.2f ms (again inside draw), draw %.2f ms, %.0f kB\n", n,
        1e3 * s[0] / n, 1e3 * s[1] / n, 1e3 * s[2] / n, bytes / n / 1e3);
    jy_render_worker_free(worker);
    jy_snapshot_unref(snapshot);
    jy_store_close(store);
    jy_i18n_free(i18n);
    free(catalogues);
    return 0;
}
