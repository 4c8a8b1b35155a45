-- Offers of meetings to other users: for each meeting at most one that is open, and ended ones for a while.
create table transfer_offers (
    meeting_id uuid not null references meetings (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    -- The address under which it was made; an account with another one cannot accept it.
    email text not null,
    -- The organiser. No reference: an account that organises nothing any more has no valid offer, and a
    -- reference would hold the account after the meeting, against the order of deletions.
    offered_by uuid not null,
    offered_at timestamptz not null,
    expires_at timestamptz not null,
    is_open boolean not null,
    primary key (meeting_id, user_id)
);
create unique index transfer_offers_open on transfer_offers (meeting_id) where is_open;
create index transfer_offers_user_id on transfer_offers (user_id);
create index transfer_offers_expires_at on transfer_offers (expires_at);
