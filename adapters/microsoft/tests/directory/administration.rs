//! Accounts are made, switched, put into the bin and taken out of it; and what is refused.

use crate::world::{World, scenario};
use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tenantry_domain::cloud::administration::{
    Account, AccountName, Deletion, NewAccount, SignIn, UserAdministration,
};
use tenantry_domain::cloud::directory::{TenantDirectory, UserId};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::{Cause, CloudFault, Effect, TenantId};
use tenantry_simulator::{Act, Cloud, Fault, Order, PersonSeed, Rule, UserChange};
use tracing_subscriber::fmt::MakeWriter;
use uuid::Uuid;

const PASSWORD: &str = "Tulip-7-Harbour";
const ADA: &str = "ada@contoso.example";
const GLOBAL_READER: Uuid = Uuid::from_u128(0xf2ef992c_3afb_46b9_b7cf_a126ee74c451);

/// The app may do all that changes to people take.
pub(crate) const MAY: [&str; 7] = [
    "GroupMember.Read.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "User.DeleteRestore.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "LicenseAssignment.ReadWrite.All",
];

/// Contoso with a few of the crowd, somebody who comes from the customer's machines, and somebody who
/// holds an office.
pub(crate) async fn world() -> World {
    let mut scenario = scenario(&MAY, 12);
    let mut customers = scenario.customers.iter_mut();
    let contoso = customers.find(|it| it.name == "Contoso").unwrap();
    contoso.people = vec![
        PersonSeed::new("grace@contoso.example"),
        PersonSeed {
            synchronized: true,
            ..PersonSeed::new("synced@contoso.example")
        },
        PersonSeed {
            roles: vec![GLOBAL_READER],
            ..PersonSeed::new("chief@contoso.example")
        },
    ];
    World::of(scenario).await
}

pub(crate) fn id_of(world: &World, name: &str) -> UserId {
    let tenant = world.tenant("Contoso").as_uuid();
    UserId::new(world.control().user_named(tenant, name).unwrap())
}

fn new(name: &str) -> NewAccount {
    NewAccount {
        name: name.parse().unwrap(),
        display_name: "Ada Lovelace".to_owned(),
        given_name: Some("Ada".to_owned()),
        surname: Some("Lovelace".to_owned()),
        job_title: None,
        department: Some("Engines".to_owned()),
        usage_location: Some("GB".parse().unwrap()),
        sign_in: SignIn::Allowed,
    }
}

async fn make(world: &World, new: &NewAccount, password: &str) -> Result<UserId, CloudFault> {
    let password = SecretValue::new(password).unwrap();
    let tenant = world.tenant("Contoso");
    world.administration.create(tenant, new, &password).await
}

/// After a moment in which every server hears of what was made.
fn later(world: &World) {
    world.control().jump(Duration::from_secs(15));
}

async fn named(world: &World, name: &str) -> Option<Account> {
    let name: AccountName = name.parse().unwrap();
    let tenant = world.tenant("Contoso");
    world.administration.named(tenant, &name).await.unwrap()
}

async fn account(world: &World, id: UserId) -> Account {
    let tenant = world.tenant("Contoso");
    let found = world.administration.account(tenant, id).await.unwrap();
    found.unwrap()
}

/// How often a kind of effect really happened.
fn effects(world: &World, act: Act, kind: &str) -> usize {
    let deeds = world.control().deeds();
    let of = deeds.iter().filter(|it| it.act == act && it.kind == kind);
    of.count()
}

fn cause<T>(outcome: Result<T, CloudFault>) -> Cause {
    let fault = outcome.err().unwrap();
    assert_eq!(fault.effect, Effect::None, "{fault}");
    fault.cause
}

