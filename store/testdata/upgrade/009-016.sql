-- Rows of the schemas 9 to 16: what somebody is to be told.
INSERT INTO tell (id, about, object, version, address, what, words, message_id) VALUES (7, 'confirmation', 1, 1, 'wang@client.example', 'passed-on', '', 1);
