drop index users_staff;
create index users_staff on users (id) where is_staff or is_superuser;
