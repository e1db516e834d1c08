-- Cases that stand, are put off, are parts of one mail, or end because all is quiet.
ALTER TABLE cases ADD COLUMN about TEXT NOT NULL DEFAULT '';    -- the part of the mail that it is about; '': all of it
ALTER TABLE cases ADD COLUMN later TEXT NOT NULL DEFAULT '';    -- the day until which its PM put it off; '': not
ALTER TABLE cases ADD COLUMN waits TEXT NOT NULL DEFAULT '';    -- when its client was awaited, as JSON [[from_ms, until_ms]]; 0: still
ALTER TABLE cases ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;  -- 1: it was closed because all was quiet

-- awaited: a question of a PM that a client has not answered, or a decision that a report asked for.
CREATE TABLE awaited (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  kind       TEXT    NOT NULL,             -- question, decision
  state      TEXT    NOT NULL DEFAULT 'open', -- of AwaitedMoves
  what       TEXT    NOT NULL,             -- in the words of the mail
  message_id INTEGER REFERENCES message,   -- the mail that asks the question
  report_id  INTEGER REFERENCES report,    -- the report that asks for the decision
  due        TEXT    NOT NULL DEFAULT '',  -- the day of the decision; '' none
  since_ms   INTEGER NOT NULL,             -- when it was asked last
  actor      TEXT    NOT NULL DEFAULT '',  -- who settled it
  changed_ms INTEGER NOT NULL
);
CREATE INDEX awaited_open ON awaited (project) WHERE state = 'open';
CREATE INDEX awaited_message ON awaited (message_id);

-- client_reminder: when a client was reminded of something at the wish of a PM.
CREATE TABLE client_reminder (
  about     TEXT    NOT NULL,              -- awaited, action, case
  object    INTEGER NOT NULL,
  wanted_ms INTEGER NOT NULL DEFAULT 0,    -- when the PM said so; 0: what they said is done
  sent_ms   INTEGER NOT NULL DEFAULT 0,    -- the last one; 0: none yet
  "left"    TEXT    NOT NULL DEFAULT '',   -- why none was sent: early, settled; ''
  actor     TEXT    NOT NULL DEFAULT '',   -- who said so last
  PRIMARY KEY (about, object)
) WITHOUT ROWID;
CREATE INDEX client_reminder_wanted ON client_reminder (wanted_ms) WHERE wanted_ms > 0;
