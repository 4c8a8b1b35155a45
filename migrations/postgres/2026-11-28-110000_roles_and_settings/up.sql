-- Named sets of permissions for staff. Each permission has a bit in `permissions`.
create table roles (
    id uuid not null primary key,
    name text not null,
    -- The name in lower case, by which it is unique and ordered.
    name_key text collate "C" not null constraint roles_name_key_key unique,
    permissions integer not null,
    is_active boolean not null,
    version integer not null
);

create table user_roles (
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id) on delete cascade,
    primary key (user_id, role_id)
);
create index user_roles_role_id on user_roles (role_id);

-- What staff has decided at run time, as JSON; always one row.
create table instance_settings (
    id integer not null primary key check (id = 1),
    document text not null,
    version integer not null
);
insert into instance_settings (id, document, version) values (1, '{}', 1);

alter table users add column version integer not null default 1;
-- Address, user name and names in lower case, a line each.
alter table users add column search_text text collate "C" not null default '';
update users set search_text = lower(
    (email || chr(10) || coalesce(username, '') || chr(10) || first_name || ' ' || last_name)
    collate "default"
);
create index users_date_joined on users (date_joined, id);
create index users_staff on users (id) where is_staff or is_superuser;
