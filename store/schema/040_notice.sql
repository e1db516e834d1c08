-- digest_only: who gets what asks nothing of them once a day, in one mail.
CREATE TABLE digest_only (
  address  TEXT    NOT NULL PRIMARY KEY,  -- in lower case
  since_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- notice: a mail that asks nothing, for the next digest of who wants no single ones.
CREATE TABLE notice (
  id         INTEGER PRIMARY KEY,
  key        TEXT    NOT NULL UNIQUE,     -- of the mail that it would have been, and the address
  address    TEXT    NOT NULL,            -- in lower case
  project    TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  sent_ms    INTEGER NOT NULL DEFAULT 0   -- when it was part of a digest, or its reader had left; 0: it waits
);
CREATE INDEX notice_waiting ON notice (id) WHERE sent_ms = 0;
