// SPDX-License-Identifier: AGPL-3.0-or-later
// The moving map. Same face as the still one (still.mjs): setMode, setLang, setParts, setOutside, setZones, showAnswer, showWalk, showPlan, showChange, goTo, fit,
// fitAnswer, fitWalk, zoomBy, view, cover.
import {get} from './api.mjs';
import {plain} from './i18n.mjs';
import {cut, distance} from './line.mjs';
import {TILE_SETS, drawImage, makeStyle} from './style.mjs';

const LIBRARY = '/static/vendor/maplibre-gl.mjs';
const WORKER = '/static/vendor/maplibre-gl-worker.mjs';
const NOTHING = {type: 'FeatureCollection', features: []};
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Can this browser draw it at all? */
export function hasWebGl() {
  try {
    const canvas = document.createElement('canvas');
    return Boolean(canvas.getContext('webgl2') || canvas.getContext('webgl'));
  } catch {
    return false;
  }
}

/** A source for each tile set the server has; addresses are made ours, so that no other host is ever asked. */
async function readSets() {
  const sets = {};
  await Promise.all(TILE_SETS.map(async (id) => {
    const about = await get(`/tiles/${id}.json`);
    const tiles = about.tiles.map((address) => {
      const url = new URL(address, window.location.origin);
      return window.location.origin + decodeURI(url.pathname) + url.search;
    });
    sets[id] = {type: 'vector', tiles, minzoom: about.minzoom ?? 0, maxzoom: about.maxzoom ?? 16};
    if (Array.isArray(about.bounds) && about.bounds.length === 4) sets[id].bounds = about.bounds;
  }));
  return sets;
}

const feature = (geometry, properties) => ({type: 'Feature', geometry, properties});
const point = (at) => ({type: 'Point', coordinates: at});
const line = (path) => ({type: 'LineString', coordinates: path});

/** The answer as things to draw: the place, its road point, the nearest lights and the way to each. */
export function answerFeatures(at, answer, labelOf) {
  const features = [];
  for (const [i, light] of (answer?.nearest || []).entries()) {
    if (light.path?.length > 1) features.push(feature(line(light.path), {what: 'way'}));
    features.push(feature(point(light.at), {what: 'light', number: String(i + 1), label: labelOf(light)}));
  }
  if (answer?.snapped) features.push(feature(line([at, answer.snapped]), {what: 'snap'}));
  if (at) features.push(feature(point(at), {what: 'here'}));
  return {type: 'FeatureCollection', features};
}

/** Both ways of a walk, its ends, and the longest dark stretch of each (where they are the same one, once). */
export function walkFeatures(walk, metres) {
  const features = [];
  if (!walk?.ways) return {type: 'FeatureCollection', features};
  for (const id of walk.same ? ['best_lit'] : ['best_lit', 'shortest']) features.push(feature(walk.ways[id].geometry, {what: id}));
  for (const dark of darkest(walk)) {
    features.push(feature(line(dark.line), {what: 'dark'}), feature(point(dark.middle), {what: 'dark-name', label: metres(dark.length_m)}));
  }
  const ends = walk.ways.shortest.geometry.coordinates;
  features.push(feature(point(ends[0]), {what: 'end', label: 'A'}), feature(point(ends.at(-1)), {what: 'end', label: 'B'}));
  return {type: 'FeatureCollection', features};
}

/** The longest dark stretch of each way: {way, from_m, length_m, line, middle}. */
export function darkest(walk) {
  const found = [];
  for (const id of walk.same ? ['best_lit'] : ['shortest', 'best_lit']) {
    const way = walk.ways[id];
    if (!way.dark?.length) continue;
    const [from, to] = way.dark.reduce((a, b) => (b[1] - b[0] > a[1] - a[0] + 0.05 ? b : a));
    const path = way.geometry.coordinates;
    const piece = cut(path, from, to, way.length_m);
    const middle = cut(path, from, (from + to) / 2, way.length_m).at(-1);
    if (found.some((d) => distance(d.middle, middle) < 3)) continue;
    found.push({way: id, from_m: from, length_m: to - from, line: piece, middle});
  }
  return found;
}

/** Dark stretches around a planned light, without it and with it. */
export function changeFeatures(near) {
  const lines = (list, what) => (list || []).map((path) => feature(line(path), {what}));
  return {type: 'FeatureCollection', features: near ? [...lines(near.without, 'without'), ...lines(near.with, 'with')] : []};
}

const pointsOf = (collection) => collection.features.flatMap((f) => (f.geometry.type === 'Point' ? [f.geometry.coordinates] : f.geometry.coordinates));

