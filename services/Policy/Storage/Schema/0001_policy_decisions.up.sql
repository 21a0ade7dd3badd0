-- One row for each answer that policy gave. Rows are only ever added.
CREATE TABLE policy_decisions (
    id             uuid PRIMARY KEY,
    org_id         uuid        NOT NULL,
    run_id         uuid,
    compile_id     uuid,
    subject_id     text        NOT NULL,
    kind           text        NOT NULL,
    sensitivity    text,
    effect         text        NOT NULL,
    code           text        NOT NULL,
    rules          jsonb       NOT NULL,
    reason         text        NOT NULL,
    envelopes      jsonb       NOT NULL,
    disabled_rules jsonb       NOT NULL,
    caller         text        NOT NULL,
    caller_role    text        NOT NULL,
    at             timestamptz NOT NULL
);

CREATE INDEX policy_decisions_newest ON policy_decisions (org_id, at DESC, id DESC);
CREATE INDEX policy_decisions_run ON policy_decisions (org_id, run_id, at DESC, id DESC) WHERE run_id IS NOT NULL;
CREATE INDEX policy_decisions_compile ON policy_decisions (org_id, compile_id, at DESC, id DESC) WHERE compile_id IS NOT NULL;

ALTER TABLE policy_decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy_decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON policy_decisions
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
