-- The ids that were given to declarations with a key, for two days: two servers that are asked on both sides of
-- midnight open one incident.
CREATE TABLE warroom_declaring (
    room     text NOT NULL,
    letters  text NOT NULL,
    incident text NOT NULL,
    PRIMARY KEY (room, letters)
);
