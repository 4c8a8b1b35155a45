//! Whose busy time a caller may know, and what becomes of other people's.

use std::sync::Arc;

use scheduler_domain::auth::{Actor, User, VerifyEmail, verification_token, verify_email};
use scheduler_domain::conflicts::{
    CheckConflicts, Checked, FreeBusyRules, Visibility, check_conflicts, circle_of_actor,
};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::meetings::{
    ConflictPolicy, Meeting, OfferTransfer, Reschedule, ScheduleError, offer_transfer, reschedule,
    schedule,
};
use scheduler_domain::participants::{
    AnswerByLink, AnswerByLinkError, Invite, Respond, RespondError, Rsvp, UpdateParticipant,
    answer_by_link, answer_token, invite, respond, show_link, update_participant,
};
use scheduler_domain::text::Email;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{
    actor, email, invitee, join, minutes, plan, strict_plan, superuser, user,
};
use scheduler_testkit::fakes::{PlainPasswords, PlainTokens};
use scheduler_testkit::world::{World, look, put};

fn co_organiser() -> UpdateParticipant {
    UpdateParticipant {
        is_co_organiser: Some(true),
        ..UpdateParticipant::default()
    }
}

fn rules(visibility: Visibility, domains: &[&str]) -> Arc<FreeBusyRules> {
    Arc::new(FreeBusyRules {
        visibility,
        internal_domains: domains.iter().map(|one| (*one).to_owned()).collect(),
    })
}

/// Only people who met know each other's time. Bob is the director whom strangers look at.
fn closed(store: &MemoryStore) -> World<'_> {
    let mut world = World::new(store);
    world.ctx.free_busy = rules(Visibility::Met, &[]);
    world.meeting("Board", minutes(60, 60), &["bob"]);
    let board = world.planned(&world.bob, &plan("Mine", minutes(60, 60), &[]));
    assert_eq!(board.participants, []);
    world
}

fn knows(world: &World<'_>, caller: &Actor, name: &str) -> bool {
    knows_at(world, &world.ctx, caller, &email(name))
}

fn knows_at(world: &World<'_>, ctx: &Ctx, caller: &Actor, person: &Email) -> bool {
    let people = std::slice::from_ref(person);
    let circle = look(world.store, |tx| circle_of_actor(tx, ctx, caller, people));
    circle.knows(person)
}

fn check(world: &World<'_>, caller: &Actor, name: &str) -> Checked {
    let cmd = CheckConflicts {
        times: minutes(60, 60),
        people: vec![email(name)],
        exclude: None,
    };
    check_conflicts(world.store, &world.ctx, caller, &cmd).unwrap()
}

fn reply(
    world: &World<'_>,
    caller: &Actor,
    meeting: &Meeting,
    name: &str,
    answer: Rsvp,
) -> Result<(), RespondError> {
    let participant = meeting.participant_with(&email(name)).unwrap().id;
    let cmd = Respond::new(meeting.id, participant, answer);
    respond(world.store, &world.ctx, caller, &cmd).map(|_| ())
}

fn by_link(world: &World<'_>, token: String, answer: Rsvp) -> Result<(), AnswerByLinkError> {
    let cmd = AnswerByLink {
        token,
        answer,
        note: None,
        sequence: None,
    };
    answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd).map(|_| ())
}

fn shown(world: &World<'_>, caller: &Actor, meeting: &Meeting, name: &str) -> String {
    let id = meeting.participant_with(&email(name)).unwrap().id;
    show_link(
        world.store,
        &world.ctx,
        &PlainTokens,
        caller,
        meeting.id,
        id,
    )
    .unwrap()
}

fn invite_and_accept(world: &World<'_>, meeting: &Meeting, guest: &Actor) {
    let name = guest.email.as_str().split('@').next().unwrap();
    let cmd = Invite {
        meeting_id: meeting.id,
        invitee: invitee(name),
        allow_conflicts: true,
    };
    invite(world.store, &world.ctx, &world.ann, &cmd).unwrap();
    let meeting = world.find(meeting.id).unwrap();
    reply(world, guest, &meeting, name, Rsvp::Accepted).unwrap();
}

