// SPDX-License-Identifier: AGPL-3.0-or-later
import {axe, ready, run, same, truth, watch} from './page.mjs';

const plain = (text) => text.replace(/\{([^{}|]+)\|[^{}|]+\}/g, '$1');
const squeeze = (text) => plain(text).replace(/\s+/g, '');
const fetchJson = async (page, base, path) => (await page.request.get(base + path)).json();
const words = async (page, selector) => (await page.innerText(selector)).replace(/\s+/g, '');

async function open(page, base, path = '/', options) {
  const seen = watch(page, base, options);
  await page.goto(base + path);
  await ready(page);
  return seen;
}
const figure = (text) => Number(text.replaceAll(',', '').replace('−', '-').match(/-?[\d.]+/)[0]);
const walked = (page) => page.waitForSelector('#walk-headline');

/* --- the night walk --- */

async function twoStations({page, base}) {
  const {places} = await fetchJson(page, base, '/api/places?kind=station');
  const seen = await open(page, base);
  truth(!seen.requests.some((r) => r.includes('/api/walk')), 'no way is looked for before someone asks');
  await page.click('#open-walk');
  await page.click('#walk-go');
  truth((await page.textContent('#walk-trouble')).trim() !== '', 'what is missing is said');
  // by keyboard alone: the list opens on focus, arrows mark, Enter takes
  const take = async (end, place) => {
    await page.focus(`#walk-${end}`);
    await page.keyboard.type(plain(place.name));
    await page.waitForSelector(`#walk-${end}-found li[id]`);
    await page.waitForFunction(([id, name]) => document.querySelector(`#${id} li span`)?.textContent === name, [`walk-${end}-found`, plain(place.name)]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    same(await page.inputValue(`#walk-${end}`), plain(place.name), 'the chosen place');
  };
  await take('from', places[0]);
  await take('to', places[1]);
  await page.check('input[name="walk-detour"][value="30"]');
  const asked = page.waitForResponse((r) => r.url().includes('/api/walk'));
  await page.focus('#walk-go');
  await page.keyboard.press('Enter');
  const answer = await (await asked).json();
  await walked(page);
  same(new URL((await asked).url()).searchParams.get('detour'), '0.3', 'the detour chosen');
  same(await words(page, '#walk-headline'), squeeze(answer.headline), 'headline');
  same(await words(page, '#walk-ends'), squeeze(`A${places[0].name}→B${places[1].name}`), 'from where to where');
  const cells = await page.locator('#walk-table tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
  const ways = answer.same ? [answer.ways.best_lit] : [answer.ways.shortest, answer.ways.best_lit];
  ways.forEach((way, i) => {
    same(figure(cells[0][i]), way.minutes, 'minutes');
    same(figure(cells[1][i]), way.lights, 'lights passed');
    same(figure(cells[2][i]), Math.floor(100 * way.near_share + 1e-9), 'share near a light');
    truth(Math.abs(figure(cells[3][i]) - way.longest_dark_m) <= 0.5 || (way.longest_dark_m < 1 && figure(cells[3][i]) <= 1), 'longest dark stretch');
  });
  // the text twin: each dark stretch of each way in a table
  await page.click('#walk-more summary');
  same(await page.locator('#walk-more tbody tr').count(), ways.reduce((sum, way) => sum + way.dark.length, 0), 'dark stretches listed');
  truth(answer.notes.every((note) => page.innerText('#walk-more').then((all) => all.includes(plain(note)))), 'notes');
  for (const [id, start] of [['gpx', '<?xml'], ['geojson', '{']]) {
    const file = await page.request.get(base + (await page.getAttribute(`#walk-${id}`, 'href')));
    truth(file.ok() && (await file.text()).startsWith(start), `the ${id} can be taken away`);
  }
  same(seen.complaints, [], 'complaints in the console');
  same(seen.foreign, [], 'requests to other hosts');
}

async function sharedWalk({page, base}) {
  const {places} = await fetchJson(page, base, '/api/places?kind=station');
  const link = `/#walk=${places.map((p) => p.at.join(',')).join(';')};10&lang=en`;
  const seen = await open(page, base, link);
  await walked(page);
  const first = await words(page, '#card');
  const english = await fetchJson(page, base, '/api/places?kind=station&lang=en');
  truth((await words(page, '#walk-ends')).startsWith(`A${squeeze(english.places.find((p) => p.id === places[0].id).name)}→`), 'names of the stations');
  truth(/walk=[\d.]+,[\d.]+;[\d.]+,[\d.]+;10/.test(decodeURIComponent(page.url())), 'the walk is in the address');
  await page.reload();
  await ready(page);
  await walked(page);
  same(await words(page, '#card'), first, 'the same after a reload');
  // both ways are drawn, and gone when the walk is closed
  const lit = await page.locator('#map').screenshot();
  await page.click('#walk-close');
  await page.waitForSelector('#ask-centre');
  truth(!page.url().includes('walk='), 'a closed walk is not in the address');
  await page.waitForTimeout(500);
  truth(!lit.equals(await page.locator('#map').screenshot()), 'the ways were on the map');
  for (const bad of ['#walk=x', '#walk=1,2', '#walk=139.5,35.6;999,1;20']) {
    await page.goto(`${base}/${bad}`);
    await page.reload();
    await ready(page);
    truth(await page.isVisible('#ask-centre'), `a broken link opens the page: ${bad}`);
  }
  same(seen.complaints, [], 'complaints in the console');
}

async function walkFromTheMap({page, base}) {
  await open(page, base);
  const centre = () => page.evaluate(() => {
    const map = document.getElementById('map').getBoundingClientRect();
    const cover = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--cover')) || 0;
    return {x: map.left + map.width / 2, y: map.top + (map.height - cover) / 2 + 10};
  });
  await page.click('#open-walk');
  await page.click('#walk-from-pick');
  const one = await centre();
  await page.mouse.click(one.x, one.y);
  await page.waitForFunction(() => document.getElementById('panel-walk').hasAttribute('data-open') && document.getElementById('walk-from').value !== '');
  await page.click('#walk-to-pick');
  await page.mouse.click(one.x - 60, one.y + 30);
  await walked(page);
  // the longest dark stretch is where one asks for a light
  const asked = page.waitForResponse((r) => r.url().includes('/api/ask'));
  await page.click('#walk-ask-dark');
  const answer = await (await asked).json();
  await page.waitForSelector('#ask-form');
  truth(answer.distance_m === null || answer.distance_m > answer.rule.spacing_m / 2, 'that place is dark');
  // and from any place one comes to its way from the nearest station
  await page.click('#card summary');
  await page.click('#ask-walk');
  await walked(page);
}

async function noWay({page, base}) {
  const {bbox} = await fetchJson(page, base, '/api/city');
  const {places} = await fetchJson(page, base, '/api/places?kind=station');
  const far = [bbox[0] - 0.02, bbox[1] - 0.02];
  await open(page, base, `/#walk=${places[0].at.join(',')};${far.map((v) => v.toFixed(6)).join(',')};20`);
  await walked(page);
  const want = await fetchJson(page, base, `/api/walk?from=${places[0].at.join(',')}&to=${far.map((v) => v.toFixed(6)).join(',')}&lang=ja`);
  truth(want.result !== 'found', 'no road leads there');
  same(await words(page, '#walk-headline'), squeeze(want.headline), 'the reason');
  truth(!(await page.isVisible('#walk-table')) && await page.isVisible('#walk-change'), 'no figures, and a way on');
  await page.route('**/api/walk*', (route) => route.abort('connectionreset'));
  await page.click('#walk-change');
  await page.click('#walk-go');
  await page.waitForSelector('#card .message.error');
  await page.unroute('**/api/walk*');
  await page.click('#card .primary');
  await walked(page);
}

/* --- staff: this year's lights --- */

async function plan12(page) {
  if (await page.isVisible('#open-district')) {
    await page.click('#open-district');
    await page.click('#open-plan');
  }
  await page.fill('#plan-lights', '12');
  const made = page.waitForResponse((r) => r.url().includes('/api/plan?'));
  await page.click('#plan-go');
  const answer = await (await made).json();
  await page.waitForSelector('#plan-headline');
  return answer;
}
const settled = (page) => page.waitForFunction(() => document.getElementById('plan-light') && document.querySelectorAll('#plan-moves button').length > 0)
  .catch(async () => { throw new Error(`the light's card did not come to rest: ${(await page.innerText('#card')).replace(/\s+/g, ' ')}`); });

/** What the server says of the plan with its lights where the files' address says they are. */
async function served(page, base) {
  const href = await page.evaluate(() => document.getElementById('plan-geojson').getAttribute('href'));
  const query = new URLSearchParams(href.split('?')[1]);
  query.set('format', 'json');
  return {moved: query.get('moved'), plan: await fetchJson(page, base, `/api/plan?${query}`)};
}

async function movesLights({page, base}) {
  const seen = await open(page, base);
  const plan = await plan12(page);
  same(await page.locator('.plan-mark').count(), 12, 'marks on the map');
  same(await page.locator('#plan-list > li').count(), 12, 'lights listed');
  const listed = await words(page, '#plan-list');
  for (const pick of plan.picks) truth(listed.includes(squeeze(pick.reason)), `missing: ${pick.reason}`);
  await page.click('#plan-first');
  await settled(page);
  truth((await page.locator('#card').innerText()).includes(plain(plan.picks[0].reason)), 'its reason');
  const before = plan.dark_after_m;
  same((await served(page, base)).moved, null, 'nothing is moved yet');
  truth(await page.isDisabled('#card [data-plan="undo"]') && await page.isDisabled('#card [data-plan="reset"]'), 'nothing to undo');
  // by the buttons: three steps of 5 m, pressed without waiting
  for (let i = 0; i < 3; i++) { await page.click('#plan-moves button:first-child'); await page.waitForTimeout(30); }
  await page.waitForSelector('#plan-diff');
  // what the page tells is what the server computes for the files' address, once the page is no longer busy
  const agree = async (what) => {
    let told;
    for (let tries = 0; tries < 60; tries++) {
      await page.waitForSelector('#plan-change[aria-busy="false"]');
      const {moved, plan: now} = await served(page, base);
      const shown = await page.innerText('#plan-change');
      const dark = Number((/[\d,]+\.\d/.exec(shown) ?? [''])[0].replaceAll(',', ''));
      if (moved !== null && Math.abs(dark - now.dark_after_m) < 0.11) return now;
      told = `${what}: the page says "${shown.replace(/\s+/g, ' ')}", the server for moved=${moved} ${now.dark_after_m ?? JSON.stringify(now)}`;
      await page.waitForTimeout(250);
    }
    throw new Error(told);
  };
  const stepped = await agree('buttons');
  truth(stepped.dark_after_m > before - 0.01, 'the best place was the first');
  // by arrow keys on the mark itself
  await page.focus('.plan-mark[aria-pressed="true"]');
  const view = page.url();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await page.waitForTimeout(400);
  await agree('keys');
  same(page.url(), view, 'the arrows moved the light, not the map');
  // by hand: it stays on the road, and what it does is told while it moves
  const asked = [];
  page.on('request', (r) => { if (r.url().includes('/api/whatif')) asked.push(r); });
  const box = await page.locator('.plan-mark[aria-pressed="true"]').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let k = 1; k <= 12; k++) { await page.mouse.move(x + 4 * k, y + 2 * k); await page.waitForTimeout(20); }
  const during = asked.length;
  await page.mouse.up();
  truth(during >= 1 && during <= 12, `asked ${during} times while it was moved`);
  await page.waitForTimeout(600);
  const dragged = await agree('drag');
  const spot = dragged.picks[0].at;
  const on = await fetchJson(page, base, `/api/ask?lon=${spot[0]}&lat=${spot[1]}`);
  truth(dragged.picks[0].pole !== null || on.offset_m < 0.1, `on the road, not ${on.offset_m} m beside it`);
  // undo takes back one move at a time, reset all; then the files are those of the plan
  await page.click('#card [data-plan="undo"]');
  await page.waitForTimeout(400);
  await agree('undo');
  await page.click('#card [data-plan="reset"]');
  await page.waitForSelector('#plan-diff', {state: 'detached'});
  same((await served(page, base)).moved, null, 'all where the plan put them');
  same(seen.complaints, [], 'complaints in the console');
  same(seen.foreign, [], 'requests to other hosts');
}

async function takesFilesAway({page, base}) {
  const seen = await open(page, base);
  await plan12(page);
  await page.click('#plan-first');
  await settled(page);
  await page.click('#plan-moves button:first-child');
  await page.waitForSelector('#plan-diff');
  for (const [id, type] of [['pdf', 'application/pdf'], ['csv', 'text/csv; charset=utf-8'], ['csv-cp932', 'text/csv; charset=windows-31j'], ['geojson', 'application/geo+json']]) {
    const file = await page.request.get(base + (await page.getAttribute(`#plan-${id}`, 'href')));
    truth(file.ok(), `${id}: ${file.status()}`);
    same(file.headers()['content-type'], type, id);
  }
  // a wish that cannot be is told at its field; a budget instead of a number
  await page.fill('#plan-lights', '0');
  await page.click('#plan-go');
  truth((await page.textContent('#plan-trouble')).includes('200'), 'the range is told');
  await page.fill('#plan-budget', '700000');
  const made = page.waitForResponse((r) => r.url().includes('/api/plan?'));
  await page.click('#plan-go');
  const plan = await (await made).json();
  truth(new URL((await made).url()).searchParams.get('budget') === '700000' && plan.cost <= 700000, 'the budget is asked for');
  await page.waitForFunction((n) => document.querySelectorAll('.plan-mark').length === n, plan.picks.length);
  for (const lang of ['ja-easy', 'en', 'zh', 'ko']) {
    await page.selectOption('#lang', lang);
    await page.waitForSelector(`html[data-lang="${lang}"]`);
    await page.waitForFunction((text) => {
      const copy = document.getElementById('plan-list')?.cloneNode(true);
      copy?.querySelectorAll('rt, rp').forEach((node) => node.remove());
      return copy?.textContent.replace(/\s+/g, '').includes(text);
    }, squeeze((await fetchJson(page, base, `/api/plan?budget=700000&weight=length&lang=${lang}`)).picks[0].reason));
    truth(!/\bui\.|[{}]/.test(await page.innerText('#panel-plan')), `a key or brace left in ${lang}`);
  }
  await page.click('#plan-close');
  same(await page.locator('.plan-mark').count(), 0, 'closed, no marks are left');
  same(seen.complaints, [], 'complaints in the console');
}

/* --- past years --- */

async function pastYears({page, base}) {
  const seen = await open(page, base);
  await page.waitForSelector('#history');
  const check = async (query, km) => {
    const {years} = await fetchJson(page, base, `/api/history${query}`);
    await page.waitForFunction((n) => document.querySelectorAll('#history-table tbody tr').length === n, years.length);
    const bars = await page.locator('#history .chart-bar').evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
    const top = Math.max(...years.map((y) => y.uncovered_m));
    const full = Math.max(...bars);
    years.forEach((y, i) => truth(Math.abs(bars[i] / full - y.uncovered_m / top) < 0.01, `height of ${y.year}`));
    const text = await page.innerText('#history');
    truth(text.includes(km ? ' km' : ' m'), 'the unit');
    return years;
  };
  await check('', true);
  truth((await page.innerText('#history')).includes('2026'), 'source with its date');
  // one rule is on record: nothing to choose, and the caption names it
  const {rule} = await fetchJson(page, base, '/api/history');
  same(await page.locator('#history-today').count(), 0, 'no choice of rules');
  truth((await page.innerText('#history-note')).includes(rule), 'the rule in the caption');
  // two rules, as if one of 30 m had held until 2022: named with their years, and all years by today's on request
  await page.route(/\/api\/history\?/, async (route) => {
    const answer = await (await route.fetch()).json();
    const today = new URL(route.request().url()).searchParams.get('rules') === 'today';
    if (!today) for (const y of answer.years) if (y.year < 2023) Object.assign(y, y.year < 2010 ? {rule_in_force: false} : {rule: 'R-OLD', rule_in_force: true, spacing_m: 30});
    await route.fulfill({json: answer});
  });
  const {districts: some} = await fetchJson(page, base, '/api/city');
  await page.selectOption('#district-select', some[1].id);
  await page.waitForSelector('#history-today');
  const said = await page.innerText('#history-note');
  truth(/2010.2022/.test(said) && said.includes('R-OLD') && said.includes(rule) && said.includes('30'), `each rule with its years: ${said}`);
  await page.check('#history-today');
  await page.waitForFunction(() => document.querySelector('#history-today')?.checked && !document.querySelector('#history-note').innerText.includes('R-OLD'));
  truth((await page.getAttribute('#history-csv', 'href')).includes('rules=today'), 'the table too');
  truth(await page.evaluate(() => document.activeElement?.id === 'history-today'), 'the focus stays');
  await page.uncheck('#history-today');
  await page.waitForFunction(() => document.querySelector('#history-note').innerText.includes('R-OLD'));
  await page.unroute(/\/api\/history\?/);
  const {districts} = await fetchJson(page, base, '/api/city');
  await page.selectOption('#district-select', districts[2].id);
  await page.waitForFunction((name) => document.querySelector('#history svg')?.getAttribute('aria-label').includes(name), plain(districts[2].name));
  await check(`?district=${districts[2].id}`, false);
  const table = await page.request.get(base + (await page.getAttribute('#history-csv', 'href')));
  truth(table.ok() && (await table.text()).includes('uncovered_m'), 'as a table to take away');
  // no label is cut at the picture's edge
  const cut = await page.locator('#history svg').evaluate((svg) => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter((text) => { const r = text.getBoundingClientRect(); return r.left < box.left - 0.5 || r.right > box.right + 0.5; }).map((text) => text.textContent);
  });
  same(cut, [], 'labels cut');
  same(seen.complaints, [], 'complaints in the console');
}

