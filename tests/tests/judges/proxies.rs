//! A browser logs in through nginx and Caddy, at `/` and below a path, and a database behind
//! PgBouncer is told.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use scheduler_tests::people::{Meeting, PASSWORD, meeting};
use scheduler_tests::{Backend, Server, Site, within};
use serde_json::json;
use tempfile::TempDir;

use crate::browser::in_browser;
use crate::judge;

/// A process that dies with this value.
struct Program {
    child: Child,
    _folder: TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

/// Started in a folder of its own, and awaited at this port.
fn start(port: u16, folder: TempDir, command: &mut Command) -> Program {
    let child = command.stdout(Stdio::null()).spawn().unwrap();
    let program = Program {
        child,
        _folder: folder,
    };
    within(20, "the program listens", || {
        TcpStream::connect(("127.0.0.1", port)).ok()
    });
    program
}

/// Of a program, at a port, before a server, below a path.
type Proxy = fn(&Path, u16, &str, &str) -> Program;

/// What docs/operating.md says, without TLS.
fn nginx(program: &Path, port: u16, upstream: &str, base: &str) -> Program {
    let folder = TempDir::new().unwrap();
    let home = folder.path().display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {home}/{kind};\n"))
        .concat();
    let text = format!(
        "daemon off; pid {home}/pid; error_log stderr;
        events {{}}
        http {{
            access_log off; {temporary}
            server {{
                listen 127.0.0.1:{port};
                location = {base} {{ return 301 {base}/; }}
                location {base}/ {{
                    proxy_pass http://{upstream};
                    proxy_http_version 1.1;
                    proxy_set_header Connection \"\";
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                }}
            }}
        }}"
    );
    let text = if base.is_empty() {
        text.replace("location =  { return 301 /; }", "")
    } else {
        text
    };
    let file = folder.path().join("nginx.conf");
    fs::write(&file, text).unwrap();
    start(port, folder, Command::new(program).arg("-c").arg(file))
}

/// The same.
fn caddy(program: &Path, port: u16, upstream: &str, base: &str) -> Program {
    let folder = TempDir::new().unwrap();
    let text = format!(
        "{{\nadmin off\nauto_https off\n}}\n\
        http://127.0.0.1:{port} {{\nhandle {base}/* {{\nreverse_proxy {upstream}\n}}\n}}\n"
    );
    let file = folder.path().join("Caddyfile");
    fs::write(&file, text).unwrap();
    let mut command = Command::new(program);
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(file);
    command.env("HOME", folder.path()).stderr(Stdio::null());
    start(port, folder, &mut command)
}

#[test]
fn browser_logs_in_through_a_proxy_at_the_root_and_below_a_path() {
    let (Some(playwright), Some(of_nginx), Some(of_caddy)) =
        (judge("PLAYWRIGHT"), judge("NGINX"), judge("CADDY"))
    else {
        return;
    };
    for base in ["", "/meet"] {
        let proxies: [(&Path, Proxy); 2] = [(&of_nginx, nginx), (&of_caddy, caddy)];
        for (program, proxy) in proxies {
            let port = free_port();
            let public = format!("http://127.0.0.1:{port}{base}");
            let settings = [("PUBLIC_URL", public.as_str()), ("TRUST_PROXY", "on")];
            let server = Server::with(Backend::Sqlite, &settings);
            let ann = server.person("ann");
            let mut body = meeting("09:00");
            body["title"] = json!("Harvest");
            body["participants"] = json!([{"email": "bob@example.org"}]);
            let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
            let link = ann.link_of(&planned, "bob@example.org");
            let _proxy = proxy(program, port, server.address(), base);
            let seen = in_browser(
                &playwright,
                "log-in.cjs",
                &json!({
                    "base": public, "email": "ann@example.org", "password": PASSWORD,
                    "title": "Harvest", "guest": format!("/rsvp/{link}/"),
                }),
            );
            assert_eq!(seen["failed"], json!([]), "{public}: {seen}");
            assert_eq!(
                seen["url"],
                format!("{public}/dashboard/meetings"),
                "{seen}"
            );
            let deep = format!("{public}/dashboard/meetings/{}", planned.id);
            assert!(seen["deep"].as_str().unwrap().starts_with(&deep), "{seen}");
            let answered = format!("{public}/rsvp/");
            assert!(
                seen["answered"].as_str().unwrap().starts_with(&answered),
                "{seen}"
            );
            assert_eq!(
                seen["brand"], "flex",
                "the guest page has its styles: {seen}"
            );
            let link = format!("{public}/rsvp/");
            within(10, "the invitation", || {
                let mails = server.site.mails().into_iter();
                mails
                    .map(|mail| mail.replace("=\r\n", ""))
                    .find(|mail| mail.contains(&link))
            });
        }
    }
}

#[test]
fn pgbouncer_in_transaction_mode_is_refused_and_in_session_mode_works() {
    let Some(program) = judge("PGBOUNCER") else {
        return;
    };
    if !Backend::Postgres.is_there() {
        return;
    }
    let site = Site::unmigrated(Backend::Postgres);
    let url = site.database_url().unwrap();
    let (_, place) = url.split_once('@').unwrap();
    let (host, name) = place.split_once('/').unwrap();
    let (host, port) = host.split_once(':').unwrap();
    for (mode, is_refused) in [("transaction", true), ("session", false)] {
        let folder = TempDir::new().unwrap();
        let own = free_port();
        let text = format!(
            "[databases]\n{name} = host={host} port={port} dbname={name}\n\
            [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {own}\nunix_socket_dir =\n\
            auth_type = any\npool_mode = {mode}\n"
        );
        let text = text.replace(
            &format!("dbname={name}\n"),
            &format!("dbname={name} user=postgres\n"),
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, text).unwrap();
        let mut command = Command::new(&program);
        if is_root() {
            // It refuses to run as root.
            let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            fs::set_permissions(folder.path(), open).unwrap();
            command.args(["-u", "nobody"]);
        }
        command.arg(&file).stderr(Stdio::null());
        let _pooler = start(own, folder, &mut command);
        let pooled = format!("postgres://postgres@127.0.0.1:{own}/{name}");
        let settings = [("DATABASE_URL", pooled.as_str())];
        let done = scheduler_tests::server::command(&["migrate"], &settings, None);
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(
            done.status.code(),
            Some(i32::from(is_refused)),
            "{mode}: {said}"
        );
        assert_eq!(
            said.contains("pool_mode = session"),
            is_refused,
            "{mode}: {said}"
        );
    }
}

fn is_root() -> bool {
    let own = Command::new("id").arg("-u").output().unwrap();
    own.stdout == b"0\n"
}
