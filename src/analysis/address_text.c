/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/address_text.h"

#include <string.h>

#include "src/base/buf.h"
#include "src/base/fold.h"

/* --- characters ------------------------------------------------------------------------------- */

/* One character of well-formed UTF-8 (jy_fold gives nothing else). */
static size_t decode(const char *text, uint32_t *out)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *out = s[0];
        return 1;
    }
    const size_t n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    uint32_t c = s[0] & (0xFFU >> (n + 1));
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (s[i] & 0x3FU);
    *out = c;
    return n;
}

static void put(struct jy_address_chars *out, uint32_t c)
{
    if (out->n < JY_ADDRESS_CHARS)
        out->at[out->n++] = c;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_kana(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x3096) || c == 0x30FC; /* jy_fold leaves no katakana but ー */
}

static bool is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_kanji(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

/* Pairs: as written in old or in simplified characters, then as in Japan today (常用漢字表, its
 * table of former forms; 人名用漢字; forms seen in place names). */
static const char variants[] = "澤沢泽沢邊辺邉辺边辺齋斉齊斉斎斉齐斉濱浜滨浜廣広广広國国櫻桜樱桜圓"
                               "円圆円龍竜龙竜瀧滝泷滝嶋島嶌島岛島﨑崎嵜崎髙高"
                               "萬万壽寿淺浅豐豊鹽塩盐塩驛駅驿駅學学縣県县県區区會会鐵鉄铁鉄眞真寶"
                               "宝藏蔵檜桧曾曽祿禄惠恵德徳瀨瀬濑瀬榮栄荣栄與与"
                               "應応槇槙籠篭龜亀龟亀黑黒靑青淸清步歩靜静鄕郷乡郷觀観观観戶戸户戸东"
                               "東桥橋马馬鸟鳥门門园園车車线線华華狹狭峽峡條条"
                               "蘆芦莊荘庄荘當当臺台灣湾豬猪繩縄绳縄總総顯顕嶽岳關関关関鷄鶏鶯鴬穗"
                               "穂稻稲發発发発电電營営营営驹駒巖岩黃黄佛仏阪坂";

static uint32_t modern(uint32_t c)
{
    if (!is_kanji(c))
        return c;
    for (const char *at = variants; *at != '\0';) {
        uint32_t old, now;
        at += decode(at, &old);
        at += decode(at, &now);
        if (old == c)
            return now;
    }
    return c;
}

/* --- reading: one notation ---------------------------------------------------------------------
 */

enum { RAW_MAX = 160 };

/* Folded characters with a space where white space or a comma stood. */
struct raw {
    size_t n;
    uint32_t at[RAW_MAX];
};

static size_t space_bytes(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    if (*s == ' ' || *s == ',' || (*s >= '\t' && *s <= '\r'))
        return 1;
    if (s[0] == 0xE3 && s[1] == 0x80 && (s[2] == 0x80 || s[2] == 0x81)) /* U+3000, 、 */
        return 3;
    if (s[0] == 0xEF && s[1] == 0xBC && s[2] == 0x8C) /* ， */
        return 3;
    return s[0] == 0xC2 && s[1] == 0xA0 ? 2 : 0;
}

static void add_folded(struct raw *raw, const char *text, size_t n)
{
    struct jy_buf JY_AUTOBUF piece = JY_BUF_INIT, folded = JY_BUF_INIT;
    jy_buf_add(&piece, text, n);
    jy_fold(jy_buf_text(&piece), &folded);
    for (const char *at = jy_buf_text(&folded); *at != '\0';) {
        uint32_t c;
        at += decode(at, &c);
        if (raw->n < RAW_MAX)
            raw->at[raw->n++] = modern(c);
    }
}

static void fold_pieces(const char *text, struct raw *raw)
{
    raw->n = 0;
    while (*text != '\0' && raw->n < RAW_MAX) {
        size_t n = 0, gap = 0;
        while (text[n] != '\0' && (gap = space_bytes(text + n)) == 0)
            n++;
        add_folded(raw, text, n);
        text += n + gap;
        if (gap > 0 && raw->n > 0 && raw->n < RAW_MAX)
            raw->at[raw->n++] = ' ';
    }
}

/* Value of a kanji digit; 10 for 十; -1 none. */
static int kanji_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                      0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (int i = 0; i < 11; i++) {
        if (digits[i] == c)
            return i;
    }
    return -1;
}

/* Is the kanji number that ends before @p next one by its neighbours: 第三, 五番, 三-五, and the
 * end of the text after a digit or a hyphen? Others (三軒茶屋, 八幡) are parts of names. */
