-- digest.entry_id: the last entry of the log when it was written. What came later belongs to
-- the next one.
ALTER TABLE digest ADD COLUMN entry_id INTEGER NOT NULL DEFAULT 0;