/* --- asking: the way to each light, and who else asked --- */

async function othersHere({page, base}) {
  const {centre} = await fetchJson(page, base, '/api/city');
  const first = await fetchJson(page, base, `/api/ask?lon=${centre[0]}&lat=${centre[1]}`);
  const [lon, lat] = first.snapped;
  for (const light of first.nearest) {
    const [a, b] = [light.path[0], light.path.at(-1)];
    truth(Math.hypot(a[0] - lon, a[1] - lat) < 2e-6, 'the way begins at the road point');
    truth(Math.hypot((b[0] - light.at[0]) * 90500, (b[1] - light.at[1]) * 110950) < 20, 'and ends beside the light');
  }
  await page.request.post(`${base}/api/requests`, {headers: {'idempotency-key': 'page-tools-other-0001'}, data: {lon, lat, land: 'city', wish: 'new_light', lang: 'ja'}});
  const seen = await open(page, base, `/?ask=${lon},${lat}`);
  await page.waitForSelector('#ask-form');
  const withWays = await page.locator('#map').screenshot();
  await page.click('#card summary');
  same(await page.locator('#ask-others li').count(), 1, 'the other request');
  truth((await page.innerText('#ask-others')).includes((await fetchJson(page, base, '/i18n/ja.json'))['request_status.received']), 'how it goes');
  // the same answer without its ways gives another picture: the ways are drawn
  await page.route('**/api/ask*', async (route) => {
    const real = await route.fetch();
    const answer = await real.json();
    for (const light of answer.nearest) delete light.path;
    await route.fulfill({response: real, json: answer});
  });
  await page.reload();
  await ready(page);
  await page.waitForSelector('#ask-form');
  truth(!withWays.equals(await page.locator('#map').screenshot()), 'the ways are on the map');
  same(seen.complaints, [], 'complaints in the console');
}

