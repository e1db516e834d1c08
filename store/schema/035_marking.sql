-- marking: who has an entry, where somebody says so; otherwise its people do.
CREATE TABLE marking (
  message_id INTEGER PRIMARY KEY REFERENCES message,
  audience   TEXT    NOT NULL CHECK (audience IN ('shared', 'internal')),
  actor      TEXT    NOT NULL,            -- who says so
  marked_ms  INTEGER NOT NULL
);

-- The matter that a mail began, or took a step further.
CREATE INDEX confirmation_message ON confirmation (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX procedure_step_message ON procedure_step (message_id) WHERE message_id IS NOT NULL;
