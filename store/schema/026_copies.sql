-- outgoing_mail.secret: it carries the token of a request, so no copy of it may get to the
-- log mailbox, which many may read.
ALTER TABLE outgoing_mail ADD COLUMN secret INTEGER NOT NULL DEFAULT 0;
UPDATE outgoing_mail SET secret = 1 WHERE message_id IN (SELECT message_id FROM request);

-- request.returned_ms: when the mail that asked came back, with its token, to the log
-- mailbox. Nobody who was asked has it, and others may; 0 for not.
ALTER TABLE request ADD COLUMN returned_ms INTEGER NOT NULL DEFAULT 0;

-- same_mail: which mails are copies of one, delivered to several addresses.
CREATE TABLE same_mail (
  raw_id   INTEGER PRIMARY KEY REFERENCES raw,
  identity BLOB    NOT NULL,               -- SHA-256 of what its sender wrote, and of our addresses that it reached
  first_id INTEGER REFERENCES message      -- the copy that is in the log; NULL for that one itself
);
CREATE INDEX same_mail_identity ON same_mail (identity) WHERE first_id IS NULL;
CREATE INDEX same_mail_first ON same_mail (first_id) WHERE first_id IS NOT NULL;
