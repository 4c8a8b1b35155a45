-- Text that is compared as bytes, here and in the domain crate, is collated "C".

create table users (
    id uuid primary key,
    email text collate "C" not null constraint users_email_key unique,
    email_verified_at timestamptz,
    username text,
    -- The user name in lower case, by which it is unique.
    username_key text collate "C" constraint users_username_key unique,
    password_hash text not null,
    first_name text not null,
    last_name text not null,
    zone text not null,
    is_active boolean not null,
    is_staff boolean not null,
    is_superuser boolean not null,
    date_joined timestamptz not null,
    check ((username is null) = (username_key is null))
);

create table sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    current_hash bytea not null check (length(current_hash) = 32),
    previous_hash bytea check (length(previous_hash) = 32),
    rotated_at timestamptz not null,
    expires_at timestamptz not null
);
create index sessions_user_id on sessions (user_id);
create index sessions_expires_at on sessions (expires_at);

create table secrets (
    name text collate "C" not null constraint secrets_name_key primary key,
    secret bytea not null
);

create table meetings (
    id uuid primary key,
    created_by uuid not null references users (id),
    title text not null,
    -- The title in lower case, by which it is ordered.
    title_key text collate "C" not null,
    description text not null,
    location text not null,
    -- Title, description and location in lower case, a line each.
    search_text text collate "C" not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    zone text not null,
    conflict_policy text not null check (conflict_policy in ('warn', 'forbid')),
    is_cancelled boolean not null,
    sequence integer not null,
    version integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (ends_at > starts_at),
    check (ends_at - starts_at <= interval '744 hours')
);
create index meetings_created_by on meetings (created_by);

create table participants (
    id bigint generated always as identity primary key,
    meeting_id uuid not null references meetings (id) on delete cascade,
    email text collate "C" not null,
    name text not null,
    status text not null check (status in ('pending', 'accepted', 'declined', 'tentative')),
    invited_at timestamptz not null,
    responded_at timestamptz,
    constraint participants_meeting_id_email_key unique (meeting_id, email)
);
create index participants_email on participants (email, meeting_id);

-- One row for each person and each time that a scheduled meeting takes. `reach` is the least of
-- 2, 24 and 744 hours that is not shorter: who looks for overlaps looks back no further than
-- that, so that a few long rows do not make every search read a month.
create table busy (
    person text collate "C" not null,
    reach integer not null check (reach in (2, 24, 744)),
    starts_at timestamptz not null,
    meeting_id uuid not null references meetings (id) on delete cascade,
    ends_at timestamptz not null,
    primary key (person, reach, starts_at, meeting_id),
    check (ends_at > starts_at),
    check (ends_at - starts_at <= reach * interval '1 hour')
);
create index busy_meeting_id on busy (meeting_id);

-- The outbox. It outlives the meetings that it tells of, so there is no foreign key.
create table notifications (
    id bigint generated always as identity primary key,
    meeting_id uuid,
    email text collate "C" not null,
    name text not null,
    kind text not null check (
        kind in ('invitation', 'update', 'cancellation', 'reminder', 'email_verification')
    ),
    subject text not null,
    message text not null,
    sequence integer not null,
    state text not null check (state in ('queued', 'sent', 'failed')),
    attempts integer not null,
    last_error text,
    -- When the next attempt may begin; while somebody has claimed it, when the claim ends.
    next_try_at timestamptz not null,
    sent_at timestamptz,
    created_at timestamptz not null
);
create index notifications_due on notifications (next_try_at, id) where state = 'queued';
create index notifications_failed on notifications (id) where state = 'failed';
create index notifications_meeting_id on notifications (meeting_id, id);

-- What requests with an Idempotency-Key were answered.
create table answers (
    scope text collate "C" not null,
    key text collate "C" not null,
    fingerprint bytea not null check (length(fingerprint) = 32),
    status integer not null,
    location text,
    etag text,
    body text not null,
    created_at timestamptz not null,
    primary key (scope, key)
);
create index answers_created_at on answers (created_at);
