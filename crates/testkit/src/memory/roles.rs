//! Roles, who has which, and the settings of the instance.

use scheduler_domain::admin::{
    InstanceSettings, Permissions, Powers, Role, RoleName, RoleRepo, RoleSummary, SettingsRepo,
};
use scheduler_domain::ids::{RoleId, UserId};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::{Key, StoreError};

use super::listing::cut;
use super::{MemoryTx, State};

fn key(name: &RoleName) -> String {
    name.as_str().to_lowercase()
}

impl State {
    fn summary(&self, role: &Role) -> RoleSummary {
        let users = self.user_roles.keys().filter(|(_, id)| *id == role.id);
        RoleSummary {
            role: role.clone(),
            user_count: i64::try_from(users.count()).unwrap_or(i64::MAX),
        }
    }

    pub(super) fn roles_of(&self, user: UserId) -> Vec<Role> {
        let ids = self.user_roles.keys().filter(|(owner, _)| *owner == user);
        let mut roles: Vec<Role> = ids
            .filter_map(|(_, id)| self.roles.get(id).cloned())
            .collect();
        roles.sort_by_key(|role| key(&role.name));
        roles
    }

    fn check_role_name(&self, role: &Role) -> Result<(), StoreError> {
        let mut others = self.roles.values().filter(|other| other.id != role.id);
        if others.any(|other| key(&other.name) == key(&role.name)) {
            return Err(StoreError::Duplicate(Key::RoleName));
        }
        Ok(())
    }
}

impl RoleRepo for MemoryTx {
    fn find_powers(&mut self, user: UserId) -> Result<Option<Powers>, StoreError> {
        self.read(|tx| {
            let roles = tx.state.roles_of(user);
            let union = |only_active: bool| {
                let counted = roles.iter().filter(|role| role.is_active || !only_active);
                counted.fold(Permissions::NONE, |all, role| all.and(role.permissions))
            };
            Ok(tx.state.users.get(&user).map(|user| Powers {
                is_active: user.is_active,
                is_staff: user.is_staff,
                is_superuser: user.is_superuser,
                held: union(true),
                assigned: union(false),
            }))
        })
    }

    fn find(&mut self, id: RoleId) -> Result<Option<RoleSummary>, StoreError> {
        self.read(|tx| {
            let role = tx.state.roles.get(&id);
            Ok(role.map(|role| tx.state.summary(role)))
        })
    }

    fn list(&mut self, page: PageRequest) -> Result<Page<RoleSummary>, StoreError> {
        self.read(|tx| {
            let roles = tx.state.roles.values();
            let mut all: Vec<RoleSummary> = roles.map(|role| tx.state.summary(role)).collect();
            all.sort_by_key(|one| key(&one.role.name));
            Ok(Page {
                count: i64::try_from(all.len()).unwrap_or(i64::MAX),
                request: page,
                items: cut(&all, page).cloned().collect(),
            })
        })
    }

    fn list_of(&mut self, user: UserId) -> Result<Vec<Role>, StoreError> {
        self.read(|tx| Ok(tx.state.roles_of(user)))
    }

    fn find_all(&mut self, ids: &[RoleId]) -> Result<Vec<Role>, StoreError> {
        self.read(|tx| {
            let roles = tx.state.roles.values();
            Ok(roles
                .filter(|role| ids.contains(&role.id))
                .cloned()
                .collect())
        })
    }

    fn insert(&mut self, role: &Role) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.state.roles.contains_key(&role.id) {
                return Err(StoreError::Duplicate(Key::Other));
            }
            tx.state.check_role_name(role)?;
            tx.state.roles.insert(role.id, role.clone());
            Ok(())
        })
    }

    fn update(&mut self, role: &Role) -> Result<(), StoreError> {
        self.write(|tx| {
            let stored = tx.state.roles.get(&role.id);
            if stored.map(|stored| stored.version) != Some(role.version) {
                return Err(StoreError::Stale);
            }
            tx.state.check_role_name(role)?;
            let changed = Role {
                version: role.version + 1,
                ..role.clone()
            };
            tx.state.roles.insert(role.id, changed);
            Ok(())
        })
    }

    fn delete(&mut self, id: RoleId) -> Result<bool, StoreError> {
        self.write(|tx| {
            tx.state.user_roles.retain(|(_, role), ()| *role != id);
            Ok(tx.state.roles.remove(&id).is_some())
        })
    }

    fn update_of(&mut self, user: UserId, roles: &[RoleId]) -> Result<(), StoreError> {
        self.write(|tx| {
            let is_known = |id: &RoleId| tx.state.roles.contains_key(id);
            let is_whole = roles.is_empty()
                || tx.state.users.contains_key(&user) && roles.iter().all(is_known);
            if !is_whole {
                return Err(StoreError::Stale);
            }
            tx.state.user_roles.retain(|(owner, _), ()| *owner != user);
            for role in roles {
                tx.state.user_roles.insert((user, *role), ());
            }
            Ok(())
        })
    }
}

impl SettingsRepo for MemoryTx {
    fn find_held(&mut self) -> Result<InstanceSettings, StoreError> {
        self.write(|tx| Ok(tx.state.settings.clone()))
    }

    fn find(&mut self) -> Result<InstanceSettings, StoreError> {
        self.read(|tx| Ok(tx.state.settings.clone()))
    }

    fn update(&mut self, settings: &InstanceSettings) -> Result<(), StoreError> {
        self.write(|tx| {
            if tx.state.settings.version != settings.version {
                return Err(StoreError::Stale);
            }
            tx.state.settings = InstanceSettings {
                version: settings.version + 1,
                ..settings.clone()
            };
            Ok(())
        })
    }
}
