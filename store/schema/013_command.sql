-- command: what somebody asked by mail to see, until they are answered.
CREATE TABLE command (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL REFERENCES message,
  address    TEXT    NOT NULL,        -- of record, of who asked
  command    TEXT    NOT NULL         -- JSON
);
