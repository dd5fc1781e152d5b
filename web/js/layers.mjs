// SPDX-License-Identifier: AGPL-3.0-or-later
// What the map shows: one switch per layer with its sign, count and date. It is the legend too.
import {byId, el, refill} from './dom.mjs';
import {day, hasText, number, plain, t, tp} from './i18n.mjs';
import {COLOURS, SWITCHES} from './style.mjs';

const SAMPLE = 'サンプルデータ';
const SVG = 'http://www.w3.org/2000/svg';

function drawing(parts) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 34 22');
  svg.setAttribute('class', 'swatch');
  svg.setAttribute('aria-hidden', 'true');
  for (const [tag, attrs] of parts) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
    svg.append(node);
  }
  return svg;
}

const across = (y, more) => ['line', {x1: 3, y1: y, x2: 31, y2: y, ...more}];

/** The same signs as on the map. */
function sign(what, mode) {
  const c = COLOURS[mode];
  const night = mode === 'night';
  switch (what) {
    case 'streetlights':
    case 'in_service':
      return drawing([...(night ? [['circle', {cx: 17, cy: 11, r: 9, fill: c.light, opacity: 0.3}], ['circle', {cx: 17, cy: 11, r: 6, fill: c.light, opacity: 0.4}]] : []),
        ['circle', {cx: 17, cy: 11, r: night ? 3 : 5, fill: night ? '#FFF3D6' : c.light, stroke: c.rim, 'stroke-width': night ? 0 : 1.5}]]);
    case 'out': return drawing([['path', {d: 'M12 6l10 10M22 6L12 16', stroke: c.out, 'stroke-width': 2.6, 'stroke-linecap': 'round'}]]);
    case 'planned': return drawing([['circle', {cx: 17, cy: 11, r: 5, fill: 'none', stroke: c.out, 'stroke-width': 2}]]);
    case 'roads': return drawing([across(11, {stroke: night ? c.road : c.casing, 'stroke-width': 9}), across(11, {stroke: c.road, 'stroke-width': 7}), ['line', {x1: 3, y1: 11, x2: 17, y2: 11, stroke: c.lit, 'stroke-width': 7}]]);
    case 'gaps': return drawing([...(night ? [across(11, {stroke: c.road, 'stroke-width': 7})] : [across(7, {stroke: c.gap, 'stroke-width': 1.8}), across(15, {stroke: c.gap, 'stroke-width': 1.8})]),
      across(11, {stroke: c.gap, 'stroke-width': 2, 'stroke-dasharray': '5 3.6'})]);
    case 'eligible': return drawing([across(7.5, {stroke: c.eligible, 'stroke-width': 2}), across(14.5, {stroke: c.eligible, 'stroke-width': 2})]);
    case 'cameras': return drawing([['path', {d: 'M17 3l6 14-6-3-6 3z', fill: c.camera, stroke: c.halo, 'stroke-width': 1}]]);
    case 'hotspots': return drawing([['rect', {x: 5, y: 3, width: 24, height: 16, fill: c.zone, opacity: 0.25}],
      ['path', {d: 'M5 15L17 3M9 19L25 3M17 19L29 7', stroke: c.zone, 'stroke-width': 1.6}], ['rect', {x: 5, y: 3, width: 24, height: 16, fill: 'none', stroke: c.zone, 'stroke-width': 1.6}]]);
    case 'districts': return drawing([across(11, {stroke: c.border, 'stroke-width': 1.8, 'stroke-dasharray': '7 3 2 3'})]);
    case 'nearest': return drawing([across(11, {stroke: c.way, 'stroke-width': 2.6, 'stroke-dasharray': '4 2.6'}), ['circle', {cx: 6, cy: 11, r: 4, fill: '#fff', stroke: '#0017C1', 'stroke-width': 2.5}], ['circle', {cx: 27, cy: 11, r: 5, fill: '#1A1A1C', stroke: '#FFD27A', 'stroke-width': 1.6}]]);
    default: return drawing([]);
  }
}

function meta(layer) {
  if (!layer) return null;
  if (layer.count === 0) return el('span', {class: 'small'}, t('ui.layers.none'));
  const text = layer.as_of ? t('ui.layers.meta', {n: number(layer.count), date: day(layer.as_of)}) : t('ui.layers.count', {n: number(layer.count)});
  return el('span', {class: 'small'}, text);
}

/** Credits as their owners wrote them; our own fixed words in the reader's language. */
export const attribution = (city) => plain(city.attribution).replaceAll(SAMPLE, tp('ui.sample'));

/** The base map of another service: a switch of its own, since the reader's address reaches that service. */
function outsideRow({outside_base: outside}, isOn, onOutside) {
  if (!outside) return null;
  const input = el('input', {type: 'checkbox', name: 'outside', id: 'outside', checked: isOn, onchange: () => onOutside(input.checked), 'aria-describedby': 'outside-note'});
  return el('div', {class: 'layer'}, el('label', {for: 'outside'}, input, el('span', {class: 'text'}, t('ui.outside.title'),
    el('span', {class: 'small', id: 'outside-note'}, t('ui.outside.note', {host: new URL(outside.origin).host})))));
}

export function showLayers({city, on, mode, moving, outside, onChange, onOutside}) {
  const known = new Map((city.layers || []).map((layer) => [layer.id, layer]));
  const row = (id) => {
    const input = el('input', {type: 'checkbox', name: 'layer', value: id, checked: on.includes(id), disabled: !moving, onchange: () => onChange(id, input.checked)});
    const note = hasText(`ui.layers.${id}_note`) ? el('span', {class: 'small'}, t(`ui.layers.${id}_note`)) : null;
    const item = el('div', {class: 'layer'}, el('label', {}, input, sign(id, mode), el('span', {class: 'text'}, t(`ui.layers.${id}`), id === 'roads' ? null : meta(known.get(id)), note)));
    if (id === 'streetlights') {
      item.append(el('ul', {class: 'legend-more'}, ['in_service', 'out', 'planned'].map((what) => el('li', {}, sign(what, mode), el('span', {}, t(`ui.legend.${what}`))))));
    }
    return item;
  };
  refill(byId('layers-body'), SWITCHES.map(row), outsideRow(city, outside, onOutside),
    el('ul', {class: 'legend-more'}, el('li', {}, sign('nearest', mode), el('span', {}, t('ui.legend.nearest')))),
    el('p', {class: 'small'}, t('ui.attribution'), ': ', el('span', {lang: 'ja'}, attribution(city))));
}
