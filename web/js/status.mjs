// SPDX-License-Identifier: AGPL-3.0-or-later
// The status page of one request, under its unguessable link /r/TOKEN.
import {get} from './api.mjs';
import {byId, el, refill} from './dom.mjs';
import {day, hasText, language, LANGS, loadLanguage, plain, preferredLanguage, rich, t, tp, translatePage} from './i18n.mjs';
import {explain} from './problem.mjs';
import {formatPoint} from './state.mjs';

const WAY = ['received', 'survey', 'approved', 'installed'];
const box = byId('request');

function progress(status) {
  const way = status === 'declined' || status === 'withdrawn' ? ['received', 'survey', status] : WAY;
  const now = way.indexOf(status);
  return el('section', {class: 'sheet'}, el('h2', {}, t('ui.status.steps')),
    el('ol', {class: 'progress'}, way.map((step, i) => {
      const place = i < now ? 'done' : i === now ? 'current' : 'todo';
      return el('li', {class: place, 'aria-current': place === 'current' ? 'step' : null}, el('span', {}, t(`ui.status.step.${step}`)), el('span', {class: 'small'}, t(`ui.status.${place}`)));
    })));
}

function draw(request) {
  const fact = (key, ...value) => [el('dt', {}, t(key)), el('dd', {}, value)];
  const wish = hasText(`ui.wish.${request.wish}`) ? t(`ui.wish.${request.wish}`) : request.wish;
  refill(box,
    el('section', {class: 'sheet'},
      el('p', {}, t('ui.receipt.number')), el('p', {class: 'receipt', id: 'receipt'}, request.receipt),
      el('h2', {}, t('ui.status.now')), el('p', {class: 'now', id: 'status'}, request.status_text ? rich(request.status_text) : t(`ui.status.step.${request.status}`)),
      request.status === 'declined' ? el('p', {}, t('ui.status.declined_next')) : null),
    progress(request.status),
    el('section', {class: 'sheet'},
      el('dl', {class: 'facts'},
        fact('ui.status.created', day(request.created_at)), fact('ui.status.updated', day(request.updated_at)),
        fact('ui.status.place', el('a', {href: `/?ask=${formatPoint(request.at)}`}, t('ui.status.on_map'))),
        fact('ui.land.legend', hasText(`ui.land.${request.land}`) ? t(`ui.land.${request.land}`) : request.land),
        fact('ui.form.wish', wish),
        request.note ? fact('ui.form.note', request.note) : []),
      el('p', {class: 'small'}, t('ui.status.secret'))),
    el('p', {}, el('a', {class: 'button second', href: '/'}, el('span', {}, t('ui.status.to_map')))));
}

function trouble(error) {
  const missing = error.status === 404;
  refill(box, el('div', {class: 'message error'},
    el('h2', {}, t(missing ? 'ui.status.missing' : 'ui.error.title')),
    el('p', {}, missing ? t('ui.status.missing_next') : rich(explain(error)))),
  missing ? el('a', {class: 'button second', href: '/'}, el('span', {}, t('ui.status.to_map')))
    : el('button', {type: 'button', class: 'primary', onclick: () => show(language())}, el('span', {}, t('ui.retry'))));
}

async function show(lang) {
  await loadLanguage(lang);
  translatePage();
  byId('lang').value = language();
  document.title = `${tp('ui.status.title')} — ${tp('ui.app')}`;
  refill(box, el('p', {}, t('ui.loading')));
  const token = window.location.pathname.split('/').filter(Boolean).pop();
  try {
    const [city, request] = await Promise.all([get('/api/city', {lang: language()}), get(`/api/requests/${encodeURIComponent(decodeURIComponent(token))}`, {lang: language()})]);
    byId('city').textContent = plain(city.name);
    byId('sample').hidden = !city.sample;
    draw(request);
  } catch (error) {
    trouble(error);
  }
}

byId('lang').addEventListener('change', (event) => {
  window.history.replaceState(null, '', `${window.location.pathname}?lang=${event.target.value}`);
  show(event.target.value);
});
const asked = new URLSearchParams(window.location.search).get('lang');
show(LANGS.includes(asked) ? asked : preferredLanguage()).catch(() => { box.textContent = '…'; });
