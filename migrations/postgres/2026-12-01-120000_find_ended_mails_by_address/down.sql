drop index notifications_email;
create index notifications_email on notifications (email, id);
