-- SQLite cannot change a check, so the table is copied.
create table new_notifications (
    id integer primary key autoincrement,
    meeting_id blob check (length(meeting_id) = 16),
    email text not null,
    name text not null,
    kind text not null check (
        kind in (
            'invitation', 'update', 'cancellation', 'reminder', 'reply', 'email_verification',
            'password_reset'
        )
    ),
    subject text not null,
    message text not null,
    sequence integer not null,
    state text not null check (state in ('queued', 'sent', 'failed')),
    attempts integer not null,
    last_error text,
    -- When the next attempt may begin; while somebody has claimed it, when the claim ends.
    next_try_at text not null check (length(next_try_at) = 26),
    sent_at text check (length(sent_at) = 26),
    created_at text not null check (length(created_at) = 26),
    -- Whether somebody began to send it and did not write down how that ended.
    is_claimed integer not null default 0 check (is_claimed in (0, 1)),
    -- Whether it was given up (`failed`) because nobody needs it any more.
    is_superseded integer not null default 0 check (is_superseded in (0, 1)),
    -- What the mail tells of the meeting, as JSON; nothing for mails about accounts, and for those
    -- that were queued by an earlier version.
    facts text,
    -- What the mail server said when it took the mail.
    response text
) strict;
insert into new_notifications (id, meeting_id, email, name, kind, subject, message, sequence, state, attempts,
    last_error, next_try_at, sent_at, created_at, is_claimed, is_superseded)
select id, meeting_id, email, name, kind, subject, message, sequence, state, attempts,
    last_error, next_try_at, sent_at, created_at, is_claimed, is_superseded
from notifications;
drop table notifications;
alter table new_notifications rename to notifications;
create index notifications_due on notifications (next_try_at, id) where state = 'queued';
create index notifications_meeting_id on notifications (meeting_id, id);
create index notifications_queued on notifications (meeting_id, email, id) where state = 'queued';
create index notifications_failed on notifications (id) where state = 'failed' and not is_superseded;

-- How often the secret link was renewed; an earlier one does not work any more.
alter table participants add column link_number integer not null default 0;
-- What the participant says with the answer.
alter table participants add column note text not null default '';

-- How long before a meeting its owner wants to be reminded, as a JSON list of minutes; the
-- server's own choice where there is none.
alter table users add column reminder_minutes text;

-- Up to which instant something was done for all meetings.
create table marks (
    name text not null primary key,
    reached_at text not null check (length(reached_at) = 26),
    -- At that instant, it was done for the meetings up to this id; for all of them where there is
    -- none.
    passed blob check (length(passed) = 16)
) strict;
create index meetings_starts_at on meetings (starts_at) where not is_cancelled;
