//! The tables as diesel knows them; both databases have them alike (`tests/migrations.rs`).

diesel::table! {
    use diesel::sql_types::{Bool, Integer, Nullable, Text};
    use crate::columns::{Id, Moment};

    users (id) {
        id -> Id,
        email -> Text,
        email_verified_at -> Nullable<Moment>,
        username -> Nullable<Text>,
        username_key -> Nullable<Text>,
        password_hash -> Text,
        first_name -> Text,
        last_name -> Text,
        zone -> Text,
        reminder_minutes -> Nullable<Text>,
        is_active -> Bool,
        is_staff -> Bool,
        is_superuser -> Bool,
        date_joined -> Moment,
        version -> Integer,
        search_text -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Nullable, Text};
    use crate::columns::{Id, Moment};

    sessions (id) {
        id -> Id,
        user_id -> Id,
        current_hash -> Binary,
        previous_hash -> Nullable<Binary>,
        rotated_at -> Moment,
        expires_at -> Moment,
        user_agent -> Text,
        address -> Text,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        secret -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Integer, Text};
    use crate::columns::{Id, Moment};

    // Without `hides_guest_list` and `times_sequence`: a table of diesel has 16 columns at most.
    meetings (id) {
        id -> Id,
        created_by -> Id,
        title -> Text,
        title_key -> Text,
        description -> Text,
        location -> Text,
        search_text -> Text,
        starts_at -> Moment,
        ends_at -> Moment,
        zone -> Text,
        conflict_policy -> Text,
        is_cancelled -> Bool,
        sequence -> Integer,
        version -> Integer,
        created_at -> Moment,
        updated_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::columns::{Id, Moment};

    participants (id) {
        id -> BigInt,
        meeting_id -> Id,
        email -> Text,
        name -> Text,
        composed_name -> Nullable<Text>,
        status -> Text,
        invited_at -> Moment,
        responded_at -> Nullable<Moment>,
        link_number -> Integer,
        note -> Text,
        is_co_organiser -> Bool,
        sequence -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::columns::{Id, Moment};

    busy (person, reach, starts_at, meeting_id) {
        person -> Text,
        reach -> Integer,
        starts_at -> Moment,
        meeting_id -> Id,
        ends_at -> Moment,
        kind -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::columns::Moment;

    answers (scope, key) {
        scope -> Text,
        key -> Text,
        fingerprint -> Binary,
        status -> Integer,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Text,
        created_at -> Moment,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
