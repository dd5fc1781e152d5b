/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Time and memory of putting N lights into a new registry, and of the same N again.
 * Use: store_import DB [N]; the DB must not exist.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <sodium.h>

#include "src/base/clock.h"
#include "src/store/write.h"

static double unit(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

static enum jy_code import(struct jy_store *store, long n, struct jy_error *err)
{
    const struct jy_source source = {.file = "bench", .layer = JY_LAYER_STREETLIGHTS};
    struct jy_import *import;
    uint64_t seed = 1;
    const double begin_s = jy_clock_monotonic_s();
    enum jy_code code = jy_import_begin(store, &source, &import, err);
    if (code != JY_OK)
        return code;
    for (long i = 0; i < n && code == JY_OK; i++) {
        char key[32];
        (void)snprintf(key, sizeof key, "ref:L%07ld", i);
        struct jy_light light = {.key = key,
                                 .ref = key + 4,
                                 .at = {139.4 + 0.4 * unit(&seed), 35.5 + 0.3 * unit(&seed)},
                                 .status = JY_STATUS_IN_SERVICE,
                                 .watt_w = 20,
                                 .lumen_lm = (double)NAN,
                                 .colour_k = (double)NAN,
                                 .height_m = (double)NAN,
                                 .arm_m = (double)NAN};
        code = jy_import_light(import, &light, NULL, err);
    }
    if (code != JY_OK) {
        jy_import_abort(import);
        return code;
    }
    const double put_s = jy_clock_monotonic_s();
    code = jy_import_commit(import, err);
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("%ld lights: put %.2f s, commit %.2f s, peak memory %ld MB\n", n, put_s - begin_s,
           jy_clock_monotonic_s() - put_s, usage.ru_maxrss / 1024);
    return code;
}

int main(int argc, char **argv)
{
    struct jy_error err;
    struct jy_store *store;
    const long n = argc > 2 ? strtol(argv[2], NULL, 10) : 1000000;
    if (argc < 2 || sodium_init() < 0)
        return 2;
    enum jy_code code = jy_store_create(argv[1], "{}", &err);
    if (code == JY_OK)
        code = jy_store_open(argv[1], JY_STORE_WRITE, &store, &err);
    if (code == JY_OK) {
        code = import(store, n, &err);
        if (code == JY_OK)
            code = import(store, n, &err);
        jy_store_close(store);
    }
    if (code != JY_OK)
        (void)fprintf(stderr, "%s\n", err.text);
    return code != JY_OK;
}
