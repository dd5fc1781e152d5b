// SPDX-License-Identifier: AGPL-3.0-or-later
// Catalogues and their notation: see docs/i18n.md. {name} is a placeholder, {漢字|かんじ} is ruby.
import {el} from './dom.mjs';

export const LANGS = ['ja', 'ja-easy', 'en', 'zh', 'ko'];
const HTML_LANG = {ja: 'ja', 'ja-easy': 'ja', en: 'en', zh: 'zh-Hans', ko: 'ko'};
const NUMBER_LANG = {ja: 'ja-JP', 'ja-easy': 'ja-JP', en: 'en-GB', zh: 'zh-CN', ko: 'ko-KR'};
const RUBY = /\{([^{}|]+)\|([^{}|]+)\}/g;

let lang = 'ja';
let texts = {};

export const language = () => lang;
export const htmlLanguage = () => HTML_LANG[lang];

/** First language of the reader that we have, else Japanese. */
export function preferredLanguage() {
  for (const wish of navigator.languages || []) {
    const code = wish.slice(0, 2).toLowerCase();
    if (LANGS.includes(code)) return code;
  }
  return 'ja';
}

let wishes = 0;
/** False when another language was asked for meanwhile: that one counts. */
export async function loadLanguage(wanted) {
  const mine = ++wishes;
  const next = LANGS.includes(wanted) ? wanted : 'ja';
  const answer = await fetch(`/i18n/${next}.json`);
  if (!answer.ok) throw new Error(`catalogue ${next}: ${answer.status}`);
  const read = await answer.json();
  if (mine !== wishes) return false;
  texts = read;
  lang = next;
  document.documentElement.lang = HTML_LANG[next];
  document.documentElement.dataset.lang = next;
  return true;
}

/** The raw text of a key with its placeholders filled; the key itself when there is none. */
export function raw(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

export const hasText = (key) => key in texts;

/** Without ruby: for titles, labels and options. */
export const plain = (text) => String(text ?? '').replace(RUBY, '$1');
export const tp = (key, values) => plain(raw(key, values));

/** A number and its unit stay on one line. */
export const tie = (text) => String(text ?? '').replace(/(\d) (?=(?:%|k?m)(?![a-z]))/g, '$1\u00a0');

/** With ruby, as nodes. */
export function rich(text) {
  const nodes = [];
  let at = 0;
  const whole = String(text ?? '');
  for (const hit of whole.matchAll(RUBY)) {
    if (hit.index > at) nodes.push(whole.slice(at, hit.index));
    nodes.push(el('ruby', {}, hit[1], el('rp', {}, '('), el('rt', {}, hit[2]), el('rp', {}, ')')));
    at = hit.index + hit[0].length;
  }
  if (at < whole.length) nodes.push(whole.slice(at));
  return nodes;
}
export const t = (key, values) => rich(raw(key, values));

export function translatePage() {
  for (const node of document.querySelectorAll('[data-t]')) node.replaceChildren(...t(node.dataset.t));
}

export function number(value, digits = 0) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) return tp('ui.unknown');
  return new Intl.NumberFormat(NUMBER_LANG[lang], {maximumFractionDigits: digits, minimumFractionDigits: 0}).format(value);
}

/** The same with all its decimals, for columns of numbers: 2.0, 0.4. */
export function decimal(value, digits) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) return tp('ui.unknown');
  return new Intl.NumberFormat(NUMBER_LANG[lang], {maximumFractionDigits: digits, minimumFractionDigits: digits}).format(value);
}

/** An amount in a currency (ISO 4217), its name in words: 1,800,000円. */
export function money(value, currency) {
  return new Intl.NumberFormat(NUMBER_LANG[lang], {style: 'currency', currency: currency || 'JPY', currencyDisplay: 'name', maximumFractionDigits: 0, minimumFractionDigits: 0}).format(value);
}

/** "2026-11" as people write a month. */
export function month(text) {
  const hit = /^(\d{4})-(\d{2})/.exec(text ?? '');
  return hit ? new Intl.DateTimeFormat(NUMBER_LANG[lang], {year: 'numeric', month: 'long', timeZone: 'UTC'}).format(new Date(Date.UTC(Number(hit[1]), Number(hit[2]) - 1, 1))) : tp('ui.unknown');
}

/** A date as the API gives it ("2026-11-23…"); the day alone is what people read. */
export function day(text) {
  const hit = /^(\d{4})-(\d{2})-(\d{2})/.exec(text ?? '');
  if (!hit) return text ? String(text) : tp('ui.unknown');
  const date = new Date(Date.UTC(Number(hit[1]), Number(hit[2]) - 1, Number(hit[3])));
  return new Intl.DateTimeFormat(NUMBER_LANG[lang], {dateStyle: 'long', timeZone: 'UTC'}).format(date);
}
