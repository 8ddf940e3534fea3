-- Nomination's own tables: dossiers as they stand, and what it knows of registration. A rebuild may drop them.

CREATE TABLE unit (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    named_on date,  -- the day from which the name counts: an earlier one that is heard of later changes nothing
    into_id uuid    -- the unit that goes on with it after a merger, and with its people
);

CREATE TABLE person (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL,
    there_since date
);

CREATE TABLE campaign (
    id uuid PRIMARY KEY,
    level text NOT NULL,
    kind text NOT NULL,
    rounds uuid[] NOT NULL
);

CREATE TABLE signatory (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    capacity text NOT NULL,
    valid_from date NOT NULL,
    valid_until date
);

CREATE TABLE dossier (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    year integer NOT NULL,
    state text NOT NULL,
    subject_id uuid NOT NULL,
    award text NOT NULL
);
CREATE INDEX dossier_by_unit ON dossier (unit_id, id);
CREATE INDEX dossier_granted ON dossier (subject_id) WHERE state = 'granted';

CREATE TABLE proceeding (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    year integer NOT NULL
);
