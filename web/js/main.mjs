// SPDX-License-Identifier: AGPL-3.0-or-later
// The page: what it knows (state), and what happens when a reader does something.
import {ApiError, get} from './api.mjs';
import {makeCameras} from './cameras.mjs';
import {labelOfLight, showAnswer, showError, showIdle, showLoading} from './card.mjs';
import {showDistrict} from './district.mjs';
import {byId, setIconButton} from './dom.mjs';
import {showForm, showReceipt} from './form.mjs';
import {language, LANGS, loadLanguage, plain, preferredLanguage, raw, tp, translatePage} from './i18n.mjs';
import {attribution, showLayers} from './layers.mjs';
import {hasWebGl, makeMap} from './map.mjs';
import {makePlan} from './plan.mjs';
import {explain} from './problem.mjs';
import {makeSearch} from './search.mjs';
import {formatPoint, readState, writeState} from './state.mjs';
import {makeStillMap} from './still.mjs';
import {SWITCHES, SWITCHES_ON} from './style.mjs';
import {makeTogether} from './together.mjs';
import {makeWalk} from './walk.mjs';
import {firstChoice, showZones} from './zones.mjs';

const LANDS = ['city', 'private', 'unknown'];
const desktop = window.matchMedia('(min-width: 900px)');
const state = {city: null, map: null, mode: 'night', on: SWITCHES_ON, at: null, land: 'unknown', answer: null, district: null, card: 'idle', view: null, zones: null, outside: false};
let asking = null;

const note = byId('map-note');
let noteTimer = 0;
function tell(text, lasting = false) {
  clearTimeout(noteTimer);
  note.textContent = plain(text);
  note.hidden = !text;
  if (text && !lasting) noteTimer = setTimeout(() => { note.hidden = true; }, 6000);
}

function save() {
  const usual = state.on.length === SWITCHES_ON.length && SWITCHES_ON.every((part) => state.on.includes(part));
  writeState({view: state.view, at: state.at, land: state.land === 'unknown' ? null : state.land, district: state.district,
    layers: usual ? null : state.on, style: state.mode === 'night' ? null : state.mode, lang: language(), walk: walk.toLink()});
}

/* --- the card --- */
function idle() {
  asking?.abort();
  Object.assign(state, {at: null, answer: null, card: 'idle'});
  state.map?.showAnswer(null);
  byId('cross').hidden = false;
  showIdle(() => ask((state.map?.view() ?? state.view).centre));
  save();
}

async function ask(at, {focus = false, open = false} = {}) {
  asking?.abort();
  if (walk.shown()) walk.clear();
  const mine = new AbortController();
  asking = mine;
  Object.assign(state, {at, answer: null, card: 'loading'});
  closePanels();
  byId('cross').hidden = true;
  state.map?.showAnswer(at, null, labelOfLight);
  showLoading();
  save();
  try {
    const answer = await get('/api/ask', {lon: at[0].toFixed(7), lat: at[1].toFixed(7), land: state.land, lang: language()}, {signal: mine.signal});
    if (asking !== mine) return;
    state.answer = answer;
    drawAnswer({focus, open, move: true});
  } catch (error) {
    if (asking !== mine || error.name === 'AbortError') return;
    state.card = 'error';
    showError(error, () => ask(at), idle);
  }
}

function drawAnswer({focus = false, open = false, move = false} = {}) {
  state.card = 'answer';
  state.map?.showAnswer(state.at, state.answer, labelOfLight);
  showAnswer(state.answer, {
    land: state.land, open, focus,
    onLand(land) { state.land = land; ask(state.at, {open: true, focus: true}); },
    onForm: form, onBack: idle, onShare: () => share(`${window.location.origin}/?ask=${formatPoint(state.at)}`), onWalk: hasWalk() ? () => walkTo(state.at) : null, onPlace: (at) => ask(at, {focus: true}),
  });
  measure();
  if (move) state.map?.fitAnswer();
}

function form() {
  state.card = 'form';
  showForm({at: state.at, answer: state.answer, land: state.land, onBack: () => drawAnswer({focus: true}),
    onDone(receipt) { state.card = 'receipt'; showReceipt(receipt, idle); }});
}

async function share(link) {
  try {
    await navigator.clipboard.writeText(link);
    tell(raw('ui.copied'));
  } catch {
    tell(link, true);
  }
}

