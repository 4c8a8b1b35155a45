-- What the mail tells of the meeting, as JSON; nothing for mails about accounts, and for those that
-- were queued by an earlier version.
alter table notifications add column facts text;
-- What the mail server said when it took the mail.
alter table notifications add column response text;
alter table notifications drop constraint notifications_kind_check;
alter table notifications add constraint notifications_kind_check check (
    kind in (
        'invitation', 'update', 'cancellation', 'reminder', 'reply', 'email_verification',
        'password_reset'
    )
);

-- How often the secret link was renewed; an earlier one does not work any more.
alter table participants add column link_number integer not null default 0;
-- What the participant says with the answer.
alter table participants add column note text not null default '';

-- How long before a meeting its owner wants to be reminded, as a JSON list of minutes; the
-- server's own choice where there is none.
alter table users add column reminder_minutes text;

-- Up to which instant something was done for all meetings.
create table marks (
    name text collate "C" not null primary key,
    reached_at timestamptz not null,
    -- At that instant, it was done for the meetings up to this id; for all of them where there is
    -- none.
    passed uuid
);
create index meetings_starts_at on meetings (starts_at) where not is_cancelled;
