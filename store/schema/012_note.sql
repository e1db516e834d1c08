-- A note lists more than mail that fits no project: cases, texts to confirm, reports
-- and what else waits for a PM.
UPDATE note SET items = (SELECT json_group_array(json_object('kind', 'mail', 'object', value)) FROM json_each(note.items));
UPDATE request SET purpose = 'digest' WHERE purpose = 'unfiled';
