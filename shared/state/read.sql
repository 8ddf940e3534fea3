-- Read tables that every service has: whom to believe, as registration's events say.

CREATE TABLE issuer_key (
    kid text PRIMARY KEY,
    public_key text NOT NULL,
    roles text[] NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false
);

CREATE TABLE account (
    name text PRIMARY KEY,
    role text NOT NULL,
    until date NOT NULL,
    revoked boolean NOT NULL DEFAULT false
);
