-- Rows of the schemas 8 and 9: a case that was answered.
INSERT INTO cases (id, project, number, kind, state, title, words, message_id, answer_id, opened_ms, due_ms, answered_ms, warned, actor, changed_ms) VALUES (1, 'ACME', 1, 'question', 'answered', '验收时间', '我们什么时候验收？', 1, 2, 1767000001000, 1767100000000, 1767000002000, 1, '', 1767000002000);
