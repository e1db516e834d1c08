-- signature: the DKIM signatures that proved a sender, by the hash of each. One that comes
-- again in another mail proves nothing there.
CREATE TABLE signature (
  hash   BLOB    NOT NULL PRIMARY KEY,    -- SHA-256
  raw_id INTEGER NOT NULL REFERENCES raw
) WITHOUT ROWID;

-- Anybody who got a mail of ours knows its Message-ID. A notice that names it by that alone
-- is for a PM to look at, and changes nothing.
ALTER TABLE bounce ADD COLUMN hint TEXT NOT NULL DEFAULT '' CHECK (hint IN ('', 'due', 'seen'));
CREATE INDEX bounce_hint ON bounce (hint) WHERE hint = 'due';
