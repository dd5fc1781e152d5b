-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Households along a road: rules for lights on private roads may ask for some number of them.
ALTER TABLE roads ADD COLUMN households INTEGER;
