#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// A stand-in for the server, for work on the page alone and for states that a healthy server does not show.
//   node tests/e2e/support/mock_api.mjs [PORT]        made-up town around a made-up centre
// It speaks the JSON of the API with invented values. What the page shows is tested against the real server.
import {createServer} from 'node:http';
import {readFile} from 'node:fs/promises';
import {dirname, extname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../web');
const TYPES = {'.html': 'text/html; charset=utf-8', '.css': 'text/css', '.mjs': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml'};
const CSP = "default-src 'self'; img-src 'self' data:; worker-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const CENTRE = [139.57, 35.63];
const SETS = ['base', 'roads', 'districts', 'hotspots', 'eligible', 'gaps', 'streetlights', 'cameras'];
const RULE = {id: 'example-20m', version: '2023-06-08', spacing_m: 20};
const DISTRICTS = [{id: 'north', name: '北町', bbox: [139.56, 35.63, 139.58, 35.64], centre: [139.57, 35.635]}, {id: 'south', name: '南町', bbox: [139.56, 35.62, 139.58, 35.63], centre: [139.57, 35.625]}];
const SUMMARY = {spacing_m: 20, snap_m: 15, road_length_m: 12345.6, lights: 400, lights_matched: 398, uncovered_m: 2345.6, gaps: 78, eligible_m: 1500, max_distance_m: 140.2, extra_lights: {lower: 90, upper: 96}};

function cityAnswer() {
  return {code: '000000', name: '見本市', names: {ja: '見本市'}, sample: true, centre: CENTRE, zoom: 14, bbox: [139.55, 35.61, 139.59, 35.65], languages: ['ja', 'ja-easy', 'en', 'zh', 'ko'],
    departments: [], districts: DISTRICTS, chome: [], layers: [{id: 'streetlights', count: 400, as_of: '2026-04-01'}, {id: 'cameras', count: 12, as_of: '2026-04-01'}],
    rule: {...RULE, title: '設置基準', clause: '設置間隔は20メートル以上'}, attribution: 'サンプルデータ（自動生成）', tiles_version: 1, print_policy: {}};
}

function askAnswer(query) {
  const at = [Number(query.get('lon')), Number(query.get('lat'))];
  const light = (i, d) => ({id: i, ref: `L-${i}`, at: [at[0] + d / 90000, at[1] + 0.0001], distance_m: d, path: [[at[0], at[1] + 0.0001], [at[0] + d / 90000, at[1] + 0.0001]]});
  return {at, answer: 'yes', headline: 'ここは街路灯をお願いできる場所です。', reason: 'いちばん近い街路灯まで 34.5 m あり、基準の 20 m 以上です。', next_steps: ['下のボタンからお願いを送る'],
    clause: {title: '設置基準 第3条', text: '設置間隔は20メートル以上'}, rule: RULE, road: {id: 1, name: null, class: 'residential'}, snapped: [at[0], at[1] + 0.0001], offset_m: 8.2, distance_m: 34.5,
    nearest: [light(1, 34.5), light(2, -61)].map((l) => ({...l, distance_m: Math.abs(l.distance_m)})), stretch: {length_m: 49, darkest_m: 34.5}, consents: [], exception: {text: '道路の形など特別な事情があるときは、基準より近くても設置できることがあります。'},
    owner: {id: 'road', name: '道路の課', phone: '03-0000-0000'}, requests_here: 0, sample: true, as_of: '2026-04-01'};
}

const stored = new Map();
function addRequest(key, text) {
  if (!stored.has(key)) {
    const n = stored.size + 1;
    stored.set(key, {text, token: `token${n}`, answer: {receipt: `S-000${n}`, status_url: `/r/token${n}`, status: 'received', created_at: '2026-11-23T00:00:00Z'}});
    return [201, stored.get(key).answer];
  }
  const kept = stored.get(key);
  return kept.text === text ? [200, kept.answer] : [409, {title: 'Conflict', status: 409}];
}

function requestAnswer(token) {
  const kept = [...stored.values()].find((r) => r.token === token);
  if (!kept) return null;
  const body = JSON.parse(kept.text);
  return {...kept.answer, updated_at: kept.answer.created_at, at: [body.lon, body.lat], land: body.land, wish: body.wish, note: body.note ?? null};
}

async function file(response, path) {
  try {
    const body = await readFile(join(ROOT, normalize(`/${path}`)));
    response.writeHead(200, {'content-type': TYPES[extname(path)] || 'application/octet-stream', 'content-security-policy': CSP});
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function json(response, status, body) {
  response.writeHead(status, {'content-type': status < 400 ? 'application/json' : 'application/problem+json'});
  response.end(JSON.stringify(body));
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const path = url.pathname;
  if (path === '/') return file(response, 'index.html');
  if (path.startsWith('/r/')) return file(response, 'r.html');
  if (path.startsWith('/static/')) return file(response, path.slice(8));
  if (path.startsWith('/i18n/')) return file(response, path.slice(1));
  if (path === '/api/city') return json(response, 200, cityAnswer());
  if (path === '/api/ask') return json(response, 200, askAnswer(url.searchParams));
  if (path === '/api/search') return json(response, 200, {results: '見本駅'.includes(url.searchParams.get('q')) ? [{layer: 'places', id: 1, name: '見本駅', detail: 'station', at: CENTRE}] : []});
  if (path === '/api/gaps/summary') return json(response, 200, {...SUMMARY, districts: DISTRICTS.map((d) => ({id: d.id, name: d.name, ...SUMMARY})), sample: true, sources: []});
  if (path === '/api/figures') return json(response, 200, {figures: [{id: 'total', title: '刑法犯認知件数', unit: '件', points: [{year: 2023, value: 2}, {year: 2024, value: 1}], source: '見本', date: '2025-01-01'}], sample: false});
  if (path === '/api/requests' && request.method === 'POST') {
    let text = '';
    for await (const piece of request) text += piece;
    return json(response, ...addRequest(request.headers['idempotency-key'], text));
  }
  const token = /^\/api\/requests\/([^/]+)$/.exec(path);
  if (token) {
    const found = requestAnswer(token[1]);
    return found ? json(response, 200, found) : json(response, 404, {title: 'Not found', status: 404});
  }
  const about = /^\/tiles\/([a-z]+)\.json$/.exec(path);
  if (about && SETS.includes(about[1])) return json(response, 200, {tilejson: '3.0.0', tiles: [`/tiles/${about[1]}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 16, bounds: [139.55, 35.61, 139.59, 35.65], vector_layers: []});
  if (path.startsWith('/tiles/')) return response.writeHead(204).end();
  return json(response, 404, {title: 'Not found', status: 404});
}

const server = createServer((request, response) => answer(request, response).catch(() => response.writeHead(500).end()));
server.listen(Number(process.argv[2] || 0), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
