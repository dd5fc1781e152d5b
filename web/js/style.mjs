// SPDX-License-Identifier: AGPL-3.0-or-later
// The map's style, day and night, from our own vector tiles. Every sign differs by more than its colour.
// No glyphs are fetched: without a glyphs address the map draws text with the reader's own fonts (docs/adr).

export const TILE_SETS = ['base', 'roads', 'districts', 'hotspots', 'eligible', 'gaps', 'streetlights', 'cameras'];
/** What a reader can switch, in the order of the legend, and what is on at first. */
export const SWITCHES = ['streetlights', 'gaps', 'eligible', 'roads', 'cameras', 'hotspots', 'districts'];
export const SWITCHES_ON = ['streetlights', 'gaps', 'roads', 'cameras', 'districts'];

export const COLOURS = {
  day: {
    ground: '#F7F6F2', road: '#FFFFFF', casing: '#D8D5CC', lit: '#FFF0C2', water: '#CFE3F0', rail: '#8A8F98', green: '#DDE9D2', building: '#ECE9E1',
    light: '#E69F00', rim: '#5A3E00', out: '#5C6470', camera: '#009E73', gap: '#D55E00', eligible: '#0072B2', zone: '#CC79A7', zoneRim: '#7A3560',
    border: '#5C6470', text: '#33383F', halo: '#FFFFFF', way: '#1A1A1C', wayHalo: '#FFFFFF', gapText: '#8F3A00', lightWay: '#E69F00',
  },
  night: {
    ground: '#0B1022', road: '#1B2440', casing: '#1B2440', lit: '#6B5530', water: '#0E2236', rail: '#39425C', green: '#12241F', building: '#10172C',
    light: '#FFD27A', rim: '#FFF3D6', out: '#9AA4B5', camera: '#2FD6A5', gap: '#D55E00', eligible: '#56B4E9', zone: '#CC79A7', zoneRim: '#0B1022',
    border: '#9AA4B5', text: '#D6DBE6', halo: '#0B1022', way: '#FFFFFF', wayHalo: '#0B1022', gapText: '#FFB88A', lightWay: '#FFD27A',
  },
};

const FONTS = {
  ja: ['Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', 'Meiryo', 'sans-serif'],
  zh: ['Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'],
  ko: ['Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', 'sans-serif'],
};
const fonts = (lang) => FONTS[lang] || FONTS.ja;

/** Grows as the ground does: n pixels at zoom 16 stay n metres or so at every zoom, never under `least`. */
const ground = (at16, least = 0.6) => ['interpolate', ['exponential', 2], ['zoom'],
  10, least, 13, Math.max(least, 0), 16, at16, 20, ['*', 16, at16]];
const WIDTH_M = ['match', ['get', 'class'], ['motorway', 'trunk', 'primary'], 13, 'secondary', 11, 'tertiary', 9,
  ['footway', 'steps', 'cycleway', 'track', 'pedestrian'], 3, 'service', 4, 5.5];
const LEAST_PX = ['match', ['get', 'class'], ['motorway', 'trunk', 'primary', 'secondary'], 1.6, 'tertiary', 1.2, ['footway', 'steps', 'cycleway', 'track'], 0.3, 0.6];
const roadWidth = ['interpolate', ['exponential', 2], ['zoom'], 10, LEAST_PX, 13, ['*', 1.3, LEAST_PX], 16, WIDTH_M, 20, ['*', 16, WIDTH_M]];
const count = ['coalesce', ['get', 'point_count'], 1];
const status = ['coalesce', ['get', 'status'], 'in_service'];
const watt = ['coalesce', ['get', 'watt_w'], 20];
const name = (lang) => (lang === 'en' ? ['coalesce', ['get', 'name_en'], ['get', 'name']] : ['get', 'name']);

