-- shown: the text of a mail of ours that asks somebody, or that brings a report or an
-- outcome, as its recipients were sent it.
CREATE TABLE shown (
  mail_id INTEGER PRIMARY KEY REFERENCES outgoing_mail,
  purpose TEXT    NOT NULL,  -- of the request, or of the mail where it asks nothing
  object  INTEGER NOT NULL,  -- what it is about, as request.object
  version INTEGER NOT NULL,
  address TEXT    NOT NULL,  -- who was asked; '' where it went to several people
  text    TEXT    NOT NULL,  -- of the text part, decoded, with lines that end in LF
  words   TEXT    NOT NULL,  -- JSON: the words in the order of the HTML part
  sha256  BLOB    NOT NULL   -- of text
);
CREATE INDEX shown_object ON shown (object, purpose, version);
