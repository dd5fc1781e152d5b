// SPDX-License-Identifier: AGPL-3.0-or-later
// For staff: this year's lights. The panel asks and lists, the card speaks of all or of one, the marks on the map are moved
// along the road by hand, by arrow keys or by the card's buttons; what that changes is computed while one drags.
import {get, post} from './api.mjs';
import {show} from './card.mjs';
import {byId, el, refill} from './dom.mjs';
import {language, money, number, plain, raw, rich, t, tie, tp} from './i18n.mjs';
import {directions, distance, nearest, roadsOf, step} from './line.mjs';
import {explain} from './problem.mjs';

const STEP_M = 5;
const FINE_M = 1;
const AROUND_DEG = 0.004; // roads are fetched some 400 m around a light
const MOVED_M = 0.05;     // nearer to its first place, a light has not moved
const PAUSE_MS = 60;
const ARROWS = {ArrowUp: 0, ArrowRight: 90, ArrowDown: 180, ArrowLeft: 270};
const COMPASS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];

const compass = (bearing) => COMPASS[Math.round(((bearing + 360) % 360) / 45) % 8];
const metres = (m, digits = 0) => tp('ui.metres', {n: number(m, digits)});

export function makePlan({getMap, getRule, openPanel, closePanel, onClose, measure}) {
  const wish = {by: 'lights', lights: 20, budget: null, requests: false, places: false};
  let plan = null;       // as the server made it
  let at = [];           // where each light stands now
  let undo = [];         // {i, at}: where a light stood before
  let chosen = null;     // index of the light in the card
  let roads = null;      // around the chosen one
  let roadsOfLight = null;
  let base = null;       // dark metres with the plan as it was made
  let last = null;       // newest answer to what-if: {i, answer}
  let trouble = null;

  /* --- asking: one question under way, the newest waits, older ones are dropped --- */
  let running = false;
  let waiting = null;
  let underWay = 0; // moves whose roads are still being fetched
  /** Tells with the figures whether they are still to change. */
  const drawBusy = () => byId('plan-change')?.setAttribute('aria-busy', String(running || underWay > 0));
  async function during(work) {
    underWay += 1;
    drawBusy();
    try {
      return await work;
    } finally {
      underWay -= 1;
      drawBusy();
    }
  }
  async function ask(i) {
    waiting = {i};
    if (running) return;
    running = true;
    drawBusy();
    while (waiting && plan) {
      const now = waiting;
      const mine = plan;
      waiting = null;
      try {
        const planned = mine.planned.map((light) => light.at);
        const whatIf = (lights, near) => post('/api/whatif', {add: [...planned, ...lights], ...near});
        if (base === null) { // a light may have been moved before the first answer
          const {dark_after_m: dark} = await whatIf(mine.picks.map((pick) => pick.at));
          if (plan === mine) base = dark;
        }
        const answer = await whatIf(at, now.i === null ? {} : {near: planned.length + now.i + 1});
        if (plan !== mine) continue;
        trouble = null;
        last = {i: now.i, answer};
        if (now.i !== null && now.i === chosen) getMap()?.showChange?.(answer.near);
      } catch (error) {
        trouble = error;
      }
      if (!waiting) drawChange();
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
    running = false;
    drawBusy();
  }

  /* --- moving --- */
  const home = (i) => plan.picks[i].at;
  const movedNow = (i) => distance(at[i], home(i)) > MOVED_M;
  const anyMoved = () => plan.picks.some((_, i) => movedNow(i));

  async function loadRoads(i, around) {
    if (roadsOfLight === i && roads && distance(roads.centre, around) < 200) return roads;
    const [lon, lat] = around;
    const {features} = await get('/ogc/collections/roads/items', {bbox: [lon - AROUND_DEG, lat - AROUND_DEG, lon + AROUND_DEG, lat + AROUND_DEG].map((v) => v.toFixed(6)).join(','), limit: 5000});
    const lines = features.filter((f) => f.properties.evaluate !== false && f.geometry.type === 'LineString').map((f) => f.geometry.coordinates);
    if (i !== chosen) return null;
    roads = Object.assign(roadsOf(lines), {centre: around});
    roadsOfLight = i;
    return roads;
  }
  const snapped = (place) => nearest(roads ?? {lines: []}, place)?.at ?? place;

  function put(i, place) {
    at[i] = place;
    getMap()?.movePlanned?.(i, place);
    mark(i);
    ask(i);
  }
  function moveTo(i, place) {
    if (distance(place, at[i]) < MOVED_M) return;
    undo.push({i, at: at[i]});
    put(i, place);
  }
  const stepBy = (i, heading, m) => during(walkBy(i, heading, m));
  async function walkBy(i, heading, m) {
    if (chosen !== i) await choose(i);
    await loadRoads(i, at[i]).catch(() => null);
    const here = roads && roadsOfLight === i ? nearest(roads, at[i]) : null;
    if (!here) return;
    moveTo(i, step(roads, here, heading, m).at);
    drawMoves();
  }
  function takeBack() {
    const one = undo.pop();
    if (!one) return;
    if (chosen !== one.i) choose(one.i, {focus: false});
    put(one.i, one.at);
    drawMoves();
  }
  function reset() {
    for (const [i] of plan.picks.entries()) if (movedNow(i)) undo.push({i, at: at[i]});
    plan.picks.forEach((pick, i) => { at[i] = pick.at; getMap()?.movePlanned?.(i, pick.at); mark(i); });
    ask(chosen);
    drawMoves();
  }

  /* --- marks on the map --- */
  const nodes = [];
  function mark(i) {
    const node = nodes[i];
    if (!node) return;
    node.classList.toggle('moved', movedNow(i));
    node.setAttribute('aria-pressed', String(chosen === i));
    node.setAttribute('aria-label', tp('ui.plan.mark', {n: i + 1, m: number(plan.picks[i].metres_m, 0)}));
  }
  function makeMark({i}) {
    const node = el('button', {type: 'button', class: 'plan-mark', onclick: (event) => { event.stopPropagation(); choose(i); }}, el('span', {}, String(i + 1)));
    node.addEventListener('keydown', (event) => {
      if (!(event.key in ARROWS)) return;
      event.preventDefault();
      event.stopPropagation();
      stepBy(i, ARROWS[event.key], event.shiftKey ? FINE_M : STEP_M);
    });
    nodes[i] = node;
    let from = null;
    const begin = () => {
      if (from) return;
      from = at[i];
      if (chosen !== i) choose(i, {focus: false, go: false});
    };
    return {
      node,
      drag(place) {
        begin();
        const on = roadsOfLight === i ? snapped(place) : place;
        at[i] = on;
        mark(i);
        ask(i);
        return on;
      },
      drop(place) {
        begin();
        undo.push({i, at: from});
        from = null;
        at[i] = roadsOfLight === i ? snapped(place) : place;
        during(loadRoads(i, place).then(() => put(i, snapped(place))).catch(() => put(i, at[i])).finally(drawMoves));
        return at[i];
      },
    };
  }

  /* --- the card --- */
  const back = () => el('button', {type: 'button', class: 'quiet', id: 'plan-close', onclick: () => { clear(); onClose(); }}, el('span', {}, t('ui.plan.close')));
  const listButton = () => el('button', {type: 'button', class: 'second only-phone', id: 'plan-list-open', onclick: openPanel}, el('span', {}, t('ui.plan.list_open')));

  function changeNodes() {
    if (trouble) return [el('p', {class: 'fault'}, rich(explain(trouble)))];
    if (!last || base === null) return [el('p', {class: 'small'}, t('ui.loading'))];
    const {answer} = last;
    const diff = answer.dark_after_m - base;
    const sign = Math.abs(diff) < 0.05 ? '±' : diff > 0 ? '+' : '−';
    const rule = getRule();
    const near = last.i !== null && last.i === chosen ? answer.near : null;
    return [
      el('p', {class: 'figure'}, el('span', {}, t('ui.plan.dark_now')), el('b', {}, number(answer.dark_after_m, 1), el('small', {}, ' m'))),
      anyMoved() ? el('p', {id: 'plan-diff'}, t('ui.plan.diff', {before: number(base, 1), diff: `${sign}${number(Math.abs(diff), 1)}`})) : null,
      near?.on_road ? el('p', {id: 'plan-light'}, t('ui.plan.light_does', {m: number(near.dark_without_m - near.dark_with_m, 1)})) : null,
      near && !near.on_road ? el('p', {class: 'fault'}, t('ui.plan.off_road')) : null,
      near?.on_road && near.nearest_m !== null && rule?.spacing_m && near.nearest_m < rule.spacing_m - 0.05
        ? el('p', {class: 'message', id: 'plan-near'}, t('ui.plan.near', {d: number(near.nearest_m, 1), s: number(rule.spacing_m, 1)})) : null,
    ].filter(Boolean);
  }
  function drawChange() {
    const box = byId('plan-change');
    if (box) refill(box, changeNodes());
    const head = byId('plan-dark');
    if (head && last) head.textContent = metres(last.answer.dark_after_m, 1);
    drawFiles();
  }
  /** Buttons for the directions that the road has here. */
  function drawMoves() {
    const box = byId('plan-moves');
    if (box && chosen !== null) {
      const here = roads && roadsOfLight === chosen ? nearest(roads, at[chosen]) : null;
      const ways = here ? directions(roads, here) : [];
      const seen = new Set();
      refill(box, ways.filter((w) => !seen.has(compass(w.bearing)) && seen.add(compass(w.bearing))).map((w) => el('button', {type: 'button', class: 'second', 'data-way': compass(w.bearing), onclick: () => {
        const {bearing} = w;
        const name = compass(bearing);
        stepBy(chosen, bearing, STEP_M).then(() => byId('plan-moves')?.querySelector(`[data-way="${name}"]`)?.focus({preventScroll: true}));
      }}, el('span', {}, t('ui.plan.move', {way: raw(`ui.plan.way.${compass(w.bearing)}`), m: STEP_M})))));
    }
    for (const button of document.querySelectorAll('[data-plan="undo"]')) button.disabled = undo.length === 0;
    for (const button of document.querySelectorAll('[data-plan="reset"]')) button.disabled = !anyMoved();
  }
  const undoButtons = () => el('p', {class: 'row'},
    el('button', {type: 'button', class: 'second', 'data-plan': 'undo', disabled: undo.length === 0, onclick: takeBack}, el('span', {}, t('ui.plan.undo'))),
    el('button', {type: 'button', class: 'second', 'data-plan': 'reset', disabled: !anyMoved(), onclick: reset}, el('span', {}, t('ui.plan.reset'))));

  const facts = (pick) => [pick.road ?? tp('ui.ask.road_unnamed'), pick.district, tp(pick.site === 'pole' ? 'plan.site.pole' : 'plan.site.new_pole'), pick.pole,
    `${tp('plan.column.consent')}: ${tp(pick.consent === 'needed' ? 'plan.consent.needed' : 'plan.consent.none')}`, money(pick.cost, plan.currency)].filter(Boolean).map(plain).join(' ・ ');

  function drawLight(focus) {
    const pick = plan.picks[chosen];
    show(raw('ui.plan.light_title', {n: chosen + 1}), `${tp('ui.plan.light_title', {n: chosen + 1})} ${plain(pick.reason)}`, el('div', {class: 'stack'},
      el('h2', {'aria-hidden': 'true', id: 'plan-light-title'}, t('ui.plan.light_title', {n: chosen + 1})),
      el('p', {}, rich(pick.reason)),
      el('div', {id: 'plan-change', class: 'stack', 'aria-live': 'polite', 'aria-busy': String(running || underWay > 0)}, changeNodes()),
      el('div', {class: 'row', id: 'plan-moves'}), undoButtons(),
      el('p', {class: 'small'}, t('ui.plan.drag')),
      el('p', {class: 'small'}, facts(pick)),
      el('p', {class: 'row'},
        el('button', {type: 'button', class: 'second', id: 'plan-previous', disabled: chosen === 0, onclick: () => choose(chosen - 1)}, el('span', {}, t('ui.plan.previous'))),
        el('button', {type: 'button', class: 'second', id: 'plan-next', disabled: chosen === plan.picks.length - 1, onclick: () => choose(chosen + 1)}, el('span', {}, t('ui.plan.next')))),
      el('button', {type: 'button', class: 'quiet', id: 'plan-all', onclick: () => drawAll({focus: true, move: true})}, el('span', {}, t('ui.plan.all')))), {focus});
    measure();
  }

  function drawAll({focus = false, move = false} = {}) {
    chosen = null;
    getMap()?.showChange?.(null);
    nodes.forEach((_, i) => mark(i));
    const n = plan.picks.length;
    const title = n ? 'ui.plan.headline' : 'ui.plan.headline_none';
    const values = {n: number(n), m: number(plan.dark_before_m - plan.dark_after_m, 0)};
    show(raw(title, values), raw(title, values), el('div', {class: 'stack'},
      el('p', {}, el('span', {class: 'badge staff'}, t('ui.staff')), plan.sample ? [' ', el('span', {class: 'badge sample'}, t('ui.sample'))] : null),
      el('h2', {'aria-hidden': 'true', id: 'plan-headline'}, rich(tie(raw(title, values)))),
      el('table', {}, el('caption', {class: 'hidden'}, t('ui.plan.title')), el('tbody', {},
        el('tr', {}, el('th', {scope: 'row'}, t('ui.plan.dark_before')), el('td', {class: 'n'}, metres(plan.dark_before_m, 1))),
        el('tr', {}, el('th', {scope: 'row'}, t('ui.plan.dark_now')), el('td', {class: 'n', id: 'plan-dark'}, metres(plan.dark_after_m, 1))),
        el('tr', {}, el('th', {scope: 'row'}, t('ui.plan.cost')), el('td', {class: 'n'}, money(plan.cost, plan.currency))))),
      plan.cost_of?.assumed ? el('p', {class: 'small'}, t('ui.plan.cost_assumed', {pole: money(plan.cost_of.pole, plan.currency), new_pole: money(plan.cost_of.new_pole, plan.currency)})) : null,
      n ? el('button', {type: 'button', class: 'primary', id: 'plan-first', onclick: () => choose(0)}, el('span', {}, t('ui.plan.first'))) : null,
      listButton(),
      el('p', {}, rich(plan.stays_dark.text)),
      back()), {focus});
    measure();
    if (move) getMap()?.fitPlan?.();
  }

  async function choose(i, {focus = true, go = true} = {}) {
    chosen = i;
    if (roadsOfLight !== i) { roads = null; roadsOfLight = null; }
    nodes.forEach((_, k) => mark(k));
    closePanel();
    drawLight(focus);
    if (go) getMap()?.goTo?.(at[i], 17.5);
    const asked = ask(i);
    await loadRoads(i, at[i]).catch(() => null);
    drawMoves();
    return asked;
  }

  /* --- the panel --- */
  const query = (more = {}) => {
    const moved = plan ? plan.picks.map((_, i) => (movedNow(i) ? `${i + 1},${at[i][0].toFixed(7)},${at[i][1].toFixed(7)}` : null)).filter(Boolean).join(';') : '';
    const weight = ['length', wish.requests ? 'requests' : null, wish.places ? 'places' : null].filter(Boolean).join(',');
    return {...(wish.by === 'budget' ? {budget: wish.budget} : {lights: wish.lights}), weight, lang: language(), ...(moved ? {moved} : {}), ...more};
  };
  const file = (more) => `/api/plan?${new URLSearchParams(query(more))}`;

  function drawFiles() {
    const box = byId('plan-files');
    if (!box || !plan) return;
    const link = (id, key, more, attrs = {}) => el('a', {class: 'button second', id: `plan-${id}`, href: file(more), ...attrs}, el('span', {}, t(key)));
    refill(box, plan.picks.length ? [el('p', {class: 'row'}, link('pdf', 'ui.plan.pdf', {format: 'pdf'}, {type: 'application/pdf'}), link('csv', 'ui.plan.csv', {format: 'csv'}, {download: ''})),
      el('p', {class: 'row'}, link('csv-cp932', 'ui.plan.csv_cp932', {format: 'csv', encoding: 'cp932'}, {download: ''}), link('geojson', 'ui.plan.geojson', {format: 'geojson'}, {download: ''})),
      anyMoved() ? el('p', {class: 'small'}, t('ui.plan.files_moved')) : null] : []);
  }

  function list() {
    return el('ol', {class: 'plan-list', id: 'plan-list'}, plan.picks.map((pick, i) => el('li', {},
      el('button', {type: 'button', class: 'plan-item', onclick: () => choose(i)},
        el('span', {class: 'pin', 'aria-hidden': 'true'}, String(i + 1)),
        el('span', {class: 'text'}, el('span', {class: 'hidden'}, `${i + 1} `), el('span', {}, rich(pick.reason)), el('span', {class: 'small'}, facts(pick)))))));
  }

  function numberField(name, key, max, unit) {
    const input = el('input', {type: 'number', id: `plan-${name}`, min: 1, max, step: 1, inputmode: 'numeric', value: wish[name] ?? '', oninput: () => { wish[name] = input.value === '' ? null : Number(input.value); wish.by = name; byId(`plan-by-${name}`).checked = true; }});
    return el('div', {class: 'plan-by'}, el('label', {class: 'radio'}, el('input', {type: 'radio', name: 'plan-by', id: `plan-by-${name}`, value: name, checked: wish.by === name, onchange: () => { wish.by = name; }}), el('span', {}, t(key))),
      el('label', {class: 'hidden', for: `plan-${name}`}, t(key)), input, el('span', {}, unit));
  }
  const weight = (name) => el('label', {}, el('input', {type: 'checkbox', id: `plan-weight-${name}`, checked: wish[name], onchange: (event) => { wish[name] = event.target.checked; }}), el('span', {}, t(`ui.plan.weight.${name}`)));

  function draw() {
    refill(byId('plan-body'), el('form', {class: 'stack', id: 'plan-form', novalidate: true, onsubmit: (event) => { event.preventDefault(); make(); }},
      el('p', {}, t('ui.plan.lead')),
      el('fieldset', {class: 'field'}, el('legend', {}, t('ui.plan.how_many')), numberField('lights', 'ui.plan.by_lights', 200, ''), numberField('budget', 'ui.plan.by_budget', 1e12, '')),
      el('fieldset', {class: 'field'}, el('legend', {}, t('ui.plan.weights')), el('p', {class: 'small'}, t('ui.plan.weights_help')), el('div', {class: 'choices'}, weight('requests'), weight('places'))),
      el('p', {class: 'fault', id: 'plan-trouble', role: 'alert'}),
      el('button', {type: 'submit', class: 'primary', id: 'plan-go'}, el('span', {}, t('ui.plan.go')))),
    plan ? el('section', {class: 'stack plan-result'}, el('h3', {}, t('ui.plan.list', {n: number(plan.picks.length)})), el('div', {id: 'plan-files', class: 'stack'}), undoButtons(), list()) : null);
    drawFiles();
  }

  let serial = 0;
  async function make({quiet = false} = {}) {
    const mine = ++serial;
    const value = wish.by === 'budget' ? wish.budget : wish.lights;
    const fine = Number.isFinite(value) && value >= 1 && (wish.by === 'budget' ? value <= 1e12 : Number.isInteger(value) && value <= 200);
    byId('plan-trouble').textContent = fine ? '' : tp(wish.by === 'budget' ? 'ui.plan.wrong_budget' : 'ui.plan.wrong_lights');
    if (!fine) { byId(`plan-${wish.by}`).focus(); return; }
    const button = byId('plan-go');
    button.setAttribute('aria-busy', 'true');
    refill(button, el('span', {}, t('ui.plan.making')));
    try {
      const kept = quiet && plan ? {at, undo, base} : null;
      if (!kept) plan = null; // an old plan's moves are not this one's
      const made = await get('/api/plan', {...query(), ...(kept ? {moved: null} : {})}, {});
      if (mine !== serial) return;
      plan = made;
      if (kept && kept.at.length === plan.picks.length) ({at, undo, base} = kept);
      else { at = plan.picks.map((pick) => pick.at); undo = []; base = null; }
      last = null;
      chosen = null;
      nodes.length = 0;
      getMap()?.showPlan?.(plan.picks.map((_, i) => ({i, at: at[i]})), makeMark);
      closePanel();
      draw();
      drawAll({focus: !quiet, move: !quiet});
      ask(null);
    } catch (error) {
      if (mine !== serial) return;
      byId('plan-trouble').textContent = plain(explain(error));
      button.removeAttribute('aria-busy');
      refill(button, el('span', {}, t('ui.plan.go')));
    }
  }

  function clear() {
    serial += 1;
    plan = null;
    chosen = null;
    waiting = null;
    getMap()?.showPlan?.(null);
    draw();
  }

  return {draw, clear, shown: () => plan !== null, translate() { draw(); if (plan) make({quiet: true}); }};
}
