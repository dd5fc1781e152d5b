/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A folder of its own for each test of the store, and rows to put into a registry.
 */
#pragma once
#include <limits.h>

#include "src/store/read.h"
#include "src/store/write.h"

#include "tests/support/support.h"

/** cmocka setup and teardown: *state is the folder's path. */
int scratch_setup(void **state);
int scratch_teardown(void **state);
/** "folder/name" in a static buffer (four of them in turn). */
const char *scratch_path(void **state, const char *name);

/** Creates folder/name and opens it for writing; fails the test when it cannot. */
struct jy_store *scratch_store(void **state, const char *name);
struct jy_store *scratch_open(void **state, const char *name, enum jy_store_mode mode);

/** Fails the test with the error's text unless @p code is JY_OK. */
#define assert_ok(code, err) scratch_assert_ok((code), (err), __FILE__, __LINE__)
void scratch_assert_ok(enum jy_code code, const struct jy_error *err, const char *file, int line);

/** A light with nothing known but its place. */
struct jy_light scratch_light(const char *key, double lon_deg, double lat_deg);
/** A source of that layer, dated 2024-04-01. */
struct jy_source scratch_source(enum jy_layer layer);
/** Imports one light in a transaction of its own from a source of @p day. */
enum jy_put_result scratch_put_light(struct jy_store *store, const struct jy_light *light,
                                     struct jy_date day);
/** Imports a list of that day in which the light is removed on it. */
void scratch_remove_light(struct jy_store *store, struct jy_light light, struct jy_date day);
