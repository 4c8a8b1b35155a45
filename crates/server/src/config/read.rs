//! Reads settings one by one and keeps count of what is wrong with them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::str::FromStr;

/// Settings by name, as they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(BTreeMap<String, String>);

impl Values {
    /// The environment, and below it what a file says, if there is one.
    pub(crate) fn load(
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        file: &Path,
    ) -> (Self, Faults) {
        let (mut values, faults) = from_file(file);
        for (name, value) in environment {
            // A value that is no text belongs to somebody else, or is refused as what it becomes.
            let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
            values.insert(name.into_owned(), value.into_owned());
        }
        (Self(values), faults)
    }
}

fn from_file(file: &Path) -> (BTreeMap<String, String>, Faults) {
    let mut values = BTreeMap::new();
    let mut faults = Vec::new();
    match dotenvy::from_path_iter(file) {
        Ok(entries) => {
            for (at, entry) in (1..).zip(entries) {
                match entry {
                    Ok((name, value)) => {
                        values.insert(name, value);
                    }
                    // The library's message quotes the line, which may hold a secret.
                    Err(_quotes_the_line) => faults.push(Fault {
                        name: file.display().to_string(),
                        why: format!("entry {at} cannot be read"),
                    }),
                }
            }
        }
        Err(dotenvy::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => faults.push(Fault {
            name: file.display().to_string(),
            why: format!("cannot be read: {error}"),
        }),
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
}

impl<'a> Reader<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        Self {
            values,
            faults: Vec::new(),
        }
    }

    pub(super) fn finish<T>(self, config: T) -> Result<T, Faults> {
        if self.faults.is_empty() {
            Ok(config)
        } else {
            Err(Faults(self.faults))
        }
    }

    /// For a setting whose value must not be printed.
    pub(super) fn fault(&mut self, name: &str, why: &str) {
        self.faults.push(Fault {
            name: name.to_owned(),
            why: why.to_owned(),
        });
    }

    pub(super) fn fault_of(&mut self, name: &str, value: &str, why: &str) {
        self.fault(name, &format!("{value:?} {why}"));
    }

    /// An empty value is as good as none: that is how a compose file leaves a setting out.
    pub(super) fn given(&self, name: &str) -> Option<&'a str> {
        let value = self.values.0.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    pub(super) fn text(&self, name: &str, default: &str) -> String {
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
