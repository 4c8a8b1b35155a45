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
    sqlite_loses_no_acknowledged_write_to_a_kill: "F1" on Sqlite;
    postgres_loses_no_acknowledged_write_to_a_kill: "F1" on Postgres;
    sqlite_books_nobody_twice: "F2" on Sqlite;
    postgres_books_nobody_twice: "F2" on Postgres;
    sqlite_does_once_what_is_sent_often: "F7" on Sqlite;
    postgres_does_once_what_is_sent_often: "F7" on Postgres;
    sqlite_lets_one_of_two_edits_win: "F8" on Sqlite;
    postgres_lets_one_of_two_edits_win: "F8" on Postgres;
    sqlite_ends_without_a_failed_request: "F9" on Sqlite;
    postgres_ends_without_a_failed_request: "F9" on Postgres;
    a_mail_server_that_fails_slows_nobody_down_sqlite: "F5" on Sqlite;
    a_mail_server_that_fails_slows_nobody_down_postgres: "F5" on Postgres;
    no_mail_is_lost_by_a_kill_sqlite: "F6" on Sqlite;
    no_mail_is_lost_by_a_kill_postgres: "F6" on Postgres;
    a_full_or_failing_disk_loses_no_acknowledged_write_on_sqlite: "F3" on Sqlite;
    a_full_disk_loses_no_acknowledged_write_on_postgres: "F3" on Postgres;
    a_locked_file_hangs_nobody: "F4" on Sqlite;
    a_database_that_is_away_hangs_nobody_and_comes_back: "F4" on Postgres;
    a_killed_migration_leaves_the_old_schema_or_the_new_on_sqlite: "F10" on Sqlite;
    a_killed_migration_leaves_the_old_schema_or_the_new_on_postgres: "F10" on Postgres;
    a_promoted_replica_has_every_acknowledged_write: "F11" on Postgres;
    every_backup_restores_with_what_was_acknowledged_before_it_on_sqlite: "F12" on Sqlite;
    every_backup_restores_with_what_was_acknowledged_before_it_on_postgres: "F12" on Postgres;
}
