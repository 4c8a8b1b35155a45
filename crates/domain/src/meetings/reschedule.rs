//! Changes a meeting: its times, its words, or whether it takes place.

use std::collections::HashMap;

use thiserror::Error;
use time::UtcDateTime;

use super::changes::differences;
use super::policy::{Command, Phase, rule};
use super::{
    ActingPerson, ConflictPolicy, FormerReplies, FormerReply, Meeting, MeetingDetails, Status,
    Transition, begins_in_the_past,
};
use crate::audit::{self, Action, Target};
use crate::auth::Actor;
use crate::conflicts::{Checked, check_in, take_in};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::notifications::{Act, Event, refresh, tell};
use crate::participants::{Participant, Rsvp};
use crate::quotas::{QuotaExceeded, Usage, ensure_room, room_is_made};
use crate::store::{Store, StoreError, Tx};
use crate::text::{Description, Location, Title};
use crate::time::{RangeFault, TimeRange, Zone};

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Reschedule {
    /// New title.
    pub title: Option<Title>,
    /// New description.
    pub description: Option<Description>,
    /// New location.
    pub location: Option<Location>,
    /// New beginning.
    pub start: Option<UtcDateTime>,
    /// New end.
    pub end: Option<UtcDateTime>,
    /// New zone.
    pub zone: Option<Zone>,
    /// New policy.
    pub conflict_policy: Option<ConflictPolicy>,
    /// Whether the guest list is hidden.
    pub hides_guest_list: Option<bool>,
    /// Calls it off or takes that back.
    pub status: Option<Status>,
}

/// A meeting after a change.
#[derive(Clone, Debug)]
pub struct Rescheduled {
    /// The meeting.
    pub meeting: Meeting,
    /// Conflicts of new times, none where the policy forbids them; and people whose time was not
    /// looked at.
    pub checked: Checked,
}

