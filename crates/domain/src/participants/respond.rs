//! Answers an invitation.

use thiserror::Error;

use super::answer::{Refusal, Replier, Said, answer_in};
use super::{Participant, Rsvp};
use crate::audit::By;
use crate::auth::Actor;
use crate::conflicts::{Clash, circle_of_actor};
use crate::ctx::Ctx;
use crate::ids::{MeetingId, ParticipantId};
use crate::meetings::{Meeting, Viewer};
use crate::notifications::{Act, Event, tell};
use crate::store::{Store, StoreError};
use crate::text::Note;

/// An answer to an invitation.
#[derive(Clone, Debug)]
pub struct Respond {
    /// To which meeting.
    pub meeting_id: MeetingId,
    /// Whose.
    pub participant_id: ParticipantId,
    /// The answer.
    pub answer: Rsvp,
    /// What they say with it. Without one, the same answer keeps its note, and another one has none.
    pub note: Option<Note>,
    /// The revision that it is given for; `None` means the present one.
    pub sequence: Option<i32>,
}

impl Respond {
    /// Without a note.
    pub fn new(meeting_id: MeetingId, participant_id: ParticipantId, answer: Rsvp) -> Self {
        Self {
            meeting_id,
            participant_id,
            answer,
            note: None,
            sequence: None,
        }
    }
}

/// Why the answer stays as it was.
#[derive(Debug, Error)]
pub enum RespondError {
    /// There is no such meeting or participant that the actor may see.
    #[error("there is no such participant")]
    NotFound,
    /// The actor neither may edit the meeting nor is this participant; or this is the organiser, for
    /// whom no co-organiser answers.
    #[error("only an organiser or the participant may do this")]
    NotAllowed,
    /// The actor may not know this person's busy time, so only the person accepts.
    #[error("only the participant may accept")]
    OnlyInPerson,
    /// The meeting was called off.
    #[error("the meeting is cancelled")]
    AlreadyCancelled,
    /// The meeting took place.
    #[error("the meeting has ended")]
    AlreadyEnded,
    /// It was given for times that the meeting no longer has.
    #[error("the meeting has other times by now")]
    Outdated(Box<Meeting>),
    /// It was given for a revision that does not exist yet.
    #[error("the meeting has no such revision yet")]
    Unborn,
    /// The person has another meeting, and the policy forbids that.
    #[error("this person is busy at that time")]
    Conflict(Vec<Clash>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for RespondError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::AlreadyCancelled => Self::AlreadyCancelled,
            Refusal::AlreadyEnded => Self::AlreadyEnded,
            Refusal::Outdated(meeting) => Self::Outdated(meeting),
            Refusal::Unborn => Self::Unborn,
            Refusal::Conflict(clashes) => Self::Conflict(clashes),
            Refusal::Store(error) => Self::Store(error),
        }
    }
}

/// By the participant, or by an organiser for them. Every answer may follow every other; who
/// declines is free at once, and who takes that back is put into the time again. If it is news, the
/// organiser is told, and so is the participant in whose name another person replies.
pub fn respond(
    store: &dyn Store,
    ctx: &Ctx,
    actor: &Actor,
    cmd: &Respond,
) -> Result<Participant, RespondError> {
    store.write(|tx| {
        let found = tx
            .meetings()
            .find(cmd.meeting_id)?
            .filter(|found| found.is_visible_to(actor));
        let meeting = found.ok_or(RespondError::NotFound)?;
        let before = meeting
            .participant_shown_to(actor, cmd.participant_id)
            .ok_or(RespondError::NotFound)?;
        let answers_for_oneself = actor.address() == Some(&before.email);
        let may_answer_for_them = if meeting.is_organiser(before) {
            meeting.is_led_by(actor)
        } else {
            meeting.may_be_edited_by(actor)
        };
        if !answers_for_oneself && !may_answer_for_them {
            return Err(RespondError::NotAllowed);
        }
        let replier = if answers_for_oneself || meeting.is_organiser(before) {
            Replier::Participant
        } else {
            let people = std::slice::from_ref(&before.email);
            let circle = circle_of_actor(tx, ctx, actor, people)?;
            Replier::Other {
                knows: circle.knows(&before.email),
            }
        };
        if cmd.answer.attends() && replier == (Replier::Other { knows: false }) {
            return Err(RespondError::OnlyInPerson);
        }
        let says = (&By::from(actor), &Viewer::from(actor), replier);
        let answer = Said {
            answer: cmd.answer,
            note: cmd.note.clone(),
            sequence: cmd.sequence,
        };
        let after = answer_in(tx, ctx, says, &meeting, before, answer)?;
        if after.says_else_than(before) {
            let act = Act {
                event: Event::Answered(&after),
                by: &meeting.acting_person(actor),
                phase: meeting.phase(ctx.now),
            };
            tell(tx, ctx, &act, &meeting)?;
        }
        Ok(after)
    })
}
