-- Rows of the schemas 14 to 16: an action item, and the mail that lists it.
INSERT INTO action (id, project, number, what, owner, address, due, state, confirmation_id, message_id, given, reminded, actor, created_ms, changed_ms) VALUES (1, 'ACME', 1, 'Accounts', 'Chen', 'chen@agency.example', '2026-03-06', 'open', 2, NULL, 1, 1, 'lina@agency.example', 1767000000000, 1767000000000);
INSERT INTO handout (id, items) VALUES (9, '[1]');
