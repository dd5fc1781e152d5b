/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato flyer` for issued sheets: editions, what was printed of them, downloads. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/app/paths.h"
#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/flyer_command.h"
#include "src/cli/options.h"
#include "src/snapshot/editions.h"

/* What is listed: lines for people, or one JSON object. */
struct listing {
    struct jy_buf text;
    struct jy_json json;
    bool as_json;
};

static void listing_begin(struct listing *l, bool as_json, const char *name)
{
    *l = (struct listing){.as_json = as_json};
    jy_json_init(&l->json, &l->text);
    if (!as_json)
        return;
    jy_json_object(&l->json);
    jy_json_key(&l->json, name);
    jy_json_array(&l->json);
}

static enum jy_code listing_end(struct listing *l, const struct flyer_command *c, enum jy_code code,
                                struct jy_error *err)
{
    if (code == JY_OK && l->as_json) {
        jy_json_array_end(&l->json);
        jy_json_object_end(&l->json);
        jy_buf_addc(&l->text, '\n');
    }
    if (code == JY_OK) {
        code = jy_file_write(c->out_path != NULL ? c->out_path : "-", jy_buf_text(&l->text),
                             l->text.len, c->force, err);
    }
    jy_buf_done(&l->text);
    return code;
}

/* --- issue ------------------------------------------------------------------------------------ */

static enum jy_code write_edition(struct jy_store *store, int64_t id, const struct flyer_command *c,
                                  struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF pdf = JY_BUF_INIT;
    enum jy_code code = jy_store_edition_pdf(store, id, &pdf, err);
    return code == JY_OK ? jy_file_write(c->out_path, pdf.data, pdf.len, c->force, err) : code;
}

static enum jy_code issue(struct jy_store *store, const struct flyer_command *c,
                          struct jy_error *err)
{
    struct jy_snapshot *snapshot = NULL;
    struct jy_i18n *i18n = NULL;
    struct jy_issued issued;
    char *catalogues JY_AUTOFREE = jy_path_of("web/i18n");
    enum jy_code code = jy_i18n_load(catalogues, &i18n, err);
    if (code == JY_OK)
        code = jy_snapshot_new(store, JY_NOW, &snapshot, err);
    const struct jy_edition_wish wish = {c->wish, c->size, c->bleed};
    if (code == JY_OK)
        code = jy_edition_issue(store, snapshot, i18n, &wish, &issued, err);
    jy_snapshot_unref(snapshot);
    jy_i18n_free(i18n);
    if (code == JY_OK && c->out_path != NULL)
        code = write_edition(store, issued.id, c, err);
    if (code != JY_OK)
        return code;
    FILE *to = c->out_path != NULL && strcmp(c->out_path, "-") == 0 ? stderr : stdout;
    (void)fprintf(to, "edition %" PRId64 ": %s, version %d%s\n", issued.id,
                  jy_flyer_template_text(c->wish.template), issued.version,
                  issued.is_new ? "" : " (issued before: nothing has changed since)");
    return JY_OK;
}

/* --- lists ------------------------------------------------------------------------------------ */

static enum jy_code list_edition(const struct jy_edition *e, void *ctx, struct jy_error *err)
{
    (void)err;
    struct listing *l = ctx;
    if (!l->as_json) {
        jy_buf_addf(&l->text,
                    "%" PRId64 "\t%s\t%d\tv%d\t%s\t%s\t%s\t%s\t%.10s\t%.8s\t%" PRId64 "\n", e->id,
                    e->key.template, e->key.year, e->version, e->key.language, e->key.size,
                    e->key.place[0] != '\0' ? e->key.place : "city", e->owner, e->created_at,
                    e->content_hash, e->copies);
        return JY_OK;
    }
    jy_json_object(&l->json);
    jy_json_kv_int(&l->json, "id", e->id);
    jy_json_kv_string(&l->json, "template", e->key.template);
    jy_json_kv_int(&l->json, "year", e->key.year);
    jy_json_kv_int(&l->json, "version", e->version);
    jy_json_kv_string(&l->json, "language", e->key.language);
    jy_json_kv_string(&l->json, "size", e->key.size);
    jy_json_kv_string(&l->json, "place", e->key.place);
    jy_json_kv_string(&l->json, "owner", e->owner);
    jy_json_kv_string(&l->json, "content_hash", e->content_hash);
    jy_json_kv_int(&l->json, "data_version", e->data_version);
    jy_json_kv_string(&l->json, "created_at", e->created_at);
    jy_json_kv_string(&l->json, "sha256", e->sha256);
    jy_json_kv_int(&l->json, "bytes", e->bytes);
    jy_json_kv_int(&l->json, "copies", e->copies);
    jy_json_object_end(&l->json);
    return JY_OK;
}

static enum jy_code list_editions(struct jy_store *store, const struct flyer_command *c,
                                  struct jy_error *err)
{
    struct listing l;
    listing_begin(&l, c->json, "editions");
    return listing_end(&l, c, jy_store_edition_each(store, list_edition, &l, err), err);
}

static enum jy_code list_run(const struct jy_print_run *r, void *ctx, struct jy_error *err)
{
    (void)err;
    struct listing *l = ctx;
    char day[JY_DATE_TEXT_SIZE];
    if (!l->as_json) {
        jy_buf_addf(&l->text,
                    "%" PRId64 "\tedition %" PRId64 "\t%s\t%" PRId64 " copies\t%" PRId64
                    " yen\t%s %d\t%s\n",
                    r->id, r->edition_id, jy_date_text(r->printed_on, day), r->copies, r->cost_yen,
                    r->budget != NULL ? r->budget : "-", r->fiscal_year,
                    r->vendor != NULL ? r->vendor : "");
        return JY_OK;
    }
    jy_json_object(&l->json);
    jy_json_kv_int(&l->json, "id", r->id);
    jy_json_kv_int(&l->json, "edition", r->edition_id);
    jy_json_kv_string(&l->json, "printed_on", jy_date_text(r->printed_on, day));
    jy_json_kv_int(&l->json, "copies", r->copies);
    jy_json_kv_int(&l->json, "cost_yen", r->cost_yen);
    jy_json_kv_string(&l->json, "budget", r->budget);
    jy_json_kv_int(&l->json, "fiscal_year", r->fiscal_year);
    jy_json_kv_string(&l->json, "vendor", r->vendor);
    jy_json_object_end(&l->json);
    return JY_OK;
}

static enum jy_code list_runs(struct jy_store *store, const struct flyer_command *c,
                              struct jy_error *err)
{
    struct listing l;
    listing_begin(&l, c->json, "print_runs");
    return listing_end(&l, c, jy_store_print_run_each(store, list_run, &l, err), err);
}

static enum jy_code list_download(const struct jy_downloads *d, void *ctx, struct jy_error *err)
{
    (void)err;
    struct listing *l = ctx;
    if (!l->as_json) {
        jy_buf_addf(&l->text, "%s\t%s\t%s\t%s\t%" PRId64 "\n", d->day, d->template, d->language,
                    d->format, d->count);
        return JY_OK;
    }
    jy_json_object(&l->json);
    jy_json_kv_string(&l->json, "day", d->day);
    jy_json_kv_string(&l->json, "template", d->template);
    jy_json_kv_string(&l->json, "language", d->language);
    jy_json_kv_string(&l->json, "format", d->format);
    jy_json_kv_int(&l->json, "count", d->count);
    jy_json_object_end(&l->json);
    return JY_OK;
}

static enum jy_code list_downloads(struct jy_store *store, const struct flyer_command *c,
                                   struct jy_error *err)
{
    struct listing l;
    listing_begin(&l, c->json, "downloads");
    return listing_end(&l, c, jy_store_download_each(store, list_download, &l, err), err);
}

/* --- print runs ------------------------------------------------------------------------------- */

static enum jy_code copy_owner(const struct jy_edition *e, void *ctx, struct jy_error *err)
{
    (void)err;
    (void)snprintf(ctx, 64, "%s", e->owner);
    return JY_OK;
}

static void say_budget(const struct jy_print_budget *b)
{
    if (b->line == NULL) {
        (void)printf(
            "the profile has no budget line for this department; what is left is unknown\n");
        return;
    }
    (void)printf("%s, fiscal year %d: %" PRId64 " of %.0f yen spent, %" PRId64 " left", b->line->id,
                 b->fiscal_year, b->spent_yen, b->line->amount_yen, b->left_yen);
    if (b->line->fiscal_year != b->fiscal_year)
        (void)printf(" (amount of %d, the newest in the profile)", b->line->fiscal_year);
    (void)printf("%s\n", b->left_yen < 0 ? "; MORE THAN THE LINE" : "");
}

static enum jy_code log_run(struct jy_store *store, const struct flyer_command *c,
                            const struct jy_city *city, int64_t edition, struct jy_error *err)
{
    char owner[64];
    struct jy_print_budget budget;
    struct jy_print_run run = {.edition_id = edition,
                               .printed_on = jy_clock_today(),
                               .copies = c->copies,
                               .cost_yen = c->cost_yen,
                               .vendor = c->vendor};
    if (c->day != NULL && !jy_date_parse_iso(c->day, &run.printed_on))
        return jy_fail(err, JY_EINVALID, "--day wants YYYY-MM-DD, not '%s'", c->day);
    run.fiscal_year = jy_city_fiscal_year(city, run.printed_on);
    enum jy_code code = jy_store_edition_get(store, edition, copy_owner, owner, err);
    if (code == JY_OK)
        code = jy_print_budget_find(store, city, owner, c->budget, run.fiscal_year, &budget, err);
    if (code != JY_OK)
        return code;
    run.budget = budget.line != NULL ? budget.line->id : NULL;
    int64_t id = 0;
    code = jy_store_print_run_add(store, &run, &id, err);
    if (code == JY_OK)
        code = jy_print_budget_find(store, city, owner, c->budget, run.fiscal_year, &budget, err);
    if (code != JY_OK)
        return code;
    (void)printf("print run %" PRId64 ": %ld copies of edition %" PRId64 ", %ld yen\n", id,
                 c->copies, edition, c->cost_yen);
    say_budget(&budget);
    return JY_OK;
}

static enum jy_code print_run(struct jy_store *store, const struct flyer_command *c,
                              int64_t edition, struct jy_error *err)
{
    struct jy_city_data *data = NULL;
    enum jy_code code = jy_city_data_load(store, JY_NOW, 0, &data, err);
    if (code == JY_OK)
        code = log_run(store, c, data->city, edition, err);
    jy_city_data_free(data);
    return code;
}

/* --- the commands ----------------------------------------------------------------------------- */

enum word { ISSUE, EDITIONS, EDITION, PRINT_RUN, PRINT_RUNS, DOWNLOADS, WORDS };
static const char *const words[] = {"issue",     "editions",   "edition",
                                    "print-run", "print-runs", "downloads"};

static enum word word_of(const char *text)
{
    for (int i = 0; i < WORDS; i++) {
        if (strcmp(words[i], text) == 0)
            return (enum word)i;
    }
    return WORDS;
}

bool cli_is_edition_command(const char *word)
{
    return word_of(word) != WORDS;
}

static bool parse_id(const char *text, int64_t *out)
{
    char *end;
    long long id = strtoll(text, &end, 10);
    *out = id;
    return id > 0 && *end == '\0';
}

static enum jy_code run(const struct flyer_command *c, enum word word, int64_t id,
                        struct jy_error *err)
{
    struct jy_store *store = NULL;
    const bool writes = word == ISSUE || word == PRINT_RUN;
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_store_open(c->db, writes ? JY_STORE_WRITE : JY_STORE_READ, &store, err);
    if (code != JY_OK)
        return code;
    switch (word) {
    case ISSUE:
        code = issue(store, c, err);
        break;
    case EDITIONS:
        code = list_editions(store, c, err);
        break;
    case EDITION:
        code = write_edition(store, id, c, err);
        break;
    case PRINT_RUN:
        code = print_run(store, c, id, err);
        break;
    case PRINT_RUNS:
        code = list_runs(store, c, err);
        break;
    case DOWNLOADS:
    case WORDS:
        code = list_downloads(store, c, err);
        break;
    }
    jy_store_close(store);
    return code;
}

/* 0, or the exit code of wrong use. */
static int check_issue(struct flyer_command *c, const char *command, const char *template)
{
    const int wrong = cli_flyer_read(c, command, template);
    if (wrong != 0)
        return wrong;
    if (c->format != JY_FLYER_PDF || c->size == JY_FLYER_OGP)
        return cli_wrong_use(command, "what is issued is a PDF, a4 or a5");
    return 0;
}

/* The same, of a word that has been understood. */
static int check_options(const struct flyer_command *c, const char *command, enum word word)
{
    if (word == EDITION && c->out_path == NULL)
        return cli_wrong_use(command, "say where to write: --out FILE");
    if (word == PRINT_RUN && (c->copies < 1 || c->cost_yen < 0))
        return cli_wrong_use(command, "a print run wants --copies N and --cost YEN");
    return 0;
}

int cli_flyer_editions(struct flyer_command *c, const char *command, char **args, size_t n_args)
{
    const enum word word = word_of(args[0]);
    const bool wants = word == ISSUE || word == EDITION || word == PRINT_RUN;
    int64_t id = 0;
    int wrong = 0;
    if (wants != (n_args == 2)) {
        return cli_wrong_use(command, "'%s' wants %s", args[0],
                             word == ISSUE ? "a TEMPLATE"
                             : wants       ? "the number of an edition"
                                           : "nothing after it");
    }
    if (word == ISSUE) {
        wrong = check_issue(c, command, args[1]);
    } else if (wants && !parse_id(args[1], &id)) {
        return cli_wrong_use(command, "'%s' is no number of an edition: see `flyer DB editions`",
                             args[1]);
    }
    if (wrong == 0)
        wrong = check_options(c, command, word);
    if (wrong != 0)
        return wrong;
    struct jy_error err;
    return run(c, word, id, &err) == JY_OK ? 0 : cli_failed(command, &err);
}
