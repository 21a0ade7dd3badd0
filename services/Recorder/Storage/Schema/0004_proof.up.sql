-- The installation's signing keys. They belong to no customer: their rows carry the reserved organisation of the installation itself, so that the wall
-- between organisations stands before them as before everything else. private_key is encrypted by the application.
CREATE TABLE proof_keys (
  org_id uuid NOT NULL,
  kid text NOT NULL,
  x bytea NOT NULL,
  y bytea NOT NULL,
  private_key bytea NOT NULL,
  not_before timestamptz NOT NULL,
  not_after timestamptz,
  created_by text NOT NULL,
  PRIMARY KEY (org_id, kid)
);
CREATE UNIQUE INDEX proof_keys_current ON proof_keys (org_id) WHERE not_after IS NULL;

-- Keys of other installations whose bundles an organisation accepts.
CREATE TABLE proof_trusted_keys (
  org_id uuid NOT NULL,
  kid text NOT NULL,
  name text NOT NULL,
  jwk text NOT NULL,
  added_by text NOT NULL,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, kid)
);

-- One seal per revision of a run, none ever changed.
CREATE TABLE run_seals (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  revision integer NOT NULL,
  jws text NOT NULL,
  PRIMARY KEY (org_id, run_id, revision)
);

-- How many annotations a run has and where their chain ends, signed anew with each.
CREATE TABLE run_annotation_seals (
  org_id uuid NOT NULL,
  run_id uuid NOT NULL,
  jws text NOT NULL,
  PRIMARY KEY (org_id, run_id)
);

-- ECDSA gives another signature each time; kept, so that exporting the same content again gives the same bytes.
CREATE TABLE bundle_signatures (
  org_id uuid NOT NULL,
  manifest_hash bytea NOT NULL,
  jws text NOT NULL,
  PRIMARY KEY (org_id, manifest_hash)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['proof_keys', 'proof_trusted_keys', 'run_seals', 'run_annotation_seals', 'bundle_signatures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I
      USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
  END LOOP;
END $$;

-- Nobody reads it, and no proof can cover it: the row is shared by every run that has the payload.
ALTER TABLE blobs DROP COLUMN created_at;

-- First 8 bytes of the SHA-256 of compressed data as it lies there: some of its bits can change without changing the text. Null for plain data.
ALTER TABLE blobs ADD COLUMN packed_sum bytea;
ALTER TABLE blobs NO FORCE ROW LEVEL SECURITY;
UPDATE blobs SET packed_sum = substring(sha256(data) from 1 for 8) WHERE encoding <> 0;
ALTER TABLE blobs FORCE ROW LEVEL SECURITY;
