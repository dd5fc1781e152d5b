// SPDX-License-Identifier: AGPL-3.0-or-later
import {axe, ready, run, same, truth, watch} from './page.mjs';

const plain = (text) => text.replace(/\{([^{}|]+)\|[^{}|]+\}/g, '$1');
const words = async (page) => (await page.innerText('#zones-result')).replace(/\s+/g, '');
const squeeze = (text) => plain(text).replace(/\s+/g, '');

async function open(page, base, path = '/', options) {
  const seen = watch(page, base, options);
  await page.goto(base + path);
  await ready(page);
  return seen;
}
const fetchJson = async (page, base, path) => (await page.request.get(base + path)).json();
const analysis = (page, base, query, lang = 'ja') => fetchJson(page, base, `/api/hotspots?${new URLSearchParams({...query, lang})}`);

async function openZones(page) {
  await page.click('#open-zones');
  await page.waitForSelector('#zones-conclusion');
}

async function choose(page, name, value) {
  await page.evaluate(() => { document.getElementById('zones-change').open = true; });
  const answered = page.waitForResponse((r) => r.url().includes('/api/hotspots'));
  await page.selectOption(`#zones-${name}`, String(value));
  await answered;
  await page.waitForSelector('#zones-conclusion');
}

async function whatTheServerSays({page, base}) {
  const seen = await open(page, base);
  truth(!seen.requests.some((r) => r.includes('/api/hotspots')), 'nothing is computed before someone looks');
  await openZones(page);
  const {crimes} = await fetchJson(page, base, '/api/city');
  same(crimes.priority[0], 'bicycle_theft', 'priority offence');
  const want = await analysis(page, base, crimes.map);
  same((await page.innerText('#zones-conclusion')).replace(/\s+/g, ''), squeeze(want.conclusion), 'conclusion');
  const said = await words(page);
  for (const text of [...want.zones.map((z) => z.text), ...want.notes]) truth(said.includes(squeeze(text)), `missing: ${text}`);
  same((await page.innerText('#zones-result')).trim().startsWith('サンプルデータ'), want.sample, 'sample badge');
  await page.click('#zones-table summary');
  same(await page.locator('#zones-table tbody tr').count(), want.areas.length, 'rows');
  const rows = await page.locator('#zones-table tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].slice(0, 2).map((cell) => cell.textContent.replaceAll(',', ''))));
  // Komae's 2024 table: 88 bicycle thefts, whatever area they are in.
  same(rows.reduce((sum, [cases]) => sum + Number(cases), 0), 88, 'sum of the numerators');
  same(rows.map(([, exposure]) => Number(exposure)), want.areas.map((area) => area.exposure), 'denominators');
  truth(said.includes('2024年12月31日') && said.includes('警視庁'), 'source with its date');
  same(seen.complaints, [], 'complaints in the console');
}

async function onTheMap({page, base}) {
  const seen = await open(page, base);
  await openZones(page);
  await page.click('#zones-map');
  truth(!(await page.isVisible('#panel-zones')), 'the panel makes room for the map');
  truth(await page.isChecked('input[name="layer"][value="hotspots"]'), 'the layer is on');
  await page.waitForFunction(() => /layers=[^&]*hotspots/.test(window.location.hash));
  const city = await fetchJson(page, base, '/api/city');
  const want = await analysis(page, base, city.crimes.map);
  const boxes = city.chome.filter((c) => want.zones[0].areas.includes(c.name)).map((c) => c.bbox);
  truth(boxes.length > 1, 'areas of the zone');
  await page.waitForFunction(([w, s, e, n]) => {
    const [, lat, lon] = /map=[\d.]+\/([\d.]+)\/([\d.]+)/.exec(window.location.hash).map(Number);
    return lon > w && lon < e && lat > s && lat < n;
  }, [0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...boxes.map((box) => box[i]))));
  same(seen.complaints, [], 'complaints in the console');
}

/** A picture of the map once it no longer changes. */
async function settled(page) {
  let last = await page.locator('#map').screenshot();
  for (let i = 0; i < 20; i++) {
    await page.waitForTimeout(700);
    const next = await page.locator('#map').screenshot();
    if (next.equals(last)) return next;
    last = next;
  }
  return last;
}

