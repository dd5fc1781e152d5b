/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/editions.h"

#include <string.h>

#include "src/base/clock.h"
#include "src/base/utf8.h"
#include "src/store/db.h"

/* Placeholders 1 to 5, as the columns of the key. */
static void bind_key(sqlite3_stmt *stmt, const struct jy_edition_key *key)
{
    (void)jy_db_bind_text(stmt, 1, key->template);
    (void)sqlite3_bind_int(stmt, 2, key->year);
    (void)jy_db_bind_text(stmt, 3, key->language);
    (void)jy_db_bind_text(stmt, 4, key->size);
    (void)jy_db_bind_text(stmt, 5, key->place);
}
#define KEY_IS "template = ?1 AND year = ?2 AND language = ?3 AND size = ?4 AND place = ?5"

/* --- editions --------------------------------------------------------------------------------- */

enum jy_code jy_store_edition_find(struct jy_store *store, const struct jy_edition_key *key,
                                   const char *content_hash, int64_t *out_id, int *out_version,
                                   struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE same = {store, NULL}, JY_AUTOGIVE newest = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store,
                                   "SELECT id, version FROM editions WHERE " KEY_IS
                                   " AND content_hash = ?6 ORDER BY version DESC LIMIT 1",
                                   &same.stmt, err);
    if (code != JY_OK)
        return code;
    bind_key(same.stmt, key);
    (void)jy_db_bind_text(same.stmt, 6, content_hash);
    code = jy_db_step(store, same.stmt, &row, err);
    if (code == JY_OK && row) {
        *out_id = sqlite3_column_int64(same.stmt, 0);
        *out_version = sqlite3_column_int(same.stmt, 1);
        return JY_OK;
    }
    if (code == JY_OK) {
        code = jy_db_take(store, "SELECT coalesce(max(version), 0) + 1 FROM editions WHERE " KEY_IS,
                          &newest.stmt, err);
    }
    if (code != JY_OK)
        return code;
    bind_key(newest.stmt, key);
    code = jy_db_step(store, newest.stmt, &row, err);
    if (code != JY_OK)
        return code;
    *out_id = 0;
    *out_version = sqlite3_column_int(newest.stmt, 0);
    return JY_OK;
}

static enum jy_code insert_edition(struct jy_store *store, const struct jy_edition *e,
                                   const void *pdf, size_t n, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char sha[JY_SHA256_TEXT_SIZE], now[JY_TIMESTAMP_SIZE];
    enum jy_code code = jy_db_take(
        store,
        "INSERT INTO editions (template, year, language, size, place, version, owner, content_hash,"
        " data_version, created_at, sha256, pdf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
        " ?11, ?12)",
        &q.stmt, err);
    if (code != JY_OK)
        return code;
    bind_key(q.stmt, &e->key);
    (void)sqlite3_bind_int(q.stmt, 6, e->version);
    (void)jy_db_bind_text(q.stmt, 7, e->owner);
    (void)jy_db_bind_text(q.stmt, 8, e->content_hash);
    (void)sqlite3_bind_int64(q.stmt, 9, e->data_version);
    (void)jy_db_bind_text(q.stmt, 10,
                          e->created_at != NULL ? e->created_at : jy_clock_timestamp(now));
    (void)jy_db_bind_text(q.stmt, 11, jy_sha256_text(pdf, n, sha));
    (void)sqlite3_bind_blob64(q.stmt, 12, pdf, n, SQLITE_STATIC);
    return jy_db_run(store, q.stmt, err);
}

static enum jy_code version_is_free(struct jy_store *store, const struct jy_edition *e,
                                    struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code =
        jy_db_take(store, "SELECT 1 FROM editions WHERE " KEY_IS " AND version = ?6", &q.stmt, err);
    if (code != JY_OK)
        return code;
    bind_key(q.stmt, &e->key);
    (void)sqlite3_bind_int(q.stmt, 6, e->version);
    code = jy_db_step(store, q.stmt, &row, err);
    if (code == JY_OK && row) {
        return jy_fail(err, JY_ECONFLICT, "edition: version %d of this sheet is issued already",
                       e->version);
    }
    return code;
}

enum jy_code jy_store_edition_add(struct jy_store *store, const struct jy_edition *edition,
                                  const void *pdf, size_t n, int64_t *out_id, struct jy_error *err)
{
    if (n == 0 || edition->version < 1 || edition->key.year < 1900 || edition->key.year > 2200)
        return jy_fail(err, JY_EINVALID, "edition: a year, a version and bytes are needed");
    enum jy_code code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    code = version_is_free(store, edition, err);
    if (code == JY_OK)
        code = insert_edition(store, edition, pdf, n, err);
    if (code != JY_OK) {
        jy_db_rollback(store);
        return code;
    }
    const int64_t id = sqlite3_last_insert_rowid(store->db);
    code = jy_db_commit(store, err);
    if (code == JY_OK)
        *out_id = id;
    return code;
}

