CREATE TABLE heard (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id uuid NOT NULL,
  message_id uuid NOT NULL,
  text text NOT NULL
);
ALTER TABLE heard ENABLE ROW LEVEL SECURITY;
ALTER TABLE heard FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON heard
  USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