function baseLayers(c) {
  const of = (id, type, sourceLayer, paint, more = {}) => ({id, type, source: 'base', 'source-layer': sourceLayer, paint, ...more});
  return [
    of('green', 'fill', 'green', {'fill-color': c.green}),
    of('water', 'fill', 'water', {'fill-color': c.water}, {filter: ['==', ['geometry-type'], 'Polygon']}),
    of('river', 'line', 'water', {'line-color': c.water, 'line-width': ground(4, 1)}, {filter: ['==', ['geometry-type'], 'LineString']}),
    of('buildings', 'fill', 'buildings', {'fill-color': c.building}, {minzoom: 15}),
    of('rail', 'line', 'rail', {'line-color': c.rail, 'line-width': ground(2.4, 1)}),
    of('rail-ties', 'line', 'rail', {'line-color': c.rail, 'line-width': ground(6, 2), 'line-dasharray': [0.25, 1.6]}, {minzoom: 14}),
  ];
}

function roadLayers(c, night) {
  const of = (id, paint, more = {}) => ({id, type: 'line', source: 'roads', 'source-layer': 'roads', paint, layout: {'line-cap': 'round', 'line-join': 'round'}, ...more});
  return [
    of('road-casing', {'line-color': c.casing, 'line-width': night ? roadWidth : ['interpolate', ['exponential', 2], ['zoom'], 10, ['+', 0.6, LEAST_PX], 13, ['+', 1.2, LEAST_PX], 16, ['+', 2, WIDTH_M], 20, ['+', 4, ['*', 16, WIDTH_M]]]}, {minzoom: 11}),
    of('road', {'line-color': c.road, 'line-width': roadWidth}),
    // The lit stretches: butt ends, so that the light stops where the rule says it does.
    of('roads-lit', {'line-color': c.lit, 'line-width': roadWidth, 'line-opacity': night ? ['interpolate', ['linear'], ['zoom'], 12, 0.6, 15, 0.75, 17, 0.55] : 1},
      {filter: ['==', ['get', 'lit'], 1], layout: {'line-cap': 'butt', 'line-join': 'round'}, metadata: {part: 'roads'}}),
  ];
}

function zoneLayers(c, mode, sets, zones) {
  const layers = [];
  // Zones of the tiles, or of another analysis: then the areas' own outlines, by name.
  const from = zones ? 'districts' : 'hotspots';
  if (sets[from]) {
    const of = (id, type, paint) => ({id, type, source: from, 'source-layer': from, paint, metadata: {part: 'hotspots'},
      ...(zones ? {filter: ['all', zones.level === 'chome' ? ['==', ['get', 'kind'], 'chome'] : ['!=', ['get', 'kind'], 'chome'], ['in', ['get', 'name'], ['literal', zones.names]]]} : {})});
    layers.push(of('zone', 'fill', {'fill-pattern': `hatch-${mode}`}),
      of('zone-rim', 'line', {'line-color': c.zoneRim, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 2.2, 16, 4.4], 'line-opacity': 0.8}),
      of('zone-line', 'line', {'line-color': c.zone, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.2, 16, 2.4]}));
  }
  if (sets.districts) {
    layers.push({id: 'border', type: 'line', source: 'districts', 'source-layer': 'districts',
      paint: {'line-color': c.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.8, 16, 1.6], 'line-dasharray': [4, 2, 1, 2], 'line-opacity': 0.8}, metadata: {part: 'districts'},
      filter: ['!=', ['get', 'kind'], 'chome']});
  }
  return layers;
}

function ruleLayers(c, night) {
  return [
    // may be asked for: a double line
    {id: 'eligible', type: 'line', source: 'eligible', 'source-layer': 'eligible', metadata: {part: 'eligible'},
      paint: {'line-color': c.eligible, 'line-gap-width': ['interpolate', ['exponential', 2], ['zoom'], 12, 1.2, 15, 4, 16, 10, 20, 130], 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.8, 16, 2, 19, 3]}},
    // darker than the rule: by day dashes on both sides of the road (one in its middle from afar), by night one dash in the dark
    ...(night ? [] : [{id: 'gap-casing', type: 'line', source: 'gaps', 'source-layer': 'gaps', metadata: {part: 'gaps'}, minzoom: 15.5,
      paint: {'line-color': c.gap, 'line-gap-width': ['interpolate', ['exponential', 2], ['zoom'], 15.5, 3, 16, 4.5, 20, 76], 'line-width': ['interpolate', ['linear'], ['zoom'], 15, 1.6, 18, 3.2], 'line-dasharray': [2.6, 1.2]}}]),
    {id: 'gap', type: 'line', source: 'gaps', 'source-layer': 'gaps', metadata: {part: 'gaps'}, ...(night ? {} : {maxzoom: 15.5}),
      paint: {'line-color': c.gap, 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 1, 16, 1.8, 19, 3], 'line-dasharray': [2.5, 1.8], 'line-opacity': night ? ['interpolate', ['linear'], ['zoom'], 12, 0.7, 15, 1] : 1}},
  ];
}

