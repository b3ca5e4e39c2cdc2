/** Marks the file as ours (`PRAGMA application_id`): 'TRgr'. */
export const applicationId = 0x54526772;

/**
 * One entry per schema version, applied in order and never edited after release; `PRAGMA user_version` counts them.
 * Triggers make versions and alias changes append-only: a promotion stays on record.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE models (
    model TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL REFERENCES models (model),
    version TEXT NOT NULL,
    major INTEGER NOT NULL,
    minor INTEGER NOT NULL,
    patch INTEGER NOT NULL,
    retrain_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    artifact_uri TEXT NOT NULL,
    artifact_sha256 TEXT NOT NULL,
    artifact_bytes INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    lineage TEXT NOT NULL,
    streams TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (model, version),
    UNIQUE (model, retrain_id)
  ) STRICT;
  CREATE INDEX versions_by_rank ON versions (model, major, minor, patch);

  CREATE TABLE streams (
    stream TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    PRIMARY KEY (stream, version_id)
  ) STRICT, WITHOUT ROWID;

  -- An alias points where its last change says: there is nothing that could disagree with the history.
  CREATE TABLE alias_changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL REFERENCES models (model),
    alias TEXT NOT NULL CHECK (alias IN ('champion', 'challenger', 'previous')),
    from_version TEXT,
    to_version TEXT,
    at INTEGER NOT NULL,
    change_id TEXT NOT NULL,
    -- 1: the move of 'previous' that a move of 'champion' brings along
    derived INTEGER NOT NULL CHECK (derived IN (0, 1)),
    -- JSON: what was asked for, so that a reused change id is noticed
    request TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (model, change_id, derived),
    FOREIGN KEY (model, from_version) REFERENCES versions (model, version),
    FOREIGN KEY (model, to_version) REFERENCES versions (model, version)
  ) STRICT;
  CREATE INDEX alias_changes_by_alias ON alias_changes (model, alias, seq);

  CREATE TABLE fences (
    model TEXT NOT NULL,
    retrain_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (model, retrain_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER versions_keep BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END;
  CREATE TRIGGER versions_stay BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END;
  CREATE TRIGGER changes_keep BEFORE UPDATE ON alias_changes BEGIN SELECT RAISE(ABORT, 'alias changes are append-only'); END;
  CREATE TRIGGER changes_stay BEFORE DELETE ON alias_changes BEGIN SELECT RAISE(ABORT, 'alias changes are append-only'); END;
  `,
  `
  -- Written twice, so that a flipped bit in one of them is noticed
  CREATE TABLE identity (id TEXT NOT NULL, copy TEXT NOT NULL) STRICT;
  INSERT INTO identity VALUES (lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' ||
    hex(randomblob(6))
  ), '');
  UPDATE identity SET copy = id;

  -- Every name that was ever given: a version may be deleted, its name stays used.
  CREATE TABLE names (
    model TEXT NOT NULL,
    major INTEGER NOT NULL,
    minor INTEGER NOT NULL,
    patch INTEGER NOT NULL,
    PRIMARY KEY (model, major, minor, patch)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO names SELECT model, major, minor, patch FROM versions;

  -- An alias means the very version it was set for, by its id; and it keeps naming a version that somebody has deleted.
  CREATE TABLE changes_of_aliases (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL REFERENCES models (model),
    alias TEXT NOT NULL CHECK (alias IN ('champion', 'challenger', 'previous')),
    from_version TEXT,
    to_version TEXT,
    at INTEGER NOT NULL,
    change_id TEXT NOT NULL,
    derived INTEGER NOT NULL CHECK (derived IN (0, 1)),
    request TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- Id of the version; null in rows of before it was kept
    target_id INTEGER,
    UNIQUE (model, change_id, derived)
  ) STRICT;
  INSERT INTO changes_of_aliases SELECT *, NULL FROM alias_changes;
  DROP TABLE alias_changes;
  ALTER TABLE changes_of_aliases RENAME TO alias_changes;
  CREATE INDEX alias_changes_by_alias ON alias_changes (model, alias, seq);
  CREATE TRIGGER changes_keep BEFORE UPDATE ON alias_changes BEGIN SELECT RAISE(ABORT, 'alias changes are append-only'); END;
  CREATE TRIGGER changes_stay BEFORE DELETE ON alias_changes BEGIN SELECT RAISE(ABORT, 'alias changes are append-only'); END;
  `,
];
