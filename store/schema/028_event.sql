-- The chain of events: what became of every row of every table.

-- event: the events of one transaction, or some of many. Nothing here is ever changed.
CREATE TABLE event (
  id          INTEGER PRIMARY KEY,        -- number of the last of them
  recorded_ms INTEGER NOT NULL,
  salt        BLOB,                       -- of their keyed hashes; NULL once what they cover is erased
  events      BLOB    NOT NULL,           -- in the compact form of package ledger
  hash        BLOB    NOT NULL,           -- SHA-256 over the hash before and the last of them
  seal        BLOB    NOT NULL            -- HMAC of number and hash under the key of the log
);

-- shape: the columns of a table, as events of its rows name them.
CREATE TABLE shape (
  id   INTEGER PRIMARY KEY,
  text TEXT    NOT NULL UNIQUE
);

-- ledger: what tells the key of the log from others.
CREATE TABLE ledger (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  key_check BLOB    NOT NULL
);
