/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato logo`: a picture of a stranger, decoded where it can do no harm, as a clean PNG.
 */
#include <stdio.h>
#include <unistd.h>

#include "src/base/confine.h"
#include "src/base/file.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/render/picture.h"

/* Enough for 30 mm at 600 dpi, and for the largest picture taken: 64 MB unpacked, twice. */
enum { LOGO_SIDE_PX = 720, MEMORY_BYTES = 512 << 20, CPU_S = 5 };

static enum jy_code read_input(const char *path, struct jy_buf *out, struct jy_error *err)
{
    char bytes[65536];
    if (path[0] != '-' || path[1] != '\0')
        return jy_file_read(path, JY_PICTURE_MAX_BYTES, out, err);
    for (ssize_t n; (n = read(STDIN_FILENO, bytes, sizeof bytes)) > 0;) {
        jy_buf_add(out, bytes, (size_t)n);
        if (out->len > JY_PICTURE_MAX_BYTES)
            return jy_fail(err, JY_EINVALID, "picture: more than %d bytes", JY_PICTURE_MAX_BYTES);
    }
    return JY_OK;
}

int cli_logo(int argc, char **argv)
{
    const char *out_path = "-";
    bool force = false;
    const struct cli_option options[] = {
        {"out", "FILE", "where to write (- is stdout, the default)", CLI_STRING, &out_path, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &force, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "logo FILE [--out PNG]",
        .text =
            "Checks a logo for property sheets, PNG or JPEG (- is stdin), and writes it anew as "
            "PNG: only\n"
            "its pixels, at most 720 a side. Decodes under limits of memory and time, without "
            "network.",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 1,
        .max_args = 1};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    const struct jy_confine limits = {.memory_bytes = MEMORY_BYTES, .cpu_s = CPU_S};
    struct jy_error err;
    struct jy_buf JY_AUTOBUF in = JY_BUF_INIT, out = JY_BUF_INIT;
    struct jy_picture logo = {0};
    jy_confine(&limits);
    enum jy_code code = read_input(args[0], &in, &err);
    if (code == JY_OK)
        code = jy_picture_read(jy_buf_text(&in), in.len, &logo, &err);
    if (code == JY_OK) {
        jy_picture_shrink(&logo, LOGO_SIDE_PX);
        code = jy_picture_write_png(&logo, &out, &err);
    }
    if (code == JY_OK)
        code = jy_file_write(out_path, out.data, out.len, force, &err);
    jy_picture_done(&logo);
    return code == JY_OK ? 0 : cli_failed(argv[0], &err);
}
