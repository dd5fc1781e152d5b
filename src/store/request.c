/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/utf8.h"
#include "src/store/db.h"
#include "src/store/read.h"
#include "src/store/table.h"
#include "src/store/write.h"

#define NOTE_MAX_CHARACTERS 500
#define TOKEN_BYTES         16
#define RECEIPT_SIZE        32
#define TOKEN_SIZE          40
#define CODE_MAX            12 /* of the city, in a receipt */

/* H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004: the quasigroup of order 10. It
 * finds every single wrong digit and every swap of neighbours. */
static const unsigned char damm[10][10] = {
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}};

static unsigned check_digit(const char *text)
{
    unsigned digit = 0;
    for (; *text != '\0'; text++) {
        if (*text >= '0' && *text <= '9')
            digit = damm[digit][*text - '0'];
    }
    return digit;
}

/* A receipt number whose check digit agrees: tells a typing error from an unknown number. */
static bool receipt_valid(const char *receipt)
{
    const size_t n = strlen(receipt);
    return n >= 2 && n < RECEIPT_SIZE && receipt[n - 1] >= '0' && receipt[n - 1] <= '9' &&
           check_digit(receipt) == 0;
}

/* The city's code without what would not stand in a number read over the phone. */
static enum jy_code city_code(struct jy_store *store, char out[CODE_MAX + 1], struct jy_error *err)
{
    char *profile = NULL;
    enum jy_code code = jy_store_profile(store, &profile, err);
    if (code != JY_OK)
        return code;
    json_t *root = json_loads(profile, 0, NULL);
    const char *text = json_string_value(json_object_get(root, "code"));
    size_t n = 0;
    for (; text != NULL && *text != '\0' && n < CODE_MAX; text++) {
        if ((*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
            (*text >= 'a' && *text <= 'z'))
            out[n++] = *text;
    }
    out[n] = '\0';
    json_decref(root);
    free(profile);
    return JY_OK;
}

/* "132195-2026-00042-7": city, year, running number of the year, check digit. */
static enum jy_code make_receipt(struct jy_store *store, int year, int64_t number,
                                 char out[RECEIPT_SIZE], struct jy_error *err)
{
    char city[CODE_MAX + 1], body[RECEIPT_SIZE];
    enum jy_code code = city_code(store, city, err);
    if (code != JY_OK)
        return code;
    (void)snprintf(body, sizeof body, "%s%s%d-%05lld", city, city[0] != '\0' ? "-" : "",
                   year % 10000, (long long)(number % 100000000));
    (void)snprintf(out, RECEIPT_SIZE, "%.29s-%u", body, check_digit(body) % 10);
    return JY_OK;
}

/* What the resident sent; what the service made of it may differ the second time. */
static void content_hash(const struct jy_request *r, char out[JY_SHA256_TEXT_SIZE])
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &text);
    jy_json_array(&json);
    jy_json_double(&json, r->at.lon_deg);
    jy_json_double(&json, r->at.lat_deg);
    jy_json_string(&json, jy_land_text(r->land));
    jy_json_string(&json, r->wish);
    jy_json_string(&json, r->note);
    jy_json_string(&json, r->language);
    jy_json_array_end(&json);
    (void)jy_sha256_text(text.data, text.len, out);
}

static enum jy_code find_same(struct jy_store *store, const char *key, const char *hash,
                              bool *out_found, char receipt[RECEIPT_SIZE], char token[TOKEN_SIZE],
                              struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    enum jy_code code = jy_db_take(
        store, "SELECT content_hash, receipt, token FROM requests WHERE idempotency_key = ?1",
        &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, key);
    code = jy_db_step(store, q.stmt, out_found, err);
    if (code != JY_OK || !*out_found)
        return code;
    if (strcmp(jy_db_text(q.stmt, 0), hash) != 0)
        return jy_fail(err, JY_ECONFLICT, "this key was used for another request");
    (void)snprintf(receipt, RECEIPT_SIZE, "%s", jy_db_text(q.stmt, 1));
    (void)snprintf(token, TOKEN_SIZE, "%s", jy_db_text(q.stmt, 2));
    return JY_OK;
}

