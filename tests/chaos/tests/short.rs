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

short! {}