#[test]
fn stranger_learns_nothing_about_busy_time() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let eve = join(&*store, &world.ctx, "eve");
    let nothing = Checked {
        clashes: Vec::new(),
        unknown: vec![email("bob")],
    };
    assert_eq!(check(&world, &eve, "bob"), nothing);

    // Neither a forbidding policy nor an invitation nor a move tells.
    let strict = strict_plan("Probe", minutes(60, 60), &["bob"]);
    let done = schedule(&*store, &world.ctx, &eve, &strict).unwrap();
    assert_eq!(done.checked, nothing);
    let mallory = join(&*store, &world.ctx, "mallory");
    let meeting = world.planned(&mallory, &strict_plan("Probe", minutes(60, 60), &[]));
    let cmd = Invite {
        meeting_id: meeting.id,
        invitee: invitee("bob"),
        allow_conflicts: false,
    };
    let invited = invite(&*store, &world.ctx, &mallory, &cmd).unwrap();
    assert_eq!(invited.checked, nothing);
    let moved = Reschedule {
        start: Some(minutes(61, 59).start()),
        ..Reschedule::default()
    };
    let moved = reschedule(&*store, &world.ctx, &mallory, meeting.id, None, &moved).unwrap();
    assert_eq!(moved.checked, nothing);
    let offer = OfferTransfer {
        meeting_id: meeting.id,
        to: email("bob"),
        expected: None,
    };
    // Nor does an offer, though Bob cannot accept it.
    offer_transfer(&*store, &world.ctx, &mallory, &offer).unwrap();
    assert!(!knows(&world, &eve, "bob"));
}

#[test]
fn organiser_accepts_for_nobody_outside_the_circle() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let eve = join(&*store, &world.ctx, "eve");
    let meeting = world.planned(&eve, &strict_plan("Probe", minutes(60, 60), &["bob"]));
    for answer in [Rsvp::Accepted, Rsvp::Tentative] {
        let refused = reply(&world, &eve, &meeting, "bob", answer);
        assert!(
            matches!(refused, Err(RespondError::OnlyInPerson)),
            "{refused:?}"
        );
    }
    // Declining and asking again tell nothing, though Bob is busy.
    for answer in [Rsvp::Declined, Rsvp::Pending] {
        reply(&world, &eve, &meeting, "bob", answer).unwrap();
    }
    // The link that the organiser is shown proves nothing and tells nothing.
    by_link(&world, shown(&world, &eve, &meeting, "bob"), Rsvp::Accepted).unwrap();
    assert!(!knows(&world, &eve, "bob"));
    let free = minutes(180, 60);
    let later = world.planned(&eve, &plan("Later", free, &["bob"]));
    by_link(&world, shown(&world, &eve, &later, "bob"), Rsvp::Accepted).unwrap();
    let own = world.clashes(&world.bob, &[email("bob")], free);
    assert_eq!(own, [], "it takes no time");
    // Bob himself reads what is in the way.
    let link = answer_token(&PlainTokens, &meeting.participants[0]).unwrap();
    let busy = by_link(&world, link, Rsvp::Accepted);
    assert!(
        matches!(busy, Err(AnswerByLinkError::Conflict(_))),
        "{busy:?}"
    );
}

