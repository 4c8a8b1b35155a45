//! An address stops its e-mails: by the page, by the one click of mail programs, and by the API.

use scheduler_tests::{Backend, Client, Reply, Server, on_both};
use serde_json::json;

on_both!(
    one_click_of_a_mail_program_stops_e_mails,
    opening_the_page_changes_nothing_and_its_button_is_reversible,
    only_organisers_see_who_opted_out,
);

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=x";
const ONE_CLICK: &str = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
    One-Click\r\n--x--\r\n";

fn link_of(server: &Server, email: &str) -> String {
    let link = server.site.opt_out_link(email);
    server.client().keep_secret(&link[..32]);
    link
}

fn send(client: &Client, path: &str, kind: &str, body: &str) -> Reply {
    client.call("POST", path).body(kind, body.to_owned()).send()
}

fn invitations_to(server: &Server, email: &str) -> usize {
    server.site.wait_for_mails();
    let is_to = |mail: &&String| {
        mail.contains("Subject: Invitation")
            && mail
                .lines()
                .any(|line| line.starts_with("To: ") && line.contains(email))
    };
    server.site.mails().iter().filter(is_to).count()
}

fn one_click_of_a_mail_program_stops_e_mails(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.plan("09:00", &["zoe@example.org", "yan@example.org"]);
    for (at, name, kind, body) in [
        (1, "zoe", FORM, "List-Unsubscribe=One-Click"),
        (2, "yan", PARTS, ONE_CLICK),
    ] {
        let email = format!("{name}@example.org");
        let link = link_of(&server, &email);
        let mails = server.site.mails();
        let header = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";
        assert!(mails.iter().all(|mail| mail.contains(header)), "{mails:?}");
        let page = format!("/unsubscribe/{link}/");
        let text = send(&server.client(), &page, kind, body).is(200).text();
        assert!(
            text.contains("You get no e-mails from this server"),
            "{text}"
        );
        let before = invitations_to(&server, &email);
        let planned = ann.plan(&format!("1{at}:00"), &[&email]);
        assert_eq!(invitations_to(&server, &email), before);
        let told = ann.get(&planned.at("notifications/")).gives(200).json();
        let told = &told["results"][0];
        assert_eq!(told["state"], "superseded", "{told}");
        assert_eq!(
            told["last_error"],
            "Not sent, since this address gets no e-mails from this server."
        );
    }
}

fn opening_the_page_changes_nothing_and_its_button_is_reversible(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.plan("09:00", &["zoe@example.org"]);
    let link = link_of(&server, "zoe@example.org");
    let (page, api) = (
        format!("/unsubscribe/{link}/"),
        format!("/api/unsubscribe/{link}/"),
    );
    let nobody = server.client();
    let before = server.site.contents();
    let text = nobody.get(&page).gives(200).text();
    assert!(text.contains("<bdi>zoe@example.org</bdi>"), "{text}");
    assert!(text.contains("name=\"choice\" value=\"stop\""), "{text}");
    for body in ["", "choice=x", "choice", "list-unsubscribe=one-click"] {
        send(&nobody, &page, FORM, body).is(400);
    }
    send(&nobody, &page, "application/json", "{}").is(415);
    assert_eq!(server.site.contents(), before);
    for (choice, is_opted_out, next) in [("stop", true, "resume"), ("resume", false, "stop")] {
        let done = send(&nobody, &page, FORM, &format!("choice={choice}")).is(303);
        assert_eq!(done.header("Location"), "?saved=1");
        let text = nobody.get(&format!("{page}?saved=1")).gives(200).text();
        assert!(text.contains(&format!("value=\"{next}\"")), "{text}");
        let shown = json!({"email": "zoe@example.org", "is_opted_out": is_opted_out});
        assert_eq!(nobody.get(&api).gives(200).json(), shown);
    }
    nobody.call("POST", &api).gives(200);
    nobody.call("DELETE", &api).gives(200);
    assert_eq!(server.site.contents(), before);
    let broken = nobody.get("/unsubscribe/x/").send().is(404).text();
    assert!(broken.contains("This link does not work"), "{broken}");
}

fn only_organisers_see_who_opted_out(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org", "zoe@example.org"]);
    let link = link_of(&server, "zoe@example.org");
    server
        .client()
        .call("POST", &format!("/api/unsubscribe/{link}/"))
        .gives(200);
    let shown = |client: &Client| {
        let detail = client.read(&planned);
        let people = detail["participants"].as_array().unwrap().clone();
        people
            .iter()
            .map(|one| one["is_opted_out"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&ann), [json!(false), json!(true)]);
    assert_eq!(shown(&bob), [json!(false), json!(false)]);
    let listed = bob.get(&planned.at("participants/")).gives(200).json();
    assert_eq!(listed["results"][1]["is_opted_out"], false, "{listed}");
}
