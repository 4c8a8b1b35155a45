//! `BusyRepo`, and who must be locked for it.

use scheduler_domain::auth::Actor;
use scheduler_domain::conflicts::{BusyKind, Clash, MOST_CLASHES, by_person};
use scheduler_domain::ctx::Entropy;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Email;
use scheduler_domain::time::{LONGEST, TimeRange};
use time::Duration;

use crate::builders::{email, minutes, plan};
use crate::fakes::{NOON, SeededEntropy};
use crate::world::{World, put};

fn titles(clashes: &[Clash]) -> Vec<&str> {
    clashes.iter().map(|clash| clash.title.as_str()).collect()
}

fn insert(
    world: &World<'_>,
    locked: &[Email],
    meeting: MeetingId,
    people: &[Email],
) -> Result<(), StoreError> {
    world.store.write(|tx| {
        tx.lock_people(locked)?;
        tx.busy()
            .insert(meeting, minutes(600, 60), people, BusyKind::Busy)
    })
}

pub fn a_clash_says_who_where_and_when(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan 🦀", minutes(60, 60), &["bob"]);
    let expected = |name| Clash {
        person: email(name),
        meeting_id: meeting.id,
        title: "Plan 🦀".to_owned(),
        times: minutes(60, 60),
        is_visible: true,
    };
    let people = ["ann", "bob", "cleo"].map(email);
    let mut clashes = world.clashes(&world.ann, &people, minutes(90, 60));
    clashes.sort_by(|one, other| one.person.cmp(&other.person));
    assert_eq!(clashes, [expected("ann"), expected("bob")]);
}

pub fn nobody_clashes_with_nobody(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Plan", minutes(60, 60), &["bob"]);
    assert_eq!(world.clashes(&world.ann, &[], minutes(60, 60)), []);
    let strangers = [email("zoe"), email("adam")];
    assert_eq!(world.clashes(&world.ann, &strangers, minutes(60, 60)), []);
}

pub fn touching_edges_are_free(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Plan", minutes(60, 60), &[]);
    let people = [email("ann")];
    let clashes = |times| world.clashes(&world.ann, &people, times).len();
    assert_eq!(clashes(minutes(0, 60)), 0);
    assert_eq!(clashes(minutes(120, 60)), 0);
    let (start, end) = (minutes(60, 60).start(), minutes(60, 60).end());
    let tick = Duration::MICROSECOND;
    let range = |from, to| TimeRange::try_new(from, to).unwrap();
    assert_eq!(clashes(range(start - Duration::HOUR, start + tick)), 1);
    assert_eq!(clashes(range(end - tick, end + Duration::HOUR)), 1);
    assert_eq!(clashes(range(start + tick, start + tick * 2)), 1);
    assert_eq!(
        clashes(range(start - Duration::HOUR, end + Duration::HOUR)),
        1
    );
    assert_eq!(clashes(minutes(60, 60)), 1);
}

pub fn a_meeting_of_31_days_is_found_from_its_last_moment(store: &dyn Store) {
    let world = World::new(store);
    let start = NOON + Duration::HOUR;
    let end = start + LONGEST;
    world.meeting("Long", TimeRange::try_new(start, end).unwrap(), &["bob"]);
    let people = [email("bob")];
    let from = |instant, length| TimeRange::try_new(instant, instant + length).unwrap();
    let tick = Duration::MICROSECOND;
    for (times, found) in [
        (from(end - tick, tick), 1),
        (from(end - tick, LONGEST), 1),
        (from(end - Duration::MINUTE, Duration::HOUR), 1),
        (from(end, Duration::HOUR), 0),
        (from(start - LONGEST, LONGEST), 0),
        (from(start - LONGEST + tick, LONGEST), 1),
    ] {
        assert_eq!(
            world.clashes(&world.ann, &people, times).len(),
            found,
            "{times:?}"
        );
    }
}

