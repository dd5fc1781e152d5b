// SPDX-License-Identifier: AGPL-3.0-or-later
// Property sheets for agents: a place, a form, whose sheet it is; then one sheet, or a table of them as a job.
// No account. What was chosen stays in this tab alone.
import {ApiError, get, send} from './api.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, language, LANGS, loadLanguage, number, plain, preferredLanguage, rich, t, tp, translatePage} from './i18n.mjs';
import {watchJob} from './job.mjs';
import {explain} from './problem.mjs';
import {makeSearch} from './search.mjs';
import {makeStillMap} from './still.mjs';

const LOGO_MAX_BYTES = 4000000;
const TABLE_MAX_BYTES = 2 * 1024 * 1024;
const POINT = /^-?\d{1,3}(\.\d+)?$/;

let city = null;
let at = null;
let map = null;
let logo = null;
let job = null;

const fault = (id, nodes) => {
  const box = byId(id);
  box.hidden = !nodes;
  refill(box, nodes || []);
};
const busy = (button, on) => button.setAttribute('aria-busy', String(on));

// --- the place ---

function setPlace(next, {note = '', typed = false} = {}) {
  at = next;
  if (!typed) {
    byId('lon').value = next ? next[0].toFixed(6) : '';
    byId('lat').value = next ? next[1].toFixed(6) : '';
  }
  map?.showAnswer(at, null);
  byId('place-note').hidden = !note;
  refill(byId('place-note'), note ? rich(note) : []);
  fault('place-fault', null);
}

function typedPlace() {
  const [lon, lat] = ['lon', 'lat'].map((id) => byId(id).value.trim().replace(/[０-９．－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)));
  if (!lon && !lat) return;
  if (!POINT.test(lon) || !POINT.test(lat) || Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    if (lon && lat) fault('place-fault', t('ui.agents.point_wrong'));
    at = null;
    return;
  }
  setPlace([Number(lon), Number(lat)], {typed: true});
  map.goTo(at, 16);
}

const search = makeSearch({
  getCity: () => city,
  onPick: (found) => {
    setPlace(found.at, {note: found.note || (['districts', 'chome', 'boundary'].includes(found.layer) ? tp('ui.agents.middle', {name: plain(found.name)}) : '')});
    map.goTo(found.at, 16);
  },
});

// --- one sheet ---

/** Fields of the address of a sheet; null, with a message beside the field, when something is missing. */
function wish() {
  if (!at) {
    fault('place-fault', t('ui.agents.place_missing'));
    byId('q').focus();
    return null;
  }
  return {at: `${at[0].toFixed(7)},${at[1].toFixed(7)}`, title: byId('title').value.trim(), address: byId('address').value.trim(), ...common()};
}

function common() {
  const [format, size] = byId('form').value.split('-');
  return {format, size, lang: byId('sheet-lang').value, from_place: byId('station').value, agency: byId('agency').value.trim(),
    contact: byId('contact').value.trim().split(/\r?\n/).join('|'), logo: logo || ''};
}

function addressOf({format, ...fields}) {
  const filled = Object.entries(fields).filter(([, value]) => value !== '');
  return `/flyers/property.${format}?${new URLSearchParams(filled)}`;
}

function accepted() {
  if (byId('terms').checked) return true;
  fault('terms-fault', t('ui.agents.terms.missing'));
  byId('terms').focus();
  return false;
}

async function fetchSheet(address) {
  let answer;
  try { answer = await fetch(address); } catch { throw new ApiError('network', 0); }
  if (answer.ok) return answer.blob();
  const problem = await answer.json().catch(() => ({}));
  throw new ApiError(answer.status >= 500 ? 'server' : 'input', answer.status, problem);
}

const asData = (blob) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = fail;
  reader.readAsDataURL(blob);
});

function sheetFault(error) {
  byId('one-status').textContent = '';
  fault('one-fault', error.status === 404 && !/logo/i.test(error.detail || '') ? t('ui.agents.no_road') : rich(explain(error)));
}

async function preview() {
  const w = wish();
  const button = byId('preview');
  if (!w || button.getAttribute('aria-busy') === 'true') return;
  fault('one-fault', null);
  busy(button, true);
  byId('one-status').textContent = tp('ui.loading');
  const size = w.size === 'ogp' ? 'ogp' : w.size;
  try {
    byId('shown-img').src = await asData(await fetchSheet(addressOf({...w, format: 'png', size})));
    byId('shown-img').alt = tp('ui.agents.preview_alt');
    byId('twin').href = addressOf({...w, format: 'html', size: 'a4'});
    byId('shown').hidden = false;
    byId('nothing').hidden = true;
    byId('one-status').textContent = tp('ui.agents.previewed');
  } catch (error) {
    sheetFault(error);
  }
  busy(button, false);
}

