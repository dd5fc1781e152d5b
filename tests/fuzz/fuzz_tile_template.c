/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/app/tile_template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

/* What is taken can stand in a policy as one source: a scheme, a host, perhaps a port. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char origin[JY_ORIGIN_SIZE] = "as it was";
    struct jy_error err;
    char *url = malloc(size + 1);
    expect(url != NULL);
    memcpy(url, data, size);
    url[size] = '\0';
    if (jy_tile_template_origin(url, origin, &err) == JY_OK) {
        size_t scheme = strncmp(origin, "https://", 8) == 0 ? 8 : 7;
        expect(strncmp(origin, "http", 4) == 0 && strlen(origin) > scheme);
        expect(
            origin[scheme + strspn(origin + scheme, "abcdefghijklmnopqrstuvwxyz0123456789.-:")] ==
            '\0');
        expect(url[strlen(origin)] == '/');
    } else {
        expect(strcmp(origin, "as it was") == 0 && strchr(err.text, '\n') == NULL);
    }
    free(url);
    return 0;
}
