-- Whether somebody began to send it and did not write down how that ended.
alter table notifications add column is_claimed integer not null default 0
    check (is_claimed in (0, 1));
-- Whether it was given up (`failed`) because nobody needs it any more.
alter table notifications add column is_superseded integer not null default 0
    check (is_superseded in (0, 1));

-- All that waits for one person about one meeting.
create index notifications_queued on notifications (meeting_id, email, id) where state = 'queued';
drop index notifications_failed;
create index notifications_failed on notifications (id) where state = 'failed' and not is_superseded;
