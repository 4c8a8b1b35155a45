drop index meetings_starts_at;
drop table marks;
alter table users drop column reminder_minutes;
alter table participants drop column note;
alter table participants drop column link_number;
delete from notifications where kind in ('reply', 'password_reset');
alter table notifications drop constraint notifications_kind_check;
alter table notifications add constraint notifications_kind_check check (
    kind in ('invitation', 'update', 'cancellation', 'reminder', 'email_verification')
);
alter table notifications drop column response;
alter table notifications drop column facts;
