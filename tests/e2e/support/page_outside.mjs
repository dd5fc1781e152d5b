// SPDX-License-Identifier: AGPL-3.0-or-later
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {deflateSync} from 'node:zlib';
import {axe, ready, run, same, truth, watch} from './page.mjs';

const CREDIT = '© 試験 Tiles & "Example"';
const MAX_ZOOM = 15;
const NOTES = {ja: 'IP アドレス', 'ja-easy': 'IPアドレス', en: 'your IP address', zh: 'IP 地址', ko: 'IP 주소'};

/* --- the other service: a picture with a road-like cross, the same for every tile --- */
function crc(bytes) {
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
}
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}
function picture() {
  const side = 256;
  const rows = Buffer.alloc(side * (1 + 3 * side));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) rows.set(Math.abs(x - 128) < 6 || Math.abs(y - 128) < 6 ? [250, 250, 250] : [150, 190, 150], y * (1 + 3 * side) + 1 + 3 * x);
  }
  const head = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
const asked = [];
let broken = false;
const tile = picture();
const service = createServer((request, response) => {
  asked.push({url: request.url, referer: request.headers.referer ?? null, cookie: request.headers.cookie ?? null});
  response.writeHead(broken ? 500 : 200, {'Content-Type': 'image/png', 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store'});
  response.end(broken ? '' : tile);
});
await new Promise((done) => service.listen(0, '127.0.0.1', done));
const outside = `127.0.0.1:${service.address().port}`;
const folder = mkdtempSync(join(tmpdir(), 'joyato-outside-'));
const conf = join(folder, 'outside.conf');
writeFileSync(conf, `base_tiles = http://${outside}/std/{z}/{x}/{y}.png\nbase_attribution = ${CREDIT}\nbase_max_zoom = ${MAX_ZOOM}\n`);
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));

