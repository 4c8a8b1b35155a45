//! `bench`: load on the real server, beside a floor that is measured in the same run.
//!
//! The floor answers the same bytes from the same database by one prepared statement for each
//! of the server's, without accounts, rules, validation or limits. See `docs/proof.md`.

mod create;
mod data;
mod floor;
mod floor_postgres;
mod floor_sqlite;
mod load;
mod process;
mod report;

use std::ffi::OsStr;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::{env, fs};

use scheduler_domain::text::Email;
use scheduler_domain::time::format_utc;
use time::Duration;
use uuid::Uuid;

use crate::data::Data;
use crate::load::{Figures, Load};
use crate::process::Listening;
use crate::report::Line;

const OWNER: &str = "owner@example.org";
const PASSWORD: &str = "a long enough passphrase";
const CONNECTIONS: u32 = 32;
const MEETINGS_OF_OWNER: u32 = 100;

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["floor", url, owner, email] => {
            let owner = Uuid::parse_str(owner).map_err(Error::other)?;
            floor::serve(url, owner, email)
        }
        [meetings, seconds, out] => {
            let number = |text: &str| text.parse::<u32>().map_err(Error::other);
            bench(number(meetings)?, number(seconds)?, Path::new(out))
        }
        _ => Err(Error::new(
            ErrorKind::InvalidInput,
            "bench <meetings> <seconds for each path> <figures.json>",
        )),
    }
}

fn bench(meetings: u32, seconds: u32, out: &Path) -> Result<()> {
    let mut lines = Vec::new();
    report::print_head();
    for database in [Database::sqlite()?, Database::postgres()?] {
        let ready = Ready::prepare(&database, meetings)?;
        for path in ["detail", "list of 100", "check-conflicts", "create"] {
            let line = ready.measure(path, seconds)?;
            report::print_line(&line);
            lines.push(line);
        }
        drop(ready);
        database.remove()?;
    }
    report::write(&lines, out)
}

/// An empty database of this run.
struct Database {
    name: &'static str,
    url: String,
    folder: PathBuf,
}

impl Database {
    fn sqlite() -> Result<Self> {
        let folder = env::temp_dir().join(format!("bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let url = folder.join("meetings.db").display().to_string();
        Ok(Self {
            name: "sqlite",
            url,
            folder,
        })
    }

    /// In the cluster of `TEST_POSTGRES_URL`, which `scripts/with-postgres.sh` sets.
    fn postgres() -> Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "The bench is no part of the server."
        )]
        let cluster = env::var("TEST_POSTGRES_URL").map_err(Error::other)?;
        let name = format!("bench_{}", std::process::id());
        create::postgres_execute(&cluster, &format!("create database {name}"))?;
        let url = create::in_database(&cluster, &name);
        Ok(Self {
            name: "postgresql",
            url,
            folder: env::temp_dir().join(name),
        })
    }

    fn settings(&self) -> Vec<(&str, &str)> {
        let folder = self.folder.to_str().unwrap_or_default();
        let mut settings = vec![
            ("PORT", "0"),
            ("DATA_DIR", folder),
            ("RATE_LIMIT", "off"),
            ("BCRYPT_COST", "4"),
            ("EMAIL_BACKEND", "file"),
            ("EMAIL_VERIFICATION", "off"),
        ];
        if self.name == "postgresql" {
            settings.push(("DATABASE_URL", &self.url));
        }
        settings
    }

    fn remove(self) -> Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)
        } else {
            Ok(())
        }
    }
}

/// A filled database with the server and the floor in front of it.
struct Ready {
    database: &'static str,
    url: String,
    meetings: u32,
    data: Data,
    token: String,
    owner: Uuid,
    organisers: Vec<String>,
    server: Listening,
    floor: Listening,
}

