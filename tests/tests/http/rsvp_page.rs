//! The page that a secret link leads to, as a browser without scripts uses it.

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Client, Reply, Server, on_both};
use serde_json::{Value, json};

on_both!(
    a_guest_answers_by_the_form,
    a_form_with_former_times_asks_again_with_the_new_ones,
    a_link_of_a_mail_opened_before_a_move_asks_again,
    a_form_with_a_faulty_revision_is_refused,
    opening_the_page_changes_nothing,
    the_page_is_kept_from_everybody_else,
    times_are_told_in_the_zone_that_is_asked_for,
    who_answered_may_change_it_and_takes_it_to_a_calendar,
    what_people_wrote_is_text,
    links_are_to_the_web_alone,
    a_form_that_makes_no_sense_is_refused,
);

const FORM: &str = "application/x-www-form-urlencoded";

fn send(client: &Client, page: &str, form: &str) -> Reply {
    client.call("POST", page).body(FORM, form).send()
}

fn page_of(ann: &Client, planned: &Meeting) -> String {
    format!("/rsvp/{}/", ann.link_of(planned, "bob@example.org"))
}

fn a_guest_answers_by_the_form(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let page = page_of(&ann, &planned);
    let status = || ann.read(&planned)["participants"][0].clone();
    let unanswered = nobody.get(&page).gives(200).text();
    for answer in ["accepted", "tentative", "declined"] {
        let button = format!("name=\"answer\" value=\"{answer}\"><svg");
        assert_eq!(unanswered.matches(&button).count(), 1, "{unanswered}");
    }
    for (form, stored, note, shown) in [
        (
            "answer=accepted&note=See+you%21",
            "accepted",
            "See you!",
            "You said yes.",
        ),
        (
            "note=a%0D%0Ab&answer=tentative",
            "tentative",
            "a\nb",
            "You said maybe.",
        ),
        ("answer=declined&note=", "declined", "", "You said no."),
    ] {
        let done = send(
            &nobody,
            &format!("{page}?zone=Asia%2FTokyo&answer=declined"),
            form,
        )
        .is(303);
        let back = done.header("Location").to_owned();
        assert_eq!(back, format!("{page}?saved=1&zone=Asia%2FTokyo"));
        let text = nobody.get(&back).gives(200).text();
        assert!(
            text.contains(shown) && text.contains("The organiser is told."),
            "{text}"
        );
        assert!(
            text.contains(&format!("value=\"{stored}\" aria-pressed=\"true\"")),
            "{text}"
        );
        assert_eq!(text.matches("aria-pressed").count(), 1, "{text}");
        assert!(
            text.contains("18:00\u{a0}–\u{a0}19:00&nbsp;Tokyo"),
            "{text}"
        );
        let bob = status();
        assert_eq!(
            (&bob["status"], &bob["note"]),
            (&json!(stored), &json!(note))
        );
    }
    let text = nobody.get(&page).gives(200).text();
    assert!(text.contains("You said no. You answered on "), "{text}");
}

fn a_form_with_former_times_asks_again_with_the_new_ones(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let page = page_of(&ann, &planned);
    let shown = |text: &str, sequence: u8| {
        let field = format!("name=\"sequence\" value=\"{sequence}\"");
        assert_eq!(text.matches(&field).count(), 1, "{text}");
    };
    shown(&nobody.get(&page).gives(200).text(), 0);
    let later = meeting("13:00");
    let times = json!({"start_time": later["start_time"], "end_time": later["end_time"]});
    ann.patch(&planned.path, times).gives(200);
    let former = "sequence=0&answer=accepted&note=See+you%21";
    let text = send(&nobody, &page, former).is(409).text();
    assert!(
        text.contains("The organiser has moved the meeting."),
        "{text}"
    );
    assert!(text.contains("13:00\u{a0}–\u{a0}14:00"), "{text}");
    assert!(text.contains("See you!</textarea>"), "{text}");
    assert!(!text.contains("aria-pressed"), "{text}");
    shown(&text, 1);
    let path = format!("/api{page}");
    let body = json!({"status": "accepted", "sequence": 0});
    let refused = nobody.post(&path, body).gives(409).json();
    let now = ann.read(&planned);
    assert_eq!(refused["code"], "reply_outdated");
    assert_eq!(
        refused["meeting"],
        json!({
            "start_time": now["start_time"], "end_time": now["end_time"],
            "time_zone": now["time_zone"], "sequence": 1,
        })
    );
    assert_eq!(now["participants"][0]["status"], "pending");
    let future = json!({"status": "accepted", "sequence": 2});
    let refused = nobody.post(&path, future).gives(400).json();
    assert!(refused["errors"]["sequence"].is_array(), "{refused}");
    send(&nobody, &page, "sequence=2&answer=accepted").is(400);
    assert_eq!(ann.read(&planned)["participants"][0]["status"], "pending");
    send(&nobody, &page, "sequence=1&answer=accepted&note=See+you%21").is(303);
    let bob = &ann.read(&planned)["participants"][0];
    assert_eq!(
        (&bob["status"], &bob["sequence"], &bob["note"]),
        (&json!("accepted"), &json!(1), &json!("See you!"))
    );
}

