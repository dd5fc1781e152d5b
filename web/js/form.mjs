// SPDX-License-Identifier: AGPL-3.0-or-later
// Asking for a light. No personal data. Each request carries an idempotency key that stays the same until it has been
// stored, so a second click or a retry after a lost connection gives the same receipt.
import {post} from './api.mjs';
import {landChoices, show} from './card.mjs';
import {el} from './dom.mjs';
import {language, number, plain, raw, rich, t, tp} from './i18n.mjs';
import {explain} from './problem.mjs';

const WISHES = ['new_light', 'brighter', 'other'];
const NOTE_MAX = 500;
const STORE = 'joyato.pending';

/** The key of this very request: kept over a reload, renewed when anything in it changes. */
export function keyFor(body, storage = window.sessionStorage) {
  const text = JSON.stringify(body);
  try {
    const kept = JSON.parse(storage.getItem(STORE) || 'null');
    if (kept?.text === text && typeof kept.key === 'string') return kept.key;
    const key = newKey();
    storage.setItem(STORE, JSON.stringify({text, key}));
    return key;
  } catch {
    memory = memory?.text === text ? memory : {text, key: newKey()};
    return memory.key;
  }
}
let memory = null;

/** 128 random bits; crypto.randomUUID is missing where the page is not served securely (a plain http address). */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function forgetKey() {
  memory = null;
  try { window.sessionStorage.removeItem(STORE); } catch { /* storage is closed: nothing was kept */ }
}

function field(name, legend, help, control, fault) {
  return el('fieldset', {class: 'field', id: `field-${name}`, 'aria-describedby': `help-${name} fault-${name}`},
    el('legend', {}, t(legend)), el('p', {class: 'small', id: `help-${name}`}, t(help)), control, fault);
}
const faultLine = (name) => el('p', {class: 'fault', id: `fault-${name}`, hidden: true});

export function showForm({at, answer, land, onBack, onDone}) {
  const faults = {land: faultLine('land'), wish: faultLine('wish'), note: faultLine('note')};
  const left = el('p', {class: 'small', id: 'note-left'}, t('ui.form.note_left', {n: number(NOTE_MAX)}));
  const note = el('textarea', {id: 'note', name: 'note', rows: 3, maxlength: NOTE_MAX, 'aria-describedby': 'help-note note-left fault-note'});
  note.addEventListener('input', () => left.replaceChildren(...t('ui.form.note_left', {n: number(NOTE_MAX - [...note.value].length)})));
  const wishes = el('div', {class: 'choices'}, WISHES.map((wish) => el('label', {},
    el('input', {type: 'radio', name: 'wish', value: wish, checked: wish === 'new_light' && answer?.answer !== 'no'}), el('span', {}, t(`ui.wish.${wish}`)))));
  const submit = el('button', {type: 'submit', class: 'primary', id: 'send'}, el('span', {}, t('ui.form.submit')));
  const trouble = el('div', {role: 'alert', id: 'form-trouble'});
  const place = answer?.road ? rich(answer.road.name || raw('ui.ask.road_unnamed')) : null;
  const form = el('form', {class: 'stack', novalidate: true, id: 'request-form'},
    el('h2', {'aria-hidden': 'true'}, t('ui.form.title')),
    el('p', {}, t('ui.form.lead')),
    el('div', {class: 'field'}, el('p', {class: 'name'}, t('ui.form.place')),
      el('p', {}, place, place ? ' ' : null, el('span', {class: 'small'}, `${at[1].toFixed(5)}, ${at[0].toFixed(5)}`)),
      el('p', {class: 'small'}, t('ui.form.place_help'))),
    field('land', 'ui.land.legend', 'ui.land.help', landChoices(land, null, 'land'), faults.land),
    field('wish', 'ui.form.wish', 'ui.form.wish_help', wishes, faults.wish),
    el('div', {class: 'field', id: 'field-note'}, el('label', {for: 'note'}, t('ui.form.note')),
      el('p', {class: 'small', id: 'help-note'}, t('ui.form.note_help')), note, left, faults.note),
    trouble, submit,
    el('button', {type: 'button', class: 'quiet', onclick: onBack}, el('span', {}, t('ui.form.back'))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form, {at, faults, trouble, submit, onDone});
  });
  show(raw('ui.form.title'), raw('ui.form.title'), form, {tall: true, focus: true});
}

