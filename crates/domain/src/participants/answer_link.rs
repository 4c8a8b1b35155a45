//! The secret link by which somebody answers without an account.

use super::Participant;
use crate::auth::{Tokens, is_same_token};
use crate::ids::ParticipantId;
use crate::store::StoreError;

/// So many characters of base64 carry 192 bits, which nobody guesses.
const SEAL_LENGTH: usize = 32;

/// The token of `/rsvp/{token}/`. Follows from the server's key and from the participant, so that
/// it is stored nowhere and can be shown again; a new `link_number` makes another one.
pub fn answer_token(tokens: &dyn Tokens, participant: &Participant) -> Result<String, StoreError> {
    let Participant {
        id,
        meeting_id,
        email,
        invited_at,
        link_number,
        ..
    } = participant;
    let seal = tokens.seal(&format!(
        "rsvp {id} {meeting_id} {email} {} {link_number}",
        invited_at.unix_timestamp_nanos()
    ))?;
    let seal = seal.get(..SEAL_LENGTH).unwrap_or(&seal);
    // Without a dot, since a path that ends in one that has a dot is a file's.
    Ok(format!("{id}-{seal}"))
}

/// Whose token this might be; whether it is theirs is for [`is_answer_token_of`] to say.
pub fn participant_of_token(token: &str) -> Option<ParticipantId> {
    let (id, _seal) = token.split_once('-')?;
    let is_plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| id.parse().ok().map(ParticipantId))?
}

/// Whether this is the present token of this participant.
pub fn is_answer_token_of(
    tokens: &dyn Tokens,
    token: &str,
    participant: &Participant,
) -> Result<bool, StoreError> {
    let right = answer_token(tokens, participant)?;
    Ok(is_same_token(&right, token))
}
