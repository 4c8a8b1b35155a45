//! Mails name the acting person, and notes stay with the reply that they came with.

use scheduler_domain::admin::Permission;
use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{Meeting, Reschedule, cancel, delete, reschedule};
use scheduler_domain::participants::{
    Respond, Rsvp, UpdateParticipant, remove, respond, update_participant,
};
use scheduler_domain::text::{Note, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, staff};
use scheduler_testkit::world::World;

/// Ann's, with Bob, who may edit it, and Cleo.
fn shared(world: &World<'_>) -> Meeting {
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "cleo"]);
    let bob = (meeting.id, meeting.participants[0].id);
    update_participant(
        world.store,
        &world.ctx,
        &world.ann,
        bob,
        &UpdateParticipant {
            is_co_organiser: Some(true),
            ..UpdateParticipant::default()
        },
    )
    .unwrap();
    meeting
}

/// To whom the newest notifications about the meeting go, and the sentence that says what happened.
fn newest(world: &World<'_>, meeting: &Meeting, count: usize) -> Vec<(String, String)> {
    let told = world.told(meeting.id).into_iter().take(count);
    let mut told: Vec<_> = told
        .map(|one| {
            let news = one.notice.message.split("\n\n").nth(1).unwrap();
            (one.notice.email.to_string(), news.to_owned())
        })
        .collect();
    told.sort();
    told
}

fn rename(world: &World<'_>, actor: &Actor, meeting: &Meeting, title: &str) {
    let cmd = Reschedule {
        title: Some(Title::parse(title).unwrap()),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, actor, meeting.id, None, &cmd).unwrap();
}

fn heard<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    let pairs = expected.into_iter();
    pairs
        .map(|(name, news)| (email(name).to_string(), news.to_owned()))
        .collect()
}

#[test]
fn mails_name_a_co_organiser_for_the_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    rename(&world, &world.bob, &meeting, "Other");
    let expected = heard([
        ("ann", "bob changed your meeting."),
        (
            "cleo",
            "bob, for ann, changed a meeting that you are invited to.",
        ),
    ]);
    assert_eq!(newest(&world, &meeting, 2), expected);
    cancel(&*store, &world.ctx, &world.bob, meeting.id, None).unwrap();
    let expected = heard([
        (
            "ann",
            "bob cancelled your meeting. It no longer takes place.",
        ),
        (
            "cleo",
            "bob, for ann, cancelled this meeting. It no longer takes place.",
        ),
    ]);
    assert_eq!(newest(&world, &meeting, 2), expected);
    let told = world.told(meeting.id);
    let bobs: Vec<_> = told
        .iter()
        .filter(|one| one.notice.email == email("bob"))
        .collect();
    assert_eq!(bobs.len(), 1, "the invitation");
}

#[test]
fn mails_name_staff_as_an_administrator() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let sam = staff(&*store, &world.ctx, "sam", &[Permission::MeetingsEditAll]);
    let sam = sam.over_meetings(Permission::MeetingsEditAll).unwrap();
    rename(&world, &sam, &meeting, "Other");
    let changed = "An administrator, for ann, changed a meeting that you are invited to.";
    let expected = heard([
        ("ann", "An administrator changed your meeting."),
        ("bob", changed),
        ("cleo", changed),
    ]);
    assert_eq!(newest(&world, &meeting, 3), expected);
    delete(&*store, &world.ctx, &sam, meeting.id, None).unwrap();
    let cancelled = "An administrator, for ann, cancelled this meeting. It no longer takes place.";
    let expected = heard([
        (
            "ann",
            "An administrator cancelled your meeting. It no longer takes place.",
        ),
        ("bob", cancelled),
        ("cleo", cancelled),
    ]);
    assert_eq!(newest(&world, &meeting, 3), expected);
}

#[test]
fn leaving_after_a_decline_is_no_news() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let cleo = meeting.participants[1].id;
    let decline = Respond::new(meeting.id, cleo, Rsvp::Declined);
    respond(&*store, &world.ctx, &world.cleo, &decline).unwrap();
    let before = world.told(meeting.id).len();
    remove(&*store, &world.ctx, &world.cleo, meeting.id, cleo).unwrap();
    assert_eq!(world.told(meeting.id).len(), before);
}

#[test]
fn the_mover_keeps_the_own_reply() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    for (actor, participant) in [(&world.bob, 0), (&world.cleo, 1)] {
        let id = meeting.participants[participant].id;
        let yes = Respond::new(meeting.id, id, Rsvp::Accepted);
        respond(&*store, &world.ctx, actor, &yes).unwrap();
    }
    let cmd = Reschedule {
        end: Some(minutes(60, 90).end()),
        ..Reschedule::default()
    };
    let moved = reschedule(&*store, &world.ctx, &world.bob, meeting.id, None, &cmd).unwrap();
    let replies = moved.meeting.participants.iter().map(|one| one.status);
    assert_eq!(replies.collect::<Vec<_>>(), [Rsvp::Accepted, Rsvp::Pending]);
}

#[test]
fn another_reply_without_a_note_clears_the_note() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let id = meeting.participants[1].id;
    let reply = |answer, note: Option<&str>| {
        let cmd = Respond {
            note: note.map(|note| Note::parse(note).unwrap()),
            ..Respond::new(meeting.id, id, answer)
        };
        let after = respond(&*store, &world.ctx, &world.cleo, &cmd).unwrap();
        after.note.as_str().to_owned()
    };
    assert_eq!(reply(Rsvp::Accepted, Some("I bring cake")), "I bring cake");
    assert_eq!(
        reply(Rsvp::Accepted, None),
        "I bring cake",
        "the same reply"
    );
    assert_eq!(reply(Rsvp::Declined, None), "");
    assert_eq!(reply(Rsvp::Tentative, Some("Ill")), "Ill");
    assert_eq!(reply(Rsvp::Pending, None), "");
}
