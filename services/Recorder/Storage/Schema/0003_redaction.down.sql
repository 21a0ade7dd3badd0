DROP INDEX steps_of_result;
DROP INDEX steps_of_args;
DROP INDEX steps_of_output;
DROP INDEX steps_of_input;
DROP INDEX runs_of_redaction;
ALTER TABLE runs DROP COLUMN redaction_version;
DROP TABLE redaction_settings;
