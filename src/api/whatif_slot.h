/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The copy of the city's lighting on which "what if" is asked, for the snapshot being served.
 */
#pragma once

struct jy_whatif_slot;
struct jy_whatif_slot *jy_whatif_slot_new(void);
void jy_whatif_slot_free(struct jy_whatif_slot *slot); /**< NULL is allowed */
