-- outside_item: a work item of an issue tracker that a change or a case becomes, once.
CREATE TABLE outside_item (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  project      TEXT    NOT NULL,
  procedure_id INTEGER UNIQUE REFERENCES procedure,
  case_id      INTEGER UNIQUE REFERENCES cases,
  state        TEXT    NOT NULL DEFAULT 'wanted', -- of OutsideMoves
  mark         TEXT    NOT NULL UNIQUE,        -- in its description, by which it is found
  title        TEXT    NOT NULL,               -- as it is sent
  tracker      TEXT    NOT NULL DEFAULT '',    -- the name of the system
  outside_id   TEXT    NOT NULL DEFAULT '',    -- by which the system's interface knows it
  key          TEXT    NOT NULL DEFAULT '',    -- by which people do
  url          TEXT    NOT NULL DEFAULT '',
  stage        TEXT    NOT NULL DEFAULT '',    -- pending, active or done there
  fault        TEXT    NOT NULL DEFAULT '',    -- why the last try failed
  tries        INTEGER NOT NULL DEFAULT 0,     -- to make it
  asked        INTEGER NOT NULL DEFAULT 0,     -- 1: it is done there, and the PM was asked whether it is here
  actor        TEXT    NOT NULL DEFAULT '',    -- who wants it
  sent_ms      INTEGER NOT NULL DEFAULT 0,     -- the first try
  last_ms      INTEGER NOT NULL DEFAULT 0,     -- the last one
  next_ms      INTEGER NOT NULL DEFAULT 0,     -- when it is looked at next
  changed_ms   INTEGER NOT NULL
);
CREATE INDEX outside_item_project ON outside_item (project);
CREATE INDEX outside_item_next ON outside_item (next_ms);
-- What the tracker said of the period when the PM was asked for the report, as JSON.
ALTER TABLE report ADD COLUMN outside TEXT NOT NULL DEFAULT '';
