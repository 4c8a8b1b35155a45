//! `participants::update_participant`, and what a co-organiser may do everywhere else.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{
    CancelError, DeleteError, HistoryError, Meeting, OfferTransfer, OfferTransferError, Reschedule,
    RescheduleError, Status, cancel, delete, find, history, offer_transfer, reschedule,
};
use scheduler_domain::notifications::{
    ListNotificationsError, NoticeKind, NotifyError, ResendError, list_notifications, notify,
    resend,
};
use scheduler_domain::participants::{
    Invite, InviteError, LinkError, Participant, RemoveError, Respond, RespondError, Rsvp,
    UpdateParticipant, UpdateParticipantError, invite, list_participants, remove, renew_link,
    respond, show_link, update_participant,
};
use scheduler_domain::text::{Name, Note, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, first_page, invitee, minutes};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::World;
use time::Duration;

fn name(
    world: &World<'_>,
    actor: &Actor,
    one: &Participant,
    is: bool,
) -> Result<Participant, UpdateParticipantError> {
    let which = (one.meeting_id, one.id);
    update_participant(
        world.store,
        &world.ctx,
        actor,
        which,
        &UpdateParticipant {
            is_co_organiser: Some(is),
            ..UpdateParticipant::default()
        },
    )
}

fn entitle(world: &World<'_>, actor: &Actor, meeting: &Meeting) -> Result<(), RescheduleError> {
    let cmd = Reschedule {
        title: Some(Title::parse("Renamed").unwrap()),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, actor, meeting.id, None, &cmd).map(|_| ())
}

/// Ann's, with Ann, Bob and Zoe; Bob is named.
fn shared(world: &World<'_>) -> Meeting {
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann", "bob", "zoe"]);
    name(world, &world.ann, &meeting.participants[1], true).unwrap();
    world.find(meeting.id).unwrap()
}

#[test]
fn a_stranger_names_nobody_and_learns_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let other = world.meeting("Other", minutes(60, 60), &["cleo"]);
    let strange = name(&world, &world.cleo, &meeting.participants[0], true);
    assert!(
        matches!(strange, Err(UpdateParticipantError::NotFound)),
        "{strange:?}"
    );
    // Nor by way of a meeting that is one's own.
    let mixed = Participant {
        meeting_id: meeting.id,
        ..other.participants[0].clone()
    };
    let mixed = name(&world, &world.ann, &mixed, true);
    assert!(
        matches!(mixed, Err(UpdateParticipantError::NotFound)),
        "{mixed:?}"
    );
    let own = name(&world, &world.bob, &meeting.participants[0], true);
    assert!(
        matches!(own, Err(UpdateParticipantError::NotOrganiser)),
        "{own:?}"
    );
    assert_eq!(world.find(meeting.id), Some(meeting));
    assert_eq!(world.find(other.id), Some(other));
}

#[test]
fn who_is_named_without_owning_the_address_may_do_nothing() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let unproved = Actor {
        owns_address: false,
        ..world.bob.clone()
    };
    let refused = entitle(&world, &unproved, &meeting);
    assert!(
        matches!(refused, Err(RescheduleError::NotFound)),
        "{refused:?}"
    );
    assert!(!meeting.may_be_edited_by(&unproved));
}

#[test]
fn who_is_not_named_may_do_nothing_of_it() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann", "bob", "cleo"]);
    name(&world, &world.ann, &meeting.participants[2], true).unwrap();
    let bob = &world.bob;
    assert!(matches!(
        entitle(&world, bob, &meeting),
        Err(RescheduleError::NotOrganiser)
    ));
    let history = history(world.store, bob, meeting.id, first_page());
    assert!(matches!(history, Err(HistoryError::NotOrganiser)));
    let strange = Actor {
        email: email("eve"),
        user_id: scheduler_domain::ids::UserId(world.ctx.new_uuid()),
        ..world.bob.clone()
    };
    let history =
        scheduler_domain::meetings::history(world.store, &strange, meeting.id, first_page());
    assert!(matches!(history, Err(HistoryError::NotFound)));
}