#[test]
fn accepting_opens_the_circle_both_ways() {
    for in_app in [true, false] {
        let store = MemoryStore::fresh();
        let mut world = World::new(&*store);
        world.ctx.free_busy = rules(Visibility::Met, &[]);
        let meeting = world.planned(
            &world.ann,
            &plan("Plan", minutes(60, 60), &["bob", "cleo", "zoe"]),
        );
        update_participant(
            &*store,
            &world.ctx,
            &world.ann,
            (meeting.id, meeting.participants[0].id),
            &co_organiser(),
        )
        .unwrap();
        for (caller, name) in [(&world.ann, "bob"), (&world.bob, "ann")] {
            assert!(!knows(&world, caller, name), "an invitation is not enough");
        }
        let accept = |actor: &Actor, at: usize, answer| {
            if in_app {
                let name = actor.email.as_str().split('@').next().unwrap();
                reply(&world, actor, &meeting, name, answer).unwrap();
            } else {
                let link = answer_token(&PlainTokens, &meeting.participants[at]).unwrap();
                by_link(&world, link, answer).unwrap();
            }
        };
        accept(&world.bob, 0, Rsvp::Tentative);
        assert!(knows(&world, &world.ann, "bob") && knows(&world, &world.bob, "ann"));
        assert!(!knows(&world, &world.bob, "cleo"));
        accept(&world.cleo, 1, Rsvp::Accepted);
        assert!(knows(&world, &world.bob, "cleo") && knows(&world, &world.cleo, "bob"));
        assert!(!knows(&world, &world.bob, "zoe"));
        // In the circle a conflict counts again, and the organiser may reply for the person.
        let clash = strict_plan("Clash", minutes(60, 60), &["bob"]);
        let refused = world.schedule(&world.cleo, &clash);
        assert!(matches!(refused, Err(ScheduleError::Conflict(_))));
        reply(&world, &world.ann, &meeting, "bob", Rsvp::Accepted).unwrap();
    }
}

#[test]
fn reply_for_another_person_opens_no_circle() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.free_busy = rules(Visibility::Met, &[]);
    let eve = join(&*store, &world.ctx, "eve");
    let first = world.planned(&world.ann, &plan("First", minutes(60, 60), &["bob"]));
    reply(&world, &world.bob, &first, "bob", Rsvp::Accepted).unwrap();
    // What Bob said himself stays his own.
    reply(&world, &world.ann, &first, "bob", Rsvp::Accepted).unwrap();
    invite_and_accept(&world, &first, &world.cleo);
    assert!(knows(&world, &world.cleo, "bob"));
    // Ann knows Bob and accepts for him; her accomplice accepts too and meets Ann alone.
    let second = world.planned(
        &world.ann,
        &plan("Second", minutes(180, 60), &["bob", "eve"]),
    );
    reply(&world, &world.ann, &second, "bob", Rsvp::Accepted).unwrap();
    reply(&world, &eve, &second, "eve", Rsvp::Accepted).unwrap();
    assert!(knows(&world, &eve, "ann") && !knows(&world, &eve, "bob"));
}

#[test]
fn unverified_account_knows_nobody_and_takes_no_time() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let impostor = User {
        email_verified_at: None,
        ..user(&world.ctx, "director")
    };
    put(&*store, |tx| tx.users().insert(&impostor));
    let account = impostor;
    let impostor = actor(&world.ctx, &account);
    // The director, who has no account, is busy.
    let known = world.planned(&world.ann, &plan("Known", minutes(60, 60), &["director"]));
    let link = answer_token(&PlainTokens, &known.participants[0]).unwrap();
    by_link(&world, link, Rsvp::Accepted).unwrap();
    assert!(knows(&world, &world.ann, "director"));
    for name in ["director", "ann"] {
        assert!(!knows(&world, &impostor, name), "{name}");
    }
    let month = strict_plan("Month", minutes(0, 31 * 24 * 60), &["zoe"]);
    let done = schedule(&*store, &world.ctx, &impostor, &month).unwrap();
    assert_eq!(
        done.checked,
        Checked {
            clashes: Vec::new(),
            unknown: vec![email("zoe")],
        }
    );
    world.planned(
        &world.ann,
        &strict_plan("Free", minutes(180, 60), &["director"]),
    );

    // A guest of the impostor does not meet the director by it.
    let zoe = join(&*store, &world.ctx, "zoe");
    reply(&world, &zoe, &done.meeting, "zoe", Rsvp::Accepted).unwrap();
    assert!(!knows(&world, &zoe, "director"));

    // Once the address is proved the account's own meetings take its time.
    let token = verification_token(&world.ctx, &PlainTokens, &account).unwrap();
    let cmd = VerifyEmail {
        token,
        session: Some(&impostor),
        password: None,
    };
    verify_email(&*store, &world.ctx, &PlainPasswords, &PlainTokens, &cmd).unwrap();
    let late = minutes(600, 60);
    let refused = world.schedule(&world.ann, &strict_plan("Late", late, &["director"]));
    assert!(matches!(refused, Err(ScheduleError::Conflict(_))));
}

