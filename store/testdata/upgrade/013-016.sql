-- Rows of the schemas 13 to 16: what somebody asked to see.
INSERT INTO command (id, message_id, address, command) VALUES (5, 1, 'wang@client.example', '{"verb":"status","projects":["ACME"],"address":"wang@client.example"}');