export async function makeMap({container, city, view, mode, lang, parts, label, onAsk, onMove, onTrouble}) {
  const [maplibre, sets] = await Promise.all([import(LIBRARY), readSets()]);
  maplibre.setWorkerUrl(new URL(WORKER, window.location.origin).href);
  let state = {mode, lang, on: parts, sets, districts: districtNames(city), answer: NOTHING, walk: NOTHING, plan: NOTHING, proposals: NOTHING, zones: null, outside: null};
  let covered = 0;
  const map = new maplibre.Map({
    container, style: makeStyle(state), center: view.centre, zoom: view.zoom, minZoom: 9, maxZoom: 20,
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxPitch: 0, fadeDuration: 0,
    maxBounds: roomAround(city.bbox), canvasContextAttributes: {preserveDrawingBuffer: false},
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver(async (id) => {
    const drawn = drawImage(id);
    if (drawn && !map.hasImage(id)) map.addImage(id, drawn.image, {pixelRatio: drawn.ratio});
  });
  map.on('error', ({error, sourceId}) => onTrouble(error, sourceId));
  map.on('click', ({lngLat}) => onAsk([lngLat.lng, lngLat.lat]));
  map.on('moveend', () => onMove(current()));
  const canvas = map.getCanvas();
  canvas.setAttribute('aria-label', label);
  canvas.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onAsk(current().centre);
  });
  const current = () => {
    const {lng, lat} = map.getCenter();
    return {zoom: map.getZoom(), centre: [lng, lat]};
  };
  const restyle = (change) => {
    state = {...state, ...change};
    map.setStyle(makeStyle(state), {diff: true});
  };
  const move = (options) => map.easeTo({duration: calm.matches ? 0 : 180, ...options});
  const fitPoints = (all, maxZoom) => {
    if (all.length < 2) return;
    const box = new maplibre.LngLatBounds(all[0], all[0]);
    for (const at of all) box.extend(at);
    map.fitBounds(box, {padding: container.clientWidth < 600 ? {top: 150, bottom: 64, left: 36, right: 36} : 90, maxZoom, duration: calm.matches ? 0 : 180});
  };
  let marks = [];
  await new Promise((done) => map.once('load', done));
  return {
    moving: true,
    setMode: (next) => restyle({mode: next}),
    setLang(next, nextCity, nextLabel) {
      canvas.setAttribute('aria-label', nextLabel);
      restyle({lang: next, districts: districtNames(nextCity)});
    },
    setParts: (on) => restyle({on}),
    /** The base map of another service (outside_base of /api/city) instead of ours; null: ours. */
    setOutside: (outside) => restyle({outside}),
    /** {level, names} of the areas to hatch; null: the zones of the tiles. */
    setZones: (zones) => restyle({zones}),
    showAnswer(at, answer, labelOf) {
      state.answer = at ? answerFeatures(at, answer, labelOf) : NOTHING;
      map.getSource('answer')?.setData(state.answer);
    },
    showWalk(walk, metres) {
      state.walk = walkFeatures(walk, metres);
      map.getSource('walk')?.setData(state.walk);
    },
    fitWalk: () => fitPoints(pointsOf(state.walk), 17),
    /** Lights to be set up as marks that can be moved: makeMark(light) gives {node, drag(at), drop(at)}; null: none. */
    showPlan(lights, makeMark) {
      for (const mark of marks) mark.remove();
      marks = (lights || []).map((light) => {
        const {node, drag, drop} = makeMark(light);
        const mark = new maplibre.Marker({element: node, draggable: true}).setLngLat(light.at).addTo(map);
        const place = () => { const {lng, lat} = mark.getLngLat(); return [lng, lat]; };
        // The mark stays on the road: it is put where the road is nearest to the hand.
        mark.on('drag', () => mark.setLngLat(drag(place())));
        mark.on('dragend', () => mark.setLngLat(drop(place())));
        return mark;
      });
      for (const mark of marks) mark.getElement().removeAttribute('tabindex');
      if (!lights) this.showChange(null);
    },
    movePlanned: (i, at) => marks[i]?.setLngLat(at),
    showChange(near) {
      state.plan = changeFeatures(near);
      map.getSource('plan')?.setData(state.plan);
    },
    fitPlan: () => fitPoints(marks.map((mark) => { const {lng, lat} = mark.getLngLat(); return [lng, lat]; }), 17),
    /** Places for cameras with their views ({at, number, outline}); null: none. */
    showCameras(places) {
      state.proposals = {type: 'FeatureCollection', features: (places || []).flatMap((p) => [feature({type: 'Polygon', coordinates: [p.outline]}, {what: 'view'}), feature(point(p.at), {what: 'place', label: String(p.number)})])};
      map.getSource('proposals')?.setData(state.proposals);
    },
    fitCameras: () => fitPoints(state.proposals.features.filter((f) => f.geometry.type === 'Point').map((f) => f.geometry.coordinates), 17.5),
    goTo: (centre, zoom) => move({center: centre, zoom: zoom ?? map.getZoom()}),
    fit: ([w, s, e, n]) => map.fitBounds([[w, s], [e, n]], {padding: 40, maxZoom: 17.5, duration: calm.matches ? 0 : 180}),
    /** Shows all that was drawn for the answer, in the part that the card leaves free. */
    fitAnswer: () => fitPoints(pointsOf(state.answer), Math.max(17.5, Math.min(18.5, map.getZoom()))),
    zoomBy: (steps) => move({zoom: map.getZoom() + steps}),
    view: current,
    cover(px) {
      if (px === covered) return;
      covered = px;
      map.easeTo({padding: {top: 0, left: 0, right: 0, bottom: px}, duration: 0});
    },
    canvas,
  };
}

function roomAround([w, s, e, n]) {
  const dx = Math.max(e - w, 0.02);
  const dy = Math.max(n - s, 0.02);
  return [[w - dx, s - dy], [e + dx, n + dy]];
}

function districtNames(city) {
  return {type: 'FeatureCollection',
    features: (city.districts || []).filter((d) => d.centre && Number.isFinite(d.centre[0])).map((d) => feature(point(d.centre), {name: plain(d.name)}))};
}
