//! `participants::find_by_link`, `answer_by_link`, `show_link` and `renew_link`.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{Meeting, cancel, find};
use scheduler_domain::notifications::{NoticeKind, Notification};
use scheduler_domain::participants::{
    AnswerByLink, AnswerByLinkError, FindByLinkError, Invitation, LinkError, Participant, Respond,
    Rsvp, answer_by_link, answer_token, find_by_link, list_participants, remove, renew_link,
    respond, show_link,
};
use scheduler_domain::text::Note;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, minutes, plan, strict_plan};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::World;
use time::Duration;

fn token(participant: &Participant) -> String {
    answer_token(&PlainTokens, participant).unwrap()
}

fn open(world: &World<'_>, token: &str) -> Result<Invitation, FindByLinkError> {
    find_by_link(world.store, &world.ctx, &PlainTokens, token).map(|(found, _zone)| found)
}

fn say(
    world: &World<'_>,
    token: &str,
    answer: Rsvp,
    note: Option<&str>,
) -> Result<Participant, AnswerByLinkError> {
    let cmd = AnswerByLink {
        token: token.to_owned(),
        answer,
        note: note.map(|note| Note::parse(note).unwrap()),
        sequence: None,
    };
    answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd).map(|done| done.guest)
}

fn replies(world: &World<'_>, meeting: &Meeting) -> Vec<Notification> {
    let mut told = world.told(meeting.id);
    told.retain(|one| one.notice.kind == NoticeKind::Reply);
    told
}

#[test]
fn a_link_that_is_nobodys_leads_nowhere() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe", "cleo"]);
    let [bob, zoe, cleo] = [0, 1, 2].map(|at| meeting.participants[at].clone());
    let seal_of = |one: &Participant| token(one).split_once('-').unwrap().1.to_owned();
    remove(&*store, &world.ctx, &world.ann, meeting.id, cleo.id).unwrap();
    let tokens = [
        String::new(),
        "-".to_owned(),
        "x".to_owned(),
        bob.id.to_string(),
        format!("{}-", bob.id),
        format!("{}-{}", bob.id, seal_of(&zoe)),
        format!("{}-{}x", bob.id, seal_of(&bob)),
        format!("0{}", token(&bob)),
        format!("+{}", token(&bob)),
        token(&bob).to_uppercase(),
        token(&cleo),
        format!("99999999999999999999-{}", seal_of(&bob)),
    ];
    let told = world.told(meeting.id);
    for dead in &tokens {
        let shown = open(&world, dead);
        assert!(matches!(shown, Err(FindByLinkError::NotFound)), "{dead}");
        let said = say(&world, dead, Rsvp::Accepted, None);
        assert!(matches!(said, Err(AnswerByLinkError::NotFound)), "{dead}");
    }
    world.ctx.now = meeting.details.times.end();
    let shown = open(&world, &token(&bob));
    assert!(
        matches!(shown, Err(FindByLinkError::NotFound)),
        "it is over"
    );
    let said = say(&world, &token(&bob), Rsvp::Accepted, None);
    assert!(matches!(said, Err(AnswerByLinkError::NotFound)), "{said:?}");
    assert_eq!(world.told(meeting.id), told);
}

#[test]
fn a_guest_sees_the_meeting_and_nobody_else() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let shown = open(&world, &token(&meeting.participants[0])).unwrap();
    assert_eq!(shown.guest, meeting.participants[0]);
    let expected = Meeting {
        participants: vec![shown.guest.clone()],
        ..meeting.clone()
    };
    assert_eq!(shown.meeting, expected);
    let zone = |at: usize| {
        let token = token(&meeting.participants[at]);
        find_by_link(&*store, &world.ctx, &PlainTokens, &token)
            .unwrap()
            .1
    };
    assert_eq!(zone(0), None, "Zoe has no account");
    assert_eq!(zone(1).as_ref(), Some(&world.bob.zone));
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn the_organiser_is_told_of_what_is_new() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "ann"]);
    let [bob, ann] = [0, 1].map(|at| token(&meeting.participants[at]));
    let say = |token: &str, answer, note| say(&world, token, answer, note).unwrap();
    let answers = |actor: &Actor, answer| {
        let id = meeting.participants[0].id;
        respond(
            &*store,
            &world.ctx,
            actor,
            &Respond::new(meeting.id, id, answer),
        )
        .unwrap()
    };
    say(&bob, Rsvp::Accepted, Some("With cake"));
    let told = replies(&world, &meeting).remove(0).notice;
    assert_eq!(told.email, email("ann"));
    assert_eq!(told.subject, "bob@example.org accepted: Plan");
    assert!(told.message.contains("\n\nWith cake\n"), "{}", told.message);
    let reply = told.facts.unwrap().reply.unwrap();
    assert_eq!(
        (reply.email, reply.status, reply.note.as_str()),
        (email("bob"), Rsvp::Accepted, "With cake")
    );
    let count = |_done: Participant| replies(&world, &meeting).len();
    assert_eq!(count(say(&bob, Rsvp::Accepted, Some("With cake"))), 1);
    assert_eq!(count(say(&bob, Rsvp::Accepted, None)), 1, "still with cake");
    assert_eq!(count(say(&bob, Rsvp::Accepted, Some("Without"))), 2);
    assert_eq!(count(answers(&world.ann, Rsvp::Declined)), 3, "for Bob");
    let told = replies(&world, &meeting).remove(0).notice;
    assert_eq!(told.email, email("bob"), "who did not say so");
    assert!(
        told.message
            .contains("ann set your reply to this meeting to no."),
        "{}",
        told.message
    );
    assert_eq!(count(say(&ann, Rsvp::Tentative, Some("Me"))), 3, "herself");
    assert_eq!(count(answers(&world.bob, Rsvp::Declined)), 3, "as it was");
    assert_eq!(count(answers(&world.bob, Rsvp::Pending)), 4);
    assert_eq!(world.find(meeting.id).unwrap().version, meeting.version);
}

