/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Limits that a process lays on itself before it touches bytes of strangers. They cannot be taken
 * off again, and hold for its threads and children. Call while there is one thread.
 */
#pragma once
#include <stdint.h>

struct jy_confine {
    uint64_t memory_bytes;  /**< of private memory (RLIMIT_DATA); 0: no limit. Not under
                               AddressSanitizer */
    uint64_t cpu_s;         /**< processor time of all threads; 0: no limit */
    uint64_t file_bytes;    /**< largest file it may write; 0: no limit */
    uint64_t address_bytes; /**< of address space, mapped files too (RLIMIT_AS); 0: no limit. Not
                               under AddressSanitizer */
    uint64_t open_files;    /**< descriptors open at once; 0: no limit */
};

/** Sets the limits; no core dumps, and no network, other programs or tracing: such calls fail with
 * EPERM. */
void jy_confine(const struct jy_confine *limits);
