//! Just enough of a reader to judge a file by: lines, names, and instants by its own VTIMEZONE.

/// Unfolded.
pub(crate) fn lines(file: &str) -> Vec<String> {
    file.replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

/// The names of all properties, in order.
pub(crate) fn names(file: &str) -> Vec<String> {
    lines(file)
        .iter()
        .map(|line| line.split([':', ';']).next().unwrap().to_owned())
        .collect()
}

/// A value of type TEXT.
pub(crate) fn text(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next().unwrap() {
                'n' => '\n',
                escaped => escaped,
            },
            _ => c,
        });
    }
    out
}

/// The value of a parameter in quotes (RFC 6868), and what comes after them.
pub(crate) fn quoted(line: &str) -> (String, String) {
    let (value, after) = line.strip_prefix('"').unwrap().split_once('"').unwrap();
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '^' => match chars.next().unwrap() {
                'n' => '\n',
                '\'' => '"',
                other => other,
            },
            _ => c,
        });
    }
    (out, after.to_owned())
}

/// Local seconds at which an observance begins, and the offsets before and after.
struct Onset {
    local: i64,
    from: i64,
    to: i64,
}

/// The Unix seconds of `DTSTART` or `DTEND` of the only meeting, by the rules in the file itself.
pub(crate) fn instant(file: &str, key: &str) -> i64 {
    let lines = lines(file);
    let line = lines.iter().rfind(|line| line.starts_with(key)).unwrap();
    let value = line.rsplit(':').next().unwrap();
    if let Some(utc) = value.strip_suffix('Z') {
        return seconds(utc);
    }
    let wall = seconds(value);
    let mut onsets: Vec<_> = onsets(&lines);
    onsets.sort_by_key(|onset| onset.local - onset.from);
    // RFC 5545 §3.3.5: the offset that is in force at the first instant with this wall time.
    onsets
        .iter()
        .enumerate()
        .filter_map(|(index, onset)| {
            let at = wall - onset.to;
            let begins = onset.local - onset.from;
            let ends = onsets
                .get(index + 1)
                .map_or(i64::MAX, |next| next.local - next.from);
            (begins <= at && at < ends).then_some(at)
        })
        .min()
        .unwrap()
}

fn onsets(lines: &[String]) -> Vec<Onset> {
    let after = |line: &String, key: &str| line.strip_prefix(key).map(str::to_owned);
    let mut onsets = Vec::new();
    let mut lines = lines.iter();
    while let Some(line) = lines.next() {
        if line == "BEGIN:STANDARD" || line == "BEGIN:DAYLIGHT" {
            onsets.push(Onset {
                local: seconds(&after(lines.next().unwrap(), "DTSTART:").unwrap()),
                from: offset(&after(lines.next().unwrap(), "TZOFFSETFROM:").unwrap()),
                to: offset(&after(lines.next().unwrap(), "TZOFFSETTO:").unwrap()),
            });
        }
    }
    onsets
}

fn seconds(digits: &str) -> i64 {
    let part = |from: usize, to: usize| digits[from..to].parse::<i8>().unwrap();
    jiff::civil::DateTime::new(
        digits[0..4].parse().unwrap(),
        part(4, 6),
        part(6, 8),
        part(9, 11),
        part(11, 13),
        part(13, 15),
        0,
    )
    .unwrap()
    .to_zoned_datetime(jiff::tz::TimeZone::UTC)
    .unwrap()
    .timestamp()
    .as_second()
}

fn offset(text: &str) -> i64 {
    let part = |from: usize| {
        text.get(from..from + 2)
            .map_or(0, |two| two.parse::<i64>().unwrap())
    };
    let all = part(1) * 3600 + part(3) * 60 + part(5);
    if text.starts_with('-') { -all } else { all }
}
