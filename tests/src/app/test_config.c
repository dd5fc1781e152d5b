/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An outside base map in the settings: which addresses and words are taken, and why others are not.
 */
#include <string.h>

#include "src/app/config.h"
#include "src/app/tile_template.h"

#include "tests/support/support.h"

static void origins(void **state)
{
    (void)state;
    static const struct {
        const char *url, *origin;
    } good[] = {
        {"https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"},
        {"http://127.0.0.1:8081/a/{z}/{x}/{y}", "http://127.0.0.1:8081"},
        {"https://Tiles.EXAMPLE:443/{z}/{y}/{x}@2x.png", "https://tiles.example:443"},
        {"https://t.example/wmts?layer=a;b&m={z}&c={x}&r={y}&k=A_b-1", "https://t.example"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char origin[JY_ORIGIN_SIZE];
        struct jy_error err;
        assert_int_equal(jy_tile_template_origin(good[i].url, origin, &err), JY_OK);
        assert_string_equal(origin, good[i].origin);
    }
}

static void strange_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *url, *reason;
    } bad[] = {
        {"ftp://t.example/{z}/{x}/{y}", "must begin with https:// or http://"},
        {"//t.example/{z}/{x}/{y}", "must begin with"},
        {"javascript:{z}{x}{y}", "must begin with"},
        {"HTTPS://t.example/{z}/{x}/{y}", "must begin with"},
        {"https://t.example/{z}/{x}/0.png", "{y} once after the host, not 0"},
        {"https://t.example/{z}/{z}/{x}/{y}", "{z} once after the host, not 2"},
        {"https://{z}.t.example/{x}/{y}", "plain host"},
        {"https://t.example/{z}/{x}/{-y}", "none of {z}, {x} and {y}"},
        {"https://t.example/{s}/{z}/{x}/{y}", "none of"},
        {"https://t.example/{z}/{x}/{y", "none of"},
        {"https://t.example/{z}/{x}/{y}}", "none of"},
        {"https://user:word@t.example/{z}/{x}/{y}", "plain host"},
        {"https:///{z}/{x}/{y}", "plain host"},
        {"https://*.t.example/{z}/{x}/{y}", "plain host"},
        {"https://t.example;script-src/{z}/{x}/{y}", "plain host"},
        {"https://t.example:/{z}/{x}/{y}", "plain host"},
        {"https://t.example:123456/{z}/{x}/{y}", "plain host"},
        {"https://t.example:8a/{z}/{x}/{y}", "plain host"},
        {"https://-t.example/{z}/{x}/{y}", "plain host"},
        {"https://t.example?{z}/{x}/{y}", "plain host"},
        {"https://t.example", "plain host"},
        {"https://t.example /{z}/{x}/{y}", "character 18"},
        {"https://t.example/'{z}/{x}/{y}", "quote"},
        {"https://t.example/\"{z}/{x}/{y}", "quote"},
        {"https://t.example/{z}/{x}/{y}\n", "control"},
        {"https://t.example/{z}/{x}/{y}\x7F", "control"},
        {"https://t.example/地図/{z}/{x}/{y}", "non-ASCII"},
        {"https://t.example/{z}/{x}/{y}#a", "'#'"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char origin[JY_ORIGIN_SIZE] = "as it was";
        struct jy_error err;
        if (jy_tile_template_origin(bad[i].url, origin, &err) != JY_EINVALID)
            fail_msg("'%s' was taken", bad[i].url);
        if (strstr(err.text, bad[i].reason) == NULL)
            fail_msg("'%s': '%s' does not say '%s'", bad[i].url, err.text, bad[i].reason);
        assert_null(strchr(err.text, '\n'));
        assert_string_equal(origin, "as it was");
    }
}

static void set(struct jy_config *config, const char *name, const char *value)
{
    struct jy_error err;
    if (jy_config_set(config, name, value, &err) != JY_OK)
        fail_msg("%s", err.text);
}

static void both_or_none(void **state)
{
    (void)state;
    struct jy_config config;
    struct jy_error err;
    jy_config_init(&config);
    assert_int_equal(jy_config_check(&config, &err), JY_OK);
    assert_int_equal(config.base_max_zoom, 18);
    set(&config, "base_tiles", "https://t.example/{z}/{x}/{y}.png");
    assert_int_equal(jy_config_check(&config, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "base_tiles needs base_attribution"));
    set(&config, "base_attribution", "© Tiles & \"Example\", 地理院タイル");
    assert_int_equal(jy_config_check(&config, &err), JY_OK);
    set(&config, "base_tiles", "");
    assert_int_equal(jy_config_check(&config, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "base_attribution needs base_tiles"));
}

static void words(void **state)
{
    (void)state;
    static const char *const bad[] = {" ", "a\tb", "a\nb", "<a href>x</a>", "\xC3\x28", "\x7F"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct jy_config config;
        struct jy_error err;
        jy_config_init(&config);
        if (jy_config_set(&config, "base_attribution", bad[i], &err) != JY_EINVALID)
            fail_msg("words %zu were taken", i);
        assert_non_null(strstr(err.text, "base_attribution"));
        assert_string_equal(config.base_attribution, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(origins),
        cmocka_unit_test(strange_addresses),
        cmocka_unit_test(both_or_none),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
