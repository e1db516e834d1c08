-- team_part: what a team member says of their work for a report of their project. It is internal: the
-- PM reads it beside the form of the report, and nothing that goes to a client reads this table.
CREATE TABLE team_part (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  period     TEXT    NOT NULL,              -- of the report, which may not be there yet
  address    TEXT    NOT NULL,              -- of the team member, in lower case
  state      TEXT    NOT NULL,              -- of TeamPartMoves
  ask        INTEGER NOT NULL DEFAULT 0,    -- the number of the first of those that one mail asks for
  text       TEXT    NOT NULL DEFAULT '',   -- their words
  message_id INTEGER REFERENCES message,    -- the mail that brought them
  shown      TEXT    NOT NULL DEFAULT '[]', -- the addresses of the PMs who were shown these words, as JSON
  changed_ms INTEGER NOT NULL,
  UNIQUE (project, period, address)
);
CREATE INDEX team_part_ask ON team_part (ask);
CREATE INDEX team_part_message ON team_part (message_id);

-- team_stop: who is not asked for their part of a project's reports.
CREATE TABLE team_stop (
  project    TEXT    NOT NULL,
  address    TEXT    NOT NULL,              -- in lower case
  since_ms   INTEGER NOT NULL,
  message_id INTEGER,                       -- the mail that said so
  PRIMARY KEY (project, address)
) WITHOUT ROWID;
