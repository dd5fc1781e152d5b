// SPDX-License-Identifier: AGPL-3.0-or-later
// Several offences, or several years, judged together: who looks often enough finds something, so all of them are adjusted as
// one family. What was asked, how it was adjusted, and what each of them says.
import {get} from './api.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, hasText, language, number, plain, rich, t, tp} from './i18n.mjs';
import {explain} from './problem.mjs';

const LEVELS = ['chome', 'district'];
const MOST = 8;
const nameOf = (code) => (hasText(`offence.${code}`) ? tp(`offence.${code}`) : code);

export function makeTogether({getCity}) {
  const wish = {codes: null, from: null, to: null, level: 'chome', each: false};
  let answer = null;
  let serial = 0;

  /** Years for which every chosen offence has a table at the level. */
  function years() {
    const chosen = getCity().crimes.offences.filter((o) => wish.codes.includes(o.code));
    if (!chosen.length) return [];
    return chosen.map((o) => o[wish.level] ?? []).reduce((a, b) => a.filter((y) => b.includes(y)));
  }

  function select(name, key, options, value, read) {
    const node = el('select', {id: `together-${name}`, onchange: () => { wish[name] = read(node.value); draw(name); }}, options.map(([code, text]) => el('option', {value: code, selected: code === value}, text)));
    return el('div', {class: 'field'}, el('label', {for: `together-${name}`}, t(key)), node);
  }

  function offences(crimes) {
    const order = [...crimes.offences].sort((a, b) => crimes.priority.includes(b.code) - crimes.priority.includes(a.code));
    return el('fieldset', {class: 'field'}, el('legend', {}, t('ui.together.offences', {n: MOST})),
      el('div', {class: 'choices scroll-box', tabindex: 0}, order.map((o) => el('label', {}, el('input', {type: 'checkbox', name: 'together-offence', value: o.code, checked: wish.codes.includes(o.code),
        onchange: (event) => {
          wish.codes = event.target.checked ? [...wish.codes, o.code] : wish.codes.filter((code) => code !== o.code);
          drawPeriod();
        }}), el('span', {}, nameOf(o.code))))));
  }

  function drawPeriod() {
    const all = years();
    const last = all.at(-1);
    if (!all.includes(wish.from)) wish.from = last ?? null;
    if (!all.includes(wish.to) || wish.to < wish.from) wish.to = wish.from;
    const options = all.map((y) => [y, String(y)]);
    refill(byId('together-period'), all.length
      ? el('div', {class: 'row zones-form'}, select('from', 'ui.zones.from', options, wish.from, Number), select('to', 'ui.zones.to', options.filter(([y]) => y >= wish.from), wish.to, Number))
      : el('p', {class: 'small'}, t('ui.together.no_years')));
  }

  function draw(focus = null) {
    const {crimes} = getCity();
    const box = byId('together-body');
    if (!crimes?.offences?.length) { refill(box, el('p', {}, t('ui.zones.none'))); return; }
    wish.codes ??= crimes.priority.filter((code) => crimes.offences.some((o) => o.code === code));
    refill(box, el('form', {class: 'stack zones-form', id: 'together-form', novalidate: true, onsubmit: (event) => { event.preventDefault(); make(); }},
      el('p', {}, t('ui.together.lead')), offences(crimes),
      select('level', 'ui.zones.level', LEVELS.map((level) => [level, tp(`ui.zones.level.${level}`)]), wish.level, String),
      el('div', {id: 'together-period'}),
      el('div', {class: 'choices'}, el('label', {}, el('input', {type: 'checkbox', id: 'together-each', checked: wish.each, onchange: (event) => { wish.each = event.target.checked; }}), el('span', {}, t('ui.together.each')))),
      el('p', {class: 'fault', id: 'together-trouble', role: 'alert'}),
      el('button', {type: 'submit', class: 'second', id: 'together-go'}, el('span', {}, t('ui.together.go')))),
    answer ? result() : null);
    drawPeriod();
    if (focus) byId(`together-${focus}`)?.focus({preventScroll: true});
  }

  const lowest = (one) => {
    const all = [...one.zones, ...(one.not_distinguishable ?? [])].map((zone) => zone.p_family ?? zone.p).filter((p) => Number.isFinite(p));
    return all.length ? Math.min(...all) : null;
  };
  const period = (one) => (one.period.from === one.period.to ? String(one.period.from) : `${one.period.from}–${one.period.to}`);

  function result() {
    const sources = answer.results.flatMap((one) => one.sources ?? []).map((s) => [s.credit || s.file, s.licence, s.date ? day(s.date) : null].filter(Boolean).join(', '));
    const notes = [...new Set(answer.results.flatMap((one) => one.notes))];
    return el('section', {class: 'stack', id: 'together-result'},
      el('p', {class: 'strong', id: 'together-text'}, rich(answer.text)),
      el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': tp('ui.together.title')}, el('table', {}, el('caption', {class: 'hidden'}, t('ui.together.title')),
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('ui.zones.offence')), el('th', {scope: 'col', class: 'n'}, t('ui.figures.year')), el('th', {scope: 'col', class: 'n'}, t('ui.zones.cases')), el('th', {scope: 'col', class: 'n'}, t('ui.together.zones')), el('th', {scope: 'col', class: 'n'}, t('ui.together.p')))),
        el('tbody', {}, answer.results.map((one) => el('tr', {}, el('th', {scope: 'row'}, rich(one.offence.name)), el('td', {class: 'n'}, period(one)),
          el('td', {class: 'n'}, one.cases?.reported === null || one.cases?.reported === undefined ? tp('ui.zones.hidden') : number(one.cases.reported)),
          el('td', {class: 'n'}, number(one.zones.length)), el('td', {class: 'n'}, lowest(one) === null ? '–' : number(lowest(one), 4))))))),
      answer.results.map((one) => el('section', {class: 'stack'}, el('p', {}, rich(one.conclusion)),
        one.zones.length ? el('ol', {class: 'zones'}, one.zones.map((zone) => el('li', {}, el('p', {class: 'strong'}, rich(zone.name)), el('p', {}, rich(zone.text)), (zone.later_periods ?? []).map((later) => el('p', {class: 'small'}, rich(later.text)))))) : null)),
      el('section', {}, el('h3', {}, t('ui.zones.notes')), el('ul', {class: 'steps small'}, notes.map((note) => el('li', {}, rich(note))))),
      sources.length ? el('p', {class: 'small'}, t('ui.sources'), ': ', [...new Set(sources)].join('; ')) : null);
  }

  async function make() {
    const mine = ++serial;
    const tests = wish.codes.length * (wish.each && wish.from !== null ? years().filter((y) => y >= wish.from && y <= wish.to).length : 1);
    const fine = wish.codes.length >= 1 && wish.codes.length <= MOST && tests >= 2 && wish.from !== null;
    byId('together-trouble').textContent = fine ? '' : tp('ui.together.wrong', {n: MOST});
    if (!fine) return;
    const button = byId('together-go');
    button.setAttribute('aria-busy', 'true');
    try {
      const made = await get('/api/hotspots', {offence: wish.codes.join(','), from: wish.from, to: wish.to, level: wish.level, periods: wish.each ? 'each-year' : 'whole', lang: language()});
      if (mine !== serial) return;
      answer = made;
      draw();
      byId('together-text').scrollIntoView({block: 'nearest'});
    } catch (error) {
      if (mine !== serial) return;
      button.removeAttribute('aria-busy');
      byId('together-trouble').textContent = plain(explain(error));
    }
  }

  return {draw, translate() { if (answer) make(); else draw(); }};
}