#[tokio::test]
async fn an_account_is_made_with_a_password_that_opens_it() {
    let world = world().await;
    let contoso = world.tenant("Contoso");
    assert!(named(&world, ADA).await.is_none());
    let id = make(&world, &new(ADA), PASSWORD).await.unwrap();
    later(&world);
    let found = named(&world, "ADA@contoso.example").await.unwrap();
    assert_eq!((found.id, found.name.as_str()), (id, ADA));
    assert_eq!(found.sign_in, SignIn::Allowed);
    assert_eq!(found.usage_location.unwrap().as_str(), "GB");
    assert!(found.created.is_some() && found.deleted.is_none() && found.licences.is_empty());
    let user = world.directory.user(contoso, id).await.unwrap();
    assert_eq!(user.given_name.as_deref(), Some("Ada"));
    assert_eq!(
        (user.job_title, user.department.as_deref()),
        (None, Some("Engines"))
    );
    let kept = world
        .control()
        .user_password(contoso.as_uuid(), id.as_uuid());
    assert_eq!(kept.as_deref(), Some(PASSWORD));
    assert_eq!(effects(&world, Act::Created, "user"), 1);
    assert_eq!(world.control().left_behind(contoso.as_uuid()).len(), 1);
}

#[tokio::test]
async fn what_was_just_made_is_not_known_everywhere_but_its_name_is() {
    let world = world().await;
    let contoso = world.tenant("Contoso");
    let id = make(&world, &new(ADA), PASSWORD).await.unwrap();
    assert!(named(&world, ADA).await.is_none());
    let administration = &world.administration;
    assert_eq!(administration.account(contoso, id).await.unwrap(), None);
    let blocked = administration.block_sign_in(contoso, id).await;
    assert_eq!(cause(blocked), Cause::AccountNotSeen);
    let deleted = administration.delete(contoso, id).await;
    assert_eq!(deleted, Ok(Deletion::NotSeen));
    let again = make(&world, &new(ADA), PASSWORD).await;
    assert_eq!(cause(again), Cause::AccountNameTaken);
    later(&world);
    administration.block_sign_in(contoso, id).await.unwrap();
    assert_eq!(account(&world, id).await.sign_in, SignIn::Blocked);
    assert_eq!(effects(&world, Act::Created, "user"), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_settled_by_looking() {
    let world = world().await;
    let path = "/v1.0/users";
    let lost = Rule::once(Cloud::Graph, path, Fault::DropAfter).method("POST");
    world.control().lay_down(lost);
    let fault = make(&world, &new(ADA), PASSWORD).await.unwrap_err();
    assert_eq!(fault.effect, Effect::Unknown, "{fault}");
    later(&world);
    let found = named(&world, ADA).await.unwrap();
    assert_eq!(effects(&world, Act::Created, "user"), 1);

    let lost = Rule::once(Cloud::Graph, "/v1.0/users/*", Fault::DropAfter).method("PATCH");
    world.control().lay_down(lost);
    let contoso = world.tenant("Contoso");
    let blocked = world.administration.block_sign_in(contoso, found.id).await;
    assert_eq!(blocked.unwrap_err().effect, Effect::Unknown);
    assert_eq!(account(&world, found.id).await.sign_in, SignIn::Blocked);
    world
        .administration
        .block_sign_in(contoso, found.id)
        .await
        .unwrap();
    assert_eq!(effects(&world, Act::Changed, "signIn"), 1);

    let turned_away = Rule::once(Cloud::Graph, path, Fault::DropBefore).method("POST");
    world.control().lay_down(turned_away);
    let other = new("alan@contoso.example");
    let fault = make(&world, &other, PASSWORD).await.unwrap_err();
    assert_eq!(fault.effect, Effect::Unknown, "{fault}");
    later(&world);
    assert!(named(&world, "alan@contoso.example").await.is_none());
    assert_eq!(effects(&world, Act::Created, "user"), 1);
}

#[tokio::test]
async fn a_busy_cloud_is_asked_again_and_a_broken_one_is_not() {
    let world = world().await;
    let busy = Fault::Throttle {
        retry_after: Some(0),
    };
    let path = "/v1.0/users";
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, path, busy).method("POST"));
    make(&world, &new(ADA), PASSWORD).await.unwrap();
    let broken = Fault::Fail {
        status: 500,
        done_all_the_same: true,
        retry_after: None,
    };
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, path, broken).method("POST"));
    let other = new("alan@contoso.example");
    let fault = make(&world, &other, PASSWORD).await.unwrap_err();
    assert_eq!(fault.effect, Effect::Unknown);
    assert_eq!(effects(&world, Act::Created, "user"), 2);
}

