/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/downloads.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/store/editions.h"

static const double write_every_s = 60;

struct entry {
    const char *template, *language, *format;
    char day[JY_DATE_TEXT_SIZE];
    int64_t count;
};

struct jy_tally {
    pthread_mutex_t lock;
    struct jy_writer *writer;
    double written_s;
    size_t n, cap;
    struct entry *items;
};

struct jy_tally *jy_tally_new(struct jy_writer *writer)
{
    struct jy_tally *t = jy_calloc(1, sizeof *t);
    (void)pthread_mutex_init(&t->lock, NULL);
    t->writer = writer;
    t->written_s = jy_clock_monotonic_s();
    return t;
}

/* What was gathered until now; on the writer's thread. */
struct batch {
    struct entry *items;
    size_t n;
};

static enum jy_code write_batch(struct jy_store *store, void *ctx, struct jy_error *err)
{
    const struct batch *b = ctx;
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < b->n && code == JY_OK; i++) {
        code = jy_store_download_add(
            store,
            &(struct jy_downloads){b->items[i].template, b->items[i].language, b->items[i].format,
                                   b->items[i].day, b->items[i].count},
            err);
    }
    return code;
}

static struct batch take_all(struct jy_tally *t)
{
    struct batch b = {t->items, t->n};
    t->items = NULL;
    t->n = t->cap = 0;
    t->written_s = jy_clock_monotonic_s();
    return b;
}

/* A count that cannot be written is lost: no sheet is refused for it. */
static void write_out(struct jy_tally *t, struct batch b)
{
    struct jy_error ignored;
    if (b.n > 0 && jy_writer_run(t->writer, write_batch, &b, &ignored) != JY_OK)
        (void)0;
    free(b.items);
}

void jy_tally_add(struct jy_tally *t, const char *template, const char *language,
                  const char *format, size_t n)
{
    char day[JY_DATE_TEXT_SIZE];
    struct batch due = {0};
    size_t i = 0;
    (void)jy_date_text(jy_clock_today(), day);
    (void)pthread_mutex_lock(&t->lock);
    while (i < t->n &&
           (strcmp(t->items[i].template, template) != 0 ||
            strcmp(t->items[i].language, language) != 0 ||
            strcmp(t->items[i].format, format) != 0 || strcmp(t->items[i].day, day) != 0))
        i++;
    if (i == t->n) {
        t->items = jy_grow(t->items, &t->cap, t->n + 1, sizeof *t->items);
        t->items[t->n++] = (struct entry){template, language, format, "", 0};
        memcpy(t->items[i].day, day, sizeof day);
    }
    t->items[i].count += (int64_t)n;
    if (jy_clock_monotonic_s() - t->written_s > write_every_s)
        due = take_all(t);
    (void)pthread_mutex_unlock(&t->lock);
    write_out(t, due);
}

void jy_tally_free(struct jy_tally *t)
{
    if (t == NULL)
        return;
    write_out(t, take_all(t));
    (void)pthread_mutex_destroy(&t->lock);
    free(t);
}
