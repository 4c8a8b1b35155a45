//! International domain names (IDNA2008, Unicode Technical Standard 46): how they are stored, and when
//! they are shown in other letters than ASCII.

use std::borrow::Cow;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// What a label of the DNS begins with that stands for other letters (RFC 5890 §2.3.2.1).
const ENCODED: &str = "xn--";

/// A name with other dots, ignored characters and composed letters is longer before it is converted.
const MAX_RAW_BYTES: usize = 1_024;

/// The name as the DNS knows it, in lower case; nothing if it has none. Names in plain ASCII are not
/// judged.
pub fn to_ascii(name: &str) -> Option<Cow<'_, str>> {
    if name.is_ascii() && !has_encoded_label(name) {
        return Some(if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            name.to_ascii_lowercase().into()
        } else {
            name.into()
        });
    }
    if name.len() > MAX_RAW_BYTES {
        return None;
    }
    Uts46::new()
        .to_ascii(
            name.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()
}

/// The name for people to read. Each label is in its own letters if these
/// [are unambiguous](is_unambiguous), and as the DNS knows it otherwise.
pub(crate) fn shown(name: &str) -> Cow<'_, str> {
    if !has_encoded_label(name) {
        return name.into();
    }
    let (shown, is_valid) = Uts46::new().to_user_interface(
        name.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::Check,
        |label, _top, _is_bidi| is_unambiguous(label),
    );
    if is_valid.is_ok() { shown } else { name.into() }
}

/// Each label as the DNS knows it, where it is one: a part of a name need not be.
pub(crate) fn to_ascii_part(part: &str) -> String {
    let is_dot = |c: char| matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
    let labels = part.split(is_dot).map(|label| {
        let is_foreign = !label.is_ascii();
        let ascii = is_foreign.then(|| to_ascii(label)).flatten();
        ascii.unwrap_or_else(|| label.into())
    });
    labels.collect::<Vec<_>>().join(".")
}

fn has_encoded_label(name: &str) -> bool {
    name.split('.').any(|label| {
        let start = label.as_bytes().get(..ENCODED.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(ENCODED.as_bytes()))
    })
}

/// Latin letters that are no `a` to `z` with marks and look like none of these.
const LATIN_LETTERS: &str = "ßæðøđħłŋœ";

/// Scripts in use today (Unicode Standard Annex 31, table 5) but Latin; those of one row stand
/// together in one word (Unicode Technical Standard 39, §5.2).
const SCRIPTS: [&[Script]; 29] = [
    &[Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Han, Script::Hangul],
    &[Script::Han, Script::Bopomofo],
    &[Script::Arabic],
    &[Script::Armenian],
    &[Script::Bengali],
    &[Script::Cyrillic],
    &[Script::Devanagari],
    &[Script::Ethiopic],
    &[Script::Georgian],
    &[Script::Greek],
    &[Script::Gujarati],
    &[Script::Gurmukhi],
    &[Script::Hebrew],
    &[Script::Kannada],
    &[Script::Khmer],
    &[Script::Lao],
    &[Script::Malayalam],
    &[Script::Myanmar],
    &[Script::Oriya],
    &[Script::Sinhala],
    &[Script::Tamil],
    &[Script::Telugu],
    &[Script::Thaana],
    &[Script::Thai],
    &[Script::Tibetan],
    &[Script::Hangul],
    &[Script::Hiragana],
    &[Script::Katakana],
];

/// Characters of these scripts that are taken for an ASCII one (Unicode's `confusables.txt`, with
/// marks left out, and what browsers add to it).
const LOOK_ALIKES: &str = "ագզհղյոռսցւքօֆ\
    абгеорсухшёѓѕіїјћўџґғҫүұһҽҿӏӑӓӕӗӧөӯӱӳьпъѡѵԁԛԝ\
    ΐάήίΰαγηθινορσυϊϋόύκτω\
    თყሀዐፀ০৪৭०३૦૩೦០໐ടഠငတဝ၀ၚଠ๐\
    וטיןס۰۱۵۷اهھہۂۃە〇丅丫丶丿ノ";

/// Whether a label cannot be taken for another one: it consists of `a` to `z` with or without marks and
/// [`LATIN_LETTERS`], or of one row of [`SCRIPTS`] and at least one of its characters is none of the
/// [`LOOK_ALIKES`]. Digits and hyphens fit with both. `web/src/lib/address.ts` has the same rule.
fn is_unambiguous(label: &[char]) -> bool {
    let is_neutral = |c: &char| c.is_ascii_digit() || *c == '-';
    let letters = || label.iter().filter(|c| !is_neutral(c));
    let is_of = |row: &&[Script]| {
        letters().all(|c| {
            let scripts = c.script_extension();
            let is_shared = scripts.is_common() || scripts.is_inherited();
            !is_shared && row.iter().any(|script| scripts.contains_script(*script))
        })
    };
    letters().all(|c| is_plain_latin(*c))
        || (SCRIPTS.iter().any(is_of) && letters().any(|c| !LOOK_ALIKES.contains(*c)))
}

