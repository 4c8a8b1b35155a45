-- Offers of meetings to other users: for each meeting at most one that is open, and ended ones for a while.
create table transfer_offers (
    meeting_id blob not null references meetings (id) on delete cascade,
    user_id blob not null references users (id) on delete cascade,
    -- The address under which it was made; an account with another one cannot accept it.
    email text not null,
    -- The organiser. No reference: an account that organises nothing any more has no valid offer, and a
    -- reference would hold the account after the meeting, against the order of deletions.
    offered_by blob not null check (length(offered_by) = 16),
    offered_at text not null check (length(offered_at) = 26),
    expires_at text not null check (length(expires_at) = 26),
    is_open integer not null check (is_open in (0, 1)),
    primary key (meeting_id, user_id)
) strict, without rowid;
create unique index transfer_offers_open on transfer_offers (meeting_id) where is_open;
create index transfer_offers_user_id on transfer_offers (user_id);
create index transfer_offers_expires_at on transfer_offers (expires_at);
