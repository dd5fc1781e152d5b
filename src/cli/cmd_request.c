/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato request`: a resident's request by its number, for staff; and its next status. */
#include <stdio.h>
#include <string.h>

#include "src/base/json_out.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/store/read.h"
#include "src/store/write.h"

static enum jy_code note_id(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)err;
    *(int64_t *)ctx = row->id;
    return JY_OK;
}

static enum jy_code write_request(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    struct jy_json json;
    (void)err;
    jy_json_init(&json, ctx);
    jy_json_object(&json);
    jy_json_kv_string(&json, "receipt", row->receipt);
    jy_json_kv_string(&json, "status", jy_request_status_text(row->status));
    jy_json_kv_string(&json, "created_at", row->created_at);
    jy_json_kv_string(&json, "updated_at", row->updated_at);
    jy_json_key(&json, "at");
    jy_json_array(&json);
    jy_json_fixed(&json, row->at.lon_deg, 7);
    jy_json_fixed(&json, row->at.lat_deg, 7);
    jy_json_array_end(&json);
    jy_json_kv_string(&json, "land", jy_land_text(row->land));
    jy_json_kv_string(&json, "wish", row->wish);
    jy_json_kv_string(&json, "note", row->note);
    jy_json_kv_string(&json, "language", row->language);
    jy_json_kv_string(&json, "answer", row->answer);
    jy_json_kv_string(&json, "rule", row->rule);
    jy_json_kv_fixed(&json, "nearest_m", row->nearest_m, 2);
    jy_json_object_end(&json);
    return JY_OK;
}

/* JY_REQUEST_UNKNOWN leaves the status as it is. */
static enum jy_code run(const char *db, const char *number, enum jy_request_status status,
                        struct jy_buf *out, struct jy_error *err)
{
    const bool writes = status != JY_REQUEST_UNKNOWN;
    struct jy_store *store = NULL;
    int64_t id = 0;
    enum jy_code code = jy_store_open(db, writes ? JY_STORE_WRITE : JY_STORE_READ, &store, err);
    if (code != JY_OK)
        return code;
    code = jy_store_request_find(store, number, note_id, &id, err);
    if (code == JY_OK && writes)
        code = jy_store_request_set_status(store, id, status, err);
    if (code == JY_OK)
        code = jy_store_request_get(store, id, write_request, out, err);
    jy_store_close(store);
    return code;
}

int cli_request(int argc, char **argv)
{
    const char *status_text = NULL;
    enum jy_request_status status = JY_REQUEST_UNKNOWN;
    const struct cli_option options[] = {
        {"status", "STATUS",
         "its next status: received, survey, approved, declined, installed or withdrawn",
         CLI_STRING, &status_text, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "request DB NUMBER [--status STATUS]",
        .text = "A resident's request by its receipt number, as JSON. With --status it goes on to "
                "that, which its\n"
                "status page shows from then on; a running service need not be stopped.",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 2,
        .max_args = 2};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    if (status_text != NULL &&
        (!jy_request_status_parse(status_text, &status) || status == JY_REQUEST_UNKNOWN)) {
        return cli_wrong_use(argv[0],
                             "--status wants received, survey, approved, declined, installed or "
                             "withdrawn, not '%.40s'",
                             status_text);
    }
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    if (jy_store_global_init(&err) != JY_OK || run(args[0], args[1], status, &out, &err) != JY_OK)
        return cli_failed(argv[0], &err);
    return puts(jy_buf_text(&out)) < 0;
}
