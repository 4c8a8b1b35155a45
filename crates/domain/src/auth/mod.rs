//! Accounts and sessions: who somebody is, and how long a browser may say so.

mod authenticate;
mod change_password;
mod change_profile;
mod create_superuser;
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
mod verify_email;

pub use authenticate::{AuthenticateError, access_claims, authenticate};
pub use change_password::{ChangePassword, ChangePasswordError, change_password};
pub use change_profile::{ChangeProfile, ChangeProfileError, change_profile};
pub use create_superuser::{CreateSuperuserError, create_superuser};
pub use log_in::{LogIn, LogInError, LoggedIn, log_in};
pub use log_out::{LogOutError, log_out};
pub use model::{Actor, Session, User, Username, UsernameFault, display_name};
pub use policy::{PasswordFault, password_faults};
pub use port::{Passwords, SecretRepo, SessionRepo, Tokens, UserRepo};
pub use profile::{ProfileError, profile};
pub use purge::purge_sessions;
pub use refresh::{RefreshError, refresh};
pub use register::{Register, RegisterError, register, register_in};
pub use request_reset::request_reset;
pub use reset_password::{ResetPassword, ResetPasswordError, reset_password, reset_token};
pub use signing_key::signing_key;
pub use token::{Claims, Lifetimes, TokenFault, TokenKind, TokenPair};
pub use verify_email::{VerifyEmailError, resend_verification, verification_token, verify_email};
