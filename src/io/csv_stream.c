/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/csv_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csv.h>

#include "src/base/buf.h"
#include "src/base/mem.h"
#include "src/io/encoding.h"

struct stream {
    const char *path;
    const struct jy_rows_sink *sink;
    struct jy_error *err;
    enum jy_code code;
    struct csv_parser parser;
    struct jy_rows_info info;
    long line;     /* being fed */
    long row_line; /* where the row began; 0: between rows */
    bool begun;    /* the header has been read */
    bool too_long;
    struct jy_text_form form;

    struct jy_buf cells; /* of the row being read, each ending in NUL */
    size_t *offsets;
    size_t n_cells, cap_offsets;

    char **columns;
    size_t n_columns;
    const char **values;
};

static void on_cell(void *bytes, size_t n, void *ctx)
{
    struct stream *s = ctx;
    if (s->cells.len + n > JY_ROWS_MAX_ROW_BYTES || s->n_cells >= JY_ROWS_MAX_COLUMNS) {
        s->too_long = true;
        return;
    }
    s->offsets = jy_grow(s->offsets, &s->cap_offsets, s->n_cells + 1, sizeof *s->offsets);
    s->offsets[s->n_cells++] = s->cells.len;
    jy_buf_add(&s->cells, bytes, n);
    jy_buf_addc(&s->cells, '\0');
}

static const char *cell(const struct stream *s, size_t i)
{
    return s->cells.data + s->offsets[i];
}

static bool seen_before(const struct stream *s, const char *name)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        if (strcmp(s->columns[i], name) == 0)
            return true;
    }
    return false;
}

/* Column names; one that comes again gets "#2". */
static void take_header(struct stream *s)
{
    while (s->n_cells > 1 && cell(s, s->n_cells - 1)[0] == '\0')
        s->n_cells--;
    s->columns = jy_calloc(s->n_cells, sizeof *s->columns);
    s->values = jy_calloc(s->n_cells, sizeof *s->values);
    for (size_t i = 0; i < s->n_cells; i++) {
        struct jy_buf name = JY_BUF_INIT;
        jy_buf_adds(&name, cell(s, i));
        for (int again = 2; seen_before(s, jy_buf_text(&name)); again++) {
            jy_buf_clear(&name);
            jy_buf_addf(&name, "%s#%d", cell(s, i), again);
        }
        s->columns[s->n_columns++] = jy_buf_take(&name);
    }
    s->begun = true;
    s->code = s->sink->begin(&s->info, s->sink->ctx, s->err);
}

/* Of the row: the first cell with bytes that could not be read; n_cells: none. */
static size_t broken_cell(const struct stream *s)
{
    size_t i = 0;
    while (i < s->n_cells && strchr(cell(s, i), JY_BROKEN_BYTE) == NULL)
        i++;
    return i;
}

static void give_row(struct stream *s)
{
    char problem[120] = "";
    while (s->n_cells > s->n_columns && cell(s, s->n_cells - 1)[0] == '\0')
        s->n_cells--;
    size_t broken = s->form.damaged ? broken_cell(s) : s->n_cells;
    if (broken < s->n_cells) {
        (void)snprintf(problem, sizeof problem, "cell %zu has bytes that are not %s", broken + 1,
                       jy_encoding_text(s->form.encoding));
    } else if (s->too_long) {
        (void)snprintf(problem, sizeof problem, "the row is too long");
    } else if (s->n_cells != s->n_columns) {
        (void)snprintf(problem, sizeof problem, "%zu cells, but the header has %zu", s->n_cells,
                       s->n_columns);
    }
    bool any = false;
    for (size_t i = 0; i < s->n_columns; i++) {
        const char *text = i < s->n_cells ? cell(s, i) : NULL;
        s->values[i] = text != NULL && text[0] != '\0' ? text : NULL;
        any |= s->values[i] != NULL;
    }
    if (!any && problem[0] == '\0')
        return; /* ",,,": Excel leaves such rows at the end */
    struct jy_row row = {.line = s->row_line,
                         .layer = "",
                         .n_columns = s->n_columns,
                         .columns = (const char *const *)s->columns,
                         .values = s->values,
                         .problem = problem[0] != '\0' ? problem : NULL};
    s->code = s->sink->row(&row, s->sink->ctx, s->err);
}

static void on_row(int end, void *ctx)
{
    (void)end;
    struct stream *s = ctx;
    if (s->code == JY_OK && s->n_cells > 0) {
        if (s->begun) {
            give_row(s);
        } else {
            take_header(s);
        }
    }
    s->n_cells = 0;
    s->too_long = false;
    s->row_line = 0;
    jy_buf_clear(&s->cells);
}

enum { BETWEEN_ROWS = 0 }; /* libcsv: ROW_NOT_BEGUN */

