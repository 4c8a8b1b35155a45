//! Who was invited to a meeting, and what they answered.

mod answer;
mod answer_by_link;
mod answer_link;
mod changes;
mod find_by_link;
mod invite;
mod list;
mod model;
mod port;
mod remove;
mod renew_link;
mod respond;
mod show_link;
mod update;

pub(crate) use answer::decline_in;
pub use answer_by_link::{AnswerByLink, AnswerByLinkError, answer_by_link};
pub use answer_link::{LinkKind, answer_token, kind_of_token, participant_of_token, shown_token};
pub use find_by_link::{FindByLinkError, Invitation, find_by_link};
pub use invite::{Invite, InviteError, Invited, invite, invite_in};
pub use list::{ListParticipantsError, list_participants};
pub use model::{LinkedUser, NewParticipant, Participant, Rsvp};
pub use port::ParticipantRepo;
pub use remove::{RemoveError, remove};
pub use renew_link::renew_link;
pub use respond::{Respond, RespondError, respond};
pub use show_link::{LinkError, show_link};
pub use update::{UpdateParticipant, UpdateParticipantError, update_participant};
