-- A change or a dispute is called a procedure everywhere.
UPDATE request SET purpose = 'procedure' WHERE purpose = 'matter';
UPDATE receipt SET about = 'procedure' WHERE about = 'matter';
UPDATE outgoing_mail SET purpose = 'procedure' WHERE purpose = 'matter';
UPDATE outgoing_mail SET purpose = 'procedure-receipt' WHERE purpose = 'matter-receipt';
UPDATE outgoing_mail SET key = 'procedure' || substr(key, 7) WHERE key LIKE 'matter %'; -- the same mail is never queued twice
UPDATE digest SET items = replace(items, '"kind":"matter"', '"kind":"procedure"') WHERE items LIKE '%"kind":"matter"%';