/* --- the night walk --- */
const hasWalk = () => state.city.modules?.includes('walk') ?? false;
const walk = makeWalk({
  getCity: () => state.city, getMap: () => state.map, save: () => save(), measure: () => measure(),
  openPanel: () => { if (!byId('panel-walk').hasAttribute('data-open')) openPanel('open-walk'); },
  closePanel: () => closePanels(),
  pickOnMap, onShare: share, onClose: idle,
  onAsk: (at) => ask(at, {focus: true}),
});
function walkTo(at) {
  asking?.abort();
  Object.assign(state, {at: null, answer: null, card: 'walk'});
  state.map?.showAnswer(null);
  walk.to(at);
}

/* --- staff: this year's lights --- */
const hasPlan = () => state.city.modules?.includes('plan') ?? false;
const plan = makePlan({
  getMap: () => state.map, getRule: () => state.city.rule, measure: () => measure(), onClose: idle,
  openPanel: () => { if (!byId('panel-plan').hasAttribute('data-open')) openPanel('open-plan'); },
  closePanel() {
    closePanels();
    asking?.abort();
    if (walk.shown()) walk.clear();
    Object.assign(state, {at: null, answer: null, card: 'plan'});
    state.map?.showAnswer(null);
    byId('cross').hidden = true;
    save();
  },
});

const cameras = makeCameras({getCity: () => state.city, getMap: () => state.map, closePanel: () => closePanels(), canvas: () => state.map?.canvas});

const together = makeTogether({getCity: () => state.city});

/* --- a place for another tool: the next press on the map goes there --- */
let picking = null;
function pickOnMap(words, onPick) {
  picking = onPick;
  byId('cross').hidden = false;
  tell(words, true);
  state.map?.canvas?.focus({preventScroll: true});
}
function pressed(at) {
  if (!picking) return ask(at);
  const done = picking;
  picking = null;
  tell('');
  byId('cross').hidden = true;
  state.card = 'walk';
  Object.assign(state, {at: null, answer: null});
  state.map?.showAnswer(null);
  return done(at);
}

/* --- panels: sheets on a phone, parts of the column on a desktop --- */
const PANELS = {'open-walk': 'panel-walk', 'open-layers': 'panel-layers', 'open-district': 'panel-district', 'open-zones': 'panel-zones', 'open-plan': 'panel-plan'};
function closePanels(returnFocus = false) {
  for (const [opener, id] of Object.entries(PANELS)) {
    const panel = byId(id);
    if (!panel.hasAttribute('data-open')) continue;
    panel.removeAttribute('data-open');
    byId(opener).setAttribute('aria-expanded', 'false');
    if (returnFocus) (byId(opener).offsetParent ? byId(opener) : byId('open-district')).focus();
  }
}
function openPanel(opener) {
  const panel = byId(PANELS[opener]);
  const was = panel.hasAttribute('data-open');
  closePanels();
  if (was) return;
  panel.setAttribute('data-open', '');
  byId(opener).setAttribute('aria-expanded', 'true');
  panel.querySelector('h2').focus({preventScroll: true});
}

function drawLayers() {
  showLayers({city: state.city, on: state.on, mode: state.mode, moving: state.map?.moving ?? true, outside: state.outside, onOutside: setOutside, onChange(id, shown) {
    state.on = SWITCHES.filter((part) => (part === id ? shown : state.on.includes(part)));
    state.map?.setParts(state.on);
    save();
  }});
}

/** Another service's base map. No link carries it: that service is asked only after the reader's own press, each visit anew. */
function setOutside(shown) {
  state.outside = shown && Boolean(state.city.outside_base);
  state.map?.setOutside(state.outside ? state.city.outside_base : null);
  drawOutsideCredit();
}
function drawOutsideCredit() {
  const credit = byId('outside-credit');
  credit.hidden = !state.outside;
  credit.textContent = state.outside ? `${tp('ui.outside.credit', {credit: state.city.outside_base.attribution})} ` : '';
}

function chooseDistrict(id, {go = true} = {}) {
  state.district = id;
  const district = state.city.districts.find((d) => d.id === id);
  showDistrict({city: state.city, chosen: id, onChoose: chooseDistrict});
  if (go) state.map?.fit(usable(district?.bbox) ? district.bbox : state.city.bbox);
  save();
}
const usable = (bbox) => Array.isArray(bbox) && bbox.length === 4 && bbox.every(Number.isFinite);

/* --- zones: read when the panel first comes into sight --- */
let zonesDrawn = false;
const zonesSeen = new IntersectionObserver((entries) => {
  if (zonesDrawn || !state.city || !entries.some((entry) => entry.isIntersecting)) return;
  zonesDrawn = true;
  drawZones();
});

