alter table sessions drop column address;
alter table sessions drop column user_agent;
