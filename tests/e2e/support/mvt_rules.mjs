// SPDX-License-Identifier: AGPL-3.0-or-later
// The rules of the vector tile specification 2.1, read byte by byte with pbf: why a tile breaks one, or null. Held to the public fixture
// suite (@mapbox/mvt-fixtures): what that calls invalid must be found, what it calls valid must pass.
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const require = createRequire(resolve(process.env.top_srcdir || '.', 'x.js'));
export const library = (name) => import(pathToFileURL(require.resolve(name)).href);
const {default: Pbf, PbfReader} = await library('pbf');
const Reader = PbfReader ?? Pbf;

const VARINT = 0;
const BYTES = 2;
const WIRES = {layer: {15: VARINT, 1: BYTES, 2: BYTES, 3: BYTES, 4: BYTES, 5: VARINT}, feature: {1: VARINT, 2: BYTES, 3: VARINT, 4: BYTES},
  value: {1: BYTES, 2: 5, 3: 1, 4: VARINT, 5: VARINT, 6: VARINT, 7: VARINT}};

class Broken extends Error {}
const must = (good, reason) => { if (!good) throw new Broken(reason); };

/** Fields of a message as [number, value]; bytes stay bytes. */
function fields(bytes, kind) {
  const pbf = new Reader(bytes);
  const found = [];
  while (pbf.pos < pbf.length) {
    const tag = pbf.readVarint();
    const [number, wire] = [tag >> 3, tag & 7];
    must(WIRES[kind][number] === wire, `${kind}: field ${number} of wire type ${wire}`);
    if (wire === VARINT) found.push([number, pbf.readVarint()]);
    else if (wire === BYTES) found.push([number, pbf.readBytes()]);
    else { pbf.skip(tag); found.push([number, null]); }
    must(pbf.pos <= pbf.length, `${kind}: cut off`);
  }
  return found;
}

const all = (list, number) => list.filter(([n]) => n === number).map(([, v]) => v);

function one(list, number, what) {
  const found = all(list, number);
  must(found.length === 1, `${found.length} times ${what}`);
  return found[0];
}

function packed(bytes) {
  const pbf = new Reader(bytes);
  const numbers = [];
  while (pbf.pos < pbf.length) numbers.push(pbf.readVarint());
  return numbers;
}

/** Rings or lines of a geometry as lists of [x, y]. */
export function parts(type, numbers) {
  const lines = [];
  let [x, y, i] = [0, 0, 0];
  while (i < numbers.length) {
    const [command, count] = [numbers[i] & 7, numbers[i] >>> 3];
    i += 1;
    if (command === 7) {
      must(type === 3 && count === 1 && lines.length > 0 && !lines.at(-1).closed, 'ClosePath where none may be');
      lines.at(-1).closed = true;
      continue;
    }
    must(command === 1 || command === 2, `command ${command}`);
    must(count > 0 && i + 2 * count <= numbers.length, 'fewer coordinates than the command says');
    must(command === 1 || (lines.length > 0 && !lines.at(-1).closed && lines.at(-1).length === 1), 'LineTo without MoveTo');
    must(command === 2 || type === 1 || count === 1, 'MoveTo of several points in a line');
    for (let k = 0; k < count; k++, i += 2) {
      const step = [(numbers[i] >>> 1) ^ -(numbers[i] & 1), (numbers[i + 1] >>> 1) ^ -(numbers[i + 1] & 1)];
      must(command === 1 || step[0] !== 0 || step[1] !== 0, 'two points of a line in the same place');
      x += step[0];
      y += step[1];
      if (command === 1 && (type !== 1 || lines.length === 0)) lines.push([]);
      lines.at(-1).push([x, y]);
    }
  }
  for (const line of lines) {
    must(type !== 2 || line.length >= 2, 'a line of one point');
    must(type !== 3 || (line.closed && line.length >= 3), 'a ring that is open or has no area');
  }
  must(lines.length > 0, 'no geometry');
  return lines;
}

function checkFeature(bytes, nKeys, nValues) {
  const list = fields(bytes, 'feature');
  const type = one(list, 3, 'type');
  const geometry = one(list, 4, 'geometry');
  must(type >= 0 && type <= 3, `type ${type}`);
  must(all(list, 1).length <= 1, 'two ids');
  for (const tags of all(list, 2)) {
    const numbers = packed(tags);
    must(numbers.length % 2 === 0, 'a tag without its value');
    numbers.forEach((n, i) => must(n < (i % 2 ? nValues : nKeys), 'a tag that points nowhere'));
  }
  return {type, id: all(list, 1)[0], parts: type === 0 ? [] : parts(type, packed(geometry))};
}

function checkLayer(bytes) {
  const list = fields(bytes, 'layer');
  const version = one(list, 15, 'version');
  must(version === 1 || version === 2, `version ${version}`);
  const name = new TextDecoder().decode(one(list, 1, 'name'));
  const values = all(list, 4);
  values.forEach((v) => must(fields(v, 'value').length === 1, 'a value that is not one'));
  const keys = all(list, 3).map((k) => new TextDecoder().decode(k));
  return {name, version, extent: all(list, 5)[0] ?? 4096, keys, values, features: all(list, 2).map((f) => checkFeature(f, keys.length, values.length))};
}

/** {layers} of a tile, or {reason}. */
export function check(bytes) {
  try {
    const pbf = new Reader(bytes);
    const layers = [];
    while (pbf.pos < pbf.length) {
      const tag = pbf.readVarint();
      must(tag === ((3 << 3) | BYTES), 'something that is no layer');
      layers.push(checkLayer(pbf.readBytes()));
      must(pbf.pos <= pbf.length, 'cut off');
    }
    must(new Set(layers.map((l) => l.name)).size === layers.length, 'two layers of one name');
    return {layers};
  } catch (error) {
    return {reason: error.message};
  }
}

/** What an encoder must keep beyond what a decoder may read. */
export function checkOurs(layers, {margin = 128} = {}) {
  for (const layer of layers) {
    const where = layer.name;
    if (layer.version !== 2 || layer.extent !== 4096) return `${where}: version ${layer.version}, extent ${layer.extent}`;
    if (layer.features.length === 0) return `${where}: a layer without features`;
    if (new Set(layer.keys).size !== layer.keys.length) return `${where}: a key twice`;
    if (new Set(layer.values.map((v) => v.join())).size !== layer.values.length) return `${where}: a value twice`;
    for (const f of layer.features) {
      if (f.type === 0) return `${where}: a feature of unknown type`;
      for (const [x, y] of f.parts.flat()) if (x < -margin || y < -margin || x > 4096 + margin || y > 4096 + margin) return `${where}: ${x},${y} beyond the margin`;
      if (f.type !== 3) continue;
      // the surveyor's formula, y down: outer rings are positive, holes negative, the first is an outer one
      const areas = f.parts.map((r) => r.reduce((sum, [x, y], i) => sum + x * r[(i + 1) % r.length][1] - r[(i + 1) % r.length][0] * y, 0));
      if (!(areas[0] > 0) || areas.some((a) => a === 0)) return `${where}: rings turn the wrong way: ${areas}`;
    }
  }
  return null;
}
