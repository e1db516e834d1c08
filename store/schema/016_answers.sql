-- Which request a message answers is asked for each message that is counted.
CREATE INDEX request_answer ON request (answer_id) WHERE answer_id IS NOT NULL;