fn a_link_of_a_mail_opened_before_a_move_asks_again(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    // As a button of the mail has it; a form without an action is sent to the page's own address.
    let page = format!("{}?answer=accepted&sequence=0", page_of(&ann, &planned));
    let opened = nobody.get(&page).gives(200).text();
    assert!(opened.contains("press “Yes” below"), "{opened}");
    assert!(opened.contains("09:00\u{a0}–\u{a0}10:00"), "{opened}");
    let later = meeting("13:00");
    let times = json!({"start_time": later["start_time"], "end_time": later["end_time"]});
    ann.patch(&planned.path, times).gives(200);
    let pressed = nobody.get(&page).gives(200).text();
    assert!(
        pressed.contains("has moved the meeting since that e-mail"),
        "{pressed}"
    );
    for gone in ["data-proposed", "press “Yes” below", "09:00"] {
        assert!(!pressed.contains(gone), "{gone}: {pressed}");
    }
    let asked = send(&nobody, &page, "sequence=0&answer=accepted&note=").is(409);
    let asked = asked.text();
    for shown in [
        "The organiser has moved the meeting.",
        "13:00\u{a0}–\u{a0}14:00",
        "Will you come?",
        "name=\"sequence\" value=\"1\"",
    ] {
        assert!(asked.contains(shown), "{shown}: {asked}");
    }
    for gone in ["data-proposed", "aria-pressed", "09:00"] {
        assert!(!asked.contains(gone), "{gone}: {asked}");
    }
    assert_eq!(ann.read(&planned)["participants"][0]["status"], "pending");
    send(&nobody, &page, "sequence=1&answer=declined&note=").is(303);
    let bob = &ann.read(&planned)["participants"][0];
    assert_eq!(
        (&bob["status"], &bob["sequence"]),
        (&json!("declined"), &json!(1))
    );
}

fn a_form_with_a_faulty_revision_is_refused(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let page = page_of(&ann, &planned);
    for faulty in [
        "",
        "x",
        "0x0",
        "1e0",
        "0.0",
        "+0",
        "0%00",
        "-1",
        "1",
        "2147483648",
        "99999999999999999999",
        "0&sequence=%27",
    ] {
        let form = format!("sequence={faulty}&answer=accepted&note=See+you%21");
        let text = send(&nobody, &page, &form).is(400).text();
        for shown in [
            "This page was out of date.",
            "See you!</textarea>",
            "name=\"sequence\" value=\"0\"",
        ] {
            assert!(text.contains(shown), "{faulty}: {shown}: {text}");
        }
        let bob = &ann.read(&planned)["participants"][0];
        assert_eq!(bob["status"], "pending", "{faulty}");
    }
    send(&nobody, &page, "sequence=0&answer=accepted").is(303);
}

fn opening_the_page_changes_nothing(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let page = page_of(&ann, &planned);
    server.site.wait_for_mails();
    let before = server.site.contents();
    for answer in ["accepted", "tentative", "declined"] {
        let text = nobody
            .get(&format!("{page}?answer={answer}"))
            .gives(200)
            .text();
        assert!(
            text.contains(&format!("value=\"{answer}\" data-proposed autofocus")),
            "{text}"
        );
        assert_eq!(text.matches("data-proposed").count(), 1);
        assert!(text.contains("Your answer is not sent yet"), "{text}");
        nobody
            .call("HEAD", &format!("{page}?answer={answer}&status={answer}"))
            .gives(200);
        nobody
            .get(&format!("{page}?answer={answer}"))
            .header("X-HTTP-Method-Override", "POST")
            .gives(200);
    }
    let plain = nobody
        .get(&format!("{page}?answer=nonsense&saved=1"))
        .gives(200)
        .text();
    assert!(
        !plain.contains("data-proposed") && !plain.contains("aria-pressed"),
        "{plain}"
    );
    assert_eq!(server.site.contents(), before);
}

