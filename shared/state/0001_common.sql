-- What every service remembers besides its log: original data, never dropped by a rebuild.

-- Requests that were carried out, with the answer they got (no personal data in it).
CREATE TABLE request (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    answer jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How far this service has read: its own log ("outbox", "own") and those that it follows.
CREATE TABLE position (
    stream text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    failed_at bigint,
    failed_with text,
    parked boolean NOT NULL DEFAULT false
);

-- Events that an operator let a follower pass over, and why.
CREATE TABLE skipped (
    stream text NOT NULL,
    position bigint NOT NULL,
    skipped_by text NOT NULL,
    reason text NOT NULL,
    skipped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream, position)
);

-- Keys of what this service sealed, wrapped by the master key. Deleting one is erasure.
CREATE TABLE sealing_key (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    purpose text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (subject, purpose)
);

-- Whom to believe, as registration's events say. Kept through a rebuild, so that nobody is locked out by one.
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

-- What this service's data were born as, sandbox or production, for ever; its log, if it has one, says the same.
CREATE TABLE birth (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    mode text NOT NULL
);
