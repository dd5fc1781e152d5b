// SPDX-License-Identifier: AGPL-3.0-or-later
// Vector tiles before other people's eyes: the public fixture suite's rules, Mapbox's decoder, and PMTiles in a plain file server
// opened by MapLibre in real Chromium.
import {spawnSync} from 'node:child_process';
import {createReadStream, existsSync, readFileSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {run, skipAll} from './page.mjs';

const src = process.env.top_srcdir || '.';
const build = process.env.top_builddir || '.';
const modules = join(src, 'node_modules');
for (const name of ['@mapbox/mvt-fixtures', '@mapbox/vector-tile', 'pbf', 'pmtiles', 'maplibre-gl']) if (!existsSync(join(modules, name))) skipAll(`${name} is missing: run npm ci`);
const {check, checkOurs, library} = await import('./mvt_rules.mjs');
const {VectorTile} = await library('@mapbox/vector-tile');
const pbf = await library('pbf');
const Reader = pbf.PbfReader ?? pbf.default;

const SETS = ['streetlights', 'cameras', 'roads', 'gaps', 'eligible', 'hotspots', 'districts', 'base'];
const tileAt = (lon, lat, z) => [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)];

async function tilesOf(base) {
  const city = await (await fetch(`${base}/api/city`)).json();
  const [w, s, e, n] = city.bbox;
  const list = [];
  for (const z of [0, 6, 9, 11, 12, 13, 14, 15, 16]) {
    const [x0, y0] = tileAt(w, n, z);
    const [x1, y1] = tileAt(e, s, z);
    const step = z > 14 ? 3 : 1;
    for (let y = y0; y <= y1; y += step) for (let x = x0; x <= x1; x += step) list.push([z, x, y]);
  }
  return list;
}

