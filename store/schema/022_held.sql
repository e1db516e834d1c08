-- held: what a mail would begin or decide if its proof were enough, until somebody with
-- that proof says so.
CREATE TABLE held (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL REFERENCES message,
  project    TEXT    NOT NULL,
  why        TEXT    NOT NULL,            -- of HeldReason
  effect     TEXT    NOT NULL,            -- JSON of Held
  state      TEXT    NOT NULL DEFAULT 'held', -- of HeldMoves
  actor      TEXT    NOT NULL DEFAULT '', -- who took it up, or dropped it
  held_ms    INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
);
CREATE INDEX held_waiting ON held (project, id) WHERE state = 'held';
CREATE INDEX held_message ON held (message_id);

-- proved_sender: on which days mail of an address was proved, and how many. '@agency.example'
-- stands for every address of the log's own domain.
CREATE TABLE proved_sender (
  address TEXT    NOT NULL,
  day     TEXT    NOT NULL,               -- 2026-03-06, UTC
  mails   INTEGER NOT NULL,
  PRIMARY KEY (address, day)
) WITHOUT ROWID;

-- allowance: how often mail without proof had an effect that is bounded, by day.
CREATE TABLE allowance (
  effect  TEXT    NOT NULL,               -- of Effect
  who     TEXT    NOT NULL,               -- whom it concerned: an address
  day     TEXT    NOT NULL,               -- 2026-03-06, where they are
  used    INTEGER NOT NULL,
  PRIMARY KEY (effect, who, day)
) WITHOUT ROWID;

CREATE INDEX meeting_project ON meeting (project, end_ms);
ALTER TABLE meeting ADD COLUMN unproved INTEGER NOT NULL DEFAULT 0; -- nothing proves who announced it
