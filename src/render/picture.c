/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/picture.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "src/base/mem.h"

static enum jy_code refused(png_image *image, const char *why, struct jy_error *err)
{
    enum jy_code code = jy_fail(err, JY_EINVALID, "picture: %s", why);
    png_image_free(image);
    return code;
}

enum jy_code jy_picture_read_png(const void *bytes, size_t n, struct jy_picture *out,
                                 struct jy_error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (n > JY_PICTURE_MAX_BYTES) {
        return jy_fail(err, JY_EINVALID, "picture: %zu bytes, at most %d are taken", n,
                       JY_PICTURE_MAX_BYTES);
    }
    if (n < 8 || png_sig_cmp(bytes, 0, 8) != 0)
        return jy_fail(err, JY_EINVALID, "picture: this is no PNG file");
    if (!png_image_begin_read_from_memory(&image, bytes, n))
        return refused(&image, image.message, err);
    if (image.width > JY_PICTURE_MAX_PX || image.height > JY_PICTURE_MAX_PX) {
        (void)jy_fail(err, JY_EINVALID, "picture: %u x %u pixels, at most %d a side are taken",
                      image.width, image.height, JY_PICTURE_MAX_PX);
        png_image_free(&image);
        return JY_EINVALID;
    }
    image.format = PNG_FORMAT_RGBA;
    uint8_t *rgba = jy_malloc((size_t)image.width * image.height * 4);
    if (!png_image_finish_read(&image, NULL, rgba, 0, NULL)) {
        free(rgba);
        return refused(&image, image.message, err);
    }
    *out = (struct jy_picture){(int)image.width, (int)image.height, rgba};
    return JY_OK;
}

void jy_picture_done(struct jy_picture *picture)
{
    free(picture->rgba);
    *picture = (struct jy_picture){0};
}

enum jy_code jy_picture_read(const void *bytes, size_t n, struct jy_picture *out,
                             struct jy_error *err)
{
    static const unsigned char jpeg[] = {0xFF, 0xD8, 0xFF};
    if (n >= 8 && png_sig_cmp(bytes, 0, 8) == 0)
        return jy_picture_read_png(bytes, n, out, err);
    if (n >= sizeof jpeg && memcmp(bytes, jpeg, sizeof jpeg) == 0)
        return jy_picture_read_jpeg(bytes, n, out, err);
    return jy_fail(err, JY_EINVALID, "picture: neither PNG nor JPEG");
}

/* The mean of a box of pixels; colours weigh as much as they cover. */
static void mean(const struct jy_picture *p, const int box[4], uint8_t out[4])
{
    uint64_t sum[3] = {0}, alpha = 0, n = 0;
    for (int y = box[1]; y < box[3]; y++) {
        for (int x = box[0]; x < box[2]; x++, n++) {
            const uint8_t *px = p->rgba + 4 * ((size_t)y * (size_t)p->width_px + (size_t)x);
            for (int c = 0; c < 3; c++)
                sum[c] += (uint64_t)px[c] * px[3];
            alpha += px[3];
        }
    }
    for (int c = 0; c < 3; c++)
        out[c] = (uint8_t)(alpha > 0 ? (sum[c] + alpha / 2) / alpha : 255);
    out[3] = (uint8_t)(n > 0 ? (alpha + n / 2) / n : 0);
}

static int scaled(int at, int to, int from)
{
    return (int)((int64_t)at * from / to);
}

void jy_picture_shrink(struct jy_picture *p, int side_px)
{
    const int longest = p->width_px > p->height_px ? p->width_px : p->height_px;
    if (longest <= side_px || p->rgba == NULL)
        return;
    int w = scaled(p->width_px, longest, side_px), h = scaled(p->height_px, longest, side_px);
    w = w > 0 ? w : 1;
    h = h > 0 ? h : 1;
    uint8_t *rgba = jy_malloc(4 * (size_t)w * (size_t)h);
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            const int box[4] = {scaled(x, w, p->width_px), scaled(y, h, p->height_px),
                                scaled(x + 1, w, p->width_px), scaled(y + 1, h, p->height_px)};
            mean(p, box, rgba + 4 * ((size_t)y * (size_t)w + (size_t)x));
        }
    }
    free(p->rgba);
    *p = (struct jy_picture){w, h, rgba};
}

enum jy_code jy_picture_write_png(const struct jy_picture *picture, struct jy_buf *out,
                                  struct jy_error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)picture->width_px,
                       .height = (png_uint_32)picture->height_px,
                       .format = PNG_FORMAT_RGBA};
    png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
    void *bytes = jy_malloc(n);
    const bool written =
        png_image_write_to_memory(&image, bytes, &n, 0, picture->rgba, 0, NULL) != 0;
    if (written)
        jy_buf_add(out, bytes, n);
    free(bytes);
    return written ? JY_OK : jy_fail(err, JY_EINTERNAL, "picture: %s", image.message);
}
