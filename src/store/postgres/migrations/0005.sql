-- When tokens were used last, in milliseconds since 1970. Beside the tokens: who is let in is looked up at each
-- request, and this is written meanwhile.
CREATE TABLE warroom_token_uses (
    token   text   PRIMARY KEY REFERENCES warroom_tokens (id) ON DELETE CASCADE,
    used_at bigint NOT NULL
);
