/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "src/api/tile_cache.h"

#include "tests/support/support.h"

static int builds; /* by one thread at a time in these tests, or under the cache's coalescing */

static enum jy_code build(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    size_t n = *(size_t *)ctx;
    __atomic_add_fetch(&builds, 1, __ATOMIC_SEQ_CST);
    if (n == 1)
        return jy_fail(err, JY_EIO, "no");
    char bytes[4096];
    memset(bytes, 'x', sizeof bytes);
    if (n == 2)
        (void)usleep(50000);
    *out = jy_http_bytes_new(bytes, n);
    return JY_OK;
}

static enum jy_code get(struct jy_tile_cache *cache, uint32_t x, size_t n)
{
    struct jy_tile_key key = {.x = x, .version = 7};
    struct jy_http_bytes *bytes;
    struct jy_error err;
    enum jy_code code = jy_tile_cache_get(cache, &key, build, &n, &bytes, &err);
    if (code == JY_OK) {
        assert_int_equal(bytes->len, n);
        jy_http_bytes_unref(bytes);
    }
    return code;
}

static void the_least_recently_used_goes_first(void **state)
{
    (void)state;
    /* three tiles of 1000 bytes and their overhead fit, four do not */
    struct jy_tile_cache *cache = jy_tile_cache_new(4000);
    builds = 0;
    for (uint32_t x = 0; x < 3; x++)
        assert_int_equal(get(cache, x, 1000), JY_OK);
    assert_int_equal(get(cache, 0, 1000), JY_OK);
    assert_int_equal(builds, 3);
    assert_int_equal(get(cache, 3, 1000), JY_OK); /* 1 goes */
    assert_int_equal(get(cache, 0, 1000), JY_OK);
    assert_int_equal(get(cache, 2, 1000), JY_OK);
    assert_int_equal(builds, 4);
    assert_int_equal(get(cache, 1, 1000), JY_OK);
    assert_int_equal(builds, 5);
    struct jy_tile_stats stats = jy_tile_cache_stats(cache);
    assert_int_equal(stats.hits, 3);
    assert_int_equal(stats.misses, 5);
    assert_int_equal(stats.tiles, 3);
    assert_true(stats.bytes <= 4000);
    jy_tile_cache_free(cache);
}

static void failures_and_giants_are_not_kept(void **state)
{
    (void)state;
    struct jy_tile_cache *cache = jy_tile_cache_new(1000);
    builds = 0;
    assert_int_equal(get(cache, 0, 1), JY_EIO);
    assert_int_equal(get(cache, 0, 1), JY_EIO);
    assert_int_equal(builds, 2);
    assert_int_equal(get(cache, 1, 2000), JY_OK);
    assert_int_equal(get(cache, 1, 2000), JY_OK);
    assert_int_equal(builds, 4);
    assert_int_equal(jy_tile_cache_stats(cache).bytes, 0);
    assert_int_equal(get(cache, 2, 0), JY_OK); /* an empty tile is kept too */
    assert_int_equal(get(cache, 2, 0), JY_OK);
    assert_int_equal(builds, 5);
    jy_tile_cache_free(cache);
}

static void *thread_main(void *arg)
{
    return get(arg, 9, 2) == JY_OK ? NULL : arg;
}

static void equal_tiles_are_built_once(void **state)
{
    (void)state;
    struct jy_tile_cache *cache = jy_tile_cache_new((size_t)1 << 20);
    builds = 0;
    pthread_t threads[16];
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, thread_main, cache), 0);
    for (size_t i = 0; i < 16; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    assert_int_equal(builds, 1);
    assert_int_equal(get(cache, 9, 2), JY_OK);
    assert_int_equal(builds, 1);
    assert_int_equal(jy_tile_cache_stats(cache).tiles, 1);
    jy_tile_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_recently_used_goes_first),
        cmocka_unit_test(failures_and_giants_are_not_kept),
        cmocka_unit_test(equal_tiles_are_built_once),
    };
    return cmocka_run_group_tests_name("src/api/tile_cache", tests, NULL, NULL);
}
