//! Accounts and sessions: who somebody is, and how long a browser may say so.

mod account_deletion;
mod address_change;
mod authenticate;
mod change_address;
mod change_password;
mod change_profile;
mod confirm_address;
mod create_superuser;
mod delete_account;
mod disown;
mod end_session;
mod export_account;
mod find_user;
mod hand_out_account;
mod known_network;
mod list_sessions;
mod log_in;
mod log_out;
mod model;
mod policy;
mod port;
mod profile;
mod purge;
mod refresh;
mod register;
mod request_reset;
mod reset_password;
mod signing_key;
mod token;
mod undo_address;
mod verify_email;

pub use account_deletion::{
    AccountDeletion, AccountDeletionRepo, Departure, continue_deletions, find_deletion,
};
pub(crate) use account_deletion::{begin_in, continue_deletion, has_many_in, is_going_in};
pub use address_change::{
    AddressChange, AddressChangeRepo, CarryOver, CarryScope, change_token, purge_address_changes,
    undo_token,
};
pub use authenticate::{AuthenticateError, access_claims, authenticate};
pub use change_address::{ChangeAddress, ChangeAddressError, change_address};
pub use change_password::{ChangePassword, ChangePasswordError, change_password};
pub use change_profile::{ChangeProfile, ChangeProfileError, change_profile};
pub use confirm_address::{ConfirmAddress, ConfirmAddressError, confirm_address};
pub use create_superuser::{CreateSuperuserError, create_superuser};
pub(crate) use delete_account::leave_and_depart_in;
pub use delete_account::{DeleteAccountError, delete_account};
pub use disown::{DisownError, Disowned, disown};
pub use end_session::{EndSessionError, end_session};
pub use export_account::{ExportAccountError, ExportPart, ExportStep, export_account, export_part};
pub(crate) use find_user::find_user_in;
pub use find_user::{Who, find_user};
pub use hand_out_account::{HandOutError, hand_out_account};
pub use known_network::is_known_network;
pub use list_sessions::list_sessions;
pub use log_in::{LogIn, LogInError, LoggedIn, log_in};
pub use log_out::{LogOutError, log_out};
pub use model::{Actor, Device, Reach, Session, User, Username, UsernameFault, display_name};
pub use policy::{MAX_PASSWORD_BYTES, PasswordFault, password_faults};
pub use port::{Passwords, SecretRepo, SessionRepo, Tokens, UserRepo};
pub use profile::{ProfileError, profile};
pub use purge::purge_sessions;
pub use refresh::{RefreshError, refresh};
pub(crate) use register::{AddError, add_in};
pub use register::{Register, RegisterError, register, register_in};
pub use request_reset::request_reset;
pub use reset_password::{ResetPassword, ResetPasswordError, reset_password, reset_token};
pub use signing_key::signing_key;
pub(crate) use token::is_same_token;
pub use token::{Claims, Lifetimes, TokenFault, TokenKind, TokenPair};
pub use undo_address::{UndoAddressError, undo_address};
pub use verify_email::{
    VerifyEmail, VerifyEmailError, resend_verification, verification_token, verify_email,
};
