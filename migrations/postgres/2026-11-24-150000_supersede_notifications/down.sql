drop index notifications_failed;
drop index notifications_queued;
alter table notifications drop column is_superseded;
alter table notifications drop column is_claimed;
create index notifications_failed on notifications (id) where state = 'failed';
