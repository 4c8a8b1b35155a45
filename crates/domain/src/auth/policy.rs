//! Which passwords are good enough.

use std::collections::HashSet;
use std::sync::LazyLock;

use thiserror::Error;

use crate::text::Email;

/// bcrypt reads 72 octets, its closing NUL included.
pub const MAX_PASSWORD_BYTES: usize = 71;

/// Why a password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Fewer than 8 characters.
    #[error("This password is too short. It must contain at least 8 characters.")]
    TooShort,
    /// More than 71 bytes; bcrypt reads 72, its closing NUL included.
    #[error("This password is too long. It must not exceed 71 bytes.")]
    TooLong,
    /// U+0000, at which bcrypt stops reading.
    #[error("Null characters are not allowed.")]
    HasNul,
    /// Nothing but white space.
    #[error("This password is nothing but white space.")]
    AllSpace,
    /// Nothing but digits.
    #[error("This password is entirely numeric.")]
    AllDigits,
    /// Known to everybody who guesses passwords.
    #[error("This password is too common.")]
    Common,
    /// The address, or nearly.
    #[error("The password is too similar to the email.")]
    LikeEmail,
    /// The user name, or nearly.
    #[error("The password is too similar to the username.")]
    LikeUsername,
}

/// Every reason that applies.
pub fn password_faults(
    password: &str,
    email: &Email,
    username: Option<&str>,
) -> Vec<PasswordFault> {
    let host_and_all = email.as_str();
    let local = host_and_all.split('@').next().unwrap_or_default();
    [
        (password.chars().count() < 8, PasswordFault::TooShort),
        (password.len() > MAX_PASSWORD_BYTES, PasswordFault::TooLong),
        (password.contains('\0'), PasswordFault::HasNul),
        (
            !password.is_empty() && password.chars().all(char::is_whitespace),
            PasswordFault::AllSpace,
        ),
        (
            !password.is_empty() && password.chars().all(char::is_numeric),
            PasswordFault::AllDigits,
        ),
        (is_common(password), PasswordFault::Common),
        (
            is_like(password, host_and_all) || is_like(password, local),
            PasswordFault::LikeEmail,
        ),
        (
            username.is_some_and(|name| is_like(password, name)),
            PasswordFault::LikeUsername,
        ),
    ]
    .into_iter()
    .filter_map(|(applies, fault)| applies.then_some(fault))
    .collect()
}

fn is_common(password: &str) -> bool {
    static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        include_str!("common_passwords.txt")
            .lines()
            .filter(|line| !line.starts_with("# "))
            .collect()
    });
    COMMON.contains(password.to_lowercase().as_str())
}

/// Longer texts are refused elsewhere, whether or not they are alike.
const MAX_COMPARED_BYTES: usize = 320;

/// Equal, nearly equal, or the one within the other with little around it.
fn is_like(password: &str, name: &str) -> bool {
    // The comparison costs the product of both lengths, and nothing has bounded them yet.
    if password.len().max(name.len()) > MAX_COMPARED_BYTES {
        return false;
    }
    let (password, name) = (password.to_lowercase(), name.to_lowercase());
    if name.chars().count() < 3 {
        return false;
    }
    let contained = password.contains(&name) && name.len() * 10 >= password.len() * 6;
    contained || strsim::normalized_levenshtein(&password, &name) >= 0.7
}

#[cfg(test)]
mod tests {
    use super::*;
    use PasswordFault::*;

    #[test]
    fn every_reason_that_applies_is_given() {
        let email = Email::parse("ann.lee@example.org").unwrap();
        for (password, faults) in [
            ("correct horse battery", vec![]),
            ("Zürich-übermorgen", vec![]),
            ("short1!", vec![TooShort]),
            ("1234567", vec![TooShort, AllDigits, Common]),
            ("83649502817", vec![AllDigits]),
            ("          ", vec![AllSpace]),
            (
                "\u{a0}\u{2003}\u{3000} \u{a0}\u{2003}\u{3000} ",
                vec![AllSpace],
            ),
            ("Password1", vec![Common]),
            ("ann.lee@example.org", vec![LikeEmail]),
            ("ann.lee1", vec![LikeEmail]),
            ("annie-lee-99", vec![LikeUsername]),
            ("with\0nul inside", vec![HasNul]),
            ("", vec![TooShort]),
        ] {
            assert_eq!(
                password_faults(password, &email, Some("annie-lee-9")),
                faults,
                "{password:?}"
            );
        }
        assert_eq!(password_faults(&"é".repeat(36), &email, None), [TooLong]);
        assert!(password_faults(&"xy".repeat(35), &email, None).is_empty());
    }
}