fn is_plain_latin(c: char) -> bool {
    let mut decomposed = std::iter::once(c).nfd();
    let base = decomposed.next();
    LATIN_LETTERS.contains(c)
        || (base.is_some_and(|base| base.is_ascii_lowercase()) && decomposed.all(is_combining_mark))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn name_is_stored_as_the_dns_knows_it() {
        for (name, stored) in [
            ("Example.ORG", Some("example.org")),
            ("müller.example", Some("xn--mller-kva.example")),
            ("MÜLLER.Example", Some("xn--mller-kva.example")),
            ("mu\u{308}ller.example", Some("xn--mller-kva.example")),
            ("XN--mller-KVA.example", Some("xn--mller-kva.example")),
            // Not "strasse", as IDNA2003 had it.
            ("straße.example", Some("xn--strae-oqa.example")),
            ("STRASSE.example", Some("strasse.example")),
            ("例え。テスト", Some("xn--r8jz45g.xn--zckzah")),
            ("ｅｘａｍｐｌｅ．org", Some("example.org")),
            ("a--b.müller.example", Some("a--b.xn--mller-kva.example")),
            ("müller.example.", None),
            ("müller。", None),
            ("mül ler.example", None),
            ("mül_ler.example", None),
            ("-müller.example", None),
            ("ü..example", None),
            ("xn--a.example", None),
            ("xn--abc-.example", None),
            ("xn--.example", None),
            // Another encoding of "ß", of upper case, of what is left out.
            ("xn--MLLER-kva3a.example", None),
            ("ü\u{2028}.example", None),
            ("\u{202e}ü.example", None),
            // Joiners that no letter before asks for.
            ("ü\u{200d}b.example", None),
            ("אa.example", None),
        ] {
            assert_eq!(to_ascii(name).as_deref(), stored, "{name:?}");
        }
        assert_eq!(to_ascii(&"ü.".repeat(2_000)), None);
        assert_eq!(to_ascii(&format!("{}.example", "ü".repeat(63))), None);
    }

    #[test]
    fn label_that_could_imitate_another_is_shown_encoded() {
        for name in [
            "müller.example",
            "kræmer.example",
            "straße.example",
            "łódź.example",
            "việtnam.example",
            "пример.example",
            "παράδειγμα.example",
            "例え.テスト",
            "실례.example",
            "ドメイン.example",
            "שלום.example",
            "مثال.example",
            "उदाहरण.example",
            "ไทย.example",
            "пример-24.example",
        ] {
            assert_eq!(shown(&to_ascii(name).unwrap()), name);
        }
        for imitation in [
            // Cyrillic letters among Latin ones, and Cyrillic letters alone.
            "раypal.example",
            "аррӏе.example",
            "ӧӧ.example",
            "οοο.example",
            "օոս.example",
            "ıbm.example",
            "þaypal.example",
            "ɡoogle.example",
            "abc日本.example",
            "a\u{332}b.example",
            "qu\u{327}x.example",
            "丶丿.example",
            "०.example",
        ] {
            let stored = to_ascii(imitation).unwrap();
            assert_eq!(shown(&stored), stored, "{imitation}");
        }
        // Label by label.
        let mixed = to_ascii("аррӏе.müller.example").unwrap();
        assert_eq!(shown(&mixed), "xn--80ak6aa92e.müller.example");
    }

    #[test]
    fn name_that_a_store_kept_and_that_does_not_decode_is_shown_as_it_is() {
        for kept in ["xn--a.example", "xn--.example", "xn--abc-"] {
            assert_eq!(shown(kept), kept);
        }
    }

    proptest! {
        #[test]
        fn every_form_of_a_name_is_one_name(
            name in "[a-zA-ZäÄßæıþ\u{308}аррӏяжА日本ラーא\u{200d}0-9.。_-]{1,12}(\\.example)?"
        ) {
            if let Some(stored) = to_ascii(&name) {
                prop_assert!(stored.is_ascii() && !stored.contains(|c: char| c.is_ascii_uppercase()));
                for form in [&*stored, &stored.to_ascii_uppercase(), &shown(&stored)] {
                    prop_assert_eq!(&to_ascii(form).unwrap(), &stored, "{}", form);
                }
            }
        }

        #[test]
        fn any_text_is_converted_or_refused(name in ".{0,80}", encoded in "xn--[a-z0-9-]{0,20}") {
            for name in [name, encoded] {
                if let Some(stored) = to_ascii(&name) {
                    let shown = shown(&stored);
                    prop_assert_eq!(&to_ascii(&shown).unwrap(), &stored, "{}", shown);
                }
                let _any_text_is_shown = shown(&name);
                let _any_text_is_searched = to_ascii_part(&name);
            }
        }
    }

    #[test]
    fn part_of_a_name_is_converted_label_by_label() {
        for (part, ascii) in [
            ("müller", "xn--mller-kva"),
            ("müller.ex", "xn--mller-kva.ex"),
            (".müller。", ".xn--mller-kva."),
            ("example.org", "example.org"),
            ("mül ler", "mül ler"),
        ] {
            assert_eq!(to_ascii_part(part), ascii);
        }
    }
}
