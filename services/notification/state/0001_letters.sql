-- Letters to write and letters written: original data. No row here holds a name or an address.

-- Private events about which somebody gets a letter; whom it concerns is asked of their source.
CREATE TABLE notice (
    source text NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    stream uuid NOT NULL,
    stream_version integer NOT NULL,
    resolved boolean NOT NULL DEFAULT false,
    attempts integer NOT NULL DEFAULT 0,
    next_try timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (source, position)
);

CREATE INDEX notice_unresolved ON notice (next_try) WHERE NOT resolved;

-- One letter per event and recipient, for ever: what a rebuild writes again is already here.
CREATE TABLE letter (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    position bigint NOT NULL,
    recipient text NOT NULL,
    template text NOT NULL,
    facts jsonb NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    next_try timestamptz NOT NULL DEFAULT clock_timestamp(),
    failed_with text NOT NULL DEFAULT '',
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz,
    UNIQUE (source, position, recipient)
);

CREATE INDEX letter_queued ON letter (next_try) WHERE state = 'queued';

-- Which unit was reminded of what, once a day at most.
CREATE TABLE reminder (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    sent_for date NOT NULL,
    due_on date NOT NULL,
    UNIQUE (campaign_id, unit_id, kind, sent_for)
);

-- The days whose reminders are written, those with none included.
CREATE TABLE reminded (
    day date PRIMARY KEY,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Each time names and addresses were asked for: registration has recorded at least as many disclosures.
CREATE TABLE asked (
    disclosure_id uuid PRIMARY KEY,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
