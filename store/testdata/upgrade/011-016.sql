-- Rows of the schemas 11 to 16: a survey that one of two people answered.
INSERT INTO survey (id, project, number, template, form, cause, occasion, state, low, reminded, reported, actor, closes_ms, created_ms, changed_ms) VALUES (3, 'ACME', 1, 'milestone', '{"title":"How was it?","intro":"","anonymous":false,"questions":[{"kind":"score","text":"Overall?","min":1,"max":5}]}', 'milestone', 'milestone 1', 'asked', 2, 1, 0, '', 1768000000000, 1767000000000, 1767000000000);
INSERT INTO survey_person (survey_id, address, name, state, low, asked_ms) VALUES (3, 'wang@client.example', 'Wang', 'answered', 1, 1767000000000);
INSERT INTO survey_answer (id, survey_id, address, question, score, words, unproved, message_id, at_ms) VALUES (77, 3, 'wang@client.example', 1, 2, '', 0, 1, 1767000000000);
INSERT INTO survey_stop (address, since_ms) VALUES ('zhou@client.example', 1767000000000);
