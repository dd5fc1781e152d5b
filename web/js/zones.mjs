// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the city works: for one offence, period and level the conclusion, each zone's sentence, what to mind when reading
// it, and every area's count with what it is divided by. A refusal says what can be seen instead.
import {get} from './api.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, decimal, hasText, language, number, plain, rich, t, tp} from './i18n.mjs';
import {explain} from './problem.mjs';

const LEVELS = ['district', 'chome', 'grid', 'street'];
const BY_POINTS = ['grid', 'street'];
const METHODS = {grid: 'ui.zones.method_grid', street: 'ui.zones.method_street'};
let serial = 0;

const offenceName = (code) => (hasText(`offence.${code}`) ? tp(`offence.${code}`) : code);

/** Years that a table of this offence has at a level; points (grid, street) may exist for any of them. */
function yearsOf(crimes, code, level) {
  const offence = crimes.offences.find((o) => o.code === code);
  return offence ? (level === 'chome' ? offence.chome : offence.district) : [];
}

/** What to show when nothing was chosen: as the map does, else the first priority offence in its newest year. */
export function firstChoice(crimes) {
  if (!crimes?.offences?.length) return null;
  if (crimes.map) return {offence: crimes.map.offence, from: crimes.map.from, to: crimes.map.to, level: crimes.map.level};
  const code = crimes.priority.find((p) => crimes.offences.some((o) => o.code === p)) ?? crimes.offences[0].code;
  const level = yearsOf(crimes, code, 'chome').length ? 'chome' : 'district';
  const newest = yearsOf(crimes, code, level).at(-1);
  return {offence: code, from: newest, to: newest, level};
}

/** A choice made possible: the level has a table of the offence, and the period is an unbroken run of its years. */
export function mend(crimes, wish) {
  let {level} = wish;
  if (!yearsOf(crimes, wish.offence, level).length) level = 'district';
  const years = yearsOf(crimes, wish.offence, level);
  const from = years.includes(wish.from) ? wish.from : years.at(-1);
  const run = runFrom(years, from);
  return {offence: wish.offence, level, from, to: run.includes(wish.to) ? wish.to : from};
}

function runFrom(years, from) {
  const run = [];
  for (let year = from; years.includes(year); year++) run.push(year);
  return run;
}

function form(crimes, chosen, onChoose) {
  const order = [...crimes.offences].sort((a, b) => crimes.priority.includes(b.code) - crimes.priority.includes(a.code));
  const years = yearsOf(crimes, chosen.offence, chosen.level);
  const select = (name, key, options, value, read) => {
    const node = el('select', {id: `zones-${name}`, name, onchange: () => onChoose(mend(crimes, {...chosen, [name]: read(node.value)}), name)},
      options.map(([code, text]) => el('option', {value: code, selected: code === value}, text)));
    return el('div', {class: 'field'}, el('label', {for: `zones-${name}`}, t(key)), node);
  };
  const year = (y) => [y, String(y)];
  return el('div', {class: 'stack zones-form'},
    select('offence', 'ui.zones.offence', order.map((o) => [o.code, offenceName(o.code)]), chosen.offence, String),
    el('div', {class: 'row'}, select('from', 'ui.zones.from', years.map(year), chosen.from, Number),
      select('to', 'ui.zones.to', runFrom(years, chosen.from).map(year), chosen.to, Number)),
    select('level', 'ui.zones.level', LEVELS.map((level) => [level, tp(`ui.zones.level.${level}`)]), chosen.level, String));
}

function zoneList(zones) {
  if (!zones.length) return null;
  return el('ol', {class: 'zones'}, zones.map((zone) => el('li', {},
    el('p', {class: 'strong'}, rich(zone.name)), el('p', {}, rich(zone.text)),
    (zone.later_periods ?? []).map((later) => el('p', {class: 'small'}, rich(later.text))))));
}

function refusals(answer, crimes, chosen, onChoose) {
  const why = Object.values(answer.refused ?? {}).filter(Boolean);
  if (!why.length) return null;
  const others = LEVELS.filter((level) => level !== chosen.level && !BY_POINTS.includes(level) && yearsOf(crimes, chosen.offence, level).includes(chosen.from));
  return el('div', {class: 'message'}, [...new Set(why.map((one) => one.text))].map((text) => el('p', {}, rich(text))),
    others.length && !answer.zones.length ? el('p', {class: 'row'}, others.map((level) => el('button', {type: 'button', class: 'second', 'data-level': level, onclick: () => onChoose(mend(crimes, {...chosen, level}), null)},
      el('span', {}, t('ui.zones.by_level', {level: tp(`ui.zones.level.${level}`)}))))) : null);
}

function areaRow(area) {
  const hidden = area.suppressed ? tp('ui.zones.hidden') : null;
  const unknown = tp('ui.unknown');
  const ratio = area.smr === null || area.smr === undefined ? null
    : [decimal(area.smr, 1), ' ', el('span', {class: 'small'}, `(${decimal(area.smr_lo95, 1)}–${decimal(area.smr_hi95, 1)})`)];
  return el('tr', {class: area.in_zone ? 'in-zone' : null},
    el('th', {scope: 'row'}, rich(area.name), area.in_zone ? el('span', {class: 'badge zone'}, t('ui.zones.in_zone')) : null),
    el('td', {class: 'n'}, hidden ?? (area.cases === null ? unknown : number(area.cases))),
    el('td', {class: 'n'}, area.exposure ? number(area.exposure) : unknown),
    el('td', {class: 'n'}, hidden ? '–' : area.expected === undefined || area.expected === null ? unknown : decimal(area.expected, 1)),
    el('td', {class: 'n'}, hidden ? '–' : ratio ?? unknown));
}

