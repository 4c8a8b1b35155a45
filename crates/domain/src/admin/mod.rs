//! Administration: what who runs the server may see and mend. Each act needs one permission
//! (`Staff::check`, the first line of every use case here), and nobody reaches further than that
//! by what they grant or change (ADR 23).

mod change_role;
mod create_role;
mod delete_role;
mod find_role;
mod list_audit;
mod list_roles;
pub mod oversight;
mod people;
mod permissions;
mod port;
mod role;
mod settings;
mod staff;

pub use change_role::{ChangeRole, ChangeRoleError, change_role};
pub use create_role::{CreateRole, CreateRoleError, create_role_in};
pub use delete_role::{DeleteRoleError, delete_role};
pub use find_role::{FindRoleError, find_role};
pub use list_audit::{EXPORTED_AT_ONCE, ListAuditError, export_audit, list_audit};
pub use list_roles::{ListRolesError, list_roles};
pub use people::{
    ChangeAccess, ChangeAccessError, ChangePerson, ChangePersonError, CreatePerson,
    CreatePersonError, DeletePerson, DeletePersonError, DeleteUser, DeleteUserError, DeletedUser,
    Fate, FindPersonError, HoldError, ListPeopleError, PeopleFilter, PeopleOrder, PersonDetail,
    SetActiveError, change_access, change_person, create_person_in, deactivate, delete_person,
    delete_user, end_sessions, find_person, find_person_deletion, list_people, mail_reset,
    reactivate,
};
pub use permissions::{Permission, Permissions, UnknownPermission};
pub use port::{PeopleRepo, RoleRepo, SettingsRepo};
pub use role::{Role, RoleName, RoleSummary};
pub use settings::{
    ChangeSettings, InstanceSettings, MailDomain, MailDomainFault, Registration, Retention,
    RetentionFault, SettingsError, change_settings, find_settings, instance_settings,
};
pub use staff::{EnterError, NotPermitted, Powers, Staff, enter};
