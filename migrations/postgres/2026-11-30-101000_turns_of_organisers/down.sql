drop index notifications_turn;
