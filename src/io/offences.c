/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/offences.h"

#include <string.h>

#include "src/io/text_values.h"

/* Groups and members: 警視庁「区市町村の町丁別、罪種別及び手口別認知件数」; single-offence open
 * data of the prefectural police (ひったくり, 車上ねらい, 部品ねらい, 自動販売機ねらい, 自動車盗,
 * オートバイ盗, 自転車盗). */
const struct jy_offence jy_offences[] = {
    {"total", NULL, "総合計|刑法犯総数|刑法犯認知件数|総数|合計|total"},
    {"violent", "total", "凶悪犯計|凶悪犯"},
    {"robbery", "violent", "凶悪犯強盗|強盗"},
    {"violent_other", "violent", "凶悪犯その他"},
    {"assaultive", "total", "粗暴犯計|粗暴犯"},
    {"unlawful_assembly", "assaultive", "粗暴犯凶器準備集合|凶器準備集合"},
    {"assault", "assaultive", "粗暴犯暴行|暴行"},
    {"injury", "assaultive", "粗暴犯傷害|傷害"},
    {"intimidation", "assaultive", "粗暴犯脅迫|脅迫"},
    {"extortion", "assaultive", "粗暴犯恐喝|恐喝"},
    {"burglary", "total", "侵入窃盗計|侵入窃盗"},
    {"burglary_safe", "burglary", "侵入窃盗金庫破り|金庫破り"},
    {"burglary_school", "burglary", "侵入窃盗学校荒し|学校荒し"},
    {"burglary_office", "burglary", "侵入窃盗事務所荒し|事務所荒し"},
    {"burglary_shop", "burglary", "侵入窃盗出店荒し|出店荒し"},
    {"burglary_empty_home", "burglary", "侵入窃盗空き巣|空き巣|空き巣ねらい|akisu"},
    {"burglary_sleeping", "burglary", "侵入窃盗忍込み|忍込み|忍び込み"},
    {"burglary_occupied", "burglary", "侵入窃盗居空き|居空き"},
    {"burglary_other", "burglary", "侵入窃盗その他"},
    {"theft", "total", "非侵入窃盗計|非侵入窃盗"},
    {"car_theft", "theft", "非侵入窃盗自動車盗|自動車盗"},
    {"motorcycle_theft", "theft", "非侵入窃盗オートバイ盗|オートバイ盗"},
    {"bicycle_theft", "theft", "非侵入窃盗自転車盗|自転車盗|jitensha"},
    {"theft_from_vehicle", "theft", "非侵入窃盗車上ねらい|車上ねらい|shajo"},
    {"theft_from_machine", "theft", "非侵入窃盗自販機ねらい|自販機ねらい|自動販売機ねらい"},
    {"theft_building_site", "theft", "非侵入窃盗工事場ねらい|工事場ねらい"},
    {"pickpocketing", "theft", "非侵入窃盗すり|すり"},
    {"bag_snatching", "theft", "非侵入窃盗ひったくり|ひったくり|hittakuri"},
    {"luggage_theft", "theft", "非侵入窃盗置引き|置引き"},
    {"shoplifting", "theft", "非侵入窃盗万引き|万引き"},
    {"theft_other", "theft", "非侵入窃盗その他"},
    {"other", "total", "その他計"},
    {"fraud", "other", "その他詐欺|詐欺"},
    {"lost_property", "other", "その他占有離脱物横領|占有離脱物横領"},
    {"intellectual_other", "other", "その他その他知能犯"},
    {"gambling", "other", "その他賭博|賭博"},
    {"penal_other", "other", "その他その他刑法犯"},
    /* counted across the groups */
    {"vehicle_parts_theft", NULL, "部品ねらい"},
    {"special_fraud", NULL, "特殊詐欺|振り込め詐欺|振り込め詐欺等|オレオレ詐欺|furikome"},
    {"against_children", NULL, "子どもに対する犯罪|子どもへの声かけ|kodomo"},
    {"listed_total", NULL, "掲載計"},
    {NULL, NULL, NULL},
};

static int holds(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *p = names;;) {
        size_t n = strcspn(p, "|");
        if (n == length && strncasecmp(p, name, n) == 0)
            return 1;
        if (p[n] == '\0')
            return 0;
        p += n + 1;
    }
}

const struct jy_offence *jy_offence_by_code(const char *code)
{
    for (const struct jy_offence *o = jy_offences; o->code != NULL; o++) {
        if (strcmp(o->code, code) == 0)
            return o;
    }
    return NULL;
}

const struct jy_offence *jy_offence_find(const char *name)
{
    char narrow[JY_NARROW_SIZE];
    if (!jy_text_narrow(name, narrow))
        return NULL;
    for (const struct jy_offence *o = jy_offences; o->code != NULL; o++) {
        if (holds(o->names, narrow) || strcmp(o->code, narrow) == 0)
            return o;
    }
    return NULL;
}
