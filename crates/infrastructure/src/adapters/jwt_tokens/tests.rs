use jsonwebtoken::crypto::sign;
use serde_json::{Value, json};
use time::macros::utc_datetime;

use super::*;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const NOW: UtcDateTime = utc_datetime!(2026-12-03 09:00);

fn tokens() -> JwtTokens {
    JwtTokens::new(KEY)
}

fn claims(kind: TokenKind) -> Claims {
    Claims {
        kind,
        user_id: UserId(Uuid::from_u128(1)),
        session_id: is_of_session(kind).then_some(SessionId(Uuid::from_u128(2))),
        id: Uuid::from_u128(3),
        issued_at: NOW,
        expires_at: NOW + Duration::minutes(15),
    }
}

fn uuid(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

fn good() -> Value {
    json!({
        "token_type": "access",
        "sub": uuid(1),
        "user_id": uuid(1),
        "sid": uuid(2),
        "jti": uuid(3),
        "iat": NOW.unix_timestamp(),
        "exp": NOW.unix_timestamp() + 900,
        "iss": "meeting-scheduler",
    })
}

/// base64url without padding (RFC 7515 §2).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let three = [0, 1, 2].map(|at| u32::from(chunk.get(at).copied().unwrap_or(0)));
        let bits = three[0] << 16 | three[1] << 8 | three[2];
        for at in 0..=chunk.len() {
            let index = usize::try_from(bits >> (18 - 6 * at) & 63).unwrap();
            text.push(char::from(ALPHABET[index]));
        }
    }
    text
}

/// A token with any header and payload, truly signed by `key` with `algorithm`.
fn forged(header: &str, payload: &str, key: &[u8], algorithm: Algorithm) -> String {
    let signed = format!(
        "{}.{}",
        base64url(header.as_bytes()),
        base64url(payload.as_bytes())
    );
    let signature = sign(signed.as_bytes(), &EncodingKey::from_secret(key), algorithm).unwrap();
    format!("{signed}.{signature}")
}

fn with_header(header: &str) -> String {
    forged(header, &good().to_string(), KEY, Algorithm::HS256)
}

fn with_payload(payload: &str) -> String {
    forged(
        r#"{"alg":"HS256","typ":"JWT"}"#,
        payload,
        KEY,
        Algorithm::HS256,
    )
}

fn with(name: &str, value: Value) -> String {
    let mut payload = good();
    payload[name] = value;
    with_payload(&payload.to_string())
}

fn without(name: &str) -> String {
    let mut payload = good();
    payload.as_object_mut().unwrap().remove(name);
    with_payload(&payload.to_string())
}

#[test]
fn what_was_signed_is_read_again() {
    for kind in [
        TokenKind::Access,
        TokenKind::Refresh,
        TokenKind::VerifyEmail,
        TokenKind::ResetPassword,
        TokenKind::ChangeEmail,
        TokenKind::UndoEmail,
    ] {
        let claims = claims(kind);
        let token = tokens().sign(&claims).unwrap();
        assert_eq!(tokens().verify(&token, NOW), Ok(claims));
    }
}

#[test]
fn equal_claims_give_the_same_token() {
    let one = tokens().sign(&claims(TokenKind::Refresh)).unwrap();
    let two = JwtTokens::new(KEY)
        .sign(&claims(TokenKind::Refresh))
        .unwrap();
    assert_eq!(one, two);
}

#[test]
fn a_token_made_by_hand_is_as_good_as_ours() {
    assert_eq!(
        tokens().verify(&with_payload(&good().to_string()), NOW),
        Ok(claims(TokenKind::Access))
    );
}

#[test]
fn a_token_ends_at_its_very_second() {
    let token = tokens().sign(&claims(TokenKind::Access)).unwrap();
    let ends = NOW + Duration::minutes(15);
    let just_before = ends - Duration::MICROSECOND;
    assert!(tokens().verify(&token, just_before).is_ok());
    for at in [ends, ends + Duration::days(400)] {
        assert_eq!(tokens().verify(&token, at), Err(TokenFault::Expired));
    }
}

