//! Makes what tests need, in few words. Names become addresses: `ann` is `ann@example.org`.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that asks for nonsense shall stop"
)]

use std::sync::atomic::{AtomicU64, Ordering};

use scheduler_domain::admin::{Permission, Permissions, Role, RoleName, Staff, enter};
use scheduler_domain::auth::{Actor, Reach, User};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::{MessageId, RoleId, SessionId, UserId};
use scheduler_domain::meetings::{ConflictPolicy, Invitee, MeetingDetails, Schedule};
use scheduler_domain::notifications::{Body, Message, Notice, Recipient};
use scheduler_domain::page::PageRequest;
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::{Description, Email, Location, Name, Title};
use scheduler_domain::time::{TimeRange, Zone};
use time::Duration;
use uuid::Uuid;

use crate::fakes::NOON;

/// The address of a name.
pub fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.org")).expect("a name that makes an address")
}

/// An account with this name, verified, with the password `secret of <name>`.
pub fn user(ctx: &Ctx, name: &str) -> User {
    User {
        id: UserId(ctx.new_uuid()),
        email: email(name),
        email_verified_at: Some(ctx.now),
        username: None,
        password_hash: format!("plain$secret of {name}"),
        first_name: Name::parse(name).expect("a name"),
        last_name: Name::default(),
        zone: Zone::utc(),
        reminders: None,
        is_active: true,
        is_staff: false,
        is_superuser: false,
        date_joined: ctx.now,
        version: 1,
    }
}

/// An active role with this name.
pub fn role(ctx: &Ctx, name: &str, permissions: &[Permission]) -> Role {
    Role {
        id: RoleId(ctx.new_uuid()),
        name: RoleName::parse(name).expect("a name"),
        permissions: permissions.iter().copied().collect(),
        is_active: true,
        version: 1,
    }
}

/// Stores an account that is staff, with a role of its own that allows this; it then acts.
pub fn staff(store: &dyn Store, ctx: &Ctx, name: &str, permissions: &[Permission]) -> Staff {
    let user = User {
        is_staff: true,
        ..user(ctx, name)
    };
    let role = role(ctx, &format!("role of {name}"), permissions);
    store
        .write::<_, StoreError>(|tx| {
            tx.users().insert(&user)?;
            tx.roles().insert(&role)?;
            tx.roles().update_of(user.id, &[role.id])
        })
        .expect("a new user");
    enter(store, actor(ctx, &user)).expect("staff")
}

/// All permissions but this one, and those that bring it.
pub fn all_but(missing: Permission) -> Vec<Permission> {
    let brings = |one| {
        let alone: Permissions = [one].into_iter().collect();
        alone.complete().has(missing)
    };
    Permission::ALL
        .into_iter()
        .filter(|one| !brings(*one))
        .collect()
}

/// Stores a superuser, who then acts.
pub fn superuser(store: &dyn Store, ctx: &Ctx, name: &str) -> Staff {
    let user = User {
        is_staff: true,
        is_superuser: true,
        ..user(ctx, name)
    };
    store
        .write::<_, StoreError>(|tx| tx.users().insert(&user))
        .expect("a new user");
    enter(store, actor(ctx, &user)).expect("staff")
}

/// What this user does in a session of its own.
pub fn actor(ctx: &Ctx, user: &User) -> Actor {
    Actor {
        user_id: user.id,
        session_id: SessionId(ctx.new_uuid()),
        email: user.email.clone(),
        name: user.display_name(),
        owns_address: user.email_verified_at.is_some(),
        zone: user.zone.clone(),
        is_staff: user.is_staff,
        reach: Reach::Own,
    }
}

/// The same actor as staff that edits all meetings.
pub fn editor(actor: &Actor) -> Actor {
    Actor {
        reach: Reach::EditsAll,
        ..actor.clone()
    }
}

/// Stores [`user`], who then acts.
pub fn join(store: &dyn Store, ctx: &Ctx, name: &str) -> Actor {
    let user = user(ctx, name);
    store
        .write::<_, StoreError>(|tx| tx.users().insert(&user))
        .expect("a new user");
    actor(ctx, &user)
}

/// From so many minutes after [`NOON`], for so many minutes.
pub fn minutes(from: i64, length: i64) -> TimeRange {
    let start = NOON + Duration::minutes(from);
    TimeRange::try_new(start, start + Duration::minutes(length)).expect("a range")
}

/// Somebody to invite, without a name.
pub fn invitee(name: &str) -> Invitee {
    Invitee {
        email: email(name),
        name: Name::default(),
    }
}

/// A meeting of these people that nobody objects to: policy `Warn`.
pub fn plan(title: &str, times: TimeRange, people: &[&str]) -> Schedule {
    Schedule {
        details: details(title, times),
        participants: people.iter().map(|name| invitee(name)).collect(),
    }
}

/// The same, where nobody may be busy: policy `Forbid`.
pub fn strict_plan(title: &str, times: TimeRange, people: &[&str]) -> Schedule {
    let mut plan = plan(title, times, people);
    plan.details.conflict_policy = ConflictPolicy::Forbid;
    plan
}

/// Details with a title and times only.
pub fn details(title: &str, times: TimeRange) -> MeetingDetails {
    MeetingDetails {
        title: Title::parse(title).expect("a title"),
        description: Description::default(),
        location: Location::default(),
        times,
        zone: Zone::utc(),
        conflict_policy: ConflictPolicy::Warn,
        hides_guest_list: false,
    }
}

/// A page of a list.
pub fn page(number: u32, size: u32) -> PageRequest {
    PageRequest::try_new(number, size).expect("a page")
}

/// The first page, as large as it gets.
pub fn first_page() -> PageRequest {
    page(1, PageRequest::LARGEST_SIZE)
}

/// A message by which its one recipient gets this notice, in other words where it has facts.
pub fn message(notice: &Notice) -> Message {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let body = match &notice.facts {
        Some(facts) => Body::Meeting(Box::new(facts.clone())),
        None => Body::Words {
            subject: notice.subject.clone(),
            text: notice.message.clone(),
        },
    };
    Message {
        id: MessageId(Uuid::from_u128(number.into())),
        meeting_id: notice.meeting_id,
        organiser_id: None,
        kind: notice.kind,
        sequence: notice.sequence,
        created_at: notice.created_at,
        body,
        is_first: false,
        is_held: false,
        recipients: vec![Recipient::new(&notice.email, &notice.name)],
    }
}

/// Of each notice its [`message`].
pub fn messages(notices: &[Notice]) -> Vec<Message> {
    notices.iter().map(message).collect()
}
