/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "src/cli/cli.h"

static void print_usage(FILE *out)
{
    (void)fputs("usage: joyato COMMAND [DB] [options]   (joyato COMMAND --help tells more)\n\n",
                out);
    for (const struct cli_command *c = cli_commands; c->name != NULL; c++)
        (void)fprintf(out, "  %-10s %s\n", c->name, c->summary);
}

int main(int argc, char **argv)
{
    /* A full disk or a closed pipe is an error to report, not a reason to die. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    if (sodium_init() < 0) {
        (void)fputs("joyato: no source of random numbers\n", stderr);
        return 1;
    }
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        puts(PACKAGE_STRING);
        return 0;
    }
    if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (argc < 2) {
        (void)fputs("joyato: say what to do: joyato COMMAND (joyato --help lists the commands)\n",
                    stderr);
        return 2;
    }
    for (const struct cli_command *c = cli_commands; c->name != NULL; c++) {
        if (strcmp(c->name, argv[1]) == 0) {
            int rc = c->run(argc - 1, argv + 1);
            if (fflush(stdout) != 0 && rc == 0) {
                (void)fputs("joyato: cannot write the output\n", stderr);
                rc = 1;
            }
            return rc;
        }
    }
    (void)fprintf(stderr, "joyato: unknown command '%s' (see joyato --help)\n", argv[1]);
    return 2;
}
