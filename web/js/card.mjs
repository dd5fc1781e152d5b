// SPDX-License-Identifier: AGPL-3.0-or-later
// The card: one answer and one button. States: idle, loading, answer, form, receipt, error.
import {byId, el, refill} from './dom.mjs';
import {day, month, number, plain, raw, rich, t, tp} from './i18n.mjs';
import {explain} from './problem.mjs';

const MARK = {yes: '○', exception: '△', no: '—', ask_city: '?', no_road: '?'};
const BUTTON = {yes: 'ui.ask.button', exception: 'ui.ask.button_exception', no: 'ui.ask.button_exception', ask_city: 'ui.ask.button_city', no_road: 'ui.ask.button_city'};
const LANDS = ['city', 'private', 'unknown'];

const card = byId('card');
const live = byId('card-live');

/** Puts a state into the card. `say` is what a screen reader hears; focus only where the reader asked for the change. */
export function show(title, say, children, {tall = false, focus = false, busy = false} = {}) {
  byId('card-title').textContent = plain(title);
  refill(byId('card-body'), children);
  live.textContent = plain(say);
  card.classList.toggle('tall', tall);
  card.setAttribute('aria-busy', String(busy));
  card.scrollTop = 0;
  card.closest('.column')?.scrollTo(0, 0); // on a wide screen it is the column that scrolls
  if (focus) card.focus({preventScroll: true});
}

export function showIdle(onCentre) {
  show(raw('ui.idle.headline'), '', [
    el('div', {class: 'stack'},
      el('h2', {'aria-hidden': 'true'}, t('ui.idle.headline')),
      el('p', {}, t('ui.idle.text')),
      el('button', {type: 'button', class: 'primary', id: 'ask-centre', onclick: onCentre}, el('span', {}, t('ui.idle.button')))),
  ]);
}

export function showLoading() {
  show(raw('ui.ask.loading'), raw('ui.ask.loading'), [
    el('p', {class: 'answer-head'}, el('span', {class: 'spin', 'aria-hidden': 'true'}), el('span', {}, t('ui.ask.loading')))], {busy: true});
}

export function showError(error, onRetry, onBack) {
  const text = explain(error);
  show(raw('ui.error.title'), `${plain(raw('ui.error.title'))} ${plain(text)}`, [
    el('div', {class: 'stack'},
      el('div', {class: 'message error'}, el('h3', {}, t('ui.error.title')), el('p', {}, rich(text))),
      el('button', {type: 'button', class: 'primary', onclick: onRetry}, el('span', {}, t('ui.retry'))),
      el('button', {type: 'button', class: 'quiet', onclick: onBack}, el('span', {}, t('ui.ask.back'))))]);
}

/** As in the text of the answer: rounded down, 19.96 m is not "20 m" when 20 m is what is asked for. */
const floored = (m) => (m < 100 ? Math.floor(m * 10 + 1e-6) / 10 : Math.floor(m));

function distanceFigure(answer) {
  if (answer.distance_m === null || answer.distance_m === undefined) {
    return answer.answer === 'no_road' ? null : el('p', {class: 'figure'}, t('ui.ask.distance_none'));
  }
  return el('p', {class: 'figure'},
    el('span', {}, t(answer.rule.measure === 'straight' ? 'ui.ask.distance_straight' : 'ui.ask.distance')),
    el('b', {}, number(floored(answer.distance_m), 1), el('small', {}, ' m')),
    el('span', {class: 'small'}, t('ui.ask.spacing', {s: number(answer.rule.spacing_m, 1)})));
}

function nearestList(answer) {
  const items = (answer.nearest || []).map((light, i) => el('li', {},
    el('span', {class: 'pin', 'aria-hidden': 'true'}, String(i + 1)),
    el('span', {}, t(answer.rule.measure === 'straight' ? 'ui.ask.nearest_straight' : 'ui.ask.nearest_item', {ref: light.ref || String(i + 1), d: number(light.distance_m, 0)}), light.status === 'out' ? [el('br'), el('strong', {}, t('ui.legend.out'))] : null)));
  return el('section', {}, el('h3', {}, t('ui.ask.nearest')),
    items.length ? el('ol', {class: 'nearest'}, items) : el('p', {}, t('ui.ask.nearest_none')));
}

export function landChoices(chosen, onChange, name) {
  return el('div', {class: 'choices'}, LANDS.map((land) => el('label', {},
    el('input', {type: 'radio', name, value: land, checked: land === chosen, onchange: () => onChange?.(land)}),
    el('span', {}, t(`ui.land.${land}`)))));
}

