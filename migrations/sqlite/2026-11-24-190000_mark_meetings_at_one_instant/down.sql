alter table marks drop column passed;
