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

-- Tables have the names of what is in them.
ALTER TABLE matter RENAME TO procedure;
ALTER TABLE step RENAME TO procedure_step;
ALTER TABLE procedure_step RENAME COLUMN matter_id TO procedure_id;
ALTER TABLE note RENAME TO digest;
ALTER TABLE tell RENAME TO receipt;
ALTER TABLE voice RENAME TO confirmer;
ALTER TABLE handout RENAME TO action_list;
ALTER TABLE letter RENAME TO outgoing_mail;
ALTER TABLE outgoing RENAME TO delivery;
ALTER TABLE delivery RENAME COLUMN letter_id TO mail_id;
ALTER TABLE attempt RENAME COLUMN outgoing_id TO delivery_id;
ALTER TABLE bounce RENAME COLUMN outgoing_id TO delivery_id;
ALTER TABLE echo RENAME COLUMN outgoing_id TO delivery_id;
ALTER TABLE echo RENAME COLUMN letter_id TO mail_id;

-- And so have their indexes.
DROP INDEX matter_confirmation;
DROP INDEX note_address;
DROP INDEX note_answered;
DROP INDEX tell_about;
DROP INDEX outgoing_next;
DROP INDEX outgoing_live;
DROP INDEX outgoing_notice;
DROP INDEX outgoing_recipient;
DROP INDEX echo_outgoing;
DROP INDEX bounce_outgoing;
CREATE INDEX procedure_confirmation ON procedure (confirmation_id);
CREATE INDEX digest_address ON digest (address, latest);
CREATE INDEX digest_answered ON digest (id) WHERE state = 'answered';
CREATE INDEX receipt_about ON receipt (about, id);
CREATE INDEX delivery_next ON delivery (next_ms) WHERE state IN ('ready', 'unknown');
CREATE INDEX delivery_live ON delivery (state) WHERE state NOT IN ('sent', 'failed', 'cancelled', 'bounced');
CREATE INDEX delivery_notice ON delivery (notice) WHERE notice = 'due';
CREATE INDEX echo_delivery ON echo (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX bounce_delivery ON bounce (delivery_id);

-- Addresses are compared by their key (package mailaddr), which backfillKeys fills in.
ALTER TABLE participant ADD COLUMN key TEXT NOT NULL DEFAULT ''; -- '' for what is no address
ALTER TABLE delivery ADD COLUMN recipient_key TEXT NOT NULL DEFAULT '';
CREATE INDEX delivery_recipient ON delivery (recipient_key);

-- A receipt that nobody can get any more expires.
ALTER TABLE receipt ADD COLUMN queued_ms INTEGER NOT NULL DEFAULT 0;
UPDATE receipt SET queued_ms = (SELECT m.received_ms FROM message m WHERE m.id = receipt.message_id);