/* Another period and level than the tiles hold: the hatch must move to the areas of that answer. */
async function anotherAnalysis({page, base}) {
  const seen = await open(page, base);
  await page.evaluate(() => document.getElementById('panel-zones').scrollIntoView());
  await page.waitForSelector('#zones-conclusion');
  await choose(page, 'level', 'district');
  await choose(page, 'from', 2007);
  await choose(page, 'to', 2008);
  same(await page.locator('#zones-to option').evaluateAll((all) => all.map((o) => o.value)), ['2007', '2008'], 'a period is an unbroken run of years');
  const want = await analysis(page, base, {offence: 'bicycle_theft', from: 2007, to: 2008, level: 'district'});
  truth((await words(page)).includes(squeeze(want.zones[0].text)), 'sentence of 2007 and 2008');
  await page.click('#zones-map');
  const hatched = await settled(page);
  await page.uncheck('input[name="layer"][value="hotspots"]');
  const bare = await settled(page);
  truth(!hatched.equals(bare), 'the map draws the zones, and only with their layer on');
  same(seen.complaints, [], 'complaints in the console');
}

async function refusal({page, base}) {
  await open(page, base);
  await openZones(page);
  await choose(page, 'level', 'grid');
  const want = await analysis(page, base, {offence: 'bicycle_theft', from: 2024, to: 2024, level: 'grid'});
  truth((await words(page)).includes(squeeze(want.refused.gistar.text)), 'the reason');
  truth(!(await page.isVisible('#zones-map')), 'nothing to show on the map');
  await page.click('#zones-result [data-level="district"]');
  await page.waitForSelector('#zones-map');
  const districts = await analysis(page, base, {offence: 'bicycle_theft', from: 2024, to: 2024, level: 'district'});
  truth((await words(page)).includes(squeeze(districts.conclusion)), 'the district level instead');
  await choose(page, 'offence', 'akisu');
  truth((await page.innerText('#zones-conclusion')).includes('空き巣'), 'another offence');
  await page.route('**/api/hotspots*', (route) => route.fulfill({status: 503, contentType: 'application/problem+json', body: '{"title":"busy","status":503}'}));
  await page.selectOption('#zones-offence', 'bicycle_theft');
  await page.waitForSelector('#zones-result .message.error');
  await page.unroute('**/api/hotspots*');
  await page.click('#zones-result .message.error button');
  await page.waitForSelector('#zones-conclusion');
}

async function languages({page, base}) {
  await open(page, base);
  await openZones(page);
  await page.click('[aria-labelledby="zones-title"] [data-close]');
  for (const lang of ['ja-easy', 'en', 'zh', 'ko']) {
    await page.selectOption('#lang', lang);
    await page.waitForSelector(`html[data-lang="${lang}"]`);
    const {crimes} = await fetchJson(page, base, '/api/city');
    const want = squeeze((await analysis(page, base, crimes.map, lang)).conclusion);
    await page.waitForFunction((text) => {
      const copy = document.getElementById('zones-conclusion')?.cloneNode(true);
      copy?.querySelectorAll('rt, rp').forEach((node) => node.remove());
      return copy?.textContent.replace(/\s+/g, '') === text;
    }, want);
    await page.click('#open-zones');
    const text = await page.innerText('#panel-zones');
    truth(!/\bui\.|[{}]/.test(text), `a key or brace left in ${lang}`);
    truth(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `sideways scrolling in ${lang}`);
    await page.click('[aria-labelledby="zones-title"] [data-close]');
  }
}

