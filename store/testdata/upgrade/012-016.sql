-- Rows of the schemas 12 to 16: a note whose PM answered.
INSERT INTO note (id, day, address, project, latest, items, outcome, answers) VALUES (1, '2026-01-02', 'lina@agency.example', 'ACME', 3, '[{"kind":"mail","object":3}]', '{"done":[{"n":1,"project":"ACME"}],"already":null,"problems":null,"message":2}', 1);
INSERT INTO request (id, token, message_id, purpose, project, object, version, address, asked_ms, expires_ms) VALUES (3, X'03', 'm3@agency.example', 'digest', 'ACME', 1, 1, 'lina@agency.example', 1767000000000, 1768000000000);
INSERT INTO note (id, day, address, project, latest, items) VALUES (2, '2026-01-02', 'jan@agency.example', 'ACME', 3, '[{"kind":"matter","object":1,"version":2,"project":"ACME"}]');
