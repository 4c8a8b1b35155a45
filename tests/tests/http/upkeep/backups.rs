//! A file is a whole backup or none, and what is none restores nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use scheduler_tests::{Backend, Server, Site, on_both, server};
use tempfile::TempDir;

use super::{done, is_untouched, names, refused, text};

on_both!(
    a_backup_is_for_its_owner_alone_and_replaces_nothing_unasked,
    what_is_no_backup_of_this_kind_restores_nothing,
    nothing_is_restored_over_data,
    no_half_file_gets_the_name_of_a_backup,
);

fn a_backup_is_for_its_owner_alone_and_replaces_nothing_unasked(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    let said = done(&server.site, &["backup", text(&file)]);
    assert!(said.contains("1 users, 1 meetings"), "{said}");
    assert!(
        said.contains(&format!("{} bytes", file.metadata().unwrap().len())),
        "{said}"
    );
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let noted = "select count(*) as n from marks where name = 'backup'";
    assert_eq!(server.site.number(noted), 1);

    fs::write(&file, "something else").unwrap();
    refused(&server.site, &["backup", text(&file)], 1, "exists");
    assert_eq!(fs::read(&file).unwrap(), b"something else");
    done(&server.site, &["backup", text(&file), "--force"]);
    assert!(file.metadata().unwrap().len() > 1000);

    refused(
        &server.site,
        &["backup", "--force", text(folder.path())],
        1,
        "is not a file",
    );
    let nowhere = folder.path().join("no/such/folder");
    refused(&server.site, &["backup", text(&nowhere)], 1, "No such file");
    if backend == Backend::Sqlite {
        let itself = server.site.folder().join("meetings.db");
        let wal = server.site.folder().join("meetings.db-wal");
        for path in [itself, wal] {
            let arguments = ["backup", "--force", text(&path)];
            refused(&server.site, &arguments, 1, "is the database itself");
        }
    }
    assert_eq!(names(folder.path()), ["copy"]);
    ann.get("/api/auth/me/").gives(200);
}

fn what_is_no_backup_of_this_kind_restores_nothing(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    let folder = TempDir::new().unwrap();
    let whole = folder.path().join("whole");
    done(&server.site, &["backup", text(&whole)]);
    let bytes = fs::read(&whole).unwrap();
    let broken = folder.path().join("broken");
    let mut spoiled = bytes.clone();
    let middle = spoiled.len() / 2;
    spoiled[middle..middle + 4096.min(bytes.len() / 4)].fill(0xee);
    let cut = &bytes[..bytes.len() / 2];
    let unreadable = "no backup that can be restored";
    for (content, why) in [
        (b"".as_slice(), unreadable),
        (b"hello", unreadable),
        (cut, unreadable),
        // Whether PostgreSQL's programs read it to its end depends on where the fault is.
        (&spoiled, ""),
    ] {
        fs::write(&broken, content).unwrap();
        let empty = Site::unmigrated(backend);
        refused(&empty, &["restore", text(&broken)], 1, why);
        is_untouched(&empty);
    }
    let other = match backend {
        Backend::Sqlite => b"PGDMP\x01\x0e\x00".as_slice(),
        Backend::Postgres => b"SQLite format 3\0".as_slice(),
    };
    fs::write(&broken, other).unwrap();
    let empty = Site::unmigrated(backend);
    refused(
        &empty,
        &["restore", text(&broken)],
        1,
        "no backup that can be restored",
    );
    is_untouched(&empty);

    // Of a program that is to come.
    let later = "insert into __diesel_schema_migrations (version) values ('20990101000000')";
    server.site.execute(later);
    refused(
        &server.site,
        &["backup", text(&folder.path().join("later"))],
        1,
        "newer than this program",
    );
    assert_eq!(names(folder.path()), ["broken", "whole"]);
}

fn nothing_is_restored_over_data(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    done(&server.site, &["backup", text(&file)]);
    let before = server.site.contents();
    refused(
        &server.site,
        &["restore", text(&file)],
        1,
        "over data that is there",
    );
    assert_eq!(server.site.contents(), before);
    let target = Site::unmigrated(backend);
    match backend {
        Backend::Sqlite => {
            // SQLite would take the journal of a file that is gone for that of the new one.
            fs::write(target.folder().join("meetings.db-wal"), "left").unwrap();
            refused(
                &target,
                &["restore", text(&file)],
                1,
                "meetings.db-wal exists",
            );
            assert_eq!(names(target.folder()), ["meetings.db-wal"]);
        }
        Backend::Postgres => {
            target.execute("create schema theirs; create table theirs.own (id int)");
            refused(&target, &["restore", text(&file)], 1, "not empty");
            is_untouched(&target);
        }
    }
}

/// Of a command that may write 8 KiB into a file and no more; it is told so, or killed there.
fn limited(site: &Site, is_killed: bool, arguments: &[&str]) -> Output {
    let told = if is_killed { "" } else { "trap '' XFSZ; " };
    let mut command = Command::new("/bin/sh");
    command
        .arg("-c")
        .arg(format!("{told}ulimit -f 16; exec \"$0\" \"$@\""))
        .arg(server::binary())
        .args(arguments)
        .current_dir(site.folder())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("DATA_DIR", site.folder());
    if let Some(url) = site.database_url() {
        command.env("DATABASE_URL", url);
    }
    command.output().unwrap()
}

fn no_half_file_gets_the_name_of_a_backup(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    let folder = TempDir::new().unwrap();
    let (former, file) = (folder.path().join("former"), folder.path().join("copy"));
    done(&server.site, &["backup", text(&former)]);
    let kept = fs::read(&former).unwrap();
    for path in [&former, &file] {
        let output = limited(&server.site, false, &["backup", "--force", text(path)]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        let why = ["File too large", "disk I/O error", "disk is full"];
        assert!(why.iter().any(|why| said.contains(why)), "{said}");
        assert_eq!(names(folder.path()), ["former"]);
    }
    for path in [&former, &file] {
        let output = limited(&server.site, true, &["backup", "--force", text(path)]);
        assert_eq!(output.status.code(), None, "{output:?}");
        assert!(!file.exists());
    }
    assert_eq!(fs::read(&former).unwrap(), kept);
    if backend == Backend::Sqlite {
        let target = Site::unmigrated(backend);
        let output = limited(&target, false, &["restore", text(&former)]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("File too large"), "{said}");
        is_untouched(&target);
        let output = limited(&target, true, &["restore", text(&former)]);
        assert_eq!(output.status.code(), None, "{output:?}");
        assert!(!target.folder().join("meetings.db").exists());
        done(&target, &["restore", text(&former)]);
        assert_eq!(names(target.folder()), ["meetings.db"]);
    }
    // What a killed process has left is taken over.
    done(&server.site, &["backup", text(&file)]);
    done(&server.site, &["backup", "--force", text(&former)]);
    assert_eq!(names(folder.path()), ["copy", "former"]);
}
