-- What a change makes known, once for all its recipients.
create table messages (
    id uuid not null primary key,
    meeting_id uuid,
    kind text not null,
    sequence integer not null,
    created_at timestamptz not null,
    -- The words; nothing where they are made of the facts.
    subject text,
    words text,
    -- The meeting as it was, as JSON; nothing for mails about accounts, and for what an early
    -- version queued.
    facts text
);
insert into messages (id, meeting_id, kind, sequence, created_at, subject, words, facts)
select cast(lpad(to_hex(id), 32, '0') as uuid), meeting_id, kind, sequence, created_at,
    case when facts is null then subject end, case when facts is null then message end, facts
from notifications;

-- One row for each recipient of a message. The kinds are not listed: an application adds some.
alter table notifications drop constraint notifications_kind_check;
alter table notifications add column message_id uuid;
-- The organiser of the meeting: those of all organisers take turns.
alter table notifications add column organiser_id uuid;
-- What it took the place of, unsent.
alter table notifications add column replaced_kind text;
update notifications set message_id = cast(lpad(to_hex(id), 32, '0') as uuid),
    organiser_id = (select m.created_by from meetings m where m.id = notifications.meeting_id);
alter table notifications alter column message_id set not null;
alter table notifications drop column subject;
alter table notifications drop column message;
alter table notifications drop column sequence;
alter table notifications drop column facts;
