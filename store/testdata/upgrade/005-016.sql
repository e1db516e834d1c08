-- Rows of the schemas 5 to 16: a thread that was split from another.
INSERT INTO split (thread_id, from_id) VALUES (2, 1);
UPDATE message SET base = 'offer' WHERE id = 3;