/** The tiles of zones hold one analysis; another one is drawn from the outlines of its areas. */
const onTiles = (zones) => { const map = state.city.crimes?.map; return map && ['offence', 'from', 'to', 'level'].every((key) => map[key] === zones[key]); };

function drawZones({open = false, focus = null} = {}) {
  showZones({city: state.city, chosen: state.zones, open, focus,
    onChoose(next, options) { state.zones = next; drawZones(options); },
    onMap: state.map?.moving === false && !onTiles(state.zones) ? null : zonesOnMap});
}

function zonesOnMap(zones) {
  if (!state.on.includes('hotspots')) state.on = SWITCHES.filter((part) => part === 'hotspots' || state.on.includes(part));
  drawLayers();
  state.map?.setZones(onTiles(zones) ? null : zones);
  state.map?.setParts(state.on);
  const box = boxOf([...state.city.districts, ...state.city.chome].filter(({name}) => zones.names.includes(plain(name)) || zones.shown.includes(plain(name))));
  closePanels();
  state.map?.fit(box ?? state.city.bbox);
  state.map?.canvas?.focus({preventScroll: true});
  save();
}

function boxOf(areas) {
  const boxes = areas.map((area) => area.bbox).filter(usable);
  if (!boxes.length) return null;
  return [0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...boxes.map((box) => box[i])));
}

/* --- tools --- */
function drawTools() {
  setIconButton(byId('open-walk'), 'walk', tp('ui.walk.title'));
  setIconButton(byId('open-layers'), 'layers', tp('ui.layers.title'));
  setIconButton(byId('open-district'), 'district', tp('ui.district.title'));
  setIconButton(byId('open-zones'), 'zone', tp('ui.layers.hotspots'));
  setIconButton(byId('style'), state.mode === 'night' ? 'sun' : 'moon', tp(state.mode === 'night' ? 'ui.map.to_day' : 'ui.map.to_night'));
  setIconButton(byId('locate'), 'locate', tp('ui.map.locate'));
  setIconButton(byId('zoom-in'), 'plus', tp('ui.map.zoom_in'));
  setIconButton(byId('zoom-out'), 'minus', tp('ui.map.zoom_out'));
}

function setMode(mode) {
  state.mode = mode;
  document.documentElement.dataset.style = mode;
  state.map?.setMode(mode);
  drawTools();
  drawLayers();
  save();
}

function locate() {
  navigator.geolocation?.getCurrentPosition(({coords}) => {
    const at = [coords.longitude, coords.latitude];
    const [w, s, e, n] = state.city.bbox;
    if (at[0] < w || at[0] > e || at[1] < s || at[1] > n) tell(raw('ui.map.outside', {city: plain(state.city.name)}));
    else state.map?.goTo(at, 17);
  }, () => tell(raw('ui.map.locate_failed')), {enableHighAccuracy: true, timeout: 10000, maximumAge: 60000});
}

/** The part of the map that the card hides: the map's centre lies in what is left. */
function measure() {
  const hidden = desktop.matches ? 0 : byId('card').offsetHeight;
  document.documentElement.style.setProperty('--cover', `${hidden}px`);
  // A form may hide nearly all of it; the map then keeps still rather than jump under the reader.
  if (hidden < window.innerHeight * 0.65) state.map?.cover(hidden);
}

/* --- language --- */
let languageWishes = 0;
async function setLanguage(lang) {
  const mine = ++languageWishes; // whoever chooses quickly gets the last one, whichever answer comes last
  if (!await loadLanguage(lang)) return;
  const city = await get('/api/city', {lang: language()});
  if (mine !== languageWishes) return;
  state.city = city;
  drawWords();
  state.map?.setLang(language(), state.city, tp('ui.map.label'));
  if (state.card === 'answer' || state.card === 'loading' || state.card === 'error') ask(state.at);
  else if (walk.shown()) state.card = 'walk';
  else if (plan.shown()) state.card = 'plan';
  else if (state.card !== 'receipt') idle();
  if (hasWalk()) await walk.translate();
  if (hasPlan()) plan.translate();
  cameras.translate();
  together.translate();
  chooseDistrict(state.district, {go: false});
  if (zonesDrawn) drawZones();
}

