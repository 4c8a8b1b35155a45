//! Accounts and sessions, as the tour comes by.

use scheduler_domain::auth::{change_token, reset_token, undo_token, verification_token};
use scheduler_domain::ids::UserId;
use scheduler_domain::store::Store;
use scheduler_domain::text::Email;
use scheduler_testkit::builders;
use scheduler_testkit::fakes::{self, PlainTokens};
use serde_json::{Value, json};

use crate::client::{Client, Sent};
use crate::tour::{example, get, post, send};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Registers, verifies and logs in.
pub(crate) async fn join(client: &Client, email: &str) -> (String, String) {
    let account = json!({ "email": email, "password": PASSWORD, "password2": PASSWORD });
    let sent = |body| Sent {
        body: Some(body),
        ..Sent::default()
    };
    let made = client
        .call("POST", "/api/auth/register/", sent(account.clone()))
        .await;
    assert_eq!(made.status, 201);
    let again = client
        .call("POST", "/api/auth/register/", sent(account))
        .await;
    assert_eq!(again.status, 400);

    let id = made.body["id"].as_str().unwrap();
    let mut user = builders::user(&fakes::ctx(1), "x");
    user.id = UserId(id.parse().unwrap());
    user.email = Email::parse(email).unwrap();
    let link = verification_token(&fakes::ctx(1), &PlainTokens, &user).unwrap();
    let path = "/api/auth/verify-email/";
    assert_eq!(
        client
            .call("POST", path, sent(json!({ "token": "no" })))
            .await
            .status,
        400
    );
    for (password, status) in [("wrong", 401), (PASSWORD, 200)] {
        let body = json!({ "token": link, "password": password });
        assert_eq!(client.call("POST", path, sent(body)).await.status, status);
    }
    let path = "/api/auth/disown/";
    let other = format!("not.{email}");
    let account = json!({ "email": other, "password": PASSWORD, "password2": PASSWORD });
    let made = client.call("POST", "/api/auth/register/", sent(account));
    let mut unclaimed = builders::user(&fakes::ctx(1), "x");
    unclaimed.id = UserId(made.await.body["id"].as_str().unwrap().parse().unwrap());
    unclaimed.email = Email::parse(&other).unwrap();
    let free = verification_token(&fakes::ctx(1), &PlainTokens, &unclaimed).unwrap();
    for (token, status) in [("no", 400), (&link, 409), (&free, 200)] {
        let body = json!({ "token": token });
        assert_eq!(client.call("POST", path, sent(body)).await.status, status);
    }

    let path = "/api/auth/password-reset/";
    let asked = client.call("POST", path, sent(json!({ "email": email })));
    assert_eq!(asked.await.status, 200);
    user.password_hash = format!("plain${PASSWORD}");
    let token = reset_token(&fakes::ctx(1), &PlainTokens, &user).unwrap();
    let path = "/api/auth/password-reset/confirm/";
    for (token, status) in [("no", 400), (&token, 200)] {
        let body = json!({ "token": token, "new_password": PASSWORD, "new_password2": PASSWORD });
        assert_eq!(client.call("POST", path, sent(body)).await.status, status);
    }

    let path = "/api/auth/login/";
    let wrong = json!({ "email": email, "password": "wrong" });
    assert_eq!(client.call("POST", path, sent(wrong)).await.status, 401);
    let browser = json!({ "email": email, "password": PASSWORD, "session": "cookie" });
    let kept = client.call("POST", path, sent(browser)).await;
    assert_eq!(kept.status, 200);
    for path in ["/api/auth/token/refresh/", "/api/auth/logout/"] {
        let sent = Sent {
            header: Some(("Cookie", &kept.headers["set-cookie"])),
            body: Some(json!({})),
            ..Sent::default()
        };
        assert_eq!(client.call("POST", path, sent).await.status, 200);
    }
    let elsewhere = json!({ "email": email, "password": PASSWORD });
    assert_eq!(client.call("POST", path, sent(elsewhere)).await.status, 200);
    let right = json!({ "email": email, "password": PASSWORD });
    let in_ = client.call("POST", path, sent(right)).await.body;
    let text = |name: &str| in_[name].as_str().unwrap().to_owned();
    (text("access"), text("refresh"))
}