#[tokio::test]
async fn what_the_cloud_does_not_take_has_a_name() {
    let world = world().await;
    let taken = make(&world, &new("Grace@contoso.example"), PASSWORD).await;
    assert_eq!(cause(taken), Cause::AccountNameTaken);
    let admin = make(&world, &new("admin@contoso.onmicrosoft.com"), PASSWORD).await;
    assert_eq!(cause(admin), Cause::AccountNameTaken);
    let strange = make(&world, &new("ada@fabrikam.example"), PASSWORD).await;
    assert_eq!(cause(strange), Cause::AccountDomainUnverified);
    for weak in ["Short-1", "tulipharbour", "TulipHarbour"] {
        let refused = make(&world, &new(ADA), weak).await;
        assert_eq!(cause(refused), Cause::AccountPasswordRefused, "{weak}");
    }
    let (contoso, synced) = (
        world.tenant("Contoso"),
        id_of(&world, "synced@contoso.example"),
    );
    let administration = &world.administration;
    let blocked = administration.block_sign_in(contoso, synced).await;
    assert_eq!(cause(blocked), Cause::AccountSynchronized);
    let deleted = administration.delete(contoso, synced).await;
    assert_eq!(cause(deleted), Cause::AccountSynchronized);
    assert!(account(&world, synced).await.synchronized);
    let location = "AT".parse().unwrap();
    administration
        .set_usage_location(contoso, synced, location)
        .await
        .unwrap();
    let chief = id_of(&world, "chief@contoso.example");
    let blocked = administration.block_sign_in(contoso, chief).await;
    assert_eq!(cause(blocked), Cause::AccountPrivileged);
    let deleted = administration.delete(contoso, chief).await;
    assert_eq!(cause(deleted), Cause::AccountPrivileged);
    administration
        .revoke_sessions(contoso, chief)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_leaver_is_kept_out_and_comes_back() {
    let world = world().await;
    let (contoso, grace) = (
        world.tenant("Contoso"),
        id_of(&world, "grace@contoso.example"),
    );
    let administration = &world.administration;
    let before = account(&world, grace).await;
    later(&world);
    for _ in 0..2 {
        administration.block_sign_in(contoso, grace).await.unwrap();
    }
    administration
        .revoke_sessions(contoso, grace)
        .await
        .unwrap();
    let blocked = account(&world, grace).await;
    assert_eq!(blocked.sign_in, SignIn::Blocked);
    assert!(blocked.sessions_from > before.sessions_from);
    assert_eq!(effects(&world, Act::Changed, "signIn"), 1);
    assert_eq!(effects(&world, Act::Changed, "sessions"), 1);
    administration.allow_sign_in(contoso, grace).await.unwrap();
    assert_eq!(account(&world, grace).await.sign_in, SignIn::Allowed);
}

async fn delete(world: &World, tenant: TenantId, id: UserId) -> Deletion {
    let deleted = world.administration.delete(tenant, id).await;
    deleted.unwrap()
}

#[tokio::test]
async fn the_bin_keeps_an_account_for_thirty_days() {
    let world = world().await;
    let (contoso, grace) = (
        world.tenant("Contoso"),
        id_of(&world, "grace@contoso.example"),
    );
    let administration = &world.administration;
    assert_eq!(delete(&world, contoso, grace).await, Deletion::InBin);
    assert_eq!(delete(&world, contoso, grace).await, Deletion::InBin);
    let binned = account(&world, grace).await;
    assert!(binned.deleted.is_some() && binned.licences.is_empty());
    assert_eq!(binned.name, "grace@contoso.example");
    assert!(named(&world, "grace@contoso.example").await.is_none());
    let blocked = administration.block_sign_in(contoso, grace).await;
    assert_eq!(cause(blocked), Cause::NotThere);

    administration.restore(contoso, grace).await.unwrap();
    administration.restore(contoso, grace).await.unwrap();
    assert_eq!(account(&world, grace).await.deleted, None);
    assert_eq!(delete(&world, contoso, grace).await, Deletion::InBin);
    let other = make(&world, &new("grace@contoso.example"), PASSWORD)
        .await
        .unwrap();
    let restored = administration.restore(contoso, grace).await;
    assert_eq!(cause(restored), Cause::AccountNameTaken);
    later(&world);
    assert_eq!(delete(&world, contoso, other).await, Deletion::InBin);

    world.control().jump(Duration::from_hours(31 * 24));
    assert_eq!(administration.account(contoso, grace).await.unwrap(), None);
    let restored = administration.restore(contoso, grace).await;
    assert_eq!(cause(restored), Cause::NotThere);
    assert_eq!(delete(&world, contoso, grace).await, Deletion::NotSeen);
}

#[tokio::test]
async fn without_consent_nothing_is_changed_and_nobody_is_taken_for_an_administrator() {
    let world = World::of(scenario(&["User.Read.All"], 5)).await;
    let (contoso, somebody) = (world.tenant("Contoso"), world.user_id(0));
    let administration = &world.administration;
    let made = make(&world, &new(ADA), PASSWORD).await;
    assert_eq!(cause(made), Cause::PermissionMissing);
    let blocked = administration.block_sign_in(contoso, somebody).await;
    assert_eq!(cause(blocked), Cause::PermissionMissing);
    let revoked = administration.revoke_sessions(contoso, somebody).await;
    assert_eq!(cause(revoked), Cause::PermissionMissing);
    let deleted = administration.delete(contoso, somebody).await;
    assert_eq!(cause(deleted), Cause::PermissionMissing);
    assert!(world.control().deeds().is_empty());
}

#[tokio::test]
async fn who_joined_is_told_to_those_who_follow_changes() {
    let world = world().await;
    let contoso = world.tenant("Contoso");
    let change = UserChange::Hold {
        roles: [GLOBAL_READER].into(),
    };
    let tenant = contoso.as_uuid();
    let user = Some(id_of(&world, "grace@contoso.example").as_uuid());
    world
        .control()
        .order(Order::ChangeUser {
            tenant,
            user,
            change,
        })
        .unwrap();
    let count = world.directory.user_count(contoso).await.unwrap();
    make(&world, &new(ADA), PASSWORD).await.unwrap();
    assert_eq!(world.directory.user_count(contoso).await.unwrap(), count);
    later(&world);
    assert_eq!(
        world.directory.user_count(contoso).await.unwrap(),
        count + 1
    );
}

/// Whatever is logged.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_password_nor_name_is_shown_whatever_goes_wrong() {
    // With two of them, other threads that listen to nothing do not decide for this one.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let world = world().await;
    let (contoso, ada) = (world.tenant("Contoso"), new(ADA));
    let mut shown = format!("{ada:?} {:?}", world.administration);
    let broken = |status| Fault::Fail {
        status,
        done_all_the_same: false,
        retry_after: None,
    };
    let faults = [
        broken(400),
        broken(403),
        broken(404),
        broken(409),
        broken(500),
        Fault::DropBefore,
        Fault::Malformed,
        Fault::HtmlPage,
        Fault::ErrorIn200,
        Fault::Truncate,
    ];
    for fault in faults {
        let rule = Rule::once(Cloud::Graph, "/v1.0/users", fault).method("POST");
        world.control().lay_down(rule);
        let fault = make(&world, &ada, PASSWORD).await.unwrap_err();
        writeln!(shown, "{fault:?} {fault}").unwrap();
    }
    world.control().lift_all_rules();
    for password in ["tulipharbour", PASSWORD] {
        let made = make(&world, &ada, password).await;
        writeln!(shown, "{made:?}").unwrap();
    }
    later(&world);
    let found = named(&world, ADA).await.unwrap();
    writeln!(shown, "{found:?} {:#?}", ada.name).unwrap();
    let nobody = UserId::new(Uuid::from_u128(7));
    let gone = world.administration.block_sign_in(contoso, nobody).await;
    writeln!(shown, "{gone:?}").unwrap();
    drop(guard);
    shown += &String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(
        shown.contains("a cloud call failed"),
        "something was logged"
    );
    let shown = shown.to_lowercase();
    for secret in [PASSWORD, "tulipharbour", "ada@", "lovelace", "engines"] {
        let found = shown.find(&secret.to_lowercase());
        let around = found.map(|at| &shown[at.saturating_sub(200)..(at + 40).min(shown.len())]);
        assert_eq!(around, None, "{secret}");
    }
}
