// SPDX-License-Identifier: AGPL-3.0-or-later
// The page's geometry of lines and roads, against what a plane of metres says.
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const {along, cut, directions, distance, nearest, offsets, roadsOf, step} = await import(pathToFileURL(resolve(process.env.top_srcdir || '.', 'web/js/line.mjs')).href);
const O = [139.57, 35.63];
const KY = 111195;
const KX = KY * Math.cos((O[1] * Math.PI) / 180);
const at = (x, y) => [Number((O[0] + x / KX).toFixed(7)), Number((O[1] + y / KY).toFixed(7))];
const metres = ([lon, lat]) => [(lon - O[0]) * KX, (lat - O[1]) * KY];
const near = (got, want, what) => {
  const [x, y] = metres(got);
  if (Math.hypot(x - want[0], y - want[1]) > 0.05) throw new Error(`${what}: got ${x.toFixed(2)},${y.toFixed(2)}, want ${want}`);
};
const about = (got, want, what, by = 0.05) => { if (Math.abs(got - want) > by) throw new Error(`${what}: got ${got}, want ${want}`); };

// a road of two pieces, one that goes straight on from its end, one that leaves to the north
const town = roadsOf([[at(0, 0), at(50, 0), at(100, 0)], [at(100, 0), at(200, 0)], [at(100, 0), at(100, 80)]]);
const EAST = 90;
const WEST = -90;
const tests = [
  ['lengths and cuts', () => {
    const bent = [at(0, 0), at(30, 0), at(30, 40)];
    about(distance(at(0, 0), at(3, 4)), 5, 'a triangle');
    about(offsets(bent).at(-1), 70, 'length');
    near(along(bent, 50), [30, 20], 'after 50 m');
    const piece = cut(bent, 10, 50, 70);
    if (piece.length !== 3) throw new Error(`${piece.length} points`);
    near(piece[0], [10, 0], 'begin');
    near(piece[1], [30, 0], 'corner');
    near(piece[2], [30, 20], 'end');
    near(cut(bent, 20, 100, 140)[0], [10, 0], 'measured twice as long by others');
    near(along(bent, 1e9), [30, 40], 'no farther than its end');
  }],
  ['the nearest place on any road', () => {
    const place = nearest(town, at(47, 6));
    near(place.at, [47, 0], 'its foot');
    about(place.distance_m, 6, 'how far');
    if (nearest(roadsOf([]), at(0, 0)) !== null) throw new Error('no roads, no place');
  }],
  ['directions of the road', () => {
    const of = (x, y) => directions(town, nearest(town, at(x, y))).map((d) => Math.round(d.bearing)).sort((a, b) => a - b).join();
    if (of(47, 0) !== '-90,90') throw new Error(of(47, 0));
    if (of(100, 0) !== '-90,0,90') throw new Error(`at the junction: ${of(100, 0)}`);
    if (of(200, 0) !== '-90') throw new Error(`at the end: ${of(200, 0)}`);
  }],
  ['steps along the road', () => {
    let place = nearest(town, at(47, 0));
    place = step(town, place, EAST, 5);
    near(place.at, [52, 0], 'over a vertex');
    place = step(town, place, EAST, 60);
    near(place.at, [112, 0], 'straight on over the junction');
    place = step(town, place, WEST, 60);
    near(place.at, [52, 0], 'and back');
    place = step(town, nearest(town, at(100, 0)), 0, 10);
    near(place.at, [100, 10], 'to the north where asked');
    near(step(town, place, 0, 500).at, [100, 80], 'no farther than a dead end');
    near(step(town, place, 180, 10).at, [100, 0], 'to the junction exactly');
    near(step(town, nearest(town, at(0, 0)), 20, 5).at, [5, 0], 'more or less that way');
    near(step(town, nearest(town, at(0, 0)), WEST, 5).at, [0, 0], 'not back from a dead end');
  }],
  ['as many steps there as back, from many places', () => {
    for (let x = 1; x < 200; x += 7.3) {
      const from = nearest(town, at(x, 0));
      let place = from;
      for (let k = 0; k < 6; k++) place = step(town, place, EAST, 5);
      const goal = Math.min(200, x + 30);
      near(place.at, [goal, 0], `from ${x}`);
      for (let k = 0; k < 6; k++) place = step(town, place, WEST, 5);
      near(place.at, [goal - 30, 0], `back to ${x}`);
    }
  }],
];
console.log(`1..${tests.length}`);
let failed = 0;
tests.forEach(([what, test], i) => {
  try { test(); console.log(`ok ${i + 1} - ${what}`); } catch (error) { failed += 1; console.log(`not ok ${i + 1} - ${what}\n# ${error.message}`); }
});
process.exit(failed ? 1 : 0);
