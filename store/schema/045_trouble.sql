-- What keeps Rapport from its work, and what an administrator has set up beside it.

-- trouble: something that keeps Rapport from its work, from when it was found until it is over.
CREATE TABLE trouble (
  id       INTEGER PRIMARY KEY,
  kind     TEXT    NOT NULL,            -- folder, login, relay, relay-login, disk, aside, calendar, template, task, config, clock, copy
  object   TEXT    NOT NULL,            -- what it is about: an account, a relay, a calendar and its year
  detail   TEXT    NOT NULL,            -- what a server or the system said
  since_ms INTEGER NOT NULL,            -- that it has lasted
  told_ms  INTEGER NOT NULL DEFAULT 0,  -- when the mail about it was queued; 0: none was
  over_ms  INTEGER NOT NULL DEFAULT 0,  -- when it was over; 0: it lasts
  ended_ms INTEGER NOT NULL DEFAULT 0   -- when nothing was left to be told of it; 0: something is
);
CREATE UNIQUE INDEX trouble_lasting ON trouble (kind, object) WHERE over_ms = 0;
CREATE INDEX trouble_untold ON trouble (id) WHERE ended_ms = 0;

-- upkeep: when a copy of the database was made, and when the head of the log went to its witness.
CREATE TABLE upkeep (
  what      TEXT    NOT NULL PRIMARY KEY, -- backup, witness
  done_ms   INTEGER NOT NULL DEFAULT 0,   -- when it last succeeded; 0: it never did
  failed_ms INTEGER NOT NULL DEFAULT 0,   -- when it failed since; 0: it has not
  detail    TEXT    NOT NULL DEFAULT ''   -- of the success: where the copy is, or the key of the mail; of a failure: why
) WITHOUT ROWID;
