-- Episodes and candidates that were there before their origin was told of to anybody; telling empties it.
CREATE TABLE provenance_backlog (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- The owner is under row-level security itself; this once it must see the rows of every organisation.
ALTER TABLE trace_episodes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE memory_candidates NO FORCE ROW LEVEL SECURITY;
INSERT INTO provenance_backlog SELECT org_id, id FROM trace_episodes;
INSERT INTO provenance_backlog SELECT org_id, id FROM memory_candidates;
ALTER TABLE trace_episodes FORCE ROW LEVEL SECURITY;
ALTER TABLE memory_candidates FORCE ROW LEVEL SECURITY;

ALTER TABLE provenance_backlog ENABLE ROW LEVEL SECURITY;
ALTER TABLE provenance_backlog FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provenance_backlog USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
