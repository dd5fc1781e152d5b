-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Sheets that were issued: their bytes as they were, what was printed of them, how often sheets were
-- fetched. place is the id of a district, 'LON,LAT', or '' for the whole city.
CREATE TABLE editions (
    id INTEGER PRIMARY KEY,
    template TEXT NOT NULL,
    year INTEGER NOT NULL,
    language TEXT NOT NULL,
    size TEXT NOT NULL,
    place TEXT NOT NULL,
    version INTEGER NOT NULL,
    owner TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    data_version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    pdf BLOB NOT NULL,
    UNIQUE (template, year, language, size, place, version)
);

CREATE TABLE print_runs (
    id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL REFERENCES editions (id),
    printed_on TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    budget TEXT,
    copies INTEGER NOT NULL,
    cost_yen INTEGER NOT NULL,
    vendor TEXT,
    recorded_at TEXT NOT NULL
);
CREATE INDEX print_runs_edition ON print_runs (edition_id);

-- Counts alone: who fetched a sheet is not kept.
CREATE TABLE downloads (
    template TEXT NOT NULL,
    language TEXT NOT NULL,
    format TEXT NOT NULL,
    day TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (template, language, format, day)
) WITHOUT ROWID;
