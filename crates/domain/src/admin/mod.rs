//! Administration: what who runs the server may see and mend. Each act needs one permission
//! (`Staff::check`, the first line of every use case here), and nobody reaches further than that
//! by what they grant or change (ADR 23).

mod change_role;
mod create_role;
mod delete_role;
mod find_role;
mod list_roles;
pub mod oversight;
mod permissions;
mod port;
mod role;
mod staff;

pub use change_role::{ChangeRole, ChangeRoleError, change_role};
pub use create_role::{CreateRole, CreateRoleError, create_role_in};
pub use delete_role::{DeleteRoleError, delete_role};
pub use find_role::{FindRoleError, find_role};
pub use list_roles::{ListRolesError, list_roles};
pub use permissions::{Permission, Permissions, UnknownPermission};
pub use port::RoleRepo;
pub use role::{Role, RoleName, RoleSummary};
pub use staff::{EnterError, NotPermitted, Powers, Staff, enter};
