//! Takes an account away, and says what becomes of its meetings.

use thiserror::Error;

use super::HoldError;
use super::hold::hold;
use crate::admin::{Permission, Staff};
use crate::audit::By;
use crate::auth::{Actor, Reach, User, depart_in};
use crate::conflicts::Clash;
use crate::ctx::Ctx;
use crate::ids::{MeetingId, SessionId, UserId};
use crate::meetings::{Filter, HandOverError, Role, Viewer, pass_on_in};
use crate::page::PageRequest;
use crate::store::{Store, StoreError, Tx};
use crate::text::Email;

/// What becomes of the meetings that an account organises.
#[derive(Clone, Debug)]
pub enum Fate {
    /// They go away; where they still were to take place, everybody is told.
    Cancel,
    /// The active user with this address organises them from now on.
    HandOver(Email),
}

/// Which account goes away, and how.
#[derive(Clone, Debug)]
pub struct DeletePerson {
    /// Which.
    pub id: UserId,
    /// The version that the staff has read, or any.
    pub expected: Option<i32>,
    /// What becomes of its meetings.
    pub fate: Fate,
    /// Whether only who has proved an address owns it.
    pub verify: bool,
}

/// Why the account stays.
#[derive(Debug, Error)]
pub enum DeletePersonError {
    /// The staff may not touch the account.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Nobody could administer the server any more.
    #[error("this is the last superuser")]
    LastSuperuser,
    /// No other active user owns the address that shall get the meetings.
    #[error("nobody can take the meetings over")]
    NoHeir,
    /// The heir is busy where the policy of a meeting forbids it.
    #[error("the heir is busy at the time of a meeting")]
    Conflict(Vec<Clash>),
    /// A meeting has no place left for its former organiser.
    #[error("a meeting would have too many participants")]
    TooManyParticipants,
    /// Something of it was changed at the same time.
    #[error("the account was changed at the same time")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for DeletePersonError {
    fn from(error: StoreError) -> Self {
        match error {
            // It planned one more meeting in the meantime, say.
            StoreError::Stale => Self::Raced,
            other => Self::Store(other),
        }
    }
}

impl From<HandOverError> for DeletePersonError {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::NoSuchUser | HandOverError::AlreadyOrganiser => Self::NoHeir,
            HandOverError::TooManyParticipants => Self::TooManyParticipants,
            HandOverError::Conflict(clashes) => Self::Conflict(clashes),
            HandOverError::NotFound | HandOverError::NotOrganiser | HandOverError::Stale => {
                Self::Raced
            }
            HandOverError::Store(error) => error.into(),
        }
    }
}

/// Where it was invited to something that is still to take place, it declines, and the organiser is
/// told, as when it goes by itself. Its sessions end. All of it or nothing.
pub fn delete_person(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    cmd: &DeletePerson,
) -> Result<(), DeletePersonError> {
    store.write(|tx| {
        let held = hold(tx, staff, Permission::UsersEdit, cmd.id, cmd.expected)?;
        if held.is_last_superuser() {
            return Err(DeletePersonError::LastSuperuser);
        }
        let who = departing(&held.user, cmd.verify);
        if let Fate::HandOver(to) = &cmd.fate {
            hand_all_over(tx, ctx, staff, &who, (to, cmd.verify))?;
        }
        Ok(depart_in(tx, ctx, &By::from(staff.actor()), &who)?)
    })
}

/// The account as one that acts, in no session at all.
fn departing(user: &User, verify: bool) -> Actor {
    Actor {
        user_id: user.id,
        session_id: SessionId(uuid::Uuid::nil()),
        email: user.email.clone(),
        name: user.display_name(),
        owns_address: !verify || user.email_verified_at.is_some(),
        zone: user.zone.clone(),
        is_staff: false,
        reach: Reach::Own,
    }
}

/// In the order of the meetings' ids, as everybody does who holds more than one.
fn hand_all_over(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    staff: &Staff,
    who: &Actor,
    (to, verify): (&Email, bool),
) -> Result<(), DeletePersonError> {
    let heir = tx.users().find_by_email(to)?;
    let heir = heir
        .filter(|heir| heir.id != who.user_id && heir.is_active)
        .filter(|heir| !verify || heir.email_verified_at.is_some())
        .ok_or(DeletePersonError::NoHeir)?;
    let mut meetings = Vec::new();
    for id in concerned(tx, ctx, who)? {
        meetings.extend(tx.meetings().find(id)?);
    }
    tx.lock_people(std::slice::from_ref(&heir.email))?;
    for meeting in meetings.into_iter().filter(|one| one.is_organised_by(who)) {
        pass_on_in(tx, ctx, staff.actor(), meeting, &heir)?;
    }
    Ok(())
}

/// What it organises, and what it will have to decline: all of it is held before a person is locked.
fn concerned(tx: &mut dyn Tx, ctx: &Ctx, who: &Actor) -> Result<Vec<MeetingId>, StoreError> {
    let filter = Filter {
        role: Some(Role::Organiser),
        ..Filter::default()
    };
    let upcoming = tx.meetings().list_upcoming(&Viewer::from(who), ctx.now)?;
    let mut ids: Vec<MeetingId> = upcoming.iter().map(|meeting| meeting.id).collect();
    for number in 1.. {
        let Ok(page) = PageRequest::try_new(number, PageRequest::LARGEST_SIZE) else {
            break;
        };
        let page = tx
            .meetings()
            .list(&Viewer::from(who), &filter, ctx.now, page)?;
        ids.extend(page.items.iter().map(|meeting| meeting.id));
        if !page.has_next() {
            break;
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
