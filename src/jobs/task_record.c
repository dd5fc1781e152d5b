/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/jobs/task.h"

static const char *const states[] = {"waiting", "running", "done", "failed"};

const char *jy_task_state_text(enum jy_task_state state)
{
    return states[state];
}

char *jy_task_path(const char *folder, const char *token, const char *ending)
{
    struct jy_buf path = JY_BUF_INIT;
    jy_buf_addf(&path, "%s/%s.%s", folder, token, ending);
    return jy_buf_take(&path);
}

void jy_task_free(struct jy_task *job)
{
    if (job == NULL)
        return;
    for (size_t i = 0; i < job->n_notes; i++) {
        void *text;
        memcpy(&text, &job->notes[i].text, sizeof text);
        free(text);
    }
    free(job->notes);
    free(job->key);
    free(job->order);
    free(job->input_path);
    free(job->output_path);
    free(job->error);
    free(job);
}

void jy_task_add_note(struct jy_task *job, long line, bool failed, const char *text)
{
    job->failed += failed;
    job->n_notes_all++;
    if (job->n_notes >= JY_TASK_NOTES_MAX)
        return;
    job->notes = jy_grow(job->notes, &job->notes_cap, job->n_notes + 1, sizeof *job->notes);
    job->notes[job->n_notes++] = (struct jy_task_note){line, failed, jy_strdup(text)};
}

void jy_task_notes_write(size_t n, const struct jy_task_note *notes, struct jy_json *json)
{
    jy_json_key(json, "notes");
    jy_json_array(json);
    for (size_t i = 0; i < n; i++) {
        jy_json_object(json);
        jy_json_kv_int(json, "line", notes[i].line);
        jy_json_kv_bool(json, "failed", notes[i].failed);
        jy_json_kv_string(json, "text", notes[i].text);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

enum jy_code jy_task_record_write(const struct jy_task *job, const char *folder,
                                  struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "state", states[job->state]);
    jy_json_kv_string(&json, "key", job->key);
    jy_json_kv_string(&json, "order", job->order);
    jy_json_kv_string(&json, "hash", job->hash);
    jy_json_kv_int(&json, "attempts", job->attempts);
    jy_json_kv_int(&json, "created_s", job->created_s);
    jy_json_kv_int(&json, "ended_s", job->ended_s);
    jy_json_kv_int(&json, "done", (int64_t)job->done);
    jy_json_kv_int(&json, "total", (int64_t)job->total);
    jy_json_kv_int(&json, "failed", (int64_t)job->failed);
    jy_json_kv_int(&json, "notes_all", (int64_t)job->n_notes_all);
    jy_json_kv_int(&json, "bytes", (int64_t)job->result_bytes);
    jy_json_kv_string(&json, "error", job->error);
    jy_task_notes_write(job->n_notes, job->notes, &json);
    jy_json_object_end(&json);
    char *path JY_AUTOFREE = jy_task_path(folder, job->token, "json");
    return jy_file_write(path, out.data, out.len, true, err);
}

static char *text_of(const json_t *from, const char *name)
{
    const char *text = json_string_value(json_object_get(from, name));
    return jy_strdup(text != NULL ? text : "");
}

static int64_t number_of(const json_t *from, const char *name)
{
    const int64_t n = json_integer_value(json_object_get(from, name));
    return n > 0 ? n : 0;
}

static void read_notes(struct jy_task *job, const json_t *from)
{
    size_t i;
    json_t *note;
    json_array_foreach(json_object_get(from, "notes"), i, note)
    {
        const char *text = json_string_value(json_object_get(note, "text"));
        jy_task_add_note(job, (long)number_of(note, "line"),
                         json_is_true(json_object_get(note, "failed")), text != NULL ? text : "");
    }
    job->failed = (size_t)number_of(from, "failed");
    job->n_notes_all = (size_t)number_of(from, "notes_all");
}

static struct jy_task *job_of(const json_t *from, const char *folder, const char *token)
{
    const char *state = json_string_value(json_object_get(from, "state"));
    size_t at = 0;
    while (state != NULL && at < 4 && strcmp(states[at], state) != 0)
        at++;
    if (state == NULL || at == 4)
        return NULL;
    struct jy_task *job = jy_calloc(1, sizeof *job);
    memcpy(job->token, token, sizeof job->token);
    job->state = (enum jy_task_state)at;
    job->key = text_of(from, "key");
    job->order = text_of(from, "order");
    char *hash JY_AUTOFREE = text_of(from, "hash");
    (void)strncpy(job->hash, hash, sizeof job->hash - 1);
    char *error = text_of(from, "error");
    job->error = error[0] != '\0' ? error : NULL;
    if (job->error == NULL)
        free(error);
    job->attempts = (int)number_of(from, "attempts");
    job->created_s = number_of(from, "created_s");
    job->ended_s = number_of(from, "ended_s");
    job->done = (size_t)number_of(from, "done");
    job->total = (size_t)number_of(from, "total");
    job->result_bytes = (uint64_t)number_of(from, "bytes");
    job->input_path = jy_task_path(folder, token, "in");
    job->output_path = jy_task_path(folder, token, "out");
    read_notes(job, from);
    return job;
}

struct jy_task *jy_task_record_read(const char *folder, const char *token)
{
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    struct jy_error err;
    char *path JY_AUTOFREE = jy_task_path(folder, token, "json");
    if (jy_file_read(path, 1 << 20, &bytes, &err) != JY_OK)
        return NULL;
    json_t *from = json_loadb(jy_buf_text(&bytes), bytes.len, 0, NULL);
    struct jy_task *job = from != NULL ? job_of(from, folder, token) : NULL;
    json_decref(from);
    return job;
}
