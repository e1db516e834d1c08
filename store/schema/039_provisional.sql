-- Minutes that nothing proves to be confirmed, where the project takes that for a day.
ALTER TABLE confirmation ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0; -- 1: it takes such a confirmation
ALTER TABLE confirmer ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;    -- 1: nothing proves who confirmed
