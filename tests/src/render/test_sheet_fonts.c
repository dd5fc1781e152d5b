/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every character of a sheet reaches the PDF. All of GB 2312, JIS X 0208 and KS X 1001 are set in
 * their language, the page is drawn again by poppler, and each cell holds about as much ink as
 * where cairo draws the letter itself. Cairo's subsetting of CFF fonts has lost glyphs; the order
 * of use matters, so they come shuffled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cairo-pdf.h>
#include <iconv.h>

#include "src/render/sheet_text.h"

#include "tests/support/support.h"

enum { COLUMNS = 40, ROWS = 25, CELL = 16, SCALE = 2, PAGE = COLUMNS * ROWS };

struct letters {
    size_t n;
    char text[8000][5];
};

/* The letters of a 94 x 94 set in its EUC form. */
static void read_set(const char *encoding, int first, int last, struct letters *out)
{
    iconv_t cd = iconv_open("UTF-8", encoding);
    assert_true(cd != (iconv_t)-1);
    out->n = 0;
    for (int hi = first; hi <= last; hi++)
        for (int lo = 0xA1; lo <= 0xFE; lo++) {
            char in[2] = {(char)hi, (char)lo}, *from = in, *to = out->text[out->n];
            size_t n_in = 2, n_out = 4;
            (void)iconv(cd, NULL, NULL, NULL, NULL);
            if (iconv(cd, &from, &n_in, &to, &n_out) == 0 && n_in == 0)
                *to = '\0', out->n++;
        }
    (void)iconv_close(cd);
}

static void shuffle(struct letters *l)
{
    uint64_t seed = 20260401;
    for (size_t i = l->n - 1; i > 0; i--) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        size_t k = (size_t)(seed >> 33) % (i + 1);
        char swap[5];
        memcpy(swap, l->text[i], 5);
        memcpy(l->text[i], l->text[k], 5);
        memcpy(l->text[k], swap, 5);
    }
}

static void draw(cairo_surface_t *surface, const struct letters *l, size_t first, size_t end,
                 struct jy_type type, double scale)
{
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    for (size_t i = first; i < end; i++)
        (void)jy_sheet_text_draw(cr, l->text[i], (double)((i - first) % COLUMNS * CELL),
                                 (double)((i - first) / COLUMNS * CELL), 100, &type);
    cairo_destroy(cr);
}

/* Darkness of each cell of a grey picture. */
static void ink(const unsigned char *rows, size_t stride, size_t step, double *out)
{
    for (size_t c = 0; c < PAGE; c++) {
        out[c] = 0;
        for (size_t y = 0; y < CELL * SCALE; y++)
            for (size_t x = 0; x < CELL * SCALE; x++)
                out[c] += 255 - rows[(c / COLUMNS * CELL * SCALE + y) * stride +
                                     (c % COLUMNS * CELL * SCALE + x) * step];
    }
}

static bool ink_of_pdf(const char *pdf, double *out)
{
    enum { W = COLUMNS * CELL * SCALE, H = ROWS * CELL * SCALE };
    static unsigned char grey[W * H];
    char command[300];
    int w = 0, h = 0;
    (void)snprintf(command, sizeof command, "pdftoppm -r %d -gray %s 2>/dev/null", 72 * SCALE, pdf);
    FILE *p = popen(command, "r");
    bool fine = p != NULL && fscanf(p, "P5 %d %d 255", &w, &h) == 2 && w == W && h == H &&
                fgetc(p) != EOF && fread(grey, 1, sizeof grey, p) == sizeof grey;
    if (p != NULL)
        (void)pclose(p);
    if (fine)
        ink(grey, W, 1, out);
    return fine;
}

static void check_page(const struct letters *l, size_t first, struct jy_type type)
{
    static double want[PAGE], got[PAGE];
    size_t end = first + PAGE < l->n ? first + PAGE : l->n;
    char path[] = "/tmp/joyato-fonts-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    cairo_surface_t *pdf = cairo_pdf_surface_create(path, COLUMNS * CELL, ROWS * CELL);
    draw(pdf, l, first, end, type, 1);
    cairo_surface_destroy(pdf);
    cairo_surface_t *picture =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, COLUMNS * CELL * SCALE, ROWS * CELL * SCALE);
    draw(picture, l, first, end, type, SCALE);
    cairo_surface_flush(picture);
    ink(cairo_image_surface_get_data(picture), (size_t)cairo_image_surface_get_stride(picture), 4,
        want);
    cairo_surface_destroy(picture);
    bool fine = ink_of_pdf(path, got);
    (void)remove(path);
    assert_true(fine);
    for (size_t i = 0; i < end - first; i++)
        if (want[i] > 500 && (got[i] < 0.75 * want[i] || got[i] > 1.3 * want[i]))
            fail_msg("%s in %s%s: ink %.0f, in the PDF %.0f", l->text[first + i],
                     jy_lang_text(type.lang), type.bold ? " bold" : "", want[i], got[i]);
}

static void check_set(enum jy_lang lang, const char *encoding, int first, int last)
{
    static struct letters letters;
    if (system("command -v pdftoppm >/dev/null 2>&1") != 0)
        skip(); /* poppler-utils is missing */
    read_set(encoding, first, last, &letters);
    assert_true(letters.n > 2000);
    shuffle(&letters);
    for (int bold = 0; bold < 2; bold++)
        for (size_t i = 0; i < letters.n; i += PAGE)
            check_page(
                &letters, i,
                (struct jy_type){.lang = lang, .size_pt = 14, .bold = bold, .line_height = 1.1});
}

static void every_chinese_letter_is_in_the_pdf(void **state)
{
    (void)state;
    check_set(JY_LANG_ZH, "GB2312", 0xB0, 0xF7);
}

static void every_japanese_letter_is_in_the_pdf(void **state)
{
    (void)state;
    check_set(JY_LANG_JA, "EUC-JP", 0xB0, 0xF4);
}

static void every_korean_letter_is_in_the_pdf(void **state)
{
    (void)state;
    check_set(JY_LANG_KO, "EUC-KR", 0xB0, 0xC8);
}

/* cairo 1.16 loses 768 bytes of each font it embeds in a PDF; unwinding far enough to see its
 * caller, as tests/support/lsan.supp wants, would make this test take minutes. */
__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void);            // NOLINT(bugprone-reserved-identifier)
const char *__lsan_default_suppressions(void) // NOLINT(bugprone-reserved-identifier)
{
    return "leak:libcairo.so";
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chinese_letter_is_in_the_pdf),
        cmocka_unit_test(every_japanese_letter_is_in_the_pdf),
        cmocka_unit_test(every_korean_letter_is_in_the_pdf),
    };
    return cmocka_run_group_tests_name("src/render/sheet_fonts", tests, NULL, NULL);
}
