//! The domain's ports that are not storage: passwords, tokens, mail, time and chance. Nothing
//! here knows a database.

mod bcrypt_passwords;
mod jwt_tokens;
mod mail;
mod system;

pub use bcrypt_passwords::BcryptPasswords;
pub use jwt_tokens::JwtTokens;
pub use mail::{
    ConsoleMailer, Credentials, FileMailer, MailTemplates, Sender, SenderFault, SmtpMailer,
    SmtpSettings,
};
pub use system::{SystemClock, SystemEntropy};
