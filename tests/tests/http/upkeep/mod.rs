//! What whoever runs the server does by commands: copies, restores, hands out and deletes.

mod backups;
mod people;
mod restores;
mod tools;

use std::fs;
use std::path::Path;
use std::process::Output;

use scheduler_tests::{Backend, Site, server};

/// Runs a command on a site, with its settings and `more`.
pub(super) fn run(site: &Site, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let url = site.database_url();
    let folder = site.folder().to_str().unwrap().to_owned();
    let mut settings = vec![("DATA_DIR", folder.as_str())];
    settings.extend(url.as_deref().map(|url| ("DATABASE_URL", url)));
    settings.extend(more);
    server::command(arguments, &settings, None)
}

pub(super) fn done(site: &Site, arguments: &[&str]) -> String {
    let output = run(site, arguments, &[]);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub(super) fn refused(site: &Site, arguments: &[&str], code: i32, why: &str) {
    let output = run(site, arguments, &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(why), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

pub(super) fn is_untouched(site: &Site) {
    match site.backend {
        Backend::Sqlite => assert!(names(site.folder()).is_empty()),
        Backend::Postgres => {
            let tables = "select count(*) as n from pg_tables where schemaname = 'public'";
            assert_eq!(site.number(tables), 0);
        }
    }
}
