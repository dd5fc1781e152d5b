/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/plan_state.h"

static bool before(const struct plan_item *a, const struct plan_item *b)
{
    return a->density > b->density || (a->density == b->density && a->rank < b->rank);
}

static void sink(struct plan_queue *q, size_t at)
{
    struct plan_item item = q->items[at];
    for (size_t child = 0; (child = 2 * at + 1) < q->n; at = child) {
        if (child + 1 < q->n && before(&q->items[child + 1], &q->items[child]))
            child++;
        if (!before(&q->items[child], &item))
            break;
        q->items[at] = q->items[child];
    }
    q->items[at] = item;
}

void plan_queue_make(struct plan_queue *queue)
{
    for (size_t k = queue->n / 2; k-- > 0;)
        sink(queue, k);
}

void plan_queue_settle(struct plan_queue *queue)
{
    sink(queue, 0);
}

void plan_queue_drop(struct plan_queue *queue)
{
    queue->items[0] = queue->items[--queue->n];
    if (queue->n > 0)
        sink(queue, 0);
}
