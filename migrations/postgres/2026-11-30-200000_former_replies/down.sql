drop table former_replies;
