/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What lies in a folder.
 */
#pragma once
#include <stdbool.h>

/** @p folder_fd is the folder, for fstatat() and unlinkat(). */
typedef void (*jy_folder_fn)(int folder_fd, const char *name, void *ctx);

/** Makes @p path, for its owner only. True when it is there, made now or before; else errno says
 * why not. */
bool jy_folder_make(const char *path);

/**
 * Calls @p fn for each name in the folder @p path, in no order; a folder that cannot be read has
 * none. @p fn may remove the file it was called for. Threads: any number, of different callers.
 */
void jy_folder_each(const char *path, jy_folder_fn fn, void *ctx);