#define EDITION_COLUMNS                                                                     \
    "SELECT e.id, e.template, e.year, e.language, e.size, e.place, e.version, e.owner, "    \
    "e.content_hash, e.data_version, e.created_at, e.sha256, length(e.pdf), "               \
    "(SELECT coalesce(sum(p.copies), 0) FROM print_runs p WHERE p.edition_id = e.id) FROM " \
    "editions e "

static struct jy_edition edition_of(sqlite3_stmt *s)
{
    return (struct jy_edition){.id = sqlite3_column_int64(s, 0),
                               .key = {.template = jy_db_text(s, 1),
                                       .year = sqlite3_column_int(s, 2),
                                       .language = jy_db_text(s, 3),
                                       .size = jy_db_text(s, 4),
                                       .place = jy_db_text(s, 5)},
                               .version = sqlite3_column_int(s, 6),
                               .owner = jy_db_text(s, 7),
                               .content_hash = jy_db_text(s, 8),
                               .data_version = sqlite3_column_int64(s, 9),
                               .created_at = jy_db_text(s, 10),
                               .sha256 = jy_db_text(s, 11),
                               .bytes = sqlite3_column_int64(s, 12),
                               .copies = sqlite3_column_int64(s, 13)};
}

enum jy_code jy_store_edition_each(struct jy_store *store, jy_edition_fn fn, void *ctx,
                                   struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store, EDITION_COLUMNS "ORDER BY e.id DESC", &q.stmt, err);
    while (code == JY_OK && (code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        const struct jy_edition edition = edition_of(q.stmt);
        code = fn(&edition, ctx, err);
    }
    return code;
}

static enum jy_code no_edition(int64_t id, struct jy_error *err)
{
    return jy_fail(err, JY_ENOTFOUND, "no edition %lld", (long long)id);
}

enum jy_code jy_store_edition_get(struct jy_store *store, int64_t id, jy_edition_fn fn, void *ctx,
                                  struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store, EDITION_COLUMNS "WHERE e.id = ?1", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, id);
    code = jy_db_step(store, q.stmt, &row, err);
    if (code != JY_OK)
        return code;
    if (!row)
        return no_edition(id, err);
    const struct jy_edition edition = edition_of(q.stmt);
    return fn(&edition, ctx, err);
}

enum jy_code jy_store_edition_pdf(struct jy_store *store, int64_t id, struct jy_buf *out,
                                  struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    char sha[JY_SHA256_TEXT_SIZE];
    enum jy_code code =
        jy_db_take(store, "SELECT pdf, sha256 FROM editions WHERE id = ?1", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, id);
    code = jy_db_step(store, q.stmt, &row, err);
    if (code != JY_OK)
        return code;
    if (!row)
        return no_edition(id, err);
    const void *pdf = sqlite3_column_blob(q.stmt, 0);
    const size_t n = (size_t)sqlite3_column_bytes(q.stmt, 0);
    if (n == 0 || strcmp(jy_sha256_text(pdf, n, sha), jy_db_text(q.stmt, 1)) != 0) {
        return jy_fail(err, JY_EIO, "edition %lld: its bytes are no longer those that were issued",
                       (long long)id);
    }
    jy_buf_add(out, pdf, n);
    return JY_OK;
}

/* --- print runs ------------------------------------------------------------------------------- */

static enum jy_code check_run(const struct jy_print_run *run, struct jy_error *err)
{
    if (!jy_date_valid(run->printed_on))
        return jy_fail(err, JY_EINVALID, "print run: the day is no day");
    if (run->copies < 1 || run->copies > JY_PRINT_COPIES_MAX)
        return jy_fail(err, JY_EINVALID, "print run: copies must be 1 to %d", JY_PRINT_COPIES_MAX);
    if (run->cost_yen < 0 || run->cost_yen > JY_PRINT_YEN_MAX) {
        return jy_fail(err, JY_EINVALID, "print run: the cost must be 0 to %d yen",
                       JY_PRINT_YEN_MAX);
    }
    if (run->vendor != NULL && (!jy_utf8_valid(run->vendor, strlen(run->vendor)) ||
                                jy_utf8_count(run->vendor) > JY_PRINT_VENDOR_MAX)) {
        return jy_fail(err, JY_EINVALID, "print run: the note must be UTF-8, at most %d characters",
                       JY_PRINT_VENDOR_MAX);
    }
    return JY_OK;
}

