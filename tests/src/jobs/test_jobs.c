/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/jobs/jobs.h"

#include "tests/support/support.h"

/* What the work of these tests does is in its order: "copy", "wait", "fail", "notes", "nothing". */
struct bench {
    char folder[64];
    atomic_int begun, running, most;
    atomic_bool let_go;
    struct jy_jobs *jobs;
};

static void nap(void)
{
    const struct timespec tick = {.tv_nsec = 2000000};
    (void)nanosleep(&tick, NULL);
}

static enum jy_code copy(struct jy_task *job, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    enum jy_code code = jy_file_read(jy_task_input_path(job), 1 << 20, &bytes, err);
    return code == JY_OK ? jy_file_write(jy_task_output_path(job), bytes.data, bytes.len, true, err)
                         : code;
}

static enum jy_code run(struct jy_task *job, void *ctx, struct jy_error *err)
{
    struct bench *b = ctx;
    const char *order = jy_task_order(job);
    atomic_fetch_add(&b->begun, 1);
    const int now = atomic_fetch_add(&b->running, 1) + 1;
    if (now > atomic_load(&b->most))
        atomic_store(&b->most, now);
    jy_task_progress(job, 1, 3);
    while (strncmp(order, "wait", 4) == 0 && !atomic_load(&b->let_go) && !jy_task_cancelled(job))
        nap();
    atomic_fetch_sub(&b->running, 1);
    if (jy_task_cancelled(job))
        return jy_fail(err, JY_EBUSY, "cancelled");
    if (strcmp(order, "fail") == 0)
        return jy_fail(err, JY_EINVALID, "line 3: no such place");
    for (long i = 0; strcmp(order, "notes") == 0 && i < 500; i++)
        jy_task_note(job, i + 2, i % 2 == 0, "remark");
    if (strcmp(order, "nothing") == 0)
        return JY_OK;
    return copy(job, err);
}

static void open_jobs(struct bench *b, int running, int waiting, double keep_s, uint64_t disk_bytes)
{
    struct jy_error err = {JY_OK, ""};
    const struct jy_jobs_options options = {.folder = b->folder,
                                            .running_max = running,
                                            .waiting_max = waiting,
                                            .keep_s = keep_s,
                                            .disk_bytes = disk_bytes,
                                            .run = run,
                                            .ctx = b};
    if (jy_jobs_open(&options, &b->jobs, &err) != JY_OK)
        fail_msg("%s", err.text);
}

static int setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    char folder[] = "/tmp/joyato-jobs-XXXXXX";
    if (b == NULL || mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(b->folder, sizeof b->folder, "%s/state", folder);
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    char command[128];
    jy_jobs_close(b->jobs);
    (void)snprintf(command, sizeof command, "rm -rf '%.*s'", (int)(strlen(b->folder) - 6),
                   b->folder);
    const int rc = system(command);
    free(b);
    return rc;
}

static enum jy_code ask(struct bench *b, const char *key, const char *order, const char *input,
                        char token[JY_TASK_TOKEN_SIZE], bool *is_new, struct jy_error *err)
{
    const struct jy_task_request request = {key, order, input, strlen(input)};
    return jy_jobs_add(b->jobs, &request, token, is_new, err);
}

static const char *add(struct bench *b, const char *key, const char *order,
                       char token[JY_TASK_TOKEN_SIZE])
{
    struct jy_error err = {JY_OK, ""};
    bool is_new = false;
    if (ask(b, key, order, "input", token, &is_new, &err) != JY_OK)
        fail_msg("%s", err.text);
    assert_true(is_new);
    assert_true(jy_task_token_valid(token));
    return token;
}

static struct jy_task_status status(struct bench *b, const char *token, struct jy_arena *arena)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_task_status s = {0};
    if (jy_jobs_status(b->jobs, token, arena, &s, &err) != JY_OK)
        fail_msg("%s", err.text);
    return s;
}

static struct jy_task_status wait_for(struct bench *b, const char *token, enum jy_task_state state,
                                      struct jy_arena *arena)
{
    struct jy_task_status s = status(b, token, arena);
    for (int i = 0; i < 5000 && s.state != state; i++) {
        nap();
        s = status(b, token, arena);
    }
    assert_int_equal(s.state, state);
    return s;
}

