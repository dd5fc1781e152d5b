/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes maps of the made-up town, for looking at: pictures FOLDER. */
#include <stdio.h>
#include <stdlib.h>

#include "src/base/file.h"
#include "src/render/tile_png.h"

#include "tests/support/town.h"

static void write_one(struct jy_render_worker *w, const struct jy_scene *scene, const char *folder,
                      enum jy_style style, int zoom)
{
    struct jy_error err;
    char path[512];
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    struct jy_view view = jy_view_about(zoom > 16 ? TOWN_DARK : TOWN_MIDDLE, zoom, 512, 512);
    snprintf(path, sizeof path, "%s/%s-%02d.png", folder, jy_style_text(style), zoom);
    if (jy_map_png(w, scene, style, JY_DRAW_USUAL | JY_DRAW_CREDIT, &view, 1, &png, &err) !=
            JY_OK ||
        jy_file_write(path, png.data, png.len, true, &err) != JY_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: pictures FOLDER\n");
        return 2;
    }
    struct jy_scene *scene = town_scene();
    struct jy_render_worker *w = jy_render_worker_new();
    for (int style = 0; style < JY_STYLE_COUNT; style++)
        for (int zoom = 10; zoom <= 18; zoom++)
            write_one(w, scene, argv[1], (enum jy_style)style, zoom);
    jy_render_worker_free(w);
    jy_scene_free(scene);
    return 0;
}
