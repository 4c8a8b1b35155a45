//! Who was invited to a meeting, and what they answered.

mod answer_link;
mod invite;
mod list;
mod model;
mod port;
mod remove;
mod respond;

pub use answer_link::{answer_token, is_answer_token_of, participant_of_token};
pub use invite::{Invite, InviteError, Invited, invite, invite_in};
pub use list::{ListParticipantsError, list_participants};
pub use model::{LinkedUser, NewParticipant, Participant, Rsvp};
pub use port::ParticipantRepo;
pub use remove::{RemoveError, remove};
pub use respond::{RespondError, respond};
