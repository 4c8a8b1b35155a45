-- What a change makes known, once for all its recipients.
create table messages (
    id blob not null primary key check (length(id) = 16),
    meeting_id blob check (length(meeting_id) = 16),
    kind text not null,
    sequence integer not null,
    created_at text not null check (length(created_at) = 26),
    -- The words; nothing where they are made of the facts.
    subject text,
    words text,
    -- The meeting as it was, as JSON; nothing for mails about accounts, and for what an early
    -- version queued.
    facts text
) strict;
insert into messages (id, meeting_id, kind, sequence, created_at, subject, words, facts)
select unhex(printf('%032x', id)), meeting_id, kind, sequence, created_at,
    case when facts is null then subject end, case when facts is null then message end, facts
from notifications;

-- One row for each recipient of a message. The kinds are not listed, so that one more does not copy
-- the table.
create table new_notifications (
    id integer primary key autoincrement,
    message_id blob not null check (length(message_id) = 16),
    meeting_id blob check (length(meeting_id) = 16),
    -- The organiser of the meeting: those of all organisers take turns.
    organiser_id blob check (length(organiser_id) = 16),
    email text not null,
    name text not null,
    kind text not null,
    -- What it took the place of, unsent.
    replaced_kind text,
    state text not null check (state in ('queued', 'sent', 'failed')),
    attempts integer not null,
    last_error text,
    -- When the next attempt may begin; while it is claimed, when the claim ends.
    next_try_at text not null check (length(next_try_at) = 26),
    sent_at text check (length(sent_at) = 26),
    created_at text not null check (length(created_at) = 26),
    -- Whether an attempt was begun of which it is not known how it ended.
    is_claimed integer not null default 0 check (is_claimed in (0, 1)),
    -- Whether it was given up (`failed`) because nobody needs it any more.
    is_superseded integer not null default 0 check (is_superseded in (0, 1)),
    -- What the mail server said when it took the mail.
    response text,
    -- When the last attempt ended.
    tried_at text check (length(tried_at) = 26)
) strict;
insert into new_notifications (message_id, organiser_id,
    id, meeting_id, email, name, kind, state, attempts, last_error, next_try_at,
    sent_at, created_at, is_claimed, is_superseded, response, tried_at)
select unhex(printf('%032x', id)),
    (select m.created_by from meetings m where m.id = notifications.meeting_id),
    id, meeting_id, email, name, kind, state, attempts, last_error, next_try_at,
    sent_at, created_at, is_claimed, is_superseded, response, tried_at
from notifications;
drop table notifications;
alter table new_notifications rename to notifications;
create index notifications_due on notifications (next_try_at, id) where state = 'queued';
create index notifications_meeting_id on notifications (meeting_id, id);
create index notifications_queued on notifications (meeting_id, email, id) where state = 'queued';
create index notifications_created_at on notifications (created_at, id, kind);
create index notifications_email on notifications (email, id);
create index notifications_sent on notifications (sent_at) where state = 'sent';
create index notifications_failed on notifications (tried_at, id)
    where state = 'failed' and not is_superseded;
create index notifications_superseded on notifications (id)
    where state = 'failed' and is_superseded;
