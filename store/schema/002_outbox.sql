-- What is sent, what is asked, and the progress reports.

-- letter: a mail of ours, rendered once. Its bytes are raw.zstd; it becomes a
-- message of the log when the first server takes it.
CREATE TABLE letter (
  id         INTEGER PRIMARY KEY,
  raw_id     INTEGER NOT NULL UNIQUE REFERENCES raw,
  key        TEXT    NOT NULL UNIQUE,     -- what it is: the same is never queued twice
  purpose    TEXT    NOT NULL,            -- report, report-ask, ...
  project    TEXT    NOT NULL,
  relay      TEXT    NOT NULL,
  once       INTEGER NOT NULL,            -- 1: rather not at all than twice
  message_id TEXT    NOT NULL UNIQUE,
  message    TEXT    NOT NULL,            -- JSON, as the log will show it
  queued_ms  INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL             -- no attempt is made after this
);

-- outgoing: a letter on its way to one recipient.
CREATE TABLE outgoing (
  id           INTEGER PRIMARY KEY,
  letter_id    INTEGER NOT NULL REFERENCES letter,
  recipient    TEXT    NOT NULL,
  return_tag   TEXT    NOT NULL UNIQUE,   -- of its return path, unguessable
  state        TEXT    NOT NULL CHECK (state IN
    ('ready', 'held', 'sending', 'finishing', 'unknown', 'sent', 'failed', 'cancelled', 'bounced')),
  attempts     INTEGER NOT NULL DEFAULT 0,
  doubtful     INTEGER NOT NULL DEFAULT 0, -- attempts whose end is not known
  next_ms      INTEGER NOT NULL,          -- not before; where unknown: decided then
  changed_ms   INTEGER NOT NULL,
  code         INTEGER NOT NULL DEFAULT 0, -- of the server's last reply, 0 where there was none
  reply        TEXT    NOT NULL DEFAULT '', -- its last words, or what went wrong
  delay_told   INTEGER NOT NULL DEFAULT 0, -- a delay notice was passed on
  notice       TEXT    NOT NULL DEFAULT '' CHECK (notice IN ('', 'due', 'told')), -- that it failed
  UNIQUE (letter_id, recipient)
);
CREATE INDEX outgoing_next ON outgoing (next_ms) WHERE state IN ('ready', 'unknown');
CREATE INDEX outgoing_live ON outgoing (state) WHERE state NOT IN ('sent', 'failed', 'cancelled', 'bounced');
CREATE INDEX outgoing_notice ON outgoing (notice) WHERE notice = 'due';

CREATE INDEX outgoing_recipient ON outgoing (recipient);

-- attempt: what each server said.
CREATE TABLE attempt (
  outgoing_id INTEGER NOT NULL REFERENCES outgoing,
  n           INTEGER NOT NULL,
  at_ms       INTEGER NOT NULL,
  outcome     TEXT    NOT NULL,
  stage       TEXT    NOT NULL,
  code        INTEGER NOT NULL,
  reply       TEXT    NOT NULL,
  PRIMARY KEY (outgoing_id, n)
) WITHOUT ROWID;
CREATE INDEX attempt_at ON attempt (at_ms);

-- echo: mail in the log mailbox that is a letter of ours come back.
CREATE TABLE echo (
  raw_id      INTEGER PRIMARY KEY REFERENCES raw,
  letter_id   INTEGER NOT NULL REFERENCES letter,
  outgoing_id INTEGER REFERENCES outgoing -- whose transaction it was copied in, where that can be told
);
CREATE INDEX echo_outgoing ON echo (outgoing_id) WHERE outgoing_id IS NOT NULL;

-- bounce: a delivery status notification for a mail of ours.
CREATE TABLE bounce (
  raw_id      INTEGER NOT NULL REFERENCES raw,
  outgoing_id INTEGER NOT NULL REFERENCES outgoing,
  at_ms       INTEGER NOT NULL,
  hard        INTEGER NOT NULL,
  status      TEXT    NOT NULL,           -- RFC 3463, such as 5.1.1
  reply       TEXT    NOT NULL,
  counts      INTEGER NOT NULL,           -- towards a suspension: it came by the return path, and was not lifted since
  PRIMARY KEY (raw_id, outgoing_id)
) WITHOUT ROWID;
CREATE INDEX bounce_outgoing ON bounce (outgoing_id);

-- suspended: addresses to which nothing is sent until a person lifts it.
CREATE TABLE suspended (
  address  TEXT    NOT NULL PRIMARY KEY,  -- in lower case
  since_ms INTEGER NOT NULL,
  reason   TEXT    NOT NULL
) WITHOUT ROWID;

-- request: something that one person was asked, under a token only they know.
CREATE TABLE request (
  id          INTEGER PRIMARY KEY,
  token       BLOB    NOT NULL UNIQUE,    -- SHA-256 of it
  message_id  TEXT    NOT NULL UNIQUE,    -- of the mail that asked
  purpose     TEXT    NOT NULL,           -- report-ask, report-draft
  project     TEXT    NOT NULL,
  object      INTEGER NOT NULL,           -- the report
  version     INTEGER NOT NULL,           -- of its text
  address     TEXT    NOT NULL,           -- who was asked, in lower case
  asked_ms    INTEGER NOT NULL,
  expires_ms  INTEGER NOT NULL,
  answered_ms INTEGER NOT NULL DEFAULT 0, -- by a mail that counted
  answer_id   INTEGER REFERENCES message
);
CREATE INDEX request_object ON request (purpose, object);

-- report: a progress report for a period of a project.
CREATE TABLE report (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  period     TEXT    NOT NULL,            -- the day that names it, 2026-03-06
  from_day   TEXT    NOT NULL,
  to_day     TEXT    NOT NULL,
  due_ms     INTEGER NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN
    ('planned', 'asked', 'drafted', 'proposed', 'approved', 'sent', 'skipped')),
  version    INTEGER NOT NULL DEFAULT 0,  -- of the draft
  draft      TEXT    NOT NULL DEFAULT '',
  before     TEXT    NOT NULL DEFAULT '', -- the draft before this one
  figures    TEXT    NOT NULL DEFAULT '', -- JSON, as they were when the PM was shown the report
  actor      TEXT    NOT NULL DEFAULT '', -- who wrote, approved or skipped it last
  reminders  INTEGER NOT NULL DEFAULT 0,
  reminded_ms INTEGER NOT NULL DEFAULT 0,
  changed_ms INTEGER NOT NULL,
  planned    INTEGER NOT NULL DEFAULT -1, -- per cent at its end, once sent
  actual     INTEGER NOT NULL DEFAULT -1,
  UNIQUE (project, period)
);
CREATE INDEX report_open ON report (state) WHERE state NOT IN ('sent', 'skipped');
