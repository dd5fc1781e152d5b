/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/cli/options.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <getopt.h>

#include "src/base/date.h"
#include "src/base/number.h"
#include "src/domain/lang.h"

int cli_wrong_use(const char *command, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)fprintf(stderr, "joyato %s: ", command);
    (void)vfprintf(stderr, fmt, args);
    (void)fprintf(stderr, " (see joyato %s --help)\n", command);
    va_end(args);
    return CLI_WRONG;
}

static void print_help(const struct cli_usage *usage)
{
    printf("usage: joyato %s\n\n%s\n\noptions:\n", usage->synopsis, usage->text);
    for (size_t i = 0; i < usage->n_options; i++) {
        const struct cli_option *o = &usage->options[i];
        char left[64];
        (void)snprintf(left, sizeof left, "--%s%s%s", o->name, o->label != NULL ? " " : "",
                       o->label != NULL ? o->label : "");
        printf("  %-26s %s\n", left, o->help);
    }
    printf("  %-26s %s\n", "--help", "this text");
}

static int parse_number(const char *command, const struct cli_option *o, const char *text,
                        double *out)
{
    double value;
    if (!jy_number_parse(text, &value))
        return cli_wrong_use(command, "--%s wants a number, not '%s'", o->name, text);
    if (o->kind == CLI_INT && value != floor(value))
        return cli_wrong_use(command, "--%s wants a whole number, not '%s'", o->name, text);
    if (value < o->min || value > o->max) {
        return cli_wrong_use(command, "--%s wants a number from %.10g to %.10g, not '%s'", o->name,
                             o->min, o->max, text);
    }
    *out = value;
    return 0;
}

static int add_to_list(const char *command, const struct cli_option *o, const char *text)
{
    struct cli_list *list = o->out;
    if (list->n == CLI_LIST_MAX)
        return cli_wrong_use(command, "--%s given more than %d times", o->name, CLI_LIST_MAX);
    list->items[list->n++] = text;
    return 0;
}

static int store_option(const char *command, const struct cli_option *o, const char *text)
{
    double value = 0;
    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)o->out = true;
        return 0;
    case CLI_STRING:
        *(const char **)o->out = text;
        return 0;
    case CLI_INT:
        if (parse_number(command, o, text, &value) != 0)
            return CLI_WRONG;
        *(long *)o->out = (long)value;
        return 0;
    case CLI_DOUBLE:
        if (parse_number(command, o, text, &value) != 0)
            return CLI_WRONG;
        *(double *)o->out = value;
        return 0;
    case CLI_LANG:
        if (!jy_lang_parse(text, o->out)) {
            return cli_wrong_use(command, "--%s wants ja, ja-easy, en, zh or ko, not '%s'", o->name,
                                 text);
        }
        return 0;
    case CLI_DAY:
        if (!jy_date_parse_iso(text, o->out))
            return cli_wrong_use(command, "--%s wants a day YYYY-MM-DD, not '%s'", o->name, text);
        return 0;
    case CLI_LIST:
        return add_to_list(command, o, text);
    }
    return CLI_WRONG;
}

#define CLI_OPTIONS_MAX 40

static void fill_longopts(const struct cli_usage *usage, struct option *longopts)
{
    assert(usage->n_options < CLI_OPTIONS_MAX);
    for (size_t i = 0; i < usage->n_options; i++) {
        longopts[i] = (struct option){
            .name = usage->options[i].name,
            .has_arg = usage->options[i].kind == CLI_FLAG ? no_argument : required_argument,
            .val = 1000 + (int)i};
    }
    longopts[usage->n_options] = (struct option){.name = "help", .val = 'h'};
}

static enum cli_parse check_args(const struct cli_usage *usage, const char *command, size_t n)
{
    if (n < usage->min_args) {
        (void)cli_wrong_use(command, "too few arguments: joyato %s", usage->synopsis);
        return CLI_WRONG;
    }
    if (n > usage->max_args) {
        (void)cli_wrong_use(command, "too many arguments: joyato %s", usage->synopsis);
        return CLI_WRONG;
    }
    return CLI_RUN;
}

enum cli_parse cli_parse(const struct cli_usage *usage, int argc, char **argv, char ***args,
                         size_t *n_args)
{
    struct option longopts[CLI_OPTIONS_MAX + 2] = {{0}};
    fill_longopts(usage, longopts);

    optind = 0; /* glibc: start anew, permuting */
    opterr = 0;
    int c;
    /* One thread: options are read before any other starts. */
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    while ((c = getopt_long(argc, argv, ":h", longopts, NULL)) != -1) {
        if (c == 'h') {
            print_help(usage);
            return CLI_DONE;
        }
        if (c == '?') {
            (void)cli_wrong_use(argv[0], "unknown option '%s'", argv[optind - 1]);
            return CLI_WRONG;
        }
        if (c == ':') {
            (void)cli_wrong_use(argv[0], "option '%s' wants a value", argv[optind - 1]);
            return CLI_WRONG;
        }
        if (store_option(argv[0], &usage->options[c - 1000], optarg) != 0)
            return CLI_WRONG;
    }
    *args = argv + optind;
    *n_args = (size_t)(argc - optind);
    return check_args(usage, argv[0], *n_args);
}
