/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "src/base/fold.h"

#include "tests/support/support.h"

static void ways_of_writing_fold_together(void **state)
{
    static const char *const cases[][2] = {{"元和泉１丁目", "元和泉1丁目"},
                                           {"元和泉一丁目", "元和泉1丁目"},
                                           {"十一丁目", "11丁目"},
                                           {"二十丁目", "20丁目"},
                                           {"三十六条", "36条"},
                                           {"三鷹", "三鷹"},
                                           {"ｶﾞｽﾊﾟｲﾌﾟ", "がすぱいぷ"},
                                           {"ヴィラ", "ゔぃら"},
                                           {"ｳﾞｨﾗ", "ゔぃら"},
                                           {"セーヌ", "せーぬ"},
                                           {"霞ヶ関", "霞け関"},
                                           {"霞ケ関", "霞け関"},
                                           {"Ｍａｉｎ　Street", "mainstreet"},
                                           {"Énée Łódź", "eneelodz"},
                                           {"１−２", "1-2"},
                                           {"a‐b", "a-b"},
                                           {"か\xE3\x82\x99", "が"},
                                           {"x\xff\xc3y", "xy"},
                                           {"100%_'", "100%_'"},
                                           {"", ""},
                                           {"𠮷野", "𠮷野"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jy_buf JY_AUTOBUF out = JY_BUF_INIT, JY_AUTOBUF twice = JY_BUF_INIT;
        jy_fold(cases[i][0], &out);
        assert_string_equal(jy_buf_text(&out), cases[i][1]);
        jy_fold(jy_buf_text(&out), &twice); /* a fold folds to itself */
        assert_string_equal(jy_buf_text(&twice), jy_buf_text(&out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ways_of_writing_fold_together)};
    return cmocka_run_group_tests_name("src/base/fold", tests, NULL, NULL);
}
