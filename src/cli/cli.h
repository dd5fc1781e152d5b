/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The commands. Exit codes: 0 done, 1 failed (one line on stderr), 2 wrong use.
 */
#pragma once
#include "src/base/error.h"

struct cli_command {
    const char *name;
    const char *summary;               /**< one line for `joyato --help` */
    int (*run)(int argc, char **argv); /**< argv[0] is the command's name */
};

/** Ends with an entry whose name is NULL. */
extern const struct cli_command cli_commands[];

/** Prints "joyato COMMAND: text" to stderr; returns exit code 1. */
int cli_failed(const char *command, const struct jy_error *err);

/* One line per command, alphabetical. */
int cli_import(int argc, char **argv);
int cli_gaps(int argc, char **argv);
int cli_crimes(int argc, char **argv);
int cli_hotspots(int argc, char **argv);
int cli_init(int argc, char **argv);
int cli_ask(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_flyer(int argc, char **argv);
int cli_history(int argc, char **argv);
int cli_logo(int argc, char **argv);
int cli_plan(int argc, char **argv);
int cli_cameras(int argc, char **argv);
int cli_request(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_search(int argc, char **argv);
int cli_serve(int argc, char **argv);
int cli_stats(int argc, char **argv);
int cli_tile(int argc, char **argv);
int cli_tiles(int argc, char **argv);
int cli_walk(int argc, char **argv);
