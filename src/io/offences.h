/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Kinds of offence: one code for each, the group it is counted in, and the names that police tables
 * give it.
 */
#pragma once
#include <stddef.h>

struct jy_offence {
    const char *code;   /**< "bicycle_theft" */
    const char *parent; /**< code of the group whose sum holds it; NULL: none */
    const char *names;  /**< "a|b|c" */
};

/** Ends with code NULL. Groups come before their members. */
extern const struct jy_offence jy_offences[];

/** The offence of that name or code; NULL: not known. */
const struct jy_offence *jy_offence_find(const char *name);
const struct jy_offence *jy_offence_by_code(const char *code);
