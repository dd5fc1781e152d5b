/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/jobs/sheets_task.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/jobs/child.h"

char *jy_sheets_task_order(const struct jy_sheets_task *job)
{
    static const char *const formats[] = {
        [JY_FLYER_PDF] = "pdf", [JY_FLYER_PNG] = "png", [JY_FLYER_HTML] = "html"};
    static const char *const sizes[] = {
        [JY_FLYER_A4] = "a4", [JY_FLYER_A5] = "a5", [JY_FLYER_OGP] = "ogp"};
    struct jy_buf out = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "lang", jy_lang_text(job->lang));
    jy_json_kv_string(&json, "format", formats[job->format]);
    jy_json_kv_string(&json, "size", sizes[job->size]);
    jy_json_kv_string(&json, "from-place", job->from_place);
    jy_json_kv_string(&json, "agency", job->agency);
    jy_json_kv_string(&json, "contact", job->contact);
    jy_json_kv_string(&json, "logo", job->logo_path);
    jy_json_kv_string(&json, "base-url", job->base_url);
    jy_json_object_end(&json);
    return jy_buf_take(&out);
}

bool jy_sheets_task_form(const char *order, enum jy_lang *out_lang,
                         enum jy_flyer_format *out_format)
{
    json_t *read = json_loads(order, 0, NULL);
    const char *lang_text = json_string_value(json_object_get(read, "lang"));
    const char *format_text = json_string_value(json_object_get(read, "format"));
    enum jy_lang lang;
    enum jy_flyer_format format;
    const bool good = lang_text != NULL && format_text != NULL && jy_lang_parse(lang_text, &lang) &&
                      jy_flyer_format_parse(format_text, &format);
    if (good) {
        *out_lang = lang;
        *out_format = format;
    }
    json_decref(read);
    return good;
}

/* A line of --progress json. */
static bool take_line(const char *line, void *ctx)
{
    struct jy_task *job = ctx;
    json_t *said = json_loads(line, 0, NULL);
    if (said == NULL)
        return true;
    const json_int_t done = json_integer_value(json_object_get(said, "done"));
    const json_int_t total = json_integer_value(json_object_get(said, "total"));
    const char *text = json_string_value(json_object_get(said, "text"));
    if (text != NULL) {
        jy_task_note(job, (long)json_integer_value(json_object_get(said, "line")),
                     json_is_true(json_object_get(said, "failed")), text);
    }
    if (done >= 0 && total >= 0)
        jy_task_progress(job, (size_t)done, (size_t)total);
    json_decref(said);
    return true;
}

static bool cancelled(void *ctx)
{
    return jy_task_cancelled(ctx);
}

/* The input has no name that means anything to who sent it. */
static void forget_path(const char *path, struct jy_error *err)
{
    const size_t n = strlen(path);
    if (strncmp(err->text, path, n) == 0 && strncmp(err->text + n, ": ", 2) == 0)
        memmove(err->text, err->text + n + 2, strlen(err->text + n + 2) + 1);
}

enum jy_code jy_sheets_task_run(struct jy_task *job, void *ctx, struct jy_error *err)
{
    static const char *const names[] = {"lang",   "format",  "size", "from-place",
                                        "agency", "contact", "logo", "base-url"};
    enum { NAMES = sizeof names / sizeof *names, FIXED = 10 };
    const char *args[FIXED + NAMES + 1] = {"flyer",
                                           ctx,
                                           "property",
                                           "--csv",
                                           jy_task_input_path(job),
                                           "--out",
                                           jy_task_output_path(job),
                                           "--force",
                                           "--progress",
                                           "json"};
    struct jy_arena arena;
    json_t *order = json_loads(jy_task_order(job), 0, NULL);
    size_t n = FIXED;
    jy_arena_init(&arena);
    for (size_t i = 0; i < NAMES; i++) {
        const char *value = json_string_value(json_object_get(order, names[i]));
        if (value != NULL) /* NAME=VALUE: a value may begin with a hyphen */
            args[n++] = jy_arena_printf(&arena, "--%s=%s", names[i], value);
    }
    const struct jy_child_options options = {
        .args = args, .background = true, .line = take_line, .cancelled = cancelled, .ctx = job};
    enum jy_code code = jy_child_run(&options, NULL, err);
    if (code != JY_OK && err != NULL)
        forget_path(jy_task_input_path(job), err);
    jy_arena_done(&arena);
    json_decref(order);
    return code;
}
