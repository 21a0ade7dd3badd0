-- Tables that every service has. The app role sees one organisation; the worker sees these tables across organisations.
CREATE TABLE orgs (
  org_id uuid PRIMARY KEY,
  first_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  message_type text NOT NULL,
  body jsonb NOT NULL,
  trace_parent text,
  prior_attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz
);
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

-- One row per consumer endpoint: the message is done when every one has acknowledged.
CREATE TABLE outbox_deliveries (
  message_id uuid NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  endpoint text NOT NULL,
  org_id uuid NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  acked_at timestamptz,
  last_error text,
  PRIMARY KEY (message_id, endpoint)
);
CREATE INDEX outbox_deliveries_due ON outbox_deliveries (next_at) WHERE acked_at IS NULL;

CREATE TABLE inbox (
  message_id uuid NOT NULL,
  endpoint text NOT NULL,
  org_id uuid NOT NULL,
  handled_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, endpoint)
);
CREATE INDEX inbox_handled ON inbox (handled_at);

CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  message_id uuid NOT NULL,
  endpoint text NOT NULL,
  message_type text NOT NULL,
  body jsonb NOT NULL,
  error text NOT NULL,
  attempts integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_newest ON dead_letters (org_id, at DESC, id DESC);

CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'done_with_errors', 'failed', 'cancelled')),
  input jsonb NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  total bigint,
  unit text,
  error text,
  error_count integer NOT NULL DEFAULT 0,
  result jsonb,
  attempts integer NOT NULL DEFAULT 0,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  cancel_requested boolean NOT NULL DEFAULT false,
  lease_owner text,
  lease_until timestamptz
);
CREATE INDEX jobs_newest ON jobs (org_id, created_at DESC, id DESC);
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE status IN ('queued', 'running');

CREATE TABLE job_errors (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id uuid NOT NULL,
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  subject text NOT NULL,
  line integer,
  reason text NOT NULL
);
CREATE INDEX job_errors_of_job ON job_errors (job_id, id);

CREATE TABLE idempotency_keys (
  org_id uuid NOT NULL,
  subject text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status integer,
  content_type text,
  location text,
  body bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, subject, route, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['orgs', 'outbox', 'outbox_deliveries', 'inbox', 'dead_letters', 'jobs', 'job_errors', 'idempotency_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY across_orgs ON %I TO {worker} USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
