-- Rows of the schemas 7 and 8: what somebody is to be told about a confirmation.
INSERT INTO tell (id, confirmation_id, version, address, what, words, message_id) VALUES (7, 1, 1, 'wang@client.example', 'passed-on', '', 1);
