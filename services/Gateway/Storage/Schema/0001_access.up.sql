-- Who may come in: organisations, API keys, browser sessions, sign-in tokens that were used.

CREATE TABLE organisations (
    org_id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
    prefix text NOT NULL,
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    -- The installation's own key: it comes from the configuration at every start.
    managed boolean NOT NULL DEFAULT false,
    idempotency_key text,
    request_hash text,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    CONSTRAINT api_keys_secret UNIQUE (secret_hash),
    CONSTRAINT api_keys_idempotency UNIQUE (org_id, idempotency_key)
);
CREATE INDEX api_keys_newest ON api_keys (org_id, created_at DESC, id DESC);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    -- Set when the session was opened with an API key: it ends when the key does.
    key_id uuid REFERENCES api_keys (id),
    subject text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT sessions_secret UNIQUE (secret_hash)
);
CREATE INDEX sessions_expiry ON sessions (org_id, expires_at);

CREATE TABLE spent_sign_in_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    org_id uuid NOT NULL,
    spent_at timestamptz NOT NULL
);

ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organisations
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_keys
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sessions
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

ALTER TABLE spent_sign_in_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE spent_sign_in_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON spent_sign_in_tokens
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);

-- A secret says which organisation its bearer belongs to, so it is looked up before any organisation is set: by the worker, which may only read here.
CREATE POLICY authenticate ON organisations FOR SELECT TO gateway_worker USING (true);
CREATE POLICY authenticate ON api_keys FOR SELECT TO gateway_worker USING (true);
CREATE POLICY authenticate ON sessions FOR SELECT TO gateway_worker USING (true);
