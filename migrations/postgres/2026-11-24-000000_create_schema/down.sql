drop table answers;
drop table notifications;
drop table busy;
drop table participants;
drop table meetings;
drop table secrets;
drop table sessions;
drop table users;
