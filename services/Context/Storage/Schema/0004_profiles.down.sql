DROP INDEX compiles_profile;
ALTER TABLE compiles DROP COLUMN profile;
DROP TABLE profile_defaults;
DROP TABLE profiles;
DROP FUNCTION refuse_change();
