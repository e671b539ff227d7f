-- Entries as the lines that they are: text, because a line is passed on byte for byte.
CREATE TABLE warroom_entries (
    arrived  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid      xid8    NOT NULL DEFAULT pg_current_xact_id(),
    room     text    NOT NULL,
    incident text    NOT NULL,
    replica  text    NOT NULL,
    seq      bigint  NOT NULL,
    id       text    NOT NULL,
    prev     text    NOT NULL,
    -- Whether it stands in the log itself; a branch stands beside it.
    main     boolean NOT NULL,
    line     text    NOT NULL
);
-- No number of a log stands for two entries, and no entry stands there twice, whoever writes at once.
CREATE UNIQUE INDEX warroom_entries_main ON warroom_entries (room, incident, replica, seq) INCLUDE (id) WHERE main;
CREATE UNIQUE INDEX warroom_entries_once ON warroom_entries (room, incident, replica, id);
CREATE INDEX warroom_entries_beside ON warroom_entries (room, incident, replica, prev) WHERE NOT main;
CREATE INDEX warroom_entries_came ON warroom_entries (room, xid, arrived);

CREATE TABLE warroom_evidence (
    room     text  NOT NULL,
    incident text  NOT NULL,
    sha256   text  NOT NULL,
    bytes    bytea NOT NULL,
    PRIMARY KEY (room, incident, sha256)
);
-- What is kept does not get smaller by trying.
ALTER TABLE warroom_evidence ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE warroom_tokens (
    id         text        PRIMARY KEY,
    name       text        NOT NULL,
    role       text        NOT NULL,
    room       text        NOT NULL,
    sha256     text        NOT NULL UNIQUE,
    made_at    text        NOT NULL,
    expires_at text,
    revoked_at text
);

-- The life of this database: cursors of another life mean nothing here.
CREATE TABLE warroom_life (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    life   text NOT NULL,
    kind   text NOT NULL,
    system text NOT NULL
);
