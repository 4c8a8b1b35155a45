drop table circle;
alter table busy drop column kind;