/* Columns are as high as their values: expected heights come from the figures, not from the drawing. */
async function charts({page, base}) {
  await open(page, base);
  const {figures} = await fetchJson(page, base, '/api/figures');
  const drawn = figures.filter((figure) => figure.points.length > 1);
  await page.waitForSelector('svg.chart');
  const got = await page.locator('.figures-list > li:has(svg.chart)').evaluateAll((all) => all.map((item) => ({
    label: item.querySelector('svg').getAttribute('aria-label'), role: item.querySelector('svg').getAttribute('role'),
    heights: [...item.querySelectorAll('.chart-bar')].map((bar) => Number(bar.getAttribute('height'))),
    rows: item.querySelectorAll('tbody tr').length, missing: item.querySelectorAll('.chart-none').length})));
  same(got.length, drawn.length, 'charts');
  for (const [i, figure] of drawn.entries()) {
    const points = [...figure.points].sort((a, b) => a.year - b.year);
    const top = Math.max(...points.map((p) => p.value));
    const tallest = Math.max(...got[i].heights);
    same([got[i].role, got[i].rows, got[i].heights.length], ['img', points.length, points.length], figure.id);
    points.forEach((p, k) => truth(Math.abs(got[i].heights[k] / tallest - p.value / top) < 0.002, `${figure.id} ${p.year}: height`));
    same(got[i].missing, points.at(-1).year - points[0].year + 1 - points.length, `${figure.id}: years without a figure`);
    truth(got[i].label.includes(String(points[0].year)) && got[i].label.includes(String(points.at(-1).year)), 'label');
  }
}

const withoutWebGl = (page) => page.addInitScript(() => {
  const real = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : real.call(this, kind, ...more); };
});

async function stillTools({page, base}) {
  await withoutWebGl(page);
  await open(page, base);
  const {name, boxes, note, cross} = await page.evaluate(() => {
    const box = (node) => { const {left, top, right, bottom} = node.getBoundingClientRect(); return {left, top, right, bottom}; };
    const seen = [...document.querySelectorAll('.map button')].filter((node) => node.offsetParent !== null);
    return {name: seen.map((node) => node.getAttribute('aria-label')), boxes: seen.map(box), note: box(document.getElementById('map-note')), cross: box(document.getElementById('cross'))};
  });
  same(new Set(name).size, name.length, 'each tool once');
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  boxes.forEach((box, i) => {
    truth(apart(box, note), `the message lies over ${name[i]}`);
    truth(apart(box, cross), `${name[i]} lies over the middle`);
    boxes.slice(i + 1).forEach((other, k) => truth(apart(box, other), `${name[i]} over ${name[i + 1 + k]}`));
  });
}

async function credits({page, base}) {
  await open(page, base, '/#lang=en');
  const text = await page.innerText('.credits');
  truth(text.startsWith('Data sources') && text.includes('sample data') && !text.includes('サンプルデータ'), text);
  same(await page.getAttribute('#attribution', 'lang'), 'ja', 'names of owners are Japanese');
}

async function accessible({page, base}) {
  await open(page, base);
  await openZones(page);
  await page.evaluate(() => { for (const part of document.querySelectorAll('#zones-body details')) part.open = true; });
  same(await axe(page), [], 'serious or critical findings of axe');
}
async function accessibleEasy({page, base}) {
  await open(page, base, '/#lang=ja-easy&style=day');
  await page.evaluate(() => document.getElementById('panel-zones').scrollIntoView());
  await page.waitForSelector('#zones-conclusion');
  await page.evaluate(() => { for (const part of document.querySelectorAll('.column details')) part.open = true; });
  same(await axe(page), [], 'serious or critical findings of axe');
}

const tests = [
  ['zones: conclusion, sentences, notes, table with source and date', 'phone', whatTheServerSays],
  ['zones: shown on the map', 'phone', onTheMap],
  ['zones: another period and level, drawn from its areas', 'desktop', anotherAnalysis],
  ['zones: a refusal says what can be seen instead; a busy server can be asked again', 'phone', refusal],
  ['zones: five languages', 'phone', languages],
  ['axe: zones with everything open', 'phone', accessible],
  ['axe: zones and charts in やさしい日本語 by day', 'desktop', accessibleEasy],
  ['charts of published figures with their tables', 'desktop', charts],
  ['still map: each tool once, nothing lies over another', 'phone', stillTools],
  ['still map: each tool once, nothing lies over another', 'desktop', stillTools],
  ['credits speak the reader\'s language', 'desktop', credits],
];
await run(tests, {name: 'zones'});
