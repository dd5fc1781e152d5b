// SPDX-License-Identifier: AGPL-3.0-or-later
// How the dark went, year by year: the roads and the rule of now under the lights of each year's end. A chart, its table,
// what it rests on, and the same as CSV.
import {get} from './api.mjs';
import {yearChart} from './chart.mjs';
import {el} from './dom.mjs';
import {language, number, t, tp} from './i18n.mjs';

const KM_FROM_M = 10000; // a city is told in kilometres, a district in metres

/** The section for a district (its id) or the whole city (null). `sources` is the text of their list. */
export async function historyOf(district, name, sources) {
  const query = {lang: language(), ...(district ? {district} : {})};
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
  return el('section', {class: 'stack', id: 'history'},
    el('h3', {}, t('ui.history.title')),
    el('p', {}, t('ui.history.sentence', {a: first.year, x: say(first), b: last.year, y: say(last)})),
    yearChart({title, unit, points: years.map((y) => ({year: y.year, value: value(y)})), bars: 'history-bar'}),
    el('details', {id: 'history-table'}, el('summary', {}, el('span', {}, t('ui.figures.table'))),
      el('table', {}, el('caption', {class: 'hidden'}, title),
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('ui.figures.year')), ...['ui.district.uncovered', 'ui.district.gaps', 'ui.district.lights'].map((key) => el('th', {scope: 'col', class: 'n wrap'}, t(key))))),
        el('tbody', {}, [...years].reverse().map((y) => el('tr', {}, el('th', {scope: 'row'}, String(y.year)), el('td', {class: 'n'}, tp('ui.metres', {n: number(y.uncovered_m, 0)})), el('td', {class: 'n'}, number(y.gaps)), el('td', {class: 'n'}, number(y.lights))))))),
    el('p', {class: 'small'}, t('ui.history.note', {s: number(answer.spacing_m, 1), rule: answer.rule}),
      answer.undated_lights > 0 ? [' ', t('ui.history.undated', {n: number(answer.undated_lights)})] : null),
    sources ? sources() : null,
    el('p', {}, el('a', {class: 'button second', id: 'history-csv', href: `/api/history?${new URLSearchParams({...query, format: 'csv'})}`, download: ''}, el('span', {}, t('ui.history.csv')))));
}
