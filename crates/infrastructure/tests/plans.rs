//! What statements cost: how many there are, that they are prepared once, and that none reads
//! more of a large table than it needs.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a test stops where something is missing; the helpers serve several tests"
)]

mod common;
#[path = "common/fill.rs"]
mod fill;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration as Wait, Instant};

use common::{Fresh, Place, postgres, sqlite};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use fill::{OWNER, fill};
use scheduler_domain::admin::PeopleFilter;
use scheduler_domain::admin::oversight::{
    AddressStart, MOST_COUNTED, MailState, MeetingFilter, NotificationFilter, OversightRepo,
    ParticipantFilter, Span,
};
use scheduler_domain::audit::{self, TargetKind, Whose};
use scheduler_domain::auth::{Actor, Device, Reach, Session, request_reset};
use scheduler_domain::calendar::export_all;
use scheduler_domain::conflicts::{CheckConflicts, check_conflicts};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::{EntryId, MeetingId, NotificationId, SessionId, UserId};
use scheduler_domain::meetings::{
    Filter, OrderBy, OrderField, Reschedule, Status, cancel, delete, find, list, reschedule,
    schedule, summary,
};
use scheduler_domain::notifications::{Leads, Mark, claim_in, list_notifications, remind};
use scheduler_domain::page::PageRequest;
use scheduler_domain::participants::{Respond, Rsvp, list_participants, remove, respond};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::time::Zone;
use scheduler_infrastructure::{Settings, open};
use scheduler_testkit::{builders, fakes};
use time::Duration;
use uuid::Uuid;

thread_local! {
    static STARTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static PREPARED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Statements run on the thread of the caller, on both databases.
struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let sql = text.split(" -- binds").next().unwrap().to_owned();
                STARTED.with_borrow_mut(|started| started.push(sql));
            }
            InstrumentationEvent::CacheQuery { sql, .. } => {
                PREPARED.with_borrow_mut(|prepared| prepared.insert(sql.to_owned()));
            }
            _other => {}
        }
    }
}

/// The statements of `work`, without those that set up a connection or frame a transaction.
fn statements<T>(work: impl FnOnce() -> T) -> Vec<String> {
    STARTED.take();
    work();
    let frame = [
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT",
        "RELEASE",
        "pragma",
        "set",
    ];
    let mut started = STARTED.take();
    started.retain(|sql| !frame.iter().any(|word| sql.trim_start().starts_with(word)));
    started
}

struct Hot {
    name: &'static str,
    most: usize,
    statements: Vec<String>,
}

