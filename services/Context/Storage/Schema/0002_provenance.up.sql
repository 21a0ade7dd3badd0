-- Compiles that were there before their origins were told of to anybody; telling empties it.
CREATE TABLE provenance_backlog (
    org_id uuid NOT NULL,
    id     uuid NOT NULL,
    PRIMARY KEY (org_id, id)
);

-- The owner is under row-level security itself; this once it must see the rows of every organisation.
ALTER TABLE compiles NO FORCE ROW LEVEL SECURITY;
INSERT INTO provenance_backlog SELECT org_id, id FROM compiles;
ALTER TABLE compiles FORCE ROW LEVEL SECURITY;

ALTER TABLE provenance_backlog ENABLE ROW LEVEL SECURITY;
ALTER TABLE provenance_backlog FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON provenance_backlog
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
