-- Who is staff is listed by e-mail. Without statistics, which SQLite never has, it took the index of all
-- addresses for the order.
drop index users_staff;
create index users_staff on users (email) where is_staff or is_superuser;