static void feed_line(struct stream *s, const char *bytes, size_t n)
{
    if (s->row_line == 0)
        s->row_line = s->line;
    if (csv_parse(&s->parser, bytes, n, on_cell, on_row, s) != n && s->code == JY_OK) {
        s->code = jy_fail(s->err, JY_EINVALID, "%s: line %ld: %s", s->path, s->line,
                          csv_strerror(csv_error(&s->parser)));
    }
    if (s->parser.pstate == BETWEEN_ROWS)
        s->row_line = 0;
    s->line += n > 0 && bytes[n - 1] == '\n';
}

/* Whole lines of @p text; returns what was used. */
static size_t feed_lines(struct stream *s, const char *text, size_t n, bool last)
{
    size_t at = 0;
    while (at < n && s->code == JY_OK) {
        const char *newline = memchr(text + at, '\n', n - at);
        if (newline == NULL && !last)
            break;
        size_t length = newline != NULL ? (size_t)(newline - (text + at)) + 1 : n - at;
        feed_line(s, text + at, length);
        at += length;
    }
    return at;
}

static unsigned char find_delimiter(const char *text, size_t n)
{
    size_t count[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < n && (quoted || text[i] != '\n'); i++) {
        quoted ^= text[i] == '"';
        if (!quoted) {
            count[0] += text[i] == ',';
            count[1] += text[i] == '\t';
            count[2] += text[i] == ';';
        }
    }
    if (count[1] > count[0] && count[1] >= count[2])
        return '\t';
    return count[2] > count[0] ? ';' : ',';
}

static enum jy_code feed_file(struct stream *s, int fd, struct jy_decoder *decoder, size_t bom)
{
    enum { PIECE = 1 << 16 };
    char *bytes JY_AUTOFREE = jy_malloc(PIECE);
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    bool first = true;
    off_t at = (off_t)bom;
    for (bool last = false; !last && s->code == JY_OK;) {
        ssize_t n = pread(fd, bytes, PIECE, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jy_fail(s->err, JY_EIO, "%s: %s", s->path, jy_errno_text(errno));
        at += n;
        last = n == 0;
        enum jy_code code =
            jy_decoder_feed(decoder, bytes, (size_t)n, last, &text, s->path, s->err);
        if (code != JY_OK)
            return code;
        if (first && text.len > 0) {
            csv_set_delim(&s->parser, find_delimiter(text.data, text.len));
            first = false;
        }
        size_t used = feed_lines(s, jy_buf_text(&text), text.len, last);
        if (text.len > used && text.len - used > 8 * JY_ROWS_MAX_ROW_BYTES) {
            return jy_fail(s->err, JY_EINVALID, "%s: line %ld: the line is too long", s->path,
                           s->line);
        }
        if (used > 0) {
            memmove(text.data, text.data + used, text.len - used);
            text.len -= used;
            text.data[text.len] = '\0';
        }
    }
    return s->code;
}

static enum jy_code finish(struct stream *s)
{
    /* Strict at the end only: a quote that never closes means that the file was cut. */
    s->parser.options |= CSV_STRICT_FINI | CSV_STRICT;
    long opened = s->row_line;
    if (csv_fini(&s->parser, on_cell, on_row, s) != 0 && s->code == JY_OK) {
        return jy_fail(s->err, JY_EINVALID,
                       "%s: line %ld: a quote opens here and never closes; is the file cut short?",
                       s->path, opened > 0 ? opened : s->line);
    }
    if (s->code == JY_OK && !s->begun)
        return jy_fail(s->err, JY_EINVALID, "%s: has no header row", s->path);
    return s->code;
}

static void stream_done(struct stream *s)
{
    csv_free(&s->parser);
    for (size_t i = 0; i < s->n_columns; i++)
        free(s->columns[i]);
    free(s->columns);
    free(s->values);
    free(s->offsets);
    jy_buf_done(&s->cells);
}

static enum jy_code stream_fd(struct stream *s, int fd)
{
    enum jy_code code = jy_encoding_detect(fd, s->path, &s->form, s->err);
    if (code != JY_OK)
        return code;
    s->info = (struct jy_rows_info){.format = JY_FORMAT_CSV, .text_lines = true, .expected = -1};
    (void)snprintf(s->info.text, sizeof s->info.text, "CSV (%s)",
                   jy_encoding_text(s->form.encoding));
    if (csv_init(&s->parser, CSV_APPEND_NULL) != 0)
        return jy_fail(s->err, JY_EINTERNAL, "%s: cannot set up the CSV parser", s->path);
    struct jy_decoder *decoder = jy_decoder_new(s->form.encoding, s->form.damaged);
    code = feed_file(s, fd, decoder, s->form.bom);
    jy_decoder_free(decoder);
    if (code == JY_OK)
        code = finish(s);
    return code;
}

enum jy_code jy_csv_stream(const char *path, const struct jy_rows_sink *sink, struct jy_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
    struct stream s = {.path = path, .sink = sink, .err = err, .line = 1};
    enum jy_code code = stream_fd(&s, fd);
    stream_done(&s);
    (void)close(fd);
    return code;
}
