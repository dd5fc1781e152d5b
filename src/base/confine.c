/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/confine.h"

#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#if defined(__SANITIZE_ADDRESS__)
#define SHADOW
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHADOW
#endif
#endif

static void confine_calls(void)
{
#define DENY(number)                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(number), 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, nr)),
        DENY(SYS_socket),
        DENY(SYS_connect),
        DENY(SYS_execve),
        DENY(SYS_execveat),
#ifndef SHADOW /* its search for leaks at the end is done by tracing */
        DENY(SYS_ptrace),
#endif
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
#undef DENY
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void set_limit(int what, uint64_t value)
{
    struct rlimit limit = {value, value};
    (void)setrlimit((__rlimit_resource_t)what, &limit);
}

void jy_confine(const struct jy_confine *limits)
{
#ifndef SHADOW /* it needs the memory */
    if (limits->memory_bytes > 0)
        set_limit(RLIMIT_DATA, limits->memory_bytes);
    if (limits->address_bytes > 0)
        set_limit(RLIMIT_AS, limits->address_bytes);
#endif
    if (limits->cpu_s > 0)
        set_limit(RLIMIT_CPU, limits->cpu_s);
    if (limits->file_bytes > 0)
        set_limit(RLIMIT_FSIZE, limits->file_bytes);
    if (limits->open_files > 0)
        set_limit(RLIMIT_NOFILE, limits->open_files);
    set_limit(RLIMIT_CORE, 0);
    confine_calls();
}
