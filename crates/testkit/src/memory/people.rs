//! Accounts, log-ins and secrets.

use std::cmp::Reverse;

use scheduler_domain::auth::{Device, SecretRepo, Session, SessionRepo, User, UserRepo, Username};
use scheduler_domain::ids::{SessionId, UserId};
use scheduler_domain::notifications::Leads;
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::{Key, StoreError};
use scheduler_domain::text::Email;
use time::UtcDateTime;

use super::listing::cut;
use super::{MemoryTx, State};

impl State {
    pub(super) fn user_with(&self, email: &Email) -> Option<&User> {
        self.users.values().find(|user| user.email == *email)
    }

    fn user_named(&self, username: &Username) -> Option<&User> {
        let key = Some(username.key());
        self.users
            .values()
            .find(|user| user.username.as_ref().map(Username::key) == key)
    }

    fn check_username(&self, user: &User) -> Result<(), StoreError> {
        let holder = user
            .username
            .as_ref()
            .and_then(|name| self.user_named(name));
        match holder {
            Some(holder) if holder.id != user.id => Err(StoreError::Duplicate(Key::Username)),
            _free => Ok(()),
        }
    }
}

impl UserRepo for MemoryTx {
    fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        self.read(|tx| Ok(tx.state.users.get(&id).cloned()))
    }

    fn find_by_email(&mut self, email: &Email) -> Result<Option<User>, StoreError> {
        self.read(|tx| Ok(tx.state.user_with(email).cloned()))
    }

    fn find_by_username(&mut self, username: &Username) -> Result<Option<User>, StoreError> {
        self.read(|tx| Ok(tx.state.user_named(username).cloned()))
    }

    fn list_leads(
        &mut self,
        people: &[Email],
        verify: bool,
    ) -> Result<Vec<(Email, Leads)>, StoreError> {
        self.read(|tx| {
            let users = tx.state.users.values();
            let asked =
                users.filter(|user| people.contains(&user.email) && user.owns_address(verify));
            Ok(asked
                .filter_map(|user| Some((user.email.clone(), user.reminders.clone()?)))
                .collect())
        })
    }

    fn insert(&mut self, user: &User) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.state.user_with(&user.email).is_some() {
                return Err(StoreError::Duplicate(Key::UserEmail));
            }
            if tx.state.users.contains_key(&user.id) {
                return Err(StoreError::Duplicate(Key::Other));
            }
            tx.state.check_username(user)?;
            tx.state.users.insert(user.id, user.clone());
            Ok(())
        })
    }

    fn update(&mut self, user: &User) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state.check_username(user)?;
            let stored = tx.state.users.get_mut(&user.id);
            let stored = stored
                .filter(|stored| stored.version == user.version)
                .ok_or(StoreError::Stale)?;
            *stored = User {
                email: stored.email.clone(),
                date_joined: stored.date_joined,
                version: stored.version + 1,
                ..user.clone()
            };
            Ok(())
        })
    }

    fn update_address(&mut self, user: &User) -> Result<(), StoreError> {
        self.write(|tx| {
            let holder = tx.state.user_with(&user.email);
            if holder.is_some_and(|holder| holder.id != user.id) {
                return Err(StoreError::Duplicate(Key::UserEmail));
            }
            tx.state.check_username(user)?;
            let stored = tx.state.users.get_mut(&user.id);
            let stored = stored
                .filter(|stored| stored.version == user.version)
                .ok_or(StoreError::Stale)?;
            *stored = User {
                date_joined: stored.date_joined,
                version: stored.version + 1,
                ..user.clone()
            };
            Ok(())
        })
    }

    fn list_superusers(&mut self) -> Result<Vec<UserId>, StoreError> {
        self.read(|tx| {
            let users = tx.state.users.values();
            let found = users.filter(|user| user.is_superuser && user.is_active);
            let mut ids: Vec<UserId> = found.map(|user| user.id).collect();
            ids.sort_unstable();
            Ok(ids)
        })
    }

    fn delete(&mut self, id: UserId) -> Result<bool, StoreError> {
        self.write(|tx| {
            let mut meetings = tx.state.meetings.values();
            if meetings.any(|meeting| meeting.organiser.user_id == id) {
                return Err(StoreError::Stale);
            }
            tx.state
                .sessions
                .retain(|_, (session, _)| session.user_id != id);
            tx.state.account_deletions.remove(&id);
            tx.state.user_roles.retain(|(user, _), ()| *user != id);
            tx.state.transfers.retain(|(_, user), _| *user != id);
            tx.state
                .address_changes
                .retain(|_, change| change.user_id != id);
            Ok(tx.state.users.remove(&id).is_some())
        })
    }
}

impl SessionRepo for MemoryTx {
    fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.read(|tx| {
            Ok(tx
                .state
                .sessions
                .get(&id)
                .map(|(session, _)| session.clone()))
        })
    }

    fn find_with_user(&mut self, id: SessionId) -> Result<Option<(Session, User)>, StoreError> {
        self.read(|tx| {
            let session = tx.state.sessions.get(&id);
            Ok(session.and_then(|(session, _)| {
                let user = tx.state.users.get(&session.user_id)?;
                Some((session.clone(), user.clone()))
            }))
        })
    }

    fn list(
        &mut self,
        user: UserId,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<(Session, Device)>, StoreError> {
        self.read(|tx| {
            let mut all: Vec<(Session, Device)> = tx
                .state
                .sessions
                .values()
                .filter(|(session, _)| session.user_id == user && session.expires_at > now)
                .cloned()
                .collect();
            all.sort_by_key(|(session, _)| Reverse((session.rotated_at, session.id)));
            Ok(Page {
                count: i64::try_from(all.len()).unwrap_or(i64::MAX),
                request: page,
                items: cut(&all, page).cloned().collect(),
            })
        })
    }

    fn insert(&mut self, session: &Session, device: &Device) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.state.sessions.contains_key(&session.id) {
                return Err(StoreError::Duplicate(Key::Other));
            }
            let row = (session.clone(), device.clone());
            tx.state.sessions.insert(session.id, row);
            Ok(())
        })
    }

    fn update(&mut self, session: &Session) -> Result<(), StoreError> {
        self.write(|tx| {
            let stored = tx.state.sessions.get_mut(&session.id);
            let (stored, _) = stored.ok_or(StoreError::Stale)?;
            *stored = Session {
                user_id: stored.user_id,
                ..session.clone()
            };
            Ok(())
        })
    }

    fn delete(&mut self, id: SessionId) -> Result<bool, StoreError> {
        self.write(|tx| Ok(tx.state.sessions.remove(&id).is_some()))
    }

    fn delete_others(&mut self, user: UserId, keep: Option<SessionId>) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.state
                .sessions
                .retain(|id, (session, _)| session.user_id != user || Some(*id) == keep);
            Ok(())
        })
    }

    fn delete_expired(&mut self, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|tx| {
            let before = tx.state.sessions.len();
            tx.state
                .sessions
                .retain(|_, (session, _)| session.expires_at > now);
            Ok(counted(before - tx.state.sessions.len()))
        })
    }
}

impl SecretRepo for MemoryTx {
    fn find(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|tx| Ok(tx.state.secrets.get(name).cloned()))
    }

    fn insert(&mut self, name: &str, secret: &[u8]) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.state.secrets.contains_key(name) {
                return Err(StoreError::Duplicate(Key::Secret));
            }
            tx.state.secrets.insert(name.to_owned(), secret.to_vec());
            Ok(())
        })
    }
}

pub(super) fn counted(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
