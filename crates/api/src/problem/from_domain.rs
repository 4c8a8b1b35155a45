//! What each refusal of the domain is called in public.

use scheduler_domain::auth::{
    AuthenticateError, ChangeAddressError, ChangePasswordError, ChangeProfileError,
    ConfirmAddressError, DeleteAccountError, DisownError, EndSessionError, ExportAccountError,
    LogInError, LogOutError, PasswordFault, ProfileError, RefreshError, RegisterError,
    ResetPasswordError, TokenFault, UndoAddressError, VerifyEmailError,
};
use scheduler_domain::idempotency::OnceError;
use scheduler_domain::store::StoreError;

use super::{Code, Faults, Problem};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Busy => Code::Busy,
            StoreError::DeadlineExceeded => Code::DeadlineExceeded,
            StoreError::Unavailable(_) => Code::Unavailable,
            StoreError::Stale | StoreError::Duplicate(_) => Code::Conflict,
            StoreError::Corrupt(_) | StoreError::Misuse(_) => Code::Internal,
        };
        Self::new(code).caused_by(error)
    }
}

impl From<TokenFault> for Problem {
    fn from(fault: TokenFault) -> Self {
        Self::new(match fault {
            TokenFault::Invalid => Code::TokenInvalid,
            TokenFault::Expired => Code::TokenExpired,
            TokenFault::WrongType => Code::TokenWrongType,
        })
    }
}

impl<E: Into<Self>> From<OnceError<E>> for Problem {
    fn from(error: OnceError<E>) -> Self {
        match error {
            OnceError::Running => Self::new(Code::IdempotencyKeyInUse).with_retry_after(1),
            OnceError::Mismatch => Self::new(Code::IdempotencyKeyReused),
            OnceError::Step(error) => error.into(),
        }
    }
}

impl From<AuthenticateError> for Problem {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Token(fault) => fault.into(),
            AuthenticateError::SessionEnded => Self::new(Code::SessionEnded),
            AuthenticateError::Store(error) => error.into(),
        }
    }
}

impl From<LogInError> for Problem {
    fn from(error: LogInError) -> Self {
        match error {
            LogInError::InvalidCredentials => Self::new(Code::InvalidCredentials),
            LogInError::Store(error) => error.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Token(fault) => fault.into(),
            RefreshError::SessionEnded => Self::new(Code::SessionEnded),
            RefreshError::Store(error) => error.into(),
        }
    }
}

impl From<LogOutError> for Problem {
    fn from(error: LogOutError) -> Self {
        match error {
            LogOutError::Token(fault) => fault.into(),
            LogOutError::SessionEnded => Self::new(Code::SessionEnded),
            LogOutError::Store(error) => error.into(),
        }
    }
}

impl From<EndSessionError> for Problem {
    fn from(error: EndSessionError) -> Self {
        match error {
            EndSessionError::NotFound => Self::new(Code::NotFound),
            EndSessionError::Store(error) => error.into(),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Closed => Self::new(Code::RegistrationClosed),
            RegisterError::DomainNotAllowed => domain_not_allowed("email"),
            RegisterError::Taken { email, username } => taken(email, username),
            RegisterError::Store(error) => error.into(),
        }
    }
}

/// Somebody has the address, or the user name, or both are had.
pub(crate) fn taken(email: bool, username: bool) -> Problem {
    let mut faults = Faults::default();
    if email {
        faults.add("email", "A user with that email already exists.");
    }
    if username {
        faults.add("username", USERNAME_TAKEN);
    }
    Problem::invalid(faults)
}

