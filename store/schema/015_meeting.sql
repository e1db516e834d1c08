-- meeting: what invitations in the log say of one, and whether its minutes were asked for.
CREATE TABLE meeting (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  uid        TEXT    NOT NULL,           -- of RFC 5545, the same in all messages about it
  sequence   INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  start_ms   INTEGER NOT NULL,
  end_ms     INTEGER NOT NULL,
  cancelled  INTEGER NOT NULL DEFAULT 0,
  asked      INTEGER NOT NULL DEFAULT 0, -- 1: the PM was asked for minutes, 2: and reminded
  asked_ms   INTEGER NOT NULL DEFAULT 0,
  over       INTEGER NOT NULL DEFAULT 0, -- there are minutes, or there are to be none
  UNIQUE (project, uid)
);
CREATE INDEX meeting_end ON meeting (end_ms) WHERE over = 0 AND cancelled = 0;
