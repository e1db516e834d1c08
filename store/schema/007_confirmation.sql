-- Texts that people confirm: minutes, plans, scopes, solutions, summaries.

-- confirmation: one of them, with its present text.
CREATE TABLE confirmation (
  id          INTEGER PRIMARY KEY,
  project     TEXT    NOT NULL,
  number      INTEGER NOT NULL,            -- in its project, from 1
  kind        TEXT    NOT NULL CHECK (kind IN ('minutes', 'plan', 'scope', 'acceptance', 'training', 'solution', 'summary')),
  title       TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('drafted', 'proposed', 'approved', 'asked', 'settled', 'withdrawn')),
  outcome     TEXT    NOT NULL DEFAULT '' CHECK (outcome IN ('', 'confirmed', 'silence', 'disputed')),
  version     INTEGER NOT NULL,            -- of text; 1 is the first
  text        TEXT    NOT NULL,
  policy      TEXT    NOT NULL CHECK (policy IN ('all', 'any', 'silence')),
  deadline_ms INTEGER NOT NULL DEFAULT 0,
  reminders   INTEGER NOT NULL DEFAULT 0,
  overdue     INTEGER NOT NULL DEFAULT 0,  -- the PM was told that the deadline has passed
  actor       TEXT    NOT NULL,            -- who wrote, approved or withdrew it last
  message_id  INTEGER REFERENCES message,  -- the mail that brought it first
  created_ms  INTEGER NOT NULL,
  changed_ms  INTEGER NOT NULL,
  UNIQUE (project, number)
);
CREATE INDEX confirmation_open ON confirmation (state) WHERE state NOT IN ('settled', 'withdrawn');

-- confirmation_version: the exact texts that people were asked about.
CREATE TABLE confirmation_version (
  confirmation_id INTEGER NOT NULL REFERENCES confirmation,
  version         INTEGER NOT NULL,
  text            TEXT    NOT NULL,
  actor           TEXT    NOT NULL,
  asked_ms        INTEGER NOT NULL,
  PRIMARY KEY (confirmation_id, version)
) WITHOUT ROWID;

-- voice: what one person said of one version.
CREATE TABLE voice (
  confirmation_id INTEGER NOT NULL REFERENCES confirmation,
  version         INTEGER NOT NULL,
  address         TEXT    NOT NULL,        -- in lower case
  name            TEXT    NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('waiting', 'confirmed', 'objected')),
  words           TEXT    NOT NULL DEFAULT '',
  by              TEXT    NOT NULL DEFAULT '', -- who said it for them; '' themselves
  message_id      INTEGER REFERENCES message,
  at_ms           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (confirmation_id, version, address)
) WITHOUT ROWID;

-- tell: what somebody is still to be told of an answer of theirs.
CREATE TABLE tell (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  confirmation_id INTEGER NOT NULL REFERENCES confirmation,
  version         INTEGER NOT NULL,
  address         TEXT    NOT NULL,        -- who answered
  what            TEXT    NOT NULL CHECK (what IN ('recorded', 'passed-on', 'again', 'old', 'late', 'settled', 'said')),
  words           TEXT    NOT NULL DEFAULT '',
  message_id      INTEGER REFERENCES message
);
