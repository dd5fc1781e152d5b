/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/utf8.h"
#include "src/http/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No decoded path may name another place: whatever comes in, these hold or it is refused. */
static void check_path(const char *path)
{
    if (path[0] != '/' || !jy_utf8_valid(path, strlen(path)) || strchr(path, '\\') != NULL)
        abort();
    for (const char *c = path; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20)
            abort();
    for (const char *at = path; at != NULL; at = strchr(at + 1, '/')) {
        size_t n = strcspn(at + 1, "/");
        if ((n == 1 && at[1] == '.') || (n == 2 && at[1] == '.' && at[2] == '.'))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jy_http_request request;
    struct jy_error err;
    jy_http_request_init(&request);
    request.target = jy_arena_strndup(&request.arena, (const char *)data, size);
    if (jy_http_request_decode(&request, &err) == JY_OK) {
        check_path(request.path);
        for (size_t i = 0; i < request.n_query; i++)
            if (jy_http_request_query(&request, request.query[i].name) != request.query[i].value)
                abort();
    }
    jy_http_request_done(&request);
    return 0;
}
