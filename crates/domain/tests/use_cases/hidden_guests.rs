//! A meeting that hides its guest list: what a guest can learn of the others, by whatever way.

use scheduler_domain::auth::Actor;
use scheduler_domain::calendar::{export, export_all};
use scheduler_domain::meetings::{Filter, Meeting, Reschedule, Schedule, find, list, reschedule};
use scheduler_domain::notifications::{Content, Mail};
use scheduler_domain::participants::{
    LinkError, Participant, RemoveError, Respond, RespondError, Rsvp, UpdateParticipant,
    UpdateParticipantError, list_participants, remove, respond, show_link, update_participant,
};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, minutes, page, plan};
use scheduler_testkit::fakes::PlainTokens;
use scheduler_testkit::world::{World, sent};

fn hidden_plan(people: &[&str]) -> Schedule {
    let mut plan = plan("Interviews", minutes(60, 60), people);
    plan.details.hides_guest_list = true;
    plan
}

/// Ann's, with Ann, Bob, Cleo and Zoe.
fn hidden(world: &World<'_>) -> Meeting {
    world.planned(&world.ann, &hidden_plan(&["ann", "bob", "cleo", "zoe"]))
}

fn appoint(world: &World<'_>, meeting: &Meeting, one: &Participant) {
    let cmd = UpdateParticipant {
        is_co_organiser: Some(true),
        ..UpdateParticipant::default()
    };
    update_participant(
        world.store,
        &world.ctx,
        &world.ann,
        (meeting.id, one.id),
        &cmd,
    )
    .unwrap();
}

fn names(participants: &[Participant]) -> Vec<&str> {
    let names = participants.iter().map(|one| one.email.as_str());
    names
        .map(|email| email.split('@').next().unwrap())
        .collect()
}

fn seen_by(world: &World<'_>, actor: &Actor, meeting: &Meeting) -> Vec<String> {
    let shown = find(world.store, &world.ctx, actor, meeting.id).unwrap();
    let listed = list_participants(world.store, actor, meeting.id, first_page()).unwrap();
    let exported = export(world.store, actor, meeting.id).unwrap();
    let all = export_all(world.store, &world.ctx, actor).unwrap();
    assert_eq!(shown.participants, listed.items);
    assert_eq!(shown.participants, exported.participants);
    assert_eq!(shown.participants, all[0].participants);
    assert_eq!(listed.count, i64::try_from(listed.items.len()).unwrap());
    let names = names(&shown.participants).into_iter();
    names.map(str::to_owned).collect()
}

#[test]
fn hidden_guest_list_is_not_shown_to_a_stranger() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.planned(&world.ann, &hidden_plan(&["bob"]));
    assert!(find(&*store, &world.ctx, &world.cleo, meeting.id).is_err());
    assert!(list_participants(&*store, &world.cleo, meeting.id, first_page()).is_err());
    let clashes = world.clashes(&world.cleo, &[email("bob")], minutes(60, 60));
    assert!(!clashes[0].is_visible);
}

#[test]
fn guest_sees_only_itself_and_the_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = hidden(&world);
    assert_eq!(seen_by(&world, &world.bob, &meeting), ["ann", "bob"]);
    assert_eq!(
        seen_by(&world, &world.ann, &meeting),
        ["ann", "bob", "cleo", "zoe"]
    );
    let second = list_participants(&*store, &world.bob, meeting.id, page(2, 1)).unwrap();
    assert_eq!((second.count, names(&second.items)), (2, vec!["bob"]));
    let counts = |actor| {
        let items = list(&*store, &world.ctx, actor, &Filter::default(), first_page());
        let item = items.unwrap().items.remove(0);
        (item.participant_count, item.answered_count)
    };
    assert_eq!(counts(&world.ann), (4, 1));
    assert_eq!(counts(&world.bob), (2, 1));
}

#[test]
fn co_organiser_sees_the_hidden_guest_list() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = hidden(&world);
    appoint(&world, &meeting, &meeting.participants[1]);
    assert_eq!(
        seen_by(&world, &world.bob, &meeting),
        ["ann", "bob", "cleo", "zoe"]
    );
    assert_eq!(seen_by(&world, &world.cleo, &meeting), ["ann", "cleo"]);
}

/// Ids of participants are numbers in a row, so a refusal would tell who is invited.
#[test]
fn hidden_guest_reads_as_one_that_does_not_exist() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = hidden(&world);
    let (ctx, bob, cleo) = (&world.ctx, &world.bob, meeting.participants[2].id);
    let answered = respond(
        &*store,
        ctx,
        bob,
        &Respond::new(meeting.id, cleo, Rsvp::Declined),
    );
    assert!(
        matches!(answered, Err(RespondError::NotFound)),
        "{answered:?}"
    );
    let removed = remove(&*store, ctx, bob, meeting.id, cleo);
    assert!(matches!(removed, Err(RemoveError::NotFound)), "{removed:?}");
    let link = show_link(&*store, ctx, &PlainTokens, bob, meeting.id, cleo);
    assert!(matches!(link, Err(LinkError::NotFound)), "{link:?}");
    let cmd = UpdateParticipant::default();
    let renamed = update_participant(&*store, ctx, bob, (meeting.id, cleo), &cmd);
    assert!(
        matches!(renamed, Err(UpdateParticipantError::NotFound)),
        "{renamed:?}"
    );
    let own = Respond::new(meeting.id, meeting.participants[1].id, Rsvp::Accepted);
    assert_eq!(
        respond(&*store, ctx, bob, &own).unwrap().status,
        Rsvp::Accepted
    );
}

#[test]
fn hidden_guest_is_busy_without_a_title() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = hidden(&world);
    let people = ["ann", "bob", "cleo"].map(email);
    let visible = |actor: &Actor, exclude| {
        let clashes = world.clashes_but(exclude, actor, &people, minutes(60, 60));
        let shown = clashes.iter().map(|clash| clash.is_visible);
        shown.collect::<Vec<_>>()
    };
    assert_eq!(visible(&world.ann, None), [true, true, true]);
    assert_eq!(visible(&world.bob, None), [true, true, false]);
    // Leaving the meeting out would tell that it is what takes Cleo.
    assert_eq!(visible(&world.bob, Some(meeting.id)), [false]);
    assert_eq!(visible(&world.ann, Some(meeting.id)), [false; 0]);
}

fn file(mail: &Mail) -> String {
    let Content::Meeting(content) = &mail.content else {
        panic!("{mail:?}")
    };
    content.calendar.as_ref().unwrap().text.replace("\r\n ", "")
}

#[test]
fn mail_names_only_the_recipient_and_the_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = hidden(&world);
    appoint(&world, &meeting, &meeting.participants[2]);
    let mails = sent(&*store, &world.ctx);
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        let file = file(mail);
        for one in ["ann", "bob", "cleo", "zoe"].map(email) {
            let is_expected = one == mail.to || one == world.ann.email || mail.to == email("cleo");
            assert_eq!(file.contains(one.as_str()), is_expected, "{one} in {file}");
        }
    }
}

#[test]
fn hiding_the_guest_list_sends_no_mail() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "cleo"]);
    let told = world.told(meeting.id).len();
    let cmd = Reschedule {
        hides_guest_list: Some(true),
        ..Reschedule::default()
    };
    let changed = reschedule(&*store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
    assert_eq!(changed.meeting.sequence, meeting.sequence);
    assert_eq!(world.told(meeting.id).len(), told);
    assert_eq!(seen_by(&world, &world.bob, &meeting), ["bob"]);
}
