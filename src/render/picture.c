/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/picture.h"

#include <stdlib.h>

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
    if (n > JY_PICTURE_MAX_BYTES)
        return jy_fail(err, JY_EINVALID, "picture: %zu bytes, at most %d are taken", n,
                       JY_PICTURE_MAX_BYTES);
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
    uint8_t *rgba = jy_malloc(PNG_IMAGE_SIZE(image));
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