pub fn meetings_that_have_ended_do_not_count(store: &dyn Store) {
    let mut world = World::new(store);
    world.meeting("Plan", minutes(0, 60), &["bob"]);
    let people = [email("bob")];
    let end = minutes(0, 60).end();
    world.ctx.now = end - Duration::MICROSECOND;
    assert_eq!(world.clashes(&world.ann, &people, minutes(0, 90)).len(), 1);
    world.ctx.now = end;
    assert_eq!(world.clashes(&world.ann, &people, minutes(0, 90)), []);
}

pub fn only_what_the_viewer_may_see_is_visible(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Of Ann", minutes(60, 60), &["zoe"]);
    world.planned(
        &world.bob,
        &plan("Of Bob", minutes(60, 60), &["zoe", "ann"]),
    );
    world.planned(&world.cleo, &plan("Of Cleo", minutes(60, 60), &["zoe"]));
    let visible = |viewer: &Actor| {
        let clashes = world.clashes(viewer, &[email("zoe")], minutes(60, 60));
        assert_eq!(clashes.len(), 3);
        let mut visible: Vec<_> = clashes
            .into_iter()
            .filter_map(|clash| clash.is_visible.then_some(clash.title))
            .collect();
        visible.sort();
        visible
    };
    assert_eq!(visible(&world.ann), ["Of Ann", "Of Bob"]);
    assert_eq!(visible(&world.bob), ["Of Bob"]);
    let without_address = Actor {
        owns_address: false,
        ..world.ann.clone()
    };
    assert_eq!(visible(&without_address), ["Of Ann"]);
}

pub fn the_placed_meeting_does_not_count_if_the_viewer_sees_it(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &["zoe", "bob"]);
    let strange = world.planned(&world.cleo, &plan("Strange", minutes(60, 60), &["zoe"]));
    let people = [email("zoe")];
    let left = |viewer: &Actor, exclude| {
        let clashes = world.clashes_but(Some(exclude), viewer, &people, minutes(60, 60));
        let mut titles: Vec<_> = clashes.into_iter().map(|clash| clash.title).collect();
        titles.sort();
        titles
    };
    assert_eq!(left(&world.ann, own.id), ["Strange"]);
    assert_eq!(left(&world.bob, own.id), ["Strange"]);
    assert_eq!(left(&world.ann, strange.id), ["Own", "Strange"]);
    assert_eq!(left(&world.cleo, strange.id), ["Own"]);
    let nothing = MeetingId(world.ctx.new_uuid());
    assert_eq!(left(&world.ann, nothing), ["Own", "Strange"]);
    let without_address = Actor {
        owns_address: false,
        ..world.bob.clone()
    };
    assert_eq!(left(&without_address, own.id), ["Own", "Strange"]);
}

pub fn any_times_clash_where_they_have_a_minute_in_common(store: &dyn Store) {
    let world = World::new(store);
    let chance = SeededEntropy::new(11);
    let below = |most: i64| {
        let mut bytes = [0; 4];
        chance.fill(&mut bytes);
        i64::from(u32::from_le_bytes(bytes)) % most
    };
    // Up to two hours, a day and 31 days, each as often.
    let any_times = || {
        let longest = [120, 1_440, 44_640][usize::try_from(below(3)).unwrap()];
        (60 + below(60_000), 1 + below(longest))
    };
    let names = ["ann", "bob", "adam", "zoe"];
    let mut taken = Vec::new();
    for number in 0..120 {
        let (from, length) = any_times();
        let name = names[usize::try_from(below(4)).unwrap()];
        let meeting = world.meeting(&format!("No {number}"), minutes(from, length), &[name]);
        taken.push(("ann", from, length, meeting.id));
        if name != "ann" {
            taken.push((name, from, length, meeting.id));
        }
    }
    let mut met = 0;
    for _ in 0..60 {
        let (from, length) = any_times();
        let clashes = world.clashes(&world.ann, &names.map(email), minutes(from, length));
        for name in names {
            let mut expected: Vec<_> = taken
                .iter()
                .filter(|(busy, begin, lasts, _)| {
                    let in_common = |minute| (from..from + length).contains(&minute);
                    *busy == name && (*begin..begin + lasts).any(in_common)
                })
                .map(|(_, begin, _, id)| (*begin, *id))
                .collect();
            expected.sort_unstable();
            expected.truncate(usize::try_from(MOST_CLASHES).unwrap());
            let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
            let of_one = clashes.iter().filter(|clash| clash.person == email(name));
            let found: Vec<_> = of_one.map(|clash| clash.meeting_id).collect();
            assert_eq!(found, expected, "{name} from {from} for {length}");
            met += found.len();
        }
    }
    assert!(met > 100, "{met} clashes prove little");
}

