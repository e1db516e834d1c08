-- The communication log. Times are integer milliseconds UTC. Hashes are 32 bytes.

-- mailbox: one folder of one account under one UIDVALIDITY. When the server
-- renumbers the folder a new epoch is opened; old ones stay as provenance.
CREATE TABLE mailbox (
  id            INTEGER PRIMARY KEY,
  account       TEXT    NOT NULL,
  folder        TEXT    NOT NULL,
  epoch         INTEGER NOT NULL,           -- from 1, the highest is current
  uidvalidity   INTEGER NOT NULL,
  watermark     INTEGER NOT NULL DEFAULT 0, -- every UID up to here is settled
  opened_ms     INTEGER NOT NULL,
  synced_ms     INTEGER NOT NULL DEFAULT 0, -- last complete look
  reconciled_ms INTEGER NOT NULL DEFAULT 0, -- last look at every UID
  UNIQUE (account, folder, epoch)
);

-- raw: the bytes of a mail, once, whatever becomes of it later.
CREATE TABLE raw (
  id          INTEGER PRIMARY KEY,
  sha256      BLOB    NOT NULL UNIQUE,
  size        INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,           -- INTERNALDATE, or a file's date; 0 where unknown
  origin      TEXT    NOT NULL,           -- "log/INBOX" or the path it was imported from
  zstd        BLOB                        -- NULL once erased
);

-- pending: raw mail that is kept but not yet read into the log.
CREATE TABLE pending (
  raw_id   INTEGER PRIMARY KEY REFERENCES raw,
  attempts INTEGER NOT NULL DEFAULT 0    -- at reading it again after a crash
);

-- uid: every sighting of a mail in a mailbox, and what hinders one.
CREATE TABLE uid (
  mailbox_id  INTEGER NOT NULL REFERENCES mailbox,
  uid         INTEGER NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('stored', 'gone', 'failing', 'quarantined')),
  raw_id      INTEGER REFERENCES raw,     -- where stored
  attempts    INTEGER NOT NULL DEFAULT 0, -- where failing or quarantined
  reason      TEXT    NOT NULL DEFAULT '',
  seen_ms     INTEGER NOT NULL,
  vanished_ms INTEGER,                    -- stored here, since removed on the server
  PRIMARY KEY (mailbox_id, uid)
) WITHOUT ROWID;
CREATE INDEX uid_raw ON uid (raw_id) WHERE raw_id IS NOT NULL;
CREATE INDEX uid_trouble ON uid (state) WHERE state IN ('failing', 'quarantined');

-- thread: messages tied by References and In-Reply-To.
CREATE TABLE thread (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL DEFAULT '',
  sign       TEXT    NOT NULL DEFAULT '', -- of the message that decided the project
  confidence INTEGER NOT NULL DEFAULT 0
);

-- reference: every message-id seen, as own or as referred to, and its thread.
CREATE TABLE reference (
  message_id TEXT    NOT NULL PRIMARY KEY,
  thread_id  INTEGER NOT NULL REFERENCES thread
) WITHOUT ROWID;
CREATE INDEX reference_thread ON reference (thread_id);

-- message: what was read from the raw mail of the same id.
CREATE TABLE message (
  id          INTEGER PRIMARY KEY REFERENCES raw,
  thread_id   INTEGER NOT NULL REFERENCES thread,
  message_id  TEXT    NOT NULL,
  date_ms     INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  subject     TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  role        TEXT    NOT NULL,           -- of the sender
  project     TEXT    NOT NULL,           -- as the latest entry says; '' is unfiled
  sign        TEXT    NOT NULL,
  confidence  INTEGER NOT NULL
);
CREATE INDEX message_project ON message (project, date_ms);
CREATE INDEX message_thread ON message (thread_id);
CREATE INDEX message_message_id ON message (message_id);

-- body: what is long in a message, apart so that a search need not read past it.
CREATE TABLE body (
  message_id  INTEGER PRIMARY KEY REFERENCES message,
  in_reply_to TEXT NOT NULL,              -- JSON list
  refs        TEXT NOT NULL,              -- JSON list
  kind_reason TEXT NOT NULL,
  reasons     TEXT NOT NULL,              -- JSON list
  notes       TEXT NOT NULL,              -- JSON list
  defects     TEXT NOT NULL,              -- JSON list
  unparsed    TEXT NOT NULL,
  new_text    TEXT NOT NULL,
  quoted      TEXT NOT NULL               -- kept only where what it quotes is not in the log
);

CREATE TABLE participant (
  message_id INTEGER NOT NULL REFERENCES message,
  field      TEXT    NOT NULL,            -- from, sender, reply-to, to, cc, delivered-to
  n          INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  address    TEXT    NOT NULL,
  PRIMARY KEY (message_id, field, n)
) WITHOUT ROWID;

CREATE TABLE attachment (
  message_id INTEGER NOT NULL REFERENCES message,
  n          INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  size       INTEGER NOT NULL,
  sha256     BLOB    NOT NULL,
  content_id TEXT    NOT NULL,
  inline     INTEGER NOT NULL,
  PRIMARY KEY (message_id, n)
) WITHOUT ROWID;

-- content_key: the key under which the content of one person's mail in one
-- project is hashed into the chain. Without it nobody can test a guess of what
-- was written, so destroying it erases the content and leaves the chain whole.
CREATE TABLE content_key (
  id      INTEGER PRIMARY KEY,
  project TEXT    NOT NULL,
  person  TEXT    NOT NULL,
  key     BLOB                            -- NULL once destroyed
);
CREATE UNIQUE INDEX content_key_live ON content_key (project, person) WHERE key IS NOT NULL;

-- entry: the log as it was written, in a chain. Nothing here is ever changed.
CREATE TABLE entry (
  id          INTEGER PRIMARY KEY,        -- from 1, without gaps
  recorded_ms INTEGER NOT NULL,
  act         TEXT    NOT NULL CHECK (act IN ('logged', 'filed', 'erased')),
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
CREATE INDEX entry_message ON entry (message_id);

-- search: words and CJK bigrams; rowid is the message's id. It can be rebuilt.
CREATE VIRTUAL TABLE search USING fts5 (
  sender, people, subject, body, files,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- Fewer merges while much arrives; a search reads up to 16 segments.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
INSERT INTO search (search, rank) VALUES ('pgsz', 8000);
