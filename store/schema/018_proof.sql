-- signature: the DKIM signatures that proved a sender, by the hash of each. One that comes
-- again in another mail proves nothing there.
CREATE TABLE signature (
  hash   BLOB    NOT NULL PRIMARY KEY,    -- SHA-256
  raw_id INTEGER NOT NULL REFERENCES raw
) WITHOUT ROWID;
