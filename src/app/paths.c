/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/app/paths.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/file.h"

static char *join(const char *folder, const char *relative)
{
    struct jy_buf path = JY_BUF_INIT;
    jy_buf_addf(&path, "%s/%s", folder, relative);
    return jy_buf_take(&path);
}

char *jy_path_of(const char *relative)
{
    /* nothing here changes the environment */
    const char *home = getenv("JOYATO_HOME"); // NOLINT(concurrency-mt-unsafe)
    const char *folders[] = {home, JOYATO_SOURCE_DIR, JOYATO_PKGDATA_DIR};
    const size_t n = sizeof folders / sizeof *folders;
    for (size_t i = 0; i + 1 < n; i++) {
        if (folders[i] == NULL || folders[i][0] == '\0')
            continue;
        char *path = join(folders[i], relative);
        if (jy_file_exists(path))
            return path;
        free(path);
    }
    return join(folders[n - 1], relative);
}
