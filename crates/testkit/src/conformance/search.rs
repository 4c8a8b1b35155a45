//! `MeetingRepo::list`: the words of a search.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{Filter, Meeting};
use scheduler_domain::store::Store;
use scheduler_domain::text::{Description, Email, Location, Name};

use super::hidden_guests::{appoint_cleo, hidden};
use super::steps::{listed, of};
use crate::builders::{minutes, plan};
use crate::world::{World, put};

pub fn every_word_must_be_part_of_title_description_or_location(store: &dyn Store) {
    let world = World::new(store);
    let mut cmd = plan("Budget review", minutes(60, 60), &[]);
    cmd.details.description = Description::parse("Numbers\nof the quarter").unwrap();
    cmd.details.location = Location::parse("Berlin").unwrap();
    world.planned(&world.ann, &cmd);
    world.meeting("Budget talk", minutes(120, 60), &[]);
    for (words, expected) in [
        (&["budget"][..], &["Budget review", "Budget talk"][..]),
        (&["udge"], &["Budget review", "Budget talk"]),
        (&["QUARTER"], &["Budget review"]),
        (&["berlin", "numbers", "review"], &["Budget review"]),
        (&["talk", "berlin"], &[]),
        (&["nothing"], &[]),
        (&[], &["Budget review", "Budget talk"]),
    ] {
        let filter = Filter {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            ..Filter::default()
        };
        assert_eq!(
            listed(&world, &of(&world.ann), &filter),
            expected,
            "{words:?}"
        );
    }
}

pub fn a_search_ignores_case_beyond_ascii(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("ÜBUNG in Österreich", minutes(60, 60), &[]);
    world.meeting("ЗУСТРІЧ", minutes(120, 60), &[]);
    for (word, expected) in [
        ("übung", "ÜBUNG in Österreich"),
        ("ÖSTERREICH", "ÜBUNG in Österreich"),
        ("зустріч", "ЗУСТРІЧ"),
        ("Зустріч", "ЗУСТРІЧ"),
    ] {
        let filter = Filter {
            words: vec![word.to_owned()],
            ..Filter::default()
        };
        assert_eq!(
            listed(&world, &of(&world.ann), &filter),
            [expected],
            "{word}"
        );
    }
}

pub fn a_search_takes_every_character_as_itself(store: &dyn Store) {
    let world = World::new(store);
    let titles = [
        "100% done",
        "snake_case",
        "it's \"quoted\"",
        "back\\slash",
        "dollar $1 ?1 :a",
        "[a-z]* (x|y).",
    ];
    for title in titles {
        world.meeting(title, minutes(60, 60), &[]);
    }
    world.meeting("plain words", minutes(120, 60), &[]);
    for (word, expected) in [
        ("%", titles[0]),
        ("0% d", titles[0]),
        ("_", titles[1]),
        ("'", titles[2]),
        ("\"", titles[2]),
        ("\\", titles[3]),
        ("$1", titles[4]),
        ("?1", titles[4]),
        (":a", titles[4]),
        ("[a-z]*", titles[5]),
        ("|", titles[5]),
    ] {
        let filter = Filter {
            words: vec![word.to_owned()],
            ..Filter::default()
        };
        assert_eq!(
            listed(&world, &of(&world.ann), &filter),
            [expected],
            "{word}"
        );
    }
}

pub fn a_search_finds_the_words_of_now(store: &dyn Store) {
    let world = World::new(store);
    let before = world.meeting("Old words", minutes(60, 60), &[]);
    let details = crate::builders::details("New words", minutes(60, 60));
    put(store, |tx| {
        tx.meetings().update(&Meeting {
            details: details.clone(),
            ..before.clone()
        })
    });
    let search = |word: &str| {
        let filter = Filter {
            words: vec![word.to_owned()],
            ..Filter::default()
        };
        listed(&world, &of(&world.ann), &filter)
    };
    assert_eq!(search("new"), ["New words"]);
    assert_eq!(search("old"), Vec::<String>::new());
}

