-- Answers to people go first; what a trial holds back, or whose recipient left, stays.
ALTER TABLE outgoing_mail ADD COLUMN answers INTEGER NOT NULL DEFAULT 0; -- 1: to somebody who wrote, and waits for it
ALTER TABLE delivery ADD COLUMN stranger INTEGER NOT NULL DEFAULT 0; -- 1: its recipient had left the project
CREATE INDEX delivery_stranger ON delivery (changed_ms) WHERE stranger = 1;
