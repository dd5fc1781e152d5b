// SPDX-License-Identifier: AGPL-3.0-or-later
// The summary of a district or the whole city: a sentence, the figures behind it, its flyer, a table to compare, and
// what the city has published, each with source and date.
import {get} from './api.mjs';
import {yearChart} from './chart.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, language, number, plain, rich, t, tp} from './i18n.mjs';
import {historyOf} from './history.mjs';
import {explain} from './problem.mjs';
import {rankSection} from './rank.mjs';

const metres = (value) => (value === null || value === undefined ? null : tp('ui.metres', {n: number(value, 0)}));
const kilometres = (value) => number(value / 1000, 1);

function sentence(gaps) {
  const zero = gaps.gaps === 0;
  return el('p', {class: 'lead'}, t(zero ? 'ui.district.sentence_zero' : 'ui.district.sentence',
    {km: kilometres(gaps.road_length_m), m: number(gaps.uncovered_m), n: number(gaps.gaps), s: number(gaps.spacing_m, 1)}));
}

function factsTable(gaps) {
  const extra = gaps.extra_lights;
  const range = !extra ? null : extra.lower === extra.upper ? number(extra.lower) : tp('ui.district.range', {a: number(extra.lower), b: number(extra.upper)});
  const share = gaps.road_length_m > 0 ? `${number((100 * gaps.uncovered_m) / gaps.road_length_m, 1)} %` : tp('ui.unknown');
  const rows = [
    ['ui.district.road_length', metres(gaps.road_length_m)],
    ['ui.district.lights', number(gaps.lights)],
    ['ui.district.gaps', number(gaps.gaps)],
    ['ui.district.uncovered', metres(gaps.uncovered_m)],
    ['ui.district.share', share],
    ['ui.district.eligible', metres(gaps.eligible_m)],
    ['ui.district.darkest', gaps.max_distance_m === null ? tp('ui.district.infinite') : metres(gaps.max_distance_m)],
    ['ui.district.extra', range],
  ].filter(([, value]) => value !== null && value !== undefined);
  return el('table', {},
    el('thead', {class: 'hidden'}, el('tr', {}, el('th', {scope: 'col'}, t('ui.district.measure')), el('th', {scope: 'col'}, t('ui.district.value')))),
    el('tbody', {}, rows.map(([key, value]) => el('tr', {}, el('th', {scope: 'row'}, t(key)), el('td', {class: 'n'}, value)))));
}

function flyers(district) {
  if (!district) return el('p', {class: 'small'}, t('ui.district.flyer_hint'));
  const address = (format) => `/flyers/district/${encodeURIComponent(district.id)}.${format}?lang=${language()}`;
  return el('section', {class: 'stack'}, el('h3', {}, t('ui.district.flyer')),
    el('p', {class: 'row'},
      el('a', {class: 'button second', href: address('pdf'), type: 'application/pdf'}, el('span', {}, t('ui.district.flyer_pdf'))),
      el('a', {class: 'button second', href: address('html')}, el('span', {}, t('ui.district.flyer_html'))),
      el('a', {class: 'button second', href: address('png'), type: 'image/png'}, el('span', {}, t('ui.district.flyer_png')))));
}

function compare(all) {
  if (!all.districts?.length) return null;
  const rows = [...all.districts].sort((a, b) => b.uncovered_m - a.uncovered_m);
  return el('details', {}, el('summary', {}, el('span', {}, t('ui.district.compare'))),
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': tp('ui.district.compare')}, el('table', {},
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('ui.district.name')),
        ...['ui.district.road_length', 'ui.district.lights', 'ui.district.gaps', 'ui.district.uncovered'].map((key) => el('th', {scope: 'col', class: 'n'}, t(key))))),
      el('tbody', {}, rows.map((d) => el('tr', {}, el('th', {scope: 'row'}, rich(d.name)),
        el('td', {class: 'n'}, metres(d.road_length_m)), el('td', {class: 'n'}, number(d.lights)), el('td', {class: 'n'}, number(d.gaps)), el('td', {class: 'n'}, metres(d.uncovered_m))))))));
}

