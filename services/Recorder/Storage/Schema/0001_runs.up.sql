-- "at" orders lists: when the run took place where that is known, else when it arrived.
CREATE TABLE runs (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'complete')),
  task text NOT NULL,
  agent text NOT NULL,
  agent_version text,
  project text,
  repo text,
  user_name text,
  model text,
  conversation text,
  task_type text,
  config jsonb,
  outcome text NOT NULL DEFAULT 'unknown' CHECK (outcome IN ('unknown', 'succeeded', 'failed', 'aborted', 'infra_error')),
  reward double precision,
  checks jsonb,
  step_count integer NOT NULL DEFAULT 0,
  tool_call_count integer NOT NULL DEFAULT 0,
  error_count integer NOT NULL DEFAULT 0,
  redaction_count integer NOT NULL DEFAULT 0,
  tokens_in bigint,
  tokens_out bigint,
  tokens_cache_read bigint,
  tokens_cache_write bigint,
  tokens_reasoning bigint,
  cost numeric,
  started_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  at timestamptz NOT NULL GENERATED ALWAYS AS (COALESCE(started_at, created_at)) STORED,
  -- The chain over the steps 0 .. next_seq - 1; what arrived beyond a gap waits for it.
  next_seq integer NOT NULL DEFAULT 0,
  chain bytea NOT NULL,
  revision integer NOT NULL DEFAULT 0,
  created_by text NOT NULL,
  PRIMARY KEY (org_id, id)
);
-- No trigram index on task: ILIKE is not leakproof, so under row-level security no index may serve it. It filters along these indexes instead.
CREATE INDEX runs_newest ON runs (org_id, at DESC, id DESC);
CREATE INDEX runs_of_repo ON runs (org_id, repo, at DESC, id DESC);
CREATE INDEX runs_of_project ON runs (org_id, project, at DESC, id DESC);
CREATE INDEX runs_of_agent ON runs (org_id, agent, at DESC, id DESC);
CREATE INDEX runs_of_model ON runs (org_id, model, at DESC, id DESC);
CREATE INDEX runs_of_outcome ON runs (org_id, outcome, at DESC, id DESC);

-- A tool step is one executed call, so the call's columns are here: a table of its own would need a second row, a second key and a join for half the steps.
CREATE TABLE steps (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  seq integer NOT NULL CHECK (seq >= 0),
  kind text NOT NULL,
  parent integer,
  t0 timestamptz,
  t1 timestamptz,
  name text,
  model text,
  input_hash bytea,
  output_hash bytea,
  call_id text,
  tool text,
  args_hash bytea,
  result_hash bytea,
  is_error boolean NOT NULL DEFAULT false,
  exit_code integer,
  tokens_in bigint,
  tokens_out bigint,
  tokens_cache_read bigint,
  tokens_cache_write bigint,
  tokens_reasoning bigint,
  cost numeric,
  error text,
  replayable text NOT NULL,
  content_hash bytea NOT NULL,
  -- Null while a gap lies before the step.
  chain_hash bytea,
  PRIMARY KEY (org_id, run_id, seq)
);

-- Payloads by SHA-256 of their text, once per organisation. Compressed by the application, so the server must not try again;
-- preview holds the first characters of what is compressed.
CREATE TABLE blobs (
  org_id uuid NOT NULL,
  hash bytea NOT NULL,
  is_json boolean NOT NULL,
  length integer NOT NULL,
  encoding smallint NOT NULL,
  preview text,
  data bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, hash)
);
ALTER TABLE blobs ALTER COLUMN data SET STORAGE EXTERNAL;

-- What kinds of secrets were taken out of which payload; never the secrets.
CREATE TABLE payload_redactions (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  field text NOT NULL,
  kind text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (org_id, run_id, seq, field, kind)
);

-- Which source a run came from. prefix_hashes holds 8 bytes of the rolling hash after each record, so that a copy of the same session
-- that is longer or shorter is recognised; cuts are the record counts at which earlier revisions ended.
CREATE TABLE run_sources (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  format text NOT NULL,
  session_id text NOT NULL,
  file text,
  instance_id text,
  source_hash bytea NOT NULL,
  records integer NOT NULL,
  prefix_hashes bytea NOT NULL,
  cuts integer[] NOT NULL DEFAULT '{}',
  import_id uuid NOT NULL,
  PRIMARY KEY (org_id, run_id)
);
CREATE UNIQUE INDEX run_sources_identity ON run_sources (org_id, format, session_id, source_hash);
CREATE INDEX run_sources_instance ON run_sources (org_id, instance_id) WHERE instance_id IS NOT NULL;

-- An accepted upload, until its job has ended.
CREATE TABLE imports (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  bytes bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id)
);
CREATE TABLE import_chunks (
  org_id uuid NOT NULL,
  import_id uuid NOT NULL,
  n integer NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (org_id, import_id, n),
  FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id) ON DELETE CASCADE
);
ALTER TABLE import_chunks ALTER COLUMN data SET STORAGE EXTERNAL;

-- What the platform adds to a run, in a chain of its own. message_id makes a redelivered message add nothing.
CREATE TABLE run_annotations (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL,
  reference text NOT NULL,
  data jsonb,
  at timestamptz NOT NULL,
  chain_hash bytea NOT NULL,
  message_id uuid NOT NULL,
  PRIMARY KEY (org_id, run_id, seq)
);
CREATE UNIQUE INDEX run_annotations_message ON run_annotations (org_id, run_id, message_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['runs', 'steps', 'blobs', 'payload_redactions', 'run_sources', 'imports', 'import_chunks', 'run_annotations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
  END LOOP;
END $$;
