-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The registry. Codes are those of src/domain/kinds.h; NULL is unknown; dates are ISO 8601 text, cut
-- to YYYY or YYYY-MM when no more is known; geometry is WGS 84 (SRID 4326). A SELECT here must give 1.
SELECT InitSpatialMetaData(0, 'WGS84');

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- One counter per layer, raised in the transaction that changes its rows.
CREATE TABLE layer_versions (
    layer TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    layer TEXT NOT NULL,
    file TEXT,
    format TEXT,
    licence TEXT,
    credit TEXT,
    date TEXT,
    sha256 TEXT,
    imported_at TEXT NOT NULL,
    sample INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE streetlights (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    since TEXT NOT NULL,
    geometry POINT NOT NULL,
    ref TEXT,
    plate_no TEXT,
    pole_no TEXT,
    pole_kind TEXT,
    kind TEXT,
    lamp TEXT,
    status TEXT,
    land TEXT,
    owner TEXT,
    owner_name TEXT,
    watt_w REAL,
    lumen_lm REAL,
    colour_k REAL,
    height_m REAL,
    arm_m REAL,
    lamps INTEGER,
    contract_no TEXT,
    tariff TEXT,
    installed TEXT,
    replaced TEXT,
    removed TEXT,
    consent_ref TEXT,
    road_name TEXT,
    district TEXT,
    photo TEXT,
    note TEXT
);
CREATE INDEX streetlights_gone ON streetlights (id) WHERE removed IS NOT NULL OR status = 'removed';

CREATE TABLE cameras (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    since TEXT NOT NULL,
    geometry POINT NOT NULL,
    ref TEXT,
    name TEXT,
    direction_deg REAL,
    angle_deg REAL,
    range_m REAL,
    height_m REAL,
    purpose TEXT,
    owner TEXT,
    manager TEXT,
    retention_days INTEGER,
    sign INTEGER,
    filed TEXT,
    installed TEXT,
    removed TEXT,
    status TEXT,
    camera_type TEXT,
    district TEXT,
    note TEXT
);
CREATE INDEX cameras_gone ON cameras (id) WHERE removed IS NOT NULL OR status = 'removed';

CREATE TABLE poles (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    geometry POINT NOT NULL,
    ref TEXT,
    kind TEXT,
    owner TEXT,
    height_m REAL,
    note TEXT
);

CREATE TABLE roads (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    geometry MULTILINESTRING NOT NULL,
    ref TEXT,
    name TEXT,
    road_class TEXT,
    width_m REAL,
    evaluate INTEGER NOT NULL,
    passable INTEGER NOT NULL,
    is_private INTEGER NOT NULL,
    bridge INTEGER NOT NULL,
    tunnel INTEGER NOT NULL,
    level INTEGER NOT NULL,
    note TEXT
);

-- Boundary, districts and chome in one table, so that other rows can refer to them by one number.
-- Geometry is NULL where only a position (label) is known. A key is unique within its kind.
CREATE TABLE areas (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    kind TEXT NOT NULL,
    geometry MULTIPOLYGON,
    label_lon REAL,
    label_lat REAL,
    code TEXT,
    name TEXT,
    name_kana TEXT,
    name_en TEXT,
    district TEXT,
    UNIQUE (key, kind)
);

CREATE TABLE crime_counts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    area TEXT,
    area_kind TEXT,
    area_id INTEGER REFERENCES areas (id),
    offence TEXT NOT NULL,
    year INTEGER NOT NULL,
    month INTEGER NOT NULL,
    cases INTEGER NOT NULL
);
CREATE INDEX crime_counts_area ON crime_counts (area_id);

CREATE TABLE crime_incidents (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    geometry POINT,
    offence TEXT NOT NULL,
    method TEXT,
    area TEXT,
    area_id INTEGER REFERENCES areas (id),
    date_from TEXT,
    date_to TEXT,
    hour INTEGER
);
CREATE INDEX crime_incidents_area ON crime_incidents (area_id);

CREATE TABLE population (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    area TEXT,
    area_kind TEXT,
    area_id INTEGER REFERENCES areas (id),
    year INTEGER NOT NULL,
    kind TEXT,
    count REAL
);
CREATE INDEX population_area ON population (area_id);

CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    geometry GEOMETRY NOT NULL,
    kind TEXT,
    name TEXT,
    name_kana TEXT,
    name_en TEXT
);

-- Residents' wishes. content_hash is what an idempotency key was first used with.
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    receipt TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    geometry POINT NOT NULL,
    land TEXT,
    wish TEXT,
    note TEXT,
    language TEXT,
    answer TEXT,
    rule TEXT,
    nearest_m REAL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    district TEXT,
    UNIQUE (year, number)
);

-- What happened to lights and cameras. old: the whole row before it, as JSON. A row's installing is
-- its own "installed" (else "since"), so it needs no event; the view history shows both.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    layer TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    source_id INTEGER REFERENCES sources (id),
    old TEXT NOT NULL
);
CREATE INDEX events_entity ON events (layer, entity_id, day, id);

-- Folded names of areas, places and roads, for searching.
CREATE TABLE names (
    layer TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    fold TEXT NOT NULL,
    name TEXT NOT NULL,
    detail TEXT,
    rank INTEGER NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    PRIMARY KEY (layer, entity_id, fold)
) WITHOUT ROWID;

SELECT RecoverGeometryColumn('streetlights', 'geometry', 4326, 'POINT', 'XY');
SELECT RecoverGeometryColumn('cameras', 'geometry', 4326, 'POINT', 'XY');
SELECT RecoverGeometryColumn('poles', 'geometry', 4326, 'POINT', 'XY');
SELECT RecoverGeometryColumn('roads', 'geometry', 4326, 'MULTILINESTRING', 'XY');
SELECT RecoverGeometryColumn('areas', 'geometry', 4326, 'MULTIPOLYGON', 'XY');
SELECT RecoverGeometryColumn('crime_incidents', 'geometry', 4326, 'POINT', 'XY');
SELECT RecoverGeometryColumn('places', 'geometry', 4326, 'GEOMETRY', 'XY');
SELECT RecoverGeometryColumn('requests', 'geometry', 4326, 'POINT', 'XY');
SELECT CreateSpatialIndex('streetlights', 'geometry');
SELECT CreateSpatialIndex('cameras', 'geometry');
SELECT CreateSpatialIndex('poles', 'geometry');
SELECT CreateSpatialIndex('roads', 'geometry');
SELECT CreateSpatialIndex('areas', 'geometry');
SELECT CreateSpatialIndex('crime_incidents', 'geometry');
SELECT CreateSpatialIndex('places', 'geometry');
SELECT CreateSpatialIndex('requests', 'geometry');

-- The three kinds of areas as layers of their own, for QGIS and OGR.
CREATE VIEW districts AS
    SELECT a.ROWID AS ROWID, a.id AS id, a.key AS key, a.code AS code, a.name AS name,
        a.name_kana AS name_kana, a.name_en AS name_en, a.geometry AS geometry
    FROM areas AS a WHERE a.kind = 'district';
CREATE VIEW chome AS
    SELECT a.ROWID AS ROWID, a.id AS id, a.key AS key, a.code AS code, a.name AS name,
        a.name_kana AS name_kana, a.name_en AS name_en, a.district AS district, a.geometry AS geometry
    FROM areas AS a WHERE a.kind = 'chome';
CREATE VIEW boundary AS
    SELECT a.ROWID AS ROWID, a.id AS id, a.key AS key, a.code AS code, a.name AS name,
        a.name_kana AS name_kana, a.name_en AS name_en, a.geometry AS geometry
    FROM areas AS a WHERE a.kind = 'boundary';
INSERT INTO views_geometry_columns
    (view_name, view_geometry, view_rowid, f_table_name, f_geometry_column, read_only)
VALUES
    ('districts', 'geometry', 'rowid', 'areas', 'geometry', 1),
    ('chome', 'geometry', 'rowid', 'areas', 'geometry', 1),
    ('boundary', 'geometry', 'rowid', 'areas', 'geometry', 1);

CREATE VIEW history AS
    SELECT 'streetlights' AS layer, id AS entity_id, 'installed' AS kind,
        coalesce(installed, since) AS day, NULL AS recorded_at, NULL AS old
    FROM streetlights
    UNION ALL
    SELECT 'cameras', id, 'installed', coalesce(installed, since), NULL, NULL FROM cameras
    UNION ALL
    SELECT layer, entity_id, kind, day, recorded_at, old FROM events;
