// SPDX-License-Identifier: AGPL-3.0-or-later
import {axe, ready, run, same, truth, watch} from './page.mjs';

const HTML_LANG = {ja: 'ja', 'ja-easy': 'ja', en: 'en', zh: 'zh-Hans', ko: 'ko'};

async function open(page, base, path = '/', options) {
  const seen = watch(page, base, options);
  await page.goto(base + path);
  await ready(page);
  return seen;
}

const centreOf = async (page, base) => (await (await page.request.get(`${base}/api/city`)).json()).centre;

async function languages({page, base}) {
  const seen = await open(page, base);
  for (const [lang, html] of Object.entries(HTML_LANG)) {
    await page.selectOption('#lang', lang);
    const words = await (await page.request.get(`${base}/i18n/${lang}.json`)).json();
    const plain = words['ui.idle.headline'].replace(/\{([^{}|]+)\|[^{}|]+\}/g, '$1');
    await page.waitForFunction((text) => document.getElementById('card-title').textContent === text, plain);
    same(await page.getAttribute('html', 'lang'), html, `lang of ${lang}`);
    same((await page.locator('#card ruby').count()) > 0, lang === 'ja-easy', `ruby in ${lang}`);
    truth(!/\bui\.[a-z]/.test(await page.innerText('body')), `a key without its text in ${lang}`);
    truth(!/[{}]/.test(await page.innerText('body')), `a brace left in ${lang}`);
    truth(page.url().includes(`lang=${lang}`), 'the language is in the address');
  }
  same(seen.complaints, [], 'complaints in the console');
}

const accessible = (steps) => async ({page, base}) => {
  await open(page, base);
  for (const step of steps) await step(page);
  same(await axe(page), [], 'serious or critical findings of axe');
};

async function askCentre(page) {
  await page.click('#ask-centre');
  await page.waitForSelector('#ask-form');
}
async function openDetails(page) { await page.click('#card summary'); }
async function openForm(page) { await page.click('#ask-form'); await page.waitForSelector('#request-form'); }
const openPanel = (id) => async (page) => { await page.click(id); };
const inLanguage = (lang) => async (page) => { await page.selectOption('#lang', lang); await page.waitForSelector(`html[data-lang="${lang}"]`); await page.waitForSelector('#ask-centre'); };
const byDay = async (page) => { await page.click('#style'); await page.waitForSelector('html[data-style="day"]'); };

async function targets({page, base}) {
  await open(page, base);
  await askCentre(page);
  const small = await page.evaluate(() => [...document.querySelectorAll('button, select, input[type="search"], summary, .choices label, .layer > label')]
    .filter((node) => node.offsetParent !== null)
    .map((node) => [node.id || node.textContent.trim().slice(0, 20), node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5)).map(([name, box]) => `${name} ${box.width}x${box.height}`));
  same(small, [], 'targets under 44 px');
  same(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'no sideways scrolling');
}

async function qrCodes({page, base}) {
  const [lon, lat] = await centreOf(page, base);
  for (const path of [`/?ask=${lon},${lat}`, `/?lon=${lon}&lat=${lat}`]) {
    await open(page, base, path);
    await page.waitForSelector('#ask-form');
    truth(page.url().includes(`at=${lon.toFixed(6)}`), `place of ${path}`);
  }
  await page.goto('about:blank');
  await open(page, base, '/?ask=nonsense,1e999');
  await page.waitForSelector('#ask-centre');
}

async function trouble({page, base}) {
  await open(page, base, '/', {allow: [/503/]});
  await page.route('**/api/ask*', (route) => route.fulfill({status: 503, contentType: 'application/problem+json', body: '{"title":"busy","status":503}'}));
  await page.click('#ask-centre');
  await page.waitForSelector('#card .message.error');
  await page.unroute('**/api/ask*');
  await page.click('#card .primary');
  await page.waitForSelector('#ask-form');
  await page.route('**/api/ask*', (route) => route.abort('internetdisconnected'));
  await page.click('#card summary');
  await page.click('input[name="ask-land"][value="city"]');
  await page.waitForSelector('#card .message.error');
}

async function panels({page, base}) {
  await open(page, base);
  await page.click('#open-district');
  await page.waitForSelector('#panel-district[data-open]');
  same(await page.evaluate(() => document.activeElement.id), 'district-title', 'focus goes into the panel');
  await page.keyboard.press('Escape');
  same(await page.evaluate(() => document.activeElement.id), 'open-district', 'focus comes back');
}

async function shared({page, base}) {
  await open(page, base, '/#style=day&layers=streetlights,eligible&lang=en');
  same(await page.getAttribute('html', 'data-style'), 'day', 'style');
  same(await page.getAttribute('html', 'data-lang'), 'en', 'language');
  same(await page.locator('input[name="layer"]:checked').evaluateAll((all) => all.map((i) => i.value)), ['streetlights', 'eligible'], 'layers');
}

async function withoutWebGl({page, base}) {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : real.call(this, kind, ...more); };
  });
  const seen = await open(page, base);
  await page.waitForSelector('.still-plane img');
  truth((await page.textContent('#map-note')).trim() !== '', 'the page says so');
  await page.mouse.click(180, 300);
  await page.waitForSelector('#ask-form');
  same(seen.foreign, [], 'requests to other hosts');
  truth(!seen.requests.some((r) => r.includes('maplibre-gl.mjs')), 'the map library is not loaded in vain');
}

const tests = [
  ['five languages, each with its lang and no key left over', 'phone', languages],
  ['axe: at the start', 'phone', accessible([])],
  ['axe: at the start', 'desktop', accessible([])],
  ['axe: an answer with its details', 'phone', accessible([askCentre, openDetails])],
  ['axe: the form', 'phone', accessible([askCentre, openForm])],
  ['axe: an answer by day', 'desktop', accessible([byDay, askCentre, openDetails])],
  ['axe: やさしい日本語', 'desktop', accessible([inLanguage('ja-easy'), askCentre])],
  ['axe: panel of layers', 'phone', accessible([openPanel('#open-layers')])],
  ['axe: panel of districts', 'phone', accessible([openPanel('#open-district')])],
  ['targets of 44 px, no sideways scrolling', 'phone', targets],
  ['links of QR codes', 'phone', qrCodes],
  ['a failing server and a lost connection say what to do', 'phone', trouble],
  ['panels take the focus and give it back', 'phone', panels],
  ['a shared link restores style, layers and language', 'desktop', shared],
  ['the still map answers without WebGL', 'phone', withoutWebGl],
];
await run(tests, {name: 'face'});
