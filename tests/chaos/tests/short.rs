//! Every fault in a short form, a test for each database.

macro_rules! short {
    ($($name:ident: $fault:literal on $backend:ident;)*) => { $(
        #[test]
        fn $name() {
            use scheduler_chaos::{Size, fault};
            use scheduler_tests::Backend;
            if Backend::$backend.is_there() {
                println!("{}", (fault($fault).run)(Backend::$backend, Size::Short));
            }
        }
    )* };
}

short! {
    a_mail_server_that_fails_slows_nobody_down_sqlite: "F5" on Sqlite;
    a_mail_server_that_fails_slows_nobody_down_postgres: "F5" on Postgres;
    no_mail_is_lost_by_a_kill_sqlite: "F6" on Sqlite;
    no_mail_is_lost_by_a_kill_postgres: "F6" on Postgres;
}