#[test]
fn who_comes_back_must_be_free_and_learns_nothing_of_what_is_in_the_way() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let slot = minutes(60, 60);
    let strict = world.planned(&world.ann, &strict_plan("Strict", slot, &["bob"]));
    let bob = token(&strict.participants[0]);
    say(&world, &bob, Rsvp::Declined, None).unwrap();
    let mine = world.planned(&world.bob, &plan("Mine", slot, &[]));
    let refused = say(&world, &bob, Rsvp::Accepted, Some("Back"));
    let Err(AnswerByLinkError::Conflict(clashes)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(clashes.len(), 1);
    assert!(!clashes[0].is_visible, "though it is Bob's own");
    let stored = &world.find(strict.id).unwrap().participants[0];
    assert_eq!((stored.status, stored.note.as_str()), (Rsvp::Declined, ""));
    cancel(&*store, &world.ctx, &world.bob, mine.id, None).unwrap();
    say(&world, &bob, Rsvp::Accepted, None).unwrap();
    assert_eq!(world.clashes(&world.ann, &[email("bob")], slot).len(), 1);
}

#[test]
fn what_was_called_off_is_shown_until_it_would_have_ended() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    let zoe = token(&meeting.participants[0]);
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    let shown = open(&world, &zoe).unwrap();
    assert!(shown.meeting.is_cancelled && !shown.takes_answers(world.ctx.now));
    let refused = say(&world, &zoe, Rsvp::Accepted, None);
    assert!(
        matches!(refused, Err(AnswerByLinkError::AlreadyCancelled)),
        "{refused:?}"
    );
    world.ctx = later(&world.ctx, Duration::hours(2));
    let gone = open(&world, &zoe);
    assert!(matches!(gone, Err(FindByLinkError::NotFound)), "{gone:?}");
}

#[test]
fn a_link_is_the_organisers_to_show_and_to_renew() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let zoe = meeting.participants[0].id;
    let both = |world: &World<'_>, actor: &Actor| {
        let (store, ctx) = (world.store, &world.ctx);
        [
            show_link(store, ctx, &PlainTokens, actor, meeting.id, zoe),
            renew_link(store, ctx, &PlainTokens, actor, meeting.id, zoe),
        ]
    };
    for hidden in both(&world, &world.cleo) {
        assert!(matches!(hidden, Err(LinkError::NotFound)), "{hidden:?}");
    }
    for refused in both(&world, &world.bob) {
        assert!(
            matches!(refused, Err(LinkError::NotOrganiser)),
            "{refused:?}"
        );
    }
    let [first, second] = both(&world, &world.ann).map(Result::unwrap);
    let mailed = token(&meeting.participants[0]);
    assert_ne!(first, mailed, "a reply tells by which of the two it came");
    assert_ne!(first, second);
    assert!(open(&world, &first).is_err() && open(&world, &second).is_ok());
    assert!(open(&world, &mailed).is_err());
    assert!(open(&world, &token(&meeting.participants[1])).is_ok());
    world.ctx.now = meeting.details.times.end();
    for late in both(&world, &world.ann) {
        assert!(matches!(late, Err(LinkError::AlreadyEnded)), "{late:?}");
    }
}

#[test]
fn a_note_is_for_the_organiser_and_for_its_writer() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "cleo"]);
    let bob = token(&meeting.participants[0]);
    say(&world, &bob, Rsvp::Accepted, Some("For Ann")).unwrap();
    for (actor, reads) in [
        (&world.ann, "For Ann"),
        (&world.bob, "For Ann"),
        (&world.cleo, ""),
    ] {
        let detail = find(&*store, &world.ctx, actor, meeting.id).unwrap();
        let listed = list_participants(&*store, actor, meeting.id, first_page()).unwrap();
        assert_eq!(detail.participants, listed.items);
        assert_eq!(detail.participants[0].note.as_str(), reads);
        assert_eq!(detail.participants[0].status, Rsvp::Accepted);
    }
}
