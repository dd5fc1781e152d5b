/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

bool jy_folder_make(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

void jy_folder_each(const char *path, jy_folder_fn fn, void *ctx)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return;
    const struct dirent *e;
    /* Safe where each stream has one thread, as POSIX.1-2024 says and ours has. */
    while ((e = readdir(dir)) != NULL) { // NOLINT(concurrency-mt-unsafe): see above
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            fn(dirfd(dir), e->d_name, ctx);
    }
    (void)closedir(dir);
}
