//! Moves the tables of a script into the schema that the target has for them.

use std::io::{self, BufRead, Write};

use super::contents::copied;

/// Where the tables come from and go to, each as SQL spells it.
pub(super) struct Move<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
}

impl Move<'_> {
    /// Copies a script of `pg_restore`. Rows stay as they are; the schema, which is there, is not made.
    pub(super) fn copy(&self, mut script: impl BufRead, mut to: impl Write) -> io::Result<()> {
        let mut line = Vec::new();
        let mut is_rows = false;
        while script.read_until(b'\n', &mut line)? > 0 {
            if is_rows {
                is_rows = line != b"\\.\n";
                to.write_all(&line)?;
            } else if !self.is_about_the_schema(&line) {
                is_rows = copied(&line).is_some();
                to.write_all(&self.moved(&line))?;
            }
            line.clear();
        }
        Ok(())
    }

    fn is_about_the_schema(&self, line: &[u8]) -> bool {
        let line = String::from_utf8_lossy(line);
        let made = format!("CREATE SCHEMA {};", self.from);
        let noted = format!("COMMENT ON SCHEMA {} IS ", self.from);
        line.trim_end() == made || line.starts_with(&noted)
    }

    /// With every `from.` as `to.`, unless it is the end of a longer name.
    fn moved(&self, line: &[u8]) -> Vec<u8> {
        let mark = format!("{}.", self.from);
        let line = String::from_utf8_lossy(line);
        let mut parts = line.split(&mark);
        let mut moved = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_longer = moved.ends_with(|c: char| c.is_alphanumeric() || "_$\".".contains(c));
            moved.push_str(if is_longer { self.from } else { self.to });
            moved.push('.');
            moved.push_str(part);
        }
        moved.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_move_and_rows_stay() {
        let script = "CREATE SCHEMA meet;\n\
            CREATE TABLE meet.users (id bigint DEFAULT nextval('meet.users_id_seq'::regclass));\n\
            ALTER TABLE ONLY meet.users ADD FOREIGN KEY (id) REFERENCES meet.roles(id);\n\
            COPY meet.users (id, name) FROM stdin;\n\
            1\tmeet.users of committee.meet.x\n\
            \\.\n\
            SELECT pg_catalog.setval('meet.users_id_seq', 2, true);\n\
            CREATE INDEX x ON nomeet.users (id);\n";
        let mut out = Vec::new();
        let change = Move {
            from: "meet",
            to: "\"Theirs\"",
        };
        change.copy(script.as_bytes(), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "CREATE TABLE \"Theirs\".users (id bigint DEFAULT nextval('\"Theirs\".users_id_seq'::regclass));\n\
            ALTER TABLE ONLY \"Theirs\".users ADD FOREIGN KEY (id) REFERENCES \"Theirs\".roles(id);\n\
            COPY \"Theirs\".users (id, name) FROM stdin;\n\
            1\tmeet.users of committee.meet.x\n\
            \\.\n\
            SELECT pg_catalog.setval('\"Theirs\".users_id_seq', 2, true);\n\
            CREATE INDEX x ON nomeet.users (id);\n"
        );
    }
}
