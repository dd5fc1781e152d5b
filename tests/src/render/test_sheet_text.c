/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "src/render/flyer_layout.h"
#include "src/render/sheet_text.h"

#include "tests/support/support.h"

/* In Noto Sans CJK a full-width character is one em wide, so every width here is known. */

struct page {
    cairo_surface_t *surface;
    cairo_t *cr;
};

static struct page open_page(void)
{
    struct page p;
    p.surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    p.cr = cairo_create(p.surface);
    return p;
}

static void close_page(struct page *p)
{
    cairo_destroy(p->cr);
    cairo_surface_destroy(p->surface);
}

static struct jy_type type_of(enum jy_lang lang)
{
    return (struct jy_type){.lang = lang, .size_pt = 10, .line_height = 1.5};
}

static int lines(struct page *p, const char *text, double width_pt, struct jy_type type)
{
    return (int)lround(jy_sheet_text_height(p->cr, text, width_pt, &type) / 15);
}

static void full_width_letters_are_one_em(void **state)
{
    (void)state;
    struct page p = open_page();
    struct jy_type type = type_of(JY_LANG_JA);
    assert_near(jy_sheet_text_width(p.cr, "街路灯", &type), 30, 0.1, 0);
    assert_int_equal(lines(&p, "街路灯街路灯", 60.5, type), 1);
    assert_int_equal(lines(&p, "街路灯街路灯", 30.5, type), 2);
    close_page(&p);
}

/* JIS X 4051: no closing mark or small kana at the beginning of a line, no opening mark at an end.
 * Four letters fit; a mark that may not stand alone takes its letter along, so that a text of five
 * never needs three lines and its first line holds three. */
static void marks_keep_to_their_letters(void **state)
{
    (void)state;
    struct page p = open_page();
    static const char *const texts[] = {"道道道道。道道道", "道道道道」道道道", "どどどどっどどど",
                                        "道道道（道道道道"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct jy_type plain = type_of(JY_LANG_JA), easy = type_of(JY_LANG_JA_EASY);
        assert_int_equal(lines(&p, texts[i], 40.5, plain), 3);
        assert_int_equal(lines(&p, texts[i], 40.5, easy), 3);
    }
    assert_int_equal(lines(&p, "道道道道道道道道", 40.5, type_of(JY_LANG_JA_EASY)), 2);
    close_page(&p);
}

/* A reading wider than its base pushes the base's neighbours away; 5.5 pt at least. */
static void readings_have_room(void **state)
{
    (void)state;
    struct page p = open_page();
    struct jy_type small = type_of(JY_LANG_JA_EASY), large = small;
    large.size_pt = 20;
    assert_near(jy_sheet_text_width(p.cr, "{道|みち}", &small), 11, 0.1, 0); /* 2 x 5.5 > 10 */
    assert_near(jy_sheet_text_width(p.cr, "{道|みち}", &large), 20, 0.1, 0); /* 2 x 10 = 20 */
    assert_near(jy_sheet_text_width(p.cr, "{東|ひがし}", &large), 30, 0.1, 0);
    assert_true(jy_sheet_text_height(p.cr, "{道|みち}", 100, &small) >= 15 + 5.5 - 1.5 - 0.01);
    close_page(&p);
}

static void words_stay_whole_where_they_are_written_apart(void **state)
{
    (void)state;
    struct page p = open_page();
    /* 3 + 3 letters and a space: in 5 em each word takes a line, though 5 letters would fit */
    assert_int_equal(lines(&p, "가로등 방범등 가로등", 50.5, type_of(JY_LANG_KO)), 3);
    assert_int_equal(lines(&p, "あかり あかり あかり", 50.5, type_of(JY_LANG_JA_EASY)), 3);
    assert_int_equal(lines(&p, "あかりあかりあかり", 50.5, type_of(JY_LANG_JA_EASY)), 2);
    /* a word wider than the column is cut, not lost */
    assert_int_equal(lines(&p, "가로등방범등", 30.5, type_of(JY_LANG_KO)), 2);
    close_page(&p);
}