async function download() {
  const w = wish();
  const button = byId('download');
  if (!w || !accepted() || button.getAttribute('aria-busy') === 'true') return;
  fault('one-fault', null);
  busy(button, true);
  byId('one-status').textContent = tp('ui.loading');
  try {
    const url = URL.createObjectURL(await fetchSheet(addressOf(w)));
    el('a', {href: url, download: `yomichi-${w.at.replace(',', '_')}.${w.format}`}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    byId('one-status').textContent = tp('ui.agents.downloaded');
  } catch (error) {
    sheetFault(error);
  }
  busy(button, false);
}

// --- the logo ---

function showLogo(answer) {
  logo = answer ? answer.logo : null;
  byId('logo-shown').hidden = !answer;
  byId('logo-img').alt = tp('ui.agents.logo_alt');
  if (answer) byId('logo-img').src = answer.url;
  else { byId('logo-img').removeAttribute('src'); byId('logo').value = ''; }
}

async function takeLogo() {
  const file = byId('logo').files[0];
  fault('logo-fault', null);
  if (!file) return;
  if (!['image/png', 'image/jpeg'].includes(file.type)) { showLogo(null); fault('logo-fault', t('ui.agents.logo_kind')); return; }
  if (file.size > LOGO_MAX_BYTES) { showLogo(null); fault('logo-fault', t('ui.agents.logo_large')); return; }
  try {
    showLogo(await send('/api/agents/logo', {body: file, type: file.type}));
  } catch (error) {
    showLogo(null);
    fault('logo-fault', error.status === 400 ? t('ui.agents.logo_bad') : rich(explain(error)));
  }
}

// --- tables ---

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

function drawJob(status) {
  const {state, done, total, failed, before} = status;
  const fields = {done: number(done), total: number(total), failed: number(failed), made: number(done - failed), before: number(before)};
  byId('job').hidden = false;
  byId('job-bar').hidden = state === 'failed';
  byId('job-bar').max = total || 1;
  if (total) byId('job-bar').value = done;
  else if (state === 'done') byId('job-bar').value = 1;
  else byId('job-bar').removeAttribute('value');
  byId('job-bar').setAttribute('aria-label', tp('ui.agents.progress'));
  const key = state === 'running' && !total ? 'preparing' : state;
  refill(byId('job-text'), state === 'failed' ? [...t('ui.agents.job.failed'), ' ', status.error || ''] : t(`ui.agents.job.${key}`, fields),
    status.expires_at && state === 'done' ? [' ', ...t('ui.agents.expires', {day: day(status.expires_at)})] : null);
  byId('job-get').hidden = state !== 'done';
  if (status.result_url) byId('job-get').href = status.result_url;
  refill(byId('job-end').firstElementChild, t(state === 'waiting' || state === 'running' ? 'ui.agents.cancel' : 'ui.agents.forget'));
  const notes = byId('job-notes');
  notes.hidden = status.notes.length === 0;
  notes.setAttribute('aria-label', tp('ui.agents.notes'));
  refill(notes, el('table', {}, el('caption', {}, t('ui.agents.notes')),
    el('thead', {}, el('tr', {}, el('th', {scope: 'col', class: 'n'}, t('ui.agents.line')), el('th', {scope: 'col'}, t('ui.agents.made')), el('th', {scope: 'col'}, t('ui.agents.note')))),
    el('tbody', {}, status.notes.map((n) => el('tr', {}, el('td', {class: 'n'}, number(n.line)), el('td', {class: n.failed ? 'bad' : ''}, t(n.failed ? 'ui.agents.made.no' : 'ui.agents.made.yes')), el('td', {}, n.text))))),
  status.notes_all > status.notes.length ? el('p', {class: 'small'}, t('ui.agents.more_notes', {n: number(status.notes_all - status.notes.length)})) : null);
}

function follow(url) {
  job?.stop();
  window.history.replaceState(null, '', `${window.location.pathname}?lang=${language()}#job=${url.split('/').pop()}`);
  job = watchJob(url, {
    onStatus: drawJob,
    onGone: () => { forget(); fault('many-fault', t('ui.agents.job.gone')); },
    onTrouble: (error) => fault('many-fault', error ? rich(explain(error)) : null),
  });
}

function forget() {
  job?.stop();
  job = null;
  byId('job').hidden = true;
  window.history.replaceState(null, '', `${window.location.pathname}?lang=${language()}`);
}

async function start() {
  const file = byId('table').files[0];
  const button = byId('start');
  fault('many-fault', null);
  if (!file) { fault('many-fault', t('ui.agents.table_missing')); byId('table').focus(); return; }
  if (file.size > TABLE_MAX_BYTES) { fault('many-fault', t('ui.agents.table_large')); return; }
  if (!accepted() || button.getAttribute('aria-busy') === 'true') return;
  busy(button, true);
  const filled = Object.entries({...common(), terms: 'accepted'}).filter(([, value]) => value !== '');
  try {
    const answer = await send(`/api/agents/sheets?${new URLSearchParams(filled)}`, {body: file, type: 'text/csv', headers: {'idempotency-key': newKey()}});
    follow(answer.status_url);
  } catch (error) {
    fault('many-fault', rich(explain(error)));
  }
  busy(button, false);
}

async function endJob() {
  if (!job) return;
  try { await send(job.url, {method: 'DELETE'}); } catch { /* it is gone already */ }
  forget();
}

// --- the page ---

async function fillStations() {
  const chosen = byId('station').value;
  const {places} = await get('/api/places', {kind: 'station', lang: language()});
  refill(byId('station'), el('option', {value: ''}, tp('ui.agents.nearest')), places.map((p) => el('option', {value: p.name}, plain(p.name))));
  byId('station').value = chosen;
  if (byId('station').selectedIndex < 0) byId('station').value = '';
}

async function show(lang) {
  document.documentElement.dataset.ready = 'no';
  await loadLanguage(lang);
  translatePage();
  byId('lang').value = language();
  document.title = `${tp('ui.agents.title')} — ${tp('ui.app')}`;
  city = await get('/api/city', {lang: language()});
  byId('city').textContent = plain(city.name);
  byId('sample').hidden = !city.sample;
  byId('all').hidden = false;
  search.translate();
  byId('q').placeholder = tp('ui.agents.address_example');
  for (const [id, encoding] of [['template', 'utf-8'], ['template-cp932', 'cp932']]) byId(id).href = `/api/agents/template.csv?lang=${language()}&encoding=${encoding}`;
  if (!map) map = makeStillMap({container: byId('map'), view: {zoom: city.zoom, centre: city.centre}, mode: 'day', label: tp('ui.agents.map'), onAsk: (point) => setPlace(point), onMove() {}});
  else map.setLang('', '', tp('ui.agents.map'));
  await fillStations();
  const known = /#job=([0-9a-f]{32})$/.exec(window.location.hash);
  if (known && !job) follow(`/api/jobs/${known[1]}`);
  job?.redraw();
  document.documentElement.dataset.ready = 'yes';
}

function trouble(error) {
  byId('all').hidden = true;
  byId('trouble')?.remove();
  byId('main').append(el('div', {class: 'message error', id: 'trouble'}, el('h2', {}, t('ui.error.title')), el('p', {}, rich(explain(error))),
    el('button', {type: 'button', class: 'second', onclick: () => { byId('trouble').remove(); show(language()).catch(trouble); }}, el('span', {}, t('ui.retry')))));
}

byId('lang').addEventListener('change', (event) => {
  window.history.replaceState(null, '', `${window.location.pathname}?lang=${event.target.value}${window.location.hash}`);
  show(event.target.value).catch(trouble);
});
for (const id of ['lon', 'lat']) byId(id).addEventListener('change', typedPlace);
byId('terms').addEventListener('change', () => fault('terms-fault', null));
byId('logo').addEventListener('change', takeLogo);
byId('logo-off').addEventListener('click', () => { showLogo(null); byId('logo').focus(); });
byId('preview').addEventListener('click', preview);
byId('download').addEventListener('click', download);
byId('start').addEventListener('click', start);
byId('job-end').addEventListener('click', endJob);
const asked = new URLSearchParams(window.location.search).get('lang');
const first = LANGS.includes(asked) ? asked : preferredLanguage();
byId('sheet-lang').value = first;
show(first).catch(trouble);
