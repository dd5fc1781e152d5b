// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's JSON. Every failure becomes an ApiError whose kind the page can act on.

const TIMEOUT_MS = 15000;
/* A server that has just started reads its registry and says when to come again: the page comes again by itself. */
const COME_AGAIN = 4;
const COME_AGAIN_MOST_S = 10;

export class ApiError extends Error {
  /** kind: 'network' (nothing came back), 'input' (4xx) or 'server' (5xx, or not what was agreed). */
  constructor(kind, status, problem = {}) {
    super(problem.detail || problem.title || kind);
    this.kind = kind;
    this.status = status;
    this.detail = problem.detail || problem.title || '';
    this.fields = Array.isArray(problem.errors) ? problem.errors : [];
    this.retryS = 0; // 503: when the server wants to be asked again
  }
}

async function call(path, options = {}) {
  let answer;
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  try {
    answer = await fetch(path, {...options, signal, headers: {accept: 'application/json', ...options.headers}});
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError('network', 0);
  }
  if (answer.status === 204) return null;
  let body = null;
  try {
    body = await answer.json();
  } catch {
    if (answer.ok) throw new ApiError('server', answer.status);
  }
  if (answer.ok) return body;
  const error = new ApiError(answer.status >= 500 ? 'server' : 'input', answer.status, body || {});
  if (answer.status === 503) error.retryS = Number(answer.headers.get('retry-after')) || 0;
  throw error;
}

/* False: aborted meanwhile. */
function pause(seconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(() => done(true), seconds * 1000);
    signal?.addEventListener('abort', () => { clearTimeout(timer); done(false); }, {once: true});
  });
}

async function patiently(path, options) {
  for (let tries = 0; ; tries++) {
    try {
      return await call(path, options);
    } catch (error) {
      const again = error.retryS > 0 && error.retryS <= COME_AGAIN_MOST_S && tries < COME_AGAIN;
      if (!again || !await pause(error.retryS, options.signal)) throw error;
    }
  }
}

export function get(path, query = {}, options = {}) {
  const fields = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const tail = fields.length ? `?${new URLSearchParams(fields)}` : '';
  return patiently(path + tail, options);
}

export function post(path, body, headers = {}) {
  return call(path, {method: 'POST', body: JSON.stringify(body), headers: {'content-type': 'application/json', ...headers}});
}

/** Bytes that are not JSON (a picture, a table), or no body at all. */
export function send(path, {method = 'POST', body = null, type = null, headers = {}} = {}) {
  return call(path, {method, body, headers: type ? {'content-type': type, ...headers} : headers});
}
