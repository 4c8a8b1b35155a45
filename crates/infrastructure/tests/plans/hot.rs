//! What happens often.

use std::sync::Arc;

use scheduler_domain::admin::PeopleFilter;
use scheduler_domain::auth::{Actor, Device, Reach, Session, request_reset};
use scheduler_domain::calendar::export_all;
use scheduler_domain::conflicts::{CheckConflicts, FreeBusyRules, Visibility, check_conflicts};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::{MeetingId, NotificationId, SessionId, UserId};
use scheduler_domain::meetings::{
    Filter, OrderBy, OrderField, Reschedule, Status, cancel, delete, find, list, reschedule,
    schedule, summary,
};
use scheduler_domain::notifications::{
    Attempt, Leads, Mark, NotificationState, claim_in, list_notifications, remind,
};
use scheduler_domain::page::PageRequest;
use scheduler_domain::participants::{Respond, Rsvp, list_participants, remove, respond};
use scheduler_domain::store::Store;
use scheduler_domain::time::Zone;
use scheduler_testkit::{builders, fakes};
use time::Duration;
use uuid::Uuid;

use crate::audit::run_audit;
use crate::fill::OWNER;
use crate::is_store;
use crate::recorder::Measured;

/// Everything that happens often, as the owner of 100 meetings.
pub fn hot(store: &dyn Store) -> Vec<Measured> {
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
        hot.push(Measured::of(name, most, work));
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
        assert_eq!(
            find(store, &ctx, &owner, meeting)
                .unwrap()
                .participants
                .len(),
            4
        );
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
                .clashes
                .is_empty()
        );
    });
    let mut closed = ctx.clone();
    closed.free_busy = Arc::new(FreeBusyRules {
        visibility: Visibility::Met,
        internal_domains: Vec::new(),
    });
    // The circle is asked first: where reads are transactions, they begin and end with a statement.
    run("check conflicts in the circle", 4, &mut || {
        let checked = check_conflicts(store, &closed, &owner, &check).unwrap();
        assert!(!checked.unknown.is_empty());
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
    run("create", 9, &mut || {
        made = Some(schedule(store, &ctx, &owner, &plan).unwrap().meeting);
    });
    run("count what counts against quotas", 1, &mut || {
        let used = store.glance(|tx| tx.meetings().usage(owner.user_id, ctx.now));
        assert!(used.map_err(is_store).unwrap().meetings_to_come > 0);
    });
    let made = made.unwrap();
    let declined = made.participants[0].id;
    run("decline", 6, &mut || {
        respond(
            store,
            &ctx,
            &owner,
            &Respond::new(made.id, declined, Rsvp::Declined),
        )
        .unwrap();
    });
    run("move", 13, &mut || {
        let start = Some(made.details.times.start() + Duration::MINUTE);
        let cmd = Reschedule {
            start,
            ..Reschedule::default()
        };
        reschedule(store, &ctx, &owner, made.id, None, &cmd).unwrap();
    });
    run("remove", 10, &mut || {
        remove(store, &ctx, &owner, made.id, declined).unwrap();
    });
    run("cancel", 9, &mut || {
        cancel(store, &ctx, &owner, made.id, None).unwrap();
    });
    run("delete", 7, &mut || {
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
    // What nobody else takes, all of it, what it says, who gets no e-mails, what is given up, what is
    // claimed.
    run("claim notices", 6, &mut || {
        let claim = store.write(|tx| claim_in(tx, ctx.now, ctx.now, 100));
        let batch = claim.map_err(is_store).unwrap();
        assert!(batch.claimed.len() > 10 && batch.superseded > 0);
    });
    let ended = Attempt {
        id: NotificationId(1),
        state: NotificationState::Sent,
        error: None,
        response: Some("250 ok".to_owned()),
        ended_at: ctx.now,
        next_try_at: ctx.now,
    };
    run("a mail was sent", 1, &mut || {
        store
            .write(|tx| tx.outbox().update(&ended))
            .map_err(is_store)
            .unwrap();
    });
    run("what somebody was told last", 1, &mut || {
        let newest = NotificationId(i64::MAX);
        store
            .glance(|tx| tx.outbox().last_told(meeting, &owner.email, newest))
            .map_err(is_store)
            .unwrap();
    });
    // The lock of PostgreSQL, whether one waits, the new one: what it says, and to whom.
    run("ask for a new password", 4, &mut || {
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
    run("remind", 7 + Leads::CHOICES.len() + 1, &mut || {
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
