// SPDX-License-Identifier: AGPL-3.0-or-later
import {ready, run, same, truth, watch} from './page.mjs';

const city = async (page, base) => (await page.request.get(`${base}/api/city`)).json();

/** A tap in the middle of what the reader sees of the map. */
async function tapMap(page) {
  const spot = await page.evaluate(() => {
    const map = document.getElementById('map').getBoundingClientRect();
    const cover = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--cover')) || 0;
    return {x: map.left + map.width / 2, y: map.top + (map.height - cover) / 2 + 20};
  });
  await page.mouse.click(spot.x, spot.y);
  await page.waitForSelector('#ask-form');
}

async function open(page, base, path = '/') {
  const seen = watch(page, base);
  await page.goto(base + path);
  await ready(page);
  return seen;
}

async function loads({page, base}) {
  const seen = await open(page, base);
  await page.waitForSelector('.maplibregl-canvas');
  await page.waitForLoadState('networkidle');
  same(seen.foreign, [], 'requests to other hosts');
  same(seen.complaints, [], 'complaints in the console');
  truth(seen.requests.some((r) => r.includes('/tiles/streetlights/')), 'no tile was asked for');
  truth((await page.textContent('#attribution')).trim() !== '', 'no attribution');
  truth(await page.isVisible('#attribution'), 'the attribution is hidden');
  const known = await city(page, base);
  same(await page.isVisible('#sample'), known.sample, 'sample banner');
}

async function answers({page, base}) {
  const seen = await open(page, base);
  const waiting = page.waitForResponse((r) => r.url().includes('/api/ask'));
  await tapMap(page);
  const answer = await (await waiting).json();
  const plain = (text) => text.replace(/\{([^{}|]+)\|[^{}|]+\}/g, '$1');
  same(await page.textContent('.answer-head h2'), plain(answer.headline), 'headline');
  const figure = (await page.textContent('#card b')).trim().split(/\s/)[0];
  truth(plain(answer.reason).includes(figure), `the figure ${figure} stands in the reason`);
  await page.evaluate(() => { document.querySelector('.column').scrollTop = 400; });
  const once = page.waitForResponse((r) => r.url().includes('/api/ask'));
  await tapMap(page);
  await once;
  await page.waitForFunction(() => document.querySelector('#card').getAttribute('aria-busy') !== 'true');
  truth(await page.evaluate(() => { const r = document.querySelector('.answer-head h2').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }),
    'a new answer is in sight however far down one had read');
  truth((await page.textContent('#card-live')).includes(plain(answer.headline)), 'the live region says the headline');
  await page.click('#card summary');
  same(await page.locator('.nearest li').count(), answer.nearest.length, 'lights listed');
  truth((await page.textContent('#card')).includes(plain(answer.clause.text)), 'the clause is shown');
  truth(page.url().includes('at='), 'the place is in the address');
  const again = page.waitForResponse((r) => r.url().includes('land=private'));
  await page.click('input[name="ask-land"][value="private"]');
  const consents = (await (await again).json()).consents;
  await page.waitForSelector('#ask-form');
  for (const consent of consents) truth((await page.textContent('#card')).includes(plain(consent.text)), 'consent for private land');
  same(seen.complaints, [], 'complaints in the console');
  same(seen.foreign, [], 'requests to other hosts');
}

async function asksOnce({page, base}) {
  const seen = await open(page, base);
  await tapMap(page);
  await page.click('#ask-form');
  await page.check('input[name="wish"][value="new_light"]');
  await page.fill('#note', '夜、足もとが見えません。');
  // The first answer is lost on its way back; the reader presses again.
  let sent = 0;
  const receipts = [];
  await page.route('**/api/requests', async (route) => {
    sent += 1;
    const answer = await route.fetch();
    receipts.push((await answer.json()).receipt);
    if (sent === 1) await route.abort('connectionreset');
    else await route.fulfill({response: answer});
  });
  await page.dblclick('#send');
  await page.waitForSelector('#form-trouble .message');
  same(sent, 1, 'a double click sends once');
  same(await page.inputValue('#note'), '夜、足もとが見えません。', 'what was written stays');
  await page.click('#send');
  await page.waitForSelector('#receipt');
  same(receipts[0], receipts[1], 'the same receipt');
  same((await page.textContent('#receipt')).trim(), receipts[0], 'receipt shown');
  truth(seen.complaints.every((c) => /ERR_CONNECTION_RESET/.test(c)), `complaints: ${seen.complaints}`);
  const link = await page.getAttribute('#status-link', 'href');
  truth(/^\/r\/[A-Za-z0-9_-]{6,}\?lang=ja$/.test(link), `status link ${link}`);
  await page.unroute('**/api/requests');
  await page.click('#status-link');
  await page.waitForSelector('#status');
  same((await page.textContent('#receipt')).trim(), receipts[0], 'receipt on the status page');
  truth((await page.textContent('.facts')).includes('夜、足もとが見えません。'), 'the note on the status page');
}