const USERNAME_TAKEN: &str = "A user with that username already exists.";

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::NotFound => Self::new(Code::SessionEnded),
            ProfileError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeProfileError> for Problem {
    fn from(error: ChangeProfileError) -> Self {
        match error {
            ChangeProfileError::UsernameTaken => Self::invalid_field("username", USERNAME_TAKEN),
            ChangeProfileError::NotFound => Self::new(Code::SessionEnded),
            ChangeProfileError::Store(error) => error.into(),
        }
    }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::WrongPassword => {
                Self::invalid_field("old_password", "The old password is not correct.")
            }
            ChangePasswordError::Weak(reasons) => weak(reasons),
            ChangePasswordError::NotFound => Self::new(Code::SessionEnded),
            ChangePasswordError::Raced => Self::new(Code::Conflict),
            ChangePasswordError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteAccountError> for Problem {
    fn from(error: DeleteAccountError) -> Self {
        match error {
            DeleteAccountError::WrongPassword => wrong_password(),
            DeleteAccountError::LastSuperuser => Self::new(Code::LastSuperuser),
            DeleteAccountError::NotFound => Self::new(Code::SessionEnded),
            DeleteAccountError::Raced => Self::new(Code::Conflict),
            DeleteAccountError::Store(error) => error.into(),
        }
    }
}

impl From<ExportAccountError> for Problem {
    fn from(error: ExportAccountError) -> Self {
        match error {
            ExportAccountError::NotFound => Self::new(Code::SessionEnded),
            ExportAccountError::Store(error) => error.into(),
        }
    }
}

impl From<ResetPasswordError> for Problem {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::DeadLink => Self::new(Code::ResetLinkInvalid),
            ResetPasswordError::Weak(reasons) => weak(reasons),
            ResetPasswordError::Store(error) => error.into(),
        }
    }
}

fn weak(reasons: Vec<PasswordFault>) -> Problem {
    let mut faults = Faults::default();
    for reason in reasons {
        faults.add("new_password", reason);
    }
    Problem::invalid(faults)
}

impl From<VerifyEmailError> for Problem {
    fn from(error: VerifyEmailError) -> Self {
        match error {
            VerifyEmailError::Token(
                TokenFault::Invalid | TokenFault::Expired | TokenFault::WrongType,
            ) => link_invalid(),
            VerifyEmailError::ProofRequired => Self::new(Code::ProofRequired),
            VerifyEmailError::Store(error) => error.into(),
        }
    }
}

impl From<DisownError> for Problem {
    fn from(error: DisownError) -> Self {
        match error {
            DisownError::Token(
                TokenFault::Invalid | TokenFault::Expired | TokenFault::WrongType,
            ) => link_invalid(),
            DisownError::Established => Self::new(Code::Conflict).with_detail(ESTABLISHED),
            DisownError::Raced => Self::new(Code::Conflict),
            DisownError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeAddressError> for Problem {
    fn from(error: ChangeAddressError) -> Self {
        match error {
            ChangeAddressError::WrongPassword => wrong_password(),
            ChangeAddressError::SameAddress => {
                Self::invalid_field("email", "The account has this address already.")
            }
            ChangeAddressError::DomainNotAllowed => domain_not_allowed("email"),
            ChangeAddressError::NotFound => Self::new(Code::SessionEnded),
            ChangeAddressError::Leaving | ChangeAddressError::Raced => Self::new(Code::Conflict),
            ChangeAddressError::Store(error) => error.into(),
        }
    }
}

impl From<ConfirmAddressError> for Problem {
    fn from(error: ConfirmAddressError) -> Self {
        match error {
            ConfirmAddressError::DeadLink => link_invalid(),
            ConfirmAddressError::ProofRequired => Self::new(Code::ProofRequired),
            ConfirmAddressError::Taken => {
                Self::invalid_field("token", "Another account has this address by now.")
            }
            ConfirmAddressError::DomainNotAllowed => domain_not_allowed("token"),
            ConfirmAddressError::Raced => Self::new(Code::Conflict),
            ConfirmAddressError::Store(error) => error.into(),
        }
    }
}

impl From<UndoAddressError> for Problem {
    fn from(error: UndoAddressError) -> Self {
        match error {
            UndoAddressError::DeadLink => link_invalid(),
            UndoAddressError::Raced => Self::new(Code::Conflict),
            UndoAddressError::Store(error) => error.into(),
        }
    }
}

fn wrong_password() -> Problem {
    Problem::invalid_field("password", "The password is not correct.")
}

fn domain_not_allowed(field: &str) -> Problem {
    Problem::invalid_field(field, "Addresses of this domain may not register here.")
}

fn link_invalid() -> Problem {
    Problem::invalid_field("token", "This link is not valid or has expired.")
}

const ESTABLISHED: &str =
    "This address was confirmed from the account itself; to get into it, choose a new password.";
