-- What remains of incidents that were purged; it stands for ever.
CREATE TABLE warroom_purged (
    room     text    NOT NULL,
    incident text    NOT NULL,
    stone    text    NOT NULL,
    -- Whether it names the last heads, so that deleting may begin.
    settled  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (room, incident)
);

-- Whether an incident was purged. Whoever writes asks this inside the statement that writes, and keeps
-- those who purge waiting until it is over. In plpgsql, because each of its statements sees what was
-- committed before it began: after the wait, not before.
CREATE FUNCTION warroom_is_purged(the_room text, the_incident text) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(the_room || ' ' || the_incident, 7));
    RETURN EXISTS (SELECT 1 FROM warroom_purged p WHERE p.room = the_room AND p.incident = the_incident);
END $$;

-- Sets a tombstone, once everybody who did not see it has written. The first one stays.
CREATE FUNCTION warroom_bury(the_room text, the_incident text, the_stone text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(the_room || ' ' || the_incident, 7));
    INSERT INTO warroom_purged (room, incident, stone) VALUES (the_room, the_incident, the_stone)
    ON CONFLICT DO NOTHING;
END $$;

-- What can be read: from the moment on at which the tombstone stands, nothing of what was purged.
CREATE VIEW warroom_living AS
    SELECT e.* FROM warroom_entries e WHERE NOT EXISTS (
        SELECT 1 FROM warroom_purged p WHERE p.room = e.room AND p.incident = e.incident);
CREATE VIEW warroom_living_evidence AS
    SELECT f.* FROM warroom_evidence f WHERE NOT EXISTS (
        SELECT 1 FROM warroom_purged p WHERE p.room = f.room AND p.incident = f.incident);
