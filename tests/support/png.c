/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/support/png.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

bool png_decode(const void *bytes, size_t n, struct png_picture *out)
{
    const uint8_t *b = bytes;
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    if (n < 33 || !png_image_begin_read_from_memory(&image, bytes, n))
        return false;
    image.format = PNG_FORMAT_RGB;
    out->width = image.width;
    out->height = image.height;
    out->depth = b[24];
    out->colour_type = b[25];
    out->rgb = malloc(PNG_IMAGE_SIZE(image));
    return out->rgb && png_image_finish_read(&image, NULL, out->rgb, 0, NULL);
}

void png_difference(const uint8_t *a, const uint8_t *b, size_t n, double *out_mean, int *out_most)
{
    uint64_t sum = 0;
    *out_most = 0;
    for (size_t i = 0; i < n; i++) {
        int d = abs(a[i] - b[i]);
        sum += (uint64_t)d;
        *out_most = d > *out_most ? d : *out_most;
    }
    *out_mean = n ? (double)sum / (double)n : 0;
}
