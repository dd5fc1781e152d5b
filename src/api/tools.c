/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/tools.h"

#include <pthread.h>
#include <stdlib.h>

#include "src/base/mem.h"

struct jy_tools {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int lent, waiting; /* waiting: those who want stillness */
    bool still;
    struct jy_tool *idle;
};

struct jy_tools *jy_tools_new(void)
{
    struct jy_tools *tools = jy_calloc(1, sizeof *tools);
    (void)pthread_mutex_init(&tools->lock, NULL);
    (void)pthread_cond_init(&tools->changed, NULL);
    return tools;
}

void jy_tools_free(struct jy_tools *tools)
{
    if (tools == NULL)
        return;
    while (tools->idle != NULL) {
        struct jy_tool *tool = tools->idle;
        tools->idle = tool->next;
        jy_mvt_free(tool->mvt);
        jy_render_worker_free(tool->worker);
        jy_gzip_free(tool->gzip);
        jy_buf_done(&tool->plain);
        jy_buf_done(&tool->packed);
        free(tool);
    }
    (void)pthread_cond_destroy(&tools->changed);
    (void)pthread_mutex_destroy(&tools->lock);
    free(tools);
}

struct jy_tool *jy_tools_take(struct jy_tools *tools)
{
    (void)pthread_mutex_lock(&tools->lock);
    while (tools->still || tools->waiting > 0)
        (void)pthread_cond_wait(&tools->changed, &tools->lock);
    struct jy_tool *tool = tools->idle;
    if (tool != NULL)
        tools->idle = tool->next;
    tools->lent++;
    (void)pthread_mutex_unlock(&tools->lock);
    return tool != NULL ? tool : jy_calloc(1, sizeof *tool);
}

void jy_tools_give(struct jy_tools *tools, struct jy_tool *tool)
{
    (void)pthread_mutex_lock(&tools->lock);
    tool->next = tools->idle;
    tools->idle = tool;
    if (--tools->lent == 0)
        (void)pthread_cond_broadcast(&tools->changed);
    (void)pthread_mutex_unlock(&tools->lock);
}

void jy_tools_still(bool still, void *ctx)
{
    struct jy_tools *tools = ctx;
    (void)pthread_mutex_lock(&tools->lock);
    if (still) {
        tools->waiting++;
        while (tools->still || tools->lent > 0)
            (void)pthread_cond_wait(&tools->changed, &tools->lock);
        tools->waiting--;
    }
    tools->still = still;
    (void)pthread_cond_broadcast(&tools->changed);
    (void)pthread_mutex_unlock(&tools->lock);
}
