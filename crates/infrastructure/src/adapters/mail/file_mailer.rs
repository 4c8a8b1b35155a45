//! Mail into a folder, for tests and for looking at it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use scheduler_domain::notifications::{Mail, MailFault, Mailer};

use super::Sender;
use super::message::message;

/// Writes every mail to `<id>.eml` (RFC 5322), for its owner alone. A file that is there is whole; a
/// mail that is sent twice is one file.
#[derive(Debug)]
pub struct FileMailer {
    folder: PathBuf,
    from: Sender,
}

impl FileMailer {
    /// Makes the folder.
    pub fn open(folder: &Path, from: Sender) -> io::Result<Self> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            from,
        })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Several processes may share the folder.
        let draft = self.folder.join(format!(".{name}.{}", std::process::id()));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()
    }
}

impl Mailer for FileMailer {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        let message = message(&self.from, mail)
            .map_err(|fault| MailFault::Permanent(format!("The mail was not written: {fault}.")))?;
        let name = format!("{}.eml", mail.id);
        self.write(&name, &message.formatted())
            .map_err(|error| MailFault::Temporary(format!("The mail was not written: {error}.")))?;
        Ok(format!("Written to {name}."))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::message::tests::{mail, sender};
    use super::*;

    #[test]
    fn a_mail_is_one_whole_file() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/mail");
        let mailer = FileMailer::open(&folder, sender()).unwrap();
        mailer.send(&mail()).unwrap();
        mailer.send(&mail()).unwrap();
        let names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["7.eml"]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("7.eml")), 0o600);
        let text = fs::read_to_string(folder.join("7.eml")).unwrap();
        assert!(text.contains("\r\nSubject: Invitation: Plan\r\n"));
    }

    #[test]
    fn a_folder_that_is_gone_is_tried_again() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("mail");
        let mailer = FileMailer::open(&folder, sender()).unwrap();
        fs::remove_dir(&folder).unwrap();
        assert!(matches!(mailer.send(&mail()), Err(MailFault::Temporary(_))));
    }
}