#[test]
fn no_broken_token_is_accepted() {
    let real = tokens().sign(&claims(TokenKind::Access)).unwrap();
    let (signed, signature) = real.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let good_text = good().to_string();
    let other_text = good_text.replace("access", "refresh");
    let other_key = b"fedcba9876543210fedcba9876543210";
    let hs256 = r#"{"alg":"HS256","typ":"JWT"}"#;
    let unsigned = |header: &str| {
        format!(
            "{}.{}.",
            base64url(header.as_bytes()),
            base64url(good_text.as_bytes())
        )
    };
    let mut flipped = signature.to_owned();
    let first = if flipped.starts_with('A') { "B" } else { "A" };
    flipped.replace_range(0..1, first);

    let cut = |text: &str, length| text.chars().take(length).collect::<String>();
    let broken = [
        // Form.
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "not a token".to_owned(),
        "\0".to_owned(),
        signed.to_owned(),
        format!("{signed}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{real}.{signature}"),
        format!(" {real}"),
        format!("{real} "),
        format!("{real}\n"),
        format!("Bearer {real}"),
        format!("{real}="),
        "a".repeat(1_000_000),
        format!("{}.{}", signed, "A".repeat(LONGEST)),
        // Signature.
        format!("{signed}.{flipped}"),
        format!("{signed}.{}", cut(signature, signature.len() - 1)),
        format!("{signed}.{}", cut(signature, 20)),
        format!("{signed}.{signature}A"),
        format!("{signed}.{}", "A".repeat(43)),
        format!("{header}.{}.{signature}", base64url(other_text.as_bytes())),
        forged(hs256, &good_text, other_key, Algorithm::HS256),
        forged(hs256, &good_text, b"", Algorithm::HS256),
        forged(hs256, &good_text, &KEY[..31], Algorithm::HS256),
        // Algorithm.
        unsigned(r#"{"alg":"none"}"#),
        unsigned(r#"{"alg":"None","typ":"JWT"}"#),
        unsigned(r#"{"alg":"NONE"}"#),
        unsigned(hs256),
        with_header(r#"{"alg":"none"}"#),
        with_header(r#"{"alg":"HS384"}"#),
        with_header(r#"{"alg":"RS256"}"#),
        with_header(r#"{"alg":"ES256"}"#),
        with_header(r#"{"alg":"hs256"}"#),
        with_header(r#"{"typ":"JWT"}"#),
        with_header(r#"{"alg":["HS256"]}"#),
        with_header("{}"),
        with_header("nonsense"),
        forged(r#"{"alg":"HS512"}"#, &good_text, KEY, Algorithm::HS512),
        forged(r#"{"alg":"HS384"}"#, &good_text, KEY, Algorithm::HS384),
        forged(hs256, &good_text, KEY, Algorithm::HS512),
        // Claims.
        with_payload(""),
        with_payload("{}"),
        with_payload("[]"),
        with_payload("null"),
        with_payload("\"access\""),
        with_payload(&good_text.replace('}', "")),
        with_payload(&good_text.replace("\"iss\"", "\"iss\":\"meeting-scheduler\",\"iss\"")),
        without("token_type"),
        without("sub"),
        without("user_id"),
        without("sid"),
        without("jti"),
        without("iat"),
        without("exp"),
        without("iss"),
        with("token_type", json!("admin")),
        with("token_type", json!("Access")),
        with("token_type", json!(1)),
        with("token_type", json!(["access"])),
        with("token_type", json!("verify_email")),
        with("token_type", json!("reset_password")),
        with("sub", json!(uuid(9))),
        with("sub", json!(1)),
        with("user_id", json!("1")),
        with("user_id", json!(null)),
        with("sid", json!("x")),
        with("sid", json!(null)),
        with("sid", json!({})),
        with("jti", json!("")),
        with("jti", json!(3)),
        with("iat", json!("now")),
        with("iat", json!(i64::MAX)),
        with("exp", json!("9999999999")),
        with("exp", json!(9_999_999_999_999_i64)),
        with("exp", json!(1.5e9)),
        with("exp", json!(null)),
        with("iss", json!("somebody-else")),
        with("iss", json!(["meeting-scheduler"])),
        with("iss", json!("")),
        with("aud", json!("somebody-else")),
    ];
    assert!(broken.len() >= 40);
    for token in broken {
        assert_eq!(
            tokens().verify(&token, NOW),
            Err(TokenFault::Invalid),
            "{}",
            cut(&token, 400)
        );
    }
    for past in [0, -1, NOW.unix_timestamp() - 1, NOW.unix_timestamp()] {
        let token = with("exp", json!(past));
        assert!(tokens().verify(&token, NOW).is_err(), "{past}");
    }
}
