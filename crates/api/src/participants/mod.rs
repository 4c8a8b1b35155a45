//! Inviting people, their answers, and taking them out.

mod body;
mod handlers;
mod problems;
mod view;
mod words;

pub(crate) use self::body::{InviteBody, InviteeBody, RespondBody, read_invitee};
pub(crate) use self::handlers::{add, answer, configure, take_out};
pub(crate) use self::problems::{outdated, unborn};
pub(crate) use self::view::ParticipantView;
pub(crate) use self::words::{parse_rsvp, parse_sequence, rsvp_word};
