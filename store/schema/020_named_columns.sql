-- Columns have the names of what they hold. entry.sign keeps its name: the proof in the
-- documentation, which people have written down, reads it.
ALTER TABLE thread RENAME COLUMN sign TO signal;
ALTER TABLE message RENAME COLUMN sign TO signal;
ALTER TABLE outgoing_mail RENAME COLUMN once TO at_most_once;
ALTER TABLE delivery RENAME COLUMN doubtful TO ambiguous_attempts;
ALTER TABLE confirmation RENAME COLUMN harvested TO actions_extracted;

-- A number that meant a state has the name of the state.
ALTER TABLE cases ADD COLUMN answer_warning TEXT NOT NULL DEFAULT 'none'; -- of Warning
ALTER TABLE cases ADD COLUMN solution_warning TEXT NOT NULL DEFAULT 'none';
ALTER TABLE action ADD COLUMN reminder TEXT NOT NULL DEFAULT 'none'; -- of Warning
ALTER TABLE procedure ADD COLUMN step_request TEXT NOT NULL DEFAULT 'none'; -- of StepRequest
UPDATE cases SET answer_warning = CASE warned WHEN 0 THEN 'none' WHEN 1 THEN 'soon' ELSE 'overdue' END,
  solution_warning = CASE solve_warned WHEN 0 THEN 'none' WHEN 1 THEN 'soon' ELSE 'overdue' END;
UPDATE action SET reminder = CASE reminded WHEN 0 THEN 'none' WHEN 1 THEN 'soon' ELSE 'overdue' END;
UPDATE procedure SET step_request = CASE asked WHEN 0 THEN 'none' WHEN 1 THEN 'asked' ELSE 'reminded' END;
ALTER TABLE cases DROP COLUMN warned;
ALTER TABLE cases DROP COLUMN solve_warned;
ALTER TABLE action DROP COLUMN reminded;
ALTER TABLE procedure DROP COLUMN asked;
