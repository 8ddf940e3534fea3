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

-- Units as they are today; "parent_id" as it was entered last, even if that unit has ended since.
CREATE TABLE unit (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    parent_id uuid,
    external_code text NOT NULL,
    mailbox text NOT NULL,
    small boolean NOT NULL,
    head_id uuid,
    since date NOT NULL,
    ended_on date,
    successors uuid[] NOT NULL DEFAULT '{}'
);
CREATE INDEX unit_external ON unit (external_code) WHERE external_code <> '';

-- All codes that units ever had.
CREATE TABLE unit_code (
    code text PRIMARY KEY,
    unit_id uuid NOT NULL,
    recorded_on date NOT NULL
);

-- The names that units ever had, each with the code that came with it, to be searched.
CREATE TABLE unit_name (
    unit_id uuid NOT NULL,
    version integer NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (unit_id, version)
);
CREATE INDEX unit_name_words ON unit_name USING gin (words);

-- Which units go on with one that "ends", or came out of one that goes on, from which day on.
CREATE VIEW unit_step AS
    SELECT subject_id AS from_id, to_id::uuid, "values" ? 'successors' AS ends, effective_on, recorded_on, retracted_on
    FROM fact, jsonb_array_elements_text(COALESCE("values" -> 'successors', "values" -> 'parts')) AS to_id
    WHERE "values" ?| ARRAY['successors', 'parts'];
CREATE INDEX fact_step ON fact (subject_id) WHERE "values" ?| ARRAY['successors', 'parts'];

-- Who people are, under seal, in two times like facts; the digests match codes, and name with birth.
CREATE TABLE person_identity (
    person_id uuid NOT NULL,
    version integer NOT NULL,
    sealed jsonb NOT NULL,
    external_digest text NOT NULL,
    identity_digest text NOT NULL,
    named_digest text NOT NULL,
    effective_on date NOT NULL,
    recorded_on date NOT NULL,
    retracted_on date,
    PRIMARY KEY (person_id, version)
);
CREATE INDEX person_external ON person_identity (external_digest) WHERE external_digest <> '';

-- The texts of positions, likewise.
CREATE TABLE person_position (
    person_id uuid NOT NULL,
    version integer NOT NULL,
    sealed jsonb NOT NULL,
    effective_on date NOT NULL,
    recorded_on date NOT NULL,
    retracted_on date,
    PRIMARY KEY (person_id, version)
);

-- The names in person_identity, to be searched: whoever was erased has none. "lowered" finds, "sorted" sorts by
-- given name as Vietnamese lists do.
CREATE TABLE person_name (
    person_id uuid NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    lowered text NOT NULL,
    sorted bytea NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (person_id, version)
);
CREATE INDEX person_name_words ON person_name USING gin (words);
CREATE INDEX person_name_lowered ON person_name (lowered);

-- -- campaigns ----------------------------------------------------------------------------------------

-- Campaigns as they are today; no_criteria_reason is sealed.
CREATE TABLE campaign (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    level text NOT NULL,
    unit_id uuid,
    cluster_id uuid,
    kind text NOT NULL,
    year_from integer NOT NULL,
    year_to integer NOT NULL,
    state text NOT NULL,
    number text NOT NULL DEFAULT '',
    dated date,
    launched_on date,
    defects jsonb NOT NULL,
    warnings jsonb NOT NULL,
    differences jsonb NOT NULL,
    no_criteria_reason jsonb,
    reporting_units uuid[] NOT NULL,
    versions integer NOT NULL DEFAULT 1
);
CREATE INDEX campaign_of_cluster ON campaign (cluster_id) WHERE cluster_id IS NOT NULL;

-- What the plan said: the first version is that of the launch, each amendment is one more.
CREATE TABLE campaign_plan (
    campaign_id uuid NOT NULL,
    version integer NOT NULL,
    plan jsonb NOT NULL,
    reason text NOT NULL DEFAULT '',
    changed text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (campaign_id, version)
);

-- The register of legal texts.
CREATE TABLE legal_text (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    title text NOT NULL,
    issuer text NOT NULL,
    issued_on date,
    in_force_from date NOT NULL,
    in_force_until date,
    replaced_by uuid,
    source text NOT NULL,
    verified boolean NOT NULL
);

-- -- clusters and signatories -------------------------------------------------------------------------

CREATE TABLE cluster (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    formed_on date NOT NULL
);

-- ended_on is the first day on which the body is no member.
CREATE TABLE cluster_member (
    cluster_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    mailbox text NOT NULL,
    unit_id uuid,
    since date NOT NULL,
    ended_on date,
    PRIMARY KEY (cluster_id, id)
);

CREATE TABLE cluster_head (
    cluster_id uuid NOT NULL,
    year integer NOT NULL,
    head_id uuid NOT NULL,
    deputy_ids uuid[] NOT NULL,
    PRIMARY KEY (cluster_id, year)
);

CREATE TABLE cluster_result (
    cluster_id uuid NOT NULL,
    year integer NOT NULL,
    lines jsonb NOT NULL,
    PRIMARY KEY (cluster_id, year)
);

CREATE TABLE signatory (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    capacity text NOT NULL,
    form text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    delegated_by uuid,
    basis text NOT NULL
);

-- -- registrations ------------------------------------------------------------------------------------

CREATE TABLE registration (
    id uuid PRIMARY KEY,
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    late boolean NOT NULL,
    locked boolean NOT NULL,  -- with the lists, or sent after that
    was_returned boolean NOT NULL DEFAULT false,
    amended boolean NOT NULL DEFAULT false,
    on_paper boolean NOT NULL DEFAULT false,  -- entered by somebody else for the unit, as it stands
    targets integer NOT NULL DEFAULT 0,
    leaders integer NOT NULL DEFAULT 0,
    front_line integer NOT NULL DEFAULT 0,
    UNIQUE (campaign_id, unit_id)
);

-- Units' own plans.
CREATE TABLE unit_plan (
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    PRIMARY KEY (campaign_id, unit_id)
);

-- Campaigns whose lists are locked.
CREATE TABLE roll (
    campaign_id uuid PRIMARY KEY,
    digest text NOT NULL
);

-- -- followed from nomination -------------------------------------------------------------------------

-- Which awards there are, as nomination's rule packs say.
CREATE TABLE award (
    code text NOT NULL,
    subject_kind text NOT NULL,
    PRIMARY KEY (code, subject_kind)
);

-- The rule packs that nomination adopted, and what they ask of campaigns.
CREATE TABLE rule_pack (
    name text PRIMARY KEY,
    valid_from date NOT NULL,
    valid_until date,
    digest text NOT NULL,
    criteria_required boolean NOT NULL
);
