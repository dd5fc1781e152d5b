/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/csv_stream.h"
#include "src/io/encoding.h"
#include "src/io/row_wire.h"

#include "tests/fuzz/fuzz_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Properties: any bytes are rows or one line of error; an encoding that is found decodes; the rows
 * are the same when they have gone over the wire. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64], wire_path[64];
    struct jy_error err = {JY_OK, ""};
    int fd = file_of(data, size, path), wire = file_of("", 0, wire_path);
    struct seen here = {0}, there = {0};
    struct jy_rows_sink sink = see_sink(&here);
    enum jy_code code = jy_csv_stream(path, &sink, &err);
    expect(code == JY_OK || (err.text[0] != '\0' && strchr(err.text, '\n') == NULL));

    struct jy_wire_writer *writer = jy_wire_writer_new(wire);
    struct jy_rows_sink out = jy_wire_writer_sink(writer);
    struct jy_error again = {JY_OK, ""};
    jy_wire_writer_end(writer, jy_csv_stream(path, &out, &again), &again);
    expect(lseek(wire, 0, SEEK_SET) == 0);
    sink = see_sink(&there);
    expect(jy_wire_read(wire, &sink, &again) == code);
    expect(here.rows == there.rows && here.hash == there.hash);
    (void)close(wire);
    (void)close(fd);
    return 0;
}
