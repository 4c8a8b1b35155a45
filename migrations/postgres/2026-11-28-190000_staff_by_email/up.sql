-- Who is staff is listed by e-mail.
drop index users_staff;
create index users_staff on users (email) where is_staff or is_superuser;
