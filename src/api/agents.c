/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the agents' page needs: a logo taken in, tables of properties made into sheets, and a table
 * to fill in. Nobody needs an account; what is handed in is kept for a day under a secret name. */
#include "src/api/agents.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/api/api.h"
#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/folder.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/io/encoding.h"
#include "src/jobs/child.h"
#include "src/jobs/sheets.h"
#include "src/jobs/sheets_task.h"

enum { LOGO_MAX_BYTES = JY_PICTURE_MAX_BYTES, LOGO_TIME_S = 10, LOGOS_MAX = 500 };

/* --- logos ---------------------------------------------------------------------------------------
 */

static char *logo_path(const struct jy_api *api, const char *token)
{
    struct jy_buf path = JY_BUF_INIT;
    jy_buf_addf(&path, "%s/logos/%s.png", api->state_dir, token);
    return jy_buf_take(&path);
}

/* Makes room: those older than a day go, the others are counted. */
static void sweep_logo(int folder_fd, const char *name, void *ctx)
{
    size_t *n_left = ctx;
    struct stat st;
    if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return;
    if ((double)(jy_clock_now_s() - (int64_t)st.st_mtime) > JY_AGENTS_KEEP_S) {
        (void)unlinkat(folder_fd, name, 0);
    } else {
        ++*n_left;
    }
}

static enum jy_code keep_logo(const struct jy_api *api, const struct jy_buf *png, char *token,
                              struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF folder = JY_BUF_INIT;
    jy_buf_addf(&folder, "%s/logos", api->state_dir);
    if (!jy_folder_make(api->state_dir) || !jy_folder_make(jy_buf_text(&folder))) {
        return jy_fail(err, JY_EIO, "%s: cannot be made: %s", jy_buf_text(&folder),
                       jy_errno_text(errno));
    }
    size_t n_logos = 0;
    jy_folder_each(jy_buf_text(&folder), sweep_logo, &n_logos);
    if (n_logos >= LOGOS_MAX)
        return jy_fail(err, JY_EBUSY, "too many logos are kept just now; please try again later");
    char *path JY_AUTOFREE = logo_path(api, jy_task_token_new(token));
    return jy_file_write(path, png->data, png->len, false, err);
}

enum jy_code jy_api_logo_add(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    static const char *const args[] = {"logo", "-", NULL};
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    struct jy_picture picture = {0};
    char token[JY_TASK_TOKEN_SIZE];
    const struct jy_child_options options = {.args = args,
                                             .input = jy_buf_text(&call->request->body),
                                             .n_input = call->request->body.len,
                                             .deadline_s = LOGO_TIME_S,
                                             .output_max = LOGO_MAX_BYTES};
    enum jy_code code = jy_child_run(&options, &png, err);
    if (code == JY_EIO || code == JY_EBUSY) /* what killed the child was in the picture */
        code = jy_fail(err, JY_EINVALID, "picture: it cannot be decoded within the limits");
    if (code == JY_OK)
        code = jy_picture_read_png(png.data, png.len, &picture, err);
    if (code == JY_OK)
        code = keep_logo(api, &png, token, err);
    if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &call->response->body);
        jy_json_object(&json);
        jy_json_kv_string(&json, "logo", token);
        jy_json_kv_string(&json, "url",
                          jy_arena_printf(&call->request->arena, "/api/agents/logo/%s.png", token));
        jy_json_kv_int(&json, "width_px", picture.width_px);
        jy_json_kv_int(&json, "height_px", picture.height_px);
        jy_json_object_end(&json);
        call->response->status = 201;
    }
    jy_picture_done(&picture);
    return code;
}

/* The bytes of a logo that was taken in. */
static enum jy_code read_logo(const struct jy_api *api, const char *token, struct jy_buf *out,
                              struct jy_error *err)
{
    struct jy_error why;
    if (jy_task_token_valid(token)) {
        char *path JY_AUTOFREE = logo_path(api, token);
        if (jy_file_read(path, LOGO_MAX_BYTES, out, &why) == JY_OK)
            return JY_OK;
    }
    return jy_fail(err, JY_ENOTFOUND, "there is no such logo; logos are kept for a day");
}

enum jy_code jy_api_logo_get(struct jy_http_call *call, struct jy_error *err)
{
    return read_logo(jy_api_of(call), jy_call_text(call, "token"), &call->response->body, err);
}

/* --- whose sheet it is ---------------------------------------------------------------------------
 */

/* In an address a line ends with "|". */
static const char *lines_of(struct jy_http_call *call, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return NULL;
    char *lines = jy_arena_strdup(&call->request->arena, text);
    for (char *c = lines; *c != '\0'; c++) {
        if (*c == '|')
            *c = '\n';
    }
    return lines;
}

