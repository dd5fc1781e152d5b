/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What agents hand in with a sheet. Used by agents.c and flyers.c.
 */
#pragma once
#include "src/http/router.h"
#include "src/render/flyer.h"

/** Logos and results are kept that long. */
#define JY_AGENTS_KEEP_S (24.0 * 3600)

/**
 * Whose sheet it is, by the parameters agency, contact and logo of the call; texts live in its
 * arena, the logo is the caller's (jy_picture_done).
 */
JY_MUST_CHECK enum jy_code jy_api_sender_read(struct jy_http_call *call,
                                              struct jy_flyer_sender *out, struct jy_error *err);

/** What the property is called, by the parameters title and address; texts are the call's. */
JY_MUST_CHECK enum jy_code jy_api_subject_read(struct jy_http_call *call,
                                               struct jy_flyer_subject *out, struct jy_error *err);
