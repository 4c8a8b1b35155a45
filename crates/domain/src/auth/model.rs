//! Users, their sessions, and the actor of a request.

use std::net::IpAddr;

use thiserror::Error;
use time::{Duration, UtcDateTime};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::ids::{SessionId, UserId};
use crate::notifications::Leads;
use crate::text::{Email, Name, plain_name};
use crate::time::Zone;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Never changes.
    pub id: UserId,
    /// Unique.
    pub email: Email,
    /// When the owner proved that mail to `email` reaches them.
    pub email_verified_at: Option<UtcDateTime>,
    /// Unique ignoring case, if there is one.
    pub username: Option<Username>,
    /// Whatever [`Passwords::hash`](super::Passwords::hash) made.
    pub password_hash: String,
    /// Given name, may be empty.
    pub first_name: Name,
    /// Family name, may be empty.
    pub last_name: Name,
    /// Where wall times of this user are read.
    pub zone: Zone,
    /// When to be reminded of meetings; `None` leaves it to the server.
    pub reminders: Option<Leads>,
    /// An inactive user can do nothing at all.
    pub is_active: bool,
    /// May use the administration.
    pub is_staff: bool,
    /// May do everything in the administration.
    pub is_superuser: bool,
    /// When the account was made.
    pub date_joined: UtcDateTime,
    /// Goes up with every change.
    pub version: i32,
}

impl User {
    /// First and last name, or else the address.
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name, &self.email)
    }

    /// Whether this account speaks for its address. With `verify`, it does not before the address
    /// was verified. Nothing else reads `email_verified_at` to decide what an account may do.
    pub fn owns_address(&self, verify: bool) -> bool {
        !verify || self.email_verified_at.is_some()
    }

    /// What it may do in this session; see [`owns_address`](Self::owns_address).
    pub fn into_actor(self, session_id: SessionId, verify: bool) -> Actor {
        Actor {
            user_id: self.id,
            session_id,
            name: self.display_name(),
            owns_address: self.owns_address(verify),
            email: self.email,
            zone: self.zone,
            is_staff: self.is_staff,
            reach: Reach::Own,
        }
    }

    /// [`into_actor`](Self::into_actor), in no session at all.
    pub(crate) fn into_absent_actor(self, verify: bool) -> Actor {
        self.into_actor(SessionId(Uuid::nil()), verify)
    }
}

/// First and last name, or else the address, in ASCII; see [`plain_name`].
pub fn display_name(first_name: &Name, last_name: &Name, email: &Email) -> String {
    plain_name(&format!("{first_name} {last_name}")).unwrap_or_else(|| email.to_string())
}

/// A user name: 1 to 150 characters without NUL, unique ignoring case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

/// Why a user name was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UsernameFault {
    /// More than 150 characters.
    #[error("Ensure this field has no more than 150 characters.")]
    TooLong,
    /// A control character.
    #[error("A user name may not contain control characters.")]
    HasControl,
}

impl Username {
    /// Trims; blank is no user name.
    pub fn parse(raw: &str) -> Result<Option<Self>, UsernameFault> {
        let name = raw.trim();
        if name.chars().any(char::is_control) {
            return Err(UsernameFault::HasControl);
        }
        match name.chars().count() {
            0 => Ok(None),
            1..=150 => Ok(Some(Self(name.to_owned()))),
            _ => Err(UsernameFault::TooLong),
        }
    }

    /// A name that a store kept; it was parsed before it was stored.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name by which it is unique: names that look the same are one, however their letters are
    /// composed (Unicode Standard Annex 15).
    pub fn key(&self) -> String {
        let composed: String = self.0.nfkc().collect();
        composed.to_lowercase().nfkc().collect()
    }

    /// The key under which accounts were stored before letters were composed.
    pub fn uncomposed_key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A log-in and the refresh tokens that descend from it. Only the hashes of the current token
/// and of the one before it are kept: any older token of the family is a stolen one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Stays the same through every rotation.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// SHA-256 of the current refresh token's `jti`.
    pub current_hash: [u8; 32],
    /// SHA-256 of the `jti` that the current token replaced.
    pub previous_hash: Option<[u8; 32]>,
    /// When the current token was issued.
    pub rotated_at: UtcDateTime,
    /// When the current token ends, and the session with it.
    pub expires_at: UtcDateTime,
}

impl Session {
    /// When it was begun, as its id tells (RFC 9562 §5.7).
    pub fn created_at(&self) -> UtcDateTime {
        let since = self.id.0.get_timestamp().map(|stamp| stamp.to_unix());
        since.map_or(self.rotated_at, |(seconds, nanos)| {
            let whole = i64::try_from(seconds).unwrap_or_default();
            UtcDateTime::UNIX_EPOCH
                .saturating_add(Duration::seconds(whole) + Duration::nanoseconds(nanos.into()))
        })
    }
}

/// From where a session was begun, for its owner to recognise it. None of it is proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// What the client calls itself: at most 255 characters, none of which is a control character.
    pub user_agent: String,
    /// The network that it came from.
    pub address: Option<IpAddr>,
}

impl Device {
    /// Cuts what is too long and leaves control characters out.
    pub fn new(user_agent: &str, address: Option<IpAddr>) -> Self {
        let shown = user_agent.chars().filter(|c| !c.is_control());
        Self {
            user_agent: shown.take(255).collect(),
            address,
        }
    }
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user_id: UserId,
    /// The session that the access token belongs to.
    pub session_id: SessionId,
    /// The user's address.
    pub email: Email,
    /// Display name: first and last name, or else the address.
    pub name: String,
    /// Whether mail to `email` is known to reach this user, so that what was sent to that
    /// address may be shown. Always true where verification is switched off.
    pub owns_address: bool,
    /// Where this user's wall times are read.
    pub zone: Zone,
    /// May use the administration.
    pub is_staff: bool,
    /// Which meetings this user sees and changes.
    pub reach: Reach,
}

/// How far somebody gets beyond meetings of their own. Only
/// [`Staff::over_meetings`](crate::admin::Staff::over_meetings) makes it more than the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    #[default]
    Own,
    /// Sees every meeting.
    SeesAll,
    /// Sees every meeting, and changes it as its organiser does.
    EditsAll,
}

impl Actor {
    /// The address under which this user may see invitations.
    pub fn address(&self) -> Option<&Email> {
        self.owns_address.then_some(&self.email)
    }
}
