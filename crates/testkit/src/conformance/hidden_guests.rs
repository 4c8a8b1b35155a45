//! Meetings that hide their guest list: what searches and lists of a guest tell of the others.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{Filter, Meeting};
use scheduler_domain::participants::{UpdateParticipant, update_participant};
use scheduler_domain::store::Store;

use super::steps::{list, of};
use crate::builders::{email, first_page, minutes, plan};
use crate::world::World;

/// Ann's, with Ann, Bob, Cleo and Zoe.
pub(super) fn hidden(world: &World<'_>) -> Meeting {
    let mut plan = plan(
        "Interviews",
        minutes(60, 60),
        &["ann", "bob", "cleo", "zoe"],
    );
    plan.details.hides_guest_list = true;
    world.planned(&world.ann, &plan)
}

pub(super) fn appoint_cleo(world: &World<'_>, meeting: &Meeting) {
    let cmd = UpdateParticipant {
        is_co_organiser: Some(true),
        ..UpdateParticipant::default()
    };
    let cleo = meeting.participant_with(&email("cleo")).unwrap().id;
    update_participant(
        world.store,
        &world.ctx,
        &world.ann,
        (meeting.id, cleo),
        &cmd,
    )
    .unwrap();
}

pub fn a_hidden_guest_is_busy_without_a_title(store: &dyn Store) {
    let world = World::new(store);
    let meeting = hidden(&world);
    appoint_cleo(&world, &meeting);
    let people = ["ann", "bob", "cleo", "zoe"].map(email);
    let visible = |actor: &Actor, exclude| {
        let mut clashes = world.clashes_but(exclude, actor, &people, minutes(60, 60));
        clashes.sort_by(|one, other| one.person.cmp(&other.person));
        let shown = clashes
            .into_iter()
            .map(|clash| (clash.person, clash.is_visible));
        shown.collect::<Vec<_>>()
    };
    let all = |shown: [bool; 4]| people.clone().into_iter().zip(shown).collect::<Vec<_>>();
    assert_eq!(visible(&world.ann, None), all([true; 4]));
    assert_eq!(visible(&world.cleo, None), all([true; 4]));
    assert_eq!(visible(&world.bob, None), all([true, true, false, false]));
    assert_eq!(visible(&world.ann, Some(meeting.id)), []);
    assert_eq!(
        visible(&world.bob, Some(meeting.id)),
        [(email("cleo"), false), (email("zoe"), false)],
        "leaving the meeting out would tell who takes part"
    );
}

pub fn hidden_guests_are_not_counted(store: &dyn Store) {
    let world = World::new(store);
    let meeting = hidden(&world);
    appoint_cleo(&world, &meeting);
    let counts = |actor: &Actor| {
        let item = list(&world, &of(actor), &Filter::default(), first_page())
            .items
            .remove(0);
        (item.participant_count, item.answered_count)
    };
    assert_eq!(counts(&world.ann), (4, 1));
    assert_eq!(counts(&world.cleo), (4, 1));
    assert_eq!(counts(&world.bob), (2, 1));
}
