-- missing_mail: a mail between the two sides of a project that the log does not have, as another
-- mail shows that answers or quotes it.
CREATE TABLE missing_mail (
  id         INTEGER PRIMARY KEY,
  project    TEXT    NOT NULL,
  state      TEXT    NOT NULL DEFAULT 'open', -- of MissingMoves
  rfc_id     TEXT    NOT NULL,                -- its Message-ID; '' where none is known
  print      TEXT    NOT NULL,                -- how its text begins, as texts are compared; '' where nothing of it is quoted
  words      TEXT    NOT NULL,                -- the beginning of what is quoted of it
  name       TEXT    NOT NULL,                -- who wrote it; '' where that is not known
  address    TEXT    NOT NULL,
  sent_ms    INTEGER NOT NULL,                -- when; 0 where that is not known
  message_id INTEGER NOT NULL REFERENCES message, -- the mail that shows it
  noted_ms   INTEGER NOT NULL,
  told       INTEGER NOT NULL DEFAULT 0,      -- 1: a digest has named it
  actor      TEXT    NOT NULL DEFAULT ''      -- who said that it may be missing
);
CREATE INDEX missing_mail_open ON missing_mail (project) WHERE state = 'open';
CREATE INDEX missing_mail_id ON missing_mail (rfc_id) WHERE rfc_id <> '';
CREATE INDEX missing_mail_print ON missing_mail (print) WHERE print <> '';
CREATE INDEX missing_mail_message ON missing_mail (message_id);

-- other_id: Message-IDs that mail of the log had before a server put one of its own.
CREATE TABLE other_id (
  rfc_id     TEXT    PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message
) WITHOUT ROWID;
