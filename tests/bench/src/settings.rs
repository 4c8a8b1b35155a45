//! What the command line says.

use std::path::PathBuf;

use lexopt::prelude::{Long, Value, ValueExt};
use scheduler_domain::time::{Zone, parse_time};
use time::UtcDateTime;
use uuid::Uuid;

use crate::data::FEWEST;
use crate::floor::Kind;
use crate::measure::Effort;
use crate::paths::Path;

const USAGE: &str = "bench [--meetings \"20000 1000000\"] [--seconds 10] [--slices 5] [--starts 10] \
    [--only \"detail,create\"] [--out target/bench] [--base earlier.json]\n\
    bench compare earlier.json later.json";

pub(crate) enum Arguments {
    Bench(Bench),
    /// Two reports that are there.
    Compare {
        then: PathBuf,
        now: PathBuf,
    },
    Floor(Floor),
}

pub(crate) struct Bench {
    /// From least to greatest.
    pub(crate) meetings: Vec<u32>,
    pub(crate) effort: Effort,
    /// Those that are measured.
    pub(crate) paths: Vec<Path>,
    pub(crate) out: PathBuf,
    pub(crate) base: Option<PathBuf>,
}

/// This program as a floor of itself.
pub(crate) struct Floor {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    pub(crate) owner: Uuid,
    pub(crate) now: UtcDateTime,
}

impl Bench {
    /// Those whose growth is measured.
    pub(crate) fn growing(&self) -> impl Iterator<Item = Path> + '_ {
        let paths = self.paths.iter().copied();
        paths.filter(|path| Path::GROWING.contains(path))
    }
}

impl Arguments {
    pub(crate) fn read() -> Result<Self, lexopt::Error> {
        let mut parser = lexopt::Parser::from_env();
        let mut meetings = vec![20_000, 1_000_000];
        let (mut seconds, mut slices, mut starts) = (10_u32, 5, 10);
        let mut out = PathBuf::from("target/bench");
        let mut base = None;
        let mut paths = Path::ALL.to_vec();
        while let Some(argument) = parser.next()? {
            match argument {
                Value(command) if command == "floor" => return floor(&mut parser).map(Self::Floor),
                Value(command) if command == "compare" => {
                    return Ok(Self::Compare {
                        then: parser.value()?.into(),
                        now: parser.value()?.into(),
                    });
                }
                Long("only") => {
                    let text = parser.value()?.string()?;
                    let named = |path: &Path| text.split(',').any(|name| name == path.name());
                    paths.retain(named);
                }
                Long("meetings") => {
                    let text = parser.value()?.string()?;
                    let sizes = text.split_whitespace().map(str::parse);
                    meetings = sizes
                        .collect::<Result<_, _>>()
                        .map_err(|error| format!("--meetings {text}: {error}"))?;
                }
                Long("seconds") => seconds = parser.value()?.parse()?,
                Long("slices") => slices = parser.value()?.parse()?,
                Long("starts") => starts = parser.value()?.parse()?,
                Long("out") => out = parser.value()?.parse()?,
                Long("base") => base = Some(parser.value()?.parse()?),
                other => return Err(format!("{}\n{USAGE}", other.unexpected()).into()),
            }
        }
        meetings.sort_unstable();
        if slices == 0 || starts == 0 || meetings.first().is_none_or(|least| *least < FEWEST) {
            let told = format!("at least {FEWEST} meetings, one slice, one start\n{USAGE}");
            return Err(told.into());
        }
        Ok(Self::Bench(Bench {
            meetings,
            effort: Effort {
                connections: 32,
                slices,
                // wrk knows whole seconds only.
                slice_seconds: seconds.div_ceil(slices),
                starts,
            },
            paths,
            out,
            base,
        }))
    }
}

fn floor(parser: &mut lexopt::Parser) -> Result<Floor, lexopt::Error> {
    let mut next = || parser.value()?.string();
    let kind = match next()?.as_str() {
        "pooled" => Kind::Pooled,
        "direct" => Kind::Direct,
        other => return Err(format!("no floor is called {other}").into()),
    };
    Ok(Floor {
        kind,
        url: next()?,
        owner: Uuid::parse_str(&next()?).map_err(|error| error.to_string())?,
        now: parse_time(&next()?, &Zone::utc()).map_err(|error| error.to_string())?,
    })
}
