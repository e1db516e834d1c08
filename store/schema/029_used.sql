-- request: the first mail that came to its reply address, and the first that names the mail
-- that asked, by their numbers in raw; 0 for none. From then on more people than the one who
-- was asked may know the address, or the Message-ID: both lie in the log mailbox.
ALTER TABLE request ADD COLUMN used_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE request ADD COLUMN named_id INTEGER NOT NULL DEFAULT 0;
UPDATE request SET used_id = COALESCE(answer_id, 1), named_id = COALESCE(answer_id, 1) WHERE answered_ms > 0;
