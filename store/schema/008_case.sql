-- What clients ask, and whether the team has answered.

CREATE TABLE cases (
  id          INTEGER PRIMARY KEY,
  project     TEXT    NOT NULL,
  number      INTEGER NOT NULL,           -- in its project, from 1
  kind        TEXT    NOT NULL CHECK (kind IN ('question', 'problem', 'change', 'complaint')),
  state       TEXT    NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
  title       TEXT    NOT NULL,
  words       TEXT    NOT NULL,           -- that opened it
  message_id  INTEGER NOT NULL REFERENCES message, -- that opened it, or asked again
  answer_id   INTEGER REFERENCES message, -- of the team
  opened_ms   INTEGER NOT NULL,           -- date of the mail that opened it, or asked again
  due_ms      INTEGER NOT NULL DEFAULT 0, -- when an answer is due; 0: not reckoned yet, or never
  answered_ms INTEGER NOT NULL DEFAULT 0,
  warned      INTEGER NOT NULL DEFAULT 0, -- 1: that the time is running out, 2: that it has
  actor       TEXT    NOT NULL DEFAULT '', -- who closed it
  changed_ms  INTEGER NOT NULL,
  UNIQUE (project, number)
);
CREATE INDEX cases_message ON cases (message_id);
CREATE INDEX cases_open ON cases (state) WHERE state = 'open';
