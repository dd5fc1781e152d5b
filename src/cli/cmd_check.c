/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/snapshot/scene_cache.h"
#include "src/store/read.h"
#include "src/store/write.h"

static enum jy_code print_counts(struct jy_store *store, struct jy_error *err)
{
    for (enum jy_layer layer = JY_LAYER_ROADS; layer <= JY_LAYER_REQUESTS; layer++) {
        int64_t count = 0;
        enum jy_code code = jy_store_count(store, layer, &count, err);
        if (code != JY_OK)
            return code;
        printf("%-14s %" PRId64 "\n", jy_layer_text(layer), count);
    }
    return JY_OK;
}

static enum jy_code print_scene_file(const char *path, struct jy_store *store, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    enum jy_code code = jy_scene_cache_check(path, store, &text, err);
    if (code == JY_OK)
        printf("%-14s %s\n", "scene file", jy_buf_text(&text));
    return code;
}

int cli_check(int argc, char **argv)
{
    static const struct cli_usage usage = {
        .synopsis = "check DB",
        .text = "Looks for damage: file, references, spatial indexes, geometries, schema, and "
                "the scene file beside it. Prints the rows of each layer.",
        .min_args = 1,
        .max_args = 1};
    char **args;
    size_t n;
    struct jy_error err;
    struct jy_store *store = NULL;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n);
    if (parsed != CLI_RUN)
        return parsed == CLI_DONE ? 0 : 2;
    enum jy_code code = jy_store_open(args[0], JY_STORE_READ, &store, &err);
    if (code == JY_OK)
        code = jy_store_check(store, &err);
    if (code == JY_OK)
        code = print_counts(store, &err);
    if (code == JY_OK)
        code = print_scene_file(args[0], store, &err);
    jy_store_close(store);
    if (code != JY_OK)
        return cli_failed("check", &err);
    printf("%s: no damage found\n", args[0]);
    return 0;
}
