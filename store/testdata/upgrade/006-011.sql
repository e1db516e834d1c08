-- Rows of the schemas 6 to 11: a note that lists mail by its numbers alone.
INSERT INTO note (id, day, address, project, latest, items, outcome, answers) VALUES (1, '2026-01-02', 'lina@agency.example', 'ACME', 3, '[3]', '', 0);
INSERT INTO request (id, token, message_id, purpose, project, object, version, address, asked_ms, expires_ms) VALUES (3, X'03', 'm3@agency.example', 'unfiled', 'ACME', 1, 1, 'lina@agency.example', 1767000000000, 1768000000000);