static enum jy_code next_number(struct jy_store *store, int year, int64_t *out,
                                struct jy_error *err)
{
    char sql[100];
    (void)snprintf(sql, sizeof sql,
                   "SELECT coalesce(max(number), 0) + 1 FROM requests WHERE year = %d", year);
    return jy_db_int(store, sql, 1, out, err);
}

/* Placeholders: 1 key, 2 hash, 3 geometry, 4 year, 5… the fields, then number. */
static void insert_sql(struct jy_buf *sql)
{
    const struct jy_table *t = &jy_table_requests;
    const int n = jy_table_n_fields(t);
    jy_buf_adds(sql, "INSERT INTO requests (idempotency_key, content_hash, geometry, year");
    for (int i = 0; i < n; i++)
        jy_buf_addf(sql, ", %s", t->fields[i].column);
    jy_buf_adds(sql, ", number) VALUES (?1, ?2, ?3, ?4");
    for (int i = 0; i <= n; i++)
        jy_buf_addf(sql, ", ?%d", JY_COLUMN_FIELDS + i);
    jy_buf_addc(sql, ')');
}

/* One that came in, checked. */
struct incoming {
    const char *key;                /* of idempotency */
    char hash[JY_SHA256_TEXT_SIZE]; /* of its content */
    struct jy_buf blob;             /* its position */
};

static enum jy_code insert_request(struct jy_store *store, const struct incoming *in,
                                   const struct jy_request *r, int year, int64_t number,
                                   struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    struct jy_value value;
    const struct jy_table *t = &jy_table_requests;
    insert_sql(&sql);
    enum jy_code code = jy_db_take(store, sql.data, &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, in->key);
    (void)jy_db_bind_text(q.stmt, 2, in->hash);
    (void)sqlite3_bind_blob64(q.stmt, 3, in->blob.data, in->blob.len, SQLITE_STATIC);
    (void)sqlite3_bind_int(q.stmt, 4, year);
    for (int i = 0; t->fields[i].column != NULL; i++) {
        jy_field_get(&t->fields[i], r, &value);
        jy_value_bind(q.stmt, JY_COLUMN_FIELDS + i, &value);
    }
    (void)sqlite3_bind_int64(q.stmt, JY_COLUMN_FIELDS + jy_table_n_fields(t), number);
    return jy_db_run(store, q.stmt, err);
}