function lightLayers(c, mode) {
  const of = (id, type, paint, more = {}) => ({id, type, source: 'streetlights', 'source-layer': 'streetlights', paint, metadata: {part: 'streetlights'}, ...more});
  const lit = ['any', ['has', 'point_count'], ['==', status, 'in_service']];
  const power = ['*', ['sqrt', ['/', ['max', 6, ['min', watt, 120]], 20]], ['min', 1.8, ['^', count, 0.22]]];
  const layers = [];
  if (mode === 'night') {
    layers.push(
      of('glow', 'circle', {'circle-color': c.light, 'circle-blur': 1, 'circle-pitch-alignment': 'map',
        'circle-opacity': ['interpolate', ['linear'], ['zoom'], 12, 0.22, 15, 0.34, 18, 0.42],
        'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 10, ['*', 3, power], 13, ['*', 5, power], 16, ['*', 21, power], 20, ['*', 320, power]]}, {filter: lit}),
      of('pool', 'circle', {'circle-color': '#FFE7B3', 'circle-blur': 1, 'circle-pitch-alignment': 'map',
        'circle-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.3, 17, 0.5],
        'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 10, 1, 13, ['*', 2, power], 16, ['*', 8, power], 20, ['*', 110, power]]}, {filter: lit}),
    );
  }
  layers.push(
    of('light', 'circle', {'circle-color': mode === 'night' ? '#FFF3D6' : c.light, 'circle-stroke-color': c.rim, 'circle-stroke-width': mode === 'night' ? 0 : ['interpolate', ['linear'], ['zoom'], 14.5, 0, 17, 1.5],
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 0.8, 14, mode === 'night' ? 1.1 : 1.4, 16, mode === 'night' ? 2 : 3.6, 19, 6]}, {filter: lit}),
    of('light-planned', 'circle', {'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': c.out, 'circle-stroke-width': 2,
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 14, 2, 17, 5]}, {filter: ['all', ['!', ['has', 'point_count']], ['==', status, 'planned']], minzoom: 15}),
    {id: 'light-out', type: 'symbol', source: 'streetlights', 'source-layer': 'streetlights', metadata: {part: 'streetlights'},
      filter: ['all', ['!', ['has', 'point_count']], ['==', status, 'out']], minzoom: 14.5,
      layout: {'icon-image': `out-${mode}`, 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 13, 0.4, 17, 1]}},
  );
  return layers;
}

function cameraLayers(c, mode, lang) {
  const layer = (id, filter, layout) => ({id, type: 'symbol', source: 'cameras', 'source-layer': 'cameras', metadata: {part: 'cameras'}, filter, minzoom: 12,
    layout: {'icon-image': `camera-${mode}`, 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 12, 0.6, 15, 0.8, 18, 1.1], ...layout},
    paint: {'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.6}});
  return [
    layer('camera', ['<=', count, 1], {'icon-rotate': ['coalesce', ['get', 'direction_deg'], 0], 'icon-rotation-alignment': 'map'}),
    layer('camera-many', ['>', count, 1], {'text-field': ['to-string', count], 'text-font': fonts(lang), 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.9, 1.1], 'text-allow-overlap': true, 'icon-offset': [0, 14]}),
  ];
}

function labelLayers(c, lang, sets) {
  const text = (size, more = {}) => ({'text-field': name(lang), 'text-font': fonts(lang), 'text-size': size, 'text-max-width': 8, ...more});
  const paint = {'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.6};
  const layers = [];
  if (sets.gaps) {
    layers.push({id: 'gap-length', type: 'symbol', source: 'gaps', 'source-layer': 'gaps', minzoom: 16, metadata: {part: 'gaps'},
      layout: {'symbol-placement': 'line-center', 'text-field': ['concat', ['to-string', ['round', ['get', 'length_m']]], ' m'], 'text-font': fonts(lang), 'text-size': 12, 'text-offset': [0, -1.1], 'text-padding': 24},
      paint: {'text-color': c.gapText, 'text-halo-color': c.halo, 'text-halo-width': 1.8}, filter: ['has', 'length_m']});
  }
  if (sets.roads) {
    layers.push({id: 'road-name', type: 'symbol', source: 'roads', 'source-layer': 'roads', minzoom: 16, filter: ['has', 'name'],
      layout: {'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': fonts(lang), 'text-size': 11, 'symbol-spacing': 400}, paint});
  }
  if (sets.base) {
    layers.push(
      {id: 'place', type: 'symbol', source: 'base', 'source-layer': 'places', minzoom: 15, filter: ['all', ['has', 'name'], ['!=', ['get', 'kind'], 'station'], ['any', ['!', ['in', ['get', 'kind'], ['literal', ['shop', 'bus_stop']]]], ['>=', ['zoom'], 16.5]]], layout: text(11.5, {'text-padding': 6}), paint},
      {id: 'station', type: 'symbol', source: 'base', 'source-layer': 'places', minzoom: 12, filter: ['all', ['has', 'name'], ['==', ['get', 'kind'], 'station']],
        layout: text(['interpolate', ['linear'], ['zoom'], 12, 12, 16, 15]), paint},
    );
  }
  layers.push({id: 'district-name', type: 'symbol', source: 'district-names', maxzoom: 17, metadata: {part: 'districts'},
    layout: {'text-field': ['get', 'name'], 'text-font': fonts(lang), 'text-size': ['interpolate', ['linear'], ['zoom'], 11, 11, 14, 15], 'text-letter-spacing': 0.08, 'text-max-width': 8, 'text-anchor': 'bottom'},
    paint: {'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 2}});
  return layers;
}

function answerLayers(c, lang) {
  return [
    {id: 'way-halo', type: 'line', source: 'answer', filter: ['==', ['get', 'what'], 'way'], layout: {'line-cap': 'round', 'line-join': 'round'}, paint: {'line-color': c.wayHalo, 'line-width': 7, 'line-opacity': 0.9}},
    {id: 'way', type: 'line', source: 'answer', filter: ['==', ['get', 'what'], 'way'], layout: {'line-join': 'round'}, paint: {'line-color': c.way, 'line-width': 3, 'line-dasharray': [1.6, 1]}},
    {id: 'snap', type: 'line', source: 'answer', filter: ['==', ['get', 'what'], 'snap'], paint: {'line-color': c.way, 'line-width': 1.5}},
    {id: 'near', type: 'circle', source: 'answer', filter: ['==', ['get', 'what'], 'light'], paint: {'circle-radius': 13, 'circle-color': '#1A1A1C', 'circle-stroke-color': '#FFD27A', 'circle-stroke-width': 2.5}},
    {id: 'near-number', type: 'symbol', source: 'answer', filter: ['==', ['get', 'what'], 'light'],
      layout: {'text-field': ['get', 'number'], 'text-font': fonts(lang), 'text-size': 13, 'text-allow-overlap': true, 'text-ignore-placement': true}, paint: {'text-color': '#FFD27A'}},
    {id: 'near-distance', type: 'symbol', source: 'answer', filter: ['==', ['get', 'what'], 'light'],
      layout: {'text-field': ['get', 'label'], 'text-font': fonts(lang), 'text-size': 14, 'text-anchor': 'bottom', 'text-offset': [0, -1.1], 'text-allow-overlap': true}, paint: {'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 2.5}},
    {id: 'here', type: 'circle', source: 'answer', filter: ['==', ['get', 'what'], 'here'], paint: {'circle-radius': 8, 'circle-color': '#FFFFFF', 'circle-stroke-color': '#0017C1', 'circle-stroke-width': 5}},
  ];
}

/* Two ways side by side where they share a road: dots for the shortest, a broad line for the best lit (the card has the key). */
function walkLayers(c, lang, mode) {
  const of = (id, type, what, paint, more = {}) => ({id: `walk-${id}`, type, source: 'walk', filter: ['==', ['get', 'what'], what], paint, ...more});
  const round = {layout: {'line-cap': 'round', 'line-join': 'round'}};
  const lit = mode === 'night' ? c.light : c.lightWay;
  return [
    of('best-halo', 'line', 'best_lit', {'line-color': c.wayHalo, 'line-width': 10, 'line-offset': 3, 'line-opacity': 0.9}, round),
    of('short-halo', 'line', 'shortest', {'line-color': c.wayHalo, 'line-width': 8, 'line-offset': -3, 'line-opacity': 0.9}, round),
    of('best', 'line', 'best_lit', {'line-color': lit, 'line-width': 5, 'line-offset': 3}, round),
    of('short', 'line', 'shortest', {'line-color': c.way, 'line-width': 4, 'line-dasharray': [0.01, 1.7], 'line-offset': -3}, round),
    of('dark-halo', 'line', 'dark', {'line-color': c.wayHalo, 'line-width': 12}, round),
    of('dark', 'line', 'dark', {'line-color': c.gap, 'line-width': 7, 'line-dasharray': [1, 0.6]}),
    of('dark-name', 'symbol', 'dark-name', {'text-color': c.gapText, 'text-halo-color': c.halo, 'text-halo-width': 2.5},
      {layout: {'text-field': ['get', 'label'], 'text-font': fonts(lang), 'text-size': 15, 'text-anchor': 'bottom', 'text-offset': [0, -0.7], 'text-allow-overlap': true}}),
    of('end', 'circle', 'end', {'circle-radius': 13, 'circle-color': '#FFFFFF', 'circle-stroke-color': '#0017C1', 'circle-stroke-width': 4}),
    of('end-name', 'symbol', 'end', {'text-color': '#0017C1'}, {layout: {'text-field': ['get', 'label'], 'text-font': fonts(lang), 'text-size': 15, 'text-allow-overlap': true, 'text-ignore-placement': true}}),
  ];
}

/* Around a planned light: what it lights, and what stays dark. */
function planLayers(c) {
  const of = (id, what, paint) => ({id: `plan-${id}`, type: 'line', source: 'plan', filter: ['==', ['get', 'what'], what], paint, layout: {'line-cap': 'butt', 'line-join': 'round'}});
  return [
    of('lit', 'without', {'line-color': c.lightWay, 'line-width': ['interpolate', ['linear'], ['zoom'], 14, 3, 18, 9]}),
    of('ground', 'with', {'line-color': c.ground, 'line-width': ['interpolate', ['linear'], ['zoom'], 14, 3.4, 18, 10]}),
    of('dark', 'with', {'line-color': c.gap, 'line-width': ['interpolate', ['linear'], ['zoom'], 14, 2, 18, 5], 'line-dasharray': [1.6, 0.9]}),
  ];
}

/* Places proposed for cameras: the view as an area and an outline, its number where the camera would stand. */
function proposalLayers(c, lang) {
  const of = (id, type, what, paint, more = {}) => ({id: `proposal-${id}`, type, source: 'proposals', filter: ['==', ['get', 'what'], what], paint, ...more});
  return [
    of('view', 'fill', 'view', {'fill-color': c.camera, 'fill-opacity': 0.3}),
    of('rim', 'line', 'view', {'line-color': c.camera, 'line-width': 2, 'line-dasharray': [2, 1]}),
    of('place', 'circle', 'place', {'circle-radius': 12, 'circle-color': '#FFFFFF', 'circle-stroke-color': '#00664A', 'circle-stroke-width': 3}),
    of('number', 'symbol', 'place', {'text-color': '#1A1A1C'}, {layout: {'text-field': ['get', 'label'], 'text-font': fonts(lang), 'text-size': 13, 'text-allow-overlap': true, 'text-ignore-placement': true}}),
  ];
}

/* Another service's base map instead of ours; by night dimmed, so that the light stays the brightest. */
const outsideLayer = (night) => ({id: 'outside', type: 'raster', source: 'outside',
  paint: night ? {'raster-brightness-max': 0.42, 'raster-saturation': -0.55, 'raster-fade-duration': 0} : {'raster-saturation': -0.25, 'raster-fade-duration': 0}});
/** Its address for the moving map: of whole pictures with 256 pixels a side. */
export const outsideSource = ({tiles, max_zoom: maxzoom}) => ({type: 'raster', tiles: [tiles], tileSize: 256, maxzoom});

/** The whole style. sets: name -> source of maplibre; on: the parts to show; districts, answer, walk, plan, proposals as GeoJSON;
 *  outside: the base map to draw instead of ours (as /api/city gives it), else null. */
export function makeStyle({mode, lang, sets, on, districts, answer, walk, plan, proposals, zones = null, outside = null}) {
  const c = COLOURS[mode];
  const night = mode === 'night';
  const layers = [
    {id: 'ground', type: 'background', paint: {'background-color': c.ground}},
    ...(outside ? [outsideLayer(night)] : sets.base ? baseLayers(c) : []),
    ...(sets.roads ? roadLayers(c, night).filter((l) => !outside || l.metadata?.part).map((l) => (outside ? {...l, paint: {...l.paint, 'line-opacity': 0.5}} : l)) : []),
    ...zoneLayers(c, mode, sets, zones),
    ...(sets.eligible ? ruleLayers(c, night).filter((l) => sets[l.source]) : []),
    ...(sets.streetlights ? lightLayers(c, mode) : []),
    ...(sets.cameras ? cameraLayers(c, mode, lang) : []),
    ...labelLayers(c, lang, sets).filter((l) => !outside || l.metadata?.part),
    ...planLayers(c),
    ...proposalLayers(c, lang),
    ...walkLayers(c, lang, mode),
    ...answerLayers(c, lang),
  ];
  for (const layer of layers) {
    const part = layer.metadata?.part;
    if (part) layer.layout = {...layer.layout, visibility: on.includes(part) ? 'visible' : 'none'};
  }
  return {
    version: 8,
    sources: {...sets, ...(outside && {outside: outsideSource(outside)}), 'district-names': {type: 'geojson', data: districts}, answer: {type: 'geojson', data: answer},
      walk: {type: 'geojson', data: walk}, plan: {type: 'geojson', data: plan}, proposals: {type: 'geojson', data: proposals}},
    layers,
    transition: {duration: 0, delay: 0},
  };
}

/** Pictures that the style names, drawn here: "camera-day", "out-night", "hatch-day"… */
export function drawImage(id) {
  const [what, mode] = id.split('-');
  const c = COLOURS[mode];
  if (!c) return null;
  const scale = 2;
  const size = what === 'hatch' ? 12 : 22;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * scale;
  const g = canvas.getContext('2d', {willReadFrequently: true});
  g.scale(scale, scale);
  if (what === 'camera') {
    g.beginPath(); g.moveTo(11, 2); g.lineTo(19, 19); g.lineTo(11, 15.5); g.lineTo(3, 19); g.closePath();
    g.lineWidth = 3; g.lineJoin = 'round'; g.strokeStyle = c.halo; g.stroke();
    g.fillStyle = c.camera; g.fill();
  } else if (what === 'out') {
    for (const [width, colour] of [[5, c.halo], [2.5, c.out]]) {
      g.beginPath(); g.moveTo(6, 6); g.lineTo(16, 16); g.moveTo(16, 6); g.lineTo(6, 16);
      g.lineWidth = width; g.lineCap = 'round'; g.strokeStyle = colour; g.stroke();
    }
  } else if (what === 'hatch') {
    g.globalAlpha = mode === 'night' ? 0.35 : 0.25;
    g.fillStyle = c.zone; g.globalAlpha *= 0.4; g.fillRect(0, 0, 12, 12);
    g.globalAlpha = mode === 'night' ? 0.75 : 0.65;
    g.strokeStyle = c.zone; g.lineWidth = 1.6;
    g.beginPath();
    for (const d of [-12, 0, 12]) { g.moveTo(d - 1, 13); g.lineTo(d + 13, -1); }
    g.stroke();
  } else return null;
  return {image: g.getImageData(0, 0, canvas.width, canvas.height), ratio: scale};
}
