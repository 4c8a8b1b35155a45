-- Whether the organiser lets this participant edit, invite and cancel.
alter table participants add column is_co_organiser integer not null default 0
    check (is_co_organiser in (0, 1));

-- Who did what. It outlives what it tells of, so there is no foreign key.
create table audit (
    id integer primary key autoincrement,
    happened_at text not null check (length(happened_at) = 26),
    actor_kind text not null check (actor_kind in ('user', 'guest', 'command_line', 'server')),
    -- The account of a user.
    actor_id blob check (length(actor_id) = 16),
    -- The address of a guest.
    actor_email text,
    action text not null,
    target_kind text not null,
    -- None for a meeting, which is `meeting_id`, and for the settings, of which there is one.
    target_id text,
    meeting_id blob check (length(meeting_id) = 16),
    -- A JSON list of [field, before, after].
    changes text not null,
    -- Values, a guest's address and the target's id in lower case, a line each.
    search_text text not null,
    client text
) strict;
create index audit_happened_at on audit (happened_at);
create index audit_action on audit (action, happened_at);
create index audit_actor_id on audit (actor_id, happened_at) where actor_id is not null;
create index audit_actor_email on audit (actor_email, happened_at) where actor_email is not null;
create index audit_actor_kind on audit (actor_kind, happened_at)
    where actor_kind in ('command_line', 'server');
create index audit_meeting_id on audit (meeting_id, happened_at) where meeting_id is not null;
create index audit_target_id on audit (target_id, happened_at) where target_id is not null;
create index audit_target_kind on audit (target_kind, happened_at);

-- Append-only, for whoever comes by another door too. 30 days are the least that it is kept.
create trigger audit_is_not_updated before update on audit
begin
    select raise(abort, 'the audit log is append-only');
end;
create trigger audit_is_not_deleted before delete on audit
when old.happened_at >= strftime('%Y-%m-%d %H:%M:%f', 'now', '-30 days')
begin
    select raise(abort, 'the audit log is append-only');
end;
-- `insert or replace` fires no trigger of a deletion.
create trigger audit_is_not_replaced before insert on audit
when exists (select 1 from audit where id = new.id)
begin
    select raise(abort, 'the audit log is append-only');
end;