function drawWords() {
  const {city} = state;
  translatePage();
  byId('lang').value = language();
  byId('city').textContent = plain(city.name);
  document.title = `${tp('ui.app')} — ${tp('ui.title', {city: plain(city.name)})}`;
  document.querySelector('meta[name="description"]').content = tp('ui.tagline');
  byId('attribution').textContent = attribution(city);
  drawOutsideCredit();
  byId('agents-link').href = `/agents?lang=${language()}`;
  byId('sample').hidden = !city.sample;
  byId('sample-note').hidden = !city.sample;
  drawTools();
  drawLayers();
  search.translate();
}

const search = makeSearch({
  getCity: () => state.city,
  onPick(found) {
    if (found.district) {
      chooseDistrict(found.district);
    } else if (found.at) state.map?.goTo(found.at, 17);
    state.map?.canvas?.focus();
  },
});

/* --- start --- */
async function startMap() {
  const common = {container: byId('map'), view: state.view, mode: state.mode, label: tp('ui.map.label'), onAsk: pressed, onMove(view) { state.view = view; save(); }};
  if (hasWebGl()) {
    try {
      tell(raw('ui.loading'), true);
      state.map = await makeMap({...common, city: state.city, lang: language(), parts: state.on,
        onTrouble: (_, source) => tell(raw(!navigator.onLine ? 'ui.offline' : source === 'outside' ? 'ui.outside.failed' : 'ui.map.failed'))});
      tell('');
    } catch {
      state.map = null;
    }
  }
  if (!state.map) {
    state.map = makeStillMap(common);
    byId('cross').hidden = false;
    tell(raw('ui.map.still'));
    document.documentElement.dataset.map = 'still';
    drawLayers();
  }
  if (state.outside) setOutside(true);
  measure();
}

async function start() {
  const link = readState();
  await loadLanguage(LANGS.includes(link.lang) ? link.lang : preferredLanguage());
  state.city = await get('/api/city', {lang: language()});
  state.mode = link.style === 'day' ? 'day' : 'night';
  state.on = link.layers ? SWITCHES.filter((part) => link.layers.includes(part)) : SWITCHES_ON;
  state.land = LANDS.includes(link.land) ? link.land : 'unknown';
  const district = state.city.districts.find((d) => d.id === link.district || plain(d.name) === link.district);
  state.view = link.view || (link.at ? {centre: link.at, zoom: 17} : {centre: state.city.centre, zoom: (state.city.zoom ?? 14) + (desktop.matches ? 0 : -0.6)});
  document.documentElement.dataset.style = state.mode;
  drawWords();
  if (!link.at && !link.walk) idle();
  new ResizeObserver(measure).observe(byId('card'));
  await startMap();
  byId('panel-walk').hidden = byId('open-walk').hidden = !hasWalk();
  byId('panel-plan').hidden = byId('open-plan').hidden = !hasPlan();
  if (hasWalk()) walk.draw();
  if (hasPlan()) plan.draw();
  cameras.draw();
  together.draw();
  if (link.walk && hasWalk() && await walk.fromLink(link.walk)) state.card = 'walk';
  else if (link.at) await ask(link.at);
  else if (link.walk) idle();
  chooseDistrict(district?.id ?? null, {go: Boolean(district) && !link.view});
  if (district) openPanelOnPhone();
  state.zones = firstChoice(state.city.crimes);
  zonesSeen.observe(byId('panel-zones'));
  document.documentElement.dataset.ready = 'yes';
}
const openPanelOnPhone = () => { if (!desktop.matches && !state.at) openPanel('open-district'); };

byId('lang').addEventListener('change', (event) => setLanguage(event.target.value).catch((error) => tell(explain(error instanceof ApiError ? error : new ApiError('network', 0)))));
byId('style').addEventListener('click', () => setMode(state.mode === 'night' ? 'day' : 'night'));
byId('locate').addEventListener('click', locate);
byId('zoom-in').addEventListener('click', () => state.map?.zoomBy(1));
byId('zoom-out').addEventListener('click', () => state.map?.zoomBy(-1));
for (const opener of Object.keys(PANELS)) byId(opener).addEventListener('click', () => openPanel(opener));
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => closePanels(true));
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') { if (picking) { picking = null; tell(''); } closePanels(true); } });
window.addEventListener('offline', () => tell(raw('ui.offline'), true));
window.addEventListener('online', () => tell(''));
desktop.addEventListener('change', () => { closePanels(); measure(); });

start().catch((error) => {
  const problem = error instanceof ApiError ? error : new ApiError('network', 0);
  showError(problem, () => window.location.reload(), () => window.location.reload());
  document.documentElement.dataset.ready = 'failed';
});
