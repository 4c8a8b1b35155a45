-- For each meeting the replies that its last move took away, for as long as the move may be taken back.
create table former_replies (
    meeting_id blob not null primary key references meetings (id) on delete cascade,
    -- The times that they were given for.
    starts_at text not null check (length(starts_at) = 26),
    ends_at text not null check (length(ends_at) = 26),
    moved_at text not null check (length(moved_at) = 26),
    -- [[participant, status, responded at], …]
    replies text not null
) strict, without rowid;
create index former_replies_moved_at on former_replies (moved_at);
