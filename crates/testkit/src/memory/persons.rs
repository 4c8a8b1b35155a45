//! Accounts, as administration sees them.

use scheduler_domain::admin::{PeopleFilter, PeopleOrder, PeopleRepo, PersonDetail};
use scheduler_domain::auth::{User, Username};
use scheduler_domain::ids::UserId;
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{address_search_text, search_key};
use time::UtcDateTime;

use super::listing::cut;
use super::{MemoryTx, State};

impl State {
    fn is_wanted(&self, user: &User, filter: &PeopleFilter) -> bool {
        let username = user.username.as_ref().map_or("", Username::as_str);
        let (first, last) = (&user.first_name, &user.last_name);
        let address = address_search_text(user.email.as_str());
        let text = search_key(&format!("{address}\n{username}\n{first} {last}"));
        let is = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        let has = |role| self.user_roles.contains_key(&(user.id, role));
        let from = filter.joined_from;
        let before = filter.joined_before;
        filter
            .words
            .iter()
            .all(|word| text.contains(&search_key(word)))
            && is(filter.is_active, user.is_active)
            && is(filter.is_staff, user.is_staff || user.is_superuser)
            && is(filter.is_verified, user.email_verified_at.is_some())
            && filter.role.is_none_or(has)
            && from.is_none_or(|from| user.date_joined >= from)
            && before.is_none_or(|before| user.date_joined < before)
    }
}

fn counted(all: impl Iterator) -> i64 {
    i64::try_from(all.count()).unwrap_or(i64::MAX)
}

impl PeopleRepo for MemoryTx {
    fn list(&mut self, filter: &PeopleFilter, page: PageRequest) -> Result<Page<User>, StoreError> {
        self.read(|tx| {
            let users = tx.state.users.values();
            let passing = users.filter(|user| tx.state.is_wanted(user, filter));
            let mut all: Vec<User> = passing.cloned().collect();
            match filter.order {
                PeopleOrder::Email => all.sort_by(|a, b| a.email.cmp(&b.email)),
                PeopleOrder::DateJoined => all.sort_by_key(|user| (user.date_joined, user.id)),
            }
            if filter.is_descending {
                all.reverse();
            }
            Ok(Page {
                count: counted(all.iter()),
                request: page,
                items: cut(&all, page).cloned().collect(),
            })
        })
    }

    fn find(&mut self, id: UserId, now: UtcDateTime) -> Result<Option<PersonDetail>, StoreError> {
        self.read(|tx| {
            let state = &tx.state;
            let Some(user) = state.users.get(&id) else {
                return Ok(None);
            };
            let organises = |id| state.meetings.get(id).map(|one| one.organiser.user_id);
            let meetings = state.meetings.values();
            let own = state.participants.iter().filter(|((meeting, _), one)| {
                one.email == user.email && organises(meeting) != Some(user.id)
            });
            let sessions = state.sessions.values();
            let standing =
                sessions.filter(|(session, _)| session.user_id == id && session.expires_at > now);
            Ok(Some(PersonDetail {
                user: user.clone(),
                roles: state.roles_of(id),
                organised: counted(meetings.filter(|one| one.organiser.user_id == id)),
                invited: counted(own),
                sessions: counted(standing),
            }))
        })
    }
}
