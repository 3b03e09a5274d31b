-- What a batch has read and done, in a file beside the memory. It may be deleted: all is done anew.
CREATE TABLE IF NOT EXISTS batch.state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batch.archive (  -- an archive that was read to its end, as it was then
    name  TEXT PRIMARY KEY,
    stamp TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batch.document ( -- what an archive holds, in its order
    archive TEXT NOT NULL,
    number  INTEGER NOT NULL,
    place   TEXT NOT NULL,
    page    TEXT NOT NULL,          -- digest; '' for what could not be read
    pair    TEXT NOT NULL,          -- documents of one were given as a pair
    reason  TEXT NOT NULL,          -- why it could not be read
    PRIMARY KEY (archive, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batch.article (  -- what became of a page, by its digest
    page        TEXT PRIMARY KEY,
    outcome     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    language    TEXT NOT NULL,
    month       TEXT NOT NULL,
    text        BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    dropped     TEXT NOT NULL,      -- JSON: lines left out, by reason
    seconds     REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS batch.vector (
    page    TEXT NOT NULL,
    model   TEXT NOT NULL,
    width   INTEGER NOT NULL,
    vectors BLOB NOT NULL,
    PRIMARY KEY (page, model)
);
CREATE TABLE IF NOT EXISTS batch.pair (     -- the pairs of the archives, in the memory's order
    number       INTEGER PRIMARY KEY,
    key          TEXT NOT NULL,
    source       TEXT NOT NULL,     -- digests of the pages
    target       TEXT NOT NULL,
    signal       TEXT NOT NULL,
    source_url   TEXT NOT NULL,
    target_url   TEXT NOT NULL,
    title        TEXT NOT NULL,
    month        TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS batch.result (   -- what became of a pair, by its key
    key      TEXT PRIMARY KEY,
    document TEXT NOT NULL,         -- its name in the memory; '' where there are no units
    outcome  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    units    INTEGER NOT NULL,
    bands    TEXT NOT NULL,         -- JSON: units by tenth of the score
    left_out TEXT NOT NULL,         -- JSON: by reason
    score    REAL,                  -- mean of the units
    source_sentences INTEGER NOT NULL,
    target_sentences INTEGER NOT NULL,
    source_share REAL NOT NULL,
    target_share REAL NOT NULL,
    seconds  REAL NOT NULL
);
PRAGMA batch.user_version = 2;
