-- A reminder that a PM asked for was a number of reminders below 0.
ALTER TABLE confirmation ADD COLUMN remind_now INTEGER NOT NULL DEFAULT 0; -- who has not answered is to be reminded at once
UPDATE confirmation SET remind_now = 1, reminders = -1 - reminders WHERE reminders < 0;

-- State machines have their state in a column of that name.
ALTER TABLE request ADD COLUMN state TEXT NOT NULL DEFAULT 'open'; -- of RequestMoves
UPDATE request SET state = 'answered' WHERE answered_ms <> 0;

ALTER TABLE note ADD COLUMN state TEXT NOT NULL DEFAULT 'sent'; -- of DigestMoves
UPDATE note SET state = 'answered' WHERE outcome <> '';
DROP INDEX note_outcome;
CREATE INDEX note_answered ON note (id) WHERE state = 'answered';

ALTER TABLE meeting ADD COLUMN state TEXT NOT NULL DEFAULT 'announced'; -- of MeetingMoves
UPDATE meeting SET state = CASE WHEN over <> 0 THEN 'over' WHEN asked = 1 THEN 'asked' WHEN asked >= 2 THEN 'reminded' ELSE 'announced' END;
DROP INDEX meeting_end;
ALTER TABLE meeting DROP COLUMN asked;
ALTER TABLE meeting DROP COLUMN over;
CREATE INDEX meeting_end ON meeting (end_ms) WHERE state <> 'over' AND cancelled = 0;