fn the_page_is_kept_from_everybody_else(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let page = page_of(&ann, &ann.plan("09:00", &["bob@example.org"]));
    let gone = format!("{}x/", page.trim_end_matches('/'));
    let replies = [
        nobody.get(&page).gives(200),
        nobody.get(page.trim_end_matches('/')).gives(200),
        nobody.get(&gone).gives(404),
        send(&nobody, &page, "answer=accepted").is(303),
        send(&nobody, &page, "").is(400),
        send(&nobody, &gone, "answer=accepted").is(404),
    ];
    for reply in replies {
        assert_eq!(reply.header("Cache-Control"), "no-store", "{reply:?}");
        assert_eq!(reply.header("Referrer-Policy"), "no-referrer", "{reply:?}");
        assert_eq!(reply.header("X-Robots-Tag"), "noindex", "{reply:?}");
        let policy = reply.header("Content-Security-Policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(
            !policy.contains("script") && !policy.contains("unsafe"),
            "{policy}"
        );
        if reply.status == 200 {
            assert!(policy.contains("form-action 'self'"), "{policy}");
        }
        assert!(!reply.text().contains("<script"));
    }
    let refused = nobody.call("DELETE", &page).gives(405);
    assert_eq!(refused.header("Allow"), "GET, HEAD, POST");
}

fn times_are_told_in_the_zone_that_is_asked_for(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let mut body = meeting("09:00");
    body["time_zone"] = json!("Asia/Kolkata");
    body["participants"] = json!([{"email": "bob@example.org"}]);
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    let page = page_of(&ann, &planned);
    let text = |query: &str| nobody.get(&format!("{page}{query}")).gives(200).text();
    let of_meeting = text("");
    assert!(
        of_meeting.contains("14:30\u{a0}–\u{a0}15:30&nbsp;Kolkata"),
        "{of_meeting}"
    );
    assert!(!of_meeting.contains("the organiser’s time"), "{of_meeting}");
    let tokyo = text("?zone=asia%2Ftokyo");
    let (own, organisers) = (
        tokyo.find("18:00\u{a0}–\u{a0}19:00&nbsp;Tokyo").unwrap(),
        tokyo.find("14:30\u{a0}–\u{a0}15:30&nbsp;Kolkata, the organiser’s time"),
    );
    assert!(Some(own) < organisers, "{tokyo}");
    assert!(text("?zone=UTC").contains("09:00\u{a0}–\u{a0}10:00&nbsp;UTC"));
    assert!(text("?zone=").contains("15:30&nbsp;Kolkata"));
    // On other days too, each is told with its own.
    let honolulu = text("?zone=Pacific%2FHonolulu");
    assert!(honolulu.contains("23:00\u{a0}– "), "{honolulu}");
    assert!(honolulu.contains("2026, 14:30\u{a0}–"), "{honolulu}");
    let wrong = text("?zone=%3Cb%3EMars");
    assert!(wrong.contains("There is no such time zone"), "{wrong}");
    assert!(wrong.contains("value=\"&lt;b&gt;Mars\""), "{wrong}");
    // Bob has an account by now, and a zone.
    let bob = server.person("bob");
    bob.patch("/api/auth/me/", json!({"time_zone": "America/Lima"}))
        .gives(200);
    assert!(text("").contains("04:00\u{a0}–\u{a0}05:00&nbsp;Lima"));
    assert!(text("?zone=UTC").contains("10:00&nbsp;UTC"));
}

