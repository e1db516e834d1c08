-- closing: the end of a project, or of a quarter of it: what its PM was asked, and the summary and the
-- retrospective that came of it.
CREATE TABLE closing (
  id               INTEGER PRIMARY KEY,
  project          TEXT    NOT NULL,
  client           TEXT    NOT NULL,             -- its name, by which the next project of the client is found
  occasion         TEXT    NOT NULL,             -- 'end', or the first day of a quarter: 2026-01-01
  from_day         TEXT    NOT NULL DEFAULT '',  -- the first day that it covers; '': from the beginning
  to_day           TEXT    NOT NULL DEFAULT '',  -- the last; '': until now
  state            TEXT    NOT NULL,             -- of ClosingMoves
  round            INTEGER NOT NULL DEFAULT 0,   -- how often the PM was asked
  items            TEXT    NOT NULL DEFAULT '[]',-- what was open, with the PM's word for each, as JSON
  facts            TEXT    NOT NULL DEFAULT '{}',-- what the PM said that the log does not know, as JSON
  retrospective    TEXT    NOT NULL DEFAULT '',  -- named, anonymous or none; '': the PM has not said
  problems         TEXT    NOT NULL DEFAULT '[]',-- what of the PM's last reply could not be read, as JSON
  confirmation_id  INTEGER REFERENCES confirmation, -- the summary
  progress         TEXT    NOT NULL DEFAULT '[]',   -- what the chart of the summary shows, as JSON
  survey_id        INTEGER REFERENCES survey,       -- which asks both sides to look back
  retrospective_id INTEGER REFERENCES confirmation, -- what they wrote, put together
  actor            TEXT    NOT NULL,
  message_id       INTEGER REFERENCES message,   -- the mail of the PM that began it
  created_ms       INTEGER NOT NULL,
  changed_ms       INTEGER NOT NULL
);
CREATE UNIQUE INDEX closing_one ON closing (project, occasion) WHERE state <> 'dropped';
CREATE INDEX closing_open ON closing (id) WHERE state IN ('begun', 'asked', 'answered', 'drafted');
CREATE INDEX closing_ended ON closing (project) WHERE state = 'closed' AND occasion = 'end';
CREATE INDEX closing_confirmation ON closing (confirmation_id);
CREATE INDEX closing_survey ON closing (survey_id);
CREATE INDEX closing_retrospective ON closing (retrospective_id);
CREATE INDEX closing_message ON closing (message_id);

-- The retrospectives that a PM has approved, and that are to be sent.
CREATE INDEX confirmation_retrospective ON confirmation (id) WHERE kind = 'retrospective' AND state = 'approved';

-- lesson: what a project hands to the next one of the same client.
CREATE TABLE lesson (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,             -- which learnt it, or had it open when it was closed
  client     TEXT    NOT NULL,
  kind       TEXT    NOT NULL,             -- lesson or carried
  text       TEXT    NOT NULL,
  actor      TEXT    NOT NULL,             -- the PM who took it up
  created_ms INTEGER NOT NULL,
  UNIQUE (project, kind, text)
);
CREATE INDEX lesson_client ON lesson (client);
