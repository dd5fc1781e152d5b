// SPDX-License-Identifier: AGPL-3.0-or-later
// The still map: the server's PNG tiles as pictures, with buttons to move. For browsers without WebGL, and where the
// map library is not installed. Pressing it asks about that place, as on the moving map.
import {el, setIconButton} from './dom.mjs';
import {tp} from './i18n.mjs';
import {walkFeatures} from './map.mjs';

const TILE = 256;
const MIN_ZOOM = 11;
const MAX_ZOOM = 18;
/** Our pictures over another service's base map: by day, since their ground is light and can be multiplied away. */
const OVER = ['gaps', 'districts', 'streetlights', 'cameras'];

/** Web Mercator: pixels of the whole world at a zoom, and back. */
export function toPixel([lon, lat], zoom) {
  const size = TILE * 2 ** zoom;
  const s = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * size];
}
export function toLonLat([x, y], zoom) {
  const size = TILE * 2 ** zoom;
  return [(x / size) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size))) * 180) / Math.PI];
}

export function makeStillMap({container, view, mode, label, onAsk, onMove}) {
  let zoom = clamp(Math.round(view.zoom + 1));
  let centre = view.centre;
  let marks = [];
  let style = mode;
  let ways = [];
  let planned = [];
  let outside = null;
  const plane = el('div', {class: 'still-plane', role: 'img', 'aria-label': label});
  const box = el('div', {class: 'still'}, plane);
  const button = (name, key, act) => {
    const node = el('button', {type: 'button', class: 'tool', onclick: act});
    setIconButton(node, name, tp(key));
    return node;
  };
  const push = (dx, dy) => () => shift(dx * TILE, dy * TILE);
  const tools = el('div', {class: 'still-tools'},
    button('plus', 'ui.map.zoom_in', () => scale(1)), button('up', 'ui.map.north', push(0, -1)), button('minus', 'ui.map.zoom_out', () => scale(-1)),
    button('left', 'ui.map.west', push(-1, 0)), button('down', 'ui.map.south', push(0, 1)), button('right', 'ui.map.east', push(1, 0)));
  container.replaceChildren(box, tools);

  const picture = (src, [left, top], side = TILE, over = false) => {
    const img = el('img', {src, alt: '', class: over && 'over', width: side, height: side, draggable: 'false'});
    img.style.width = img.style.height = `${side}px`;
    place(img, left, top);
    return img;
  };
  /* Another service's tiles around the centre; beyond its last zoom those of that one, larger. */
  function outsidePictures([cx, cy], reachX, reachY) {
    const z = Math.min(zoom, outside.max_zoom);
    const side = TILE * 2 ** (zoom - z);
    const pieces = [];
    for (let y = Math.floor((cy - reachY * TILE) / side); y <= (cy + reachY * TILE) / side; y++) {
      for (let x = Math.floor((cx - reachX * TILE) / side); x <= (cx + reachX * TILE) / side; x++) {
        if (x < 0 || y < 0 || x >= 2 ** z || y >= 2 ** z) continue;
        const src = outside.tiles.replace('{z}', z).replace('{x}', x).replace('{y}', y);
        pieces.push(picture(src, [x * side - cx, y * side - cy], side));
      }
    }
    return pieces;
  }
  function draw() {
    const [cx, cy] = toPixel(centre, zoom);
    const reachX = Math.ceil(container.clientWidth / 2 / TILE) + 1;
    const reachY = Math.ceil(container.clientHeight / 2 / TILE) + 1;
    const tx = Math.floor(cx / TILE);
    const ty = Math.floor(cy / TILE);
    const pieces = outside ? outsidePictures([cx, cy], reachX, reachY) : [];
    for (let y = ty - reachY; y <= ty + reachY; y++) {
      for (let x = tx - reachX; x <= tx + reachX; x++) {
        if (x < 0 || y < 0 || x >= 2 ** zoom || y >= 2 ** zoom) continue;
        const at = [x * TILE - cx, y * TILE - cy];
        for (const layer of outside ? OVER : [style]) pieces.push(picture(`/tiles/${layer}/${zoom}/${x}/${y}.png`, at, TILE, Boolean(outside)));
      }
    }
    for (const at of marks) {
      const [x, y] = toPixel(at, zoom);
      const mark = el('span', {class: 'still-mark'});
      place(mark, x - cx, y - cy);
      pieces.push(mark);
    }
    for (const {at, node} of planned) {
      const [x, y] = toPixel(at, zoom);
      node.classList.add('still-planned');
      place(node, x - cx, y - cy);
      pieces.push(node);
    }
    if (ways.length) pieces.push(waysPicture(ways, zoom, [cx, cy]));
    plane.replaceChildren(...pieces);
    onMove({zoom: zoom - 1, centre});
  }
  function shift(dx, dy) {
    const [x, y] = toPixel(centre, zoom);
    centre = toLonLat([x + dx, y + dy], zoom);
    draw();
  }
  function scale(steps) {
    zoom = clamp(zoom + steps);
    draw();
  }
  box.addEventListener('click', (event) => {
    const origin = plane.getBoundingClientRect();
    const [cx, cy] = toPixel(centre, zoom);
    onAsk(toLonLat([cx + event.clientX - origin.left, cy + event.clientY - origin.top], zoom));
  });
  new ResizeObserver(draw).observe(container);
  draw();
  return {
    moving: false,
    setMode(next) { style = next; draw(); },
    setLang(_, __, nextLabel) { plane.setAttribute('aria-label', nextLabel); },
    setParts() {},
    setOutside(next) { outside = next; draw(); },
    setZones() {},
    showAnswer(at, answer) { marks = at ? [...(answer?.nearest || []).map((light) => light.at), at] : []; draw(); },
    goTo(at, wanted) { centre = at; if (wanted) zoom = clamp(Math.round(wanted + 1)); draw(); },
    fit([w, s, e, n]) {
      centre = [(w + e) / 2, (s + n) / 2];
      zoom = MAX_ZOOM;
      while (zoom > MIN_ZOOM && toPixel([e, n], zoom)[0] - toPixel([w, n], zoom)[0] > container.clientWidth * 0.9) zoom--;
      draw();
    },
    showWalk(walk, metres) { ways = walk ? walkFeatures(walk, metres).features : []; draw(); },
    showPlan(lights, makeMark) { planned = (lights || []).map((light) => ({at: light.at, node: makeMark(light).node})); draw(); },
    movePlanned(i, at) { if (planned[i]) { planned[i].at = at; draw(); } },
    fitWalk() {
      const all = ways.filter((f) => f.geometry.type === 'LineString').flatMap((f) => f.geometry.coordinates);
      if (all.length) this.fit([0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...all.map((at) => at[i % 2]))));
    },
    fitAnswer() {},
    zoomBy: scale,
    view: () => ({zoom: zoom - 1, centre}),
    cover() {},
    canvas: null,
  };
}

const clamp = (zoom) => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));

const SVG = 'http://www.w3.org/2000/svg';

/** Both ways of a walk and its ends as one drawing, with the signs of the moving map. */
function waysPicture(features, zoom, [cx, cy]) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'still-ways');
  const at = (p) => toPixel(p, zoom).map((v, i) => (v - (i ? cy : cx)).toFixed(1));
  for (const {geometry, properties} of features) {
    const isLine = geometry.type === 'LineString';
    const node = document.createElementNS(SVG, isLine ? 'polyline' : 'text');
    node.setAttribute('class', properties.what);
    if (isLine) {
      const halo = document.createElementNS(SVG, 'polyline');
      const points = geometry.coordinates.map((p) => at(p).join(',')).join(' ');
      halo.setAttribute('class', 'halo');
      halo.setAttribute('points', points);
      node.setAttribute('points', points);
      svg.prepend(halo);
    } else {
      const [x, y] = at(geometry.coordinates);
      node.setAttribute('x', x);
      node.setAttribute('y', y);
      node.textContent = properties.label;
    }
    svg.append(node);
  }
  return svg;
}

function place(node, x, y) {
  node.style.left = `${Math.round(x)}px`;
  node.style.top = `${Math.round(y)}px`;
}
