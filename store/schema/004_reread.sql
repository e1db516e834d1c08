-- Mail that is read again: a new entry supersedes, nothing is rewritten.

-- SQLite cannot change a CHECK: entry is copied with one more act.
CREATE TABLE entry_wider (
  id          INTEGER PRIMARY KEY,        -- from 1, without gaps
  recorded_ms INTEGER NOT NULL,
  act         TEXT    NOT NULL CHECK (act IN ('logged', 'filed', 'erased', 'reread')),
  message_id  INTEGER NOT NULL REFERENCES message,
  at_ms       INTEGER NOT NULL,           -- the date of the message
  kind        TEXT    NOT NULL,
  project     TEXT    NOT NULL,
  sign        TEXT    NOT NULL,
  confidence  INTEGER NOT NULL,
  actor       TEXT    NOT NULL,           -- "rapport", or who did it by hand
  key_id      INTEGER NOT NULL REFERENCES content_key,
  content     BLOB    NOT NULL,           -- HMAC-SHA256 of the content
  hash        BLOB    NOT NULL            -- SHA-256 over the hash before and this entry
);
INSERT INTO entry_wider SELECT id, recorded_ms, act, message_id, at_ms, kind, project, sign, confidence, actor, key_id, content, hash FROM entry;
DROP TABLE entry;
ALTER TABLE entry_wider RENAME TO entry;
CREATE INDEX entry_message ON entry (message_id);

-- superseded: the content that an entry recorded, once a later entry has other
-- content: what content is the HMAC of, compressed. NULL once erased.
CREATE TABLE superseded (
  entry_id INTEGER PRIMARY KEY REFERENCES entry,
  zstd     BLOB
);
