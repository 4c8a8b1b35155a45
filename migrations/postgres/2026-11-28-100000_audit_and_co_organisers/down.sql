drop table audit;
drop function refuse_to_change_audit();
alter table participants drop column is_co_organiser;
