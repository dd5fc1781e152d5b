/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/qr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <qrencode.h>

#include "src/base/mem.h"

enum jy_code jy_qr_make(const char *text, struct jy_qr *out, struct jy_error *err)
{
    if (text[0] == '\0' || strlen(text) > 1000) {
        return jy_fail(err, JY_EINVALID, "QR code: the text has %zu bytes, 1 to 1000 are possible",
                       strlen(text));
    }
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return jy_fail(err, JY_EINTERNAL, "QR code: %s", jy_errno_text(errno));

    size_t n = (size_t)code->width * (size_t)code->width;
    struct jy_qr qr = {.width = code->width, .modules = jy_malloc(n)};
    for (size_t i = 0; i < n; i++)
        qr.modules[i] = code->data[i] & 1;
    QRcode_free(code);
    *out = qr;
    return JY_OK;
}

void jy_qr_done(struct jy_qr *qr)
{
    free(qr->modules);
    qr->modules = NULL;
}
