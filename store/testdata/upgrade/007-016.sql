-- Rows of the schemas 7 to 16: minutes that two people were asked about; the PM asked for
-- a reminder, which was a number of reminders below 0.
INSERT INTO confirmation (id, project, number, kind, title, state, outcome, version, text, policy, deadline_ms, reminders, overdue, actor, message_id, created_ms, changed_ms) VALUES (1, 'ACME', 1, 'minutes', 'Weekly', 'asked', '', 2, 'All very well.', 'all', 1768000000000, -2, 1, 'lina@agency.example', 2, 1767000000000, 1767000000000);
INSERT INTO confirmation (id, project, number, kind, title, state, outcome, version, text, policy, deadline_ms, reminders, overdue, actor, message_id, created_ms, changed_ms) VALUES (2, 'ACME', 2, 'plan', 'Plan', 'settled', 'confirmed', 1, 'Plan.', 'any', 1768000000000, 1, 0, 'lina@agency.example', NULL, 1767000000000, 1767000000000);
INSERT INTO confirmation_version (confirmation_id, version, text, actor, asked_ms) VALUES (1, 1, 'All well.', 'lina@agency.example', 1767000000000);
INSERT INTO confirmation_version (confirmation_id, version, text, actor, asked_ms) VALUES (1, 2, 'All very well.', 'lina@agency.example', 1767000000000);
INSERT INTO voice (confirmation_id, version, address, name, state, words, by, message_id, at_ms) VALUES (1, 1, 'wang@client.example', 'Wang', 'objected', 'No.', '', 1, 1767000000000);
INSERT INTO voice (confirmation_id, version, address, name, state, words, by, message_id, at_ms) VALUES (1, 2, 'wang@client.example', 'Wang', 'waiting', '', '', NULL, 0);
