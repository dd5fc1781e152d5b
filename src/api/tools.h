/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Working memory of the tile encoders, lent to one thread at a time: nothing thread-local, and as
 * many as were ever used at once.
 */
#pragma once
#include "src/http/gzip.h"
#include "src/render/map.h"
#include "src/render/tile_mvt.h"

struct jy_tools;

/** One set of tools; each member is made when first asked for. */
struct jy_tool {
    struct jy_tool *next;
    struct jy_mvt *mvt;
    struct jy_render_worker *worker;
    struct jy_gzip *gzip;
    struct jy_buf plain, packed; /**< a tile before and after packing */
};

struct jy_tools *jy_tools_new(void);
/** Every tool must be back; NULL is allowed. */
void jy_tools_free(struct jy_tools *tools);
struct jy_tool *jy_tools_take(struct jy_tools *tools);
/** With true waits until every tool is back, and lends none until it is called with false: around
 * fork(). Of the shape that jy_press_new() wants; @p ctx is the struct jy_tools. */
void jy_tools_still(bool still, void *ctx);
void jy_tools_give(struct jy_tools *tools, struct jy_tool *tool);
