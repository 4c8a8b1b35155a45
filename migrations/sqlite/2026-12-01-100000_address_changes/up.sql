-- Changes of the address of an account that can still be confirmed or undone.
create table address_changes (
    -- The message with the link to the new address.
    id blob not null primary key check (length(id) = 16),
    user_id blob not null references users (id) on delete cascade,
    former text not null,
    email text not null,
    asked_at text not null check (length(asked_at) = 26),
    expires_at text not null check (length(expires_at) = 26),
    confirmed_at text check (length(confirmed_at) = 26),
    -- Until then the former address is kept for the account.
    undo_until text check (length(undo_until) = 26),
    former_verified_at text check (length(former_verified_at) = 26),
    -- The message with the link to the former address.
    notice_id blob check (length(notice_id) = 16)
) strict;
create index address_changes_user_id on address_changes (user_id);
create index address_changes_former on address_changes (former) where undo_until is not null;
create index address_changes_notice_id on address_changes (notice_id) where notice_id is not null;