/* --- rank among municipalities --- */

/* The sample has no such table: its absence is told; then three made-up rows, whose columns must be as high as their counts. */
async function rankTold({page, base}) {
  const seen = await open(page, base, '/#lang=en', {allow: [/404/]});
  await page.waitForSelector('#rank summary');
  truth(!seen.requests.some((r) => r.includes('/api/crimes/rank')), 'asked only when it is opened');
  await page.click('#rank summary');
  await page.waitForFunction(() => document.getElementById('rank-body').textContent.includes('No table'));
  const point = (name, cases, rank, own, per) => ({year: 2024, offence: 'total', name, cases, persons: null, persons_year: null, per_1000: per, rank, rank_per_1000: null, own});
  await page.route('**/api/crimes/rank*', (route) => route.fulfill({json: {figure: 'rank', title: 'All offences by municipality, 2024', offence: 'total', year: 2024, municipalities: 3, fewest: true, claim: 'The fewest of 3.', text: 'Number 1 of 3.',
    claim_per_1000: null, text_per_1000: null, points: [point('A', 10, 1, true, 1.25), point('B', 40, 2, false, null), point('C', 80, 3, false, 2)], sources: [{credit: 'the police', licence: 'CC BY 4.0', date: '2024-12-31', file: 'x', sample: false}], sample: false}}));
  await page.reload();
  await ready(page);
  await page.click('#rank summary');
  await page.waitForSelector('#rank-table');
  const heights = await page.locator('#rank .chart-bar').evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
  truth(Math.abs(heights[0] / heights[2] - 10 / 80) < 0.01 && Math.abs(heights[1] / heights[2] - 0.5) < 0.01, `heights ${heights}`);
  same(await page.locator('#rank .rank-own').count(), 1, 'this city is marked');
  const text = await page.innerText('#rank-body');
  for (const part of ['The fewest of 3.', 'Number 1 of 3.', 'the police', '31 December 2024', 'unknown', '1.25']) truth(text.includes(part), `missing: ${part}`);
  same(seen.complaints, [], 'complaints in the console');
}

