//! How refusals of the administration are answered.

use scheduler_domain::admin::{
    ChangeRoleError, CreateRoleError, DeleteRoleError, EnterError, FindRoleError, ListAuditError,
    ListRolesError, NotPermitted, SettingsError,
};

use crate::problem::{Code, Problem};

impl From<EnterError> for Problem {
    fn from(error: EnterError) -> Self {
        match error {
            EnterError::NotStaff => Self::new(Code::NotFound),
            EnterError::Store(error) => error.into(),
        }
    }
}

impl From<NotPermitted> for Problem {
    fn from(refused: NotPermitted) -> Self {
        let needed = format!("You need the permission {} to do this.", refused.0);
        Self::new(Code::Forbidden).with_detail(needed)
    }
}

impl From<ListAuditError> for Problem {
    fn from(error: ListAuditError) -> Self {
        match error {
            ListAuditError::NotPermitted(refused) => refused.into(),
            ListAuditError::Store(error) => error.into(),
        }
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::NotPermitted(refused) => refused.into(),
            SettingsError::Stale => Self::new(Code::Stale),
            SettingsError::Store(error) => error.into(),
        }
    }
}

impl From<ListRolesError> for Problem {
    fn from(error: ListRolesError) -> Self {
        match error {
            ListRolesError::NotPermitted(refused) => refused.into(),
            ListRolesError::Store(error) => error.into(),
        }
    }
}

impl From<FindRoleError> for Problem {
    fn from(error: FindRoleError) -> Self {
        match error {
            FindRoleError::NotPermitted(refused) => refused.into(),
            FindRoleError::NotFound => Self::new(Code::NotFound),
            FindRoleError::Store(error) => error.into(),
        }
    }
}

fn name_taken() -> Problem {
    Problem::invalid_field("name", "A role with that name already exists.")
}

impl From<CreateRoleError> for Problem {
    fn from(error: CreateRoleError) -> Self {
        match error {
            CreateRoleError::NotPermitted(refused) => refused.into(),
            CreateRoleError::Beyond => Self::new(Code::BeyondPermissions),
            CreateRoleError::NameTaken => name_taken(),
            CreateRoleError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeRoleError> for Problem {
    fn from(error: ChangeRoleError) -> Self {
        match error {
            ChangeRoleError::NotPermitted(refused) => refused.into(),
            ChangeRoleError::Beyond => Self::new(Code::BeyondPermissions),
            ChangeRoleError::NotFound => Self::new(Code::NotFound),
            ChangeRoleError::Stale => Self::new(Code::Stale),
            ChangeRoleError::NameTaken => name_taken(),
            ChangeRoleError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteRoleError> for Problem {
    fn from(error: DeleteRoleError) -> Self {
        match error {
            DeleteRoleError::NotPermitted(refused) => refused.into(),
            DeleteRoleError::Beyond => Self::new(Code::BeyondPermissions),
            DeleteRoleError::NotFound => Self::new(Code::NotFound),
            DeleteRoleError::Stale => Self::new(Code::Stale),
            DeleteRoleError::Store(error) => error.into(),
        }
    }
}