static bool number_here(const struct raw *raw, size_t from, size_t next)
{
    const uint32_t before = from > 0 ? raw->at[from - 1] : 0;
    const uint32_t after = next < raw->n ? raw->at[next] : 0;
    const bool joined = before == '-' || before == 0x756A || before == 0x76EE || is_digit(before);
    return before == 0x7B2C /* 第 */ || after == 0x756A /* 番 */ || after == 0x53F7 /* 号 */ ||
           after == '-' || (joined && (after == 0 || after == ' '));
}

/* Characters of the kanji number at @p from (at most 4), and its value. */
static size_t kanji_number(const struct raw *raw, size_t from, int *out)
{
    size_t n = 0;
    int tens = 0, ones = 0;
    for (int d; from + n < raw->n && n < 4 && (d = kanji_digit(raw->at[from + n])) >= 0; n++) {
        if (d == 10) {
            tens = ones > 0 ? ones : 1;
            ones = 0;
        } else {
            ones = ones * 10 + d;
        }
    }
    *out = tens * 10 + ones;
    return n;
}

static void add_number(struct raw *out, int value)
{
    for (int unit = 1000; unit > 0; unit /= 10) {
        if ((value >= unit || unit == 1) && out->n < RAW_MAX)
            out->at[out->n++] = (uint32_t)('0' + value / unit % 10);
    }
}

static void kanji_numbers(struct raw *raw)
{
    struct raw out = {0};
    for (size_t i = 0; i < raw->n;) {
        int value;
        const size_t n = kanji_number(raw, i, &value);
        if (n > 0 && number_here(raw, i, i + n)) {
            add_number(&out, value);
            i += n;
            continue;
        }
        const size_t keep = n == 0 ? 1 : n;
        for (size_t k = 0; k < keep && out.n < RAW_MAX; k++)
            out.at[out.n++] = raw->at[i + k];
        i += keep;
    }
    *raw = out;
}

/* け of 霞ヶ関 is written ヶ, ケ, が or ガ; の of 丸の内 also ノ, 之 or not at all. */
static void joining_kana(struct raw *raw)
{
    size_t n = 0;
    for (size_t i = 0; i < raw->n; i++) {
        uint32_t c = raw->at[i];
        const bool between =
            i > 0 && i + 1 < raw->n && is_kanji(raw->at[i - 1]) && (is_kanji(raw->at[i + 1]));
        if (between && c == 0x304C) /* が */
            c = 0x3051;             /* け */
        if (between && (c == 0x306E /* の */ || c == 0x4E4B /* 之 */))
            continue;
        raw->at[n++] = c;
    }
    raw->n = n;
}

/* 〒201-0014 and 201-0014 say nothing that the rest does not. */
static void drop_postal_code(struct raw *raw)
{
    for (size_t i = 0; i + 8 <= raw->n; i++) {
        bool code = raw->at[i + 3] == '-' && (i == 0 || !is_digit(raw->at[i - 1])) &&
                    (i == 0 || raw->at[i - 1] != '-') &&
                    (i + 8 == raw->n || (!is_digit(raw->at[i + 8]) && raw->at[i + 8] != '-'));
        for (size_t k = 0; k < 8; k++)
            code = code && (k == 3 || is_digit(raw->at[i + k]));
        if (!code)
            continue;
        const size_t from = i > 0 && raw->at[i - 1] == 0x3012 ? i - 1 : i; /* 〒 */
        memmove(raw->at + from, raw->at + i + 8, (raw->n - i - 8) * sizeof *raw->at);
        raw->n -= i + 8 - from;
        return;
    }
}

/* --- numbers and their units -------------------------------------------------------------------
 */

static bool joins(uint32_t c)
{
    return c == ' ' || c == '-' || c == '.' || c == '\'' || c == '/' || c == 0x30FB /* ・ */ ||
           c == '(' || c == ')' || c == 0x2019 || c == 0x3002;
}

static size_t match(const struct raw *raw, size_t at, const char *word)
{
    size_t n = 0;
    while (*word != '\0') {
        uint32_t c;
        word += decode(word, &c);
        if (at + n >= raw->n || raw->at[at + n] != c)
            return 0;
        n++;
    }
    return n;
}

/* Characters of a unit after a number: the joints before it, the word, and a boundary after
 * letters. */
static size_t unit_here(const struct raw *raw, size_t at, bool *out_chome)
{
    static const struct {
        const char *word;
        bool chome;
    } units[] = {{"丁目", true},  {"丁", true},     {"ちょうめ", true}, {"ちょめ", true},
                 {"chome", true}, {"choume", true}, {"tyome", true},    {"tyoume", true},
                 {"cho", true},   {"초메", true},   {"番地", false},    {"番", false},
                 {"号室", false}, {"号", false},    {"banchi", false},  {"ban", false},
                 {"go", false},   {"ばん", false},  {"ごう", false}};
    size_t from = at;
    while (from < raw->n && joins(raw->at[from]))
        from++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const size_t n = match(raw, from, units[i].word);
        const bool letters = is_letter((uint32_t)(unsigned char)units[i].word[0]);
        const uint32_t after = from + n < raw->n ? raw->at[from + n] : 0;
        if (n == 0 || (letters && is_letter(after)))
            continue;
        *out_chome = units[i].chome;
        return from + n - at;
    }
    return 0;
}

