// SPDX-License-Identifier: AGPL-3.0-or-later
// For staff: where further cameras would bring most of the reported cases into view, with their views, costs and subsidies.
// What a camera would prevent is never told: nobody knows.
import {get} from './api.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, hasText, language, money, number, plain, rich, t, tp} from './i18n.mjs';
import {explain} from './problem.mjs';

const APPLICANTS = ['city', 'neighbourhood', 'shop_street'];
const WAYS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];
const M_PER_DEG = 111195;

/** A view as an outline: the place, then its arc. */
export function cone(place, steps = 12) {
  const [lon, lat] = place.at;
  const kx = M_PER_DEG * Math.cos((lat * Math.PI) / 180);
  const half = place.angle_deg / 2;
  const arc = Array.from({length: steps + 1}, (_, i) => {
    const bearing = ((place.direction_deg - half + (place.angle_deg * i) / steps) * Math.PI) / 180;
    return [lon + (place.range_m * Math.sin(bearing)) / kx, lat + (place.range_m * Math.cos(bearing)) / M_PER_DEG];
  });
  return place.angle_deg >= 360 ? arc : [[lon, lat], ...arc, [lon, lat]];
}

export function makeCameras({getCity, getMap, closePanel, canvas}) {
  const wish = {offence: null, year: null, by: 'number', number: 5, budget: null, applicant: 'city'};
  let answer = null;
  let serial = 0;

  const yearsOf = (code) => {
    const one = getCity().crimes.offences.find((o) => o.code === code);
    return one ? [...new Set([...one.chome, ...one.district])].sort((a, b) => a - b) : [];
  };
  const select = (name, key, options, onChange) => {
    const node = el('select', {id: `cameras-${name}`, onchange: () => { wish[name] = name === 'year' ? Number(node.value) : node.value; onChange?.(); }},
      options.map(([code, text]) => el('option', {value: code, selected: code === wish[name]}, text)));
    return el('div', {class: 'field'}, el('label', {for: `cameras-${name}`}, t(key)), node);
  };
  function amount(name, key, max) {
    const input = el('input', {type: 'number', id: `cameras-${name}`, min: 1, max, step: 1, inputmode: 'numeric', value: wish[name] ?? '', oninput: () => { wish[name] = input.value === '' ? null : Number(input.value); wish.by = name; byId(`cameras-by-${name}`).checked = true; }});
    return el('div', {class: 'plan-by'}, el('label', {class: 'radio'}, el('input', {type: 'radio', name: 'cameras-by', id: `cameras-by-${name}`, checked: wish.by === name, onchange: () => { wish.by = name; }}), el('span', {}, t(key))),
      el('label', {class: 'hidden', for: `cameras-${name}`}, t(key)), input);
  }

  function draw() {
    const {crimes} = getCity();
    const box = byId('cameras-body');
    if (!crimes?.offences?.length) { refill(box, el('p', {}, t('ui.zones.none'))); return; }
    wish.offence ??= crimes.priority.find((p) => crimes.offences.some((o) => o.code === p)) ?? crimes.offences[0].code;
    if (!yearsOf(wish.offence).includes(wish.year)) wish.year = yearsOf(wish.offence).at(-1);
    const order = [...crimes.offences].sort((a, b) => crimes.priority.includes(b.code) - crimes.priority.includes(a.code));
    refill(box, el('form', {class: 'stack', id: 'cameras-form', novalidate: true, onsubmit: (event) => { event.preventDefault(); make(); }},
      el('p', {}, t('ui.cameras.lead')),
      select('offence', 'ui.zones.offence', order.map((o) => [o.code, hasText(`offence.${o.code}`) ? tp(`offence.${o.code}`) : o.code]), draw),
      select('year', 'ui.figures.year', yearsOf(wish.offence).map((y) => [y, String(y)])),
      select('applicant', 'ui.cameras.applicant', APPLICANTS.map((a) => [a, tp(`ui.cameras.applicant.${a}`)])),
      el('fieldset', {class: 'field'}, el('legend', {}, t('ui.plan.how_many')), amount('number', 'ui.cameras.by_number', 200), amount('budget', 'ui.plan.by_budget', 1e12)),
      el('p', {class: 'fault', id: 'cameras-trouble', role: 'alert'}),
      el('button', {type: 'submit', class: 'primary', id: 'cameras-go'}, el('span', {}, t('ui.cameras.go')))),
    answer ? result() : null);
  }

  const compass = (bearing) => tp(`ui.plan.way.${WAYS[Math.round(((bearing % 360) + 360) / 45) % 8]}`);

  function item(place) {
    const cost = [money(place.cost, answer.currency), place.subsidy > 0 ? tp('ui.cameras.subsidy', {n: money(place.subsidy, answer.currency)}) : null].filter(Boolean).join(' ・ ');
    const facts = [place.district, place.road, place.site_name, place.ref, tp('ui.cameras.view', {way: compass(place.direction_deg), angle: number(place.angle_deg), m: number(place.range_m)}), cost];
    return el('li', {}, el('button', {type: 'button', class: 'plan-item', onclick: () => { closePanel(); getMap()?.goTo?.(place.at, 18); canvas()?.focus({preventScroll: true}); }},
      el('span', {class: 'pin', 'aria-hidden': 'true'}, String(place.number)),
      el('span', {class: 'text'}, el('span', {class: 'hidden'}, `${place.number} `), el('span', {}, rich(place.reason)), el('span', {class: 'small'}, facts.filter(Boolean).map(plain).join(' ・ ')))));
  }

  function result() {
    const sources = answer.sources.map((s) => [s.credit || s.file, s.licence, s.date ? day(s.date) : null].filter(Boolean).join(', '));
    return el('section', {class: 'stack', id: 'cameras-result'},
      answer.sample ? el('p', {}, el('span', {class: 'badge sample'}, t('ui.sample'))) : null,
      el('p', {class: 'lead', id: 'cameras-conclusion'}, rich(answer.conclusion)),
      answer.places.length ? el('table', {}, el('caption', {class: 'hidden'}, t('ui.cameras.title')), el('tbody', {}, [['ui.plan.cost', answer.cost], ['ui.cameras.city_pays', answer.city_pays], ['ui.cameras.applicant_pays', answer.applicant_pays]]
        .map(([key, value]) => el('tr', {}, el('th', {scope: 'row'}, t(key)), el('td', {class: 'n'}, money(value, answer.currency)))))) : null,
      answer.places.length ? el('button', {type: 'button', class: 'second', id: 'cameras-map', onclick: () => { closePanel(); show(); getMap()?.fitCameras?.(); canvas()?.focus({preventScroll: true}); }}, el('span', {}, t('ui.zones.on_map'))) : null,
      el('ol', {class: 'plan-list', id: 'cameras-list'}, answer.places.map(item)),
      el('section', {}, el('h3', {}, t('ui.zones.notes')), el('ul', {class: 'steps small'}, answer.notes.map((note) => el('li', {}, rich(note))))),
      sources.length ? el('p', {class: 'small'}, t('ui.sources'), ': ', [...new Set(sources)].join('; ')) : null,
      el('button', {type: 'button', class: 'quiet', id: 'cameras-close', onclick: () => { answer = null; getMap()?.showCameras?.(null); draw(); byId('cameras-go').focus(); }}, el('span', {}, t('ui.close'))));
  }
  const show = () => getMap()?.showCameras?.(answer.places.map((place) => ({at: place.at, number: place.number, outline: cone(place)})));

  async function make() {
    const mine = ++serial;
    const value = wish[wish.by];
    const fine = Number.isFinite(value) && value >= 1 && (wish.by === 'budget' || (Number.isInteger(value) && value <= 200));
    byId('cameras-trouble').textContent = fine ? '' : tp(wish.by === 'budget' ? 'ui.plan.wrong_budget' : 'ui.cameras.wrong_number');
    if (!fine) { byId(`cameras-${wish.by}`).focus(); return; }
    const button = byId('cameras-go');
    button.setAttribute('aria-busy', 'true');
    try {
      const made = await get('/api/cameras/places', {offence: wish.offence, from: wish.year, to: wish.year, applicant: wish.applicant, lang: language(), [wish.by]: value});
      if (mine !== serial) return;
      answer = made;
      draw();
      show();
      byId('cameras-result').scrollIntoView({block: 'nearest'});
    } catch (error) {
      if (mine !== serial) return;
      button.removeAttribute('aria-busy');
      byId('cameras-trouble').textContent = error.status === 403 ? tp('ui.cameras.staff_only') : plain(explain(error));
    }
  }

  return {draw, translate() { if (answer) make(); else draw(); }};
}
