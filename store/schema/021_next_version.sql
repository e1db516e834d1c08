-- While people are asked about one version of a text, the next is prepared: the version
-- counts what people are asked about, the draft what the PM is shown.

ALTER TABLE confirmation ADD COLUMN draft INTEGER NOT NULL DEFAULT 1;
ALTER TABLE confirmation ADD COLUMN next TEXT NOT NULL DEFAULT '';           -- the text of the next version; '' while there is none
ALTER TABLE confirmation ADD COLUMN next_shown INTEGER NOT NULL DEFAULT 0;   -- the PM was shown it
ALTER TABLE confirmation ADD COLUMN before TEXT NOT NULL DEFAULT '';         -- the text of the draft before
UPDATE confirmation SET draft = version;
