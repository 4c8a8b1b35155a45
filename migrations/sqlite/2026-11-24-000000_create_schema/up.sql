-- Times are UTC text `YYYY-MM-DD HH:MM:SS.ffffff`, which sorts; UUIDs are 16 bytes.

create table users (
    id blob not null primary key check (length(id) = 16),
    email text not null unique,
    email_verified_at text,
    username text,
    -- The user name in lower case, by which it is unique.
    username_key text unique,
    password_hash text not null,
    first_name text not null,
    last_name text not null,
    zone text not null,
    is_active integer not null check (is_active in (0, 1)),
    is_staff integer not null check (is_staff in (0, 1)),
    is_superuser integer not null check (is_superuser in (0, 1)),
    date_joined text not null check (length(date_joined) = 26),
    check ((username is null) = (username_key is null))
) strict;

create table sessions (
    id blob not null primary key check (length(id) = 16),
    user_id blob not null references users (id) on delete cascade,
    current_hash blob not null check (length(current_hash) = 32),
    previous_hash blob check (length(previous_hash) = 32),
    rotated_at text not null check (length(rotated_at) = 26),
    expires_at text not null check (length(expires_at) = 26)
) strict;
create index sessions_user_id on sessions (user_id);
create index sessions_expires_at on sessions (expires_at);

create table secrets (
    name text not null primary key,
    secret blob not null
) strict;

create table meetings (
    id blob not null primary key check (length(id) = 16),
    created_by blob not null references users (id),
    title text not null,
    -- The title in lower case, by which it is ordered.
    title_key text not null,
    description text not null,
    location text not null,
    -- Title, description and location in lower case, a line each.
    search_text text not null,
    starts_at text not null check (length(starts_at) = 26),
    ends_at text not null check (length(ends_at) = 26),
    zone text not null,
    conflict_policy text not null check (conflict_policy in ('warn', 'forbid')),
    is_cancelled integer not null check (is_cancelled in (0, 1)),
    sequence integer not null,
    version integer not null,
    created_at text not null check (length(created_at) = 26),
    updated_at text not null check (length(updated_at) = 26),
    check (ends_at > starts_at),
    check (unixepoch(ends_at) - unixepoch(starts_at) <= 2678400)
) strict;
create index meetings_created_by on meetings (created_by);

-- Ids are never given twice, since clients keep them.
create table participants (
    id integer primary key autoincrement,
    meeting_id blob not null references meetings (id) on delete cascade,
    email text not null,
    name text not null,
    status text not null check (status in ('pending', 'accepted', 'declined', 'tentative')),
    invited_at text not null check (length(invited_at) = 26),
    responded_at text check (length(responded_at) = 26),
    unique (meeting_id, email)
) strict;
create index participants_email on participants (email, meeting_id);

-- One row for each person and each time that a scheduled meeting takes. `reach` is the least of
-- 2, 24 and 744 hours that is not shorter: who looks for overlaps looks back no further than
-- that, so that a few long rows do not make every search read a month.
create table busy (
    person text not null,
    reach integer not null check (reach in (2, 24, 744)),
    starts_at text not null check (length(starts_at) = 26),
    meeting_id blob not null references meetings (id) on delete cascade,
    ends_at text not null check (length(ends_at) = 26),
    primary key (person, reach, starts_at, meeting_id),
    check (ends_at > starts_at),
    check (unixepoch(ends_at) - unixepoch(starts_at) <= reach * 3600)
) strict, without rowid;
create index busy_meeting_id on busy (meeting_id);

-- The outbox. It outlives the meetings that it tells of, so there is no foreign key.
create table notifications (
    id integer primary key autoincrement,
    meeting_id blob check (length(meeting_id) = 16),
    email text not null,
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
    next_try_at text not null check (length(next_try_at) = 26),
    sent_at text check (length(sent_at) = 26),
    created_at text not null check (length(created_at) = 26)
) strict;
create index notifications_due on notifications (next_try_at, id) where state = 'queued';
create index notifications_failed on notifications (id) where state = 'failed';
create index notifications_meeting_id on notifications (meeting_id, id);

-- What requests with an Idempotency-Key were answered.
create table answers (
    scope text not null,
    key text not null,
    fingerprint blob not null check (length(fingerprint) = 32),
    status integer not null,
    location text,
    etag text,
    body text not null,
    created_at text not null check (length(created_at) = 26),
    primary key (scope, key)
) strict;
create index answers_created_at on answers (created_at);
