/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/hstore.h"
#include "src/io/text_values.h"
#include "src/io/where.h"
#include "src/io/words.h"

#include "tests/fuzz/fuzz_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void numbers(const char *text)
{
    static const char *const units[] = {NULL, "W", "m", "人"};
    double value = 0;
    long whole = 0;
    for (size_t i = 0; i < 4; i++) {
        if (jy_text_number(text, units[i], &value) == JY_VALUE_OK)
            expect(isfinite(value));
    }
    if (jy_text_int(text, -20, 3650, &whole) == JY_VALUE_OK)
        expect(whole >= -20 && whole <= 3650);
    if (jy_text_degrees(text, &value) == JY_VALUE_OK)
        expect(isfinite(value));
}

/* A date that is understood is a day of the calendar, and is understood again as it is written. */
static void dates(const char *text)
{
    struct jy_date day = {0, 0, 0}, again = {0, 0, 0};
    bool whole = false;
    char iso[JY_DATE_TEXT_SIZE];
    if (jy_text_date(text, &day, &whole) != JY_VALUE_OK)
        return;
    struct jy_date same = jy_date_from_days(jy_date_days(day));
    expect(same.year == day.year && same.month == day.month && same.day == day.day);
    expect(jy_text_date(jy_date_text(day, iso), &again, &whole) == JY_VALUE_OK && whole);
    expect(again.year == day.year && again.month == day.month && again.day == day.day);
}

static void words(const char *text)
{
    bool flag;
    enum jy_lamp lamp;
    enum jy_owner owner;
    enum jy_light_kind kind;
    (void)jy_text_bool(text, &flag);
    (void)jy_word_lamp(text, &lamp);
    (void)jy_word_owner(text, &owner);
    (void)jy_word_light_kind(text, &kind);
    (void)jy_word_highway(text);
}

static void tags(const char *text)
{
    struct jy_arena arena;
    struct jy_hstore pairs;
    jy_arena_init(&arena);
    (void)jy_hstore_parse(text, &arena, &pairs);
    expect(pairs.n <= JY_HSTORE_MAX);
    size_t bytes = 0;
    for (size_t i = 0; i < pairs.n; i++)
        bytes += strlen(pairs.pairs[i].key) +
                 (pairs.pairs[i].value != NULL ? strlen(pairs.pairs[i].value) : 0);
    expect(bytes <= strlen(text));
    jy_arena_done(&arena);
}

/* A condition that is understood is true or false, and its negation the other. */
static void conditions(const char *text)
{
    struct jy_where *where = NULL;
    struct jy_error err = {JY_OK, ""};
    const char *const columns[] = {"a", "種別", "W数"};
    const char *const values[] = {"1", "LED灯", NULL};
    struct jy_row row = {.n_columns = 3, .columns = columns, .values = values};
    if (jy_where_parse(text, &where, &err) != JY_OK) {
        expect(err.text[0] != '\0');
        return;
    }
    (void)jy_where_true(where, &row);
    jy_where_free(where);
}

/* The first byte says which parser reads the rest as a text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const parsers[])(const char *) = {numbers, dates, words, tags, conditions};
    if (size == 0)
        return 0;
    char *text = calloc(1, size);
    expect(text != NULL);
    memcpy(text, data + 1, size - 1);
    size_t which = (size_t)(data[0] - 'a');
    parsers[which < 5 ? which : 0](text);
    free(text);
    return 0;
}