/* --- zones: several offences as one family --- */

async function judgedTogether({page, base}) {
  const seen = await open(page, base);
  await page.evaluate(() => { document.getElementById('together').open = true; });
  const chosen = await page.locator('input[name="together-offence"]:checked').evaluateAll((all) => all.map((box) => box.value));
  for (const code of chosen) await page.uncheck(`input[name="together-offence"][value="${code}"]`);
  for (const code of ['bicycle_theft', 'akisu']) await page.check(`input[name="together-offence"][value="${code}"]`);
  // the page asks for a single offence of its own when it opens
  const asked = page.waitForResponse((r) => /\/api\/hotspots\?.*offence=[^&]*(,|%2C)/i.test(r.url()));
  await page.click('#together-go');
  const answer = await (await asked).json();
  await page.waitForSelector('#together-result');
  same(answer.family.tests, 2, 'two tests in the family');
  same(await words(page, '#together-text'), squeeze(answer.text), 'how they were adjusted');
  same(await page.locator('#together-result tbody tr').count(), 2, 'a row for each');
  const said = await words(page, '#together-result');
  for (const one of answer.results) for (const text of [one.conclusion, ...one.zones.map((zone) => zone.text), ...one.notes]) truth(said.includes(squeeze(text)), `missing: ${text}`);
  // the table tells the adjusted p, which no p by itself exceeds
  const cells = await page.locator('#together-result tbody tr td:last-child').allTextContents();
  answer.results.forEach((one, i) => {
    const all = [...one.zones, ...one.not_distinguishable];
    truth(all.every((zone) => zone.p_family >= zone.p), 'adjusted');
    if (all.length) truth(Math.abs(Number(cells[i]) - Math.min(...all.map((zone) => zone.p_family))) < 1e-4, `p of ${one.offence.code}`);
  });
  same(seen.complaints, [], 'complaints in the console');
  await page.uncheck('input[name="together-offence"][value="akisu"]');
  await page.click('#together-go');
  truth((await page.textContent('#together-trouble')).trim() !== '', 'one test alone is no family');
  await page.selectOption('#lang', 'ko');
  await page.waitForSelector('html[data-lang="ko"]');
  await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth);
  truth(!/\bui\.|[{}]/.test(await page.innerText('#panel-zones')), 'a key or brace left');
  same(await axe(page), [], 'findings of axe');
}

