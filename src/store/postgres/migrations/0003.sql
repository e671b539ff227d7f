-- Who is there, and looks at what. It lasts a minute; nothing is lost when the database begins anew.
CREATE UNLOGGED TABLE warroom_presence (
    room     text   NOT NULL,
    token    text   NOT NULL,
    name     text   NOT NULL,
    incident text,
    -- Until when, in milliseconds since 1970.
    until    bigint NOT NULL,
    PRIMARY KEY (room, token)
);
