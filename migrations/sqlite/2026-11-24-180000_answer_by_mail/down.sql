drop index meetings_starts_at;
drop table marks;
alter table users drop column reminder_minutes;
alter table participants drop column note;
alter table participants drop column link_number;
create table old_notifications (
    id integer primary key autoincrement,
    meeting_id blob check (length(meeting_id) = 16),
    email text not null,
    name text not null,
    kind text not null check (
        kind in ('invitation', 'update', 'cancellation', 'reminder', 'email_verification')
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
    is_superseded integer not null default 0 check (is_superseded in (0, 1))
) strict;
insert into old_notifications (id, meeting_id, email, name, kind, subject, message, sequence, state, attempts,
    last_error, next_try_at, sent_at, created_at, is_claimed, is_superseded)
select id, meeting_id, email, name, kind, subject, message, sequence, state, attempts,
    last_error, next_try_at, sent_at, created_at, is_claimed, is_superseded
from notifications
where kind not in ('reply', 'password_reset');
drop table notifications;
alter table old_notifications rename to notifications;
create index notifications_due on notifications (next_try_at, id) where state = 'queued';
create index notifications_meeting_id on notifications (meeting_id, id);
create index notifications_queued on notifications (meeting_id, email, id) where state = 'queued';
create index notifications_failed on notifications (id) where state = 'failed' and not is_superseded;
