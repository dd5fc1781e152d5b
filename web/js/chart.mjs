// SPDX-License-Identifier: AGPL-3.0-or-later
// A chart of yearly figures as inline SVG: columns from zero on a true scale of years, so that a year without a figure
// stays an open place. Its table stands beside it (the caller's); this drawing is one picture with one label.
import {number, plain, t, tp} from './i18n.mjs';
import {el} from './dom.mjs';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 360;
const HEIGHT = 150;
const TOP = 20;
const BOTTOM = 22;
const MOST_VALUES = 12; // more columns than that: only the first, the last, the highest and the lowest are labelled

function draw(tag, attrs, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** A text above or below a column, within the picture however near to its edge the column stands. */
function label(name, x, y, text) {
  const edge = text.length * 3.4;
  const side = x < edge ? ' at-start' : x > WIDTH - edge ? ' at-end' : '';
  return draw('text', {class: name + side, x: side ? (side === ' at-start' ? 0 : WIDTH) : x.toFixed(1), y: y.toFixed(1)}, text);
}

/** Which columns carry their value, by index. */
function labelled(points) {
  if (points.length <= MOST_VALUES) return new Set(points.keys());
  const values = points.map((p) => p.value);
  return new Set([0, points.length - 1, values.indexOf(Math.max(...values)), values.indexOf(Math.min(...values))]);
}

/** points: [{year, value}] ascending by year, two or more; value a finite number of 0 or more. */
export function yearChart({title, unit, points, bars = ''}) {
  const first = points[0];
  const last = points[points.length - 1];
  const years = last.year - first.year + 1;
  const step = WIDTH / years;
  const top = Math.max(...points.map((p) => p.value), Number.MIN_VALUE);
  const base = HEIGHT - BOTTOM;
  const x = (year) => (year - first.year + 0.5) * step;
  const y = (value) => base - (value / top) * (base - TOP);
  const say = (p) => `${number(p.value, 2)}${unit ? ` ${plain(unit)}` : ''}`;
  const svg = draw('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img',
    'aria-label': tp('ui.chart.label', {title: plain(title), a: first.year, x: say(first), b: last.year, y: say(last)})});
  svg.append(draw('line', {class: 'chart-axis', x1: 0, y1: base, x2: WIDTH, y2: base}));
  const marks = labelled(points);
  const every = Math.ceil(years / 9);
  points.forEach((p, i) => {
    svg.append(draw('rect', {class: `chart-bar ${bars}`.trim(), x: (x(p.year) - Math.min(15, step * 0.36)).toFixed(1), width: Math.min(30, step * 0.72).toFixed(1), y: y(p.value).toFixed(1), height: (base - y(p.value)).toFixed(1)}));
    if (marks.has(i)) svg.append(label('chart-value', x(p.year), y(p.value) - 5, number(p.value, 1)));
  });
  const known = new Set(points.map((p) => p.year));
  let missing = false;
  for (let year = first.year; year <= last.year; year++) {
    if ((last.year - year) % every === 0) svg.append(label('chart-year', x(year), HEIGHT - 6, String(year)));
    if (known.has(year)) continue;
    missing = true;
    svg.append(draw('text', {class: 'chart-none', x: x(year).toFixed(1), y: base - 5}, '—'));
  }
  return el('div', {class: 'chart-box'}, svg, missing ? el('p', {class: 'small'}, t('ui.chart.missing')) : null);
}
