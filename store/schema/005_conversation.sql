-- Threads that References do not tie.

-- base: the subject without its prefixes; '' where the subject says nothing, and
-- for messages of before there was a base.
ALTER TABLE message ADD COLUMN base TEXT NOT NULL DEFAULT '';
CREATE INDEX message_base ON message (base, date_ms) WHERE base <> '';

-- split: threads that began as answers in another and are about something else.
-- No message joins the two again.
CREATE TABLE split (
  thread_id INTEGER NOT NULL,
  from_id   INTEGER NOT NULL,
  PRIMARY KEY (thread_id, from_id)
) WITHOUT ROWID;
