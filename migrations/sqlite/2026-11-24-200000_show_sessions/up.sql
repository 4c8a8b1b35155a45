-- From where the session was begun: what the browser calls itself, and the address that it came from.
alter table sessions add column user_agent text not null default '';
alter table sessions add column address text not null default '';
