// SPDX-License-Identifier: AGPL-3.0-or-later
// What the tests of the page share: TAP, the real server with its sample city, real Chromium.
//   import {run} from './support/page.mjs';  await run({phone: …}, [['what', async ({page, base}) => {…}], …]);
// SKIP when chromium, node_modules or `joyato serve` is missing.
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

export const SIZES = {phone: {width: 360, height: 740}, desktop: {width: 1280, height: 800}};
const BROWSER = process.env.JOYATO_CHROMIUM || '/usr/bin/chromium';
const src = process.env.top_srcdir || '.';
const build = process.env.top_builddir || '.';
const joyato = join(build, 'joyato');
// JOYATO_PAGE=http://… tries the page of a server that already runs (the stand-in, say).
const given = process.env.JOYATO_PAGE;
const pictures = process.env.JOYATO_PICTURES; // a folder: every test leaves its last picture there

export function skipAll(reason) {
  console.log(`1..0 # SKIP ${reason}`);
  process.exit(0);
}

async function needed() {
  if (!existsSync(BROWSER)) skipAll('chromium is not installed');
  const modules = join(src, 'node_modules/playwright-core/index.mjs');
  if (!existsSync(modules)) skipAll('node_modules is missing: run npm ci');
  const can = (command) => spawnSync(joyato, [command, '--help'], {stdio: 'ignore'}).status === 0;
  if (!given && !(can('init') && can('serve'))) skipAll('joyato init and serve are not built');
  return import(pathToFileURL(resolve(modules)).href);
}

/** The options with settings for a client that is in more of a hurry than a person: no limits of rate, and answers that wait for what a write changes. */
function inHurry(folder, more) {
  const conf = join(folder, 'hurry.conf');
  const at = more.indexOf('--config');
  const own = at < 0 ? '' : readFileSync(more[at + 1], 'utf8');
  writeFileSync(conf, `expensive_burst = 0\nwrite_burst = 0\nmap_burst = 0\njob_burst = 0\nfresh_wait = 30\n${own}`);
  return [...(at < 0 ? more : more.toSpliced(at, 2)), '--config', conf];
}

/** The real server on a fresh registry of the sample city, with more options of `serve`; resolves with {base, db, stop}. */
export async function startServer(folder, more = []) {
  if (given) return {base: given, db: null, stop() {}};
  const db = join(folder, 'city.sqlite');
  const made = spawnSync(joyato, ['init', db, '--city', join(src, 'data/cities/komae'), '--sample'], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(`init: ${made.stderr}`);
  const child = spawn(joyato, ['serve', db, '--listen', '127.0.0.1:0', ...inHurry(folder, more)], {stdio: ['ignore', 'pipe', 'pipe']});
  let log = '';
  child.stderr.on('data', (bytes) => { log = (log + bytes).slice(-4000); });
  const base = await new Promise((done, fail) => {
    const limit = setTimeout(() => fail(new Error(`the server did not start: ${log}`)), 60000);
    child.stdout.on('data', (bytes) => {
      const hit = /listening on (http:\/\/\S+)/.exec(String(bytes));
      if (hit) { clearTimeout(limit); done(hit[1]); }
    });
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${log}`)));
  });
  return {base, db, stop() { child.removeAllListeners('exit'); child.kill('SIGTERM'); }};
}

export async function openBrowser(chromium, folder, {args = []} = {}) {
  return chromium.launchPersistentContext(join(folder, `profile-${Date.now()}`), {
    executablePath: BROWSER, headless: true, viewport: null, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', reducedMotion: 'reduce',
    args: ['--headless', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', ...args],
  });
}

/** Watches a page: complaints of the console, errors of scripts, and every request to another host. */
export function watch(page, base, {allow = []} = {}) {
  const seen = {complaints: [], foreign: [], requests: []};
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !allow.some((ok) => ok.test(m.text()))) seen.complaints.push(`${m.type()}: ${m.text()}`); });
  page.on('pageerror', (e) => seen.complaints.push(`exception: ${e.message}`));
  page.on('request', (r) => {
    seen.requests.push(`${r.method()} ${r.url()}`);
    if (!/^(data|blob):/.test(r.url()) && new URL(r.url()).origin !== new URL(base).origin) seen.foreign.push(r.url());
  });
  return seen;
}

export const ready = (page) => page.waitForSelector('html[data-ready="yes"]', {timeout: 60000});

export function same(got, want, what) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}
export function truth(value, what) {
  if (!value) throw new Error(what);
}

/** Serious and critical findings of axe, as lines. */
export async function axe(page) {
  const source = createRequire(resolve(src, 'x.js')).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(source, 'utf8'));
  const found = await page.evaluate(() => window.axe.run(document, {resultTypes: ['violations']}));
  return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`);
}

/** Runs the tests in turn, each on a page of its own; prints TAP. */
export async function run(tests, options = {}) {
  const {chromium} = await needed();
  const folder = mkdtempSync(join(tmpdir(), 'joyato-page-'));
  let server;
  let browser;
  let failed = 0;
  console.log(`1..${tests.length}`);
  try {
    server = await startServer(folder, options.serve);
    browser = await openBrowser(chromium, folder, options);
    for (const [i, [what, size, test]] of tests.entries()) {
      const page = await browser.newPage();
      await page.setViewportSize(SIZES[size]);
      page.setDefaultTimeout(30000);
      let fault = null;
      try { await test({page, base: server.base, server, browser}); } catch (error) { fault = error; }
      if (pictures) { mkdirSync(pictures, {recursive: true}); await page.screenshot({path: join(pictures, `${options.name || 'page'}-${i + 1}.png`)}).catch(() => {}); }
      console.log(`${fault ? 'not ok' : 'ok'} ${i + 1} - ${size}: ${what}`);
      if (fault) { failed += 1; for (const line of String(fault.message).split('\n').slice(0, 12)) console.log(`# ${line}`); }
      await page.close();
    }
  } catch (error) {
    console.log(`Bail out! ${String(error.message).split('\n')[0]}`);
    failed += 1;
  } finally {
    await browser?.close();
    server?.stop();
    rmSync(folder, {recursive: true, force: true, maxRetries: 5});
  }
  process.exit(failed ? 1 : 0);
}
