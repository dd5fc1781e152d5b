/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "src/app/serve.h"
#include "src/base/log.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/http/listen.h"

struct serve_options {
    const char *listen, *config, *web;
    bool quiet;
};

static enum jy_code read_config(const struct serve_options *options, struct jy_config *config,
                                struct jy_error *err)
{
    jy_config_init(config);
    enum jy_code code = JY_OK;
    if (options->config != NULL)
        code = jy_config_read(config, options->config, err);
    if (code == JY_OK && options->listen != NULL)
        code = jy_config_set(config, "listen", options->listen, err);
    if (code == JY_OK && options->web != NULL)
        code = jy_config_set(config, "web_dir", options->web, err);
    if (code == JY_OK)
        code = jy_config_check(config, err);
    if (options->quiet)
        config->access_log = false;
    return code;
}

/* Blocked here, before any thread starts, so that only this one takes them. */
static void block_signals(sigset_t *out)
{
    (void)sigemptyset(out);
    (void)sigaddset(out, SIGTERM);
    (void)sigaddset(out, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, out, NULL);
}

static int serve(const char *db_path, const struct serve_options *options)
{
    struct jy_error err;
    struct jy_config config;
    struct jy_service *service = NULL;
    sigset_t stop;
    if (options->listen != NULL && !jy_listen_text_valid(options->listen)) {
        return cli_wrong_use("serve", "--listen wants HOST:PORT, not '%.100s'", options->listen);
    }
    block_signals(&stop);
    if (options->quiet)
        jy_log_set_level(JY_LOG_WARN);
    enum jy_code code = read_config(options, &config, &err);
    if (code == JY_OK)
        code = jy_service_start(db_path, &config, &service, &err);
    if (code != JY_OK)
        return cli_failed("serve", &err);
    printf("listening on http://%s\n", jy_service_address(service));
    (void)fflush(stdout);
    int signal_number = 0;
    (void)sigwait(&stop, &signal_number);
    jy_log(JY_LOG_INFO, "stopping", "signal=%d", signal_number);
    jy_service_stop(service);
    return 0;
}

int cli_serve(int argc, char **argv)
{
    struct serve_options o = {0};
    const struct cli_option options[] = {
        {.name = "listen",
         .label = "HOST:PORT",
         .kind = CLI_STRING,
         .out = &o.listen,
         .help = "default 127.0.0.1:8080; port 0 takes a free one"},
        {.name = "config",
         .label = "FILE",
         .kind = CLI_STRING,
         .out = &o.config,
         .help = "settings, one NAME = VALUE a line"},
        {.name = "web",
         .label = "DIR",
         .kind = CLI_STRING,
         .out = &o.web,
         .help = "folder of the pages"},
        {.name = "quiet", .kind = CLI_FLAG, .out = &o.quiet, .help = "no access log"}};
    const struct cli_usage usage = {
        .synopsis = "serve DB [--listen 127.0.0.1:8080] [--config FILE] [--web DIR] [--quiet]",
        .text =
            "Serves the registry: pages, tiles and the JSON API. Prints the address when ready;\n"
            "ends on SIGTERM or SIGINT, after the requests that are under way.",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 1,
        .max_args = 1};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    return parsed == CLI_RUN ? serve(args[0], &o) : parsed;
}
