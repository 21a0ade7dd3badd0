CREATE TABLE notes (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  text text NOT NULL,
  mood text NOT NULL DEFAULT 'plain'
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes
  USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