/// Why nothing changed.
#[derive(Debug, Error)]
pub enum RescheduleError {
    /// There is none that the actor may see.
    #[error("there is no such meeting")]
    NotFound,
    /// The actor neither organises it nor is a co-organiser.
    #[error("only organisers may change the meeting")]
    NotOrganiser,
    /// The expected version is not the stored one.
    #[error("the meeting has changed in the meantime")]
    Stale,
    /// The two times together make no range.
    #[error(transparent)]
    Times(#[from] RangeFault),
    /// It would begin before now.
    #[error("the meeting would begin in the past")]
    InThePast,
    /// A meeting does not get this status by hand.
    #[error("the status cannot be changed like that")]
    Status {
        /// What it reads as.
        from: Status,
        /// What was wanted.
        to: Status,
    },
    /// A person whose time the caller may know is busy, and the policy forbids that.
    #[error("somebody is busy at that time")]
    Conflict(Checked),
    /// The organiser's account has no room for it.
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RescheduleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// Only what changes is checked. With `expected`, the change happens to that version or not at all.
pub fn reschedule(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    id: MeetingId,
    expected: Option<i32>,
    cmd: &Reschedule,
) -> Result<Rescheduled, RescheduleError> {
    store.write(|tx| {
        let before = tx
            .meetings()
            .find(id)?
            .filter(|found| found.is_visible_to(actor));
        let before = before.ok_or(RescheduleError::NotFound)?;
        if !before.may_be_edited_by(actor) {
            return Err(RescheduleError::NotOrganiser);
        }
        if expected.is_some_and(|version| version != before.version) {
            return Err(RescheduleError::Stale);
        }
        let change = Change::plan(ctx, before, cmd)?;
        change.apply(tx, ctx, actor)
    })
}

/// A change that is allowed, as far as the meeting itself decides.
struct Change {
    before: Meeting,
    after: Meeting,
    transition: Transition,
    phase: Phase,
}

impl Change {
    fn plan(ctx: &Ctx, before: Meeting, cmd: &Reschedule) -> Result<Self, RescheduleError> {
        let from = before.status(ctx.now);
        let to = cmd.status.unwrap_or(from);
        let transition = from
            .transition_to(to)
            .ok_or(RescheduleError::Status { from, to })?;
        let mut after = before.clone();
        after.details = changed(&before.details, cmd)?;
        after.is_cancelled = match transition {
            Transition::Stay => before.is_cancelled,
            Transition::Cancel => true,
            Transition::Reopen => false,
        };
        let begins_anew = after.details.times.start() != before.details.times.start();
        let comes_back = transition == Transition::Reopen;
        // What took place is described as it was.
        let is_corrected =
            before.phase(ctx.now) == Phase::Over && after.phase(ctx.now) == Phase::Over;
        if (begins_anew || comes_back)
            && !is_corrected
            && begins_in_the_past(after.details.times.start(), ctx.now)
        {
            return Err(RescheduleError::InThePast);
        }
        // A cancellation is told as of the time that it takes away, all else as of what holds then.
        let phase = match transition {
            Transition::Cancel => before.phase(ctx.now),
            Transition::Stay | Transition::Reopen => after.phase(ctx.now),
        };
        Ok(Self {
            before,
            after,
            transition,
            phase,
        })
    }

    fn apply(
        mut self,
        tx: &mut dyn Tx,
        ctx: &Ctx,
        actor: &Actor,
    ) -> Result<Rescheduled, RescheduleError> {
        if self.after == self.before {
            return Ok(Rescheduled {
                meeting: self.before,
                checked: Checked::default(),
            });
        }
        self.ensure_room(tx, ctx)?;
        let resets = self.moves() && rule(Command::Move, self.phase).resets_replies;
        let acting = self.before.acting_person(actor);
        let command = self.command();
        self.after.sequence += i32::from(rule(command, self.phase).is_revision);
        let mut is_taken_back = self.transition == Transition::Reopen;
        if resets {
            self.after.times_sequence = self.after.sequence;
            reset_answers(&mut self.after, &acting);
            is_taken_back = self.exchange_replies(tx, ctx)?;
        }
        let checked = if self.takes_time_anew() {
            self.take_time(tx, ctx, actor)?
        } else {
            Checked::default()
        };
        if self.transition == Transition::Cancel {
            tx.busy().delete(self.after.id)?;
        }
        self.after.updated_at = ctx.now;
        tx.meetings().update(&self.after)?;
        self.after.version += 1;
        if resets {
            tx.participants()
                .update_all(self.after.id, &self.after.participants)?;
        }
        if command == Command::UpdateDetails && !self.after.is_cancelled {
            refresh(tx, ctx, &self.after)?;
        }
        let act = Act {
            event: match command {
                Command::Cancel => Event::Cancelled,
                command => Event::Updated {
                    command,
                    is_taken_back,
                },
            },
            by: &acting,
            phase: self.phase,
        };
        tell(tx, ctx, &act, &self.after)?;
        self.record(tx, ctx, actor)?;
        Ok(Rescheduled {
            meeting: self.after,
            checked,
        })
    }

    /// Longer texts count, and what is to come again.
    fn ensure_room(&self, tx: &mut dyn Tx, ctx: &Ctx) -> Result<(), RescheduleError> {
        let [before, after] = [&self.before, &self.after].map(|one| Usage::of(one, ctx.now));
        let organiser = self.after.organiser.user_id;
        if before.beyond(after) != Usage::default() {
            room_is_made(ctx, organiser);
        }
        ensure_room(tx, ctx, organiser, after.beyond(before))
    }

    /// Keeps the replies that the move takes away, and brings those back that were given for the new
    /// times: whether the move takes back another one of which no mail can have told yet.
    fn exchange_replies(&mut self, tx: &mut dyn Tx, ctx: &Ctx) -> Result<bool, StoreError> {
        let (before, after) = (&self.before, &mut self.after);
        let kept = tx.former_replies().find(after.id)?.filter(|kept| {
            kept.times == after.details.times && ctx.now <= kept.moved_at + ctx.mail_hold
        });
        let pairs = before.participants.iter().zip(&after.participants);
        let lost: Vec<_> = pairs
            .filter(|(before, after)| before.status != after.status)
            .map(|(before, _)| FormerReply {
                participant: before.id,
                status: before.status,
                responded_at: before.responded_at,
            })
            .collect();
        if !lost.is_empty() {
            tx.former_replies().insert(&FormerReplies {
                meeting: after.id,
                times: before.details.times,
                moved_at: ctx.now,
                replies: lost,
            })?;
        }
        let Some(kept) = kept else {
            return Ok(false);
        };
        let former: HashMap<_, _> = kept
            .replies
            .iter()
            .map(|one| (one.participant, one))
            .collect();
        for one in &mut after.participants {
            if let (Rsvp::Pending, Some(former)) = (one.status, former.get(&one.id)) {
                one.status = former.status;
                one.responded_at = former.responded_at;
                one.sequence = Some(after.sequence);
            }
        }
        Ok(true)
    }

    fn take_time(
        &self,
        tx: &mut dyn Tx,
        ctx: &Ctx,
        actor: &Actor,
    ) -> Result<Checked, RescheduleError> {
        let (id, times) = (self.after.id, self.after.details.times);
        let people: Vec<_> = self.after.busy_people().cloned().collect();
        tx.lock_people(&people)?;
        let (mut checked, circle) = check_in(tx, ctx, actor, &people, (times, Some(id)))?;
        checked.unknown.retain(|person| *person != actor.email);
        let forbids = self.after.details.conflict_policy == ConflictPolicy::Forbid;
        if forbids && !checked.clashes.is_empty() {
            return Err(RescheduleError::Conflict(checked));
        }
        tx.busy().delete(id)?;
        take_in(tx, ctx, actor, &self.after, &people, circle)?;
        Ok(checked)
    }

    fn record(&self, tx: &mut dyn Tx, ctx: &Ctx, actor: &Actor) -> Result<(), StoreError> {
        let action = match self.transition {
            Transition::Stay => Action::MeetingUpdate,
            Transition::Cancel => Action::MeetingCancel,
            Transition::Reopen => Action::MeetingReopen,
        };
        let target = Target::meeting(self.after.id);
        let changes = differences(&self.before, &self.after);
        audit::record(tx, ctx, actor, action, target, changes)
    }

    fn moves(&self) -> bool {
        self.after.details.times != self.before.details.times
    }

    fn takes_time_anew(&self) -> bool {
        !self.after.is_cancelled
            && (self.moves() || self.transition == Transition::Reopen || self.becomes_strict())
    }

    fn becomes_strict(&self) -> bool {
        let is_strict =
            |meeting: &Meeting| meeting.details.conflict_policy == ConflictPolicy::Forbid;
        is_strict(&self.after) && !is_strict(&self.before)
    }

    /// The row of the table, the weightiest first.
    fn command(&self) -> Command {
        let (before, after) = (&self.before.details, &self.after.details);
        match self.transition {
            Transition::Cancel => Command::Cancel,
            Transition::Reopen => Command::Restore,
            Transition::Stay if self.moves() => Command::Move,
            Transition::Stay
                if before.title != after.title || before.location != after.location =>
            {
                Command::UpdateText
            }
            Transition::Stay => Command::UpdateDetails,
        }
    }
}

fn changed(before: &MeetingDetails, cmd: &Reschedule) -> Result<MeetingDetails, RangeFault> {
    let cmd = cmd.clone();
    let (start, end) = (before.times.start(), before.times.end());
    Ok(MeetingDetails {
        title: cmd.title.unwrap_or_else(|| before.title.clone()),
        description: cmd
            .description
            .unwrap_or_else(|| before.description.clone()),
        location: cmd.location.unwrap_or_else(|| before.location.clone()),
        times: TimeRange::try_new(cmd.start.unwrap_or(start), cmd.end.unwrap_or(end))?,
        zone: cmd.zone.unwrap_or_else(|| before.zone.clone()),
        conflict_policy: cmd.conflict_policy.unwrap_or(before.conflict_policy),
        hides_guest_list: cmd.hides_guest_list.unwrap_or(before.hides_guest_list),
    })
}

/// A reply was given to other times. The organiser's own stays, and that of the person who moves the
/// meeting.
fn reset_answers(meeting: &mut Meeting, acting: &ActingPerson) {
    let organiser = &meeting.organiser.email;
    for participant in meeting
        .participants
        .iter_mut()
        .filter(|one| one.email != *organiser && !acting.is(&one.email))
    {
        *participant = Participant {
            status: Rsvp::Pending,
            responded_at: None,
            sequence: None,
            ..participant.clone()
        };
    }
}