static enum jy_code add_new(struct jy_store *store, const struct incoming *in,
                            const struct jy_request *request, char receipt[RECEIPT_SIZE],
                            char token[TOKEN_SIZE], struct jy_error *err)
{
    unsigned char secret[TOKEN_BYTES];
    char now[JY_TIMESTAMP_SIZE];
    int64_t number = 0;
    struct jy_request r = *request;
    const int year = jy_clock_today().year;
    enum jy_code code = next_number(store, year, &number, err);
    if (code == JY_OK)
        code = make_receipt(store, year, number, receipt, err);
    if (code != JY_OK)
        return code;
    randombytes_buf(secret, sizeof secret);
    (void)sodium_bin2base64(token, TOKEN_SIZE, secret, sizeof secret,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    r.receipt = receipt;
    r.token = token;
    r.status = JY_REQUEST_RECEIVED;
    r.created_at = r.updated_at = jy_clock_timestamp(now);
    code = insert_request(store, in, &r, year, number, err);
    return code == JY_OK ? jy_db_bump(store, JY_LAYER_REQUESTS, err) : code;
}

static enum jy_code check_request(const char *key, struct jy_request *r, struct jy_buf *blob,
                                  struct jy_error *err)
{
    if (key == NULL || key[0] == '\0' || strlen(key) > 200)
        return jy_fail(err, JY_EINVALID, "idempotency key: 1 to 200 characters");
    /* Infinite (no light along any road) is told apart from unknown by `answer`. */
    if (r->nearest_m > 1e9)
        r->nearest_m = (double)NAN;
    enum jy_code code = jy_table_check(&jy_table_requests, r, blob, err);
    if (code == JY_OK && r->note != NULL && jy_utf8_count(r->note) > NOTE_MAX_CHARACTERS)
        return jy_fail(err, JY_ELIMIT, "note: at most %d characters", NOTE_MAX_CHARACTERS);
    return code;
}

enum jy_code jy_store_request_add(struct jy_store *store, const char *idempotency_key,
                                  const struct jy_request *request, char out_receipt[32],
                                  char out_token[40], bool *out_new, struct jy_error *err)
{
    struct incoming in = {.key = idempotency_key, .blob = JY_BUF_INIT};
    struct jy_request r = *request;
    char receipt[RECEIPT_SIZE], token[TOKEN_SIZE];
    bool found = false;
    enum jy_code code = check_request(idempotency_key, &r, &in.blob, err);
    if (code == JY_OK)
        code = jy_db_begin(store, err);
    if (code == JY_OK) {
        content_hash(&r, in.hash);
        code = find_same(store, idempotency_key, in.hash, &found, receipt, token, err);
        if (code == JY_OK && !found)
            code = add_new(store, &in, &r, receipt, token, err);
        code = jy_db_end(store, code, err);
    }
    jy_buf_done(&in.blob);
    if (code != JY_OK)
        return code;
    memcpy(out_receipt, receipt, sizeof receipt);
    memcpy(out_token, token, sizeof token);
    *out_new = !found;
    return JY_OK;
}

static enum jy_code update_status(struct jy_store *store, int64_t id, enum jy_request_status status,
                                  struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char now[JY_TIMESTAMP_SIZE];
    enum jy_code code = jy_db_take(
        store, "UPDATE requests SET status = ?2, updated_at = ?3 WHERE id = ?1", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, id);
    (void)jy_db_bind_text(q.stmt, 2, jy_request_status_text(status));
    (void)jy_db_bind_text(q.stmt, 3, jy_clock_timestamp(now));
    code = jy_db_run(store, q.stmt, err);
    if (code == JY_OK && sqlite3_changes(store->db) == 0)
        return jy_fail(err, JY_ENOTFOUND, "requests: no row %lld", (long long)id);
    return code;
}

enum jy_code jy_store_request_set_status(struct jy_store *store, int64_t id,
                                         enum jy_request_status status, struct jy_error *err)
{
    enum jy_code code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    code = update_status(store, id, status, err);
    if (code == JY_OK)
        code = jy_db_bump(store, JY_LAYER_REQUESTS, err);
    return jy_db_end(store, code, err);
}

/* Digits in groups, as receipt numbers are written, and not the token of a link. */
static bool is_number(const char *text)
{
    const char *hyphen = strrchr(text, '-');
    return hyphen != NULL && hyphen > text && hyphen[1] >= '0' && hyphen[1] <= '9' &&
           hyphen[2] == '\0';
}

enum jy_code jy_store_request_find(struct jy_store *store, const char *token_or_receipt,
                                   jy_request_fn fn, void *ctx, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    int64_t id;
    bool row = false;
    enum jy_code code =
        jy_db_take(store, "SELECT id FROM requests WHERE token = ?1 OR receipt = ?1", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, token_or_receipt);
    code = jy_db_step(store, q.stmt, &row, err);
    if (code != JY_OK)
        return code;
    if (!row) {
        return jy_fail(err, JY_ENOTFOUND, "no such request%s",
                       is_number(token_or_receipt) && !receipt_valid(token_or_receipt)
                           ? ": the number is mistyped, its last digit does not fit the others"
                           : "");
    }
    id = sqlite3_column_int64(q.stmt, 0);
    return jy_store_request_get(store, id, fn, ctx, err);
}
