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
CREATE INDEX steps_of_input ON steps (org_id, input_hash) WHERE input_hash IS NOT NULL;
CREATE INDEX steps_of_output ON steps (org_id, output_hash) WHERE output_hash IS NOT NULL;
CREATE INDEX steps_of_args ON steps (org_id, args_hash) WHERE args_hash IS NOT NULL;
CREATE INDEX steps_of_result ON steps (org_id, result_hash) WHERE result_hash IS NOT NULL;

ALTER TABLE redaction_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE redaction_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON redaction_settings
  USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
