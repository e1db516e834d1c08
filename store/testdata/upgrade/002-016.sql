-- Rows of the schemas 2 to 16: two mails of ours, one delivered and one that came back,
-- a suspended address, a report that the PM was shown, and the request for it.
DELETE FROM pending WHERE raw_id IN (4, 5);
INSERT INTO letter (id, raw_id, key, purpose, project, relay, once, message_id, message, queued_ms, expires_ms) VALUES (1, 4, 'report 1 version 1', 'report', 'ACME', 'main', 0, 'm1@agency.example', '{"subject":"letter","from":[{"name":"","address":"log@agency.example"}]}', 1767000000000, 1768000000000);
INSERT INTO letter (id, raw_id, key, purpose, project, relay, once, message_id, message, queued_ms, expires_ms) VALUES (2, 5, 'bounce 1', 'bounce', 'ACME', 'main', 1, 'm2@agency.example', '{"subject":"letter2"}', 1767000000000, 1768000000000);
INSERT INTO outgoing (id, letter_id, recipient, return_tag, state, attempts, doubtful, next_ms, changed_ms, code, reply, delay_told, notice) VALUES (1, 1, 'wang@client.example', 'tag1', 'bounced', 1, 0, 1767000000000, 1767000001000, 250, '5.1.1 no such user', 1, 'due');
INSERT INTO outgoing (id, letter_id, recipient, return_tag, state, attempts, doubtful, next_ms, changed_ms, code, reply) VALUES (2, 2, 'Lina@Agency.example', 'tag2', 'ready', 0, 0, 1767000000000, 1767000001000, 0, '');
INSERT INTO attempt (outgoing_id, n, at_ms, outcome, stage, code, reply) VALUES (1, 1, 1767000001000, 'sent', 'dot', 250, 'ok');
INSERT INTO echo (raw_id, letter_id, outgoing_id) VALUES (5, 2, 2);
INSERT INTO bounce (raw_id, outgoing_id, at_ms, hard, status, reply, counts) VALUES (6, 1, 1767000001000, 1, '5.1.1', 'no such user', 1);
INSERT INTO suspended (address, since_ms, reason) VALUES ('old@bücher.example', 1767000000000, '5.1.1 no such user');
INSERT INTO request (id, token, message_id, purpose, project, object, version, address, asked_ms, expires_ms) VALUES (1, X'01', 'm1@agency.example', 'report-draft', 'ACME', 1, 1, 'lina@agency.example', 1767000000000, 1768000000000);
INSERT INTO request (id, token, message_id, purpose, project, object, version, address, asked_ms, expires_ms, answered_ms, answer_id) VALUES (2, X'02', 'm0@agency.example', 'report-ask', 'ACME', 1, 0, 'lina@agency.example', 1766000000000, 1768000000000, 1767000000000, 2);
INSERT INTO report (id, project, period, from_day, to_day, due_ms, state, version, draft, before, figures, actor, reminders, reminded_ms, changed_ms) VALUES (1, 'ACME', '2026-01-02', '2025-12-27', '2026-01-02', 1767300000000, 'proposed', 1, 'Summary: well', '', '{}', 'lina@agency.example', 1, 1767000000000, 1767000000000);
