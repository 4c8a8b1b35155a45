-- Whether somebody began to send it and did not write down how that ended.
alter table notifications add column is_claimed boolean not null default false;
-- Whether it was given up (`failed`) because nobody needs it any more.
alter table notifications add column is_superseded boolean not null default false;

-- All that waits for one person about one meeting.
create index notifications_queued on notifications (meeting_id, email, id) where state = 'queued';
drop index notifications_failed;
create index notifications_failed on notifications (id) where state = 'failed' and not is_superseded;
