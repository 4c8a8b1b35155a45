alter table participants drop column sequence;
alter table meetings drop column times_sequence;