#[test]
fn invitation_of_a_stranger_blocks_nobody() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let eve = join(&*store, &world.ctx, "eve");
    let month = plan("Month", minutes(0, 31 * 24 * 60), &["ann", "bob"]);
    let month = world.planned(&eve, &month);
    // Ann and Bob know each other by a meeting.
    let board = world.planned(&world.ann, &plan("Board", minutes(300, 60), &["bob"]));
    reply(&world, &world.bob, &board, "bob", Rsvp::Accepted).unwrap();
    let met = world.planned(&world.ann, &strict_plan("Met", minutes(400, 60), &["bob"]));
    assert_eq!(met.participants.len(), 1);
    // Within the circle a pending invitation blocks.
    let clash = world.schedule(&world.bob, &strict_plan("Clash", minutes(400, 60), &[]));
    assert!(matches!(clash, Err(ScheduleError::Conflict(_))));
    // Bob sees what blocks him and declines it.
    reply(&world, &world.bob, &met, "bob", Rsvp::Declined).unwrap();
    world.planned(&world.bob, &strict_plan("Clash", minutes(400, 60), &[]));
    // Once accepted, the stranger's meeting takes time as any other.
    reply(&world, &world.ann, &month, "ann", Rsvp::Accepted).unwrap();
    let refused = world.schedule(&world.ann, &strict_plan("Late", minutes(900, 60), &[]));
    assert!(matches!(refused, Err(ScheduleError::Conflict(_))));
}

#[test]
fn accepting_is_checked_with_the_policy_of_the_meeting() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let eve = join(&*store, &world.ctx, "eve");
    let strict = world.planned(&eve, &strict_plan("Strict", minutes(60, 60), &["bob"]));
    for answer in [Rsvp::Accepted, Rsvp::Tentative] {
        let refused = reply(&world, &world.bob, &strict, "bob", answer);
        let Err(RespondError::Conflict(clashes)) = refused else {
            panic!("{refused:?}");
        };
        assert!(clashes.iter().all(|clash| clash.is_visible), "his own");
    }
    let lenient = world.planned(&eve, &plan("Lenient", minutes(60, 60), &["bob"]));
    reply(&world, &world.bob, &lenient, "bob", Rsvp::Accepted).unwrap();

    // In the circle too: what came between an invitation and its reply counts.
    let cleo = &world.cleo;
    let first = world.planned(&world.bob, &plan("First", minutes(800, 60), &["cleo"]));
    reply(&world, cleo, &first, "cleo", Rsvp::Accepted).unwrap();
    let pending = world.planned(&world.bob, &strict_plan("P", minutes(600, 60), &["cleo"]));
    world.planned(cleo, &plan("Own", minutes(600, 60), &[]));
    let refused = reply(&world, cleo, &pending, "cleo", Rsvp::Accepted);
    assert!(matches!(refused, Err(RespondError::Conflict(_))));
}

#[test]
fn policy_forbid_ignores_people_outside_the_circle() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let eve = join(&*store, &world.ctx, "eve");
    let meeting = world.planned(&eve, &plan("Probe", minutes(60, 60), &["bob"]));
    let strict = Reschedule {
        conflict_policy: Some(ConflictPolicy::Forbid),
        ..Reschedule::default()
    };
    let done = reschedule(&*store, &world.ctx, &eve, meeting.id, None, &strict).unwrap();
    assert_eq!(done.checked.unknown, [email("bob")]);
    let own = world.schedule(&eve, &strict_plan("Own", minutes(60, 60), &["bob"]));
    let Err(ScheduleError::Conflict(checked)) = own else {
        panic!("{own:?}");
    };
    assert!(checked.clashes.iter().all(|one| one.person == eve.email));
    assert_eq!(checked.unknown, [email("bob")], "a refusal names them too");
}

