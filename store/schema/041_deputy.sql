-- deputy: whom somebody named to stand in for them in a project. A row stays when its time is over.
CREATE TABLE deputy (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  address    TEXT    NOT NULL,            -- whose deputy it is: the first address that the project has of them, in lower case
  deputy     TEXT    NOT NULL,            -- likewise; '': they ended it
  from_day   TEXT    NOT NULL,            -- the first day, where the project is
  to_day     TEXT    NOT NULL,            -- the last
  proved     INTEGER NOT NULL DEFAULT 0,  -- 1: the mail that named them had the proof that it takes
  message_id INTEGER NOT NULL,            -- by which mail
  changed_ms INTEGER NOT NULL,
  UNIQUE (project, address)
);
CREATE INDEX deputy_to ON deputy (to_day);

-- In whose place somebody is asked, was told of it, or answered; '': in nobody's.
ALTER TABLE request ADD COLUMN deputy_of TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt ADD COLUMN deputy_of TEXT NOT NULL DEFAULT '';
ALTER TABLE confirmer ADD COLUMN deputy TEXT NOT NULL DEFAULT '';       -- the address of the deputy who answered
ALTER TABLE confirmer ADD COLUMN deputy_name TEXT NOT NULL DEFAULT '';