/* --- staff: places for cameras --- */

async function camerasPlaced({page, base}) {
  const seen = await open(page, base, '/', {allow: [/403/]});
  await page.evaluate(() => { document.getElementById('cameras').open = true; });
  await page.fill('#cameras-number', '0');
  await page.click('#cameras-go');
  truth((await page.textContent('#cameras-trouble')).includes('200'), 'the range is told');
  await page.fill('#cameras-number', '3');
  await page.selectOption('#cameras-applicant', 'neighbourhood');
  const bare = await page.locator('#map').screenshot();
  const asked = page.waitForResponse((r) => r.url().includes('/api/cameras/places'));
  await page.click('#cameras-go');
  const answer = await (await asked).json();
  await page.waitForSelector('#cameras-conclusion');
  same(await words(page, '#cameras-conclusion'), squeeze(answer.conclusion), 'conclusion');
  same(await page.locator('#cameras-list > li').count(), answer.places.length, 'places listed');
  const said = await words(page, '#cameras-result');
  for (const text of [...answer.places.map((place) => place.reason), ...answer.notes]) truth(said.includes(squeeze(text)), `missing: ${text}`);
  same(answer.city_pays + answer.applicant_pays, answer.cost, 'who pays adds up');
  await page.click('#cameras-list button');
  await page.waitForTimeout(800);
  truth(!bare.equals(await page.locator('#map').screenshot()), 'the place with its view is on the map');
  // who is no staff is told so
  await page.route('**/api/cameras/places*', (route) => route.fulfill({status: 403, contentType: 'application/problem+json', body: '{"title":"Forbidden","status":403}'}));
  await page.click('#cameras-go');
  await page.waitForFunction(() => document.getElementById('cameras-trouble').textContent.includes('職員'));
  same(seen.complaints, [], 'complaints in the console');
  same(await axe(page), [], 'findings of axe');
}