#[test]
fn a_co_organiser_does_what_an_organiser_does_every_day() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let (ctx, bob, id) = (&world.ctx, &world.bob, meeting.id);
    let zoe = meeting.participants[2].clone();
    let says = Respond {
        note: Some(Note::parse("late").unwrap()),
        ..Respond::new(id, zoe.id, Rsvp::Tentative)
    };
    respond(&*store, ctx, &world.ann, &says).unwrap();

    entitle(&world, bob, &meeting).unwrap();
    let added = invite(
        &*store,
        ctx,
        bob,
        &Invite {
            meeting_id: id,
            invitee: invitee("new"),
            allow_conflicts: false,
        },
    )
    .unwrap();
    assert_eq!(
        find(&*store, ctx, bob, id).unwrap().participants[2]
            .note
            .as_str(),
        "late"
    );
    let page = list_participants(&*store, bob, id, first_page()).unwrap();
    assert_eq!(page.items[2].note.as_str(), "late");
    respond(&*store, ctx, bob, &Respond::new(id, zoe.id, Rsvp::Accepted)).unwrap();
    show_link(&*store, ctx, &PlainTokens, bob, id, zoe.id).unwrap();
    renew_link(&*store, ctx, &PlainTokens, bob, id, zoe.id).unwrap();
    notify(&*store, ctx, bob, id, NoticeKind::Reminder).unwrap();
    let told = list_notifications(&*store, bob, id, first_page()).unwrap();
    let reply = told
        .items
        .iter()
        .find(|one| one.notice.kind == NoticeKind::Reply);
    // The one organiser is told of what the other answered for somebody.
    assert_eq!(reply.unwrap().notice.email, email("ann"));
    let waits = told.items.last().unwrap();
    resend(&*store, ctx, bob, id, waits.id).unwrap();
    remove(&*store, ctx, bob, id, added.participant.id).unwrap();
    assert!(
        !history(&*store, bob, id, first_page())
            .unwrap()
            .items
            .is_empty()
    );
    cancel(&*store, ctx, bob, id, None).unwrap();
    let back = Reschedule {
        status: Some(Status::Scheduled),
        ..Reschedule::default()
    };
    reschedule(&*store, ctx, bob, id, None, &back).unwrap();
    let after = world.find(id).unwrap();
    assert_eq!(after.organiser, meeting.organiser);
}

#[test]
fn a_co_organiser_neither_deletes_nor_hands_over_nor_names() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let (ctx, bob, id) = (&world.ctx, &world.bob, meeting.id);
    let [ann, own, zoe] = [0, 1, 2].map(|at| meeting.participants[at].clone());
    let deleted = delete(&*store, ctx, bob, id, None);
    assert!(matches!(deleted, Err(DeleteError::NotOrganiser)));
    let offer = OfferTransfer {
        meeting_id: id,
        to: email("bob"),
        expected: None,
    };
    let offered = offer_transfer(&*store, ctx, bob, &offer);
    assert!(matches!(offered, Err(OfferTransferError::NotOrganiser)));
    for (one, is) in [(&zoe, true), (&own, false), (&ann, true)] {
        let named = name(&world, bob, one, is);
        assert!(
            matches!(
                named,
                Err(UpdateParticipantError::NotLeader | UpdateParticipantError::NotOrganiser)
            ),
            "{named:?}"
        );
    }
    // The organiser's own invitation is the organiser's.
    let gone = remove(&*store, ctx, bob, id, ann.id);
    assert!(matches!(gone, Err(RemoveError::NotAllowed)), "{gone:?}");
    let answered = respond(&*store, ctx, bob, &Respond::new(id, ann.id, Rsvp::Declined));
    assert!(matches!(answered, Err(RespondError::NotAllowed)));
    let link = show_link(&*store, ctx, &PlainTokens, bob, id, ann.id);
    assert!(matches!(link, Err(LinkError::NotOrganiser)), "{link:?}");
    let link = renew_link(&*store, ctx, &PlainTokens, bob, id, ann.id);
    assert!(matches!(link, Err(LinkError::NotOrganiser)), "{link:?}");
    assert_eq!(world.find(id), Some(meeting));
}

#[test]
fn the_organiser_and_who_has_declined_cannot_be_named() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann", "bob"]);
    let own = name(&world, &world.ann, &meeting.participants[0], true);
    assert!(
        matches!(own, Err(UpdateParticipantError::IsOrganiser)),
        "{own:?}"
    );
    let bob = &meeting.participants[1];
    let no = Respond::new(meeting.id, bob.id, Rsvp::Declined);
    respond(&*store, &world.ctx, &world.bob, &no).unwrap();
    let declined = name(&world, &world.ann, bob, true);
    assert!(
        matches!(declined, Err(UpdateParticipantError::Declined)),
        "{declined:?}"
    );
}

