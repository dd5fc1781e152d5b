/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/press_wire.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <poll.h>

#include "src/base/clock.h"

/* No sheet comes near it. */
#define MESSAGE_MAX ((uint32_t)256 << 20)

/* --- a job ------------------------------------------------------------------------------------ */

struct numbers {
    int32_t template, lang, year, version, format, size, bleed, logo_width_px, logo_height_px;
    double lon_deg, lat_deg;
};
enum { TEXTS = 7 };

/* NULL and "" differ: length 0 is NULL, else it counts the NUL. */
static void add_text(struct jy_buf *out, const char *text)
{
    uint32_t n = text != NULL ? (uint32_t)strlen(text) + 1 : 0;
    jy_buf_add(out, &n, sizeof n);
    if (n > 0)
        jy_buf_add(out, text, n);
}

void jy_press_job_write(const struct jy_press_job *job, struct jy_buf *out)
{
    const struct jy_flyer_wish *w = &job->wish;
    const struct jy_picture *logo = &w->sender.logo;
    const struct numbers numbers = {.template = (int32_t)w->template,
                                    .lang = (int32_t)w->lang,
                                    .year = w->year,
                                    .version = w->version,
                                    .format = (int32_t)job->format,
                                    .size = (int32_t)job->size,
                                    .bleed = job->bleed,
                                    .logo_width_px = logo->width_px,
                                    .logo_height_px = logo->height_px,
                                    .lon_deg = w->at.lon_deg,
                                    .lat_deg = w->at.lat_deg};
    const char *const texts[TEXTS] = {w->district,       w->from_place,     w->base_url,
                                      w->sender.name,    w->sender.contact, w->subject.title,
                                      w->subject.address};
    jy_buf_add(out, &numbers, sizeof numbers);
    for (size_t i = 0; i < TEXTS; i++)
        add_text(out, texts[i]);
    jy_buf_add(out, logo->rgba, 4 * (size_t)logo->width_px * (size_t)logo->height_px);
}

static bool take(const char **bytes, size_t *n, size_t want, const char **out)
{
    if (*n < want)
        return false;
    *out = *bytes;
    *bytes += want;
    *n -= want;
    return true;
}

static bool take_text(const char **bytes, size_t *n, const char **out)
{
    const char *at;
    uint32_t length;
    if (!take(bytes, n, sizeof length, &at))
        return false;
    memcpy(&length, at, sizeof length);
    *out = NULL;
    if (length == 0)
        return true;
    return take(bytes, n, length, out) && (*out)[length - 1] == '\0';
}

bool jy_press_job_read(const char *bytes, size_t n, struct jy_press_job *out)
{
    struct numbers numbers;
    const char *at, *texts[TEXTS];
    if (!take(&bytes, &n, sizeof numbers, &at))
        return false;
    memcpy(&numbers, at, sizeof numbers);
    for (size_t i = 0; i < TEXTS; i++) {
        if (!take_text(&bytes, &n, &texts[i]))
            return false;
    }
    if (numbers.logo_width_px < 0 || numbers.logo_height_px < 0 ||
        n != 4 * (size_t)numbers.logo_width_px * (size_t)numbers.logo_height_px)
        return false;
    *out = (struct jy_press_job){.wish = {.template = (enum jy_flyer_template)numbers.template,
                                          .lang = (enum jy_lang)numbers.lang,
                                          .district = texts[0],
                                          .at = {numbers.lon_deg, numbers.lat_deg},
                                          .from_place = texts[1],
                                          .year = numbers.year,
                                          .version = numbers.version,
                                          .sender = {.name = texts[3], .contact = texts[4]},
                                          .subject = {.title = texts[5], .address = texts[6]},
                                          .base_url = texts[2]},
                                 .format = (enum jy_flyer_format)numbers.format,
                                 .size = (enum jy_flyer_size)numbers.size,
                                 .bleed = numbers.bleed != 0};
    /* the drawing only reads it */
    union {
        const char *from;
        uint8_t *to;
    } pixels = {bytes};
    out->wish.sender.logo =
        (struct jy_picture){numbers.logo_width_px, numbers.logo_height_px, pixels.to};
    return true;
}

/* --- messages --------------------------------------------------------------------------------- */

static bool send_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, bytes, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        bytes += k;
        n -= (size_t)k;
    }
    return true;
}

bool jy_press_send(int fd, const void *bytes, size_t n)
{
    const uint32_t length = (uint32_t)n;
    return n <= MESSAGE_MAX && send_all(fd, (const char *)&length, sizeof length) &&
           send_all(fd, bytes, n);
}

static bool ready(int fd, double until_s)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    for (;;) {
        double left_s = until_s - jy_clock_monotonic_s();
        int k = poll(&p, 1, until_s == 0 ? -1 : (int)fmax(0, ceil(1000 * left_s)));
        if (k > 0)
            return true;
        if (k == 0 || errno != EINTR)
            return false;
    }
}

static bool receive_all(int fd, double until_s, char *to, size_t n)
{
    while (n > 0) {
        if (!ready(fd, until_s))
            return false;
        ssize_t k = read(fd, to, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        to += k;
        n -= (size_t)k;
    }
    return true;
}

bool jy_press_receive(int fd, double until_s, struct jy_buf *out)
{
    uint32_t length;
    if (!receive_all(fd, until_s, (char *)&length, sizeof length) || length > MESSAGE_MAX)
        return false;
    jy_buf_reserve(out, length + 1);
    if (!receive_all(fd, until_s, out->data + out->len, length))
        return false;
    out->len += length;
    out->data[out->len] = '\0';
    return true;
}