/// Everything that happens often, as the owner of 100 meetings.
fn hot(store: &dyn Store) -> Vec<Hot> {
    let ctx = fakes::ctx(1);
    let owner = owner(&ctx);
    let session = Session {
        id: owner.session_id,
        user_id: owner.user_id,
        current_hash: [7; 32],
        previous_hash: None,
        rotated_at: ctx.now,
        expires_at: ctx.now + Duration::days(14),
    };
    let meeting = MeetingId(Uuid::from_u128(10_000));
    let people: Vec<_> = (1..=10)
        .map(|n| builders::email(&format!("user{n}")))
        .collect();
    let check = CheckConflicts {
        times: builders::minutes(60, 5_000),
        people,
        exclude: Some(meeting),
    };
    let by_title = Filter {
        words: vec!["room".to_owned()],
        status: Some(Status::Scheduled),
        order: vec![OrderBy {
            field: OrderField::Title,
            is_descending: true,
        }],
        ..Filter::default()
    };
    let page = PageRequest::try_new(1, 50).unwrap();
    let plan = builders::plan(
        "Plan",
        builders::minutes(60, 60),
        &["user1", "user2", "eve"],
    );
    let mut made = None;
    let mut hot = Vec::new();
    let mut run = |name, most, work: &mut dyn FnMut()| {
        hot.push(Hot {
            name,
            most,
            statements: statements(work),
        });
    };
    run("log in", 1, &mut || {
        store
            .write(|tx| tx.sessions().insert(&session, &Device::default()))
            .map_err(is_store)
            .unwrap();
    });
    run("authenticate", 1, &mut || {
        let found = store.glance(|tx| tx.sessions().find_with_user(owner.session_id));
        assert!(found.map_err(is_store).unwrap().is_some());
    });
    run("detail", 1, &mut || {
        assert_eq!(find(store, &owner, meeting).unwrap().participants.len(), 4);
    });
    run("list", 2, &mut || {
        let found = list(store, &ctx, &owner, &Filter::default(), page).unwrap();
        assert_eq!((found.count, found.items.len()), (100, 50));
    });
    run("list with filters", 2, &mut || {
        list(store, &ctx, &owner, &by_title, page).unwrap();
    });
    run("check conflicts", 1, &mut || {
        assert!(
            !check_conflicts(store, &ctx, &owner, &check)
                .unwrap()
                .is_empty()
        );
    });
    run("my calendar", 2, &mut || {
        assert!(!export_all(store, &ctx, &owner).unwrap().is_empty());
    });
    run("summary", 1, &mut || {
        assert_eq!(summary(store, &ctx, &owner).unwrap().total, 100);
    });
    run("participants", 3, &mut || {
        list_participants(store, &owner, meeting, page).unwrap();
    });
    run("notifications", 3, &mut || {
        list_notifications(store, &owner, meeting, page).unwrap();
    });
    run("create", 8, &mut || {
        made = Some(schedule(store, &ctx, &owner, &plan).unwrap().meeting);
    });
    let made = made.unwrap();
    let declined = made.participants[0].id;
    run("decline", 5, &mut || {
        respond(
            store,
            &ctx,
            &owner,
            &Respond::new(made.id, declined, Rsvp::Declined),
        )
        .unwrap();
    });
    run("move", 10, &mut || {
        let start = Some(made.details.times.start() + Duration::MINUTE);
        let cmd = Reschedule {
            start,
            ..Reschedule::default()
        };
        reschedule(store, &ctx, &owner, made.id, None, &cmd).unwrap();
    });
    run("remove", 7, &mut || {
        remove(store, &ctx, &owner, made.id, declined).unwrap();
    });
    run("cancel", 6, &mut || {
        cancel(store, &ctx, &owner, made.id, None).unwrap();
    });
    run("delete", 4, &mut || {
        delete(store, &ctx, &owner, made.id, None).unwrap();
    });
    run_audit(store, &mut run);
    run("enter the administration", 1, &mut || {
        let powers = store.glance(|tx| tx.roles().find_powers(owner.user_id));
        assert!(powers.map_err(is_store).unwrap().is_some());
    });
    run("an account with all that is counted", 2, &mut || {
        let found = store.read(|tx| tx.people().find(owner.user_id, ctx.now));
        let found = found.map_err(is_store).unwrap().unwrap();
        assert_eq!((found.organised, found.sessions), (100, 1));
    });
    run("who is staff", 1, &mut || {
        let filter = PeopleFilter {
            is_staff: Some(true),
            ..PeopleFilter::default()
        };
        let found = store.read(|tx| tx.people().list(&filter, page));
        assert_eq!(found.map_err(is_store).unwrap().count, 0);
    });
    run("settings", 1, &mut || {
        let found = store.glance(|tx| tx.settings().find());
        assert_eq!(found.map_err(is_store).unwrap().version, 1);
    });
    // What nobody else takes, all of it, what is given up, what is claimed.
    run("claim notices", 4, &mut || {
        let claim = store.write(|tx| claim_in(tx.outbox(), ctx.now, ctx.now, 100));
        let batch = claim.map_err(is_store).unwrap();
        assert!(batch.claimed.len() > 10 && batch.superseded > 0);
    });
    run("what somebody was told last", 1, &mut || {
        let newest = NotificationId(i64::MAX);
        store
            .glance(|tx| tx.outbox().last_told(meeting, &owner.email, newest))
            .map_err(is_store)
            .unwrap();
    });
    // The lock of PostgreSQL, whether one waits, the new one.
    run("ask for a new password", 3, &mut || {
        request_reset(store, &ctx, &owner.email).unwrap();
    });
    let mark = Mark {
        name: "reminders".to_owned(),
        reached_at: ctx.now - Duration::hours(3),
        passed: meeting,
    };
    store
        .write(|tx| tx.marks().update(&mark))
        .map_err(is_store)
        .unwrap();
    // The mark, each choice, the meetings, their people, what these chose, what holds for the others, the mails,
    // the mark.
    run("remind", 6 + Leads::CHOICES.len() + 1, &mut || {
        assert!(!remind(store, &ctx, 500).unwrap());
    });
    run("depth of the outbox", 1, &mut || {
        store
            .glance(|tx| tx.outbox().count())
            .map_err(is_store)
            .unwrap();
    });
    hot
}

