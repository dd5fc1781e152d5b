-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Did its author publish the source cell by cell? Then small counts of it are no secret (profile:
-- published_exempt). Until now a licence said so.
ALTER TABLE sources ADD COLUMN published INTEGER NOT NULL DEFAULT 0;
UPDATE sources SET published = 1 WHERE licence IS NOT NULL AND licence <> '' AND sample = 0;
