-- Accounts that go away piece by piece.
create table account_deletions (
    user_id blob not null primary key references users (id) on delete cascade,
    -- The account that asked for it; nothing for the command line.
    asked_by blob,
    asked_at text not null check (length(asked_at) = 26),
    -- Meetings that it had then, those of them that are done, and those of these that are gone.
    meetings integer not null,
    done integer not null,
    deleted integer not null,
    -- The last invitation that was looked at.
    after blob
) strict, without rowid;
