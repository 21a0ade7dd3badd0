-- Which session belongs to which, by the sources' own session ids, as told by either side: the other may come later, or never. Resolved when it is read,
-- so that the order of arrival does not matter. What the parent says goes before what the child says, and the earlier run before the later.
CREATE TABLE run_links (
  org_id uuid NOT NULL,
  format text NOT NULL,
  session_id text NOT NULL,
  parent_session_id text NOT NULL,
  said_by uuid NOT NULL,
  by_parent boolean NOT NULL,
  relation text NOT NULL CHECK (relation IN ('subagent', 'branch', 'continuation')),
  seq integer,
  call_id text,
  PRIMARY KEY (org_id, format, session_id, said_by)
);
CREATE INDEX run_links_children ON run_links (org_id, format, parent_session_id);
ALTER TABLE run_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON run_links
  USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
