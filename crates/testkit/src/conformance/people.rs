//! `PeopleRepo`.

use scheduler_domain::admin::{PeopleFilter, PeopleOrder, PersonDetail};
use scheduler_domain::auth::{Device, Session, User, Username};
use scheduler_domain::ids::{SessionId, UserId};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Email, Name};
use time::Duration;

use crate::builders::{first_page, minutes, page, role, user};
use crate::fakes::{self, NOON};
use crate::world::{World, look, put};

/// Ann is staff with a role; Bob is a superuser, inactive and unverified; Cleo is nobody special. Each
/// joined a day after the one before, and their names are not in the order of their addresses.
fn three(store: &dyn Store) -> [User; 3] {
    let ctx = fakes::ctx(1);
    let joined = |name: &str, days| User {
        date_joined: NOON + Duration::days(days),
        ..user(&ctx, name)
    };
    let ann = User {
        is_staff: true,
        username: Username::parse("Zwölf").unwrap(),
        last_name: Name::parse("ÉTÉ").unwrap(),
        ..joined("ann", 3)
    };
    let bob = User {
        is_superuser: true,
        is_active: false,
        email_verified_at: None,
        ..joined("bob", 1)
    };
    let all = [ann, bob, joined("cleo", 2)];
    for one in &all {
        put(store, |tx| tx.users().insert(one));
    }
    all
}

fn listed(store: &dyn Store, filter: &PeopleFilter) -> Vec<UserId> {
    let page = look(store, |tx| tx.people().list(filter, first_page()));
    assert_eq!(page.count, i64::try_from(page.items.len()).unwrap());
    page.items.iter().map(|user| user.id).collect()
}

pub fn accounts_are_listed_by_address_or_age(store: &dyn Store) {
    let [ann, bob, cleo] = three(store);
    let by = |order, is_descending| {
        let filter = PeopleFilter {
            order,
            is_descending,
            ..PeopleFilter::default()
        };
        listed(store, &filter)
    };
    assert_eq!(by(PeopleOrder::Email, false), [ann.id, bob.id, cleo.id]);
    assert_eq!(by(PeopleOrder::Email, true), [cleo.id, bob.id, ann.id]);
    assert_eq!(
        by(PeopleOrder::DateJoined, false),
        [bob.id, cleo.id, ann.id]
    );
    assert_eq!(by(PeopleOrder::DateJoined, true), [ann.id, cleo.id, bob.id]);
    // Whole, as they were stored.
    let all = look(store, |tx| {
        tx.people().list(&PeopleFilter::default(), first_page())
    });
    assert_eq!(all.items, [ann, bob, cleo]);
}

pub fn every_filter_takes_what_it_says(store: &dyn Store) {
    let [ann, bob, cleo] = three(store);
    let desk = role(&fakes::ctx(2), "desk", &[]);
    put(store, |tx| {
        tx.roles().insert(&desk)?;
        tx.roles().update_of(ann.id, &[desk.id])
    });
    let none = PeopleFilter::default;
    let filter = |change: &dyn Fn(&mut PeopleFilter)| {
        let mut filter = none();
        change(&mut filter);
        listed(store, &filter)
    };
    assert_eq!(filter(&|f| f.is_active = Some(true)), [ann.id, cleo.id]);
    assert_eq!(filter(&|f| f.is_active = Some(false)), [bob.id]);
    assert_eq!(filter(&|f| f.is_staff = Some(true)), [ann.id, bob.id]);
    assert_eq!(filter(&|f| f.is_staff = Some(false)), [cleo.id]);
    assert_eq!(filter(&|f| f.is_verified = Some(true)), [ann.id, cleo.id]);
    assert_eq!(filter(&|f| f.is_verified = Some(false)), [bob.id]);
    assert_eq!(filter(&|f| f.role = Some(desk.id)), [ann.id]);
    let day = |days| Some(NOON + Duration::days(days));
    assert_eq!(filter(&|f| f.joined_from = day(2)), [ann.id, cleo.id]);
    assert_eq!(filter(&|f| f.joined_before = day(2)), [bob.id]);
    let both = filter(&|f| (f.joined_from, f.joined_before) = (day(2), day(3)));
    assert_eq!(both, [cleo.id]);
    let combined = filter(&|f| {
        (f.is_active, f.is_staff, f.is_verified) = (Some(true), Some(true), Some(true));
        f.role = Some(desk.id);
        f.joined_from = day(3);
        f.words = vec!["ann".to_owned()];
    });
    assert_eq!(combined, [ann.id]);
}