pub fn the_first_clashes_of_each_person_are_given(store: &dyn Store) {
    let world = World::new(store);
    for number in 0..i64::from(MOST_CLASHES) + 5 {
        // Shuffled, so that neither the order of insertion nor that of ids is the right one.
        let start = 60 + (number * 7) % 25;
        world.meeting(&format!("{start}"), minutes(start, 100), &["zoe"]);
    }
    world.planned(&world.bob, &plan("Once", minutes(60, 60), &["adam"]));
    let people = [email("zoe"), email("adam")];
    let clashes = world.clashes(&world.ann, &people, minutes(100, 5));
    let by_person = by_person(&clashes);
    assert_eq!(by_person[&email("adam")].len(), 1);
    let zoe: Vec<_> = by_person[&email("zoe")]
        .iter()
        .map(|clash| clash.title.clone())
        .collect();
    let expected: Vec<_> = (60..80).map(|start| start.to_string()).collect();
    assert_eq!(zoe, expected);
}

pub fn the_placed_meeting_takes_no_place_among_the_first(store: &dyn Store) {
    let world = World::new(store);
    let first = world.meeting("First", minutes(50, 100), &["zoe"]);
    for number in 0..i64::from(MOST_CLASHES) {
        world.meeting("Later", minutes(60 + number, 100), &["zoe"]);
    }
    let people = [email("zoe")];
    let clashes = world.clashes_but(Some(first.id), &world.ann, &people, minutes(100, 5));
    assert_eq!(clashes.len(), 20);
    assert!(titles(&clashes).iter().all(|title| *title == "Later"));
}

pub fn equal_beginnings_are_ordered_by_id(store: &dyn Store) {
    let world = World::new(store);
    for length in [60, 30, 60, 45, 60] {
        world.meeting("Same", minutes(60, length), &["zoe"]);
    }
    let clashes = world.clashes(&world.ann, &[email("zoe")], minutes(60, 10));
    let keys: Vec<_> = clashes
        .iter()
        .map(|clash| (clash.times.start(), clash.meeting_id))
        .collect();
    assert_eq!(keys.len(), 5);
    assert!(keys.is_sorted(), "{keys:?}");
}

pub fn hundreds_of_people_are_asked_at_once(store: &dyn Store) {
    let world = World::new(store);
    let names: Vec<String> = (0..200).map(|number| format!("p{number}")).collect();
    let half: Vec<&str> = names.iter().step_by(2).map(String::as_str).collect();
    world.meeting("Half", minutes(60, 60), &half);
    let people: Vec<Email> = names.iter().map(|name| email(name)).collect();
    let clashes = world.clashes(&world.ann, &people, minutes(60, 60));
    let mut busy: Vec<_> = clashes.into_iter().map(|clash| clash.person).collect();
    busy.sort();
    let mut expected: Vec<_> = half.iter().map(|name| email(name)).collect();
    expected.sort();
    assert_eq!(busy, expected);
}

pub fn who_is_not_locked_cannot_be_put_into_a_time(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let people = [email("bob"), email("zoe")];
    for locked in [&[][..], &people[..1]] {
        let result = insert(&world, locked, meeting.id, &people);
        assert!(matches!(result, Err(StoreError::Misuse(_))), "{result:?}");
    }
    let never_locked = store.write(|tx| {
        tx.busy()
            .insert(meeting.id, minutes(600, 60), &people[..1], BusyKind::Busy)
    });
    assert!(matches!(never_locked, Err(StoreError::Misuse(_))));
    assert_eq!(world.clashes(&world.ann, &people, minutes(600, 60)), []);
}

