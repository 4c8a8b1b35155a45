//! What each use case writes into the audit log.

use scheduler_domain::audit::{By, Filter, Record, TargetKind};
use scheduler_domain::auth::delete_account;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{
    ConflictPolicy, HandOver, Reschedule, Status, cancel, delete, hand_over, history, reschedule,
};
use scheduler_domain::notifications::{NoticeKind, notify, resend};
use scheduler_domain::participants::{
    AnswerByLink, Invite, Respond, Rsvp, UpdateParticipant, answer_by_link, answer_token, invite,
    remove, renew_link, respond, update_participant,
};
use scheduler_domain::text::{Location, Note, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{editor, email, first_page, invitee, minutes, strict_plan};
use scheduler_testkit::fakes::{PlainPasswords, PlainTokens};
use scheduler_testkit::world::{World, look};

fn log(world: &World<'_>, filter: &Filter) -> Vec<Record> {
    look(world.store, |tx| tx.audit().list(filter, first_page())).items
}

/// The newest entry about a meeting, in words.
fn last(world: &World<'_>, id: MeetingId) -> (String, Vec<String>) {
    let filter = Filter {
        meeting: Some(id),
        ..Filter::default()
    };
    words(&log(world, &filter)[0])
}

fn words(record: &Record) -> (String, Vec<String>) {
    let changes = record.changes.iter().map(|change| {
        let (before, after) = (change.before(), change.after());
        format!(
            "{}: {} -> {}",
            change.field(),
            before.unwrap_or("-"),
            after.unwrap_or("-")
        )
    });
    (record.action.clone(), changes.collect())
}

fn told(action: &str, changes: &[&str]) -> (String, Vec<String>) {
    let changes = changes.iter().map(|change| (*change).to_owned());
    (action.to_owned(), changes.collect())
}

#[test]
fn every_change_of_a_meeting_is_written_down_with_before_and_after() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.client = Some("192.0.2.7".parse().unwrap());
    let (ctx, ann) = (&world.ctx, &world.ann);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let id = meeting.id;
    assert_eq!(
        last(&world, id),
        told(
            "meeting.create",
            &[
                "title: - -> Plan",
                "start_time: - -> 2030-06-01T13:00:00Z",
                "end_time: - -> 2030-06-01T14:00:00Z",
                "time_zone: - -> UTC",
                "conflict_policy: - -> warn",
                "participants: - -> bob@example.org, zoe@example.org",
            ]
        )
    );
    let change = |cmd: Reschedule| {
        reschedule(&*store, ctx, ann, id, None, &cmd).unwrap();
        last(&world, id)
    };
    let all = change(Reschedule {
        title: Some(Title::parse("Budget").unwrap()),
        location: Some(Location::parse("Room 1").unwrap()),
        end: Some(minutes(60, 90).end()),
        conflict_policy: Some(ConflictPolicy::Forbid),
        ..Reschedule::default()
    });
    assert_eq!(
        all,
        told(
            "meeting.update",
            &[
                "title: Plan -> Budget",
                "end_time: 2030-06-01T14:00:00Z -> 2030-06-01T14:30:00Z",
                "location:  -> Room 1",
                "conflict_policy: warn -> forbid",
            ]
        )
    );
    let count = || log(&world, &Filter::default()).len();
    let before = count();
    change(Reschedule::default());
    assert_eq!(count(), before, "nothing changed");
    cancel(&*store, ctx, ann, id, None).unwrap();
    let off = told("meeting.cancel", &["status: scheduled -> cancelled"]);
    assert_eq!(last(&world, id), off);
    let on = change(Reschedule {
        status: Some(Status::Scheduled),
        ..Reschedule::default()
    });
    let back = told("meeting.reopen", &["status: cancelled -> scheduled"]);
    assert_eq!(on, back);
    notify(&*store, ctx, ann, id, NoticeKind::Reminder).unwrap();
    let asked = told(
        "meeting.notify",
        &["kind: - -> reminder", "recipients: - -> 2"],
    );
    assert_eq!(last(&world, id), asked);
    let mail = world.told(id)[0].id;
    resend(&*store, ctx, ann, id, mail).unwrap();
    let again = told(
        "notification.resend",
        &["kind: - -> reminder", "email: - -> zoe@example.org"],
    );
    assert_eq!(last(&world, id), again);
    let heir = HandOver {
        meeting_id: id,
        to: email("bob"),
        verify: true,
        expected: None,
    };
    hand_over(&*store, ctx, &editor(ann), &heir).unwrap();
    let handed = told(
        "meeting.hand_over",
        &["organiser: ann@example.org -> bob@example.org"],
    );
    assert_eq!(last(&world, id), handed);
    delete(&*store, ctx, &world.bob, id, None).unwrap();
    let (action, changes) = last(&world, id);
    assert_eq!(action, "meeting.delete");
    assert_eq!(changes[0], "title: Budget -> -");
    assert_eq!(
        changes.last().unwrap(),
        "participants: bob@example.org, zoe@example.org, ann@example.org -> -"
    );
    for record in log(&world, &Filter::default()) {
        assert_eq!(record.client, ctx.client);
        assert_eq!(record.at, ctx.now);
        let by_bob = record.action == "meeting.delete";
        let who = if by_bob { &world.bob } else { &world.ann };
        assert_eq!(record.by, By::from(who));
    }
}

