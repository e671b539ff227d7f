-- Redactions, found without reading the incident. A quotation mark inside a text is escaped, so the key can
-- stand only where a key stands.
CREATE INDEX warroom_entries_redactions ON warroom_entries (room, incident)
    WHERE strpos(line, ',"kind":"redacted",') > 0;

-- Whose a log is: who pushed it as their own, and what somebody else carried there.
CREATE TABLE warroom_authors (
    room         text NOT NULL,
    incident     text NOT NULL,
    replica      text NOT NULL,
    owner        text,
    carried_by   text,
    carried_from bigint,
    PRIMARY KEY (room, incident, replica)
);
