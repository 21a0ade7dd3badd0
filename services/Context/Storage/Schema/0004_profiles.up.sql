-- Versions of profiles that an organisation made. Receipts name them, so none is ever changed or taken away.
CREATE TABLE profiles (
    org_id   uuid        NOT NULL,
    name     text        NOT NULL,
    version  integer     NOT NULL CHECK (version > 0),
    settings text        NOT NULL,
    hash     text        NOT NULL,
    base     text,
    author   text        NOT NULL,
    reason   text        NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (org_id, name, version)
);

-- Which profile a compile gets that asks for none: the latest row says it, the others say how it came to that.
CREATE TABLE profile_defaults (
    org_id       uuid        NOT NULL,
    n            integer     NOT NULL,
    from_name    text        NOT NULL,
    from_version integer     NOT NULL,
    name         text        NOT NULL,
    version      integer     NOT NULL,
    author       text        NOT NULL,
    reason       text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (org_id, n)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER profiles_stay BEFORE UPDATE OR DELETE ON profiles FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER profile_defaults_stay BEFORE UPDATE OR DELETE ON profile_defaults FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE profiles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON profiles
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

ALTER TABLE profile_defaults ENABLE ROW LEVEL SECURITY;
ALTER TABLE profile_defaults FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON profile_defaults
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

-- Of compiles before this the profile is the built-in one, in the only version that there was for them to have.
ALTER TABLE compiles ADD COLUMN profile text;
CREATE INDEX compiles_profile ON compiles (org_id, profile, at DESC, id DESC) WHERE profile IS NOT NULL;
