//! Hands over everything that an account organises, before it goes.

use crate::audit::By;
use crate::auth::{Actor, is_going_in};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::{Filter, HandOverError, Role, Viewer, pass_on_in};
use crate::page::PageRequest;
use crate::store::{StoreError, Tx};
use crate::text::Email;

/// To the active user who owns this address, which with `verify` must be proved. In the order of
/// the meetings' ids, as everybody does who holds more than one; how many there were.
pub(super) fn hand_all_over(
    tx: &mut dyn Tx,
    ctx: &Ctx,
    says: (&By, &Viewer),
    who: &Actor,
    (to, verify): (&Email, bool),
) -> Result<usize, HandOverError> {
    let heir = tx.users().find_by_email(to)?;
    let heir = heir
        .filter(|heir| heir.id != who.user_id && heir.is_active)
        .filter(|heir| heir.owns_address(verify))
        .ok_or(HandOverError::NoSuchUser)?;
    if is_going_in(tx, heir.id)? {
        return Err(HandOverError::NoSuchUser);
    }
    let mut meetings = Vec::new();
    for id in concerned(tx, ctx, who)? {
        meetings.extend(tx.meetings().find(id)?);
    }
    tx.lock_people(std::slice::from_ref(&heir.email))?;
    meetings.retain(|one| one.is_organised_by(who));
    let handed_over = meetings.len();
    for meeting in meetings {
        pass_on_in(tx, ctx, (says.0, Some(says.1)), meeting, &heir)?;
    }
    Ok(handed_over)
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