/* --- the page --- */
async function open(page, base, path = '/', options) {
  asked.length = 0;
  broken = false;
  const seen = watch(page, base, options);
  await page.goto(base + path);
  await ready(page);
  return seen;
}
const city = async (page, base) => (await page.request.get(`${base}/api/city`)).json();
async function switchTo(page, on) {
  const phone = await page.isVisible('#open-layers');
  if (phone) await page.click('#open-layers');
  await page.setChecked('#outside', on);
  if (phone) await page.click('#panel-layers [data-close]');
}
async function until(what, why) {
  for (let i = 0; i < 200; i++) {
    if (what()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(why);
}
/** Every request is a tile that is there, and it tells nothing but itself. */
function checkAsked() {
  for (const {url, referer, cookie} of asked) {
    const [z, x, y] = /^\/std\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(url)?.slice(1).map(Number) ?? [];
    truth(z <= MAX_ZOOM && x < 2 ** z && y < 2 ** z, `asked: ${url}`);
    same([referer, cookie], [null, null], 'what else reaches the other service');
  }
}

async function overTheMap({page, base}) {
  const seen = await open(page, base);
  await page.waitForTimeout(500);
  same(asked, [], 'requests before the switch');
  same(seen.foreign, [], 'foreign hosts before the switch');
  truth(!(await page.isVisible('#outside-credit')), 'no credit of what is not shown');
  const own = await page.innerText('#attribution');
  await switchTo(page, true);
  await until(() => asked.length > 0, 'no tile was asked for');
  await page.waitForTimeout(500);
  checkAsked();
  truth(seen.foreign.every((url) => new URL(url).host === outside), `another host: ${seen.foreign}`);
  truth((await page.innerText('#outside-credit')).includes(CREDIT), 'the words of its owner');
  truth(await page.isVisible('#outside-credit'), 'its credit is to be seen');
  same(await page.innerText('#attribution'), own, 'our own credits stay');
  truth(!/outside|127\.0\.0\.1:\d+\/std/.test(new URL(page.url()).hash), 'a link carries it');
  await page.click('#style');
  await page.waitForTimeout(300);
  same(seen.complaints, [], 'complaints in the console');
  await switchTo(page, false);
  const n = asked.length;
  truth(!(await page.isVisible('#outside-credit')), 'no credit after it');
  await page.evaluate(() => { window.location.hash = ''; });
  await page.reload();
  await ready(page);
  truth(!(await page.isChecked('#outside')), 'off at the next visit');
  await page.waitForTimeout(300);
  same(asked.length, n, 'requests after the switch is off');
}

async function inFiveLanguages({page, base}) {
  await open(page, base);
  for (const [lang, words] of Object.entries(NOTES)) {
    await page.selectOption('#lang', lang);
    await page.waitForFunction((text) => document.getElementById('outside-note').textContent.includes(text), words);
    const note = await page.innerText('#outside-note');
    truth(note.includes(outside), `the host in ${lang}: ${note}`);
  }
  await switchTo(page, true);
  await page.selectOption('#lang', 'en');
  await page.waitForFunction((text) => document.getElementById('outside-credit').textContent.startsWith(`Base map: ${text}`), CREDIT);
  truth(await page.isChecked('#outside'), 'it stays on in another language');
  same(await axe(page), [], 'serious or critical findings of axe');
  // chosen quickly, the last one counts, even when the answer for the one before comes later
  let late = false;
  await page.route('**/i18n/zh.json', async (route) => { await new Promise((done) => setTimeout(done, 700)); await route.continue(); late = true; });
  await page.selectOption('#lang', 'zh');
  await page.selectOption('#lang', 'ko');
  await page.waitForFunction((text) => document.getElementById('outside-note').textContent.includes(text), NOTES.ko);
  await until(() => late, 'the late catalogue was not asked for');
  await page.waitForTimeout(500);
  truth((await page.innerText('#outside-note')).includes(NOTES.ko) && await page.inputValue('#lang') === 'ko', 'the last one chosen');
}

async function whenItFails({page, base}) {
  await open(page, base, '/', {allow: [/500|Failed to load/]});
  broken = true;
  const {'ui.outside.failed': words} = await (await page.request.get(`${base}/i18n/ja.json`)).json();
  await switchTo(page, true);
  await page.waitForFunction((text) => document.getElementById('map-note').textContent === text, words);
}

async function stillMap({page, base}) {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : real.call(this, kind, ...more); };
  });
  const {centre} = await city(page, base);
  const seen = await open(page, base, `/#map=16/${centre[1]}/${centre[0]}`);
  await page.waitForSelector('.still-plane img');
  same(asked, [], 'requests before the switch');
  await switchTo(page, true);
  await until(() => asked.length > 0, 'no tile was asked for');
  await page.waitForTimeout(800);
  checkAsked();
  // zoom 17 of these pictures lies beyond the last one of that service: its tiles four times as large
  const theirs = await page.locator('.still-plane img[src*="/std/"]').evaluateAll((all) => all.map((img) => [img.offsetWidth, img.complete && img.naturalWidth]));
  truth(theirs.length > 0 && theirs.every(([width, natural]) => width === 256 * 4 && natural === 256), `pictures of the base map: ${JSON.stringify(theirs)}`);
  truth((await page.locator('.still-plane img.over').count()) > 0, 'our own over it');
  truth((await page.innerText('#outside-credit')).includes(CREDIT), 'the words of its owner');
  same(seen.complaints, [], 'complaints in the console');
}

await run([
  ['nothing is asked of another service until the switch is on', 'desktop', overTheMap],
  ['nothing is asked of another service until the switch is on', 'phone', overTheMap],
  ['the switch says who is asked, in five languages', 'desktop', inFiveLanguages],
  ['trouble there is told as such', 'desktop', whenItFails],
  ['the still map has it too', 'phone', stillMap],
], {name: 'page_outside', serve: ['--config', conf]});
