-- A folder of a person's own mailbox: only mail with the people of a project is read from it. It
-- stays one, whatever the configuration says later.
ALTER TABLE mailbox ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;