static void a_job_runs_and_its_result_is_there(void **state)
{
    struct bench *b = *state;
    struct jy_arena arena;
    char token[JY_TASK_TOKEN_SIZE], bytes[8] = "";
    int fd = -1;
    uint64_t n = 0;
    struct jy_error err = {JY_OK, ""};
    jy_arena_init(&arena);
    open_jobs(b, 1, 4, 3600, 0);
    assert_int_not_equal(access(b->folder, F_OK), 0); /* nothing before it is needed */
    add(b, "k1", "copy", token);
    struct stat st;
    assert_int_equal(stat(b->folder, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    const struct jy_task_status s = wait_for(b, token, JY_TASK_DONE, &arena);
    assert_int_equal(s.result_bytes, 5);
    assert_true(s.expires_s > 0);
    assert_int_equal(jy_jobs_result(b->jobs, token, &fd, &n, &err), JY_OK);
    assert_int_equal(n, 5);
    assert_int_equal(read(fd, bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "input", 5);
    close(fd);
    assert_int_equal(jy_jobs_delete(b->jobs, token, &err), JY_OK);
    assert_int_equal(jy_jobs_delete(b->jobs, token, &err), JY_ENOTFOUND);
    assert_int_equal(jy_jobs_result(b->jobs, token, &fd, &n, &err), JY_ENOTFOUND);
    jy_arena_done(&arena);
}

static void the_same_key_is_the_same_job(void **state)
{
    struct bench *b = *state;
    char token[JY_TASK_TOKEN_SIZE], again[JY_TASK_TOKEN_SIZE];
    bool is_new = true;
    struct jy_error err = {JY_OK, ""};
    open_jobs(b, 1, 4, 3600, 0);
    add(b, "key", "wait", token);
    assert_int_equal(ask(b, "key", "wait", "input", again, &is_new, &err), JY_OK);
    assert_false(is_new);
    assert_string_equal(token, again);
    assert_int_equal(ask(b, "key", "wait", "other", again, &is_new, &err), JY_ECONFLICT);
    atomic_store(&b->let_go, true);
}

static void the_queue_is_bounded_and_in_order(void **state)
{
    struct bench *b = *state;
    char token[6][JY_TASK_TOKEN_SIZE];
    bool is_new;
    struct jy_error err = {JY_OK, ""};
    struct jy_arena arena;
    jy_arena_init(&arena);
    open_jobs(b, 2, 3, 3600, 0);
    for (int i = 0; i < 2; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "r%d", i);
        add(b, key, "wait", token[i]);
        (void)wait_for(b, token[i], JY_TASK_RUNNING, &arena);
    }
    for (int i = 2; i < 5; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "w%d", i);
        add(b, key, "wait", token[i]);
        const struct jy_task_status s = status(b, token[i], &arena);
        assert_int_equal(s.state, JY_TASK_WAITING);
        assert_int_equal(s.before, i);
    }
    assert_int_equal(ask(b, "full", "wait", "x", token[5], &is_new, &err), JY_EBUSY);
    assert_int_equal(jy_jobs_stats(b->jobs).waiting, 3);
    atomic_store(&b->let_go, true);
    for (int i = 0; i < 5; i++)
        (void)wait_for(b, token[i], JY_TASK_DONE, &arena);
    assert_int_equal(atomic_load(&b->most), 2);
    jy_arena_done(&arena);
}

static void failures_say_why_and_notes_are_bounded(void **state)
{
    struct bench *b = *state;
    char token[JY_TASK_TOKEN_SIZE];
    int fd;
    uint64_t n;
    struct jy_error err = {JY_OK, ""};
    struct jy_arena arena;
    jy_arena_init(&arena);
    open_jobs(b, 1, 9, 3600, 0);
    struct jy_task_status s = wait_for(b, add(b, "a", "fail", token), JY_TASK_FAILED, &arena);
    assert_string_equal(s.error, "line 3: no such place");
    assert_int_equal(jy_jobs_result(b->jobs, token, &fd, &n, &err), JY_ENOTFOUND);
    s = wait_for(b, add(b, "b", "nothing", token), JY_TASK_FAILED, &arena);
    assert_string_equal(s.error, "there is no result");
    s = wait_for(b, add(b, "c", "notes", token), JY_TASK_DONE, &arena);
    assert_int_equal(s.failed, 250);
    assert_int_equal(s.n_notes, JY_TASK_NOTES_MAX);
    assert_int_equal(s.n_notes_all, 500);
    assert_int_equal(s.notes[0].line, 2);
    assert_true(s.notes[0].failed);
    jy_arena_done(&arena);
}

static void deleting_ends_a_running_job(void **state)
{
    struct bench *b = *state;
    char running[JY_TASK_TOKEN_SIZE], waiting[JY_TASK_TOKEN_SIZE];
    struct jy_error err = {JY_OK, ""};
    struct jy_arena arena;
    jy_arena_init(&arena);
    open_jobs(b, 1, 9, 3600, 0);
    add(b, "a", "wait", running);
    (void)wait_for(b, running, JY_TASK_RUNNING, &arena);
    add(b, "b", "wait", waiting);
    assert_int_equal(jy_jobs_delete(b->jobs, waiting, &err), JY_OK);
    assert_int_equal(jy_jobs_delete(b->jobs, running, &err), JY_OK);
    struct jy_task_status s;
    assert_int_equal(jy_jobs_status(b->jobs, running, &arena, &s, &err), JY_ENOTFOUND);
    for (int i = 0; i < 5000 && atomic_load(&b->running) > 0; i++)
        nap();
    assert_int_equal(atomic_load(&b->running), 0);
    assert_int_equal(atomic_load(&b->begun), 1);
    jy_jobs_close(b->jobs);
    b->jobs = NULL;
    char command[160];
    (void)snprintf(command, sizeof command, "test -z \"$(ls -A '%s')\"", b->folder);
    assert_int_equal(system(command), 0); /* nothing is left */
    jy_arena_done(&arena);
}

static void a_restart_goes_on(void **state)
{
    struct bench *b = *state;
    char done[JY_TASK_TOKEN_SIZE], running[JY_TASK_TOKEN_SIZE], waiting[JY_TASK_TOKEN_SIZE];
    struct jy_arena arena;
    jy_arena_init(&arena);
    open_jobs(b, 1, 9, 3600, 0);
    (void)wait_for(b, add(b, "a", "notes", done), JY_TASK_DONE, &arena);
    add(b, "b", "wait", running);
    (void)wait_for(b, running, JY_TASK_RUNNING, &arena);
    add(b, "c", "copy", waiting);
    jy_jobs_close(b->jobs);
    atomic_store(&b->let_go, true);
    open_jobs(b, 1, 9, 3600, 0);
    const struct jy_task_status s = status(b, done, &arena);
    assert_int_equal(s.state, JY_TASK_DONE);
    assert_int_equal(s.n_notes_all, 500);
    assert_int_equal(s.failed, 250);
    (void)wait_for(b, running, JY_TASK_DONE, &arena);
    (void)wait_for(b, waiting, JY_TASK_DONE, &arena);
    jy_arena_done(&arena);
}

/* A record that says "running" with both attempts used: the service died with it twice. */
static void what_took_the_service_down_twice_is_given_up(void **state)
{
    struct bench *b = *state;
    struct jy_arena arena;
    struct jy_error err = {JY_OK, ""};
    char path[160];
    const char *token = "0123456789abcdef0123456789abcdef";
    const char *record = "{\"state\":\"running\",\"key\":\"k\",\"order\":\"copy\",\"hash\":\"\","
                         "\"attempts\":2,\"created_s\":1}";
    jy_arena_init(&arena);
    assert_int_equal(mkdir(b->folder, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/%s.json", b->folder, token);
    assert_int_equal(jy_file_write(path, record, strlen(record), false, &err), JY_OK);
    (void)snprintf(path, sizeof path, "%s/%s.in", b->folder, token);
    assert_int_equal(jy_file_write(path, "input", 5, false, &err), JY_OK);
    (void)snprintf(path, sizeof path, "%s/%s.json", b->folder, "not-a-token");
    assert_int_equal(jy_file_write(path, "{", 1, false, &err), JY_OK);
    open_jobs(b, 1, 9, 3600, 0);
    const struct jy_task_status s = status(b, token, &arena);
    assert_int_equal(s.state, JY_TASK_FAILED);
    assert_int_equal(atomic_load(&b->begun), 0);
    jy_arena_done(&arena);
}

static void results_go_with_age_and_the_folder_has_an_end(void **state)
{
    struct bench *b = *state;
    char token[JY_TASK_TOKEN_SIZE];
    bool is_new;
    struct jy_task_status s;
    struct jy_error err = {JY_OK, ""};
    struct jy_arena arena;
    jy_arena_init(&arena);
    open_jobs(b, 1, 9, 3600, 64);
    (void)wait_for(b, add(b, "a", "copy", token), JY_TASK_DONE, &arena);
    assert_int_equal(ask(b, "b", "copy", "x", token, &is_new, &err), JY_EBUSY);
    jy_jobs_close(b->jobs);
    open_jobs(b, 1, 9, 0, 0); /* kept for no time at all */
    assert_int_equal(jy_jobs_status(b->jobs, token, &arena, &s, &err), JY_ENOTFOUND);
    assert_int_equal(jy_jobs_stats(b->jobs).kept, 0);
    jy_arena_done(&arena);
}

static void only_tokens_are_tokens(void **state)
{
    (void)state;
    char a[JY_TASK_TOKEN_SIZE], c[JY_TASK_TOKEN_SIZE];
    assert_true(jy_task_token_valid(jy_task_token_new(a)));
    assert_true(jy_task_token_valid(jy_task_token_new(c)));
    assert_string_not_equal(a, c);
    assert_false(jy_task_token_valid(""));
    assert_false(jy_task_token_valid("../../../../../../../../etc/passw"));
    assert_false(jy_task_token_valid("0123456789ABCDEF0123456789abcdef"));
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(a_job_runs_and_its_result_is_there),
        WITH_FOLDER(the_same_key_is_the_same_job),
        WITH_FOLDER(the_queue_is_bounded_and_in_order),
        WITH_FOLDER(failures_say_why_and_notes_are_bounded),
        WITH_FOLDER(deleting_ends_a_running_job),
        WITH_FOLDER(a_restart_goes_on),
        WITH_FOLDER(what_took_the_service_down_twice_is_given_up),
        WITH_FOLDER(results_go_with_age_and_the_folder_has_an_end),
        cmocka_unit_test(only_tokens_are_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
