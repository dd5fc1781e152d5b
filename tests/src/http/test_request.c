/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "src/http/etag.h"
#include "src/http/gzip.h"
#include "src/http/limiter.h"
#include "src/http/request.h"

#include "tests/support/support.h"

static enum jy_code decode(struct jy_http_request *request, const char *target)
{
    struct jy_error err;
    jy_http_request_init(request);
    request->target = target;
    return jy_http_request_decode(request, &err);
}

static void targets_are_decoded_once(void **state)
{
    (void)state;
    struct jy_http_request r;
    assert_int_equal(decode(&r, "/a%20b/%E7%81%AF?q=%E7%81%AF+x&e&f=%2525"), JY_OK);
    assert_string_equal(r.path, "/a b/灯");
    assert_string_equal(jy_http_request_query(&r, "q"), "灯 x");
    assert_string_equal(jy_http_request_query(&r, "e"), "");
    assert_string_equal(jy_http_request_query(&r, "f"), "%25");
    assert_null(jy_http_request_query(&r, "g"));
    jy_http_request_done(&r);
    assert_int_equal(decode(&r, "/a+b"), JY_OK);
    assert_string_equal(r.path, "/a+b");
    jy_http_request_done(&r);
}

static void bad_targets_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",        "*",      "http://a/b", "a",          "/%",        "/%1",
        "/%zz",    "/a%00b", "/a?b=%00",   "/../x",      "/a/..",     "/%2e%2e/x",
        "/%2E./x", "/a/./b", "/a%2fb",     "/a%2Fb",     "/a\\b",     "/a%5cb",
        "/\xff",   "/%ff",   "/%c0%ae",    "/?a=%ed%a0", "/?a=1&a=2", "/a#b",
        "/a%0ab",  "/a\tb",  "/?%",        "/a%7f",      "/%e7%81",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct jy_http_request r;
        if (decode(&r, bad[i]) != JY_EINVALID)
            fail_msg("accepted: %s", bad[i]);
        jy_http_request_done(&r);
    }
    char longer[JY_HTTP_TARGET_MAX + 2];
    memset(longer, 'a', sizeof longer);
    longer[0] = '/';
    longer[sizeof longer - 1] = '\0';
    struct jy_http_request r;
    assert_int_equal(decode(&r, longer), JY_ELIMIT);
    jy_http_request_done(&r);
}

static void too_many_fields_are_refused(void **state)
{
    (void)state;
    char target[400] = "/?";
    for (int i = 0; i <= JY_HTTP_QUERY_MAX; i++)
        (void)snprintf(target + strlen(target), sizeof target - strlen(target), "f%d=1&", i);
    struct jy_http_request r;
    assert_int_equal(decode(&r, target), JY_EINVALID);
    jy_http_request_done(&r);
}

/* "Name: value" lines; the status that the guard gives. */
static int guard(const char *const *lines, size_t n)
{
    struct jy_http_request r;
    struct jy_error err;
    jy_http_request_init(&r);
    for (size_t i = 0; i < n; i++) {
        const char *colon = strstr(lines[i], ":");
        const char *value = colon + 1 + strspn(colon + 1, " ");
        jy_http_request_add_header(&r, lines[i], (size_t)(colon - lines[i]), value, strlen(value));
    }
    int status = jy_http_request_guard(&r, &err);
    jy_http_request_done(&r);
    return status;
}
#define GUARD(...)                            \
    guard((const char *const[]){__VA_ARGS__}, \
          sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *))

/* RFC 9112 sections 3.2 (Host), 5.1 (no space before the colon), 6.1 to 6.3 (lengths). */
static void smuggling_is_refused(void **state)
{
    (void)state;
    assert_int_equal(GUARD("Host: a"), 0);
    assert_int_equal(GUARD("Host: a:80", "Content-Length: 12"), 0);
    assert_int_equal(GUARD("Host: a", "Transfer-Encoding: chunked"), 0);
    assert_int_equal(GUARD("Accept: x"), 400);
    assert_int_equal(GUARD("Host: a", "Host: b"), 400);
    assert_int_equal(GUARD("Host: a", "host: a"), 400);
    assert_int_equal(GUARD("Host: a/b"), 400);
    assert_int_equal(GUARD("Host: a", "Content-Length: 1", "Content-Length: 1"), 400);
    assert_int_equal(GUARD("Host: a", "Content-Length: 1", "Transfer-Encoding: chunked"), 400);
    assert_int_equal(GUARD("Host: a", "Transfer-Encoding : chunked"), 400);
    assert_int_equal(GUARD("Host: a", "Transfer-Encoding: gzip, chunked"), 501);
    assert_int_equal(GUARD("Host: a", "Content-Length: -1"), 400);
    assert_int_equal(GUARD("Host: a", "Content-Length: 1, 1"), 400);
    assert_int_equal(GUARD("Host: a", "Content-Length: 0x10"), 400);
    assert_int_equal(GUARD("Host: a", "Content-Length: 99999999999999999999"), 413);
    assert_int_equal(GUARD("Host: a", "X: a\x01"), 400);
}

