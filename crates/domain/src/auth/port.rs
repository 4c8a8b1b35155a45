//! What accounts need of storage, of a password hash and of a token signer.

use time::UtcDateTime;

use super::{Claims, Device, Session, TokenFault, User, Username};
use crate::ids::{SessionId, UserId};
use crate::notifications::Leads;
use crate::page::{Page, PageRequest};
use crate::store::StoreError;
use crate::text::Email;

/// Accounts.
pub trait UserRepo {
    /// In a write, the row stays as it is until the end of the transaction.
    fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

    /// By address. In a write, the row stays as it is until the end of the transaction.
    fn find_by_email(&mut self, email: &Email) -> Result<Option<User>, StoreError>;

    /// By user name, ignoring case.
    fn find_by_username(&mut self, username: &Username) -> Result<Option<User>, StoreError>;

    /// The reminder settings of those of these people whose account has some, in no order and by
    /// one statement. With `verify`, accounts without a verified address are left out. The people
    /// differ.
    fn list_leads(
        &mut self,
        people: &[Email],
        verify: bool,
    ) -> Result<Vec<(Email, Leads)>, StoreError>;

    /// `Duplicate(UserEmail)` or `Duplicate(Username)` if another user has it.
    fn insert(&mut self, user: &User) -> Result<(), StoreError>;

    /// Writes every field but `id`, `email` and `date_joined`, and the version that follows
    /// `user.version`. `Duplicate(Username)` if another user has the name; `Stale` if the stored
    /// version is another, or if there is no such user.
    fn update(&mut self, user: &User) -> Result<(), StoreError>;

    /// As [`update`](Self::update), and writes the address too. `Duplicate(UserEmail)` if another
    /// user has it.
    fn update_address(&mut self, user: &User) -> Result<(), StoreError>;

    /// The active superusers, by id. In a write, their rows stay as they are until the end of the
    /// transaction, and none of them is here that another transaction has taken away.
    fn list_superusers(&mut self) -> Result<Vec<UserId>, StoreError>;

    /// Takes the account away with its sessions; whether there was one. `Stale` if it organises a
    /// meeting.
    fn delete(&mut self, id: UserId) -> Result<bool, StoreError>;
}

/// Log-ins. A transaction that holds an account and sessions of it holds the account first.
pub trait SessionRepo {
    /// In a write, the row stays as it is until the end of the transaction.
    fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// The session and its user, by one statement.
    fn find_with_user(&mut self, id: SessionId) -> Result<Option<(Session, User)>, StoreError>;

    /// A page of this user's sessions that end after `now`, the last used first, then by id; by at
    /// most two statements.
    fn list(
        &mut self,
        user: UserId,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<(Session, Device)>, StoreError>;

    /// `Duplicate(Other)` if the id is taken.
    fn insert(&mut self, session: &Session, device: &Device) -> Result<(), StoreError>;

    /// Writes hashes and times. `Stale` if there is no such session.
    fn update(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Whether there was one.
    fn delete(&mut self, id: SessionId) -> Result<bool, StoreError>;

    /// Every session of this user but `keep`.
    fn delete_others(&mut self, user: UserId, keep: Option<SessionId>) -> Result<(), StoreError>;

    /// Every session that ended at or before `now`; how many there were. A session that another
    /// transaction holds is left for the next time: this call waits for no session.
    fn delete_expired(&mut self, now: UtcDateTime) -> Result<u64, StoreError>;
}

/// Keys that the server made for itself, so that several processes agree on them.
pub trait SecretRepo {
    /// By name.
    fn find(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// `Duplicate(Secret)` if the name is taken; the first one stays.
    fn insert(&mut self, name: &str, secret: &[u8]) -> Result<(), StoreError>;
}

/// Slow, salted hashes of passwords.
pub trait Passwords: Send + Sync {
    /// The password has at most 71 bytes and no NUL; see [`password_faults`](super::password_faults).
    fn hash(&self, password: &str) -> Result<String, StoreError>;

    /// Whether `password` is the one that `hash` was made of. Takes the same time when there is
    /// no hash, when the password is too long, and when it is wrong.
    fn matches(&self, password: &str, hash: Option<&str>) -> bool;
}

/// Signed tokens. Equal claims give the same token.
pub trait Tokens: Send + Sync {
    /// A text's HMAC-SHA-256 (RFC 2104) by the server's key, in 43 characters of URL-safe base64
    /// (RFC 4648 §5). `text` begins with its purpose and a space, which no signed token does.
    fn seal(&self, text: &str) -> Result<String, StoreError>;

    /// Signs.
    fn sign(&self, claims: &Claims) -> Result<String, StoreError>;

    /// Checks signature, algorithm, issuer, form and expiry at `now`, but not the kind.
    fn verify(&self, token: &str, now: UtcDateTime) -> Result<Claims, TokenFault>;
}
