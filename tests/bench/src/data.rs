//! The data under load: 1,000 users, meetings over a year with four participants each, and one
//! user with 100 meetings of their own.

use std::sync::Arc;

use scheduler_domain::auth::User;
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::meetings::{ConflictPolicy, Meeting, MeetingDetails, Organiser};
use scheduler_domain::participants::{NewParticipant, Rsvp};
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::{Description, Email, Location, Name, Title};
use scheduler_domain::time::{TimeRange, Zone};
use scheduler_infrastructure::adapters::SystemClock;
use scheduler_infrastructure::{Settings, open};
use time::{Duration, UtcDateTime};

use crate::MEETINGS_OF_OWNER;

pub(crate) const USERS: u32 = 1_000;
const CHUNK: usize = 500;

/// What the load asks for.
pub(crate) struct Data {
    /// The meetings of the user with 100.
    pub(crate) ids: Vec<MeetingId>,
    /// Ten people with meetings.
    pub(crate) people: Vec<Email>,
    /// In the middle of it all.
    pub(crate) middle: UtcDateTime,
}

/// Fills an empty database in which only `owner` has registered.
pub(crate) fn fill(url: &str, owner: &str, meetings: u32) -> Result<Data, StoreError> {
    let database = open(&Settings::new(url));
    let store: &dyn Store = &*database;
    let now = SystemClock.now();
    let ctx = Ctx::new(now, Arc::new(Counter::default()));
    let owner = store
        .glance(|tx| {
            tx.users()
                .find_by_email(&Email::from_stored(owner.to_owned()))
        })?
        .ok_or_else(|| StoreError::Corrupt("the owner is not registered".to_owned()))?;
    let users: Vec<User> = (0..USERS).map(|number| user(&ctx, number)).collect();
    store.write(|tx| users.iter().try_for_each(|user| tx.users().insert(user)))?;

    let planned: Vec<Meeting> = (0..meetings)
        .map(|number| meeting(&ctx, &users, &owner, number, meetings))
        .collect();
    let everybody: Vec<Email> = users
        .iter()
        .chain([&owner])
        .map(|user| user.email.clone())
        .collect();
    for chunk in planned.chunks(CHUNK) {
        store.write(|tx| {
            tx.lock_people(&everybody)?;
            for meeting in chunk {
                let invited = invited(&ctx, &users, meeting);
                tx.meetings().insert(meeting)?;
                tx.participants().insert(meeting.id, &invited)?;
                let mut people: Vec<Email> = invited.into_iter().map(|one| one.email).collect();
                people.push(meeting.organiser.email.clone());
                tx.busy()
                    .insert(meeting.id, meeting.details.times, &people)?;
            }
            Ok::<_, StoreError>(())
        })?;
    }
    let mine = planned
        .iter()
        .filter(|meeting| meeting.organiser.user_id == owner.id);
    Ok(Data {
        ids: mine.map(|meeting| meeting.id).collect(),
        people: users
            .iter()
            .take(10)
            .map(|user| user.email.clone())
            .collect(),
        middle: now + Duration::days(180),
    })
}

fn user(ctx: &Ctx, number: u32) -> User {
    User {
        id: UserId(ctx.new_uuid()),
        email: Email::from_stored(format!("user{number}@example.org")),
        email_verified_at: Some(ctx.now),
        username: None,
        password_hash: "*".to_owned(),
        first_name: Name::from_stored("User".to_owned()),
        last_name: Name::from_stored(number.to_string()),
        zone: Zone::utc(),
        is_active: true,
        is_staff: false,
        is_superuser: false,
        date_joined: ctx.now,
    }
}

fn meeting(ctx: &Ctx, users: &[User], owner: &User, number: u32, of: u32) -> Meeting {
    let step = (of / MEETINGS_OF_OWNER).max(1);
    let is_mine = number.is_multiple_of(step) && number / step < MEETINGS_OF_OWNER;
    let index = usize::try_from(number).unwrap_or(0) % users.len();
    let organiser = if is_mine {
        owner
    } else {
        users.get(index).unwrap_or(owner)
    };
    let minutes = u64::from(number) * 365 * 24 * 60 / u64::from(of);
    let start =
        ctx.now + Duration::days(1) + Duration::minutes(i64::try_from(minutes).unwrap_or(0));
    let length = Duration::minutes(30 + i64::from(number % 4) * 15);
    Meeting {
        id: MeetingId(ctx.new_uuid()),
        organiser: Organiser {
            user_id: organiser.id,
            email: organiser.email.clone(),
            name: organiser.display_name(),
        },
        details: MeetingDetails {
            title: Title::from_stored(format!("Planning {number}")),
            description: Description::from_stored(
                "What we want to reach, and who does what.".to_owned(),
            ),
            location: Location::from_stored(format!("Room {}", number % 20)),
            times: TimeRange::from_stored(start, start + length),
            zone: Zone::from_stored("Europe/Berlin".to_owned()),
            conflict_policy: ConflictPolicy::Warn,
        },
        is_cancelled: false,
        sequence: 0,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
        participants: Vec::new(),
    }
}

fn invited(ctx: &Ctx, users: &[User], meeting: &Meeting) -> Vec<NewParticipant> {
    let seed = meeting
        .details
        .times
        .start()
        .unix_timestamp()
        .unsigned_abs();
    let first = usize::try_from(seed / 60 * 7 % 997).unwrap_or(0);
    let others = users.iter().cycle().skip(first).step_by(13);
    others
        .filter(|user| user.email != meeting.organiser.email)
        .take(4)
        .map(|user| NewParticipant {
            email: user.email.clone(),
            name: Name::from_stored(user.display_name()),
            status: Rsvp::Pending,
            invited_at: ctx.now,
            responded_at: None,
        })
        .collect()
}

/// Bytes that differ; nothing here has to be unpredictable.
#[derive(Default)]
struct Counter(std::sync::atomic::AtomicU64);

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        bytes.fill(0);
        for (to, from) in bytes.iter_mut().zip(next.to_be_bytes()) {
            *to = from;
        }
    }
}
