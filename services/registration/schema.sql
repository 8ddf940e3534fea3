-- Registration's own tables: what its answers are read from. A rebuild may drop them.

-- -- units and people ---------------------------------------------------------------------------------

-- What was entered about units, people and collectives, in two times: domain/facts.py says how to read it.
CREATE TABLE fact (
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    "values" jsonb NOT NULL,
    effective_on date NOT NULL,
    recorded_on date NOT NULL,
    retracted_on date,
    entered_by text NOT NULL,
    on_behalf_of text NOT NULL,
    basis text NOT NULL,
    PRIMARY KEY (subject_id, version)
);
CREATE INDEX fact_unit ON fact (("values" ->> 'unit_id')) WHERE "values" ? 'unit_id';

-- Units as they are today.
CREATE TABLE unit (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    parent_id uuid,
    external_code text NOT NULL
);
CREATE INDEX unit_external ON unit (external_code) WHERE external_code <> '';

-- People as they are today.
CREATE TABLE person (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL,
    position_class text NOT NULL,
    external_digest text NOT NULL
);
CREATE INDEX person_external ON person (external_digest) WHERE external_digest <> '';

-- -- campaigns ----------------------------------------------------------------------------------------

CREATE TABLE campaign (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    level text NOT NULL,
    kind text NOT NULL,
    year_from integer NOT NULL,
    year_to integer NOT NULL,
    state text NOT NULL,
    number text NOT NULL DEFAULT '',
    defects jsonb NOT NULL,
    reporting_units uuid[] NOT NULL
);

-- -- clusters and signatories -------------------------------------------------------------------------

-- -- registrations ------------------------------------------------------------------------------------

CREATE TABLE registration (
    id uuid PRIMARY KEY,
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    state text NOT NULL,
    late boolean NOT NULL,
    was_returned boolean NOT NULL DEFAULT false,
    targets integer NOT NULL,
    UNIQUE (campaign_id, unit_id)
);

-- -- followed from nomination -------------------------------------------------------------------------

-- Which awards there are, as nomination's rule packs say.
CREATE TABLE award (
    code text NOT NULL,
    subject_kind text NOT NULL,
    PRIMARY KEY (code, subject_kind)
);
