-- What PMs are told of mail that fits no project, and what they answer.

-- note: one mail to one PM, with numbered mails of the log.
CREATE TABLE note (
  id         INTEGER PRIMARY KEY,
  day        TEXT    NOT NULL,            -- 2026-03-06, where the PM is
  address    TEXT    NOT NULL,            -- the PM's, in lower case
  project    TEXT    NOT NULL,            -- under which it was sent
  latest     INTEGER NOT NULL,            -- the highest message in it
  items      TEXT    NOT NULL,            -- JSON: the messages, in the order of their numbers
  outcome    TEXT    NOT NULL DEFAULT '', -- JSON: what became of the last answer; '' where there is nothing to tell
  answers    INTEGER NOT NULL DEFAULT 0,
  UNIQUE (day, address)
);
CREATE INDEX note_address ON note (address, latest);
CREATE INDEX note_outcome ON note (id) WHERE outcome <> '';