function table(answer) {
  if (!answer.areas.length) return null;
  const caption = `${plain(answer.offence.name)} ${answer.period.from === answer.period.to ? answer.period.from : `${answer.period.from}–${answer.period.to}`}`;
  const heads = [t('ui.zones.cases'), rich(answer.exposure?.name ?? tp('ui.zones.exposure')), t('ui.zones.expected'), t('ui.zones.ratio')];
  return el('details', {id: 'zones-table'}, el('summary', {}, el('span', {}, t('ui.zones.table'))),
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': tp('ui.zones.table')}, el('table', {},
      el('caption', {}, caption), el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('ui.zones.area')), heads.map((head) => el('th', {scope: 'col', class: 'n wrap'}, head)))),
      el('tbody', {}, answer.areas.map(areaRow)),
      answer.exposure ? el('tfoot', {}, el('tr', {}, el('th', {scope: 'row'}, t('ui.zones.total')), el('td', {class: 'n'}, number(answer.cases.reported)), el('td', {class: 'n'}, number(answer.exposure.total)), el('td', {}), el('td', {}))) : null)));
}

function sources(answer) {
  const texts = answer.sources.map((s) => [s.credit || s.file, s.licence, s.date ? day(s.date) : null].filter(Boolean).join(', '));
  return texts.length ? el('p', {class: 'small'}, t('ui.sources'), ': ', [...new Set(texts)].join('; ')) : null;
}

function method(answer) {
  const m = answer.method;
  return el('details', {}, el('summary', {}, el('span', {}, t('ui.zones.method_title'))), el('p', {class: 'small'},
    t(METHODS[answer.level] ?? 'ui.zones.method', {windows: number(m.windows), nsim: number(m.nsim), seed: m.seed, alpha: number(m.alpha, 3), share: number(100 * (m.max_fraction ?? 0)), cell: number(m.cell_m ?? 0), piece: number(m.piece_m ?? 0), radius: number(m.radius_m ?? 0)})));
}

/** All figures of the last year of the choice, to print or to read. */
function report(answer) {
  const address = (format) => `/api/crimes/report?year=${answer.period.to}&format=${format}&lang=${language()}`;
  return el('p', {class: 'row', id: 'zones-report'},
    el('a', {class: 'button second', href: address('pdf'), type: 'application/pdf'}, el('span', {}, t('ui.zones.report', {year: answer.period.to}))),
    el('a', {class: 'button second', href: address('html')}, el('span', {}, t('ui.zones.report_html', {year: answer.period.to}))));
}

/** The areas of all zones, as the registry names them. */
export const zoneNames = (answer) => [...new Set(answer.zones.flatMap((zone) => zone.areas ?? []))];

function drawing(answer, {city, chosen, onChoose, onMap}) {
  const names = zoneNames(answer);
  return [
    answer.sample ? el('p', {}, el('span', {class: 'badge sample'}, t('ui.sample'))) : null,
    el('p', {class: 'lead', id: 'zones-conclusion'}, rich(answer.conclusion)),
    zoneList(answer.zones),
    onMap && names.length && !BY_POINTS.includes(answer.level) ? el('button', {type: 'button', class: 'second', id: 'zones-map', onclick: () => onMap({...chosen, names, shown: answer.areas.filter((area) => area.in_zone).map((area) => plain(area.name))})}, el('span', {}, t('ui.zones.on_map'))) : null,
    refusals(answer, city.crimes, chosen, onChoose),
    answer.notes.length ? el('section', {}, el('h3', {}, t('ui.zones.notes')), el('ul', {class: 'steps small'}, answer.notes.map((note) => el('li', {}, rich(note))))) : null,
    table(answer), method(answer), sources(answer), report(answer),
  ];
}

/** Draws the panel. onChoose(choice) is told of another choice; onMap({…choice, names, shown}) shows zones (names as registered and as the reader sees them), null where it cannot. */
export async function showZones({city, chosen, open = false, focus = null, onChoose, onMap}) {
  const mine = ++serial;
  const body = byId('zones-body');
  if (!chosen) {
    refill(body, el('p', {}, t('ui.zones.none')));
    return;
  }
  const result = el('div', {class: 'stack', id: 'zones-result', 'aria-live': 'polite'}, el('p', {class: 'answer-head'}, el('span', {class: 'spin', 'aria-hidden': 'true'}), el('span', {}, t('ui.loading'))));
  const choose = (next, name) => onChoose(next, {open: true, focus: name});
  refill(body, el('div', {class: 'stack'}, result,
    el('details', {open, id: 'zones-change'}, el('summary', {}, el('span', {}, t('ui.zones.change'))), form(city.crimes, chosen, choose))));
  if (focus) byId(`zones-${focus}`).focus({preventScroll: true});
  try {
    const answer = await get('/api/hotspots', {...chosen, lang: language()});
    if (mine === serial) refill(result, drawing(answer, {city, chosen, onChoose: (next) => onChoose(next, {open: false}), onMap}));
  } catch (error) {
    if (mine !== serial) return;
    refill(result, el('div', {class: 'message error'}, el('p', {}, rich(explain(error))),
      el('button', {type: 'button', class: 'quiet', onclick: () => showZones({city, chosen, open, onChoose, onMap})}, el('span', {}, t('ui.retry')))));
  }
}
