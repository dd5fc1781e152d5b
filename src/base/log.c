/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/base/buf.h"
#include "src/base/clock.h"

static enum jy_log_level threshold = JY_LOG_INFO;

void jy_log_set_level(enum jy_log_level level)
{
    threshold = level;
}

void jy_log(enum jy_log_level level, const char *msg, const char *fmt, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (level < threshold)
        return;

    char ts[JY_TIMESTAMP_SIZE];
    struct jy_buf JY_AUTOBUF line = JY_BUF_INIT;
    jy_buf_addf(&line, "ts=%s level=%s msg=\"%s\"", jy_clock_timestamp(ts), names[level], msg);
    if (fmt[0] != '\0')
        jy_buf_addc(&line, ' ');
    va_list args;
    va_start(args, fmt);
    jy_buf_vaddf(&line, fmt, args);
    va_end(args);
    /* One write a line: lines of threads do not mix. A newline in a value would forge a line. */
    for (size_t i = 0; i < line.len; i++) {
        if ((unsigned char)line.data[i] < 0x20)
            line.data[i] = ' ';
    }
    jy_buf_addc(&line, '\n');
    (void)fwrite(line.data, 1, line.len, stderr);
}