static void accepts_reads_weights(void **state)
{
    (void)state;
    struct jy_http_request r;
    jy_http_request_init(&r);
    const char list[] = "br;q=1.0, gzip;q=0.8, zstd;q=0, deflate;q=0.000";
    jy_http_request_add_header(&r, "accept-encoding", 15, list, strlen(list));
    assert_true(jy_http_request_accepts(&r, "Accept-Encoding", "gzip"));
    assert_true(jy_http_request_accepts(&r, "Accept-Encoding", "br"));
    assert_false(jy_http_request_accepts(&r, "Accept-Encoding", "zstd"));
    assert_false(jy_http_request_accepts(&r, "Accept-Encoding", "deflate"));
    assert_false(jy_http_request_accepts(&r, "Accept-Encoding", "gzi"));
    jy_http_request_done(&r);
}

/* RFC 9110 section 8.8.3.2, table of comparisons. */
static void etags_compare_weakly(void **state)
{
    (void)state;
    assert_true(jy_etag_matches("\"1\"", "\"1\""));
    assert_true(jy_etag_matches("W/\"1\"", "\"1\""));
    assert_true(jy_etag_matches("W/\"1\"", "W/\"1\""));
    assert_false(jy_etag_matches("W/\"1\"", "W/\"2\""));
    assert_true(jy_etag_matches("\"a\", \"b\" ,W/\"1\"", "\"1\""));
    assert_true(jy_etag_matches("*", "\"1\""));
    assert_false(jy_etag_matches("1", "\"1\""));
    assert_false(jy_etag_matches("\"1", "\"1\""));
    assert_false(jy_etag_matches(NULL, "\"1\""));
}

static void gzip_comes_back(void **state)
{
    (void)state;
    char text[5000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 7);
    struct jy_buf JY_AUTOBUF packed = JY_BUF_INIT;
    struct jy_buf JY_AUTOBUF again = JY_BUF_INIT;
    struct jy_error err;
    assert_true(jy_gzip(text, sizeof text, 1, &packed));
    assert_true(packed.len < sizeof text);
    assert_int_equal(jy_gunzip(packed.data, packed.len, 4999, &again, &err), JY_EINVALID);
    assert_int_equal(jy_gunzip(packed.data, packed.len, 5000, &again, &err), JY_OK);
    assert_int_equal(again.len, sizeof text);
    assert_memory_equal(again.data, text, sizeof text);
    packed.data[packed.len / 2] ^= 0x55;
    assert_int_equal(jy_gunzip(packed.data, packed.len, 5000, &again, &err), JY_EINVALID);
}

/* A bucket of 3 that refills one each 10 s. */
static void limiter_refills(void **state)
{
    (void)state;
    const struct jy_limiter_class classes[] = {{0, 0}, {3, 6}};
    struct jy_limiter *limiter = jy_limiter_new(classes, 2);
    double wait_s = 0;
    for (int i = 0; i < 100; i++)
        assert_true(jy_limiter_take(limiter, 0, "10.0.0.1", 1, &wait_s));
    for (int i = 0; i < 3; i++)
        assert_true(jy_limiter_take(limiter, 1, "10.0.0.1", 100, &wait_s));
    assert_false(jy_limiter_take(limiter, 1, "10.0.0.1", 100, &wait_s));
    assert_near(wait_s, 10, 1e-9, 0);
    assert_true(jy_limiter_take(limiter, 1, "10.0.0.2", 100, &wait_s));
    assert_false(jy_limiter_take(limiter, 1, "10.0.0.1", 109, &wait_s));
    assert_true(jy_limiter_take(limiter, 1, "10.0.0.1", 110.5, &wait_s));
    /* one network, whatever the last 64 bits */
    for (int i = 0; i < 3; i++)
        assert_true(jy_limiter_take(limiter, 1, "2001:db8::1", 100, &wait_s));
    assert_false(jy_limiter_take(limiter, 1, "2001:db8::ffff:2", 100, &wait_s));
    jy_limiter_free(limiter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_decoded_once),
        cmocka_unit_test(bad_targets_are_refused),
        cmocka_unit_test(too_many_fields_are_refused),
        cmocka_unit_test(smuggling_is_refused),
        cmocka_unit_test(accepts_reads_weights),
        cmocka_unit_test(etags_compare_weakly),
        cmocka_unit_test(gzip_comes_back),
        cmocka_unit_test(limiter_refills),
    };
    return cmocka_run_group_tests_name("src/http/request", tests, NULL, NULL);
}
