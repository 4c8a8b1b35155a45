//! Answers an invitation without an account.

use thiserror::Error;

use super::answer::{Refusal, Replier, Said, answer_in};
use super::answer_link::LinkKind;
use super::find_by_link::holder_in;
use super::{Invitation, Rsvp};
use crate::audit::By;
use crate::auth::Tokens;
use crate::conflicts::{Clash, circle_of};
use crate::ctx::Ctx;
use crate::meetings::{ActingPerson, Meeting, Viewer};
use crate::notifications::{Act, Event, tell};
use crate::store::{Store, StoreError};
use crate::text::Note;

/// What somebody answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerByLink {
    /// What the link carries.
    pub token: String,
    /// The answer.
    pub answer: Rsvp,
    /// What they say with it; `None` keeps the note of the same answer, and clears that of another.
    pub note: Option<Note>,
    /// The revision that it is given for; `None` means the present one.
    pub sequence: Option<i32>,
}

/// Why the answer stays as it was.
#[derive(Debug, Error)]
pub enum AnswerByLinkError {
    /// It is nobody's link; see [`FindByLinkError`](super::FindByLinkError).
    #[error("there is no such link")]
    NotFound,
    /// The meeting was called off.
    #[error("the meeting is cancelled")]
    AlreadyCancelled,
    /// It was given for times that the meeting no longer has.
    #[error("the meeting has other times by now")]
    Outdated(Box<Meeting>),
    /// It was given for a revision that does not exist yet.
    #[error("the meeting has no such revision yet")]
    Unborn,
    /// The person has another meeting, and the policy forbids that. None of
    /// the clashes is visible: a link may be passed on.
    #[error("this person is busy at that time")]
    Conflict(Vec<Clash>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for AnswerByLinkError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::AlreadyCancelled => Self::AlreadyCancelled,
            Refusal::AlreadyEnded => Self::NotFound,
            Refusal::Outdated(meeting) => Self::Outdated(meeting),
            Refusal::Unborn => Self::Unborn,
            Refusal::Conflict(clashes) => Self::Conflict(clashes),
            Refusal::Store(error) => Self::Store(error),
        }
    }
}

/// By whoever holds the link: the mail that has it went to the guest. The organiser is told, if the
/// answer is news and not the organiser's own. Changes the guest's row, and no row of another guest
/// nor the meeting's.
pub fn answer_by_link(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    cmd: &AnswerByLink,
) -> Result<Invitation, AnswerByLinkError> {
    store.write(|tx| {
        let found = holder_in(tx, ctx, tokens, &cmd.token)?;
        let (meeting, before, kind) = found.ok_or(AnswerByLinkError::NotFound)?;
        let replier = match kind {
            LinkKind::Mailed => Replier::Participant,
            // The organiser has this one as well, and must not learn more by it than in the app.
            LinkKind::Shown => {
                let (organiser, guest) = (&meeting.organiser.email, &before.email);
                let circle = circle_of(tx, ctx, organiser, std::slice::from_ref(guest))?;
                Replier::Other {
                    knows: circle.knows(guest),
                }
            }
        };
        let said = Said {
            answer: cmd.answer,
            note: cmd.note.clone(),
            sequence: cmd.sequence,
        };
        let by = By::Guest(before.email.clone());
        let says = (&by, &Viewer::nobody(), replier);
        let after = answer_in(tx, ctx, says, &meeting, &before, said)?;
        if after.says_else_than(&before) {
            let act = Act {
                event: Event::Answered(&after),
                by: &ActingPerson::guest(&after),
                phase: meeting.phase(ctx.now),
            };
            tell(tx, ctx, &act, &meeting)?;
        }
        Ok(Invitation::new(meeting, after))
    })
}
