/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/buf.h"
#include "src/base/utf8.h"
#include "src/io/encoding.h"

#include "tests/fuzz/fuzz_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(enum jy_encoding encoding, bool damaged, const char *bytes, size_t n,
                   size_t piece, struct jy_buf *out, enum jy_code *code)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_decoder *decoder = jy_decoder_new(encoding, damaged);
    *code = JY_OK;
    for (size_t at = 0; *code == JY_OK && (at < n || at == 0); at += piece) {
        size_t m = n - at < piece ? n - at : piece;
        *code = jy_decoder_feed(decoder, bytes + at, m, at + m == n, out, "fuzz", &err);
    }
    expect(*code == JY_OK || err.text[0] != '\0');
    jy_decoder_free(decoder);
}

static void same_in_pieces(enum jy_encoding encoding, bool damaged, const char *bytes, size_t n)
{
    struct jy_buf JY_AUTOBUF whole = JY_BUF_INIT, JY_AUTOBUF pieces = JY_BUF_INIT;
    enum jy_code one, many;
    decode(encoding, damaged, bytes, n, n + 1, &whole, &one);
    decode(encoding, damaged, bytes, n, 1, &pieces, &many);
    expect(one == many);
    expect(one != JY_OK || (whole.len == pieces.len &&
                            memcmp(jy_buf_text(&whole), jy_buf_text(&pieces), whole.len) == 0));
    expect(!damaged || one == JY_OK);
    if (one != JY_OK)
        return;
    expect(!damaged || jy_utf8_valid(jy_buf_text(&whole), whole.len));
    struct jy_buf JY_AUTOBUF narrow = JY_BUF_INIT;
    size_t lost = 0;
    jy_cp932_add(&narrow, jy_buf_text(&whole), whole.len, &lost);
    if (encoding == JY_ENCODING_CP932)
        expect(lost == 0);
}

/* Properties: what is found as UTF-8 is UTF-8; whole and byte by byte decode to the same; text from
 * CP932 has a place in CP932. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = file_of(data, size, path);
    struct jy_error err = {JY_OK, ""};
    struct jy_text_form found;
    const char *bytes = (const char *)data;
    if (jy_encoding_detect(fd, "fuzz", &found, &err) == JY_OK) {
        struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
        enum jy_code code;
        expect(found.bom <= size);
        decode(found.encoding, found.damaged, bytes + found.bom, size - found.bom, size + 1, &out,
               &code);
        expect(found.encoding != JY_ENCODING_UTF8 ||
               (code == JY_OK && jy_utf8_valid(jy_buf_text(&out), out.len)));
    } else {
        expect(err.text[0] != '\0');
    }
    for (int i = JY_ENCODING_UTF8; i <= JY_ENCODING_UTF16BE; i++) {
        same_in_pieces((enum jy_encoding)i, false, bytes, size);
        same_in_pieces((enum jy_encoding)i, true, bytes, size);
    }
    char *text = calloc(1, size + 1);
    expect(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    struct jy_arena arena;
    jy_arena_init(&arena);
    expect(jy_utf8_from_unknown(&arena, text) != NULL);
    jy_arena_done(&arena);
    free(text);
    (void)close(fd);
    return 0;
}
