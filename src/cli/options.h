/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One table per command says its options; parsing, range checks and --help come from it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum cli_option_kind {
    CLI_FLAG,   /**< bool *out */
    CLI_STRING, /**< const char **out */
    CLI_INT,    /**< long *out, within [min, max] */
    CLI_DOUBLE, /**< double *out, finite, within [min, max] */
    CLI_LANG,   /**< enum jy_lang *out */
    CLI_DAY,    /**< struct jy_date *out: YYYY-MM-DD */
    CLI_LIST    /**< struct cli_list *out: the option may come again */
};

#define CLI_LIST_MAX 64
struct cli_list {
    size_t n;
    const char *items[CLI_LIST_MAX];
};

struct cli_option {
    const char *name;  /**< without the dashes */
    const char *label; /**< name of the argument in --help; NULL for a flag */
    const char *help;  /**< one line */
    enum cli_option_kind kind;
    void *out;       /**< left as it was when the option is absent: the default */
    double min, max; /**< for numbers */
};

struct cli_usage {
    const char *synopsis; /**< "gaps DB | gaps --roads FILE --lights FILE" */
    const char *text;     /**< what it does; may hold newlines */
    const struct cli_option *options;
    size_t n_options;
    size_t min_args, max_args; /**< positional arguments */
};

/** Whether the command is to run; the others are its exit code at once. */
enum cli_parse {
    CLI_RUN = -1,
    CLI_DONE = 0, /**< --help printed */
    CLI_WRONG = 2 /**< one line printed */
};

/**
 * Parses argv[1..argc-1] (argv[0] is the command's name). Options and positional arguments may be
 * mixed;
 * "--" ends options. On CLI_RUN @p args points to the *n_args positional arguments inside argv.
 */
enum cli_parse cli_parse(const struct cli_usage *usage, int argc, char **argv, char ***args,
                         size_t *n_args);

/** Prints "joyato: ..." and how to get help to stderr; returns CLI_WRONG. */
__attribute__((format(printf, 2, 3))) int cli_wrong_use(const char *command, const char *fmt, ...);
