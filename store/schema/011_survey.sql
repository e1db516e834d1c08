-- Surveys: what people are asked about how it goes, and what they answer.

-- survey: questions as they were asked.
CREATE TABLE survey (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  project    TEXT    NOT NULL,
  number     INTEGER NOT NULL,            -- in its project, from 1
  template   TEXT    NOT NULL,            -- name of the file of questions
  form       TEXT    NOT NULL,            -- JSON: title, questions and the rest, in the language of the project
  cause      TEXT    NOT NULL CHECK (cause IN ('command', 'schedule', 'milestone', 'case')),
  occasion   TEXT    NOT NULL,            -- which one: asks once
  state      TEXT    NOT NULL CHECK (state IN ('planned', 'asked', 'closed')),
  low        INTEGER NOT NULL,            -- the highest score of up to 5 that is low
  reminded   INTEGER NOT NULL DEFAULT 0,
  reported   INTEGER NOT NULL DEFAULT 0,  -- the PM has the results
  actor      TEXT    NOT NULL,            -- who sent or ended it; '' nobody did
  closes_ms  INTEGER NOT NULL DEFAULT 0,  -- 0: nobody was asked
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  UNIQUE (project, number),
  UNIQUE (project, occasion)
);
CREATE INDEX survey_open ON survey (state) WHERE reported = 0;

-- survey_person: who is asked.
CREATE TABLE survey_person (
  survey_id INTEGER NOT NULL REFERENCES survey,
  address   TEXT    NOT NULL,             -- in lower case
  name      TEXT    NOT NULL,
  state     TEXT    NOT NULL CHECK (state IN ('waiting', 'answered', 'stopped')),
  low       INTEGER NOT NULL DEFAULT 0,   -- a case was opened for a low score
  asked_ms  INTEGER NOT NULL,
  PRIMARY KEY (survey_id, address)
) WITHOUT ROWID;
CREATE INDEX survey_person_address ON survey_person (address, asked_ms);

-- survey_answer: what they answered. Ids are drawn at random, so that the order of
-- anonymous answers says nothing; these have no address, mail or time.
CREATE TABLE survey_answer (
  id         INTEGER PRIMARY KEY,
  survey_id  INTEGER NOT NULL REFERENCES survey,
  address    TEXT    NOT NULL,            -- in lower case; '' anonymous
  question   INTEGER NOT NULL,            -- from 1; 0: a comment
  score      INTEGER NOT NULL DEFAULT 0,  -- or the number of a choice, from 1
  words      TEXT    NOT NULL DEFAULT '',
  unproved   INTEGER NOT NULL,            -- nothing proves who wrote it
  message_id INTEGER REFERENCES message,
  at_ms      INTEGER NOT NULL
);
CREATE INDEX survey_answer_survey ON survey_answer (survey_id, address);

-- survey_stop: who wants no surveys.
CREATE TABLE survey_stop (
  address  TEXT    NOT NULL PRIMARY KEY,  -- in lower case
  since_ms INTEGER NOT NULL
) WITHOUT ROWID;
