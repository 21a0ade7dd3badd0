-- Which classes of personal data a project has taken out besides secrets; a project without a row has none. revision is the ETag.
CREATE TABLE redaction_settings (
  org_id uuid NOT NULL,
  project text NOT NULL,
  pii text[] NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, project)
);

-- The rules and classes that a run was redacted by; the empty text is from before there were versions.
ALTER TABLE runs ADD COLUMN redaction_version text NOT NULL DEFAULT '';
CREATE INDEX runs_of_redaction ON runs (org_id, redaction_version, id);

-- Payloads that a re-scan replaced: deleted, unless a step still refers to them, once nobody is writing payloads.
CREATE TABLE condemned_blobs (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (org_id, hash)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['redaction_settings', 'condemned_blobs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
  END LOOP;
  -- A re-scan vacuums what it emptied. Before PostgreSQL 17 only the owner may.
  IF current_setting('server_version_num')::integer >= 170000 THEN
    EXECUTE 'GRANT MAINTAIN ON runs, steps, blobs, run_sources, run_annotations TO recorder_app';
  END IF;
END $$;
