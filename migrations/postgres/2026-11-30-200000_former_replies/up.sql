-- For each meeting the replies that its last move took away, for as long as the move may be taken back.
create table former_replies (
    meeting_id uuid primary key references meetings (id) on delete cascade,
    -- The times that they were given for.
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    moved_at timestamptz not null,
    -- [[participant, status, responded at], …]
    replies text not null
);
create index former_replies_moved_at on former_replies (moved_at);
