//! `MeetingRepo::list`: visibility, filters, order and pages.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{
    Filter, Meeting, MeetingSummary, OrderBy, OrderField, Role, Status, Viewer,
};
use scheduler_domain::participants::{Participant, Rsvp};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Description, Location};
use scheduler_domain::time::Zone;
use time::Duration;

use OrderField::{CreatedAt, EndTime, StartTime, Title};

use super::steps::{list, listed, of};
use crate::builders::{first_page, minutes, page, plan};
use crate::world::{World, look, put};

fn answer(world: &World<'_>, meeting: &Meeting, status: Rsvp) {
    let participant = Participant {
        status,
        ..meeting.participants[0].clone()
    };
    put(world.store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.participants().update(&participant)
    });
}

fn by(field: OrderField, is_descending: bool) -> OrderBy {
    OrderBy {
        field,
        is_descending,
    }
}

pub fn an_item_tells_the_viewers_side(store: &dyn Store) {
    let world = World::new(store);
    let mut cmd = plan("Plan", minutes(60, 90), &["bob", "zoe"]);
    cmd.details.location = Location::parse("Room 1").unwrap();
    cmd.details.zone = Zone::parse("Europe/Berlin").unwrap();
    let meeting = world.planned(&world.ann, &cmd);
    let for_ann = MeetingSummary {
        id: meeting.id,
        title: "Plan".to_owned(),
        location: "Room 1".to_owned(),
        times: minutes(60, 90),
        zone: Zone::parse("Europe/Berlin").unwrap(),
        is_cancelled: false,
        participant_count: 2,
        answered_count: 0,
        organiser_email: world.ann.email.clone(),
        is_organiser: true,
        can_edit: true,
        sequence: 0,
        my_status: None,
    };
    let all = Filter::default();
    let seen = |actor: &Actor| list(&world, &of(actor), &all, first_page()).items;
    assert_eq!(seen(&world.ann), std::slice::from_ref(&for_ann));
    let for_bob = MeetingSummary {
        is_organiser: false,
        can_edit: false,
        my_status: Some(Rsvp::Pending),
        ..for_ann.clone()
    };
    assert_eq!(seen(&world.bob), std::slice::from_ref(&for_bob));
    let named = Participant {
        is_co_organiser: true,
        ..meeting.participants[0].clone()
    };
    put(store, |tx| tx.participants().update(&named));
    let for_bob = MeetingSummary {
        can_edit: true,
        ..for_bob
    };
    assert_eq!(seen(&world.bob), [for_bob]);
    assert_eq!(seen(&world.cleo), []);
    put(store, |tx| {
        tx.meetings().update(&Meeting {
            is_cancelled: true,
            ..meeting.clone()
        })
    });
    let cancelled = MeetingSummary {
        is_cancelled: true,
        ..for_ann
    };
    assert_eq!(seen(&world.ann), [cancelled]);
}

pub fn ids_of_meetings_come_in_pieces(store: &dyn Store) {
    let world = World::new(store);
    let mut own: Vec<_> = (0..5)
        .map(|number| {
            world
                .meeting("Own", minutes(60 - number, 60), &["ann", "bob"])
                .id
        })
        .collect();
    let invited = plan("Invited", minutes(60, 60), &["ann"]);
    let invited = world.planned(&world.bob, &invited).id;
    world.planned(&world.bob, &plan("Strange", minutes(60, 60), &["cleo"]));
    own.sort_unstable();
    let ids = |role, after| -> Vec<_> {
        let viewer = of(&world.ann);
        look(store, |tx| tx.meetings().list_ids(&viewer, role, after, 3))
    };
    assert_eq!(ids(Role::Organiser, None), own[..3]);
    assert_eq!(ids(Role::Organiser, Some(own[2])), own[3..]);
    assert_eq!(ids(Role::Organiser, Some(own[4])), []);
    assert_eq!(ids(Role::Participant, None), [invited]);
    assert_eq!(ids(Role::Participant, Some(invited)), []);
    let nobody = Viewer {
        address: None,
        ..of(&world.ann)
    };
    let found = look(store, |tx| {
        tx.meetings().list_ids(&nobody, Role::Participant, None, 3)
    });
    assert_eq!(found, []);
}

pub fn who_organises_and_is_invited_sees_a_meeting_once(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Both", minutes(60, 60), &["ann", "bob"]);
    let page = list(&world, &of(&world.ann), &Filter::default(), first_page());
    assert_eq!((page.count, page.items.len()), (1, 1));
    assert_eq!(page.items[0].my_status, Some(Rsvp::Accepted));
    assert!(page.items[0].is_organiser);
    let item = &page.items[0];
    assert_eq!((item.participant_count, item.answered_count), (2, 1));
}

