/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/row_wire.h"

#include "tests/fuzz/fuzz_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The parent believes nothing that comes from the child: rows that are whole, or an error. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = file_of(data, size, path);
    struct jy_error err = {JY_OK, ""};
    struct seen seen = {0};
    struct jy_rows_sink sink = see_sink(&seen);
    enum jy_code code = jy_wire_read(fd, &sink, &err);
    expect(code == JY_OK || err.text[0] != '\0');
    (void)close(fd);
    return 0;
}