function setFault(faults, form, name, text) {
  const line = faults[name];
  if (!line) return false;
  line.textContent = text;
  line.hidden = !text;
  for (const input of form.querySelectorAll(`[name="${name}"]`)) {
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
  return true;
}

function check(form, faults) {
  const data = new FormData(form);
  const wish = data.get('wish');
  const note = String(data.get('note') || '').trim();
  setFault(faults, form, 'land', '');
  setFault(faults, form, 'wish', wish ? '' : tp('ui.form.wish_missing'));
  const long = [...note].length > NOTE_MAX;
  setFault(faults, form, 'note', long ? tp('ui.form.note_long', {n: number(NOTE_MAX)}) : '');
  if (!wish || long) {
    form.querySelector('[aria-invalid="true"]')?.focus();
    return null;
  }
  return {land: data.get('land') || 'unknown', wish, ...(note ? {note} : {})};
}

async function send(form, {at, faults, trouble, submit, onDone}) {
  if (submit.getAttribute('aria-busy') === 'true') return;
  const said = check(form, faults);
  if (!said) return;
  const body = {lon: Number(at[0].toFixed(7)), lat: Number(at[1].toFixed(7)), ...said, lang: language()};
  submit.setAttribute('aria-busy', 'true');
  submit.replaceChildren(el('span', {}, t('ui.form.sending')));
  trouble.replaceChildren();
  try {
    const receipt = await post('/api/requests', body, {'idempotency-key': keyFor(body)});
    forgetKey();
    onDone(receipt);
  } catch (error) {
    submit.setAttribute('aria-busy', 'false');
    submit.replaceChildren(el('span', {}, t('ui.form.again')));
    const known = (error.fields || []).filter((f) => setFault(faults, form, f.field, plain(f.reason)));
    const text = error.kind === 'network' ? raw('ui.form.offline') : explain(error);
    trouble.replaceChildren(el('div', {class: 'message error'}, el('p', {class: 'strong'}, t('ui.form.failed')), el('p', {}, rich(text))));
    if (known.length) form.querySelector('[aria-invalid="true"]')?.focus();
    trouble.scrollIntoView({block: 'nearest'});
  }
}

export function showReceipt(receipt, onDone) {
  // The page that follows the request speaks the language in which it was asked.
  const path = `${receipt.status_url}?lang=${language()}`;
  const link = new URL(path, window.location.origin).href;
  const copied = el('p', {role: 'status', class: 'small'});
  const copy = el('button', {type: 'button', class: 'second', onclick: async () => {
    try { await navigator.clipboard.writeText(link); copied.replaceChildren(...t('ui.copied')); } catch { copied.textContent = link; }
  }}, el('span', {}, t('ui.receipt.copy')));
  show(raw('ui.receipt.title'), `${tp('ui.receipt.title')} ${tp('ui.receipt.number')} ${receipt.receipt}`, [
    el('div', {class: 'stack'},
      el('div', {class: 'message good'},
        el('h2', {'aria-hidden': 'true'}, t('ui.receipt.title')),
        el('p', {}, t('ui.receipt.number')),
        el('p', {class: 'receipt', id: 'receipt'}, receipt.receipt)),
      el('p', {}, t('ui.receipt.keep')),
      el('a', {class: 'button primary', id: 'status-link', href: path}, el('span', {}, t('ui.receipt.link'))),
      copy, copied,
      el('button', {type: 'button', class: 'quiet', onclick: onDone}, el('span', {}, t('ui.receipt.done'))))],
  {tall: true, focus: true});
}