/* A number ends what is before it: the ordinals of 3rd Street and 第3小学校 belong to the name. */
static void take_number(struct raw *raw, size_t *i, struct jy_address_text *out)
{
    int value = 0;
    bool chome = false;
    size_t at = *i;
    for (; at < raw->n && is_digit(raw->at[at]); at++) {
        value = value < 100000 ? value * 10 + (int)(raw->at[at] - '0') : value;
        put(&out->full, raw->at[at]);
    }
    const size_t unit = unit_here(raw, at, &chome);
    if (out->n_numbers < JY_ADDRESS_NUMBERS) {
        if (out->n_numbers == 0)
            out->chome = chome;
        out->numbers[out->n_numbers++] = value;
    }
    for (size_t k = 0; k < unit; k++) {
        if (!joins(raw->at[at + k]))
            put(&out->full, raw->at[at + k]);
    }
    *i = at + unit;
    /* ー and の between numbers are hyphens */
    if (*i + 1 < raw->n && (raw->at[*i] == 0x30FC || raw->at[*i] == 0x306E) &&
        is_digit(raw->at[*i + 1]))
        (*i)++;
}

static bool has_sound(uint32_t c)
{
    return is_kana(c) || is_letter(c);
}

static void find_runs(struct jy_address_text *out)
{
    const struct jy_address_chars *b = &out->base;
    out->n_runs = 0;
    for (size_t i = 0; i < b->n && out->n_runs < JY_ADDRESS_RUNS;) {
        const bool sound = has_sound(b->at[i]);
        size_t n = 1;
        while (i + n < b->n && has_sound(b->at[i + n]) == sound)
            n++;
        out->runs[out->n_runs++] = (struct jy_address_run){i, n, sound};
        i += n;
    }
}

void jy_address_text_read(const char *text, struct jy_address_text *out)
{
    struct raw raw;
    memset(out, 0, sizeof *out);
    fold_pieces(text, &raw);
    kanji_numbers(&raw);
    joining_kana(&raw);
    drop_postal_code(&raw);
    for (size_t i = 0; i < raw.n;) {
        if (is_digit(raw.at[i])) {
            take_number(&raw, &i, out);
            continue;
        }
        if (!joins(raw.at[i]) && raw.at[i] != 0x3012) {
            put(&out->full, raw.at[i]);
            put(&out->base, raw.at[i]);
        }
        i++;
    }
    find_runs(out);
}

/* --- sounds --------------------------------------------------------------------------------------
 */

/* Kunrei spelling (ISO 3602) of U+3041 to U+3096; '.' joins: the small ones change what is before.
 */
static const char *const kana[] = {
    ".a", "a",  ".i",  "i",  ".u", "u",  ".e",  "e",  ".o",  "o",  "ka",  "ga", "ki", "gi", "ku",
    "gu", "ke", "ge",  "ko", "go", "sa", "za",  "si", "zi",  "su", "zu",  "se", "ze", "so", "zo",
    "ta", "da", "ti",  "zi", "",   "tu", "zu",  "te", "de",  "to", "do",  "na", "ni", "nu", "ne",
    "no", "ha", "ba",  "pa", "hi", "bi", "pi",  "hu", "bu",  "pu", "he",  "be", "pe", "ho", "bo",
    "po", "ma", "mi",  "mu", "me", "mo", ".ya", "ya", ".yu", "yu", ".yo", "yo", "ra", "ri", "ru",
    "re", "ro", ".wa", "wa", "i",  "e",  "o",   "n",  "bu",  "ka", "ke"};

struct letters {
    size_t n;
    char at[4 * JY_ADDRESS_CHARS];
};

