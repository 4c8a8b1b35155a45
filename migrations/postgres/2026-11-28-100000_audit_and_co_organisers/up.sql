-- Whether the organiser lets this participant edit, invite and cancel.
alter table participants add column is_co_organiser boolean not null default false;

-- Who did what. It outlives what it tells of, so there is no foreign key.
create table audit (
    id bigint generated always as identity primary key,
    happened_at timestamptz not null,
    actor_kind text not null check (actor_kind in ('user', 'guest', 'command_line', 'server')),
    -- The account of a user.
    actor_id uuid,
    -- The address of a guest.
    actor_email text collate "C",
    action text collate "C" not null,
    target_kind text collate "C" not null,
    -- None for a meeting, which is `meeting_id`, and for the settings, of which there is one.
    target_id text collate "C",
    meeting_id uuid,
    -- A JSON list of [field, before, after].
    changes text not null,
    -- Values, a guest's address and the target's id in lower case, a line each.
    search_text text collate "C" not null,
    client text
);
create index audit_happened_at on audit (happened_at, id);
create index audit_action on audit (action, happened_at, id);
create index audit_actor_id on audit (actor_id, happened_at, id) where actor_id is not null;
create index audit_actor_email on audit (actor_email, happened_at, id) where actor_email is not null;
create index audit_actor_kind on audit (actor_kind, happened_at, id)
    where actor_kind in ('command_line', 'server');
create index audit_meeting_id on audit (meeting_id, happened_at, id) where meeting_id is not null;
create index audit_target_id on audit (target_id, happened_at, id) where target_id is not null;
create index audit_target_kind on audit (target_kind, happened_at, id);

-- Append-only, for whoever comes by another door too. 30 days are the least that it is kept.
create function refuse_to_change_audit() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.happened_at < now() - interval '30 days' then
            return old;
        end if;
    end if;
    raise exception 'the audit log is append-only';
end
$$;
create trigger audit_is_append_only before update or delete on audit
    for each row execute function refuse_to_change_audit();
create trigger audit_is_not_emptied before truncate on audit
    for each statement execute function refuse_to_change_audit();
