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
    a_full_or_failing_disk_loses_no_acknowledged_write_on_sqlite: "F3" on Sqlite;
    a_full_disk_loses_no_acknowledged_write_on_postgres: "F3" on Postgres;
    a_locked_file_hangs_nobody: "F4" on Sqlite;
    a_database_that_is_away_hangs_nobody_and_comes_back: "F4" on Postgres;
    a_killed_migration_leaves_the_old_schema_or_the_new_on_sqlite: "F10" on Sqlite;
    a_killed_migration_leaves_the_old_schema_or_the_new_on_postgres: "F10" on Postgres;
    a_promoted_replica_has_every_acknowledged_write: "F11" on Postgres;
}