static void add_letter(struct letters *l, char c)
{
    if (l->n < sizeof l->at)
        l->at[l->n++] = c;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

static void add_kana(struct letters *l, uint32_t c)
{
    if (c == 0x30FC) /* ー: long vowels are short here */
        return;
    const char *syllable = kana[c - 0x3041];
    if (*syllable == '.') {
        syllable++;
        if (l->n > 1 && is_vowel(l->at[l->n - 1]) && !is_vowel(l->at[l->n - 2]))
            l->n--; /* きゃ: ki + ya, ふぁ: hu + a */
    }
    while (*syllable != '\0')
        add_letter(l, *syllable++);
}

/* Hepburn and others' spellings of consonants; the first that fits. */
static const struct {
    const char *from, *to;
} spellings[] = {{"tch", "ty"}, {"cch", "ty"}, {"chy", "ty"}, {"chi", "ti"}, {"ch", "ty"},
                 {"shy", "sy"}, {"shi", "si"}, {"sh", "sy"},  {"tsu", "tu"}, {"ts", "t"},
                 {"jy", "zy"},  {"ji", "zi"},  {"j", "zy"},   {"dzu", "zu"}, {"dz", "z"},
                 {"du", "zu"},  {"di", "zi"},  {"mb", "nb"},  {"mp", "np"},  {"mm", "nm"},
                 {"f", "h"},    {"l", "r"},    {"v", "b"},    {"c", "k"},    {"q", "k"},
                 {"x", ""},     {"wo", "o"},   {"we", "e"},   {"wi", "i"}};

static void respell(const struct letters *in, struct letters *out)
{
    out->n = 0;
    for (size_t i = 0; i < in->n;) {
        size_t used = 0;
        for (size_t k = 0; used == 0 && k < sizeof spellings / sizeof *spellings; k++) {
            const size_t n = strlen(spellings[k].from);
            if (i + n > in->n || memcmp(in->at + i, spellings[k].from, n) != 0)
                continue;
            used = n;
            for (const char *to = spellings[k].to; *to != '\0'; to++)
                add_letter(out, *to);
        }
        if (used == 0)
            add_letter(out, in->at[i]);
        i += used > 0 ? used : 1;
    }
}

static bool drops(const struct letters *l, size_t i, char before)
{
    const char c = l->at[i];
    const char after = (char)(i + 1 < l->n ? l->at[i + 1] : '\0');
    if (c == before && is_letter((uint32_t)(unsigned char)c))
        return true; /* doubled, long */
    if (c == 'u' && before == 'o')
        return true; /* ou: a long o */
    if (c == 'h' && before == 'o' && !is_vowel(after))
        return true; /* Ohta, Itoh */
    if (c == 'y' && after == 'i')
        return true; /* syi */
    if (c == 'y' && after == 'e' && (before == '\0' || is_vowel(before)))
        return true;                                                         /* Yebisu */
    return c == 'w' && before != '\0' && !is_vowel(before) && before != 'n'; /* kwa */
}

bool jy_address_sound(const uint32_t *chars, size_t n, struct jy_address_chars *out)
{
    struct letters typed = {0}, spelled;
    for (size_t i = 0; i < n; i++) {
        if (is_kana(chars[i])) {
            add_kana(&typed, chars[i]);
        } else if (is_letter(chars[i]) || is_digit(chars[i])) {
            add_letter(&typed, (char)chars[i]);
        } else {
            return false;
        }
    }
    respell(&typed, &spelled);
    out->n = 0;
    char before = '\0';
    for (size_t i = 0; i < spelled.n; i++) {
        if (drops(&spelled, i, before))
            continue;
        before = spelled.at[i];
        put(out, (unsigned char)before);
    }
    return true;
}

static bool ends_with(const struct jy_address_chars *text, const char *end)
{
    const size_t n = strlen(end);
    if (text->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (text->at[text->n - n + i] != (unsigned char)end[i])
            return false;
    }
    return true;
}

int jy_address_cut_chome(struct jy_address_chars *sound)
{
    /* いっちょうめ and はっちょうめ leave i and ha: doubled consonants are single */
    static const struct {
        const char *word;
        int value;
    } numbers[] = {{"iti", 1},  {"san", 3},  {"yon", 4}, {"roku", 6}, {"nana", 7},
                   {"siti", 7}, {"hati", 8}, {"kyu", 9}, {"zyu", 10}, {"ni", 2},
                   {"si", 4},   {"go", 5},   {"ha", 8},  {"ku", 9},   {"i", 1}};
    if (!ends_with(sound, "tyome") || sound->n == 5)
        return -1;
    sound->n -= 5;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (ends_with(sound, numbers[i].word) && sound->n > strlen(numbers[i].word)) {
            sound->n -= strlen(numbers[i].word);
            return numbers[i].value;
        }
    }
    return 0;
}

bool jy_address_cut_kanji_number(struct jy_address_text *text)
{
    struct jy_address_chars *b = &text->base;
    const int ones = b->n > 1 ? kanji_digit(b->at[b->n - 1]) : -1;
    if (ones < 0)
        return false;
    const bool teen = ones < 10 && b->n > 2 && kanji_digit(b->at[b->n - 2]) == 10;
    b->n -= teen ? 2 : 1;
    text->numbers[0] = teen ? 10 + ones : ones;
    text->n_numbers = 1;
    return true;
}
