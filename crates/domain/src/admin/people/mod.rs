//! Accounts in the hands of staff. An account is only touched by who may do at least as much, and
//! every act is a line of the audit log.

mod access;
mod change;
mod create;
mod delete;
mod delete_by_command;
mod hand_all_over;
mod hold;
mod list;
mod model;
mod sessions;

pub use access::{ChangeAccess, ChangeAccessError, change_access};
pub use change::{ChangePerson, ChangePersonError, change_person};
pub use create::{CreatePerson, CreatePersonError, create_person_in};
pub use delete::{DeletePerson, DeletePersonError, Fate, delete_person};
pub use delete_by_command::{DeleteUser, DeleteUserError, DeletedUser, delete_user};
pub use hold::HoldError;
pub use list::{FindPersonError, ListPeopleError, find_person, find_person_deletion, list_people};
pub use model::{PeopleFilter, PeopleOrder, PersonDetail};
pub use sessions::{SetActiveError, deactivate, end_sessions, mail_reset, reactivate};