fn who_answered_may_change_it_and_takes_it_to_a_calendar(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let page = page_of(&ann, &ann.plan("09:00", &["bob@example.org"]));
    let text = || nobody.get(&page).gives(200).text();
    let button = "<a class=\"button\" href=\"/api/rsvp/";
    assert!(!text().contains(button) && text().contains("Add to your calendar"));
    send(&nobody, &page, "answer=accepted&note=Later").is(303);
    let answered = text();
    assert!(answered.contains(button), "{answered}");
    assert!(answered.contains("Change your answer"), "{answered}");
    // The message alone goes with the answer that was given.
    let save = "<button class=\"quiet\" name=\"answer\" value=\"accepted\">";
    assert!(answered.contains(save), "{answered}");
    // Of what a mail proposes, only something else is left to press.
    let again = nobody.get(&format!("{page}?answer=accepted")).gives(200);
    assert!(!again.text().contains("data-proposed"));
    let other = nobody.get(&format!("{page}?answer=declined")).gives(200);
    assert!(other.text().contains("value=\"declined\" data-proposed"));
    send(&nobody, &page, "answer=declined").is(303);
    assert!(!text().contains(button), "who does not come");
}

fn what_people_wrote_is_text(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let nasty = "</textarea><script>alert(1)</script>\"'{{note}}{{token}}";
    let mut body = meeting("09:00");
    for field in ["title", "description", "location"] {
        body[field] = json!(nasty);
    }
    body["participants"] = json!([{"email": "bob@example.org", "name": nasty}]);
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    let page = page_of(&ann, &planned);
    ann.patch("/api/auth/me/", json!({"first_name": nasty}))
        .gives(200);
    let note = nasty
        .bytes()
        .fold(String::new(), |note, byte| format!("{note}%{byte:02X}"));
    send(&nobody, &page, &format!("answer=accepted&note={note}")).is(303);
    for query in [
        String::new(),
        format!("?zone={note}&answer={note}&saved={note}"),
    ] {
        let text = nobody.get(&format!("{page}{query}")).gives(200).text();
        assert!(!text.contains("<script"), "{text}");
        assert_eq!(text.matches("</textarea>").count(), 1, "{text}");
        assert!(text.contains("{{note}}{{token}}"), "{text}");
    }
}

fn links_are_to_the_web_alone(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let page = page_of(&ann, &planned);
    for (written, link) in [
        (
            "https://meet.example.org/a?b=1&c=\"",
            Some("https://meet.example.org/a?b=1&amp;c="),
        ),
        (
            "Room 4 or http://meet.example.org/x.",
            Some("http://meet.example.org/x"),
        ),
        ("javascript:alert(1)", None),
        ("javascript://meet.example.org/%0aalert(1)", None),
    ] {
        let body = json!({ "location": written, "description": written });
        ann.patch(&planned.path, body).gives(200);
        let text = nobody.get(&page).gives(200).text();
        let rel = "target=\"_blank\" rel=\"noopener noreferrer nofollow\"";
        let link = link.map(|link| format!("href=\"{link}\" {rel}>"));
        let count = link.as_ref().map_or(0, |link| text.matches(link).count());
        // Where, Join, and About.
        assert_eq!(count, if link.is_some() { 3 } else { 0 }, "{text}");
        assert_eq!(text.contains(">Join</a>"), link.is_some(), "{text}");
        assert!(!text.contains("href=\"javascript"));
    }
}

fn a_form_that_makes_no_sense_is_refused(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let page = page_of(&ann, &planned);
    let long = format!("answer=accepted&note={}", "x".repeat(1_001));
    for form in [
        "",
        "answer=",
        "answer=pending",
        "answer=yes",
        "note=x",
        "%",
        "answer=accepted&note=%00",
        &long,
    ] {
        let reply = send(&nobody, &page, form).is(400);
        assert!(reply.text().contains("Nothing has changed"), "{form}");
    }
    let of_type = |media_type: &str| {
        nobody
            .call("POST", &page)
            .body(media_type, "answer=accepted")
            .send()
            .status
    };
    for media_type in ["", "text/plain", "multipart/form-data", "application/json"] {
        assert_eq!(of_type(media_type), 415, "{media_type}");
    }
    let large = format!("answer=accepted&note={}", "x".repeat(1 << 20));
    send(&nobody, &page, &large).is(413);
    let packed = nobody
        .call("POST", &page)
        .header("Content-Encoding", "gzip");
    packed.body(FORM, "answer=accepted").gives(415);
    assert_eq!(
        ann.read(&planned)["participants"][0]["responded_at"],
        Value::Null
    );
    // Of two fields of one name the last one counts, as in queries.
    send(&nobody, &page, "answer=declined&answer=accepted").is(303);
    assert_eq!(ann.read(&planned)["participants"][0]["status"], "accepted");
}
