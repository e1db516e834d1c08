-- Changes and disputes, the solution of a case, and what PMs make of cases.

-- matter: a change or a dispute, which goes from step to step.
CREATE TABLE matter (
  id              INTEGER PRIMARY KEY,
  project         TEXT    NOT NULL,
  kind            TEXT    NOT NULL CHECK (kind IN ('change', 'dispute')),
  number          INTEGER NOT NULL,           -- among its kind in its project, from 1
  title           TEXT    NOT NULL,
  state           TEXT    NOT NULL,           -- of ChangeMoves or DisputeMoves
  version         INTEGER NOT NULL,           -- counts its steps
  case_id         INTEGER REFERENCES cases,   -- it came of
  confirmation_id INTEGER REFERENCES confirmation, -- its text that people are to confirm now
  asked           INTEGER NOT NULL DEFAULT 0, -- 1: who has the next step was asked, 2: and reminded
  asked_ms        INTEGER NOT NULL DEFAULT 0,
  actor           TEXT    NOT NULL,
  created_ms      INTEGER NOT NULL,
  changed_ms      INTEGER NOT NULL,
  UNIQUE (project, kind, number)
);
CREATE INDEX matter_confirmation ON matter (confirmation_id);

-- step: what happened to a matter, with what was written of it.
CREATE TABLE step (
  matter_id  INTEGER NOT NULL REFERENCES matter,
  version    INTEGER NOT NULL,
  event      TEXT    NOT NULL,
  state      TEXT    NOT NULL,                -- that it led to
  text       TEXT    NOT NULL,
  actor      TEXT    NOT NULL,                -- '' nobody: time did
  message_id INTEGER REFERENCES message,
  at_ms      INTEGER NOT NULL,
  PRIMARY KEY (matter_id, version)
) WITHOUT ROWID;

-- Texts to confirm have three more kinds, one more outcome, and may solve a case.
CREATE TABLE confirmation_new (
  id          INTEGER PRIMARY KEY,
  project     TEXT    NOT NULL,
  number      INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('drafted', 'proposed', 'approved', 'asked', 'settled', 'withdrawn')),
  outcome     TEXT    NOT NULL DEFAULT '' CHECK (outcome IN ('', 'confirmed', 'silence', 'disputed', 'rejected')),
  version     INTEGER NOT NULL,
  text        TEXT    NOT NULL,
  policy      TEXT    NOT NULL CHECK (policy IN ('all', 'any', 'silence')),
  deadline_ms INTEGER NOT NULL DEFAULT 0,
  reminders   INTEGER NOT NULL DEFAULT 0,
  overdue     INTEGER NOT NULL DEFAULT 0,
  actor       TEXT    NOT NULL,
  message_id  INTEGER REFERENCES message,
  case_id     INTEGER REFERENCES cases,
  created_ms  INTEGER NOT NULL,
  changed_ms  INTEGER NOT NULL,
  UNIQUE (project, number)
);
CREATE TABLE confirmation_version_new (
  confirmation_id INTEGER NOT NULL REFERENCES confirmation_new,
  version         INTEGER NOT NULL,
  text            TEXT    NOT NULL,
  actor           TEXT    NOT NULL,
  asked_ms        INTEGER NOT NULL,
  PRIMARY KEY (confirmation_id, version)
) WITHOUT ROWID;
CREATE TABLE voice_new (
  confirmation_id INTEGER NOT NULL REFERENCES confirmation_new,
  version         INTEGER NOT NULL,
  address         TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('waiting', 'confirmed', 'objected')),
  words           TEXT    NOT NULL DEFAULT '',
  by              TEXT    NOT NULL DEFAULT '',
  message_id      INTEGER REFERENCES message,
  at_ms           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (confirmation_id, version, address)
) WITHOUT ROWID;
INSERT INTO confirmation_new (id, project, number, kind, title, state, outcome, version, text, policy, deadline_ms, reminders, overdue, actor, message_id, created_ms, changed_ms)
  SELECT id, project, number, kind, title, state, outcome, version, text, policy, deadline_ms, reminders, overdue, actor, message_id, created_ms, changed_ms FROM confirmation;
INSERT INTO confirmation_version_new SELECT * FROM confirmation_version;
INSERT INTO voice_new SELECT * FROM voice;
DROP TABLE voice;
DROP TABLE confirmation_version;
DROP INDEX confirmation_open;
DROP TABLE confirmation;
ALTER TABLE confirmation_new RENAME TO confirmation;
ALTER TABLE confirmation_version_new RENAME TO confirmation_version;
ALTER TABLE voice_new RENAME TO voice;
CREATE INDEX confirmation_open ON confirmation (state) WHERE state NOT IN ('settled', 'withdrawn');

-- Cases have two more kinds, a second clock, an owner, and may be one with another.
CREATE TABLE cases_new (
  id           INTEGER PRIMARY KEY,
  project      TEXT    NOT NULL,
  number       INTEGER NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind IN ('question', 'problem', 'support', 'change', 'complaint', 'dispute')),
  state        TEXT    NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
  title        TEXT    NOT NULL,
  words        TEXT    NOT NULL,
  message_id   INTEGER NOT NULL REFERENCES message,
  answer_id    INTEGER REFERENCES message,
  first_ms     INTEGER NOT NULL,           -- when it was opened first
  opened_ms    INTEGER NOT NULL,           -- and last
  due_ms       INTEGER NOT NULL DEFAULT 0,
  answered_ms  INTEGER NOT NULL DEFAULT 0,
  warned       INTEGER NOT NULL DEFAULT 0,
  solve_ms     INTEGER NOT NULL DEFAULT 0, -- when a solution is due; 0: not reckoned yet, or never
  solve_warned INTEGER NOT NULL DEFAULT 0,
  owner        TEXT    NOT NULL DEFAULT '', -- address of whom it is assigned to
  merged_id    INTEGER REFERENCES cases_new,
  acknowledged INTEGER NOT NULL DEFAULT 0,
  actor        TEXT    NOT NULL DEFAULT '',
  changed_ms   INTEGER NOT NULL,
  UNIQUE (project, number)
);
INSERT INTO cases_new (id, project, number, kind, state, title, words, message_id, answer_id, first_ms, opened_ms, due_ms, answered_ms, warned, acknowledged, actor, changed_ms)
  SELECT id, project, number, kind, state, title, words, message_id, answer_id, opened_ms, opened_ms, due_ms, answered_ms, warned, 1, actor, changed_ms FROM cases;
DROP INDEX cases_message;
DROP INDEX cases_open;
DROP TABLE cases;
ALTER TABLE cases_new RENAME TO cases;
CREATE INDEX cases_message ON cases (message_id);
CREATE INDEX cases_open ON cases (state) WHERE state <> 'closed';
