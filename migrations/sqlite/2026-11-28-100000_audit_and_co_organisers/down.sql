drop table audit;
alter table participants drop column is_co_organiser;
