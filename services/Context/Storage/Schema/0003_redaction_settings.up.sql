-- Which classes of personal data a project has taken out, as the recorder told.
CREATE TABLE redaction_settings (
    org_id   uuid    NOT NULL,
    project  text    NOT NULL,
    pii      text[]  NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (org_id, project)
);

ALTER TABLE redaction_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE redaction_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON redaction_settings
    USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
    WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