async function elsewhere({page, base}) {
  const place = (await city(page, base)).centre;
  await page.route('**/api/ask*', async (route) => {
    const real = await route.fetch();
    await route.fulfill({response: real, json: {...(await real.json()), suggestion: {at: place, distance_m: 42}}});
  });
  await open(page, base);
  await tapMap(page);
  truth((await page.textContent('#ask-suggestion')).includes('42 m'), 'how far the suggested place is');
  const next = page.waitForRequest((r) => r.url().includes(`lon=${place[0].toFixed(7)}`) && r.url().includes(`lat=${place[1].toFixed(7)}`));
  await page.click('#ask-suggestion');
  await next;
}

async function missingToken({page, base}) {
  const seen = watch(page, base, {allow: [/404/]});
  await page.goto(`${base}/r/AAAAAAAAAAAAAAAAAAAAAA`);
  await page.waitForSelector('.message.error');
  same(seen.complaints, [], 'complaints in the console');
  truth(await page.isVisible('a[href="/"]'), 'a way on');
}

async function faults({page, base}) {
  await open(page, base);
  await tapMap(page);
  await page.click('#ask-form');
  await page.evaluate(() => document.querySelectorAll('[name="wish"]').forEach((input) => { input.checked = false; }));
  await page.click('#send');
  truth(await page.isVisible('#fault-wish'), 'the missing wish is named');
  same(await page.evaluate(() => document.activeElement.name), 'wish', 'focus goes to the fault');
}

async function keyboard({page, base}) {
  const seen = await open(page, base);
  const press = (key, times = 1) => (async () => { for (let i = 0; i < times; i++) await page.keyboard.press(key); })();
  // Skip link first, then on to the map by Tab alone.
  await press('Tab');
  truth(await page.evaluate(() => document.activeElement.classList.contains('skip')), 'the skip link is first');
  let steps = 0;
  while (!(await page.evaluate(() => document.activeElement.classList.contains('maplibregl-canvas'))) && steps++ < 15) await press('Tab');
  truth(steps < 15, 'the map can be reached by Tab');
  const before = page.url();
  await press('ArrowRight', 2);
  await page.waitForFunction((url) => window.location.href !== url, before);
  await press('Enter');
  await page.waitForSelector('#ask-form');
  const tabTo = async (test, limit = 40) => {
    for (let i = 0; i < limit; i++) {
      if (await page.evaluate(test)) return;
      await press('Tab');
    }
    throw new Error(`not reached by Tab: ${test}`);
  };
  await tabTo(`document.activeElement.id === 'ask-form'`);
  await press('Enter');
  await page.waitForSelector('#request-form');
  await tabTo(`document.activeElement.name === 'wish'`);
  await press('ArrowDown');
  await press('ArrowUp');
  await tabTo(`document.activeElement.id === 'send'`);
  await press('Enter');
  await page.waitForSelector('#receipt');
  same(seen.complaints, [], 'complaints in the console');
}

async function finds({page, base}) {
  await open(page, base);
  const known = await city(page, base);
  const district = known.districts[0];
  await page.fill('#q', district.name);
  await page.waitForSelector('#found [role="option"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction((id) => new URLSearchParams(window.location.hash.slice(1)).get('district') === id, district.id);
  await page.waitForSelector('#district-summary table');
  const links = await page.locator('a[href^="/flyers/district/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  same(links.length, 3, 'links to the flyer');
  await page.fill('#q', 'どこにもない名前');
  await page.waitForSelector('#found .none');
}

async function compares({page, base}) {
  await open(page, base);
  const all = await (await page.request.get(`${base}/api/gaps/summary?lang=ja`)).json();
  await page.click('#panel-district summary:has-text("地区をくらべる")');
  same(await page.locator('#district-summary details tbody tr').count(), all.districts.length, 'a row for each district');
  truth((await page.textContent('#panel-layers')).includes('街路灯'), 'legend');
  await page.uncheck('input[name="layer"][value="gaps"]');
  await page.waitForFunction(() => window.location.hash.includes('layers='));
  truth(!new URLSearchParams((new URL(page.url())).hash.slice(1)).get('layers').includes('gaps'), 'the switch is in the address');
}

await run([
  ['opens without a complaint or a foreign request', 'phone', loads],
  ['opens without a complaint or a foreign request', 'desktop', loads],
  ['a tap answers with figure, clause and lights', 'phone', answers],
  ['a tap answers with figure, clause and lights', 'desktop', answers],
  ['a lost answer and a second click give one receipt', 'phone', asksOnce],
  ['a lost answer and a second click give one receipt', 'desktop', asksOnce],
  ['a place near by that the answer suggests can be asked about', 'phone', elsewhere],
  ['an unknown status link says so', 'phone', missingToken],
  ['a missing wish is named and focused', 'phone', faults],
  ['from the map to the receipt by keyboard alone', 'desktop', keyboard],
  ['a district is found, summed up and has its flyer', 'desktop', finds],
  ['districts compared, layers switched', 'desktop', compares],
], {name: 'ask'});
