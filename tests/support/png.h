/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * PNG decoded by libpng, for comparing pictures by their pixels.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct png_picture {
    uint32_t width, height;
    int depth, colour_type; /**< as in the file */
    uint8_t *rgb;           /**< 3 bytes a pixel; free() it */
};

/** False when libpng refuses the bytes. */
bool png_decode(const void *bytes, size_t n, struct png_picture *out);
/** Mean and greatest difference of the channels of two runs of @p n bytes. */
void png_difference(const uint8_t *a, const uint8_t *b, size_t n, double *out_mean, int *out_most);
