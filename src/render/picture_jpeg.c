/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "src/base/mem.h"
#include "src/render/picture.h"

/* libjpeg ends the program on errors unless it is told otherwise. */
struct guard {
    struct jpeg_error_mgr base; /* first: libjpeg hands it back */
    jmp_buf back;
    char said[JMSG_LENGTH_MAX];
};

_Noreturn static void on_error(j_common_ptr cinfo)
{
    struct guard *guard = (struct guard *)(void *)cinfo->err;
    cinfo->err->format_message(cinfo, guard->said);
    longjmp(guard->back, 1);
}

/* A warning is damage: bytes are missing, or wrong. */
static void on_message(j_common_ptr cinfo, int level)
{
    if (level < 0)
        on_error(cinfo);
}

static void on_output(j_common_ptr cinfo)
{
    (void)cinfo;
}

static const char *why_not(const struct jpeg_decompress_struct *d)
{
    if (d->image_width > JY_PICTURE_MAX_PX || d->image_height > JY_PICTURE_MAX_PX)
        return "more than 4096 pixels a side";
    if (d->num_components != 1 && d->num_components != 3)
        return "only grey and RGB pictures are taken, not CMYK";
    return NULL;
}

/* Rows of RGB into RGBA, from the back so that one buffer is enough. */
static void read_rows(struct jpeg_decompress_struct *d, uint8_t *rgba)
{
    while (d->output_scanline < d->output_height) {
        uint8_t *row = rgba + 4 * (size_t)d->output_width * d->output_scanline;
        JSAMPROW rows[1] = {row};
        (void)jpeg_read_scanlines(d, rows, 1);
        for (size_t x = d->output_width; x-- > 0;) {
            const uint8_t r = row[3 * x], g = row[3 * x + 1], b = row[3 * x + 2];
            row[4 * x] = r;
            row[4 * x + 1] = g;
            row[4 * x + 2] = b;
            row[4 * x + 3] = 255;
        }
    }
}

enum jy_code jy_picture_read_jpeg(const void *bytes, size_t n, struct jy_picture *out,
                                  struct jy_error *err)
{
    struct jpeg_decompress_struct d;
    struct guard guard = {.said = ""};
    uint8_t *volatile rgba = NULL;
    const char *volatile refused = NULL;
    if (n > JY_PICTURE_MAX_BYTES) {
        return jy_fail(err, JY_EINVALID, "picture: %zu bytes, at most %d are taken", n,
                       JY_PICTURE_MAX_BYTES);
    }
    d.err = jpeg_std_error(&guard.base);
    guard.base.error_exit = on_error;
    guard.base.emit_message = on_message;
    guard.base.output_message = on_output;
    if (setjmp(guard.back) != 0) {
        jpeg_destroy_decompress(&d);
        free(rgba);
        return jy_fail(err, JY_EINVALID, "picture: the JPEG file is damaged: %s", guard.said);
    }
    jpeg_create_decompress(&d);
    jpeg_mem_src(&d, bytes, n);
    (void)jpeg_read_header(&d, TRUE);
    refused = why_not(&d);
    if (refused == NULL) {
        d.out_color_space = JCS_RGB;
        (void)jpeg_start_decompress(&d);
        rgba = jy_malloc(4 * (size_t)d.output_width * d.output_height);
        read_rows(&d, rgba);
        (void)jpeg_finish_decompress(&d);
        *out = (struct jy_picture){(int)d.output_width, (int)d.output_height, rgba};
    }
    jpeg_destroy_decompress(&d);
    return refused == NULL ? JY_OK : jy_fail(err, JY_EINVALID, "picture: %s", refused);
}
