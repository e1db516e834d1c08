-- Files that go along with what people confirm, approve or are sent.

-- file: the bytes of one, once, whichever versions and mails of ours it goes with.
CREATE TABLE file (
  id     INTEGER PRIMARY KEY,
  sha256 BLOB    NOT NULL UNIQUE,
  size   INTEGER NOT NULL,
  text   TEXT    NOT NULL,               -- the words in it that are read for decisions and action items; '' for none
  zstd   BLOB    NOT NULL
);

-- version_file: the files of one version of a text, as an attachment of a PM's mail brought
-- each.
CREATE TABLE version_file (
  about      TEXT    NOT NULL,           -- confirmation, report, procedure
  object     INTEGER NOT NULL,           -- its number
  draft      INTEGER NOT NULL,           -- of a confirmation, version of a report, step of a procedure
  n          INTEGER NOT NULL,           -- from 1, in the order of the mail
  version    INTEGER NOT NULL DEFAULT 0, -- that people were asked about or sent with it; 0: none
  message_id INTEGER NOT NULL REFERENCES message,
  part       INTEGER NOT NULL,           -- number of the attachment there
  name       TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  size       INTEGER NOT NULL,
  sha256     BLOB    NOT NULL,
  problem    TEXT    NOT NULL DEFAULT '', -- of FileProblem: why it cannot be sent
  PRIMARY KEY (about, object, draft, n)
) WITHOUT ROWID;
CREATE INDEX version_file_sha256 ON version_file (sha256);

-- raw_file: where files stand in a mail of ours. raw has its bytes without them.
CREATE TABLE raw_file (
  raw_id  INTEGER NOT NULL REFERENCES raw,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,              -- bytes of raw before it, without the files
  file_id INTEGER NOT NULL REFERENCES file,
  PRIMARY KEY (raw_id, n)
) WITHOUT ROWID;

-- relay_limit: how large a mail each relay said it takes (RFC 1870).
CREATE TABLE relay_limit (
  relay TEXT    NOT NULL PRIMARY KEY,    -- its name
  bytes INTEGER NOT NULL                 -- 0: it does not say
) WITHOUT ROWID;
