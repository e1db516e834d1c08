-- Cases that stand, are put off, are parts of one mail, or end because all is quiet.
ALTER TABLE cases ADD COLUMN about TEXT NOT NULL DEFAULT '';    -- the part of the mail that it is about; '': all of it
ALTER TABLE cases ADD COLUMN later TEXT NOT NULL DEFAULT '';    -- the day until which its PM put it off; '': not
ALTER TABLE cases ADD COLUMN waits TEXT NOT NULL DEFAULT '';    -- when its client was awaited, as JSON [[from_ms, until_ms]]; 0: still
ALTER TABLE cases ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;  -- 1: it was closed because all was quiet
