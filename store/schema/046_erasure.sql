-- What is held of a person, and what was erased.

-- Mails by the addresses in them, for subject access and erasure.
CREATE INDEX participant_key ON participant (key) WHERE key <> '';

-- erasure: what was erased, when, by whom and why. Whom or what it concerned is a keyed hash: the
-- row must not keep what was to go.
CREATE TABLE erasure (
  id        INTEGER PRIMARY KEY,
  project   TEXT    NOT NULL,           -- whose mail; '' of all
  person    BLOB    NOT NULL,           -- keyed hash of the address; x'' where it was not about one
  before_ms INTEGER NOT NULL,           -- mail older than this; 0: any
  messages  INTEGER NOT NULL,           -- how many mails lost their content
  actor     TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  erased_ms INTEGER NOT NULL
);

-- erased_message: which messages lost their content.
CREATE TABLE erased_message (
  message_id INTEGER PRIMARY KEY REFERENCES message,
  erasure_id INTEGER NOT NULL REFERENCES erasure
);

-- What an erasure looks for of a mail.
CREATE INDEX entry_key ON entry (key_id);
CREATE INDEX raw_file_file ON raw_file (file_id);