function figure(one) {
  const points = [...(one.points || [])].sort((a, b) => a.year - b.year);
  const last = points[points.length - 1];
  const value = (p) => `${number(p.value, 2)}${one.unit ? ` ${plain(one.unit)}` : ''}`;
  // A source often names its own date; an unknown one is not said twice.
  const source = one.date ? t('ui.figures.source', {source: one.source, date: day(one.date)}) : [...t('ui.sources'), ': ', one.source];
  return el('li', {},
    el('p', {}, rich(one.title), last ? ` ${last.year}` : null),
    last ? el('p', {class: 'value'}, value(last)) : el('p', {}, t('ui.unknown')),
    one.note ? el('p', {class: 'small'}, rich(one.note)) : null,
    el('p', {class: 'small'}, one.url ? el('a', {href: one.url, rel: 'noreferrer'}, source) : source),
    points.length > 1 ? yearChart({title: one.title, unit: one.unit, points}) : null,
    points.length > 1 ? el('details', {}, el('summary', {}, el('span', {}, t('ui.figures.table'))),
      el('table', {}, el('caption', {class: 'hidden'}, rich(one.title)), el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('ui.figures.year')), el('th', {scope: 'col', class: 'n'}, t('ui.district.value')))),
        el('tbody', {}, points.map((p) => el('tr', {}, el('th', {scope: 'row'}, String(p.year)), el('td', {class: 'n'}, value(p))))))) : null);
}

function sources(list) {
  if (!list?.length) return null;
  const texts = list.map((s) => [s.credit || s.file, s.licence, s.date ? day(s.date) : null].filter(Boolean).join(', '));
  return el('p', {class: 'small'}, t('ui.sources'), ': ', [...new Set(texts)].join('; '));
}

let serial = 0;

export async function showDistrict({city, chosen, onChoose}) {
  const mine = ++serial;
  const district = city.districts.find((d) => d.id === chosen) || null;
  const select = el('select', {id: 'district-select', onchange: () => onChoose(select.value || null)},
    el('option', {value: ''}, tp('ui.district.all')),
    city.districts.map((d) => el('option', {value: d.id, selected: d.id === chosen}, plain(d.name))));
  const summary = el('div', {class: 'stack', id: 'district-summary', 'aria-live': 'polite'}, el('p', {class: 'answer-head'}, el('span', {class: 'spin', 'aria-hidden': 'true'}), el('span', {}, t('ui.loading'))));
  const past = el('div', {class: 'stack', id: 'district-past'});
  const published = el('div', {class: 'stack'});
  refill(byId('district-body'), el('div', {class: 'stack'},
    el('div', {class: 'field'}, el('label', {for: 'district-select'}, t('ui.district.choose')), select), summary, flyers(district), past, published));
  const retry = (node, error) => refill(node, el('div', {class: 'message error'}, el('p', {}, rich(explain(error))),
    el('button', {type: 'button', class: 'quiet', onclick: () => showDistrict({city, chosen, onChoose})}, el('span', {}, t('ui.retry')))));
  const fill = async (node, load, draw) => {
    try {
      const got = await load();
      if (mine === serial) refill(node, draw(got));
      return got;
    } catch (error) {
      if (mine === serial) retry(node, error);
      return null;
    }
  };
  const summed =
    fill(summary, async () => {
      const all = await get('/api/gaps/summary', {lang: language()});
      return {all, one: district ? all.districts.find((d) => d.id === district.id) || await get('/api/gaps/summary', {lang: language(), district: district.id}) : all};
    }, ({all, one}) => [all.sample ? el('p', {}, el('span', {class: 'badge sample'}, t('ui.sample'))) : null,
      sentence({spacing_m: all.spacing_m, ...one}), factsTable({spacing_m: all.spacing_m, ...one}), sources(all.sources), compare(all)]);
  await Promise.all([
    summed.then((got) => (got && mine === serial ? fill(past, () => historyOf(district?.id ?? null, plain(district?.name ?? tp('ui.district.all')), () => sources(got.all.sources)), (section) => [section]) : null)),
    fill(published, () => get('/api/figures', {lang: language()}), ({figures}) => (figures.length
      ? [el('h3', {}, t('ui.figures.title')), el('ul', {class: 'figures-list'}, figures.map(figure)), rankSection()] : [rankSection()])),
  ]);
}
