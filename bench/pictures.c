/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes maps of the made-up town, for looking at: pictures FOLDER. */
#include <stdio.h>
#include <stdlib.h>

#include "src/base/file.h"
#include "src/render/static_map.h"

#include "tests/support/town.h"

static void write_one(struct jy_render_worker *w, const struct jy_scene *scene, const char *folder,
                      const char *name, int zoom)
{
    enum jy_style style;
    struct jy_error err;
    char path[512];
    if (!jy_style_parse(name, &style))
        abort();
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    const struct jy_static_map map = {.style = style,
                                      .centre = zoom > 16 ? TOWN_DARK : TOWN_MIDDLE,
                                      .zoom = zoom,
                                      .width_px = 512,
                                      .height_px = 512,
                                      .scale = 1};
    snprintf(path, sizeof path, "%s/%s-%02d.png", folder, name, zoom);
    if (jy_static_map_png(w, scene, &map, &png, &err) != JY_OK ||
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
    static const char *const styles[JY_STYLE_COUNT] = {"day", "night", "print"};
    for (int style = 0; style < JY_STYLE_COUNT; style++)
        for (int zoom = 10; zoom <= 18; zoom++)
            write_one(w, scene, argv[1], styles[style], zoom);
    jy_render_worker_free(w);
    jy_scene_free(scene);
    return 0;
}