async function fetchTile(base, set, [z, x, y]) {
  const answer = await fetch(`${base}/tiles/${set}/${z}/${x}/${y}.mvt`);
  if (answer.status === 204) return new Uint8Array();
  if (answer.status !== 200) throw new Error(`${set}/${z}/${x}/${y}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** A file server that knows ranges and nothing else. */
function fileServer(files) {
  const types = {html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css'};
  const server = createServer((request, answer) => {
    const path = files[request.url.split('?')[0]];
    if (!path) { answer.writeHead(404).end(); return; }
    const head = {'Content-Type': types[path.split('.').at(-1)] ?? 'application/octet-stream', 'Accept-Ranges': 'bytes'};
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const size = statSync(path).size;
    if (!range) { answer.writeHead(200, {...head, 'Content-Length': size}); createReadStream(path).pipe(answer); return; }
    const [from, to] = [Number(range[1]), Math.min(Number(range[2]), size - 1)];
    answer.writeHead(206, {...head, 'Content-Length': to - from + 1, 'Content-Range': `bytes ${from}-${to}/${size}`});
    createReadStream(path, {start: from, end: to}).pipe(answer);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({base: `http://127.0.0.1:${server.address().port}`, stop: () => server.close()})));
}

// What MapLibre shows of a source: every feature it has read, by layer, id and tags.
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/maplibre.css"><div id="map" style="width:600px;height:600px"></div>
<script src="/pmtiles.js"></script>
<script type="module">
import * as gl from '/maplibre-gl.mjs';
window.show = async (source, layers, center, zoom) => {
  const protocol = new pmtiles.Protocol();
  gl.addProtocol('pmtiles', protocol.tile);
  const paint = {line: {'line-color': '#000'}, circle: {'circle-radius': 3}};
  const map = new gl.Map({container: 'map', center, zoom, fadeDuration: 0, attributionControl: false,
    style: {version: 8, sources: {s: source}, layers: layers.map(([name, type]) => ({id: name, type, source: 's', 'source-layer': name, paint: paint[type]}))}});
  await new Promise((done, fail) => { map.on('idle', done); map.on('error', (e) => fail(e.error)); });
  const seen = layers.map(([name]) => map.querySourceFeatures('s', {sourceLayer: name}).map((f) => JSON.stringify([f.id, f.properties, f.geometry])).sort());
  const shown = map.queryRenderedFeatures().length;
  map.remove();
  document.getElementById('map').replaceChildren();
  return {seen, shown};
};
window.ready = true;
</script>`;

await run([
  ['the rules find what the fixture suite calls invalid, and nothing else', 'desktop', async () => {
    const fixtures = await library('@mapbox/mvt-fixtures');
    // valid by the suite, for decoders' sake: a type left out (which 003 calls invalid), a count beyond any tile
    const lenient = new Set(['016', '057']);
    const wrong = [];
    let n = 0;
    (fixtures.each ?? fixtures.default.each)((f) => {
      const {reason} = check(f.buffer);
      n += 1;
      if (!f.validity.v2 && !reason) wrong.push(`${f.id} passes: ${f.description.slice(0, 80)}`);
      if (f.validity.v2 && reason && !lenient.has(f.id)) wrong.push(`${f.id} does not pass (${reason}): ${f.description.slice(0, 80)}`);
    });
    if (n < 60) throw new Error(`only ${n} fixtures`);
    if (wrong.length) throw new Error(wrong.join('\n'));
  }],
  ['every set of tiles of the sample city keeps the rules', 'desktop', async ({base}) => {
    const tiles = await tilesOf(base);
    const seen = {};
    for (const set of SETS) {
      for (const at of tiles) {
        const bytes = await fetchTile(base, set, at);
        if (bytes.length > 500000) throw new Error(`${set}/${at.join('/')}: ${bytes.length} bytes`);
        const {layers, reason} = check(bytes);
        const broken = reason ?? checkOurs(layers);
        if (broken) throw new Error(`${set}/${at.join('/')}: ${broken}`);
        for (const layer of layers) seen[layer.name] = (seen[layer.name] ?? 0) + layer.features.length;
      }
    }
    for (const layer of ['streetlights', 'cameras', 'roads', 'gaps', 'eligible', 'districts', 'water', 'places']) if (!seen[layer]) throw new Error(`no ${layer} in any tile`);
  }],
  ["Mapbox's decoder reads them, and lights add up at every zoom", 'desktop', async ({base}) => {
    const counts = {};
    const city = await (await fetch(`${base}/api/city`)).json();
    const lights = city.layers.find((l) => l.id === 'streetlights').count;
    const [w, s, e, n] = [city.bbox[0] - 0.02, city.bbox[1] - 0.02, city.bbox[2] + 0.02, city.bbox[3] + 0.02];
    for (const z of [0, 4, 8, 10, 11, 12, 14]) {
      const [x0, y0] = tileAt(w, n, z);
      const [x1, y1] = tileAt(e, s, z);
      counts[z] = 0;
      for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) {
        const layer = new VectorTile(new Reader(await fetchTile(base, 'streetlights', [z, x, y]))).layers.streetlights;
        for (let i = 0; i < (layer?.length ?? 0); i++) {
          const f = layer.feature(i);
          counts[z] += f.properties.point_count ?? 1;
          if (!(f.id > 0) || f.loadGeometry().length !== 1) throw new Error(`z${z}: feature ${i}`);
        }
      }
      if (counts[z] !== lights) throw new Error(`z${z}: ${counts[z]} lights, the registry has ${lights}`);
    }
  }],
  ['PMTiles in a plain file server is shown by MapLibre as the live service is', 'desktop', async ({page, base, server}) => {
    const folder = mkdtempSync(join(tmpdir(), 'joyato-pmtiles-'));
    const file = join(folder, 'roads.pmtiles');
    const city = await (await fetch(`${base}/api/city`)).json();
    const made = spawnSync(join(build, 'joyato'), ['tiles', server.db, '--layers', 'roads,streetlights', '--zoom', '10-15', '--format', 'pmtiles', '--out', file], {encoding: 'utf8'});
    if (made.status !== 0) throw new Error(`tiles: ${made.stderr}`);
    const {writeFileSync} = await import('node:fs');
    const html = join(folder, 'index.html');
    writeFileSync(html, PAGE);
    const gl = (name) => [`/${name}`, join(modules, 'maplibre-gl/dist', name)];
    const files = await fileServer({'/': html, '/roads.pmtiles': file, '/pmtiles.js': join(modules, 'pmtiles/dist/pmtiles.js'), '/maplibre.css': join(modules, 'maplibre-gl/dist/maplibre-gl.css'),
      ...Object.fromEntries(['maplibre-gl.mjs', 'maplibre-gl-shared.mjs', 'maplibre-gl-worker.mjs'].map(gl))});
    try {
      await page.goto(`${files.base}/`);
      await page.waitForFunction(() => window.ready);
      const layers = [['roads', 'line'], ['streetlights', 'circle']];
      const at = [city.centre, 14.3];
      const fromFile = await page.evaluate(([b, l, [c, z]]) => window.show({type: 'vector', url: `pmtiles://${b}/roads.pmtiles`}, l, c, z), [files.base, layers, at]);
      for (const [i, [name]] of layers.entries()) {
        const live = await page.evaluate(([b, l, [c, z]]) => window.show({type: 'vector', tiles: [`${b}/tiles/${l[0][0]}/{z}/{x}/{y}.mvt`], minzoom: 10, maxzoom: 15}, l, c, z), [base, [layers[i]], at]);
        if (live.seen[0].length < 50) throw new Error(`the live service shows ${live.seen[0].length} ${name}`);
        if (JSON.stringify(live.seen[0]) !== JSON.stringify(fromFile.seen[i])) throw new Error(`${name}: the file shows ${fromFile.seen[i].length} features, the live service ${live.seen[0].length}`);
      }
      if (!(fromFile.shown > 100)) throw new Error(`only ${fromFile.shown} features are drawn`);
    } finally {
      files.stop();
    }
    if (readFileSync(file).subarray(0, 8).toString('latin1') !== 'PMTiles\x03') throw new Error('no PMTiles');
  }],
], {name: 'decoders'});
