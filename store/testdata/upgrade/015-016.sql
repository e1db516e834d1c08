-- Rows of the schemas 15 and 16: meetings whose minutes are due, were asked for, and are
-- over.
INSERT INTO meeting (id, project, uid, sequence, title, start_ms, end_ms, cancelled, asked, asked_ms, over) VALUES (1, 'ACME', 'u1', 0, 'First', 1767000000001, 1767003600000, 0, 0, 0, 0);
INSERT INTO meeting (id, project, uid, sequence, title, start_ms, end_ms, cancelled, asked, asked_ms, over) VALUES (2, 'ACME', 'u2', 1, 'Second', 1767000000001, 1767003600001, 0, 1, 1767004000000, 0);
INSERT INTO meeting (id, project, uid, sequence, title, start_ms, end_ms, cancelled, asked, asked_ms, over) VALUES (3, 'ACME', 'u3', 1, 'Third', 1767000000001, 1767003600002, 0, 2, 1767004000000, 0);
INSERT INTO meeting (id, project, uid, sequence, title, start_ms, end_ms, cancelled, asked, asked_ms, over) VALUES (4, 'ACME', 'u4', 1, 'Fourth', 1767000000001, 1767003600003, 0, 2, 1767004000000, 1);
