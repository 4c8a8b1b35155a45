//! Reads settings one by one and keeps count of what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::env_file::{Entry, entries};
use super::foreign;

/// Settings by name, as they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    environment: BTreeMap<String, String>,
    file: PathBuf,
    /// With the number of the line.
    entries: BTreeMap<String, (usize, String)>,
}

impl Values {
    /// The environment, and below it what a file says, if there is one.
    pub(crate) fn load(
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        file: &Path,
    ) -> (Self, Faults) {
        let (entries, faults) = from_file(file);
        let environment = environment.into_iter().map(|(name, value)| {
            // A value that is no text belongs to another program, or is refused as what it becomes.
            let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
            (name.into_owned(), value.into_owned())
        });
        let values = Self {
            environment: environment.collect(),
            file: file.to_owned(),
            entries,
        };
        (values, faults)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let from_file = || self.entries.get(name).map(|(_, value)| value.as_str());
        self.environment
            .get(name)
            .map_or_else(from_file, |value| Some(value))
    }
}

fn from_file(file: &Path) -> (BTreeMap<String, (usize, String)>, Faults) {
    let mut values = BTreeMap::new();
    let mut faults = Vec::new();
    let mut fault = |why| {
        let name = file.display().to_string();
        faults.push(Fault { name, why });
    };
    match std::fs::read(file).map(String::from_utf8) {
        Ok(Ok(text)) => {
            for entry in entries(&text) {
                match entry {
                    Ok(Entry { line, name, value }) => {
                        values.insert(name, (line, value));
                    }
                    Err(unreadable) => {
                        fault(format!("line {} {}", unreadable.line, unreadable.why));
                    }
                }
            }
        }
        Ok(Err(_quotes_the_file)) => fault("is not UTF-8".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => fault(format!("cannot be read: {error}")),
    }
    (values, Faults(faults))
}

/// What is wrong with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    name: String,
    why: String,
}

/// All that is wrong, one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }
}

impl Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Fault { name, why }) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{name}: {why}")?;
        }
        Ok(())
    }
}

/// Reads every setting, whatever is wrong with the others.
pub(super) struct Reader<'a> {
    values: &'a Values,
    faults: Vec<Fault>,
    /// Every setting that was asked for, which is every setting there is.
    known: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        Self {
            values,
            faults: Vec::new(),
            known: BTreeSet::new(),
        }
    }

    /// After the last setting was read: what is left over is refused, or told of.
    pub(super) fn finish<T>(mut self, config: T) -> Result<(T, Vec<String>), Faults> {
        let values = self.values;
        for (name, (line, _)) in &values.entries {
            if let Some(why) = foreign::fault_in_file(name, &self.known) {
                self.faults.push(Fault {
                    name: values.file.display().to_string(),
                    why: format!("line {line}: {why}"),
                });
            }
        }
        let names = || values.environment.keys().map(String::as_str);
        for (setting, why) in foreign::near_misses(names(), &self.known) {
            self.fault(&setting, why);
        }
        if self.faults.is_empty() {
            let warnings = foreign::warning(names(), &self.known);
            Ok((config, warnings.into_iter().collect()))
        } else {
            Err(Faults(self.faults))
        }
    }

    /// The names of all settings.
    #[cfg(test)]
    pub(super) fn known(&self) -> &BTreeSet<String> {
        &self.known
    }

    pub(super) fn fault(&mut self, name: &str, why: impl Into<String>) {
        self.faults.push(Fault {
            name: name.to_owned(),
            why: why.into(),
        });
    }

    /// For values that are no secrets.
    pub(super) fn fault_of(&mut self, name: &str, raw: &str, why: &str) {
        self.fault(name, format!("{raw:?} {why}"));
    }

    /// An empty value is as good as none: that is how a compose file leaves a setting out.
    pub(super) fn given(&mut self, name: &str) -> Option<&'a str> {
        let value = self.literal(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// With the white space around it.
    fn literal(&mut self, name: &str) -> Option<&'a str> {
        self.known.insert(name.to_owned());
        let value = self.values.get(name)?;
        (!value.trim().is_empty()).then_some(value)
    }

    /// The value, or the content of the file that `NAME_FILE` names, without the newline at its end.
    pub(super) fn secret(&mut self, name: &str) -> Option<String> {
        let in_file = format!("{name}_FILE");
        let value = self.literal(name).map(ToOwned::to_owned);
        let Some(path) = self.given(&in_file) else {
            return value;
        };
        if value.is_some() {
            self.fault(
                &in_file,
                format!("is set beside {name}: take one of them away"),
            );
            return value;
        }
        match content(Path::new(path)) {
            Ok(content) => Some(content),
            Err(why) => {
                self.fault_of(&in_file, path, &why);
                None
            }
        }
    }

    pub(super) fn text(&mut self, name: &str, default: &str) -> String {
        self.given(name).unwrap_or(default).to_owned()
    }

    pub(super) fn optional<T>(
        &mut self,
        name: &str,
        why: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let raw = self.given(name)?;
        let value = parse(raw);
        if value.is_none() {
            self.fault_of(name, raw, why);
        }
        value
    }

    pub(super) fn number<T>(&mut self, name: &str, default: T, range: RangeInclusive<T>) -> T
    where
        T: FromStr + PartialOrd + Display,
    {
        if self
            .given(name)
            .is_some_and(|raw| raw.starts_with("tcp://"))
        {
            self.fault(name, foreign::SERVICE_LINK);
            return default;
        }
        let why = format!("is not a number from {} to {}", range.start(), range.end());
        self.optional(name, &why, |raw| {
            raw.parse().ok().filter(|number| range.contains(number))
        })
        .unwrap_or(default)
    }

    pub(super) fn choice<T: Clone>(&mut self, name: &str, all: &[(&str, T)], default: T) -> T {
        let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
        let why = format!("is none of {}", names.join(", "));
        self.optional(name, &why, |raw| {
            all.iter()
                .find(|(name, _)| raw.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
        })
        .unwrap_or(default)
    }

    pub(super) fn switch(&mut self, name: &str, default: bool) -> bool {
        const WORDS: [(&str, bool); 8] = [
            ("on", true),
            ("off", false),
            ("true", true),
            ("false", false),
            ("yes", true),
            ("no", false),
            ("1", true),
            ("0", false),
        ];
        let why = "is neither on nor off";
        self.optional(name, why, |raw| {
            WORDS
                .iter()
                .find(|(word, _)| raw.eq_ignore_ascii_case(word))
                .map(|(_, value)| *value)
        })
        .unwrap_or(default)
    }
}

/// More than any secret has; a device file would never end.
const MAX_SECRET_BYTES: u64 = 64 << 10;

fn content(path: &Path) -> Result<String, String> {
    let mut content = String::new();
    File::open(path)
        .and_then(|file| file.take(MAX_SECRET_BYTES).read_to_string(&mut content))
        .map_err(|error| format!("cannot be read: {error}"))?;
    let content = content.strip_suffix('\n').unwrap_or(&content);
    let content = content.strip_suffix('\r').unwrap_or(content);
    if content.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    Ok(content.to_owned())
}
