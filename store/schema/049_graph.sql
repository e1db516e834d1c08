-- Mailboxes that are read with Microsoft Graph, which has no UIDs: the numbers that stand for them.

-- graph_folder: a folder, and how far its changes were taken.
CREATE TABLE graph_folder (
  id          INTEGER PRIMARY KEY,
  account     TEXT    NOT NULL,
  folder      TEXT    NOT NULL,            -- as the configuration names it
  server_id   TEXT    NOT NULL,            -- Microsoft's id; another one is another folder
  uidvalidity INTEGER NOT NULL,            -- of the numbers below
  uid_next    INTEGER NOT NULL DEFAULT 1,  -- above each number that was given
  link        TEXT    NOT NULL DEFAULT '', -- where the next changes are; '': the folder is listed from the beginning
  listing     INTEGER NOT NULL DEFAULT 1,  -- a list of the whole folder is under way
  round       INTEGER NOT NULL DEFAULT 1,  -- the number of that list, or of the last
  UNIQUE (account, folder)
);

-- graph_item: a mail that is in the folder now.
CREATE TABLE graph_item (
  folder_id   INTEGER NOT NULL REFERENCES graph_folder,
  item        TEXT    NOT NULL,            -- Microsoft's immutable id
  uid         INTEGER,                     -- NULL until the page that ends the changes is there
  received_ms INTEGER NOT NULL,
  round       INTEGER NOT NULL,            -- the last list that had it
  PRIMARY KEY (folder_id, item)
) WITHOUT ROWID;
CREATE UNIQUE INDEX graph_item_uid ON graph_item (folder_id, uid) WHERE uid IS NOT NULL;
CREATE INDEX graph_item_new ON graph_item (folder_id, received_ms) WHERE uid IS NULL;
