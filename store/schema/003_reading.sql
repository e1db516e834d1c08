-- What is made of a message beyond what a mail program shows: signature, asks,
-- decision and what else a later reader finds.
ALTER TABLE body ADD COLUMN reading TEXT NOT NULL DEFAULT ''; -- JSON
