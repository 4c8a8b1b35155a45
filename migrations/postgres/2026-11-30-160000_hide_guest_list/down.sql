alter table meetings drop column hides_guest_list;
