/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/limiter.h"

#include <arpa/inet.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/hash.h"
#include "src/base/mem.h"

#define LIMITER_CLASSES 8
#define LIMITER_SLOTS   8192 /* 128 KiB a class; two clients share a slot by chance 1 in 8192 */

struct bucket {
    double tokens, at_s; /* at_s 0: never used, full */
};

struct jy_limiter {
    pthread_mutex_t lock;
    int n_classes;
    struct jy_limiter_class classes[LIMITER_CLASSES];
    struct bucket buckets[LIMITER_CLASSES][LIMITER_SLOTS];
};

struct jy_limiter *jy_limiter_new(const struct jy_limiter_class *classes, int n_classes)
{
    struct jy_limiter *limiter = jy_calloc(1, sizeof *limiter);
    (void)pthread_mutex_init(&limiter->lock, NULL);
    limiter->n_classes = n_classes < LIMITER_CLASSES ? n_classes : LIMITER_CLASSES;
    for (int i = 0; i < limiter->n_classes; i++)
        limiter->classes[i] = classes[i];
    return limiter;
}

void jy_limiter_free(struct jy_limiter *limiter)
{
    if (limiter == NULL)
        return;
    (void)pthread_mutex_destroy(&limiter->lock);
    free(limiter);
}

static size_t slot_of(const char *client)
{
    unsigned char bytes[16];
    if (inet_pton(AF_INET6, client, bytes) == 1)
        return (size_t)(jy_hash64(bytes, 8) % LIMITER_SLOTS);
    return (size_t)(jy_hash64(client, strlen(client)) % LIMITER_SLOTS);
}

static bool bucket_take(struct bucket *bucket, const struct jy_limiter_class *limit, double now_s,
                        double *out_wait_s)
{
    double rate = limit->per_minute / 60;
    if (bucket->at_s <= 0) {
        bucket->tokens = limit->burst;
    } else {
        bucket->tokens = fmin(limit->burst, bucket->tokens + (now_s - bucket->at_s) * rate);
    }
    bucket->at_s = now_s;
    if (bucket->tokens >= 1) {
        bucket->tokens -= 1;
        return true;
    }
    *out_wait_s = rate > 0 ? (1 - bucket->tokens) / rate : 60;
    return false;
}

bool jy_limiter_take(struct jy_limiter *limiter, int class_index, const char *client, double now_s,
                     double *out_wait_s)
{
    if (class_index < 0 || class_index >= limiter->n_classes ||
        limiter->classes[class_index].burst <= 0)
        return true;
    (void)pthread_mutex_lock(&limiter->lock);
    bool ok = bucket_take(&limiter->buckets[class_index][slot_of(client)],
                          &limiter->classes[class_index], now_s, out_wait_s);
    (void)pthread_mutex_unlock(&limiter->lock);
    return ok;
}
