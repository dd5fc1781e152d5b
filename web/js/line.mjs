// SPDX-License-Identifier: AGPL-3.0-or-later
// Lines on the ground: how long, cut from here to there, the nearest place on one, a step along the road.
// Positions are [lon, lat] in degrees; a town is small enough for a plane of its own.

const M_PER_DEG = 111195;

/** Metres east and north of `origin`. */
function planeOf(origin) {
  const kx = M_PER_DEG * Math.cos((origin[1] * Math.PI) / 180);
  return {to: ([lon, lat]) => [(lon - origin[0]) * kx, (lat - origin[1]) * M_PER_DEG], from: ([x, y]) => [origin[0] + x / kx, origin[1] + y / M_PER_DEG]};
}

export function distance(a, b) {
  const [x, y] = planeOf(a).to(b);
  return Math.hypot(x, y);
}

/** Offsets of the points along a line, metres. */
export function offsets(line) {
  const out = [0];
  for (let i = 1; i < line.length; i++) out.push(out[i - 1] + distance(line[i - 1], line[i]));
  return out;
}

function mix(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** The place so many metres along a line (kept within it). */
export function along(line, m) {
  const at = offsets(line);
  for (let i = 1; i < line.length; i++) if (m <= at[i]) return at[i] > at[i - 1] ? mix(line[i - 1], line[i], Math.max(0, (m - at[i - 1]) / (at[i] - at[i - 1]))) : line[i];
  return line.at(-1);
}

/** The part of a line of `length_m` metres (as the server measured it) from one of them to another. */
export function cut(line, from_m, to_m, length_m) {
  const at = offsets(line);
  const scale = length_m > 0 ? at.at(-1) / length_m : 1;
  const [from, to] = [from_m * scale, to_m * scale];
  return [along(line, from), ...line.filter((_, i) => at[i] > from && at[i] < to), along(line, to)];
}

/* --- roads as a small graph, for moving a light along them --- */

const key = (point) => `${point[0].toFixed(7)},${point[1].toFixed(7)}`;

/** Roads (lines) that meet where they share a point. */
export function roadsOf(lines) {
  const ends = new Map();
  lines.forEach((line, road) => line.forEach((point, i) => {
    const k = key(point);
    if (!ends.has(k)) ends.set(k, []);
    ends.get(k).push({road, i});
  }));
  return {lines, ends};
}

/** The place on any road nearest to `at`: {road, i, share, at, distance_m}, null without roads. */
export function nearest(roads, at) {
  const plane = planeOf(at);
  let best = null;
  roads.lines.forEach((line, road) => {
    for (let i = 0; i + 1 < line.length; i++) {
      const [ax, ay] = plane.to(line[i]);
      const [bx, by] = plane.to(line[i + 1]);
      const [dx, dy] = [bx - ax, by - ay];
      const square = dx * dx + dy * dy;
      const share = square > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / square)) : 0;
      const m = Math.hypot(ax + share * dx, ay + share * dy);
      if (!best || m < best.distance_m) best = {road, i, share, distance_m: m, at: mix(line[i], line[i + 1], share)};
    }
  });
  return best;
}

/** Clockwise from north, degrees. */
export function bearing(a, b) {
  const [x, y] = planeOf(a).to(b);
  return (Math.atan2(x, y) * 180) / Math.PI;
}
const turn = (a, b) => Math.abs(((a - b + 540) % 360) - 180);

/** The directions in which a road leaves a place on it: [{to: [road, i], bearing}], two inside a road, more at a junction. */
export function directions(roads, place) {
  const line = roads.lines[place.road];
  const at = place.at;
  const inside = place.share > 1e-6 && place.share < 1 - 1e-6;
  if (inside) return [place.i, place.i + 1].map((i) => ({road: place.road, i, bearing: bearing(at, line[i])}));
  const point = line[place.share < 0.5 ? place.i : place.i + 1];
  const out = [];
  for (const {road, i} of roads.ends.get(key(point)) ?? []) {
    for (const j of [i - 1, i + 1]) {
      const next = roads.lines[road][j];
      if (next && distance(point, next) > 0) out.push({road, i: j, bearing: bearing(point, next)});
    }
  }
  return out;
}

/** A step of so many metres along the road in the direction nearest to a bearing (none that is across or back); at junctions straight on;
 *  stops at a dead end. */
export function step(roads, place, wanted, metres) {
  let left = metres;
  let here = place;
  let heading = wanted;
  for (let guard = 0; guard < 200 && left > 1e-9; guard++) {
    const ways = directions(roads, here).filter((d) => turn(d.bearing, heading) < (guard === 0 ? 89 : 150));
    if (!ways.length) break;
    const way = ways.reduce((a, b) => (turn(b.bearing, heading) < turn(a.bearing, heading) ? b : a));
    const goal = roads.lines[way.road][way.i];
    const m = distance(here.at, goal);
    heading = way.bearing;
    if (m > left) {
      const at = mix(here.at, goal, left / m);
      return placeOn(roads, way, here, at);
    }
    left -= m;
    here = atPoint(roads, way.road, way.i);
  }
  return here;
}

function atPoint(roads, road, i) {
  const line = roads.lines[road];
  const first = Math.min(i, line.length - 2);
  return {road, i: first, share: i - first, at: line[i], distance_m: 0};
}

/* Between two neighbouring points of a road: `way` names the one ahead. */
function placeOn(roads, way, here, at) {
  const line = roads.lines[way.road];
  const back = here.road === way.road && here.share > 1e-6 && here.share < 1 - 1e-6 ? (way.i === here.i ? here.i + 1 : here.i)
    : [way.i - 1, way.i + 1].find((j) => line[j] && Math.abs(turn(bearing(line[j], line[way.i]), way.bearing)) < 1e-3) ?? way.i - 1;
  const i = Math.min(back, way.i);
  const whole = distance(line[i], line[i + 1]);
  return {road: way.road, i, share: whole > 0 ? distance(line[i], at) / whole : 0, at, distance_m: 0};
}