/// A place in the log, and what is asked for there.
type AuditAsk = (&'static str, fn() -> audit::Filter);

const AUDIT: &[AuditAsk] = &[
    ("history of a meeting", || audit::Filter {
        meeting: Some(MeetingId(Uuid::from_u128(10_000))),
        ..audit::Filter::default()
    }),
    ("deeds of an account", || audit::Filter {
        by: Some(Whose::User(UserId(Uuid::from_u128(7)))),
        ..audit::Filter::default()
    }),
    ("deeds of a person", || audit::Filter {
        by: Some(Whose::Person(builders::email("user7"))),
        ..audit::Filter::default()
    }),
    ("what was done to one", || audit::Filter {
        id: Some("77".to_owned()),
        ..audit::Filter::default()
    }),
];

/// What can be so much that counting it reads a great part of the log: only the page is looked at.
const AUDIT_PAGES: &[AuditAsk] = &[
    ("newest entries", audit::Filter::default),
    ("one action", || audit::Filter {
        action: Some(audit::Action::UserDelete),
        ..audit::Filter::default()
    }),
    ("one kind of target", || audit::Filter {
        kind: Some(TargetKind::Role),
        ..audit::Filter::default()
    }),
    ("deeds of the server", || audit::Filter {
        by: Some(Whose::Server),
        ..audit::Filter::default()
    }),
    ("entries of a time", || audit::Filter {
        from: Some(fakes::NOON),
        ..audit::Filter::default()
    }),
];

/// Runs what has this name and may take so many statements.
type Runner<'a> = dyn FnMut(&'static str, usize, &mut dyn FnMut()) + 'a;

fn run_audit(store: &dyn Store, run: &mut Runner<'_>) {
    let page = PageRequest::try_new(1, 1).unwrap();
    for (name, filter) in AUDIT {
        run(name, 2, &mut || {
            let found = store.read(|tx| tx.audit().list(&filter(), page));
            let found = found.map_err(is_store).unwrap();
            assert!(
                found.count > 1 && found.items.len() == 1,
                "{name}: {found:?}"
            );
        });
    }
    for (name, filter) in AUDIT_PAGES {
        for depth in [None, Some(fakes::NOON + Duration::days(100))] {
            let place = depth.map(|at| audit::Place { at, id: EntryId(0) });
            run(name, 1, &mut || {
                let found = store.glance(|tx| tx.audit().list_after(&filter(), place, 50));
                assert!(found.map_err(is_store).unwrap().len() > 2, "{name}");
            });
        }
    }
}

fn is_store(error: StoreError) -> StoreError {
    error
}

fn owner(ctx: &Ctx) -> Actor {
    Actor {
        user_id: UserId(Uuid::from_u128(OWNER.into())),
        session_id: SessionId(ctx.new_uuid()),
        email: builders::email(&format!("user{OWNER}")),
        name: "User".to_owned(),
        owns_address: true,
        zone: Zone::utc(),
        is_staff: false,
        reach: Reach::Own,
    }
}

/// Filled, and opened anew with recorded connections.
fn filled(fresh: Fresh, prepare: impl FnOnce(&Place)) -> Option<(Place, Arc<dyn Store>)> {
    drop(fresh.database);
    let place = fresh.place?;
    fill(&place, 20_000);
    prepare(&place);
    set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let store = open(&Settings {
        connections: 1,
        ..Settings::new(place.url())
    });
    Some((place, store))
}

