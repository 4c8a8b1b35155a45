//! The secret link by which somebody answers without an account.

use super::Participant;
use crate::auth::{Tokens, is_same_token};
use crate::ids::ParticipantId;
use crate::store::StoreError;

/// So many characters of base64 carry 192 bits, which nobody guesses.
const SEAL_LENGTH: usize = 32;

/// How a link came to its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// In a mail to the participant, who alone reads it.
    Mailed,
    /// By way of an organiser, who was shown it: it proves nothing of the participant.
    Shown,
}

/// The token of `/rsvp/{token}/` in mails. Follows from the server's key and from the participant, so
/// that it is stored nowhere and can be made again; a new `link_number` makes another one.
pub fn answer_token(tokens: &dyn Tokens, participant: &Participant) -> Result<String, StoreError> {
    token_of(tokens, participant, LinkKind::Mailed)
}

/// The token that organisers are shown. It differs from the mailed one, so that a reply tells whether
/// the participant gave it.
pub fn shown_token(tokens: &dyn Tokens, participant: &Participant) -> Result<String, StoreError> {
    token_of(tokens, participant, LinkKind::Shown)
}

fn token_of(
    tokens: &dyn Tokens,
    participant: &Participant,
    kind: LinkKind,
) -> Result<String, StoreError> {
    let Participant {
        id,
        meeting_id,
        email,
        invited_at,
        link_number,
        ..
    } = participant;
    let purpose = match kind {
        LinkKind::Mailed => "rsvp",
        LinkKind::Shown => "rsvp-shown",
    };
    let seal = tokens.seal(&format!(
        "{purpose} {id} {meeting_id} {email} {} {link_number}",
        invited_at.unix_timestamp_nanos()
    ))?;
    let seal = seal.get(..SEAL_LENGTH).unwrap_or(&seal);
    // Without a dot, since a path that ends in one that has a dot is a file's.
    Ok(format!("{id}-{seal}"))
}

/// Whose token this might be; whether it is theirs is for [`kind_of_token`] to say.
pub fn participant_of_token(token: &str) -> Option<ParticipantId> {
    let (id, _seal) = token.split_once('-')?;
    let is_plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| id.parse().ok().map(ParticipantId))?
}

/// Which of the present tokens of this participant this is, if it is one.
pub fn kind_of_token(
    tokens: &dyn Tokens,
    token: &str,
    participant: &Participant,
) -> Result<Option<LinkKind>, StoreError> {
    let mut found = None;
    for kind in [LinkKind::Mailed, LinkKind::Shown] {
        let right = token_of(tokens, participant, kind)?;
        if is_same_token(&right, token) {
            found = Some(kind);
        }
    }
    Ok(found)
}
