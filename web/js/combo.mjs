// SPDX-License-Identifier: AGPL-3.0-or-later
// A field with a list of suggestions (the combobox of WAI-ARIA): typing asks, arrow keys mark, Enter or a press takes.
import {el, refill} from './dom.mjs';
import {plain, t, tp} from './i18n.mjs';

const WAIT_MS = 180;

/**
 * find(text, signal) gives results {name, detail?, …}; one that is aborted rejects. onPick(result) is told of a choice.
 * With `eager` the list opens on focus, asking for ''. Returns {close, search}.
 */
export function makeCombo({input, list, said, find, onPick, eager = false}) {
  let results = [];
  let at = -1;
  let timer = 0;
  let running = null;
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-controls', list.id);
  list.setAttribute('role', 'listbox');

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
      input.setAttribute('aria-activedescendant', `${list.id}-${at}`);
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
    const items = results.map((r, i) => el('li', {id: `${list.id}-${i}`, role: 'option', 'aria-selected': 'false', onmousedown: (event) => event.preventDefault(), onclick: () => pick(i)},
      el('span', {}, plain(r.name)), r.detail ? el('span', {class: 'small'}, plain(r.detail)) : null, r.note ? el('span', {class: 'small wide'}, plain(r.note)) : null));
    refill(list, items.length ? items : el('li', {class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false'}, t('ui.search.empty', {q})));
    said.textContent = items.length ? tp('ui.search.count', {n: items.length}) : tp('ui.search.empty', {q});
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    at = -1;
  };
  const search = async () => {
    const q = input.value.trim();
    running?.abort();
    if (!q && !eager) { results = []; close(); return; }
    running = new AbortController();
    try {
      results = await find(q, running.signal);
    } catch (error) {
      if (error.name === 'AbortError') return;
      results = [];
    }
    if (document.activeElement === input || at >= 0) draw(q);
  };
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, WAIT_MS); });
  if (eager) input.addEventListener('focus', () => { input.select(); if (!input.value.trim()) search(); });
  input.addEventListener('keydown', (event) => {
    const n = results.length;
    if (event.key === 'Escape') {
      if (!list.hidden) event.stopPropagation();
      close();
      return;
    }
    if (event.key === 'ArrowDown' && list.hidden && eager) { event.preventDefault(); search(); return; }
    if (list.hidden || n === 0) return;
    if (event.key === 'ArrowDown') { event.preventDefault(); mark((at + 1) % n); }
    if (event.key === 'ArrowUp') { event.preventDefault(); mark((at - 1 + n) % n); }
  });
  input.addEventListener('blur', () => setTimeout(close, 200));
  return {
    close,
    /** Takes the marked result, else the first one of what stands in the field. */
    async take() {
      clearTimeout(timer);
      if (at < 0) await search();
      pick(Math.max(at, 0));
    },
    isOpen: () => !list.hidden,
  };
}
