/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/offences.h"

#include <string.h>

#include "src/io/text_values.h"

/* Groups and members: 警視庁「区市町村の町丁別、罪種別及び手口別認知件数」; single-offence open
 * data of the prefectural police (ひったくり, 車上ねらい, 部品ねらい, 自動販売機ねらい, 自動車盗,
 * オートバイ盗, 自転車盗). */
const struct jy_offence jy_offences[] = {
    {"total", NULL, "刑法犯総数|総合計|刑法犯|刑法犯認知件数|合計|総数"},
    {"violent", "total", "凶悪犯|凶悪犯計"},
    {"violent_robbery", "violent", "強盗|凶悪犯強盗"},
    {"violent_other", "violent", "凶悪犯その他"},
    {"assaultive", "total", "粗暴犯|粗暴犯計"},
    {"assaultive_weapons", "assaultive", "凶器準備集合|粗暴犯凶器準備集合"},
    {"assault", "assaultive", "暴行|粗暴犯暴行"},
    {"injury", "assaultive", "傷害|粗暴犯傷害"},
    {"threat", "assaultive", "脅迫|粗暴犯脅迫"},
    {"extortion", "assaultive", "恐喝|粗暴犯恐喝"},
    {"burglary", "total", "侵入窃盗|侵入窃盗計"},
    {"burglary_safe", "burglary", "金庫破り|侵入窃盗金庫破り"},
    {"burglary_school", "burglary", "学校荒し|侵入窃盗学校荒し"},
    {"burglary_office", "burglary", "事務所荒し|侵入窃盗事務所荒し"},
    {"burglary_shop", "burglary", "出店荒し|侵入窃盗出店荒し"},
    {"akisu", "burglary", "空き巣|侵入窃盗空き巣|空き巣ねらい"},
    {"shinobikomi", "burglary", "忍込み|侵入窃盗忍込み|忍び込み"},
    {"iaki", "burglary", "居空き|侵入窃盗居空き"},
    {"burglary_other", "burglary", "侵入窃盗その他"},
    {"theft", "total", "非侵入窃盗|非侵入窃盗計"},
    {"car_theft", "theft", "自動車盗|非侵入窃盗自動車盗"},
    {"motorcycle_theft", "theft", "オートバイ盗|非侵入窃盗オートバイ盗"},
    {"bicycle_theft", "theft", "自転車盗|非侵入窃盗自転車盗|自転車盗難|jitensha"},
    {"car_break_in", "theft", "車上ねらい|非侵入窃盗車上ねらい|車上荒らし|shajo"},
    {"vending_machine_theft", "theft", "自販機ねらい|非侵入窃盗自販機ねらい|自動販売機ねらい"},
    {"construction_site_theft", "theft", "工事場ねらい|非侵入窃盗工事場ねらい"},
    {"pickpocketing", "theft", "すり|非侵入窃盗すり"},
    {"snatching", "theft", "ひったくり|非侵入窃盗ひったくり|hittakuri"},
    {"bag_theft", "theft", "置引き|非侵入窃盗置引き"},
    {"shoplifting", "theft", "万引き|非侵入窃盗万引き"},
    {"theft_other", "theft", "非侵入窃盗その他"},
    {"other", "total", "その他計"},
    {"fraud", "other", "詐欺|その他詐欺"},
    {"lost_property_embezzlement", "other", "占有離脱物横領|その他占有離脱物横領"},
    {"other_intellectual", "other", "その他知能犯|その他その他知能犯"},
    {"gambling", "other", "賭博|その他賭博"},
    {"other_criminal", "other", "その他刑法犯|その他その他刑法犯"},
    {"special_fraud", NULL, "振り込め詐欺等|特殊詐欺|オレオレ詐欺|furikome|振り込め詐欺"},
    {"child_approach", NULL, "子どもに対する犯罪・声かけ等|kodomo"},
    {"six_listed", NULL, "掲げられた6種類の計"},
    /* open data of single offences that the table above does not name */
    {"vehicle_parts_theft", NULL, "部品ねらい"},
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
