/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What cairo 1.16 leaves out of a PDF: the language, that viewers show the title, texts for those
 * who cannot see the pictures, and where the sheet is cut.
 */
#pragma once
#include "src/base/buf.h"

#define JY_PDF_ALTS_MAX 4

struct jy_pdf_extra {
    const char *lang; /**< BCP 47 */
    size_t n_alts;
    const char
        *alts[JY_PDF_ALTS_MAX]; /**< of the Figure tags in their order, UTF-8; ruby is left out */
    double edge_pt;             /**< from the edge of the medium to the cut; 0: it is the cut */
    double bleed_pt;
    double width_pt, height_pt; /**< of the medium */
};

/** Puts them into @p pdf, the whole file as cairo wrote it; a file of another shape stays as it is.
 */
void jy_pdf_finish(struct jy_buf *pdf, const struct jy_pdf_extra *extra);
