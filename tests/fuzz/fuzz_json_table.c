/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/json_scan.h"
#include "src/io/json_table.h"

#include "tests/fuzz/fuzz_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Properties: the scan says the same in one piece and byte by byte; a table that is read was found
 * whole by the scan. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = file_of(data, size, path);
    struct jy_error err = {JY_OK, ""};
    struct jy_json_scan whole, pieces;
    enum jy_code one = jy_json_scan_fd(fd, "fuzz", &whole, &err), many = JY_OK;
    jy_json_scan_init(&pieces);
    size_t bom = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (size_t i = bom; many == JY_OK && i < size; i++)
        many = jy_json_scan_feed(&pieces, (const char *)data + i, 1, "fuzz", &err);
    if (many == JY_OK)
        many = jy_json_scan_end(&pieces, "fuzz", &err);
    expect((one == JY_OK) == (many == JY_OK));
    expect(one != JY_OK || (whole.top == pieces.top && strcmp(whole.type, pieces.type) == 0));

    struct seen seen = {0};
    struct jy_rows_sink sink = see_sink(&seen);
    enum jy_code code = jy_json_table(path, &sink, &err);
    expect(code == JY_OK || err.text[0] != '\0');
    expect(code != JY_OK || one == JY_OK);
    (void)close(fd);
    return 0;
}
