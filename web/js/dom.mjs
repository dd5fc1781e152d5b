// SPDX-License-Identifier: AGPL-3.0-or-later
// Building pieces of the page. Text always enters as text nodes, never as HTML.

/** el('p', {class: 'x', id: 'y', onclick: f, hidden: true}, 'text', node, …): null and false children are left out. */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  put(node, ...children);
  return node;
}

export function put(node, ...children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}

export function refill(node, ...children) {
  node.replaceChildren();
  return put(node, ...children);
}

export const byId = (id) => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  layers: 'M12 3 2.5 8 12 13l9.5-5zM4.5 12 12 16l7.5-4M4.5 16 12 20l7.5-4',
  district: 'M4 20V9l5-4 5 4v11M14 20v-8h6v8M2 20h20M7 12h4M7 16h4',
  zone: 'M4 5h16v14H4zM4 13l8-8M6 19L20 5M14 19l6-6',
  walk: 'M13.5 5.5a1.6 1.6 0 1 0-3.2 0 1.6 1.6 0 0 0 3.2 0zM9 21l2-6 3 3v3M11 15l.6-5.4L8 11v3M11.6 9.6l3 2.4 3 .6',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  locate: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 2v4M12 18v4M2 12h4M18 12h4',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  left: 'M19 12H5M11 6l-6 6 6 6',
  right: 'M5 12h14M13 6l6 6-6 6',
};

/** A line drawing of 24 units, hidden from screen readers: the button's own label speaks. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that is only a drawing: its label is for screen readers and as a tip. */
export function setIconButton(button, name, label) {
  button.replaceChildren(icon(name));
  button.setAttribute('aria-label', label);
  button.title = label;
}
