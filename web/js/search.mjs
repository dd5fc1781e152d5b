// SPDX-License-Identifier: AGPL-3.0-or-later
// The search field: a combobox over districts (known here) and what /api/search finds.
import {get} from './api.mjs';
import {byId, el, refill} from './dom.mjs';
import {language, plain, t, tp} from './i18n.mjs';

const WAIT_MS = 180;
const LIMIT = 10;

export function makeSearch({getCity, onPick}) {
  const form = byId('search');
  const input = byId('q');
  const list = byId('found');
  const said = byId('found-status');
  let results = [];
  let at = -1;
  let timer = 0;
  let running = null;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === at)));
    if (at >= 0) {
      input.setAttribute('aria-activedescendant', `found-${at}`);
      list.children[at].scrollIntoView({block: 'nearest'});
    } else input.removeAttribute('aria-activedescendant');
  };
  const pick = (i) => {
    const chosen = results[i];
    if (!chosen) return;
    input.value = plain(chosen.name);
    close();
    onPick(chosen);
  };
  const draw = (q) => {
    const items = results.map((r, i) => el('li', {id: `found-${i}`, role: 'option', 'aria-selected': 'false', onclick: () => pick(i)},
      el('span', {}, plain(r.name)), r.detail ? el('span', {class: 'small'}, plain(r.note ?? r.detail)) : null));
    refill(list, items.length ? items : el('li', {class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false'}, t('ui.search.empty', {q})));
    said.textContent = items.length ? tp('ui.search.count', {n: items.length}) : tp('ui.search.empty', {q});
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    at = -1;
  };
  const search = async () => {
    const q = input.value.trim();
    running?.abort();
    if (!q) { results = []; close(); return; }
    running = new AbortController();
    const own = getCity().districts.filter((d) => plain(d.name).includes(q)).map((d) => ({layer: 'districts', id: d.id, name: d.name, detail: tp('ui.district.name'), at: d.centre, district: d.id}));
    try {
      const found = await get('/api/search', {q, limit: LIMIT, lang: language()}, {signal: running.signal});
      const names = new Set(own.map((d) => plain(d.name)));
      results = [...own, ...found.results.filter((r) => !(r.layer === 'districts' && names.has(plain(r.name))))].slice(0, LIMIT);
    } catch (error) {
      if (error.name === 'AbortError') return;
      results = own;
    }
    draw(q);
  };
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, WAIT_MS); });
  input.addEventListener('keydown', (event) => {
    const n = results.length;
    if (event.key === 'Escape') { close(); return; }
    if (list.hidden || n === 0) return;
    if (event.key === 'ArrowDown') { event.preventDefault(); mark((at + 1) % n); }
    if (event.key === 'ArrowUp') { event.preventDefault(); mark((at - 1 + n) % n); }
  });
  input.addEventListener('blur', () => setTimeout(close, 200));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (at < 0) await search();
    pick(Math.max(at, 0));
  });
  return {
    translate() {
      const first = getCity()?.districts?.[0];
      input.placeholder = tp('ui.search.label');
      input.title = first ? tp('ui.search.example', {example: plain(first.name)}) : '';
    },
  };
}