function section(key, ...children) {
  const inside = children.flat().filter(Boolean);
  return inside.length ? el('section', {}, el('h3', {}, t(key)), inside) : null;
}

const lines = (items) => (items?.length ? el('ul', {class: 'steps'}, items.map((item) => el('li', {}, rich(typeof item === 'string' ? item : item.text)))) : null);

function ownerLine(owner) {
  if (!owner) return null;
  return section('ui.ask.owner', el('p', {}, rich(owner.name), owner.phone ? [' ', el('a', {href: `tel:${owner.phone.replace(/[^0-9+]/g, '')}`}, owner.phone)] : null));
}

function details(answer, land, onLand, onShare, onWalk) {
  const road = answer.road;
  return [
    nearestList(answer),
    el('fieldset', {class: 'field'}, el('legend', {}, t('ui.land.legend')), landChoices(land, onLand, 'ask-land')),
    section('ui.ask.consents', lines(answer.consents) || el('p', {}, t('ui.ask.consents_none'))),
    answer.exception ? section('ui.ask.exception', el('p', {}, rich(answer.exception.text))) : null,
    section('ui.ask.clause', answer.clause ? [el('p', {}, el('strong', {}, rich(answer.clause.title))), el('p', {}, rich(answer.clause.text))] : null,
      el('p', {class: 'small'}, t('ui.ask.rule', {id: answer.rule.id, version: answer.rule.version, s: number(answer.rule.spacing_m, 1)}))),
    ownerLine(answer.owner),
    el('section', {class: 'small'},
      el('p', {}, road ? rich(road.name || raw('ui.ask.road_unnamed')) : null, road ? ' ・ ' : null, t('ui.ask.offset', {d: number(answer.offset_m, 1)})),
      answer.stretch ? el('p', {}, t('ui.ask.stretch'), ': ', t('ui.metres', {n: number(answer.stretch.length_m, 1)})) : null,
      answer.stretch && answer.stretch.darkest_m !== null ? el('p', {}, t('ui.ask.darkest'), ': ', t('ui.metres', {n: number(answer.stretch.darkest_m, 1)})) : null,
      el('p', {}, t('ui.ask.requests_here', {n: number(answer.requests_here)})),
      answer.requests?.length ? el('ul', {class: 'steps', id: 'ask-others'}, answer.requests.map((one) => el('li', {}, t('ui.ask.other', {month: month(one.month), status: raw(`request_status.${one.status}`), d: number(one.distance_m)})))) : null,
      el('p', {}, t('ui.ask.as_of', {date: day(answer.as_of)}))),
    onWalk ? el('button', {type: 'button', class: 'second', id: 'ask-walk', onclick: onWalk}, el('span', {}, t('ui.walk.here'))) : null,
    el('button', {type: 'button', class: 'quiet', onclick: onShare}, el('span', {}, t('ui.share'))),
  ];
}

export function showAnswer(answer, {land, open, focus, onLand, onForm, onBack, onShare, onPlace, onWalk}) {
  const kind = answer.answer;
  const figure = distanceFigure(answer);
  const say = [answer.headline, figure ? figure.textContent : '', answer.reason].map(plain).join(' ');
  const more = el('details', {open}, el('summary', {}, el('span', {}, t('ui.ask.more'))), el('div', {class: 'stack'}, details(answer, land, onLand, onShare, onWalk)));
  show(answer.headline, say, [
    el('div', {class: 'stack'},
      el('div', {class: 'answer-head'},
        el('span', {class: `mark ${kind}`, 'aria-hidden': 'true'}, MARK[kind] || '?'),
        el('h2', {'aria-hidden': 'true'}, rich(answer.headline))),
      answer.sample ? el('p', {}, el('span', {class: 'badge sample'}, t('ui.sample'))) : null,
      figure,
      el('p', {}, rich(answer.reason)),
      el('button', {type: 'button', class: 'primary', id: 'ask-form', onclick: onForm}, el('span', {}, t(BUTTON[kind] || 'ui.ask.button'))),
      answer.suggestion ? el('button', {type: 'button', class: 'second', id: 'ask-suggestion', onclick: () => onPlace(answer.suggestion.at)},
        el('span', {}, t('ui.ask.suggestion', {d: number(answer.suggestion.distance_m, 0)}))) : null,
      section('ui.ask.next', lines(answer.next_steps)),
      more,
      el('button', {type: 'button', class: 'quiet', onclick: onBack}, el('span', {}, t('ui.ask.back')))),
  ], {focus});
  return more;
}

export const labelOfLight = (light) => tp('ui.metres', {n: number(light.distance_m, 0)});
