/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/store/write.h"

int cli_backup(int argc, char **argv)
{
    static const struct cli_usage usage = {
        .synopsis = "backup DB FILE",
        .text = "Copies the whole registry to a new FILE while the service runs, and checks the "
                "copy.",
        .min_args = 2,
        .max_args = 2};
    char **args;
    size_t n;
    struct jy_error err;
    struct jy_store *store = NULL;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n);
    if (parsed != CLI_RUN)
        return parsed;
    enum jy_code code = jy_store_open(args[0], JY_STORE_READ, &store, &err);
    if (code == JY_OK)
        code = jy_store_backup(store, args[1], &err);
    jy_store_close(store);
    if (code != JY_OK)
        return cli_failed("backup", &err);
    printf("%s: complete and checked\n", args[1]);
    return 0;
}
