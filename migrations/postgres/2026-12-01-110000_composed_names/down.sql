alter table participants drop column composed_name;
