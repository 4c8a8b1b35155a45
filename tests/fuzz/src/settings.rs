//! The settings, as a `.env` file.

use std::path::Path;

#[expect(dead_code, reason = "the server uses the rest")]
#[path = "../../../crates/server/src/config/mod.rs"]
mod config;

use self::config::{Config, Values};

/// Every fault is one line that begins with the name of a setting or of the file, no secret is
/// printed, and what is taken can be used.
pub fn settings(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".env");
    if String::from_utf8_lossy(data).contains(SECRET) {
        return;
    }
    for secrets in SECRETS {
        std::fs::write(&file, [data, secrets.as_bytes()].concat()).unwrap();
        read(&file);
    }
}

fn read(file: &Path) {
    let (values, unreadable) = Values::load([], file);
    told(&unreadable.to_string(), file);
    match Config::read(&values) {
        Ok(config) => {
            used(&config);
            let printed = format!("{config:?}");
            assert!(!printed.contains(SECRET), "{printed}");
        }
        Err(faults) => told(&faults.to_string(), file),
    }
}

const SECRET: &str = "hunter2";
/// Good and bad ones. They follow what is read, so that no other setting can quote them.
const SECRETS: [&str; 2] = [
    "\nJWT_SECRET=hunter2hunter2hunter2hunter2hunter2\nEMAIL_HOST_USER=u\nEMAIL_HOST_PASSWORD=hunter2\n\
     DATABASE_URL=postgres://u:hunter2@db/meet\n",
    "\nJWT_SECRET=hunter2\nEMAIL_HOST_USER=\nEMAIL_HOST_PASSWORD=hunter2\n\
     DATABASE_URL=mysql://root:hunter2@db\n",
];

const NAMES: &str = include_str!("../../../.env.example");

fn told(faults: &str, file: &Path) {
    assert!(!faults.contains(SECRET), "{faults}");
    for line in faults.split('\n').filter(|_| !faults.is_empty()) {
        let (name, why) = line.split_once(": ").unwrap_or_else(|| panic!("{line:?}"));
        let is_setting = !name.is_empty() && NAMES.contains(&format!("{name}="));
        assert!(is_setting || Path::new(name) == file, "{line:?}");
        assert!(
            !why.is_empty() && !line.contains(char::is_control),
            "{line:?}"
        );
    }
}

fn used(config: &Config) {
    for url in config.public_url.iter().chain(&config.cors_allowed_origins) {
        let read: actix_web::http::Uri = url.parse().unwrap_or_else(|_| panic!("{url:?}"));
        assert!(
            matches!(read.scheme_str(), Some("http" | "https")),
            "{url:?}"
        );
        assert!(read.host().is_some_and(|host| !host.is_empty()), "{url:?}");
        assert!(!url.ends_with('/') && read.query().is_none(), "{url:?}");
    }
    for origin in &config.cors_allowed_origins {
        assert_eq!(origin.matches('/').count(), 2, "{origin:?}");
    }
    assert!(!config.host.is_empty() && !config.database_url.reveal().is_empty());
    assert!((1..=256).contains(&config.workers) && (1..=512).contains(&config.blocking_threads));
}
