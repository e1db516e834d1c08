-- The automatic replies by which somebody's time to respond moves, among all mail.
CREATE INDEX body_absence ON body (message_id) WHERE instr(reading, '"absence_counts":true') > 0;
