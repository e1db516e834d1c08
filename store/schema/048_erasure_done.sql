-- erasure.done_ms: when what the erasure takes besides mail was gone; 0: it was interrupted, or
-- something open held it. A copy that is put back shows by it what it does not know.
ALTER TABLE erasure ADD COLUMN done_ms INTEGER NOT NULL DEFAULT 0;