pub(crate) async fn accounts(client: &Client, ann: &str) {
    assert_eq!(
        client
            .call("GET", "/api/auth/me/", Sent::default())
            .await
            .status,
        401
    );
    assert_eq!(get(client, "/api/auth/me/", ann).await.status, 200);
    for method in ["PATCH", "PUT"] {
        let body = example(client, "ProfileChange");
        assert_eq!(
            send(client, method, "/api/auth/me/", ann, body)
                .await
                .status,
            200
        );
        let wrong = json!({ "time_zone": "Nowhere" });
        assert_eq!(
            send(client, method, "/api/auth/me/", ann, wrong)
                .await
                .status,
            400
        );
    }
    let path = "/api/auth/resend-verification/";
    assert_eq!(post(client, path, ann, json!({})).await.status, 200);
    let path = "/api/auth/change-password/";
    assert_eq!(post(client, path, ann, json!({})).await.status, 400);
    let body = example(client, "PasswordChange");
    assert_eq!(post(client, path, ann, body).await.status, 200);
}

/// An account of its own moves to another address, and back.
pub(crate) async fn addresses(client: &Client) {
    let (eve, _) = join(client, "eve@example.com").await;
    let path = "/api/auth/me/email/";
    let wanted = json!({ "email": "eva@example.com", "password": PASSWORD });
    let sent = |body: Value| Sent {
        body: Some(body),
        ..Sent::default()
    };
    assert_eq!(
        client.call("POST", path, sent(wanted.clone())).await.status,
        401
    );
    assert_eq!(post(client, path, &eve, json!({})).await.status, 400);
    assert_eq!(post(client, path, &eve, wanted).await.status, 202);
    let store: &dyn Store = client.store.as_ref();
    let account = Email::parse("eve@example.com").unwrap();
    let user = store.glance(|tx| tx.users().find_by_email(&account));
    let user = user.unwrap().unwrap();
    let change = || {
        let all = store.glance(|tx| tx.address_changes().list(user.id));
        all.unwrap().pop().unwrap()
    };
    let ctx = fakes::ctx(1);
    let link = change_token(&ctx, &PlainTokens, &user, &change()).unwrap();
    let path = "/api/auth/me/email/confirm/";
    for (token, password, status) in [
        ("no", PASSWORD, 400),
        (&link, "wrong", 401),
        (&link, PASSWORD, 200),
    ] {
        let body = json!({ "token": token, "password": password });
        assert_eq!(client.call("POST", path, sent(body)).await.status, status);
    }
    let link = undo_token(&ctx, &PlainTokens, &change()).unwrap();
    let path = "/api/auth/me/email/undo/";
    for (token, status) in [("no", 400), (&link, 200)] {
        let body = json!({ "token": token });
        assert_eq!(client.call("POST", path, sent(body)).await.status, status);
    }
}

pub(crate) async fn sessions(client: &Client, access: &str, refresh: &str) {
    let sent = |token: &str| Sent {
        body: Some(json!({ "refresh": token })),
        ..Sent::default()
    };
    let path = "/api/auth/sessions/";
    let list = get(client, path, access).await;
    assert_eq!(list.status, 200);
    let other = list.body["results"].as_array().unwrap().iter();
    let mut other = other.filter(|one| one["is_current"] == false);
    let id = other.next().unwrap()["id"].as_str().unwrap();
    for status in [204, 404] {
        let path = format!("{path}{id}/");
        let ended = send(client, "DELETE", &path, access, Value::Null).await;
        assert_eq!(ended.status, status);
    }
    let path = "/api/auth/token/refresh/";
    assert_eq!(client.call("POST", path, sent("no")).await.status, 401);
    let pair = client.call("POST", path, sent(refresh)).await;
    assert_eq!(pair.status, 200);
    let newest = pair.body["refresh"].as_str().unwrap();
    let path = "/api/auth/logout/";
    assert_eq!(client.call("POST", path, sent(newest)).await.status, 200);
    assert_eq!(client.call("POST", path, sent(newest)).await.status, 401);
}