/* --- for all --- */

const accessible = (lang, style) => async ({page, base}) => {
  const {places} = await fetchJson(page, base, '/api/places?kind=station');
  await open(page, base, `/#walk=${places.map((p) => p.at.join(',')).join(';')};20&lang=${lang}&style=${style}`);
  await walked(page);
  await page.evaluate(() => { for (const part of document.querySelectorAll('details')) part.open = true; });
  same(await axe(page), [], 'the walk: findings of axe');
  truth(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'no sideways scrolling');
  await plan12(page);
  await page.click('#plan-first');
  await settled(page);
  same(await axe(page), [], 'the plan: findings of axe');
  truth(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'no sideways scrolling');
};

const only = process.env.JOYATO_ONLY; // part of a test's name
const tests = [
  ['walk: between stations by keyboard, figures and text as the API gives them', 'phone', twoStations],
  ['walk: a link opens it; closed, nothing is left', 'desktop', sharedWalk],
  ['walk: places pressed on the map; on to asking for a light, and back', 'phone', walkFromTheMap],
  ['walk: no way, no connection: reason and a way on', 'phone', noWay],
  ['plan: lights moved by buttons, keys and hand; undo and reset', 'desktop', movesLights],
  ['plan: files, budget, languages', 'desktop', takesFilesAway],
  ['history: metres of gap by year, city and district', 'desktop', pastYears],
  ['ask: the way to each light, and who else asked here', 'desktop', othersHere],
  ['rank among municipalities: columns, table, source; or that there is none', 'desktop', rankTold],
  ['zones: several offences as one family', 'desktop', judgedTogether],
  ['cameras: places for staff, with views on the map', 'desktop', camerasPlaced],
  ['axe: walk and plan in やさしい日本語', 'phone', accessible('ja-easy', 'day')],
  ['axe: walk and plan in English by night', 'desktop', accessible('en', 'night')],
];
await run(only ? tests.filter(([what]) => what.includes(only)) : tests, {name: 'tools'});
