/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/src/store/scratch.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "src/base/mem.h"

int scratch_setup(void **state)
{
    char path[] = "joyato-test-XXXXXX";
    if (sodium_init() < 0 || mkdtemp(path) == NULL)
        return -1;
    *state = jy_strdup(path);
    return 0;
}

int scratch_teardown(void **state)
{
    DIR *dir = opendir(*state);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        (void)unlinkat(dirfd(dir), e->d_name, 0);
    if (dir != NULL)
        (void)closedir(dir);
    int result = rmdir(*state);
    free(*state);
    return result;
}

const char *scratch_path(void **state, const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, PATH_MAX, "%s/%s", (const char *)*state, name);
    return path;
}

void scratch_assert_ok(enum jy_code code, const struct jy_error *err, const char *file, int line)
{
    if (code == JY_OK)
        return;
    print_error("%s\n", err->text);
    _fail(file, line);
}

struct jy_store *scratch_open(void **state, const char *name, enum jy_store_mode mode)
{
    struct jy_store *store = NULL;
    struct jy_error err;
    assert_ok(jy_store_open(scratch_path(state, name), mode, &store, &err), &err);
    return store;
}

struct jy_store *scratch_store(void **state, const char *name)
{
    struct jy_error err;
    assert_ok(jy_store_create(scratch_path(state, name), "{\"code\":\"132195\"}", &err), &err);
    return scratch_open(state, name, JY_STORE_WRITE);
}

struct jy_light scratch_light(const char *key, double lon_deg, double lat_deg)
{
    return (struct jy_light){.key = key,
                             .at = {lon_deg, lat_deg},
                             .watt_w = (double)NAN,
                             .lumen_lm = (double)NAN,
                             .colour_k = (double)NAN,
                             .height_m = (double)NAN,
                             .arm_m = (double)NAN};
}

struct jy_source scratch_source(enum jy_layer layer)
{
    return (struct jy_source){
        .file = "lights.csv", .format = "CSV (UTF-8)", .date = {2024, 4, 1}, .layer = layer};
}

enum jy_put_result scratch_put_light(struct jy_store *store, const struct jy_light *light,
                                     struct jy_date day)
{
    struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
    struct jy_import *import;
    struct jy_error err;
    enum jy_put_result result;
    source.date = day;
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    assert_ok(jy_import_light(import, light, &result, &err), &err);
    assert_ok(jy_import_commit(import, &err), &err);
    return result;
}

void scratch_remove_light(struct jy_store *store, struct jy_light light, struct jy_date day)
{
    light.status = JY_STATUS_REMOVED;
    light.removed = day;
    assert_int_equal(scratch_put_light(store, &light, day), JY_PUT_UPDATED);
}
