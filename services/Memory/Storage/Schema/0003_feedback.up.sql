-- What was said of a memory, one word for each who says it: the last counts.
CREATE TABLE memory_feedback (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  memory_id uuid NOT NULL REFERENCES memories (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  given_by text NOT NULL,
  verdict text NOT NULL,
  note text,
  at timestamptz NOT NULL,
  UNIQUE (org_id, memory_id, given_by)
);
CREATE INDEX memory_feedback_newest ON memory_feedback (org_id, memory_id, at DESC, id DESC);

ALTER TABLE memory_feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE memory_feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON memory_feedback USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

-- How many said what; the confidence is made of them, and lists show them.
ALTER TABLE memories ADD COLUMN useful_count int NOT NULL DEFAULT 0, ADD COLUMN wrong_count int NOT NULL DEFAULT 0,
  ADD COLUMN outdated_count int NOT NULL DEFAULT 0, ADD COLUMN harmful_count int NOT NULL DEFAULT 0;
