//! How staff sees accounts.

use scheduler_domain::admin::{Permission, PersonDetail, Role};
use scheduler_domain::auth::User;
use scheduler_domain::time::format_utc;
use serde::Serialize;

use crate::answer::Tagged;

/// An account in a list.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the document"
)]
#[derive(Serialize)]
pub(super) struct AdminUserView {
    id: String,
    email: String,
    username: Option<String>,
    first_name: String,
    last_name: String,
    time_zone: String,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    is_verified: bool,
    date_joined: String,
}

impl From<&User> for AdminUserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.to_string(),
            username: user.username.as_ref().map(|name| name.as_str().to_owned()),
            first_name: user.first_name.to_string(),
            last_name: user.last_name.to_string(),
            time_zone: user.zone.to_string(),
            is_active: user.is_active,
            is_staff: user.is_staff,
            is_superuser: user.is_superuser,
            is_verified: user.email_verified_at.is_some(),
            date_joined: format_utc(user.date_joined),
        }
    }
}

#[derive(Serialize)]
struct RoleRefView {
    id: String,
    name: String,
    is_active: bool,
}

/// One account with what belongs to it.
#[derive(Serialize)]
pub(super) struct AdminUserDetailView {
    #[serde(flatten)]
    user: AdminUserView,
    roles: Vec<RoleRefView>,
    permissions: Vec<&'static str>,
    meetings_organised: i64,
    meetings_invited: i64,
    sessions: i64,
}

impl From<&PersonDetail> for AdminUserDetailView {
    fn from(detail: &PersonDetail) -> Self {
        Self {
            user: AdminUserView::from(&detail.user),
            roles: roles(&detail.roles),
            permissions: permissions(detail),
            meetings_organised: detail.organised,
            meetings_invited: detail.invited,
            sessions: detail.sessions,
        }
    }
}

fn roles(roles: &[Role]) -> Vec<RoleRefView> {
    let shown = roles.iter().map(|role| RoleRefView {
        id: role.id.to_string(),
        name: role.name.to_string(),
        is_active: role.is_active,
    });
    shown.collect()
}

/// What it may do by now.
fn permissions(detail: &PersonDetail) -> Vec<&'static str> {
    let held = detail.powers().permissions();
    held.iter().map(Permission::word).collect()
}

pub(super) fn tagged(detail: &PersonDetail) -> Tagged {
    Tagged::new(detail.user.version, &AdminUserDetailView::from(detail))
}

/// What an account may do, and no more: whoever says so need not see the rest.
#[derive(Serialize)]
struct AccessView {
    id: String,
    is_staff: bool,
    is_superuser: bool,
    roles: Vec<RoleRefView>,
    permissions: Vec<&'static str>,
}

pub(super) fn tagged_access(detail: &PersonDetail) -> Tagged {
    let view = AccessView {
        id: detail.user.id.to_string(),
        is_staff: detail.user.is_staff,
        is_superuser: detail.user.is_superuser,
        roles: roles(&detail.roles),
        permissions: permissions(detail),
    };
    Tagged::new(detail.user.version, &view)
}