static enum jy_code insert_run(struct jy_store *store, const struct jy_print_run *run,
                               struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char day[JY_DATE_TEXT_SIZE], now[JY_TIMESTAMP_SIZE];
    enum jy_code code =
        jy_db_take(store,
                   "INSERT INTO print_runs (edition_id, printed_on, fiscal_year, budget, copies, "
                   "cost_yen, vendor, recorded_at) SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM "
                   "editions WHERE id = ?1",
                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, run->edition_id);
    (void)jy_db_bind_text(q.stmt, 2, jy_date_text(run->printed_on, day));
    (void)sqlite3_bind_int(q.stmt, 3, run->fiscal_year);
    (void)jy_db_bind_text(q.stmt, 4, run->budget);
    (void)sqlite3_bind_int64(q.stmt, 5, run->copies);
    (void)sqlite3_bind_int64(q.stmt, 6, run->cost_yen);
    (void)jy_db_bind_text(q.stmt, 7, run->vendor);
    (void)jy_db_bind_text(q.stmt, 8, jy_clock_timestamp(now));
    code = jy_db_run(store, q.stmt, err);
    if (code == JY_OK && sqlite3_changes(store->db) == 0)
        return no_edition(run->edition_id, err);
    return code;
}

enum jy_code jy_store_print_run_add(struct jy_store *store, const struct jy_print_run *run,
                                    int64_t *out_id, struct jy_error *err)
{
    enum jy_code code = check_run(run, err);
    if (code == JY_OK)
        code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    code = insert_run(store, run, err);
    if (code != JY_OK) {
        jy_db_rollback(store);
        return code;
    }
    const int64_t id = sqlite3_last_insert_rowid(store->db);
    code = jy_db_commit(store, err);
    if (code == JY_OK)
        *out_id = id;
    return code;
}

enum jy_code jy_store_print_run_each(struct jy_store *store, jy_print_run_fn fn, void *ctx,
                                     struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store,
                                   "SELECT id, edition_id, printed_on, fiscal_year, budget, copies,"
                                   " cost_yen, vendor FROM print_runs ORDER BY printed_on, id",
                                   &q.stmt, err);
    while (code == JY_OK && (code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        struct jy_print_run run = {.id = sqlite3_column_int64(q.stmt, 0),
                                   .edition_id = sqlite3_column_int64(q.stmt, 1),
                                   .fiscal_year = sqlite3_column_int(q.stmt, 3),
                                   .budget = jy_db_text(q.stmt, 4),
                                   .copies = sqlite3_column_int64(q.stmt, 5),
                                   .cost_yen = sqlite3_column_int64(q.stmt, 6),
                                   .vendor = jy_db_text(q.stmt, 7)};
        (void)jy_date_parse_iso(jy_db_text(q.stmt, 2), &run.printed_on);
        code = fn(&run, ctx, err);
    }
    return code;
}

enum jy_code jy_store_print_spent(struct jy_store *store, const char *budget, int fiscal_year,
                                  int64_t *out_yen, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store,
                                   "SELECT coalesce(sum(cost_yen), 0) FROM print_runs WHERE budget "
                                   "= ?1 AND fiscal_year = ?2",
                                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, budget);
    (void)sqlite3_bind_int(q.stmt, 2, fiscal_year);
    code = jy_db_step(store, q.stmt, &row, err);
    if (code == JY_OK)
        *out_yen = sqlite3_column_int64(q.stmt, 0);
    return code;
}

/* --- downloads -------------------------------------------------------------------------------- */

enum jy_code jy_store_download_add(struct jy_store *store, const struct jy_downloads *add,
                                   struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    enum jy_code code = jy_db_take(
        store,
        "INSERT INTO downloads (template, language, format, day, count) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (template, language, format, day) DO UPDATE SET count = count + ?5",
        &q.stmt, err);
    if (code == JY_OK)
        code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, add->template);
    (void)jy_db_bind_text(q.stmt, 2, add->language);
    (void)jy_db_bind_text(q.stmt, 3, add->format);
    (void)jy_db_bind_text(q.stmt, 4, add->day);
    (void)sqlite3_bind_int64(q.stmt, 5, add->count);
    code = jy_db_run(store, q.stmt, err);
    return jy_db_end(store, code, err);
}

enum jy_code jy_store_download_each(struct jy_store *store, jy_downloads_fn fn, void *ctx,
                                    struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store,
                                   "SELECT template, language, format, day, count FROM downloads "
                                   "ORDER BY day, template, language, format",
                                   &q.stmt, err);
    while (code == JY_OK && (code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        const struct jy_downloads d = {jy_db_text(q.stmt, 0), jy_db_text(q.stmt, 1),
                                       jy_db_text(q.stmt, 2), jy_db_text(q.stmt, 3),
                                       sqlite3_column_int64(q.stmt, 4)};
        code = fn(&d, ctx, err);
    }
    return code;
}
