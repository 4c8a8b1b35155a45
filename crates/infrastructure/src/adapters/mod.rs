//! The domain's ports that are not storage: passwords, tokens, mail, time and chance. Nothing
//! here knows a database.

mod bcrypt_passwords;
mod console_mailer;
mod file_mailer;
mod jwt_tokens;
mod message;
mod smtp_mailer;
mod system;

pub use bcrypt_passwords::BcryptPasswords;
pub use console_mailer::ConsoleMailer;
pub use file_mailer::FileMailer;
pub use jwt_tokens::JwtTokens;
pub use message::{Sender, SenderFault};
pub use smtp_mailer::{Credentials, SmtpMailer, SmtpSettings};
pub use system::{SystemClock, SystemEntropy};