/* A headline breaks between phrases: after いちばん or 長い, never inside. */
static void headlines_break_between_phrases(void **state)
{
    (void)state;
    struct page p = open_page();
    struct jy_type type = type_of(JY_LANG_JA);
    type.balance = true;
    assert_int_equal(lines(&p, "いちばん長い暗い区間", 60.5, type), 2);
    /* 4 em: "いちばん | 長い暗い | 区間" where letter by letter would also be 3 */
    assert_int_equal(lines(&p, "いちばん長い暗い区間", 40.5, type), 3);
    /* 4.5 em hold nine letters of ten in two lines by letters, phrases need three */
    assert_int_equal(lines(&p, "いちばん長い暗い区間", 50.5, type), 3);
    close_page(&p);
}

static void what_does_not_fit_shrinks(void **state)
{
    (void)state;
    struct page p = open_page();
    struct jy_type type = type_of(JY_LANG_JA);
    bool fits;
    assert_near(jy_sheet_text_fit(p.cr, "街路灯街路灯", 60.5, 15, &type, 6, &fits), 10, 0, 0);
    assert_true(fits);
    double size_pt = jy_sheet_text_fit(p.cr, "街路灯街路灯", 50, 15, &type, 6, &fits);
    assert_true(fits && size_pt <= 50.0 / 6 + 0.01 && size_pt >= 50.0 / 6 - 0.5);
    (void)jy_sheet_text_fit(p.cr, "街路灯街路灯街路灯街路灯", 20, 15, &type, 6, &fits);
    assert_false(fits);
    close_page(&p);
}

static const char *longer(char *out, const char *word, int times)
{
    out[0] = '\0';
    for (int i = 0; i < times; i++)
        strcat(out, word);
    return out;
}

/* Sizes give way before the map does, and the map before any text: look.md, "Sheet". */
static void the_map_keeps_its_share(void **state)
{
    (void)state;
    struct page p = open_page();
    static char text[4000];
    struct jy_flyer f = {.lang = JY_LANG_JA,
                         .over = "市",
                         .headline = "夜道を、明るく。",
                         .lead = "短い。",
                         .n_maps = 1,
                         .n_figures = 3,
                         .action_heading = "要望",
                         .action_text = "地図で。",
                         .messages = {{"一", "二"}, {"三", "四"}},
                         .foot = "発行"};
    for (int i = 0; i < 3; i++)
        f.figures[i] = (struct jy_flyer_figure){"12", "基", "街路灯", "出典"};
    struct jy_flyer_plan plan = jy_flyer_plan_a4(NULL, p.cr, &f, NULL);
    assert_int_equal(plan.step, 0);
    assert_true(plan.map_share > 0.4 && plan.sizes.head_pt >= 28 && plan.sizes.body_pt >= 10);
    double last = plan.sizes.body_pt;
    for (int n = 20; n <= 180; n += 20) {
        f.messages[0].text = longer(text, "街路灯と", n);
        plan = jy_flyer_plan_a4(NULL, p.cr, &f, NULL);
        assert_true(plan.sizes.body_pt <= last && plan.sizes.foot_pt >= 7.5);
        assert_true(plan.map_share >= 0.4 || plan.step == 18);
        last = plan.sizes.body_pt;
    }
    close_page(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_width_letters_are_one_em),
        cmocka_unit_test(marks_keep_to_their_letters),
        cmocka_unit_test(readings_have_room),
        cmocka_unit_test(words_stay_whole_where_they_are_written_apart),
        cmocka_unit_test(headlines_break_between_phrases),
        cmocka_unit_test(what_does_not_fit_shrinks),
        cmocka_unit_test(the_map_keeps_its_share),
    };
    return cmocka_run_group_tests_name("render/sheet_text", tests, NULL, NULL);
}
