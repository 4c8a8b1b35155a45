-- Named sets of permissions for staff. Each permission has a bit in `permissions`.
create table roles (
    id blob not null primary key check (length(id) = 16),
    name text not null,
    -- The name in lower case, by which it is unique and ordered.
    name_key text not null unique,
    permissions integer not null,
    is_active integer not null check (is_active in (0, 1)),
    version integer not null
) strict;

create table user_roles (
    user_id blob not null references users (id) on delete cascade,
    role_id blob not null references roles (id) on delete cascade,
    primary key (user_id, role_id)
) strict, without rowid;
create index user_roles_role_id on user_roles (role_id);

-- What staff has decided at run time, as JSON; always one row.
create table instance_settings (
    id integer not null primary key check (id = 1),
    document text not null,
    version integer not null
) strict;
insert into instance_settings (id, document, version) values (1, '{}', 1);

alter table users add column version integer not null default 1;
-- Address, user name and names in lower case, a line each.
alter table users add column search_text text not null default '';
update users set search_text = lower(
    email || char(10) || coalesce(username, '') || char(10) || first_name || ' ' || last_name
);
create index users_date_joined on users (date_joined, id);
create index users_staff on users (id) where is_staff or is_superuser;
