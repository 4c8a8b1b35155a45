//! YAML 1.2 from JSON values: block style, with JSON's quotes, which YAML shares.

use std::fmt::Write as _;

use serde_json::Value;

/// Ends with a line break.
pub(super) fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out.push('\n');
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (index, (key, member)) in members.iter().enumerate() {
                new_line(out, index, depth);
                write_key(out, key);
                out.push(':');
                write_nested(out, member, depth);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                new_line(out, index, depth);
                out.push_str("- ");
                write(out, item, depth + 1);
            }
        }
        leaf => {
            let _ = write!(out, "{leaf}");
        }
    }
}

fn write_nested(out: &mut String, value: &Value, depth: usize) {
    let has_lines = match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _leaf => false,
    };
    if has_lines {
        out.push('\n');
        out.push_str(&"  ".repeat(depth + 1));
    } else {
        out.push(' ');
    }
    write(out, value, depth + 1);
}

/// The first member of a block begins where its parent left off.
fn new_line(out: &mut String, index: usize, depth: usize) {
    if index > 0 {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
}

/// Quoted, except for words that no version of YAML reads as anything but text.
fn write_key(out: &mut String, key: &str) {
    let is_word = key.len() > 3
        && key.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
        && !["true", "false", "null"].contains(&key.to_lowercase().as_str());
    if is_word {
        out.push_str(key);
    } else {
        let _ = write!(out, "{}", Value::from(key));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn yaml_is_written_in_blocks() {
        let value = json!({
            "info": {"title": "a: b", "on": true, "none": null, "x": []},
            "list": [1, {"name": "n", "deep": ["-"]}, [], [2, 3]],
        });
        let wanted = "\
info:
  title: \"a: b\"
  \"on\": true
  none: null
  \"x\": []
list:
  - 1
  - name: \"n\"
    deep:
      - \"-\"
  - []
  - - 2
    - 3
";
        assert_eq!(to_yaml(&value), wanted);
    }
}
