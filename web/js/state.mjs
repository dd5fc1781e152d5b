// SPDX-License-Identifier: AGPL-3.0-or-later
// What a link to this page carries: #map=ZOOM/LAT/LON&at=LON,LAT&land=…&layers=a,b&style=day&lang=en&district=ID
// &walk=LON,LAT;LON,LAT;DETOUR
// and, from QR codes and other pages: ?ask=LON,LAT  ?lon=…&lat=…  ?district=NAME  ?lang=…

const number = (text) => (text !== null && text !== undefined && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null);

/** "LON,LAT" as [lon, lat] on earth, else null. */
export function parsePoint(text) {
  const parts = (text ?? '').split(',');
  if (parts.length !== 2) return null;
  const lon = number(parts[0]);
  const lat = number(parts[1]);
  if (lon === null || lat === null || Math.abs(lon) > 180 || Math.abs(lat) > 85) return null;
  return [lon, lat];
}

export const formatPoint = ([lon, lat]) => `${lon.toFixed(6)},${lat.toFixed(6)}`;

export function parseView(text) {
  const parts = (text ?? '').split('/').map(number);
  if (parts.length !== 3 || parts.includes(null)) return null;
  const [zoom, lat, lon] = parts;
  if (zoom < 0 || zoom > 22 || Math.abs(lat) > 85 || Math.abs(lon) > 180) return null;
  return {zoom, centre: [lon, lat]};
}

export function readState(location = window.location) {
  const query = new URLSearchParams(location.search);
  const hash = new URLSearchParams(location.hash.replace(/^#/, ''));
  const pick = (name) => hash.get(name) ?? query.get(name);
  const layers = hash.get('layers');
  const fromQuery = query.has('lon') && query.has('lat') ? `${query.get('lon')},${query.get('lat')}` : query.get('ask');
  return {
    view: parseView(hash.get('map')),
    at: parsePoint(hash.get('at') ?? fromQuery),
    land: pick('land'),
    layers: layers === null ? null : layers.split(',').filter(Boolean),
    style: pick('style'),
    lang: pick('lang'),
    district: pick('district'),
    walk: pick('walk'),
  };
}

/** Writes what is set into the address, without a new entry in the history. */
export function writeState(state) {
  const parts = [];
  if (state.view) {
    const {zoom, centre: [lon, lat]} = state.view;
    parts.push(`map=${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (state.at) parts.push(`at=${formatPoint(state.at)}`);
  if (state.at && state.land) parts.push(`land=${encodeURIComponent(state.land)}`);
  if (state.walk) parts.push(`walk=${state.walk}`);
  if (state.district) parts.push(`district=${encodeURIComponent(state.district)}`);
  if (state.layers) parts.push(`layers=${state.layers.map(encodeURIComponent).join(',')}`);
  if (state.style) parts.push(`style=${state.style}`);
  if (state.lang) parts.push(`lang=${state.lang}`);
  const next = `${window.location.pathname}#${parts.join('&')}`;
  if (next !== window.location.pathname + window.location.hash) window.history.replaceState(null, '', next);
}
