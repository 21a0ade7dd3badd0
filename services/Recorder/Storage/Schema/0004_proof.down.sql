ALTER TABLE blobs DROP COLUMN packed_sum;
ALTER TABLE blobs ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
DROP TABLE bundle_signatures, run_annotation_seals, run_seals, proof_trusted_keys, proof_keys;
