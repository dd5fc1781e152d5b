/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/src/domain/profile_city.h"

#include <stdlib.h>
#include <string.h>

#include "src/domain/profile.h"

#include "tests/support/support.h"

struct jy_city *profile_city(const char *folder)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_city *city = NULL;
    char *json = NULL;
    if (jy_profile_build(support_source(folder), false, &json, &err) != JY_OK ||
        jy_city_parse(json, strlen(json), "profile", &city, &err) != JY_OK)
        fail_msg("%s", err.text);
    free(json);
    return city;
}
