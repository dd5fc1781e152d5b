// SPDX-License-Identifier: AGPL-3.0-or-later
import {readFileSync, writeFileSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {deflateSync, crc32 as zlibCrc} from 'node:zlib';
import {axe, ready, run, same, truth, watch} from './page.mjs';

const folder = mkdtempSync(join(tmpdir(), 'joyato-agents-'));

function crc32(bytes) {
  if (zlibCrc) return zlibCrc(bytes);
  let crc = ~0;
  for (const b of bytes) { crc ^= b; for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1)); }
  return ~crc >>> 0;
}
function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const head = Buffer.alloc(4);
  const tail = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}
/** A PNG of one green. */
function png(w, h) {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(w, 0);
  size.writeUInt32BE(h, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array(h).fill(Buffer.concat([Buffer.from([0]), Buffer.alloc(w * 3, Buffer.from([0, 120, 90]))])));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function open(page, base, path = '/agents', options) {
  const seen = watch(page, base, options);
  await page.goto(base + path);
  await ready(page);
  return seen;
}
const text = (page, id) => page.textContent(`#${id}`);

async function find(page, typed) {
  await page.fill('#q', typed);
  await page.waitForSelector('#found-0');
  await page.press('#q', 'ArrowDown');
  await page.press('#q', 'Enter');
}

async function oneSheet({page, base}) {
  const seen = await open(page, base);
  await find(page, 'こまええき');
  await page.waitForFunction(() => document.getElementById('lat').value.startsWith('35.63'));
  await page.setInputFiles('#logo', file('logo.png', png(300, 100)));
  await page.waitForSelector('#logo-shown:not([hidden])');
  await page.fill('#agency', '狛江 & 不動産');
  await page.fill('#contact', '03-0000-0000\n狛江の店');
  await page.fill('#title', 'O\'Hara <b>荘</b> ２０３');
  await page.fill('#address', '東京都狛江市和泉本町３－５');
  await page.selectOption('#form', 'png-ogp');
  await page.click('#preview');
  await page.waitForSelector('#shown:not([hidden])');
  truth((await page.getAttribute('#shown-img', 'src')).startsWith('data:image/png;base64,'), 'the preview is a picture of ours');
  truth((await page.getAttribute('#shown-img', 'alt')).length > 10, 'it has words');
  const twin = await page.request.get(base + (await page.getAttribute('#twin', 'href')));
  const words = await twin.text();
  truth(words.includes('狛江 &amp; 不動産') && words.includes('03-0000-0000') && words.includes('狛江の店'), 'the HTML twin names the agency');
  truth(words.includes('Hara &lt;b&gt;荘&lt;/b&gt; ２０３') && words.includes('東京都狛江市和泉本町３－５'), 'the property is named as given');
  await page.click('#download');
  truth(await page.isVisible('#terms-fault'), 'nothing without the terms');
  await page.check('#terms');
  await page.selectOption('#form', 'pdf-a4');
  const [got] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  truth(readFileSync(await got.path()).subarray(0, 5).toString() === '%PDF-', 'a PDF came');
  truth(got.suggestedFilename().endsWith('.pdf'), 'named so');
  same(seen.complaints, [], 'complaints in the console');
  same(seen.foreign, [], 'requests to other hosts');
}

async function chomeOnly({page, base}) {
  await open(page, base, '/agents?lang=en');
  await find(page, 'higashiizumi 3-5-12');
  await page.waitForSelector('#place-note:not([hidden])');
  truth((await text(page, 'place-note')).includes('5-12'), 'the house number is said not to be known');
  const before = await page.inputValue('#lon');
  await page.click('#map .still', {position: {x: 40, y: 40}});
  truth((await page.inputValue('#lon')) !== before, 'pressing the map moves the point');
  truth(!(await page.isVisible('#place-note')), 'and the note goes');
  await page.fill('#lat', 'north');
  await page.press('#lat', 'Tab');
  await page.waitForSelector('#place-fault:not([hidden])');
  await page.click('#preview');
  truth((await text(page, 'place-fault')).includes('place'), 'a place is asked for');
  await page.fill('#lat', '35.0');
  await page.fill('#lon', '139.0');
  await page.press('#lon', 'Tab');
  await page.click('#preview');
  await page.waitForSelector('#one-fault:not([hidden])');
  truth((await text(page, 'one-fault')).includes('no road'), 'far from every road is said');
}

async function badLogo({page, base}) {
  await open(page, base, '/agents?lang=en', {allow: [/400/]});
  await page.setInputFiles('#logo', file('notes.txt', 'no picture'));
  truth((await text(page, 'logo-fault')).includes('PNG or JPEG'), 'another kind of file');
  await page.setInputFiles('#logo', file('cut.png', png(300, 100).subarray(0, 100)));
  await page.waitForFunction(() => document.getElementById('logo-fault').textContent.includes('could not be read'));
  await page.setInputFiles('#logo', file('large.png', Buffer.concat([png(30, 30), Buffer.alloc(4100000)])));
  await page.waitForFunction(() => document.getElementById('logo-fault').textContent.includes('4 MB'));
  truth(!(await page.isVisible('#logo-shown')), 'no logo is shown');
}

const TABLE = 'name,address,lon,lat,station\n一番,,139.5771,35.6322,\n番地,和泉本町3-5,,,\nどこ,札幌市中央区,,,\n';

async function table({page, base}) {
  const seen = await open(page, base, '/agents?lang=en');
  await page.click('#start');
  truth(await page.isVisible('#many-fault'), 'a table is asked for');
  await page.setInputFiles('#table', file('table.csv', TABLE));
  await page.selectOption('#form', 'png-ogp');
  await page.check('#terms');
  await page.click('#start');
  await page.waitForSelector('#job-get:not([hidden])', {timeout: 60000});
  truth((await text(page, 'job-text')).includes('2 sheets, 1 rows without one'), await text(page, 'job-text'));
  truth(!(await text(page, 'job-text')).includes('[object'), 'text, no objects');
  truth((await text(page, 'job-notes')).includes('Address not found: 札幌市中央区'), 'errors stand by their line');
  same(await page.evaluate(() => [...document.querySelectorAll('#job-notes tbody tr')].map((r) => r.cells[0].textContent)), ['3', '4'], 'lines');
  const zip = await page.request.get(base + (await page.getAttribute('#job-get', 'href')));
  same((await zip.body()).subarray(0, 2).toString(), 'PK', 'a ZIP');
  truth(page.url().includes('#job='), 'the job is in the address');
  await page.reload();
  await ready(page);
  await page.waitForSelector('#job-get:not([hidden])');
  await page.selectOption('#lang', 'ja');
  await page.waitForFunction(() => document.getElementById('job-text').textContent.includes('2枚'));
  await page.click('#job-end');
  await page.waitForSelector('#job', {state: 'hidden'});
  truth(!page.url().includes('#job='), 'it is forgotten');
  await page.setInputFiles('#table', file('bad.csv', 'name,colour\na,b\n'));
  await page.check('#terms');
  await page.click('#start');
  await page.waitForFunction(() => document.getElementById('job-text').textContent.includes('needs a column'), null, {timeout: 30000});
  same(seen.complaints, [], 'complaints in the console');
}

async function languages({page, base}) {
  const seen = await open(page, base);
  for (const [lang, html] of Object.entries({ja: 'ja', 'ja-easy': 'ja', en: 'en', zh: 'zh-Hans', ko: 'ko'})) {
    await page.selectOption('#lang', lang);
    await page.waitForSelector(`html[data-lang="${lang}"][data-ready="yes"]`);
    same(await page.getAttribute('html', 'lang'), html, `lang of ${lang}`);
    truth(!/\bui\.[a-z]/.test(await page.innerText('body')), `a key without its text in ${lang}`);
    truth(!/[{}]/.test(await page.innerText('body')), `a brace left in ${lang}`);
    same(await axe(page), [], `serious or critical findings of axe in ${lang}`);
  }
  same(seen.complaints, [], 'complaints in the console');
}

async function small({page, base}) {
  await open(page, base, '/agents?lang=ja-easy');
  same(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'no sideways scrolling');
  const low = await page.evaluate(() => [...document.querySelectorAll('button, select, input:not([type="checkbox"]), .links a, .check label')]
    .filter((node) => node.offsetParent !== null).map((node) => [node.id || node.textContent.trim().slice(0, 20), node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5)).map(([name, box]) => `${name} ${box.width}x${box.height}`));
  same(low, [], 'targets under 44 px');
}

/** Everything is reached with Tab alone, in the order of the page. */
async function keyboard({page, base}) {
  await open(page, base, '/agents?lang=en');
  const want = ['lang', 'q', 'lat', 'lon', 'title', 'address', 'sheet-lang', 'form', 'station', 'agency', 'contact', 'logo', 'terms', 'preview', 'download', 'template', 'table', 'start'];
  const met = [];
  await page.evaluate(() => document.body.focus());
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(() => document.activeElement.id);
    if (want.includes(id) && !met.includes(id)) met.push(id);
  }
  same(met, want, 'order of focus');
  await page.focus('#terms');
  await page.keyboard.press('Space');
  truth(await page.isChecked('#terms'), 'the box is ticked by the keyboard');
}

await run([
  ['an address, a logo, a preview, a PDF', 'desktop', oneSheet],
  ['a house number gives the chome; the map and numbers set the point; far from a road', 'phone', chomeOnly],
  ['bad logos are told apart', 'phone', badLogo],
  ['a table becomes a ZIP with its errors by line', 'phone', table],
  ['five languages, accessible', 'desktop', languages],
  ['a small screen', 'phone', small],
  ['by keyboard alone', 'desktop', keyboard],
], {name: 'agents'});
