-- A compile and its receipt. The document (inputs, receipt, rendering; texts by hash) is compressed by the application.
CREATE TABLE compiles (
    id                uuid PRIMARY KEY,
    org_id            uuid        NOT NULL,
    run_id            uuid,
    task              text        NOT NULL,
    scope             jsonb       NOT NULL,
    repo              text,
    budget            integer     NOT NULL,
    used_tokens       integer     NOT NULL,
    candidates        integer     NOT NULL,
    included          integer     NOT NULL,
    memories_included integer     NOT NULL,
    receipt_hash      text        NOT NULL,
    output_hash       text        NOT NULL,
    caller            text        NOT NULL,
    document          bytea       NOT NULL,
    seal              bigint,
    leaf              integer,
    at                timestamptz NOT NULL
);
ALTER TABLE compiles ALTER COLUMN document SET STORAGE EXTERNAL;

CREATE INDEX compiles_newest ON compiles (org_id, at DESC, id DESC);
CREATE INDEX compiles_run ON compiles (org_id, run_id, at DESC, id DESC) WHERE run_id IS NOT NULL;
CREATE INDEX compiles_repo ON compiles (org_id, repo, at DESC, id DESC) WHERE repo IS NOT NULL;
CREATE INDEX compiles_unsealed ON compiles (org_id, at, id) WHERE seal IS NULL;
CREATE INDEX compiles_sealed ON compiles (org_id, seal, leaf) WHERE seal IS NOT NULL;

-- The words of every candidate, once for each organisation, by SHA-256: files and memories come back in many compiles.
CREATE TABLE compile_texts (
    org_id uuid  NOT NULL,
    hash   text  NOT NULL,
    body   bytea NOT NULL,
    PRIMARY KEY (org_id, hash)
);
ALTER TABLE compile_texts ALTER COLUMN body SET STORAGE EXTERNAL;

-- The chain of receipts: each seal closes a Merkle tree over the receipts since the seal before it.
CREATE TABLE receipt_seals (
    org_id        uuid        NOT NULL,
    number        bigint      NOT NULL,
    previous_hash text        NOT NULL,
    root          text        NOT NULL,
    receipts      integer     NOT NULL,
    hash          text        NOT NULL,
    at            timestamptz NOT NULL,
    PRIMARY KEY (org_id, number)
);

ALTER TABLE compiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE compiles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON compiles
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

ALTER TABLE compile_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE compile_texts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON compile_texts
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

ALTER TABLE receipt_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt_seals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON receipt_seals
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
