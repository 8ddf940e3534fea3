-- What letters and reminders need to know of others; a rebuild may drop it.

CREATE TABLE unit (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    mailbox text NOT NULL,
    named_on date,
    into_id uuid  -- the unit that goes on with it and gets its letters
);

-- How awards are called, as nomination's rule packs say.
CREATE TABLE award (
    code text PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE campaign (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    launched_on date NOT NULL
);

CREATE TABLE obligation (
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    due_on date NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, kind)
);

-- What was handed in. Reports and campaigns come from two logs in any order, so this is no column of obligation.
CREATE TABLE received (
    campaign_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, kind)
);
