/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/store/backup.h"

int cli_restore(int argc, char **argv)
{
    bool force = false;
    const struct cli_option options[] = {
        {.name = "force", .help = "replace the registry at DB", .kind = CLI_FLAG, .out = &force}};
    const struct cli_usage usage = {
        .synopsis = "restore FILE DB [--force]",
        .text = "Checks the backup FILE and makes a registry DB of it. A registry in use is never "
                "replaced:\nstop the service first.",
        .options = options,
        .n_options = 1,
        .min_args = 2,
        .max_args = 2};
    char **args;
    size_t n;
    struct jy_error err;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n);
    if (parsed != CLI_RUN)
        return parsed;
    if (jy_store_restore(args[0], args[1], force, &err) != JY_OK)
        return cli_failed("restore", &err);
    printf("%s: restored from %s and checked\n", args[1], args[0]);
    return 0;
}
