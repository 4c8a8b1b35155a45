//! Mail: its words and looks (`body`, over the templates in `templates/mail`), its form on the wire
//! (`message`), and where it goes.

mod body;
mod console_mailer;
mod file_mailer;
mod letters;
mod message;
mod sender;
mod smtp_mailer;
mod words;

pub use console_mailer::ConsoleMailer;
pub use file_mailer::FileMailer;
pub use letters::MailTemplates;
pub use sender::{Sender, SenderFault};
pub use smtp_mailer::{Credentials, SmtpMailer, SmtpSettings};