#[test]
fn domain_needs_two_verified_internal_addresses() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let account = |address: &str, is_verified: bool| {
        let account = User {
            email: Email::parse(address).unwrap(),
            email_verified_at: is_verified.then_some(world.ctx.now),
            ..user(&world.ctx, "someone")
        };
        put(&*store, |tx| tx.users().insert(&account));
        actor(&world.ctx, &account)
    };
    let dora = account("dora@firm.example", true);
    let emil = account("emil@branch.example", true);
    let fake = account("fake@firm.example", false);
    let outsider = account("olga@sub.firm.example", true);
    let mut ctx = world.ctx.clone();
    ctx.free_busy = rules(Visibility::Domain, &["firm.example", "branch.example"]);
    let knows = |ctx: &Ctx, one: &Actor, other: &Actor| knows_at(&world, ctx, one, &other.email);
    assert!(knows(&ctx, &dora, &emil) && knows(&ctx, &emil, &dora));
    for (one, other) in [
        (&dora, &fake),
        (&fake, &dora),
        (&fake, &fake),
        (&dora, &outsider),
        (&outsider, &dora),
        (&dora, &world.ann),
        (&world.ann, &dora),
        (&world.ann, &world.bob),
    ] {
        assert!(!knows(&ctx, one, other), "{} {}", one.email, other.email);
    }
    assert!(knows(&ctx, &outsider, &outsider), "one's own");
    ctx.free_busy = rules(Visibility::Met, &["firm.example", "branch.example"]);
    assert!(!knows(&ctx, &dora, &emil));
    ctx.free_busy = rules(Visibility::Everyone, &[]);
    assert!(knows(&ctx, &fake, &world.ann));

    // Nothing proves a domain where addresses are not verified.
    ctx.free_busy = rules(Visibility::Domain, &["firm.example"]);
    ctx.email_verification = false;
    assert!(knows(&ctx, &outsider, &world.ann));
}

#[test]
fn co_organiser_learns_no_more_than_alone() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let eve = join(&*store, &world.ctx, "eve");
    let first = world.planned(&world.ann, &plan("First", minutes(300, 60), &["bob"]));
    reply(&world, &world.bob, &first, "bob", Rsvp::Accepted).unwrap();
    let meeting = world.planned(
        &world.ann,
        &strict_plan("Plan", minutes(180, 60), &["eve", "bob"]),
    );
    let named = (meeting.id, meeting.participants[0].id);
    update_participant(&*store, &world.ctx, &world.ann, named, &co_organiser()).unwrap();
    let onto_busy = Reschedule {
        start: Some(minutes(60, 60).start()),
        end: Some(minutes(60, 60).end()),
        ..Reschedule::default()
    };
    let refused = reschedule(
        &*store, &world.ctx, &world.ann, meeting.id, None, &onto_busy,
    );
    assert!(refused.is_err(), "Ann may know that Bob is busy");
    // Eve is told nothing of Bob, also when she asks him again on Ann's behalf.
    for answer in [Rsvp::Declined, Rsvp::Pending] {
        reply(&world, &eve, &meeting, "bob", answer).unwrap();
    }
    let refused = reply(&world, &eve, &meeting, "bob", Rsvp::Accepted);
    assert!(matches!(refused, Err(RespondError::OnlyInPerson)));
}

#[test]
fn staff_that_sees_all_meetings_knows_everyone() {
    let store = MemoryStore::fresh();
    let world = closed(&store);
    let staff = superuser(&*store, &world.ctx, "root");
    let over_all = staff
        .over_meetings(scheduler_domain::admin::Permission::MeetingsViewAll)
        .unwrap();
    assert!(knows(&world, &over_all, "bob"));
}
