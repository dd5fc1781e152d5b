/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/import_keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

enum { FIRST_CAP = 1 << 12 };

void jy_hash_set_done(struct jy_hash_set *set)
{
    free(set->slots);
    *set = (struct jy_hash_set){0};
}

/* 0 marks a free slot. */
static uint64_t value_of(uint64_t hash)
{
    return hash != 0 ? hash : 1;
}

static bool put(uint64_t *slots, size_t cap, uint64_t value)
{
    size_t i = (size_t)value & (cap - 1);
    while (slots[i] != 0 && slots[i] != value)
        i = (i + 1) & (cap - 1);
    bool fresh = slots[i] == 0;
    slots[i] = value;
    return fresh;
}

static void grow(struct jy_hash_set *set)
{
    size_t cap = set->cap > 0 ? set->cap * 2 : FIRST_CAP;
    uint64_t *slots = jy_calloc(cap, sizeof *slots);
    for (size_t i = 0; i < set->cap; i++) {
        if (set->slots[i] != 0)
            (void)put(slots, cap, set->slots[i]);
    }
    free(set->slots);
    set->slots = slots;
    set->cap = cap;
}

bool jy_hash_set_add(struct jy_hash_set *set, uint64_t hash)
{
    if (set->n * 4 >= set->cap * 3)
        grow(set);
    bool fresh = put(set->slots, set->cap, value_of(hash));
    set->n += fresh;
    return fresh;
}

bool jy_hash_set_has(const struct jy_hash_set *set, uint64_t hash)
{
    uint64_t value = value_of(hash);
    if (set->cap == 0)
        return false;
    size_t i = (size_t)value & (set->cap - 1);
    while (set->slots[i] != 0 && set->slots[i] != value)
        i = (i + 1) & (set->cap - 1);
    return set->slots[i] == value;
}

/* ---- the log ---- */

void jy_key_log_done(struct jy_key_log *log)
{
    if (log->file != NULL)
        (void)fclose(log->file);
    *log = (struct jy_key_log){0};
}

void jy_key_log_add(struct jy_key_log *log, uint64_t hash)
{
    if (log->file == NULL && !log->failed)
        log->file = tmpfile();
    log->failed = log->failed || log->file == NULL || fwrite(&hash, sizeof hash, 1, log->file) != 1;
    log->n++;
}

/* The hashes of one piece: those whose upper half falls into it. */
static bool find_in_piece(struct jy_key_log *log, uint64_t piece, uint64_t n_pieces,
                          struct jy_hash_set *seen, struct jy_hash_set *out)
{
    uint64_t hashes[512];
    size_t got;
    rewind(log->file);
    while ((got = fread(hashes, sizeof *hashes, 512, log->file)) > 0) {
        for (size_t i = 0; i < got; i++) {
            if ((hashes[i] >> 32) * n_pieces >> 32 == piece && !jy_hash_set_add(seen, hashes[i]))
                (void)jy_hash_set_add(out, hashes[i]);
        }
    }
    return ferror(log->file) == 0;
}

enum jy_code jy_key_log_duplicates(struct jy_key_log *log, size_t piece, struct jy_hash_set *out,
                                   struct jy_error *err)
{
    if (log->n == 0)
        return JY_OK;
    if (log->failed || fflush(log->file) != 0) {
        return jy_fail(err, JY_EIO, "the temporary file for numbers cannot be written: %s",
                       jy_errno_text(errno));
    }
    uint64_t n_pieces = log->n / piece + 1;
    bool ok = true;
    for (uint64_t i = 0; i < n_pieces && ok; i++) {
        struct jy_hash_set seen = {0};
        ok = find_in_piece(log, i, n_pieces, &seen, out);
        jy_hash_set_done(&seen);
    }
    return ok ? JY_OK : jy_fail(err, JY_EIO, "the temporary file for numbers cannot be read");
}