pub fn without_an_address_only_the_own_are_listed(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Own", minutes(60, 60), &["ann"]);
    world.planned(&world.bob, &plan("Invited", minutes(60, 60), &["ann"]));
    let viewer = Viewer {
        address: None,
        ..of(&world.ann)
    };
    let page = list(&world, &viewer, &Filter::default(), first_page());
    assert_eq!((page.count, page.items.len()), (1, 1));
    assert_eq!(page.items[0].title, "Own");
    assert_eq!(page.items[0].my_status, None);
    let filters = [
        Filter {
            role: Some(Role::Participant),
            ..Filter::default()
        },
        Filter {
            my_status: Some(Rsvp::Accepted),
            ..Filter::default()
        },
    ];
    for filter in filters {
        assert_eq!(listed(&world, &viewer, &filter), Vec::<String>::new());
    }
}

pub fn a_status_filter_takes_what_a_meeting_reads_as(store: &dyn Store) {
    let mut world = World::new(store);
    world.meeting("Past", minutes(0, 60), &[]);
    world.meeting("Future", minutes(61, 60), &[]);
    for (title, start) in [("Cancelled past", 0), ("Cancelled future", 61)] {
        let mut cancelled = world.meeting(title, minutes(start, 59), &[]);
        cancelled.is_cancelled = true;
        put(store, |tx| tx.meetings().update(&cancelled));
    }
    world.ctx.now = minutes(0, 60).end();
    let with = |status| {
        let filter = Filter {
            status: Some(status),
            ..Filter::default()
        };
        listed(&world, &of(&world.ann), &filter)
    };
    assert_eq!(with(Status::Completed), ["Past"]);
    assert_eq!(with(Status::Scheduled), ["Future"]);
    assert_eq!(
        with(Status::Cancelled),
        ["Cancelled past", "Cancelled future"]
    );
    world.ctx.now -= Duration::MICROSECOND;
    let filter = Filter {
        status: Some(Status::Completed),
        ..Filter::default()
    };
    assert_eq!(
        listed(&world, &of(&world.ann), &filter),
        Vec::<String>::new()
    );
}

pub fn a_span_is_half_open(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let (start, end) = (meeting.details.times.start(), meeting.details.times.end());
    let tick = Duration::MICROSECOND;
    for (ends_after, starts_before, is_in) in [
        (Some(end - tick), None, true),
        (Some(end), None, false),
        (None, Some(start + tick), true),
        (None, Some(start), false),
        (Some(start - tick), Some(start), false),
        (Some(end), Some(end + tick), false),
        (Some(start), Some(end), true),
    ] {
        let filter = Filter {
            ends_after,
            starts_before,
            ..Filter::default()
        };
        let listed = listed(&world, &of(&world.ann), &filter);
        assert_eq!(listed.len() == 1, is_in, "{ends_after:?} {starts_before:?}");
    }
}

pub fn filters_by_side_and_answer_combine(store: &dyn Store) {
    let world = World::new(store);
    world.planned(&world.bob, &plan("Own", minutes(10, 60), &["ann"]));
    world.planned(
        &world.bob,
        &plan("Own and invited", minutes(20, 60), &["bob"]),
    );
    for (number, title, status) in [
        (30, "Pending", Rsvp::Pending),
        (40, "Accepted", Rsvp::Accepted),
        (50, "Declined", Rsvp::Declined),
        (60, "Tentative", Rsvp::Tentative),
    ] {
        let meeting = world.meeting(title, minutes(number, 60), &["bob", "cleo"]);
        answer(&world, &meeting, status);
    }
    let with = |role, my_status| {
        let filter = Filter {
            role,
            my_status,
            ..Filter::default()
        };
        listed(&world, &of(&world.bob), &filter)
    };
    let organised = Some(Role::Organiser);
    let invited = Some(Role::Participant);
    assert_eq!(with(organised, None), ["Own", "Own and invited"]);
    let all = [
        "Own and invited",
        "Pending",
        "Accepted",
        "Declined",
        "Tentative",
    ];
    assert_eq!(with(invited, None), all);
    let accepted = Some(Rsvp::Accepted);
    assert_eq!(with(None, accepted), ["Own and invited", "Accepted"]);
    assert_eq!(with(organised, accepted), ["Own and invited"]);
    for (title, status) in [
        ("Pending", Rsvp::Pending),
        ("Declined", Rsvp::Declined),
        ("Tentative", Rsvp::Tentative),
    ] {
        assert_eq!(with(None, Some(status)), [title]);
        assert_eq!(with(organised, Some(status)), Vec::<String>::new());
    }
}

