-- What the other services told about things of theirs. Runs, steps and payloads are read from their own tables.
CREATE TABLE provenance_nodes (
  org_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  title text NOT NULL,
  page text NOT NULL,
  attributes jsonb NOT NULL,
  sensitivity text NOT NULL,
  at timestamptz NOT NULL,
  -- What is told of a later moment wins, in whatever order it arrives.
  as_of timestamptz NOT NULL,
  gone boolean NOT NULL,
  PRIMARY KEY (org_id, kind, id)
);

-- An end may be a thing that nobody has told of yet; such an edge is not shown until it is. n orders by arrival, and pages go by it.
CREATE TABLE provenance_edges (
  org_id uuid NOT NULL,
  n bigint GENERATED ALWAYS AS IDENTITY,
  from_kind text COLLATE "C" NOT NULL,
  from_id text COLLATE "C" NOT NULL,
  to_kind text COLLATE "C" NOT NULL,
  to_id text COLLATE "C" NOT NULL,
  relation text COLLATE "C" NOT NULL,
  places jsonb NOT NULL,
  sensitivity text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (org_id, from_kind, from_id, relation, to_kind, to_id)
);
CREATE INDEX provenance_edges_from ON provenance_edges (org_id, from_kind, from_id, relation, n);
CREATE INDEX provenance_edges_to ON provenance_edges (org_id, to_kind, to_id, relation, n);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['provenance_nodes', 'provenance_edges'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
  END LOOP;
END $$;
