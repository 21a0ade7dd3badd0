CREATE TABLE trace_episodes (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  ordinal int NOT NULL,
  intent text NOT NULL,
  phase text NOT NULL,
  first_seq int NOT NULL,
  last_seq int NOT NULL,
  outcome text NOT NULL,
  commands int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, run_id, ordinal)
);

CREATE TABLE memory_candidates (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  episode_id uuid NOT NULL REFERENCES trace_episodes (id) DEFERRABLE INITIALLY DEFERRED,
  type text NOT NULL,
  key text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  project text,
  repo text,
  agent text,
  user_name text,
  task_type text,
  sensitivity text NOT NULL,
  trust text NOT NULL,
  confidence double precision NOT NULL,
  parts jsonb NOT NULL,
  needs_second_run boolean NOT NULL,
  decision text NOT NULL,
  reason text NOT NULL,
  merged_into uuid REFERENCES memory_candidates (id) DEFERRABLE INITIALLY DEFERRED,
  decided_by text,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((decision = 'merged') = (merged_into IS NOT NULL))
);
CREATE INDEX memory_candidates_newest ON memory_candidates (org_id, created_at DESC, id DESC);
CREATE INDEX memory_candidates_by_decision ON memory_candidates (org_id, decision, created_at DESC, id DESC);
CREATE INDEX memory_candidates_by_run ON memory_candidates (org_id, run_id);
CREATE INDEX memory_candidates_known ON memory_candidates (org_id, repo, project, type) WHERE merged_into IS NULL;
CREATE INDEX memory_candidates_merged ON memory_candidates (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE memories (
  id uuid PRIMARY KEY REFERENCES memory_candidates (id) DEFERRABLE INITIALLY DEFERRED,
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  project text,
  repo text,
  agent text,
  user_name text,
  task_type text,
  sensitivity text NOT NULL,
  trust text NOT NULL,
  status text NOT NULL,
  confidence double precision NOT NULL,
  parts jsonb NOT NULL,
  corroboration int NOT NULL,
  usage_count int NOT NULL DEFAULT 0,
  last_used_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX memories_newest ON memories (org_id, created_at DESC, id DESC);
CREATE INDEX memories_by_repo ON memories (org_id, repo, created_at DESC, id DESC);
CREATE INDEX memories_expiring ON memories (org_id, expires_at) WHERE status = 'active';

CREATE TABLE memory_evidence (
  org_id uuid NOT NULL,
  candidate_id uuid NOT NULL REFERENCES memory_candidates (id) DEFERRABLE INITIALLY DEFERRED,
  ordinal int NOT NULL,
  run_id uuid NOT NULL,
  seq int NOT NULL,
  field text NOT NULL,
  start_at int NOT NULL,
  end_at int NOT NULL,
  quote text NOT NULL,
  PRIMARY KEY (candidate_id, ordinal)
);
CREATE INDEX memory_evidence_by_run ON memory_evidence (org_id, run_id);

CREATE TABLE memory_links (
  org_id uuid NOT NULL,
  compile_id uuid NOT NULL,
  memory_id uuid NOT NULL,
  run_id uuid,
  task text NOT NULL,
  included boolean NOT NULL,
  reason_code text NOT NULL,
  score double precision NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (org_id, memory_id, compile_id)
);
CREATE INDEX memory_links_newest ON memory_links (org_id, memory_id, at DESC, compile_id DESC);
CREATE INDEX memory_links_by_run ON memory_links (org_id, run_id) WHERE run_id IS NOT NULL;

-- Every decision with what was before it: the audit trail, and what undo goes back to.
CREATE TABLE memory_history (
  id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  candidate_id uuid NOT NULL REFERENCES memory_candidates (id) DEFERRABLE INITIALLY DEFERRED,
  at timestamptz NOT NULL,
  action text NOT NULL,
  decided_by text NOT NULL,
  reason text,
  before jsonb
);
CREATE INDEX memory_history_by_candidate ON memory_history (org_id, candidate_id, at, id);

-- Numbered changes of memories; every replica's index follows them.
CREATE TABLE memory_changes (
  id bigserial PRIMARY KEY,
  org_id uuid NOT NULL,
  memory_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX memory_changes_by_org ON memory_changes (org_id, id);

-- The number is taken when the transaction commits, under a lock held until it has: numbers become visible in order, so a follower that has seen n has seen
-- everything below n. Deferred, because the lock then waits on nobody and cannot take part in a deadlock.
CREATE FUNCTION note_memory_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed memories := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('memory_changes:' || changed.org_id, 0));
  INSERT INTO memory_changes (org_id, memory_id) VALUES (changed.org_id, changed.id);
  PERFORM pg_notify('memory_changes', changed.org_id::text);
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER memory_changed AFTER INSERT OR UPDATE OR DELETE ON memories
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_memory_change();

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['trace_episodes', 'memory_candidates', 'memories', 'memory_evidence', 'memory_links', 'memory_history', 'memory_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
  END LOOP;
END $$;