pub fn keys_order_one_after_the_other(store: &dyn Store) {
    let mut world = World::new(store);
    for (start, length, title) in [(60, 60, "beta"), (60, 30, "Alpha"), (30, 120, "gamma")] {
        world.meeting(title, minutes(start, length), &[]);
        world.ctx.now += Duration::MICROSECOND;
    }
    for (order, expected) in [
        (vec![], None),
        (vec![by(StartTime, false), by(EndTime, false)], Some("gAb")),
        (vec![by(StartTime, false), by(EndTime, true)], Some("gbA")),
        (vec![by(StartTime, true), by(EndTime, true)], Some("bAg")),
        (vec![by(StartTime, true), by(Title, false)], Some("Abg")),
        (vec![by(EndTime, false)], Some("Abg")),
        (vec![by(EndTime, true)], Some("gbA")),
        (vec![by(CreatedAt, false)], Some("bAg")),
        (vec![by(CreatedAt, true)], Some("gAb")),
        (vec![by(Title, false)], Some("Abg")),
        (vec![by(Title, true)], Some("gbA")),
    ] {
        let filter = Filter {
            order: order.clone(),
            ..Filter::default()
        };
        let titles = listed(&world, &of(&world.ann), &filter);
        let initials: String = titles
            .iter()
            .filter_map(|title| title.chars().next())
            .collect();
        match expected {
            Some(expected) => assert_eq!(initials, expected, "{order:?}"),
            None => assert_eq!(titles[0], "gamma"),
        }
    }
}

pub fn titles_are_ordered_ignoring_case(store: &dyn Store) {
    let world = World::new(store);
    for title in ["b", "A", "a b", "C", "Éa", "éb", "éA"] {
        world.meeting(title, minutes(60, 60), &[]);
    }
    let filter = Filter {
        order: vec![by(Title, false)],
        ..Filter::default()
    };
    let titles = listed(&world, &of(&world.ann), &filter);
    let lower: Vec<String> = titles.iter().map(|title| title.to_lowercase()).collect();
    assert_eq!(lower[..4], ["a", "a b", "b", "c"]);
    assert_eq!(lower[4..], ["éa", "éa", "éb"]);
}

pub fn ties_are_decided_by_id_in_every_order(store: &dyn Store) {
    let world = World::new(store);
    for number in 0..12 {
        let mut cmd = plan("Same", minutes(60, 60), &[]);
        let text = format!("different {}", (number * 7) % 12);
        cmd.details.description = Description::parse(&text).unwrap();
        world.planned(&world.ann, &cmd);
    }
    for field in [StartTime, EndTime, CreatedAt, Title] {
        for is_descending in [false, true] {
            let filter = Filter {
                order: vec![by(field, is_descending)],
                ..Filter::default()
            };
            let page = list(&world, &of(&world.ann), &filter, first_page());
            let is_sorted = page.items.is_sorted_by_key(|item| item.id);
            assert!(is_sorted, "{field:?} {is_descending}");
        }
    }
}

pub fn the_pages_of_hundreds_cover_each_once(store: &dyn Store) {
    let world = World::new(store);
    put(store, |tx| {
        for number in 0..350 {
            let cmd = plan(&format!("No {number}"), minutes(number % 50, 60), &[]);
            let mut meeting = Meeting {
                id: scheduler_domain::ids::MeetingId(world.ctx.new_uuid()),
                organiser: scheduler_domain::meetings::Organiser {
                    user_id: world.ann.user_id,
                    email: world.ann.email.clone(),
                    name: world.ann.name.clone(),
                    is_verified: true,
                },
                details: cmd.details,
                is_cancelled: false,
                sequence: 0,
                times_sequence: 0,
                version: 1,
                created_at: world.ctx.now,
                updated_at: world.ctx.now,
                participants: Vec::new(),
                transfer: None,
            };
            meeting.is_cancelled = number % 7 == 0;
            tx.meetings().insert(&meeting)?;
        }
        Ok(())
    });
    let filter = Filter {
        status: Some(Status::Scheduled),
        ..Filter::default()
    };
    let mut seen = Vec::new();
    for number in 1..=4 {
        let page = list(&world, &of(&world.ann), &filter, page(number, 100));
        assert_eq!(page.count, 300);
        assert_eq!(page.request.number(), number);
        assert_eq!(page.items.len(), if number == 4 { 0 } else { 100 });
        seen.extend(
            page.items
                .into_iter()
                .map(|item| (item.times.start(), item.id)),
        );
    }
    assert!(seen.is_sorted(), "by beginning, then by id");
    seen.dedup();
    assert_eq!(seen.len(), 300);
}
