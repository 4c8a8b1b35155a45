-- Accounts that go away piece by piece.
create table account_deletions (
    user_id uuid not null primary key references users (id) on delete cascade,
    -- The account that asked for it; nothing for the command line.
    asked_by uuid,
    asked_at timestamptz not null,
    -- Meetings that it had then, those of them that are done, and those of these that are gone.
    meetings bigint not null,
    done bigint not null,
    deleted bigint not null,
    -- The last invitation that was looked at.
    after uuid
);
