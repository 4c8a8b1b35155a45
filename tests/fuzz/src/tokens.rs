//! Signed tokens, and the seals of secret links: the first line is what a token says, the rest replaces parts of a good one.

use jsonwebtoken::{EncodingKey, Header, encode};
use scheduler_domain::auth::{Claims, TokenFault, TokenKind, Tokens};
use scheduler_domain::ids::{MeetingId, ParticipantId, SessionId, UserId};
use scheduler_domain::participants::{
    Participant, Rsvp, answer_token, kind_of_token, participant_of_token,
};
use scheduler_domain::text::{Email, Name, Note};
use scheduler_infrastructure::adapters::JwtTokens;
use serde_json::Value;
use time::UtcDateTime;
use time::macros::utc_datetime;
use uuid::Uuid;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const NOW: UtcDateTime = utc_datetime!(2030-06-01 12:00);

/// Nothing but what was signed is taken, and of that nothing but what says all that it must.
pub fn tokens(data: &[u8]) {
    let tokens = JwtTokens::new(KEY);
    let good = tokens.sign(&claims()).unwrap();
    let (payload, edits) =
        data.split_at(data.iter().position(|b| *b == b'\n').unwrap_or(data.len()));
    if let Ok(payload) = serde_json::from_slice::<Value>(payload) {
        signed(&tokens, &payload);
    }
    let raw = String::from_utf8_lossy(data);
    if raw != good {
        assert_eq!(
            tokens.verify(&raw, NOW),
            Err(TokenFault::Invalid),
            "{raw:?}"
        );
    }
    let mut edited = good.clone().into_bytes();
    for edit in edits.chunks_exact(2) {
        let at = usize::from(edit[0]) % edited.len();
        edited[at] = edit[1];
    }
    let edited = String::from_utf8_lossy(&edited);
    let expected = if edited == good {
        Ok(claims())
    } else {
        Err(TokenFault::Invalid)
    };
    assert_eq!(tokens.verify(&edited, NOW), expected, "{edited}");
    links(&tokens, &raw, edits);
}

/// A secret link is that of its participant to the last character, or nobody's.
fn links(tokens: &JwtTokens, raw: &str, edits: &[u8]) {
    let guest = guest();
    let good = answer_token(tokens, &guest).unwrap();
    assert_eq!(participant_of_token(&good), Some(guest.id));
    let mut edited = good.clone().into_bytes();
    for edit in edits.chunks_exact(2) {
        let at = usize::from(edit[0]) % edited.len();
        edited[at] = edit[1];
    }
    for text in [raw, &String::from_utf8_lossy(&edited)] {
        let is_theirs = kind_of_token(tokens, text, &guest).unwrap().is_some();
        assert_eq!(is_theirs, text == good, "{text:?}");
        if let Some(id) = participant_of_token(text) {
            let (digits, _) = text.split_once('-').expect("a seal");
            let number = digits.trim_start_matches('0');
            assert_eq!(id.to_string().trim_start_matches('0'), number, "{text:?}");
        }
    }
}

fn guest() -> Participant {
    Participant {
        id: ParticipantId(17),
        meeting_id: MeetingId(Uuid::from_u128(4)),
        email: Email::from_stored("zoe@example.org".to_owned()),
        name: Name::default(),
        user: None,
        status: Rsvp::Pending,
        invited_at: NOW,
        responded_at: None,
        note: Note::default(),
        sequence: None,
        is_co_organiser: false,
        has_accepted: false,
        is_opted_out: false,
        link_number: 0,
    }
}

fn claims() -> Claims {
    Claims {
        kind: TokenKind::Access,
        user_id: UserId(Uuid::from_u128(1)),
        session_id: Some(SessionId(Uuid::from_u128(2))),
        id: Uuid::from_u128(3),
        issued_at: NOW,
        expires_at: NOW + time::Duration::MINUTE,
    }
}

/// By the right key, so that only what it says can be refused.
fn signed(tokens: &JwtTokens, payload: &Value) {
    let key = EncodingKey::from_secret(KEY);
    let Ok(token) = encode(&Header::default(), payload, &key) else {
        return;
    };
    match tokens.verify(&token, NOW) {
        Ok(claims) => {
            assert_eq!(payload["iss"], "meeting-scheduler");
            assert_eq!(payload["exp"], claims.expires_at.unix_timestamp());
            assert!(claims.expires_at > NOW);
            assert_eq!(payload["sub"], payload["user_id"]);
            let is_session = claims.kind != TokenKind::VerifyEmail;
            assert_eq!(claims.session_id.is_some(), is_session);
            let again = tokens.sign(&claims).unwrap();
            assert_eq!(tokens.verify(&again, NOW), Ok(claims));
        }
        Err(TokenFault::Expired) => {
            let expires = payload["exp"].as_i64().expect("a whole number of seconds");
            assert!(expires <= NOW.unix_timestamp());
        }
        Err(fault) => assert_eq!(fault, TokenFault::Invalid),
    }
}
