-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Names are searched in memory, by sound and with typing errors (docs/methods/search.md).
DROP TABLE names;