#[test]
fn every_change_of_who_takes_part_is_written_down() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (ctx, ann) = (&world.ctx, &world.ann);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let id = meeting.id;
    let cmd = Invite {
        meeting_id: id,
        invitee: invitee("zoe"),
        allow_conflicts: false,
    };
    let zoe = invite(&*store, ctx, ann, &cmd).unwrap().participant;
    let added = told(
        "participant.invite",
        &["email: - -> zoe@example.org", "status: - -> pending"],
    );
    assert_eq!(last(&world, id), added);
    let bob = meeting.participants[0].id;
    let says = Respond {
        note: Some(Note::parse("late").unwrap()),
        ..Respond::new(id, bob, Rsvp::Accepted)
    };
    respond(&*store, ctx, &world.bob, &says).unwrap();
    let answered = told(
        "participant.answer",
        &[
            "email: bob@example.org -> bob@example.org",
            "status: pending -> accepted",
            "note:  -> late",
        ],
    );
    assert_eq!(last(&world, id), answered);
    let count = log(&world, &Filter::default()).len();
    respond(&*store, ctx, &world.bob, &says).unwrap();
    assert_eq!(log(&world, &Filter::default()).len(), count, "no news");
    update_participant(
        &*store,
        ctx,
        ann,
        (id, bob),
        &UpdateParticipant {
            is_co_organiser: Some(true),
            ..UpdateParticipant::default()
        },
    )
    .unwrap();
    let named = told(
        "participant.update",
        &[
            "email: bob@example.org -> bob@example.org",
            "is_co_organiser: false -> true",
        ],
    );
    assert_eq!(last(&world, id), named);
    let no = Respond::new(id, bob, Rsvp::Declined);
    respond(&*store, ctx, ann, &no).unwrap();
    let (_, changes) = last(&world, id);
    assert_eq!(changes.last().unwrap(), "is_co_organiser: true -> false");
    renew_link(&*store, ctx, &PlainTokens, ann, id, zoe.id).unwrap();
    let renewed = told(
        "participant.renew_link",
        &["email: zoe@example.org -> zoe@example.org"],
    );
    assert_eq!(last(&world, id), renewed);
    let present = world.find(id).unwrap().participants[1].clone();
    let by_link = AnswerByLink {
        sequence: None,
        token: answer_token(&PlainTokens, &present).unwrap(),
        answer: Rsvp::Tentative,
        note: None,
    };
    answer_by_link(&*store, ctx, &PlainTokens, &by_link).unwrap();
    let newest = &log(&world, &Filter::default())[0];
    assert_eq!(newest.by, By::Guest(email("zoe")));
    assert_eq!(newest.target.kind(), TargetKind::Participant);
    assert_eq!(newest.target.id(), Some(zoe.id.to_string().as_str()));
    remove(&*store, ctx, ann, id, zoe.id).unwrap();
    let removed = told(
        "participant.remove",
        &["email: zoe@example.org -> -", "status: tentative -> -"],
    );
    assert_eq!(last(&world, id), removed);
    remove(&*store, ctx, &world.bob, id, bob).unwrap();
    assert_eq!(last(&world, id).0, "participant.leave");
    // No secret is in it.
    let text = format!("{:?}", log(&world, &Filter::default()));
    assert!(!text.contains(&by_link.token), "{text}");
}

#[test]
fn what_was_refused_leaves_no_trace() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let clash = world.schedule(
        &world.cleo,
        &strict_plan("Clash", minutes(60, 60), &["bob"]),
    );
    assert!(clash.is_err());
    assert!(cancel(&*store, &world.ctx, &world.bob, meeting.id, None).is_err());
    assert!(delete(&*store, &world.ctx, &world.cleo, meeting.id, None).is_err());
    assert_eq!(log(&world, &Filter::default()).len(), 1);
}

#[test]
fn an_account_that_goes_leaves_what_it_did_and_took_along() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let own = world.meeting("Own", minutes(60, 60), &["bob"]);
    let other = world.planned(
        &world.bob,
        &scheduler_testkit::builders::plan("Other", minutes(200, 60), &["ann"]),
    );
    let (ctx, ann) = (&world.ctx, &world.ann);
    delete_account(&*store, ctx, &PlainPasswords, ann, "secret of ann").unwrap();
    assert_eq!(last(&world, own.id).0, "meeting.delete");
    assert_eq!(last(&world, other.id).0, "participant.answer");
    let newest = &log(&world, &Filter::default())[0];
    let gone = told(
        "user.delete",
        &["email: ann@example.org -> -", "meetings: 1 -> -"],
    );
    assert_eq!(words(newest), gone);
    assert_eq!((&newest.by, &newest.person), (&By::from(ann), &None));
    assert_eq!(newest.target.id(), Some(ann.user_id.to_string().as_str()));
}

#[test]
fn organisers_read_the_history_but_not_from_where() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.client = Some("192.0.2.7".parse().unwrap());
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    world.meeting("Other", minutes(600, 60), &["bob"]);
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    let page = history(&*store, &world.ann, meeting.id, first_page()).unwrap();
    let actions: Vec<_> = page.items.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["meeting.cancel", "meeting.create"]);
    assert!(page.items.iter().all(|one| one.client.is_none()));
    assert_eq!(page.items[0].person.as_ref().unwrap().name, "ann");
    let kept = log(&world, &Filter::default());
    assert!(kept.iter().all(|one| one.client == world.ctx.client));
}
