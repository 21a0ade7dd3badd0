DROP TABLE condemned_blobs;
DROP INDEX runs_of_redaction;
ALTER TABLE runs DROP COLUMN redaction_version;
DROP TABLE redaction_settings;
