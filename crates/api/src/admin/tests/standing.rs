use scheduler_domain::admin::Permission;
use serde_json::json;

use crate::testing::World;

#[actix_web::test]
async fn who_is_not_staff_is_told_what_is_told_of_an_unknown_path() {
    let world = World::new();
    let eve = world.member("eve");
    world
        .get("/api/admin/me/")
        .send()
        .await
        .expect_problem(401, "token_missing");
    let nowhere = world.get("/api/nowhere/").by(&eve).send().await;
    for path in ["/api/admin/me/", "/api/admin/roles/"] {
        let refused = world.get(path).by(&eve).send().await;
        refused.expect_problem(404, "not_found");
        assert_eq!(refused.body, nowhere.body);
    }
}

#[actix_web::test]
async fn staff_learns_what_it_may_do() {
    let world = World::new();
    let help = [Permission::UsersEdit];
    let (staff, root) = (world.staff("staff", &help), world.superuser("root"));
    let (none, me) = (world.staff("none", &[]), "/api/admin/me/");
    let standing = world.get(me).by(&staff).send().await.expect(200);
    let expected = json!({"is_superuser": false, "permissions": ["users.view", "users.edit"]});
    assert_eq!(standing, expected);
    let standing = world.get(me).by(&none).send().await.expect(200);
    assert_eq!(standing["permissions"], json!([]));
    let standing = world.get(me).by(&root).send().await.expect(200);
    assert_eq!(
        standing["permissions"],
        json!(Permission::ALL.map(Permission::word))
    );
}
