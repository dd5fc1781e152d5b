// SPDX-License-Identifier: AGPL-3.0-or-later
// The night walk: from a station or any place to another, the shortest way beside the one nearest to lights. Facts, no score.
// The panel asks, the card answers, the map shows both ways; all of it is in the address, so that it can be shared.
import {get} from './api.mjs';
import {show} from './card.mjs';
import {makeCombo} from './combo.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, language, number, plain, raw, rich, t, tie, tp} from './i18n.mjs';
import {distance} from './line.mjs';
import {darkest} from './map.mjs';
import {explain} from './problem.mjs';
import {findPlaces} from './search.mjs';
import {formatPoint, parsePoint} from './state.mjs';

export const DETOURS = [10, 20, 30];
const USUAL = 20;
const SAME_PLACE_M = 3;

/** "LON,LAT;LON,LAT;20" as {from, to, detour}, null when it is none. */
export function parseWalk(text) {
  const [from, to, detour] = (text ?? '').split(';');
  const ends = [parsePoint(from), parsePoint(to)];
  if (ends.includes(null)) return null;
  const n = Number(detour ?? USUAL);
  return {from: ends[0], to: ends[1], detour: DETOURS.includes(n) ? n : USUAL};
}

/* A line drawing of a way as on the map: dots, or a broad line. */
function swatch(id) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 34 14');
  svg.setAttribute('class', `way-sign ${id}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', 'M4 7H30');
  svg.append(path);
  return svg;
}

export function makeWalk({getCity, getMap, pickOnMap, openPanel, closePanel, onAsk, onShare, onClose, save, measure}) {
  const walk = {from: null, to: null, detour: USUAL, answer: null, shown: false};
  let stations = null;
  let running = null;

  /* --- places --- */
  const loadStations = async () => {
    stations ??= get('/api/places', {lang: language()}).then(({places}) => places).catch(() => { stations = null; return []; });
    return stations;
  };
  const asResult = (p) => ({name: p.name, detail: tp(`place_kind.${p.kind}`), at: p.at});
  const find = async (q, signal) => {
    if (q) return (await findPlaces(getCity(), q, signal)).filter((r) => r.at);
    return (await loadStations()).slice(0, 30).map(asResult);
  };
  const named = (place) => place?.name || (place ? `${tp('ui.walk.point')} (${place.at[1].toFixed(4)}, ${place.at[0].toFixed(4)})` : '');
  /** A place by its position alone: a station that stands there gives its name. */
  const placeAt = async (at) => {
    const near = (await loadStations()).find((p) => distance(p.at, at) < SAME_PLACE_M);
    return {at, name: near ? plain(near.name) : null};
  };
  const nearestStation = async (at) => {
    const all = (await loadStations()).filter((p) => p.kind === 'station');
    if (!all.length) return null;
    const best = all.reduce((a, b) => (distance(b.at, at) < distance(a.at, at) ? b : a));
    return {at: best.at, name: plain(best.name)};
  };

  /* --- the form --- */
  function field(end) {
    const id = `walk-${end}`;
    const input = el('input', {id, type: 'search', maxlength: 80, autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'next', placeholder: tp('ui.walk.hint'), value: named(walk[end])});
    const list = el('ul', {id: `${id}-found`, class: 'found', hidden: true, 'aria-label': tp(`ui.walk.${end}`)});
    const said = el('p', {class: 'hidden', role: 'status'});
    const combo = makeCombo({input, list, said, find, eager: true, onPick(found) { walk[end] = {at: found.at, name: plain(found.name)}; byId('walk-trouble').textContent = ''; }});
    input.addEventListener('input', () => { walk[end] = null; });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      if (combo.isOpen()) combo.take();
      else if (walk[end]) run();
    });
    const pick = el('button', {type: 'button', class: 'second narrow', id: `${id}-pick`, onclick: () => choose(end)}, el('span', {}, t('ui.walk.pick')));
    return el('div', {class: 'field'}, el('label', {for: id}, t(`ui.walk.${end}`)), el('div', {class: 'with-button'}, el('div', {class: 'combo'}, input, list), pick), said);
  }

  /** The next place pressed on the map is this end of the walk. */
  function choose(end) {
    closePanel();
    pickOnMap(raw('ui.walk.picking'), async (at) => {
      walk[end] = await placeAt(at);
      if (walk.from && walk.to) run();
      else { openPanel(); draw(); byId(`walk-${end === 'from' ? 'to' : 'from'}`)?.focus(); }
    });
  }

  const detours = (name, onChange) => el('fieldset', {class: 'field'}, el('legend', {}, t('ui.walk.detour')),
    el('div', {class: 'choices three'}, DETOURS.map((n) => el('label', {}, el('input', {type: 'radio', name, value: n, checked: n === walk.detour, onchange: () => onChange(n)}), el('span', {}, t('ui.walk.detour_choice', {n}))))));

  function draw() {
    refill(byId('walk-body'), el('form', {class: 'stack', id: 'walk-form', onsubmit: (event) => { event.preventDefault(); run(); }},
      el('p', {}, t('ui.walk.lead')), field('from'), field('to'), detours('walk-detour', (n) => { walk.detour = n; }),
      el('p', {class: 'fault', id: 'walk-trouble', role: 'alert'}),
      el('button', {type: 'submit', class: 'primary', id: 'walk-go'}, el('span', {}, t('ui.walk.go')))));
  }

  /* --- the answer --- */
  async function run({focus = true} = {}) {
    if (!walk.from || !walk.to) {
      const trouble = byId('walk-trouble');
      if (trouble) trouble.textContent = tp('ui.walk.need');
      byId(walk.from ? 'walk-to' : 'walk-from')?.focus();
      return;
    }
    running?.abort();
    const mine = new AbortController();
    running = mine;
    walk.shown = true;
    closePanel();
    show(raw('ui.walk.title'), raw('ui.walk.loading'), [el('p', {class: 'answer-head'}, el('span', {class: 'spin', 'aria-hidden': 'true'}), el('span', {}, t('ui.walk.loading')))], {busy: true, focus});
    save();
    try {
      const answer = await get('/api/walk', query(), {signal: mine.signal});
      if (running !== mine) return;
      walk.answer = answer;
      drawCard({focus, move: true});
    } catch (error) {
      if (running !== mine || error.name === 'AbortError') return;
      const text = explain(error);
      show(raw('ui.error.title'), `${tp('ui.error.title')} ${plain(text)}`, el('div', {class: 'stack'},
        el('div', {class: 'message error'}, el('h3', {}, t('ui.error.title')), el('p', {}, rich(text))),
        el('button', {type: 'button', class: 'primary', onclick: () => run()}, el('span', {}, t('ui.retry'))), change(), close()));
    }
  }
  const query = (more = {}) => ({from: formatPoint(walk.from.at), to: formatPoint(walk.to.at), detour: walk.detour / 100, lang: language(), ...more});
  const file = (format) => `/api/walk?${new URLSearchParams(query({format}))}`;

  const change = () => el('button', {type: 'button', class: 'second', id: 'walk-change', onclick: () => { openPanel(); draw(); byId('walk-from').focus(); }}, el('span', {}, t('ui.walk.change')));
  const close = () => el('button', {type: 'button', class: 'quiet', id: 'walk-close', onclick: () => { clear(); onClose(); }}, el('span', {}, t('ui.walk.close')));

  function rows(answer) {
    const known = (value, text) => (value === null || value === undefined ? tp('ui.unknown') : text);
    const cameras = (way) => (way.cameras !== null ? number(way.cameras) : t(way.cameras_reason === 'withheld' ? 'ui.walk.cameras_withheld' : 'ui.unknown'));
    return [
      ['ui.walk.time', (way) => [el('span', {}, t('ui.walk.minutes', {minutes: number(way.minutes)})), ' ', el('span', {class: 'small'}, t('ui.metres', {n: number(way.length_m, 0)}))]],
      ['ui.walk.lights', (way) => known(way.lights, number(way.lights))],
      ['ui.walk.near', (way) => known(way.near_share, `${number(Math.floor(100 * way.near_share + 1e-9))} %`), {m: number(answer.near_m, 1)}],
      ['ui.walk.longest', (way) => known(way.longest_dark_m, t('ui.metres', {n: number(way.longest_dark_m > 0 ? Math.max(1, way.longest_dark_m) : 0, 0)}))],
      ['ui.walk.dark', (way) => known(way.dark_m, t('ui.metres', {n: number(way.dark_m > 0 ? Math.max(1, way.dark_m) : 0, 0)})), {m: number(answer.near_m, 1)}],
      ['ui.walk.cameras', cameras],
    ];
  }

  function figures(answer) {
    const ids = answer.same ? ['best_lit'] : ['shortest', 'best_lit'];
    return el('table', {class: 'walk-table', id: 'walk-table'}, el('caption', {class: 'hidden'}, t('ui.walk.title')),
      el('thead', {}, el('tr', {}, el('td', {}), ids.map((id) => el('th', {scope: 'col'}, swatch(id), el('span', {}, rich(answer.ways[id].title)))))),
      el('tbody', {}, rows(answer).map(([key, value, words]) => el('tr', {}, el('th', {scope: 'row'}, t(key, words)), ids.map((id) => el('td', {}, value(answer.ways[id])))))));
  }

  /** Every dark stretch in words, for who does not see the map. */
  function stretches(answer) {
    const ids = answer.same ? ['best_lit'] : ['shortest', 'best_lit'];
    return ids.filter((id) => answer.ways[id].dark.length).map((id) => el('table', {},
      el('caption', {}, rich(answer.ways[id].title)),
      el('thead', {}, el('tr', {}, el('th', {scope: 'col', class: 'n'}, t('ui.walk.dark_from')), el('th', {scope: 'col', class: 'n'}, t('ui.walk.dark_length')))),
      el('tbody', {}, answer.ways[id].dark.map(([from, to]) => el('tr', {}, el('td', {class: 'n'}, t('ui.metres', {n: number(from, 0)})), el('td', {class: 'n'}, t('ui.metres', {n: number(Math.max(1, to - from), 0)})))))));
  }

  function more(answer, open) {
    const dark = stretches(answer);
    return el('details', {open, id: 'walk-more'}, el('summary', {}, el('span', {}, t('ui.ask.more'))), el('div', {class: 'stack'},
      detours('walk-detour-card', (n) => { walk.detour = n; run({focus: false}); }),
      dark.length ? el('section', {}, el('h3', {}, t('ui.walk.dark_title', {m: number(answer.near_m, 1)})), dark) : null,
      el('section', {}, el('h3', {}, t('ui.zones.notes')), el('ul', {class: 'steps small'}, answer.notes.map((note) => el('li', {}, rich(note))))),
      el('p', {class: 'row'}, el('a', {class: 'button second', id: 'walk-gpx', href: file('gpx'), download: ''}, el('span', {}, t('ui.walk.gpx'))),
        el('a', {class: 'button second', id: 'walk-geojson', href: file('geojson'), download: ''}, el('span', {}, t('ui.walk.geojson')))),
      el('p', {class: 'small'}, t('ui.ask.as_of', {date: day(answer.as_of)}))));
  }

  function drawCard({focus = false, move = false, open = false} = {}) {
    const {answer} = walk;
    const found = answer.result === 'found';
    const map = getMap();
    map?.showWalk?.(found ? answer : null, (m) => tp('ui.metres', {n: number(Math.max(1, m), 0)}));
    const stretch = found ? darkest(answer).reduce((a, b) => (!a || b.length_m > a.length_m ? b : a), null) : null;
    show(answer.headline, [answer.headline, ...(found ? answer.ways.best_lit.facts : [])].map(plain).join(' '), el('div', {class: 'stack'},
      el('p', {class: 'small', id: 'walk-ends'}, `A ${named(walk.from)} → B ${named(walk.to)}`),
      el('h2', {'aria-hidden': 'true', id: 'walk-headline'}, rich(tie(answer.headline))),
      answer.sample ? el('p', {}, el('span', {class: 'badge sample'}, t('ui.sample'))) : null,
      found ? figures(answer) : null,
      stretch ? el('button', {type: 'button', class: 'primary', id: 'walk-ask-dark', onclick: () => { clear(); onAsk(stretch.middle); }}, el('span', {}, t('ui.walk.ask_dark', {m: number(Math.max(1, stretch.length_m), 0)}))) : null,
      stretch && map?.goTo ? el('button', {type: 'button', class: 'second', id: 'walk-see-dark', onclick: () => map.goTo(stretch.middle, 18)}, el('span', {}, t('ui.walk.see_dark'))) : null,
      found ? more(answer, open) : null,
      change(),
      el('button', {type: 'button', class: 'quiet', id: 'walk-share', onclick: () => onShare(link())}, el('span', {}, t('ui.walk.share'))), close()),
    {focus, tall: false});
    byId('cross').hidden = true;
    measure();
    if (move) map?.fitWalk?.();
  }

  const toLink = () => (walk.shown && walk.from && walk.to ? `${formatPoint(walk.from.at)};${formatPoint(walk.to.at)};${walk.detour}` : null);
  const link = () => `${window.location.origin}/#walk=${encodeURIComponent(toLink())}&lang=${language()}`;

  function clear() {
    running?.abort();
    Object.assign(walk, {answer: null, shown: false});
    getMap()?.showWalk?.(null);
    save();
  }

  return {
    draw, run, clear, toLink,
    shown: () => walk.shown,
    async fromLink(text) {
      const link = parseWalk(text);
      if (!link) return false;
      Object.assign(walk, {from: await placeAt(link.from), to: await placeAt(link.to), detour: link.detour});
      await run({focus: false});
      return true;
    },
    /** From the nearest station to here. */
    async to(at) {
      Object.assign(walk, {to: await placeAt(at), from: walk.from ?? await nearestStation(at)});
      if (walk.from) return run();
      openPanel();
      draw();
      return byId('walk-from').focus();
    },
    /** In another language: names and texts anew. */
    async translate() {
      stations = null;
      for (const end of ['from', 'to']) if (walk[end]) walk[end] = await placeAt(walk[end].at).then((p) => ({...p, name: p.name ?? walk[end].name}));
      draw();
      if (walk.shown) await run({focus: false});
    },
  };
}
