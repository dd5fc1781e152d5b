/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

#include "gis/array.h"
#include "gis/heap.h"

#include "tests/support/support.h"

enum { MOST = 2000 };

static int item_order(const void *a, const void *b)
{
    const struct gis_heap_item *p = a, *q = b;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    return (p->tie > q->tie) - (p->tie < q->tie);
}

/* Few different keys, so that many are equal; ties are all different: the order is a total one. */
static size_t some_items(uint64_t *seed, struct gis_heap_item *items)
{
    size_t n = (size_t)(support_random(seed) % MOST);
    for (uint32_t i = 0; i < n; i++) {
        double key = (double)(support_random(seed) % 50) - 25;
        items[i] = (struct gis_heap_item){key, i * 2654435761U, i};
    }
    return n;
}

static void assert_pops(struct gis_heap *heap, struct gis_heap_item *sorted, size_t n)
{
    qsort(sorted, n, sizeof *sorted, item_order);
    assert_true(heap->n == n);
    for (size_t i = 0; i < n; i++) {
        struct gis_heap_item item = gis_heap_pop(heap);
        assert_near(item.key, sorted[i].key, 0, 0);
        assert_int_equal(item.id, sorted[i].id);
    }
    assert_true(heap->n == 0);
}

/* Against qsort. */
static void pops_in_order_of_key_then_tie(void **state)
{
    (void)state;
    static struct gis_heap_item items[MOST];
    struct gis_heap heap = {0};
    for (uint64_t run = 0; run < 60; run++) {
        uint64_t seed = run;
        size_t n = some_items(&seed, items);
        for (size_t i = 0; i < n; i++) {
            if (run % 2 == 0) {
                assert_int_equal(gis_heap_push(&heap, items[i]), GIS_OK);
            } else {
                assert_int_equal(gis_heap_append(&heap, items[i]), GIS_OK);
            }
        }
        if (run % 2 == 1)
            gis_heap_make(&heap);
        assert_pops(&heap, items, n);
    }
    gis_heap_done(&heap);
    assert_null(heap.items);
}

/* Pushes and pops in turn: what is popped is always the least of what is inside. */
static void mixed_pushes_and_pops(void **state)
{
    (void)state;
    static struct gis_heap_item inside[MOST];
    size_t n = 0;
    uint64_t seed = 9;
    struct gis_heap heap = {0};
    for (uint32_t turn = 0; turn < 4000; turn++) {
        if (n < MOST && (n == 0 || support_random(&seed) % 5 < 3)) {
            double key = (double)(support_random(&seed) % 20);
            inside[n++] = (struct gis_heap_item){key, turn, turn};
            assert_int_equal(gis_heap_push(&heap, inside[n - 1]), GIS_OK);
            continue;
        }
        size_t least = 0;
        for (size_t i = 1; i < n; i++) {
            if (item_order(&inside[i], &inside[least]) < 0)
                least = i;
        }
        assert_int_equal(gis_heap_pop(&heap).id, inside[least].id);
        inside[least] = inside[--n];
    }
    assert_true(heap.n == n);
    gis_heap_done(&heap);
}

/* More than can be addressed is refused before anything is touched. */
static void no_room_leaves_it_as_it_was(void **state)
{
    (void)state;
    struct gis_heap heap = {0};
    assert_int_equal(gis_heap_push(&heap, (struct gis_heap_item){1, 2, 3}), GIS_OK);
    struct gis_heap full = {heap.items, SIZE_MAX / sizeof *heap.items,
                            SIZE_MAX / sizeof *heap.items};
    assert_int_equal(gis_heap_push(&full, (struct gis_heap_item){0, 0, 0}), GIS_ENOMEM);
    assert_int_equal(gis_heap_append(&full, (struct gis_heap_item){0, 0, 0}), GIS_ENOMEM);
    assert_ptr_equal(full.items, heap.items);
    assert_true(full.n == SIZE_MAX / sizeof *heap.items && full.max == full.n);
    assert_int_equal(heap.items[0].id, 3);
    gis_heap_done(&heap);
}

/* Elements keep their values while the array moves. */
static void arrays_grow_and_keep(void **state)
{
    (void)state;
    uint32_t *items = NULL;
    size_t max = 0;
    for (uint32_t n = 0; n < 5000; n++) {
        assert_true(gis_array_room(&items, n + (size_t)1, &max, sizeof *items));
        assert_true(max > n);
        items[n] = n * 7;
    }
    for (uint32_t n = 0; n < 5000; n++)
        assert_int_equal(items[n], n * 7);
    uint32_t *before = items;
    size_t room = max;
    assert_false(gis_array_room(&items, SIZE_MAX / 4, &max, sizeof *items));
    assert_true(items == before && max == room);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pops_in_order_of_key_then_tie),
        cmocka_unit_test(mixed_pushes_and_pops),
        cmocka_unit_test(no_room_leaves_it_as_it_was),
        cmocka_unit_test(arrays_grow_and_keep),
    };
    return cmocka_run_group_tests_name("gis/heap", tests, NULL, NULL);
}
