// SPDX-License-Identifier: AGPL-3.0-or-later
// Follows a job until it ends: asks again after a while, more rarely when nothing moves or the net is away.
import {get} from './api.mjs';

const FIRST_MS = 400;
const SLOWEST_MS = 5000;

export function watchJob(url, {onStatus, onGone, onTrouble}) {
  let timer = 0;
  let last = null;
  let wait = FIRST_MS;
  let stopped = false;

  const ask = async () => {
    try {
      const status = await get(url);
      if (stopped) return;
      wait = last && last.done === status.done ? Math.min(wait * 1.5, SLOWEST_MS) : FIRST_MS;
      last = status;
      onTrouble(null);
      onStatus(status);
      if (status.state === 'done' || status.state === 'failed') return;
    } catch (error) {
      if (stopped) return;
      if (error.status === 404) { onGone(); return; }
      onTrouble(error);
      wait = Math.min(wait * 2, SLOWEST_MS);
    }
    timer = setTimeout(ask, wait);
  };
  ask();
  return {
    url,
    stop() { stopped = true; clearTimeout(timer); },
    redraw() { if (last) onStatus(last); },
  };
}
