-- Words that were made of facts are not made here: the earlier version sends the facts.
create table old_notifications (
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
    response text,
    tried_at text check (length(tried_at) = 26)
) strict;
insert into old_notifications (
    id, meeting_id, email, name, kind, state, attempts, last_error, next_try_at,
    sent_at, created_at, is_claimed, is_superseded, response, tried_at,
    subject, message, sequence, facts)
select n.id, n.meeting_id, n.email, n.name, n.kind, n.state, n.attempts, n.last_error, n.next_try_at,
    n.sent_at, n.created_at, n.is_claimed, n.is_superseded, n.response, n.tried_at,
    coalesce(m.subject, 'About: ' || (m.facts->>'title')),
    coalesce(m.words, 'About: ' || (m.facts->>'title')), m.sequence, m.facts
from notifications n join messages m on m.id = n.message_id
where n.kind in (
    'invitation', 'update', 'cancellation', 'reminder', 'reply', 'email_verification', 'password_reset'
);
drop table notifications;
drop table messages;
alter table old_notifications rename to notifications;
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
