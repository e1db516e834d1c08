-- What was there before Rapport began to watch: it is logged, and begins nothing.
ALTER TABLE mailbox ADD COLUMN first_uid INTEGER NOT NULL DEFAULT 0; -- UIDs below it were in the folder at the first look; 0 where the server did not say
UPDATE mailbox SET first_uid = 1 WHERE synced_ms > 0;

ALTER TABLE raw ADD COLUMN arrival TEXT NOT NULL DEFAULT ''; -- 'first': of the first reading of a folder; 'file': out of a file
CREATE INDEX raw_arrival ON raw (arrival, id) WHERE arrival <> '';
UPDATE raw SET arrival = 'file' WHERE id IN (SELECT raw_id FROM pending) AND origin NOT IN (SELECT account || '/' || folder FROM mailbox);

-- digest: the highest message of a first reading that its PM was notified of.
ALTER TABLE digest ADD COLUMN history INTEGER NOT NULL DEFAULT 0;
