-- The tables of a memory, version 1. docs/memory.md explains them.
--
-- One unit is one pair of texts, told apart by its folded keys (corpora.fold). The keys and hashes
-- of a unit never change, so an index that covers it stays right: what is written later always has
-- a higher id. An edit that changes a key makes a new unit and points to it (`replaced_by`).
--
-- Plain SQLite 3.26 (2018), no STRICT, no RETURNING: a memory opens wherever Python 3.11 runs.

CREATE TABLE meta (         -- how far each index reaches, and the like
    key   TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES ('concordance_upto', 0), ('postings_upto', 0);

CREATE TABLE unit (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,      -- English, plain, as printed
    target      TEXT NOT NULL,      -- Arabic, plain, as printed
    source_key  TEXT NOT NULL,      -- folded: for matching only
    target_key  TEXT NOT NULL,
    source_hash INTEGER NOT NULL,   -- tm.keys.key_hash of the key
    target_hash INTEGER NOT NULL,
    score       REAL CHECK (score BETWEEN 0 AND 1),  -- the best of its sightings; NULL: none known
    status      TEXT NOT NULL DEFAULT 'machine'
                CHECK (status IN ('machine', 'accepted', 'edited', 'rejected')),
    reviewer    TEXT,
    reviewed    TEXT,               -- times are UTC: 2024-01-31T09:00:00Z
    replaced_by INTEGER REFERENCES unit (id),
    sightings   INTEGER NOT NULL DEFAULT 1,
    added       TEXT NOT NULL,
    changed     TEXT NOT NULL
);
-- Exact look-up by source, and the rule that a pair stands once.
CREATE UNIQUE INDEX unit_pair ON unit (source_hash, target_hash);
CREATE INDEX unit_target ON unit (target_hash);  -- the same from Arabic
CREATE INDEX unit_replaced ON unit (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE origin (       -- a file that was imported, or a run that made units
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('tmx', 'tsv', 'jsonl', 'build')),
    sha256 TEXT,            -- of the file's bytes; NULL for a build
    added  TEXT NOT NULL,
    units  INTEGER NOT NULL DEFAULT 0,  -- pairs it held
    new    INTEGER NOT NULL DEFAULT 0,  -- pairs that the memory did not have before
    header TEXT             -- JSON: the TMX header's attributes, props and notes
);
CREATE INDEX origin_sha256 ON origin (sha256);

CREATE TABLE document (     -- a pair of articles
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL DEFAULT '',  -- TranslationUnit.document
    source_url   TEXT NOT NULL DEFAULT '',
    target_url   TEXT NOT NULL DEFAULT '',
    source_host  TEXT NOT NULL DEFAULT '',  -- lower case, no "www."
    target_host  TEXT NOT NULL DEFAULT '',
    date         TEXT,                      -- 2024-01-31
    source_title TEXT,
    target_title TEXT,
    UNIQUE (name, source_url, target_url)
);
CREATE INDEX document_source_host ON document (source_host);
CREATE INDEX document_target_host ON document (target_host);

CREATE TABLE signature (    -- what made a unit: model:…|search:…|score:…|version:…
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE sighting (     -- one place where a unit was found; never deleted by a merge
    id              INTEGER PRIMARY KEY,
    unit_id         INTEGER NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    origin_id       INTEGER NOT NULL REFERENCES origin (id),
    document_id     INTEGER REFERENCES document (id),
    signature_id    INTEGER REFERENCES signature (id),
    best            INTEGER NOT NULL DEFAULT 1,  -- 1 for exactly one sighting of a unit, else 0
    number          INTEGER NOT NULL,   -- of the tu or row in its file, from 1
    tuid            TEXT,
    source          TEXT,               -- the text here; NULL: as the unit has it
    target          TEXT,
    source_inline   TEXT,               -- the seg with its inline elements, verbatim XML
    target_inline   TEXT,
    source_language TEXT,               -- the code where it is not plainly en, ar: "en-US"
    target_language TEXT,
    source_start    INTEGER,            -- sentences in the document, from 0, stop excluded
    source_stop     INTEGER,
    target_start    INTEGER,
    target_stop     INTEGER,
    moved           INTEGER NOT NULL DEFAULT 0,
    score           REAL,
    coverage_source REAL,               -- the score's parts, see align.bead.Parts
    coverage_target REAL,
    cosine          REAL,
    length          REAL,
    numbers         REAL,
    margin          REAL,
    status          TEXT,               -- what the file said of a review; NULL: nothing
    reviewer        TEXT,
    reviewed        TEXT,
    extra           TEXT                -- JSON: whatever else the file said of the unit
);
CREATE INDEX sighting_unit ON sighting (unit_id, best);
CREATE INDEX sighting_document ON sighting (document_id) WHERE document_id IS NOT NULL;

CREATE TABLE other_language (  -- the further languages of a multilingual TMX
    sighting_id INTEGER NOT NULL REFERENCES sighting (id) ON DELETE CASCADE,
    language    TEXT NOT NULL,  -- as the file writes it
    text        TEXT NOT NULL   -- the seg, verbatim XML
);
CREATE INDEX other_language_sighting ON other_language (sighting_id);

-- Concordance: words of the keys. It covers the units up to meta's concordance_upto.
CREATE VIRTUAL TABLE unit_fts USING fts5 (
    source_key, target_key,
    content = 'unit', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

-- Fuzzy look-up: in which units a 4-gram of the key stands. It covers the units up to meta's
-- postings_upto. A batch of units adds rows of its own (segment: its first unit id) and rewrites
-- none; the rows of one gram, in order of segment, hold ascending ids. The index answers df by
-- itself: in the rows the long ids lie between. A gram is a hash of four characters and of the
-- class of its unit's length (tm/postings.py).
CREATE TABLE gram (
    side    INTEGER NOT NULL,   -- 0 source, 1 target
    gram    INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    df      INTEGER NOT NULL,   -- how many ids
    ids     BLOB NOT NULL       -- unit ids, uint32 little-endian, ascending; empty if too many
);
CREATE UNIQUE INDEX gram_df ON gram (side, gram, segment, df);

-- Semantic search: vectors of the texts, in blocks.
CREATE TABLE vector (
    model     TEXT NOT NULL,    -- the encoder's signature
    side      INTEGER NOT NULL,
    segment   INTEGER NOT NULL, -- the block's first unit id
    dimension INTEGER NOT NULL,
    ids       BLOB NOT NULL,    -- unit ids, uint32 little-endian, ascending
    vectors   BLOB NOT NULL,    -- one row an id, float16 little-endian, unit length
    PRIMARY KEY (model, side, segment)
);

CREATE TRIGGER unit_keys_stay BEFORE UPDATE OF id, source_key, target_key, source_hash, target_hash
ON unit BEGIN
    SELECT RAISE (ABORT, 'the keys of a unit never change: add a new unit');
END;
-- Nor is a unit deleted while an index covers it: it is rejected. Who must delete one empties the
-- indexes first and sets their marks in meta to 0.
CREATE TRIGGER unit_stays BEFORE DELETE ON unit
WHEN old.id <= (SELECT max(value) FROM meta WHERE key LIKE '%\_upto' ESCAPE '\') BEGIN
    SELECT RAISE (ABORT, 'this unit is in an index: reject it, or empty the indexes first');
END;
