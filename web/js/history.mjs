// SPDX-License-Identifier: AGPL-3.0-or-later
// How the dark went, year by year: the roads of now under the lights of each year's end, by the rule then in force or by that of
// now. A chart, what it rests on, its table, and the same as CSV.
import {get} from './api.mjs';
import {yearChart} from './chart.mjs';
import {el} from './dom.mjs';
import {language, number, raw, rich, t, tp} from './i18n.mjs';

const KM_FROM_M = 10000; // a city is told in kilometres, a district in metres

// Years of one rule, one after the other: {from, to, rule, spacing_m}. A year before the first rule known is judged by today's.
function stretches(years) {
  const out = [];
  for (const {year, rule, spacing_m} of years.filter((y) => y.rule_in_force)) {
    const last = out.at(-1);
    if (last && last.rule === rule && last.to === year - 1) last.to = year;
    else out.push({from: year, to: year, rule, spacing_m});
  }
  return out;
}

// By which rule the years are judged, in words.
function judgedBy(answer) {
  const held = stretches(answer.years);
  if (answer.rules === 'today' || new Set(answer.years.map((y) => y.rule)).size === 1) {
    return raw('ui.history.rules.today', {s: number(answer.spacing_m, 1), rule: answer.rule});
  }
  const list = held.map((h) => raw('ui.history.rules.item', {a: h.from, b: h.to, s: number(h.spacing_m, 1), rule: h.rule})).join(raw('ui.history.rules.and'));
  const before = answer.years[0].rule_in_force ? '' : ` ${raw('ui.history.rules.before', {a: held[0].from, s: number(answer.spacing_m, 1)})}`;
  return `${raw('ui.history.rules.then', {list})}${before}`;
}

// Only where it makes a difference: all years by today's rule.
function chooser(answer, again) {
  if (answer.rules !== 'today' && new Set(answer.years.map((y) => y.rule)).size === 1) return null;
  const input = el('input', {type: 'checkbox', id: 'history-today', checked: answer.rules === 'today', onchange: () => again(input.checked ? 'today' : 'then')});
  return el('div', {class: 'choices'}, el('label', {}, input, el('span', {}, t('ui.history.rules.all_today'))));
}

/** The section for a district (its id) or the whole city (null). `sources` is the text of their list. */
export async function historyOf(district, name, sources, rules = 'then') {
  const query = {lang: language(), rules, ...(district ? {district} : {})};
  const answer = await get('/api/history', query);
  const {years} = answer;
  if (years.length < 2) return null;
  const km = Math.max(...years.map((y) => y.uncovered_m)) >= KM_FROM_M;
  const unit = km ? 'km' : 'm';
  const value = (y) => (km ? y.uncovered_m / 1000 : y.uncovered_m);
  const title = `${tp('ui.history.title')}: ${name}`;
  const first = years[0];
  const last = years.at(-1);
  const say = (y) => `${number(value(y), km ? 1 : 0)} ${unit}`;
  const again = async (wanted) => {
    section.setAttribute('aria-busy', 'true');
    const fresh = await historyOf(district, name, sources, wanted).catch(() => null);
    section.removeAttribute('aria-busy');
    if (!fresh || !section.isConnected) return;
    section.replaceWith(fresh);
    fresh.querySelector('#history-today')?.focus();
  };
  const section = el('section', {class: 'stack', id: 'history'},
    el('h3', {}, t('ui.history.title')),
    el('p', {}, t('ui.history.sentence', {a: first.year, x: say(first), b: last.year, y: say(last)})),
    yearChart({title, unit, points: years.map((y) => ({year: y.year, value: value(y)})), bars: 'history-bar'}),
    el('p', {class: 'small', id: 'history-note'}, t('ui.history.note'), ' ', rich(judgedBy(answer)),
      answer.undated_lights > 0 ? [' ', t('ui.history.undated', {n: number(answer.undated_lights)})] : null),
    chooser(answer, again),
    el('details', {id: 'history-table'}, el('summary', {}, el('span', {}, t('ui.figures.table'))),
      el('table', {}, el('caption', {class: 'hidden'}, title),
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('ui.figures.year')), ...['ui.district.uncovered', 'ui.district.gaps', 'ui.district.lights'].map((key) => el('th', {scope: 'col', class: 'n wrap'}, t(key))))),
        el('tbody', {}, [...years].reverse().map((y) => el('tr', {}, el('th', {scope: 'row'}, String(y.year)), el('td', {class: 'n'}, tp('ui.metres', {n: number(y.uncovered_m, 0)})), el('td', {class: 'n'}, number(y.gaps)), el('td', {class: 'n'}, number(y.lights))))))),
    sources ? sources() : null,
    el('p', {}, el('a', {class: 'button second', id: 'history-csv', href: `/api/history?${new URLSearchParams({...query, format: 'csv'})}`, download: ''}, el('span', {}, t('ui.history.csv')))));
  return section;
}
