-- person: who is a contact of a project by a PM's mail, beside those of the configuration, and
-- who a PM was asked about or asked for without proof. A row stays when somebody is removed.
CREATE TABLE person (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  address    TEXT    NOT NULL,               -- in lower case
  name       TEXT    NOT NULL,
  role       TEXT    NOT NULL,               -- client or team; '': no contact
  contact    TEXT    NOT NULL DEFAULT '',    -- of a further address of a contact: one of theirs in the configuration
  wanted     TEXT    NOT NULL DEFAULT '',    -- client, team or remove, which mail without proof asks for
  told       INTEGER NOT NULL DEFAULT 0,     -- 1: a digest asked about them
  actor      TEXT    NOT NULL DEFAULT '',    -- who added or removed them
  message_id INTEGER NOT NULL DEFAULT 0,     -- by which mail
  changed_ms INTEGER NOT NULL,
  UNIQUE (project, address)
);
CREATE INDEX person_role ON person (role);
CREATE INDEX person_wanted ON person (wanted);
