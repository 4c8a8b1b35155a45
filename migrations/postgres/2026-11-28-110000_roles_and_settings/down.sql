drop index users_staff;
drop index users_date_joined;
alter table users drop column search_text;
alter table users drop column version;
drop table instance_settings;
drop table user_roles;
drop table roles;