static const char *given(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

enum jy_code jy_api_sender_read(struct jy_http_call *call, struct jy_flyer_sender *out,
                                struct jy_error *err)
{
    const char *logo = given(jy_call_text(call, "logo"));
    struct jy_flyer_sender sender = {.name = given(jy_call_text(call, "agency")),
                                     .contact = lines_of(call, jy_call_text(call, "contact"))};
    enum jy_code code = jy_flyer_sender_check(&sender, err);
    if (code != JY_OK) {
        jy_problem_add(&call->problem, strncmp(err->text, "agency", 6) == 0 ? "agency" : "contact",
                       "%s", err->text);
        return code;
    }
    if (logo != NULL) {
        struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
        code = read_logo(jy_api_of(call), logo, &png, err);
        if (code == JY_OK)
            code = jy_picture_read_png(png.data, png.len, &sender.logo, err);
    }
    if (code == JY_OK)
        *out = sender;
    return code;
}

enum jy_code jy_api_subject_read(struct jy_http_call *call, struct jy_flyer_subject *out,
                                 struct jy_error *err)
{
    const struct jy_flyer_subject subject = {.title = given(jy_call_text(call, "title")),
                                             .address = given(jy_call_text(call, "address"))};
    enum jy_code code = jy_flyer_subject_check(&subject, err);
    if (code == JY_OK) {
        *out = subject;
    } else {
        jy_problem_add(&call->problem, strncmp(err->text, "title", 5) == 0 ? "title" : "address",
                       "%s", err->text);
    }
    return code;
}

/* --- tables --------------------------------------------------------------------------------------
 */

static enum jy_code check_sheets(struct jy_http_call *call, struct jy_sheets_task *task,
                                 struct jy_error *err)
{
    struct jy_flyer_sender sender;
    (void)jy_flyer_format_parse(jy_call_text(call, "format"), &task->format);
    (void)jy_flyer_size_parse(jy_call_text(call, "size"), &task->size);
    if (task->size == JY_FLYER_OGP && task->format != JY_FLYER_PNG) {
        jy_problem_add(&call->problem, "size", "ogp is a picture: ask for png");
        return jy_fail(err, JY_EINVALID, "size ogp is for png only");
    }
    if (call->request->body.len == 0)
        return jy_fail(err, JY_EINVALID, "the table is empty");
    enum jy_code code = jy_api_sender_read(call, &sender, err);
    if (code != JY_OK)
        return code;
    jy_picture_done(&sender.logo);
    task->lang = jy_api_lang(call);
    task->agency = sender.name;
    task->contact = sender.contact;
    task->from_place = given(jy_call_text(call, "from_place"));
    task->base_url = jy_api_base_url(call);
    return JY_OK;
}

enum jy_code jy_api_sheets_add(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_sheets_task task = {0};
    char token[JY_TASK_TOKEN_SIZE];
    bool is_new = false;
    const char *logo = given(jy_call_text(call, "logo"));
    enum jy_code code = check_sheets(call, &task, err);
    if (code != JY_OK)
        return code;
    char *path JY_AUTOFREE = logo != NULL ? logo_path(api, logo) : NULL;
    task.logo_path = path;
    char *order JY_AUTOFREE = jy_sheets_task_order(&task);
    if (!jy_folder_make(api->state_dir))
        return jy_fail(err, JY_EIO, "%s: cannot be made: %s", api->state_dir, jy_errno_text(errno));
    const struct jy_task_request request = {.key = jy_call_text(call, "Idempotency-Key"),
                                            .order = order,
                                            .input = jy_buf_text(&call->request->body),
                                            .n_input = call->request->body.len};
    code = jy_jobs_add(api->jobs, &request, token, &is_new, err);
    if (code != JY_OK)
        return code;
    const char *url = jy_arena_printf(&call->request->arena, "/api/jobs/%s", token);
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "job", token);
    jy_json_kv_string(&json, "status_url", url);
    jy_json_object_end(&json);
    jy_http_response_header(call->response, "Location", url);
    call->response->status = is_new ? 202 : 200;
    return JY_OK;
}

enum jy_code jy_api_sheets_template(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    const bool cp932 = strcmp(jy_call_text(call, "encoding"), "cp932") == 0;
    size_t lost = 0;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    jy_sheets_template(snapshot, api->i18n, jy_api_lang(call), &text);
    if (cp932) {
        jy_cp932_add(&call->response->body, jy_buf_text(&text), text.len, &lost);
        call->response->content_type = "text/csv; charset=shift_jis";
    } else {
        jy_buf_adds(&call->response->body, "\xEF\xBB\xBF");
        jy_buf_add(&call->response->body, text.data, text.len);
    }
    jy_http_response_header(call->response, "Content-Disposition",
                            "attachment; filename=\"joyato-properties.csv\"");
    return JY_OK;
}
