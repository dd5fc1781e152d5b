/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/cli/open.h"

#include "src/app/paths.h"
#include "src/base/mem.h"

enum jy_code cli_open(const char *db, enum jy_store_mode mode, struct jy_store **out,
                      struct jy_i18n **out_i18n, struct jy_error *err)
{
    struct jy_i18n *i18n = NULL;
    char *catalogues JY_AUTOFREE = jy_path_of("web/i18n");
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_i18n_load(catalogues, &i18n, err);
    if (code == JY_OK)
        code = jy_store_open(db, mode, out, err);
    if (code == JY_OK) {
        *out_i18n = i18n;
    } else {
        jy_i18n_free(i18n);
    }
    return code;
}