/// On one connection each statement is prepared when it comes first, and kept.
fn assert_few_and_kept(hot: &[Hot]) {
    let prepared = PREPARED.take();
    for Hot {
        name,
        most,
        statements,
    } in hot
    {
        assert!(statements.len() <= *most, "{name}: {statements:#?}");
        for sql in statements {
            assert!(prepared.contains(sql), "{name} does not keep {sql}");
        }
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// Without statistics, which a file of ours never has: its plans are for ever those that are seen here.
#[test]
fn sqlite_finds_what_it_needs_by_indexes() {
    let (place, store) = filled(sqlite(), |_place| {}).unwrap();
    let hot = hot(&*store);
    assert_few_and_kept(&hot);
    // Lists that came with the statement, and the viewer's own rows once they are found.
    let small = [
        "SCAN n ",
        "SCAN r",
        "SCAN mine",
        "SCAN page",
        "SCAN due",
        "SCAN taken",
        "SCAN (",
        "SCAN CONSTANT ROW",
    ];
    // Indexes that hold nothing but what is counted, and the one that a page is read from in its order.
    let partial = [
        "notifications_due",
        "notifications_failed",
        "audit_happened_at",
        "users_staff",
    ];
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    for Hot {
        name, statements, ..
    } in &hot
    {
        for sql in statements {
            for detail in steps(&mut conn, sql) {
                let is_fine = !detail.starts_with("SCAN")
                    || small.iter().any(|scan| detail.starts_with(scan))
                    || partial.iter().any(|index| detail.contains(index));
                assert!(is_fine, "{name}: {detail}\n{sql}");
                // Of mails to one address there is no end.
                assert!(
                    !detail.contains("notifications_email"),
                    "{name}: {detail}\n{sql}"
                );
                if detail.contains("SEARCH b ") {
                    assert!(
                        detail.contains("PRIMARY KEY (person=? AND reach=?"),
                        "{detail}"
                    );
                }
            }
        }
    }
}

fn steps(conn: &mut SqliteConnection, sql: &str) -> impl Iterator<Item = String> {
    let plan = diesel::sql_query(format!("explain query plan {sql}")).load(conn);
    plan.unwrap().into_iter().map(|Step { detail }| detail)
}

/// How often a large table was read as a whole, and how many entries of the primary key of
/// `busy` were read.
#[derive(Debug, Default, QueryableByName)]
struct Reads {
    #[diesel(sql_type = BigInt)]
    tables: i64,
    #[diesel(sql_type = BigInt)]
    busy: i64,
}

/// Sessions report when they end.
fn reads(place: &Place) -> Reads {
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let patience = Instant::now() + Wait::from_secs(10);
    while others(&mut conn) > 0 {
        assert!(Instant::now() < patience, "a session does not end");
    }
    diesel::sql_query(
        "select sum(seq_scan)::bigint as tables,
            (select idx_tup_read from pg_stat_user_indexes where indexrelname = 'busy_pkey') as busy
        from pg_stat_user_tables
        where relname in ('meetings', 'participants', 'busy', 'notifications', 'audit')",
    )
    .get_result(&mut conn)
    .unwrap()
}

fn others(conn: &mut PgConnection) -> i64 {
    diesel::select(diesel::dsl::sql::<BigInt>(
        "(select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
            and backend_type = 'client backend')",
    ))
    .get_result(conn)
    .unwrap()
}

/// What staff asks for, and the index by which SQLite finds it first.
fn wide(store: &dyn Store) -> Vec<(Hot, &'static str)> {
    let now = fakes::ctx(1).now;
    let person = || AddressStart::parse("user77@").unwrap();
    let day = Span {
        from: Some(now),
        before: Some(now + Duration::DAY),
    };
    let mut wide = Vec::new();
    let mut run = |name, most, index, work: &mut dyn FnMut(&mut dyn OversightRepo)| {
        let statements = statements(|| {
            let ran = store.read(|tx| {
                work(tx.oversight());
                Ok(())
            });
            ran.map_err(is_store).unwrap();
        });
        let hot = Hot {
            name,
            most,
            statements,
        };
        wide.push((hot, index));
    };
    let page = PageRequest::try_new(2, 50).unwrap();
    let all = MeetingFilter::default();
    let by_start = |is_descending| OrderBy {
        field: OrderField::StartTime,
        is_descending,
    };
    for (name, index, filter) in [
        ("all meetings", "meetings_created_at", all.clone()),
        (
            "meetings by words",
            "meetings_created_at",
            MeetingFilter {
                words: vec!["room".to_owned()],
                ..all.clone()
            },
        ),
        (
            "meetings of a day",
            "meetings_starts_at",
            MeetingFilter {
                starts: day,
                order: vec![by_start(true)],
                ..all.clone()
            },
        ),
        (
            "meetings of an organiser",
            "sqlite_autoindex_users",
            MeetingFilter {
                organiser: Some(person()),
                ..all.clone()
            },
        ),
        (
            "meetings of a person",
            "participants_email",
            MeetingFilter {
                people: vec![person()],
                ..all
            },
        ),
    ] {
        run(name, 2, index, &mut |all| {
            all.list_meetings(&filter, now, page).unwrap();
        });
    }
    let everybody = ParticipantFilter::default();
    for (name, index, filter) in [
        (
            "all participants",
            "participants_invited_at",
            everybody.clone(),
        ),
        (
            "invitations of a person",
            "participants_email",
            ParticipantFilter {
                addresses: vec![person()],
                ..everybody.clone()
            },
        ),
        (
            "invitations of a day",
            "participants_invited_at",
            ParticipantFilter {
                invited: day,
                ..everybody
            },
        ),
    ] {
        run(name, 2, index, &mut |all| {
            all.list_participants(&filter, page).unwrap();
        });
    }
    let mails = NotificationFilter::default();
    for (name, index, filter) in [
        ("all mails", "notifications_created_at", mails.clone()),
        (
            "mails of a day",
            "notifications_created_at",
            NotificationFilter {
                created: day,
                ..mails.clone()
            },
        ),
        (
            "mails to a person",
            "notifications_email",
            NotificationFilter {
                address: Some(person()),
                ..mails.clone()
            },
        ),
        (
            "mails that wait",
            "notifications_",
            NotificationFilter {
                state: Some(MailState::Queued),
                ..mails.clone()
            },
        ),
        (
            "mails that failed",
            "notifications_failed",
            NotificationFilter {
                state: Some(MailState::Failed),
                ..mails.clone()
            },
        ),
        (
            "mails that nobody needs",
            "notifications_superseded",
            NotificationFilter {
                state: Some(MailState::Superseded),
                ..mails
            },
        ),
    ] {
        run(name, 2, index, &mut |all| {
            all.list_notifications(&filter, page).unwrap();
        });
    }
    run("users", 1, "users_date_joined", &mut |all| {
        all.count_users(now).unwrap();
    });
    let weeks: Vec<_> = (0..18).map(|week| now + Duration::weeks(week)).collect();
    run("meetings of weeks", 2, "meetings_starts_at", &mut |all| {
        let counted = all.count_meetings(now, &weeks).unwrap();
        assert!(counted.per_span.iter().all(|count| *count > 300));
    });
    run("health of mail", 3, "notifications_sent", &mut |all| {
        all.mail_health(now).unwrap();
    });
    wide
}

/// Nothing is read but by an index, and a list that has more rows than anybody counts says so.
#[test]
fn sqlite_shows_everything_to_staff_by_indexes() {
    let (place, store) = filled(sqlite(), |_place| {}).unwrap();
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    for (hot, index) in wide(&*store) {
        assert!(hot.statements.len() <= hot.most, "{}", hot.name);
        let mut plans = String::new();
        for sql in &hot.statements {
            let plan: Vec<Step> = diesel::sql_query(format!("explain query plan {sql}"))
                .load(&mut conn)
                .unwrap();
            for Step { detail } in plan {
                let is_small = [
                    "SCAN n ",
                    "SCAN page",
                    "SCAN (",
                    "SCAN CONSTANT",
                    "SCAN counted",
                    "SCAN given_up",
                    "SCAN failed",
                ]
                .iter()
                .any(|scan| detail.starts_with(scan));
                // How many have a word in them takes a look at all of them.
                let is_small = is_small || (hot.name == "meetings by words" && detail == "SCAN m");
                let is_fine = !detail.starts_with("SCAN") || is_small || detail.contains("INDEX");
                assert!(is_fine, "{}: {detail}\n{sql}", hot.name);
                plans.push_str(&detail);
                plans.push('\n');
            }
        }
        assert!(plans.contains(index), "{}: {plans}", hot.name);
    }
    counts_stop(&*store);
}

#[test]
fn postgres_shows_everything_to_staff_by_few_statements() {
    let Some((_place, store)) = filled(postgres(), |_place| {}) else {
        return;
    };
    for (hot, _) in wide(&*store) {
        assert!(
            hot.statements.len() <= hot.most,
            "{}: {:#?}",
            hot.name,
            hot.statements
        );
    }
    counts_stop(&*store);
}

/// There are 80,000 participants.
fn counts_stop(store: &dyn Store) {
    let page = PageRequest::try_new(2, 500).unwrap();
    let all = ParticipantFilter::default();
    let shown = store.read(|tx| tx.oversight().list_participants(&all, page));
    let shown = shown.map_err(is_store).unwrap();
    assert_eq!((shown.count, shown.items.len()), (MOST_COUNTED, 500));
}

#[test]
fn postgres_finds_what_it_needs_by_indexes() {
    // What a plan is after some executions, when it does not look at the values any more.
    let mut before = Reads::default();
    let prepare = |place: &Place| {
        let mut conn = PgConnection::establish(&place.url()).unwrap();
        let name = place.url();
        let name = name.rsplit('/').next().unwrap().split('?').next().unwrap();
        diesel::sql_query(format!(
            "alter database {name} set plan_cache_mode = force_generic_plan"
        ))
        .execute(&mut conn)
        .unwrap();
        drop(conn);
        before = reads(place);
    };
    let Some((place, store)) = filled(postgres(), prepare) else {
        return;
    };
    let hot = hot(&*store);
    assert_few_and_kept(&hot);
    drop(store);
    let after = reads(&place);
    assert_eq!(after.tables, before.tables);
    // Each of the people has a hundred rows; one in thirty lies in the times that were asked for.
    let busy = after.busy - before.busy;
    assert!(busy < 200, "{busy}");
}
