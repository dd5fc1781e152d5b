/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an agent gives to be printed, of themselves and of the property: checked, and kept from
 * being read as ruby. */
#include <string.h>

#include "src/base/utf8.h"
#include "src/snapshot/flyer_common.h"

static size_t lines_of(const char *text)
{
    size_t n = 1;
    for (; *text != '\0'; text++)
        n += *text == '\n' && text[1] != '\0';
    return n;
}

/* C0, DEL, C1 and the characters that turn the direction of what follows. */
static bool has_control(const char *text, bool line_ends)
{
    const unsigned char *s = (const unsigned char *)text;
    for (; *s != '\0'; s++) {
        bool c1 = s[0] == 0xC2 && s[1] >= 0x80 && s[1] < 0xA0;
        bool turning = s[0] == 0xE2 && ((s[1] == 0x80 && s[2] >= 0xA8 && s[2] <= 0xAE) ||
                                        (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9));
        if ((*s < 0x20 && !(line_ends && *s == '\n')) || *s == 0x7F || c1 || turning)
            return true;
    }
    return false;
}

static enum jy_code check(const char *what, const char *text, size_t max, size_t max_lines,
                          struct jy_error *err)
{
    if (text == NULL)
        return JY_OK;
    if (!jy_utf8_valid(text, strlen(text)))
        return jy_fail(err, JY_EINVALID, "%s: the text is not UTF-8", what);
    if (has_control(text, max_lines > 1))
        return jy_fail(err, JY_EINVALID, "%s: control characters cannot be printed", what);
    if (jy_utf8_count(text) > max) {
        return jy_fail(err, JY_EINVALID, "%s: %zu characters, at most %zu fit", what,
                       jy_utf8_count(text), max);
    }
    if (lines_of(text) > max_lines) {
        return jy_fail(err, JY_EINVALID, "%s: %zu lines, at most %zu fit", what, lines_of(text),
                       max_lines);
    }
    return JY_OK;
}

enum jy_code jy_flyer_sender_check(const struct jy_flyer_sender *sender, struct jy_error *err)
{
    const struct jy_picture *logo = &sender->logo;
    enum jy_code code = check("agency", sender->name, JY_SENDER_NAME_MAX, 1, err);
    if (code == JY_OK)
        code = check("contact", sender->contact, JY_SENDER_CONTACT_MAX, JY_SENDER_LINES_MAX, err);
    if (code == JY_OK && (logo->width_px < 0 || logo->width_px > JY_PICTURE_MAX_PX ||
                          logo->height_px < 0 || logo->height_px > JY_PICTURE_MAX_PX)) {
        return jy_fail(err, JY_EINVALID, "logo: %d x %d pixels, at most %d a side are taken",
                       logo->width_px, logo->height_px, JY_PICTURE_MAX_PX);
    }
    return code;
}

enum jy_code jy_flyer_subject_check(const struct jy_flyer_subject *subject, struct jy_error *err)
{
    enum jy_code code = check("title", subject->title, JY_SUBJECT_TITLE_MAX, 1, err);
    if (code == JY_OK)
        code = check("address", subject->address, JY_SUBJECT_ADDRESS_MAX, 1, err);
    return code;
}

/* Braces and bars mean ruby in our own texts (docs/i18n.md); in others' they are only drawn. */
static const char *plain(const struct jy_filling *f, const char *text)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    if (text == NULL || text[0] == '\0')
        return NULL;
    for (; *text != '\0'; text++) {
        if (*text == '{') {
            jy_buf_adds(&out, "｛");
        } else if (*text == '}') {
            jy_buf_adds(&out, "｝");
        } else {
            jy_buf_addc(&out, *text);
        }
    }
    return jy_arena_strdup(f->arena, jy_buf_text(&out));
}

enum jy_code jy_fill_sender(const struct jy_filling *f, struct jy_flyer *out, struct jy_error *err)
{
    enum jy_code code = jy_flyer_sender_check(&f->wish->sender, err);
    if (code != JY_OK)
        return code;
    out->box = jy_fill_say(f, "flyer.property.box", NULL);
    out->sender = (struct jy_flyer_sender){plain(f, f->wish->sender.name),
                                           plain(f, f->wish->sender.contact), f->wish->sender.logo};
    return JY_OK;
}

enum jy_code jy_fill_subject(const struct jy_filling *f, struct jy_flyer *out, struct jy_error *err)
{
    enum jy_code code = jy_flyer_subject_check(&f->wish->subject, err);
    if (code != JY_OK)
        return code;
    out->subject = (struct jy_flyer_subject){plain(f, f->wish->subject.title),
                                             plain(f, f->wish->subject.address)};
    return JY_OK;
}