pub fn a_lock_ends_with_its_transaction(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let people = [email("zoe")];
    put(store, |tx| tx.lock_people(&people));
    let result = store.write(|tx| {
        tx.busy()
            .insert(meeting.id, minutes(600, 60), &people, BusyKind::Busy)
    });
    assert!(matches!(result, Err(StoreError::Misuse(_))), "{result:?}");
    insert(&world, &people, meeting.id, &people).unwrap();
}

pub fn order_and_doubles_of_locked_people_do_not_matter(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let locked = ["zoe", "adam", "zoe", "bob", "adam"].map(email);
    let people = ["adam", "bob", "zoe"].map(email);
    insert(&world, &locked, meeting.id, &people).unwrap();
    let clashes = world.clashes(&world.ann, &people, minutes(600, 60));
    assert_eq!(clashes.len(), 3);
}

pub fn nobody_can_be_locked_and_put_into_a_time(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    insert(&world, &[], meeting.id, &[]).unwrap();
    put(store, |tx| {
        tx.busy()
            .insert(meeting.id, minutes(600, 60), &[], BusyKind::Busy)
    });
}

pub fn everybody_or_one_person_is_freed(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    let _other = world.meeting("Other", minutes(60, 60), &["bob"]);
    let people = ["ann", "bob", "zoe"].map(email);
    let busy = || {
        let mut busy: Vec<_> = world
            .clashes(&world.ann, &people, minutes(60, 60))
            .into_iter()
            .map(|clash| format!("{} {}", clash.title, clash.person))
            .collect();
        busy.sort();
        busy
    };
    put(store, |tx| {
        tx.busy().delete_person(meeting.id, &email("bob"))
    });
    assert_eq!(
        busy(),
        [
            "Other ann@example.org",
            "Other bob@example.org",
            "Plan ann@example.org",
            "Plan zoe@example.org"
        ]
    );
    put(store, |tx| tx.busy().delete(meeting.id));
    assert_eq!(busy(), ["Other ann@example.org", "Other bob@example.org"]);
    put(store, |tx| {
        tx.busy().delete(meeting.id)?;
        tx.busy().delete_person(meeting.id, &email("bob"))
    });
}

pub fn who_was_freed_can_be_taken_again(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let people = ["ann", "bob"].map(email);
    put(store, |tx| {
        tx.meetings().find(meeting.id)?;
        tx.lock_people(&people)?;
        tx.busy().delete(meeting.id)?;
        tx.busy()
            .insert(meeting.id, minutes(60, 60), &people, BusyKind::Busy)
    });
    assert_eq!(world.clashes(&world.ann, &people, minutes(60, 60)).len(), 2);
}

pub fn time_of_an_organiser_follows_a_new_address(store: &dyn Store) {
    let world = World::new(store);
    let own = world.meeting("Own", minutes(60, 60), &["zoe"]);
    let other = world.planned(&world.bob, &plan("Other", minutes(60, 60), &["ann"]));
    let (id, new) = (world.ann.user_id, email("annette"));
    let unlocked = store.write(|tx| {
        tx.lock_people(std::slice::from_ref(&world.ann.email))?;
        tx.busy().rename_organiser(id, &world.ann.email, &new)
    });
    assert!(
        matches!(unlocked, Err(StoreError::Misuse(_))),
        "{unlocked:?}"
    );
    put(store, |tx| {
        tx.lock_people(&[world.ann.email.clone(), new.clone()])?;
        tx.busy().rename_organiser(id, &world.ann.email, &new)
    });
    let busy = |name: &str| {
        let people = [email(name)];
        let clashes = world.clashes(&world.ann, &people, minutes(60, 60));
        clashes
            .into_iter()
            .map(|one| one.meeting_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(busy("annette"), [own.id]);
    assert_eq!(busy("ann"), [other.id]);
    assert_eq!(busy("zoe"), [own.id]);
}
