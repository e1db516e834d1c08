-- What a contact of a client gets in a week of mail that nobody asked for.

-- By when a mail had to be there that went although a recipient had had the mails of their week; 0:
-- none had.
ALTER TABLE outgoing_mail ADD COLUMN deadline_ms INTEGER NOT NULL DEFAULT 0;

-- waiting_mail: mail that is not written yet, since its recipient has had the mails of their week. A
-- row is there as long as a duty finds the mail due.
CREATE TABLE waiting_mail (
  duty     TEXT    NOT NULL,
  key      TEXT    NOT NULL,            -- of the mail, without its day
  address  TEXT    NOT NULL,            -- in lower case
  project  TEXT    NOT NULL,
  purpose  TEXT    NOT NULL,            -- its template
  subject  TEXT    NOT NULL,
  since_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (duty, key, address)
) WITHOUT ROWID;
