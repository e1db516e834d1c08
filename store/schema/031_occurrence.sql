-- meeting: one occurrence of a series is one meeting, and says where people meet.
CREATE TABLE meeting_new (
  id            INTEGER PRIMARY KEY,
  project       TEXT    NOT NULL,
  uid           TEXT    NOT NULL,            -- of RFC 5545, the same in all messages about it; of an invitation in words its conference
  occurrence_ms INTEGER NOT NULL DEFAULT 0,  -- when it was to begin at first, of one of a series; 0 for others
  own           INTEGER NOT NULL DEFAULT 0,  -- a message was about this one of its series
  sequence      INTEGER NOT NULL,
  title         TEXT    NOT NULL,
  start_ms      INTEGER NOT NULL,
  end_ms        INTEGER NOT NULL,
  cancelled     INTEGER NOT NULL DEFAULT 0,
  asked_ms      INTEGER NOT NULL DEFAULT 0,
  state         TEXT    NOT NULL DEFAULT 'announced', -- of MeetingMoves
  unproved      INTEGER NOT NULL DEFAULT 0,  -- nothing proves who announced it
  system        TEXT    NOT NULL DEFAULT '', -- zoom, teams, …
  conference    TEXT    NOT NULL DEFAULT '', -- its id there
  url           TEXT    NOT NULL DEFAULT '', -- to join it, without a passcode
  people        TEXT    NOT NULL DEFAULT '[]', -- JSON of Attendee: who is invited, and what they answered
  agenda_id     INTEGER REFERENCES confirmation,
  UNIQUE (project, uid, occurrence_ms)
);
INSERT INTO meeting_new (id, project, uid, sequence, title, start_ms, end_ms, cancelled, asked_ms, state, unproved)
  SELECT id, project, uid, sequence, title, start_ms, end_ms, cancelled, asked_ms, state, unproved FROM meeting;
DROP TABLE meeting;
ALTER TABLE meeting_new RENAME TO meeting;
CREATE INDEX meeting_end ON meeting (end_ms) WHERE state <> 'over' AND cancelled = 0;
CREATE INDEX meeting_project ON meeting (project, end_ms);
CREATE INDEX meeting_start ON meeting (start_ms) WHERE cancelled = 0;
CREATE INDEX meeting_agenda ON meeting (agenda_id) WHERE agenda_id IS NOT NULL;
CREATE INDEX meeting_conference ON meeting (project, system, conference, start_ms) WHERE conference <> '';

-- meeting_series: meetings that repeat. Each becomes a row of meeting shortly before it.
CREATE TABLE meeting_series (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  uid        TEXT    NOT NULL,
  sequence   INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  start_ms   INTEGER NOT NULL,               -- of the first
  end_ms     INTEGER NOT NULL,
  rule       TEXT    NOT NULL,               -- JSON of recurrence.Rule
  cancelled  INTEGER NOT NULL DEFAULT 0,
  until_ms   INTEGER NOT NULL DEFAULT 0,     -- no meeting that was to begin then or later takes place; 0 for no such time
  unproved   INTEGER NOT NULL DEFAULT 0,
  system     TEXT    NOT NULL DEFAULT '',
  conference TEXT    NOT NULL DEFAULT '',
  url        TEXT    NOT NULL DEFAULT '',
  people     TEXT    NOT NULL DEFAULT '[]',
  next_ms    INTEGER NOT NULL DEFAULT 0,     -- when the first begins that is not in meeting yet; 0 for none
  UNIQUE (project, uid)
);
CREATE INDEX meeting_series_next ON meeting_series (next_ms) WHERE next_ms > 0 AND cancelled = 0;