pub fn many_words_are_one_search(store: &dyn Store) {
    let world = World::new(store);
    let words: Vec<String> = (0..30).map(|number| format!("word{number:02}")).collect();
    let mut cmd = plan("Long", minutes(60, 60), &[]);
    cmd.details.description = Description::parse(&words.join(" ")).unwrap();
    world.planned(&world.ann, &cmd);
    let filter = Filter {
        words,
        ..Filter::default()
    };
    assert_eq!(listed(&world, &of(&world.ann), &filter), ["Long"]);
}

fn found(world: &World<'_>, actor: &Actor, words: &str) -> Vec<String> {
    let filter = Filter {
        words: words.split(' ').map(str::to_owned).collect(),
        ..Filter::default()
    };
    listed(world, &of(actor), &filter)
}

pub fn participants_and_the_organiser_are_found_by_name_and_address(store: &dyn Store) {
    let world = World::new(store);
    let mut cmd = plan("Review", minutes(60, 60), &["bob", "zoe", "hue"]);
    cmd.participants[1].name = Name::parse("Zoë MÜLLER").unwrap();
    // One accent composed, the other not, as some keyboards of Vietnamese write.
    cmd.participants[2].name = Name::parse("Hu\u{ea}\u{301}").unwrap();
    world.planned(&world.ann, &cmd);
    world.meeting("Talk", minutes(120, 60), &["bob"]);
    let expected = [
        ("zoe@example.org", &["Review"][..]),
        ("OE@EXAMPLE", &["Review"]),
        ("zo\u{eb}", &["Review"]),
        ("zoe\u{308}", &["Review"]),
        ("mu\u{308}ller", &["Review"]),
        ("M\u{dc}LLER", &["Review"]),
        ("hu\u{1ebf}", &["Review"]),
        ("hue\u{302}\u{301}", &["Review"]),
        ("review m\u{fc}ller bob@", &["Review"]),
        ("talk m\u{fc}ller", &[]),
        ("bob", &["Review", "Talk"]),
        ("ann@example.org", &["Review", "Talk"]),
        ("cleo", &[]),
    ];
    for (words, titles) in expected {
        assert_eq!(found(&world, &world.ann, words), titles, "{words}");
        assert_eq!(found(&world, &world.bob, words), titles, "{words}");
    }
    assert_eq!(found(&world, &world.cleo, "zoe"), Vec::<String>::new());
}

pub fn hidden_guests_are_not_found(store: &dyn Store) {
    let world = World::new(store);
    let meeting = hidden(&world);
    let finds = |actor: &Actor| {
        ["ann", "bob", "cleo", "zoe"].map(|word| !found(&world, actor, word).is_empty())
    };
    assert_eq!(finds(&world.cleo), [true, false, true, false]);
    appoint_cleo(&world, &meeting);
    assert_eq!(finds(&world.ann), [true; 4]);
    assert_eq!(finds(&world.cleo), [true; 4]);
    assert_eq!(finds(&world.bob), [true, true, false, false]);
}

pub fn composed_and_decomposed_letters_are_the_same(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Caf\u{e9}", minutes(60, 60), &[]);
    world.meeting("CAFE\u{301} NORD", minutes(120, 60), &[]);
    for word in ["caf\u{e9}", "cafe\u{301}", "CAF\u{c9}", "CAFE\u{301}"] {
        let titles = found(&world, &world.ann, word);
        assert_eq!(titles, ["Caf\u{e9}", "CAFE\u{301} NORD"], "{word}");
    }
    assert_eq!(found(&world, &world.ann, "cafe"), Vec::<String>::new());
}

pub fn international_domain_is_found_in_both_spellings(store: &dyn Store) {
    let world = World::new(store);
    let mut cmd = plan("Review", minutes(60, 60), &["bob", "zoe"]);
    cmd.participants[1].email = Email::parse("zoe@müller.example").unwrap();
    world.planned(&world.ann, &cmd);
    world.meeting("Talk", minutes(120, 60), &["bob"]);
    for word in [
        "müller.example",
        "MU\u{308}LLER.example",
        "zoe@müller.example",
        "@Müller",
        "xn--mller-kva.example",
    ] {
        assert_eq!(found(&world, &world.ann, word), ["Review"], "{word}");
    }
    for word in ["ann@müller.example", "møller.example"] {
        assert_eq!(found(&world, &world.ann, word), Vec::<String>::new());
    }
}
