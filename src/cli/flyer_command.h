/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * `joyato flyer` as it was asked for; what the files of this command share.
 */
#pragma once
#include "src/snapshot/flyers.h"

struct flyer_command {
    const char *db;
    struct jy_flyer_wish wish;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
    bool bleed, force, json;
    struct jy_picture logo;
    /* as given; NULL: not */
    const char *csv_path, *progress, *logo_path, *format_name, *size_name, *at, *out_path, *day,
        *budget, *vendor;
    long year, copies, cost_yen; /* 0; copies and cost -1: not given */
};

/** Is this word one of the commands about issued sheets, not a template? */
bool cli_is_edition_command(const char *word);
/** Runs it; @p args are the words after DB. */
int cli_flyer_editions(struct flyer_command *c, const char *command, char **args, size_t n_args);

/** Reads template and options into c->wish: 0, or the exit code of wrong use. flyer: cmd_flyer.c */
int cli_flyer_read(struct flyer_command *r, const char *command, const char *template);
