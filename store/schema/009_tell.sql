-- tell: what somebody is still to be told of an answer of theirs, whatever it was about.
ALTER TABLE tell RENAME TO tell_of_confirmation;
CREATE TABLE tell (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  about      TEXT    NOT NULL,
  object     INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  address    TEXT    NOT NULL,        -- who answered
  what       TEXT    NOT NULL,
  words      TEXT    NOT NULL DEFAULT '',
  message_id INTEGER NOT NULL REFERENCES message
);
CREATE INDEX tell_about ON tell (about, id);
-- The numbers go on where they were: keys of the outbox must not come again.
INSERT INTO tell (id, about, object, version, address, what, words, message_id)
  SELECT id, 'confirmation', confirmation_id, version, address, what, words, message_id FROM tell_of_confirmation WHERE message_id IS NOT NULL;
DROP TABLE tell_of_confirmation;
