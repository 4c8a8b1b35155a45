-- Changes of the address of an account that can still be confirmed or undone.
create table address_changes (
    -- The message with the link to the new address.
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    former text collate "C" not null,
    email text collate "C" not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz,
    -- Until then the former address is kept for the account.
    undo_until timestamptz,
    former_verified_at timestamptz,
    -- The message with the link to the former address.
    notice_id uuid
);
create index address_changes_user_id on address_changes (user_id);
create index address_changes_former on address_changes (former) where undo_until is not null;
create index address_changes_notice_id on address_changes (notice_id) where notice_id is not null;
