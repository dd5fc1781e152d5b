/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include <png.h>

#include "src/base/mem.h"
#include "src/render/flyer_layout.h"

static void write_bytes(png_structp png, png_bytep data, png_size_t n)
{
    jy_buf_add(png_get_io_ptr(png), data, n);
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

/* Cairo's pixels are native-endian 0x00RRGGBB; PNG wants the bytes R, G, B. */
static void copy_row(const unsigned char *data, int width, unsigned char *row)
{
    for (int x = 0; x < width; x++) {
        uint32_t pixel;
        __builtin_memcpy(&pixel, data + 4 * (size_t)x, 4);
        *row++ = (unsigned char)(pixel >> 16);
        *row++ = (unsigned char)(pixel >> 8);
        *row++ = (unsigned char)pixel;
    }
}

enum jy_code jy_flyer_png(cairo_surface_t *surface, double dpi, struct jy_buf *out,
                          struct jy_error *err)
{
    cairo_surface_flush(surface);
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    int stride = cairo_image_surface_get_stride(surface);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    unsigned char *row = jy_malloc(3 * (size_t)width);

    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    if (info == NULL || setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_write_struct(&png, &info);
        free(row);
        return jy_fail(err, JY_EINTERNAL, "flyer: PNG could not be written");
    }
    png_set_write_fn(png, out, write_bytes, flush_nothing);
    png_set_compression_level(png, 3); /* limits.md: 9 is never worth it */
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_uint_32 per_metre = (png_uint_32)lround(dpi / 0.0254);
    png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    png_write_info(png, info);
    for (int y = 0; y < height; y++) {
        copy_row(data + (size_t)y * (size_t)stride, width, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
    return JY_OK;
}
