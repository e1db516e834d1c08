-- What was found by reading a whole table.
CREATE INDEX message_received ON message (received_ms);
CREATE INDEX message_date ON message (date_ms);
CREATE INDEX message_nobody ON message (id) WHERE project = '' AND signal = 'person';
CREATE INDEX split_from ON split (from_id);
CREATE INDEX procedure_case ON procedure (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX cases_merged ON cases (merged_id) WHERE merged_id IS NOT NULL;
CREATE INDEX confirmation_unextracted ON confirmation (id) WHERE actions_extracted = 0 AND (kind = 'minutes' AND state = 'settled' OR kind = 'actions' AND state = 'approved');
