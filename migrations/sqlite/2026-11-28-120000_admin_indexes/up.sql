-- When the last attempt ended, if there was one since it was queued; unknown for what an earlier
-- version tried.
alter table notifications add column tried_at text check (length(tried_at) = 26);

-- For who runs the server: lists of everything, in the order in which they are shown, and figures. The
-- further columns spare a look at the rows where they are only counted.
create index meetings_created_at on meetings (created_at, id);
drop index meetings_starts_at;
create index meetings_starts_at on meetings (starts_at, id, is_cancelled);
create index participants_invited_at on participants (invited_at, id);
create index notifications_created_at on notifications (created_at, id, kind);
create index notifications_email on notifications (email, id);
create index notifications_sent on notifications (sent_at) where state = 'sent';
drop index notifications_failed;
create index notifications_failed on notifications (tried_at, id)
    where state = 'failed' and not is_superseded;
create index notifications_superseded on notifications (id)
    where state = 'failed' and is_superseded;
create index users_inactive on users (id) where not is_active;
