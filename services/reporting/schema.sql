-- What reporting reads: filled from the events of registration and nomination and from its own, dropped by a rebuild.
-- The logs are followed independently of each other, so nothing here refers to rows of another log by foreign key.

-- From registration.

CREATE TABLE unit (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    external_code text NOT NULL,
    named_on date
);

-- Whom the register knows; names are read from issued decisions only.
CREATE TABLE person (
    id uuid PRIMARY KEY
);

CREATE TABLE campaign (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    level text NOT NULL,
    kind text NOT NULL,
    year_from integer NOT NULL,
    year_to integer NOT NULL,
    theme text NOT NULL,
    launched_by text NOT NULL,
    number text NOT NULL,
    dated date,
    launched_on date NOT NULL,
    parent_id uuid
);

-- What became of a launched campaign: amended, cancelled or closed, and why.
CREATE TABLE campaign_change (
    campaign_id uuid NOT NULL,
    changed_on date NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    place bigserial PRIMARY KEY
);
CREATE INDEX ON campaign_change (campaign_id);

CREATE TABLE legal_basis (
    campaign_id uuid NOT NULL,
    place integer NOT NULL,
    number text NOT NULL,
    title text NOT NULL,
    issuer text NOT NULL,
    issued_on date,
    PRIMARY KEY (campaign_id, place)
);

CREATE TABLE round (
    campaign_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    occasions text[] NOT NULL,
    PRIMARY KEY (campaign_id, id)
);

CREATE TABLE obligation (
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    due_on date NOT NULL,
    PRIMARY KEY (campaign_id, kind, unit_id)
);

-- From nomination: award names and issued decisions, nothing about any other dossier.

-- What an award is called from a day on, as rule packs say.
CREATE TABLE award_name (
    code text NOT NULL,
    valid_from date NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (code, valid_from)
);

-- Two clocks: the day from which a decision counts, and the day since which it is known here.
CREATE TABLE decision (
    id uuid PRIMARY KEY,
    authority text NOT NULL,
    title text NOT NULL,
    number text NOT NULL,
    signed_on date NOT NULL,
    issued_on date NOT NULL,
    effective_on date NOT NULL,
    known_since date NOT NULL,
    published_on date,
    signatory text NOT NULL,
    capacity text NOT NULL,
    external boolean NOT NULL,
    bases text[] NOT NULL,
    articles text[] NOT NULL
);
CREATE INDEX ON decision (effective_on);

-- A line of a decision is an award, with the days on which its dossier passed each step.
CREATE TABLE award (
    id uuid PRIMARY KEY,
    decision_id uuid NOT NULL REFERENCES decision,
    line integer NOT NULL,
    award text NOT NULL,
    award_name text NOT NULL,
    campaign_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    subject_kind text NOT NULL,
    name text NOT NULL,
    position text NOT NULL,
    unit_id uuid NOT NULL,
    unit_name text NOT NULL,
    received_on date NOT NULL,
    appraised_on date NOT NULL,
    passed_on date NOT NULL,
    decided_on date NOT NULL,
    words text[] NOT NULL, -- what the search finds it by, without marks
    UNIQUE (decision_id, line)
);
CREATE INDEX ON award (subject_id);
CREATE INDEX ON award USING gin (words);

-- From reporting's own log.

CREATE TABLE report (
    id uuid PRIMARY KEY,
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    submitted_on date NOT NULL,
    late boolean NOT NULL,
    UNIQUE (campaign_id, kind, unit_id)
);
