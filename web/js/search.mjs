// SPDX-License-Identifier: AGPL-3.0-or-later
// What the search fields ask: /api/search, and where that fails the districts known here.
import {get} from './api.mjs';
import {makeCombo} from './combo.mjs';
import {byId} from './dom.mjs';
import {language, plain, tp} from './i18n.mjs';

const LIMIT = 10;

/** Districts of the city as search results. */
const districtsNamed = (city, q) => city.districts.filter((d) => plain(d.name).includes(q))
  .map((d) => ({layer: 'districts', id: d.id, name: d.name, detail: tp('ui.district.name'), at: d.centre, district: d.id}));

/** Results for a text: {layer, id, name, detail, note, at, district?: id of the city's list}. */
export async function findPlaces(city, q, signal) {
  try {
    const {results} = await get('/api/search', {q, limit: LIMIT, lang: language()}, {signal});
    return results.map((r) => {
      const name = plain(r.name);
      const own = r.layer === 'districts' && !r.not_located ? city.districts.find((d) => plain(d.name) === name) : null;
      const detail = r.local_name && r.local_name !== r.name ? `${r.local_name} ${plain(r.detail)}` : r.detail;
      return {...r, detail, district: own?.id};
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return districtsNamed(city, q);
  }
}

export function makeSearch({getCity, onPick}) {
  const input = byId('q');
  const combo = makeCombo({input, list: byId('found'), said: byId('found-status'), onPick, find: (q, signal) => findPlaces(getCity(), q, signal)});
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    combo.take();
  });
  return {
    translate() {
      const first = getCity()?.districts?.[0];
      input.placeholder = tp('ui.search.label');
      input.title = first ? tp('ui.search.example', {example: plain(first.name)}) : '';
    },
  };
}
