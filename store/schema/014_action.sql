-- action: an action item. Its owner is to do something by a day.
CREATE TABLE action (
  id              INTEGER PRIMARY KEY,
  project         TEXT    NOT NULL,
  number          INTEGER NOT NULL,          -- in its project, from 1
  what            TEXT    NOT NULL,
  owner           TEXT    NOT NULL,          -- name, as it was written
  address         TEXT    NOT NULL,          -- of the contact who that is, in lower case; '' nobody knows
  due             TEXT    NOT NULL,          -- 2026-03-06, where the project is; '' no day was named
  state           TEXT    NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
  confirmation_id INTEGER REFERENCES confirmation, -- the minutes it comes of
  message_id      INTEGER REFERENCES message,      -- or the mail
  given           INTEGER NOT NULL DEFAULT 0, -- its owner has it
  reminded        INTEGER NOT NULL DEFAULT 0, -- 1: before its day, 2: after it
  actor           TEXT    NOT NULL,
  created_ms      INTEGER NOT NULL,
  changed_ms      INTEGER NOT NULL,
  UNIQUE (project, number)
);
CREATE INDEX action_open ON action (state) WHERE state = 'open';

-- Minutes that have their outcome are read for action items, once.
ALTER TABLE confirmation ADD COLUMN harvested INTEGER NOT NULL DEFAULT 0;
UPDATE confirmation SET harvested = 1 WHERE state IN ('settled', 'withdrawn');

-- handout: the action items of one mail, in the order of their numbers there.
CREATE TABLE handout (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  items   TEXT    NOT NULL                   -- JSON: ids of action
);