impl Ready {
    fn prepare(database: &Database, meetings: u32) -> Result<Self> {
        let mut command = process::server(&database.settings())?;
        let server = Listening::start(&mut command)?;
        let (token, owner) = create::register(&server.url, OWNER, PASSWORD)?;
        let organisers = (0..CONNECTIONS * 2)
            .map(|number| {
                let email = format!("organiser{number}@example.org");
                create::register(&server.url, &email, PASSWORD).map(|(token, _id)| token)
            })
            .collect::<Result<_>>()?;
        report::say(&format!(
            "filling {} with {meetings} meetings",
            database.name
        ));
        let data = data::fill(&database.url, OWNER, meetings).map_err(Error::other)?;
        create::analyze(&database.url)?;
        let id = owner.to_string();
        let args = [database.url.as_str(), &id, OWNER].map(OsStr::new);
        let floor = Listening::start(&mut process::floor(&args)?)?;
        Ok(Self {
            database: database.name,
            url: database.url.clone(),
            meetings,
            data,
            token,
            owner,
            organisers,
            server,
            floor,
        })
    }

    fn measure(&self, path: &'static str, seconds: u32) -> Result<Line> {
        let (server, floor) = match path {
            "detail" => {
                let ids: Vec<String> = self.data.ids.iter().map(|id| format!("\"{id}\"")).collect();
                let setup = format!("ids = {{{}}}", ids.join(","));
                let request = |prefix: &str| {
                    format!("return wrk.format('GET', '{prefix}/meetings/' .. ids[number] .. '/')")
                };
                (
                    self.load(&setup, &request("/api"), MEETINGS_OF_OWNER, seconds)?,
                    self.load_floor(&setup, &request(""), MEETINGS_OF_OWNER, seconds)?,
                )
            }
            "list of 100" => {
                let request =
                    |prefix: &str| format!("return wrk.format('GET', '{prefix}/meetings/')");
                (
                    self.load("", &request("/api"), 1, seconds)?,
                    self.load_floor("", &request(""), 1, seconds)?,
                )
            }
            "check-conflicts" => {
                let setup = format!("body = [[{}]]", self.check_body());
                let request =
                    |path: &str| format!("return wrk.format('POST', '{path}', nil, body)");
                (
                    self.load(
                        &setup,
                        &request("/api/meetings/check-conflicts/"),
                        1,
                        seconds,
                    )?,
                    self.load_floor(&setup, &request("/check-conflicts/"), 1, seconds)?,
                )
            }
            _ => (
                self.load(
                    &create::lua(&self.data, &self.organisers),
                    create::REQUEST,
                    create::REQUESTS,
                    seconds,
                )?,
                create::limit(&self.url, &self.data, self.owner, seconds)?,
            ),
        };
        Ok(Line {
            database: self.database,
            path,
            meetings: self.meetings,
            server,
            floor,
            memory_mib: self.server.memory_mib(),
        })
    }

    /// An hour, so that the answer hardly grows with the number of meetings that people have.
    fn check_body(&self) -> String {
        let people: Vec<&str> = self.data.people.iter().map(Email::as_str).collect();
        serde_json::json!({
            "start_time": format_utc(self.data.middle),
            "end_time": format_utc(self.data.middle + Duration::HOUR),
            "participant_emails": people,
        })
        .to_string()
    }

    fn load(&self, setup: &str, request: &str, requests: u32, seconds: u32) -> Result<Figures> {
        let setup = format!(
            "wrk.headers['Authorization'] = 'Bearer {}'\n{JSON}\n{setup}",
            self.token
        );
        load::run(&Load {
            url: &self.server.url,
            setup: &setup,
            request,
            requests,
            seconds,
            connections: CONNECTIONS,
        })
    }

    fn load_floor(
        &self,
        setup: &str,
        request: &str,
        requests: u32,
        seconds: u32,
    ) -> Result<Figures> {
        let setup = format!("{JSON}\n{setup}");
        load::run(&Load {
            url: &self.floor.url,
            setup: &setup,
            request,
            requests,
            seconds,
            connections: CONNECTIONS,
        })
    }
}

const JSON: &str = "wrk.headers['Content-Type'] = 'application/json'";