pub fn every_word_must_be_part_of_address_or_names(store: &dyn Store) {
    let [mut ann, bob, cleo] = three(store);
    let search = |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let filter = PeopleFilter {
            words,
            ..PeopleFilter::default()
        };
        listed(store, &filter)
    };
    assert_eq!(search(&["EXAMPLE"]), [ann.id, bob.id, cleo.id]);
    assert_eq!(search(&["été"]), [ann.id]);
    assert_eq!(search(&["zWÖLF", "ann@"]), [ann.id]);
    assert_eq!(search(&["ann", "bob"]), []);
    assert_eq!(search(&["%"]), []);
    assert_eq!(search(&["_"]), []);
    ann.email = Email::parse("ann@müller.example").unwrap();
    put(store, |tx| tx.users().update_address(&ann));
    ann.version += 1;
    for word in ["müller.ex", "xn--mller"] {
        assert_eq!(search(&[word]), [ann.id], "{word}");
    }
    // The words of now.
    ann.last_name = Name::parse("Hiver").unwrap();
    put(store, |tx| tx.users().update(&ann));
    assert_eq!(
        (search(&["été"]), search(&["hiver"])),
        (vec![], vec![ann.id])
    );
}

pub fn the_pages_of_many_accounts_cover_each_once(store: &dyn Store) {
    let ctx = fakes::ctx(4);
    put(store, |tx| {
        for number in 0..25 {
            // All of one moment, so that ids decide.
            tx.users()
                .insert(&user(&ctx, &format!("user{number:02}")))?;
        }
        Ok(())
    });
    for order in [PeopleOrder::Email, PeopleOrder::DateJoined] {
        let filter = PeopleFilter {
            order,
            ..PeopleFilter::default()
        };
        let mut seen = Vec::new();
        for number in 1..=4 {
            let page = look(store, |tx| tx.people().list(&filter, page(number, 8)));
            assert_eq!(page.count, 25);
            seen.extend(page.items.into_iter().map(|user| user.id));
        }
        assert_eq!(seen, listed(store, &filter));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 25);
    }
}

pub fn a_detail_counts_what_belongs_to_the_account(store: &dyn Store) {
    let world = World::new(store);
    // Where Ann is a guest of her own meeting, she organises it and that is all.
    world.meeting("One", minutes(60, 60), &["ann", "bob"]);
    world.meeting("Two", minutes(120, 60), &["bob"]);
    let roles = ["b", "A"].map(|name| role(&world.ctx, name, &[]));
    let (id, now) = (world.bob.user_id, world.ctx.now);
    put(store, |tx| {
        for role in &roles {
            tx.roles().insert(role)?;
        }
        tx.roles().update_of(id, &[roles[0].id, roles[1].id])?;
        for seconds in [0, 1, 60] {
            let session = Session {
                id: SessionId(world.ctx.new_uuid()),
                user_id: id,
                current_hash: [1; 32],
                previous_hash: None,
                rotated_at: now,
                expires_at: now + Duration::seconds(seconds),
            };
            tx.sessions().insert(&session, &Device::default())?;
        }
        Ok(())
    });
    let detail = |id| look(store, |tx| tx.people().find(id, now)).unwrap();
    let bob = detail(id);
    let expected = PersonDetail {
        user: look(store, |tx| tx.users().find(id)).unwrap(),
        roles: vec![roles[1].clone(), roles[0].clone()],
        organised: 0,
        invited: 2,
        sessions: 2,
    };
    assert_eq!(bob, expected);
    let ann = detail(world.ann.user_id);
    assert_eq!((ann.organised, ann.invited, ann.sessions), (2, 0, 0));
    assert_eq!(ann.roles, []);
}

pub fn who_is_not_there_has_no_detail(store: &dyn Store) {
    let nobody = user(&fakes::ctx(1), "nobody").id;
    assert_eq!(look(store, |tx| tx.people().find(nobody, NOON)), None);
}