/// Every act of a co-organiser, refused.
fn may_nothing(world: &World<'_>, actor: &Actor, meeting: &Meeting) {
    let (store, ctx, id) = (world.store, &world.ctx, meeting.id);
    let zoe = meeting.participant_with(&email("zoe")).unwrap().id;
    assert!(matches!(
        entitle(world, actor, meeting),
        Err(RescheduleError::NotOrganiser)
    ));
    let cmd = Invite {
        meeting_id: id,
        invitee: invitee("new"),
        allow_conflicts: false,
    };
    assert!(matches!(
        invite(store, ctx, actor, &cmd),
        Err(InviteError::NotOrganiser)
    ));
    assert!(matches!(
        remove(store, ctx, actor, id, zoe),
        Err(RemoveError::NotAllowed)
    ));
    assert!(matches!(
        respond(store, ctx, actor, &Respond::new(id, zoe, Rsvp::Declined)),
        Err(RespondError::NotAllowed)
    ));
    assert!(matches!(
        show_link(store, ctx, &PlainTokens, actor, id, zoe),
        Err(LinkError::NotOrganiser)
    ));
    assert!(matches!(
        notify(store, ctx, actor, id, NoticeKind::Reminder),
        Err(NotifyError::NotOrganiser)
    ));
    assert!(matches!(
        list_notifications(store, actor, id, first_page()),
        Err(ListNotificationsError::NotOrganiser)
    ));
    let told = world.told(id)[0].id;
    assert!(matches!(
        resend(store, ctx, actor, id, told),
        Err(ResendError::NotOrganiser)
    ));
    assert!(matches!(
        cancel(store, ctx, actor, id, None),
        Err(CancelError::NotOrganiser)
    ));
}

#[test]
fn who_declines_is_a_co_organiser_no_longer_not_even_when_they_come_back() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let own = meeting.participants[1].id;
    for answer in [Rsvp::Tentative, Rsvp::Declined, Rsvp::Accepted] {
        let cmd = Respond::new(meeting.id, own, answer);
        let after = respond(&*store, &world.ctx, &world.bob, &cmd).unwrap();
        assert_eq!(after.is_co_organiser, answer == Rsvp::Tentative);
    }
    may_nothing(&world, &world.bob, &meeting);
}

#[test]
fn who_leaves_and_is_invited_again_is_no_co_organiser() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let own = meeting.participants[1].id;
    remove(&*store, &world.ctx, &world.bob, meeting.id, own).unwrap();
    let cmd = Invite {
        meeting_id: meeting.id,
        invitee: invitee("bob"),
        allow_conflicts: false,
    };
    invite(&*store, &world.ctx, &world.ann, &cmd).unwrap();
    may_nothing(&world, &world.bob, &meeting);
}

#[test]
fn what_was_given_is_taken_back() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    assert_eq!(meeting.version, 1);
    let bob = name(&world, &world.ann, &meeting.participants[1], false).unwrap();
    assert!(!bob.is_co_organiser);
    may_nothing(&world, &world.bob, &meeting);
}

#[test]
fn a_move_leaves_co_organisers_what_they_are() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = shared(&world);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    let cmd = Reschedule {
        start: Some(meeting.details.times.start() + Duration::MINUTE),
        ..Reschedule::default()
    };
    reschedule(&*store, &world.ctx, &world.bob, meeting.id, None, &cmd).unwrap();
    assert!(world.find(meeting.id).unwrap().participants[1].is_co_organiser);
}

fn rename(
    world: &World<'_>,
    actor: &Actor,
    one: &Participant,
    to: &str,
) -> Result<Participant, UpdateParticipantError> {
    let cmd = UpdateParticipant {
        name: Some(Name::parse(to).unwrap()),
        ..UpdateParticipant::default()
    };
    update_participant(
        world.store,
        &world.ctx,
        actor,
        (one.meeting_id, one.id),
        &cmd,
    )
}

#[test]
fn renaming_is_refused_to_a_stranger_and_to_a_guest() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let zoe = &meeting.participants[1];
    let strange = rename(&world, &world.cleo, zoe, "Zoë");
    assert!(
        matches!(strange, Err(UpdateParticipantError::NotFound)),
        "{strange:?}"
    );
    for one in &meeting.participants {
        let guest = rename(&world, &world.bob, one, "Zoë");
        assert!(
            matches!(guest, Err(UpdateParticipantError::NotOrganiser)),
            "{guest:?}"
        );
    }
}

#[test]
fn renaming_a_participant_is_recorded_and_sends_no_mail() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = shared(&world);
    let (own, zoe) = (&meeting.participants[0], &meeting.participants[2]);
    let told = world.told(meeting.id).len();
    for (actor, to) in [
        (&world.ann, "Zoë"),
        (&world.bob, "Dr Zoë Zett"),
        (&world.ann, ""),
    ] {
        assert_eq!(rename(&world, actor, zoe, to).unwrap().name.as_str(), to);
        let stored = world.find(meeting.id).unwrap();
        assert_eq!(stored.participants[2].name.as_str(), to);
        assert_eq!(stored.version, meeting.version);
    }
    assert_eq!(world.told(meeting.id).len(), told);
    let of_organiser = rename(&world, &world.bob, own, "Boss");
    assert!(
        matches!(of_organiser, Err(UpdateParticipantError::NotOrganiser)),
        "{of_organiser:?}"
    );
    let records = history(&*store, &world.ann, meeting.id, first_page())
        .unwrap()
        .items;
    let changes = records.iter().flat_map(|record| &record.changes);
    let renamed = changes.filter(|change| change.field() == "name");
    assert_eq!(renamed.count(), 3);
}
