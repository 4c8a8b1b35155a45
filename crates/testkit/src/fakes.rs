//! Stand-ins for the clock, chance, password hashes, tokens and the mail server.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use scheduler_domain::auth::{Claims, Passwords, TokenFault, TokenKind, Tokens};
use scheduler_domain::ctx::{Ctx, Entropy};
use scheduler_domain::ids::{SessionId, UserId};
use scheduler_domain::notifications::{Letter, Letters, Mail, MailFault, Mailer};
use scheduler_domain::store::{Mode, Store, StoreError, Tx, Verdict};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};
use uuid::Uuid;

/// When tests begin: Saturday, 1 June 2030, noon.
pub const NOON: UtcDateTime = utc_datetime!(2030-06-01 12:00);

/// The context of a request at [`NOON`], with entropy from this seed.
pub fn ctx(seed: u64) -> Ctx {
    Ctx::new(NOON, Arc::new(SeededEntropy::new(seed)))
}

/// The same world, later (or, with a negative duration, earlier).
pub fn later(ctx: &Ctx, by: Duration) -> Ctx {
    let mut ctx = ctx.clone();
    ctx.now += by;
    ctx
}

/// Bytes that follow from a seed alone (splitmix64).
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// Different seeds give different bytes.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed.wrapping_mul(0xA076_1D64_78BD_642F)))
    }

    fn next(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let z = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let random = self.next().to_le_bytes();
            chunk
                .iter_mut()
                .zip(random)
                .for_each(|(to, from)| *to = from);
        }
    }
}

/// "Hashes" that show the password, at once.
pub struct PlainPasswords;

impl Passwords for PlainPasswords {
    fn hash(&self, password: &str) -> Result<String, StoreError> {
        Ok(format!("plain${password}"))
    }

    fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        password.len() <= 71 && hash.and_then(|hash| hash.strip_prefix("plain$")) == Some(password)
    }
}

/// Tokens that anybody can read and nobody signed.
pub struct PlainTokens;

impl Tokens for PlainTokens {
    /// Each character is drawn from the whole text.
    fn seal(&self, text: &str) -> Result<String, StoreError> {
        let letter = |place: u8| {
            let mut hasher = DefaultHasher::new();
            (place, text).hash(&mut hasher);
            let [byte, ..] = hasher.finish().to_be_bytes();
            char::from(b'a' + byte % 26)
        };
        Ok((0..43).map(letter).collect())
    }

    fn sign(&self, claims: &Claims) -> Result<String, StoreError> {
        let session = claims.session_id.map(|id| id.to_string());
        Ok(format!(
            "plain {} {} {} {} {} {}",
            kind_name(claims.kind),
            claims.user_id,
            session.as_deref().unwrap_or("-"),
            claims.id,
            claims.issued_at.unix_timestamp(),
            claims.expires_at.unix_timestamp(),
        ))
    }

    fn verify(&self, token: &str, now: UtcDateTime) -> Result<Claims, TokenFault> {
        let claims = read_claims(token).ok_or(TokenFault::Invalid)?;
        if claims.expires_at <= now {
            return Err(TokenFault::Expired);
        }
        Ok(claims)
    }
}

fn kind_name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Access => "access",
        TokenKind::Refresh => "refresh",
        TokenKind::VerifyEmail => "verify",
        TokenKind::ResetPassword => "reset",
        TokenKind::ChangeEmail => "change-email",
        TokenKind::UndoEmail => "undo-email",
    }
}

fn read_claims(token: &str) -> Option<Claims> {
    let parts: Vec<&str> = token.split(' ').collect();
    let &["plain", kind, user, session, id, issued, expires] = parts.as_slice() else {
        return None;
    };
    let kinds = [
        TokenKind::Access,
        TokenKind::Refresh,
        TokenKind::VerifyEmail,
        TokenKind::ResetPassword,
        TokenKind::ChangeEmail,
        TokenKind::UndoEmail,
    ];
    let instant = |text: &str| UtcDateTime::from_unix_timestamp(text.parse().ok()?).ok();
    Some(Claims {
        kind: kinds.into_iter().find(|one| kind_name(*one) == kind)?,
        user_id: UserId(Uuid::parse_str(user).ok()?),
        session_id: match session {
            "-" => None,
            id => Some(SessionId(Uuid::parse_str(id).ok()?)),
        },
        id: Uuid::parse_str(id).ok()?,
        issued_at: instant(issued)?,
        expires_at: instant(expires)?,
    })
}

/// Keeps the mails that it takes, and refuses those that it was told to refuse.
#[derive(Default)]
pub struct RecordingMailer {
    taken: Mutex<Vec<Mail>>,
    refusals: Mutex<VecDeque<MailFault>>,
}

impl RecordingMailer {
    /// The next mail is refused; called twice, the next two, and so on.
    pub fn refuse_next(&self, fault: MailFault) {
        guard(&self.refusals).push_back(fault);
    }

    /// What was taken, in this order.
    pub fn taken(&self) -> Vec<Mail> {
        guard(&self.taken).clone()
    }
}

impl Mailer for RecordingMailer {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        if let Some(fault) = guard(&self.refusals).pop_front() {
            return Err(fault);
        }
        guard(&self.taken).push(mail.clone());
        Ok(format!("250 taken as {}", mail.id))
    }
}

/// Shows what a mail says as it is, without any art.
pub struct PlainLetters;

impl Letters for PlainLetters {
    fn write(&self, mail: &Mail) -> Result<Letter, StoreError> {
        Ok(Letter {
            subject: mail.subject.clone(),
            text: format!("{:#?}", mail.content),
            html: None,
        })
    }
}

/// A store that answers nothing but this error.
pub struct BrokenStore(pub StoreError);

impl Store for BrokenStore {
    fn run(
        &self,
        _mode: Mode,
        _work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        Err(self.0.clone())
    }
}

/// A store that counts how often it was asked for a write, and how often it ran the work of one:
/// more often, where writes were in each other's way.
pub struct CountingStore<'a> {
    inner: &'a dyn Store,
    calls: AtomicU64,
    runs: AtomicU64,
}

impl<'a> CountingStore<'a> {
    /// Counts from 0.
    pub fn new(inner: &'a dyn Store) -> Self {
        Self {
            inner,
            calls: AtomicU64::new(0),
            runs: AtomicU64::new(0),
        }
    }

    /// How many writes there were.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// How often the work of a write began.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::SeqCst)
    }
}

impl Store for CountingStore<'_> {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        let one = u64::from(mode == Mode::Write);
        self.calls.fetch_add(one, Ordering::SeqCst);
        self.inner.run(mode, &mut |tx| {
            self.runs.fetch_add(one, Ordering::SeqCst);
            work(tx)
        })
    }
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
