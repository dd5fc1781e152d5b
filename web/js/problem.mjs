// SPDX-License-Identifier: AGPL-3.0-or-later
import {raw} from './i18n.mjs';

/** An ApiError as a sentence for people. */
export function explain(error) {
  if (error.kind === 'network') return raw('ui.error.network');
  if (error.kind === 'input' && error.detail) return error.detail;
  return raw('ui.error.server');
}
