// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the city stands among the municipalities of an imported table: the sentence, a column for each with this city's marked,
// and the table. Asked for when it is opened; without such a table it says so.
import {get} from './api.mjs';
import {el, refill} from './dom.mjs';
import {day, language, number, plain, rich, t, tp} from './i18n.mjs';
import {explain} from './problem.mjs';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 360;
const HEIGHT = 140;
const TOP = 34;

function draw(tag, attrs, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Columns from the fewest to the most; points: [{name, cases, own}] in that order, cases 0 or more. */
export function rankChart(title, points) {
  const svg = draw('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': plain(title)});
  const step = WIDTH / points.length;
  const most = Math.max(...points.map((p) => p.cases), 1);
  points.forEach((p, i) => {
    const height = (p.cases / most) * (HEIGHT - TOP);
    const x = i * step;
    svg.append(draw('rect', {class: p.own ? 'chart-bar rank-own' : 'chart-bar rank-other', x: (x + step * 0.12).toFixed(2), width: (step * 0.76).toFixed(2), y: (HEIGHT - height).toFixed(2), height: height.toFixed(2)}));
    if (!p.own) return;
    const middle = x + step / 2;
    const side = middle < 60 ? ' at-start' : middle > WIDTH - 60 ? ' at-end' : '';
    svg.append(draw('path', {class: 'rank-mark', d: `M${middle.toFixed(1)} ${(HEIGHT - height - 4).toFixed(1)}l-4 -7h8z`}),
      draw('text', {class: `chart-value${side}`, x: (side ? (side === ' at-start' ? 0 : WIDTH) : middle).toFixed(1), y: (HEIGHT - height - 15).toFixed(1)}, `${plain(p.name)} ${number(p.cases)}`));
  });
  return svg;
}

function drawing(answer) {
  const known = answer.points.filter((p) => p.cases !== null);
  const sources = answer.sources.map((s) => [s.credit || s.file, s.licence, s.date ? day(s.date) : null].filter(Boolean).join(', '));
  return [
    ...[answer.claim, answer.text, answer.claim_per_1000, answer.text_per_1000].filter(Boolean).map((text) => el('p', {}, rich(text))),
    known.length > 1 ? rankChart(answer.title, known) : null,
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': plain(answer.title)}, el('table', {id: 'rank-table'}, el('caption', {}, rich(answer.title)),
      el('thead', {}, el('tr', {}, el('th', {scope: 'col', class: 'n'}, t('ui.rank.place')), el('th', {scope: 'col'}, t('ui.rank.municipality')), el('th', {scope: 'col', class: 'n'}, t('ui.zones.cases')), el('th', {scope: 'col', class: 'n wrap'}, t('ui.rank.per_1000')))),
      el('tbody', {}, answer.points.map((p) => el('tr', {class: p.own ? 'own' : null}, el('td', {class: 'n'}, number(p.rank)), el('th', {scope: 'row'}, rich(p.name)), el('td', {class: 'n'}, p.cases === null ? tp('ui.unknown') : number(p.cases)),
        el('td', {class: 'n'}, p.per_1000 === null ? tp('ui.unknown') : number(p.per_1000, 2))))))),
    sources.length ? el('p', {class: 'small'}, t('ui.sources'), ': ', [...new Set(sources)].join('; ')) : null,
  ];
}

/** A part that is closed at first. */
export function rankSection() {
  const body = el('div', {class: 'stack', id: 'rank-body'});
  let asked = false;
  const load = async () => {
    refill(body, el('p', {class: 'answer-head'}, el('span', {class: 'spin', 'aria-hidden': 'true'}), el('span', {}, t('ui.loading'))));
    try {
      refill(body, drawing(await get('/api/crimes/rank', {lang: language()})));
    } catch (error) {
      if (error.status === 404) refill(body, el('p', {}, t('ui.rank.none')));
      else refill(body, el('div', {class: 'message error'}, el('p', {}, rich(explain(error))), el('button', {type: 'button', class: 'quiet', onclick: load}, el('span', {}, t('ui.retry')))));
    }
  };
  return el('details', {id: 'rank', ontoggle: (event) => { if (event.target.open && !asked) { asked = true; load(); } }}, el('summary', {}, el('span', {}, t('ui.rank.title'))), body);
}
