//! The refresh token, good for one use: who may use it, what becomes of the next one, and who is locked out.

mod shaky;

use super::{FIRST, SECRETS, SETTINGS, case, endpoints};
use crate::support::battery::Scene;
use crate::support::{MSP, Secrets, all, reach, vendors};
use shaky::Shaky;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::vault::{Purpose, SecretName, Vault, VaultFault};
use tenantry_domain::cloud::vendor::{
    RecordKind, Vendor, VendorAccount, VendorAccounts as _, VendorReach,
};
use tenantry_domain::cloud::{Cause, Effect};
use tenantry_simulator::{
    Cloud, Entry, Fault, Rule, Vendor as Simulated, VendorChange, VendorSeed,
};
use tenantry_vendors::Vendors;

fn ours() -> VendorReach {
    reach(Vendor::StreamOne, &SETTINGS)
}

async fn small() -> Scene {
    let seed = VendorSeed {
        crowd: 3,
        ..case().seed
    };
    case().scene_of(seed).await
}

/// As a process of its own has them, with the same vault.
fn another_process(scene: &Scene) -> Vendors {
    let trusted = [scene.stage.simulator.authority().to_owned()];
    let places = endpoints(scene.stage.simulator.endpoints());
    vendors(&trusted, places, &scene.stage.vault)
}

async fn opened(vendors: &Vendors) -> Box<dyn VendorAccount> {
    vendors.open(&ours()).await.unwrap()
}

async fn works(account: &dyn VendorAccount) {
    assert_eq!(all(account, RecordKind::Account).await.unwrap().len(), 3);
}

async fn kept(vault: &Secrets) -> BTreeMap<String, String> {
    let reach = ours();
    let name = SecretName::new(reach.msp, Purpose::VENDOR_CREDENTIALS);
    let name = name.of_app(reach.connection.as_uuid());
    let secret = vault.get(&name).await.unwrap();
    serde_json::from_str(secret.value.expose()).unwrap()
}

fn token_requests(scene: &Scene) -> Vec<Entry> {
    scene.stage.seen("/oauth/token")
}

fn on_token(fault: Fault) -> Rule {
    Rule::once(Cloud::StreamOne, "/oauth/token", fault)
}

fn entered_at_the_vendor(scene: &Scene, text: &str) {
    let change = VendorChange::SetCredential {
        name: "refresh-token".to_owned(),
        text: text.to_owned(),
    };
    let control = scene.stage.control();
    control
        .at_vendor(Simulated::StreamOne, MSP, change)
        .unwrap();
}

#[tokio::test]
async fn each_use_brings_the_next_one_which_a_later_process_goes_on_with() {
    let scene = small().await;
    let mut tokens = vec![FIRST.to_owned()];
    for _ in 0..3 {
        // The access token of the one before has ended.
        scene.stage.control().jump(Duration::from_hours(3));
        works(&*opened(&another_process(&scene)).await).await;
        let kept = kept(&scene.stage.vault).await;
        assert_eq!(kept.len(), 1, "no mark is left");
        assert!(!tokens.contains(&kept["refresh-token"]));
        tokens.push(kept["refresh-token"].clone());
    }
    assert_eq!(token_requests(&scene).len(), 3);
    // A token that is not used for longer than a month has ended.
    scene.stage.control().jump(Duration::from_hours(33 * 24));
    let fault = opened(&another_process(&scene)).await.test().await;
    assert_eq!(fault.unwrap_err().cause, Cause::VendorKeyWrong);
}

#[tokio::test]
async fn within_a_process_one_renews_for_all() {
    let scene = small().await;
    let (one, other) = (
        opened(&scene.stage.vendors).await,
        opened(&scene.stage.vendors).await,
    );
    tokio::join!(
        works(&*one),
        works(&*other),
        works(&*scene.account),
        works(&*one)
    );
    assert_eq!(token_requests(&scene).len(), 1);
    // Who was opened before the token was renewed by another goes on with what that one brought.
    let change = VendorChange::EndTokens;
    let control = scene.stage.control();
    control
        .at_vendor(Simulated::StreamOne, MSP, change)
        .unwrap();
    works(&*one).await;
    works(&*other).await;
    assert_eq!(token_requests(&scene).len(), 2);
}

#[tokio::test]
async fn of_two_processes_none_uses_a_token_that_the_other_used() {
    let scene = small().await;
    let slow = Fault::Delay { milliseconds: 400 };
    let rule = Rule::always(Cloud::StreamOne, "/oauth/token", slow);
    scene.stage.control().lay_down(rule);
    let (one, other) = (another_process(&scene), another_process(&scene));
    let (one, other) = (opened(&one).await, opened(&other).await);
    tokio::join!(works(&*one), works(&*other));
    let asked = token_requests(&scene);
    assert_eq!(asked.len(), 2, "each has an access token of its own");
    assert!(asked.iter().all(|it| it.status == Some(200)), "{asked:?}");
    works(&*opened(&another_process(&scene)).await).await;
}

#[tokio::test]
async fn many_who_race_lock_nobody_out() {
    let scene = small().await;
    for _ in 0..4 {
        let processes: Vec<Vendors> = (0..3).map(|_| another_process(&scene)).collect();
        let mut accounts = Vec::new();
        for process in &processes {
            accounts.push(opened(process).await);
        }
        let [one, two, three] = &accounts[..] else {
            panic!("three");
        };
        tokio::join!(works(&**one), works(&**two), works(&**three));
    }
    let asked = token_requests(&scene);
    assert_eq!(asked.len(), 12);
    assert!(asked.iter().all(|it| it.status == Some(200)));
}

/// The request never came: the token is as good as it was, and nothing else knows that but another try.
#[tokio::test]
async fn a_request_that_was_lost_on_the_way_costs_nothing() {
    let scene = small().await;
    scene.stage.control().lay_down(on_token(Fault::DropBefore));
    let fault = scene.account.test().await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::Silent, Effect::Unknown)
    );
    assert_eq!(
        token_requests(&scene).len(),
        1,
        "what may have been used is not used again at once"
    );
    assert_eq!(
        kept(&scene.stage.vault).await,
        BTreeMap::from(SECRETS.map(|(name, text)| (name.to_owned(), text.to_owned())))
    );
    works(&*scene.account).await;
}

/// The answer was lost, and the next token with it: this is what the protocol takes.
#[tokio::test]
async fn a_lost_answer_is_told_with_what_to_do_and_a_new_token_mends_it() {
    for lost in [Fault::DropAfter, Fault::Truncate] {
        let scene = small().await;
        scene.stage.control().lay_down(on_token(lost));
        let fault = scene.account.test().await.unwrap_err();
        assert_eq!(fault.effect, Effect::Unknown, "{fault}");
        let fault = scene.account.test().await.unwrap_err();
        assert_eq!(fault.cause, Cause::VendorKeyWrong);
        assert_eq!(fault.vendor_code.as_deref(), Some("invalid_grant"));
        assert!(
            fault.detail.contains("make a new one in the portal"),
            "{fault}"
        );
        assert!(!format!("{fault:?}").contains(FIRST));
        entered_at_the_vendor(&scene, "second");
        scene
            .stage
            .vault
            .enter(&ours(), &[("refresh-token", "second")]);
        works(&*scene.account).await;
    }
}

#[tokio::test]
async fn a_refusal_that_passes_uses_nothing_up() {
    let scene = small().await;
    let throttle = Fault::Throttle {
        retry_after: Some(1),
    };
    scene.stage.control().lay_down(on_token(throttle));
    works(&*scene.account).await;
    assert_eq!(token_requests(&scene).len(), 2);
}

/// A vault with a mind of its own, and the adapters that keep their secrets in it.
async fn with_shaky(scene: &Scene) -> (Arc<Shaky>, Box<dyn VendorAccount>) {
    let shaky = Arc::new(Shaky::over(Arc::clone(&scene.stage.vault)));
    let vendors = shaky::vendors(scene, Arc::clone(&shaky));
    (shaky, opened(&vendors).await)
}

fn away(effect: Effect) -> VaultFault {
    VaultFault::Unavailable {
        place: "of a test".to_owned(),
        reason: "it is away".to_owned(),
        effect,
    }
}

#[tokio::test]
async fn a_vault_that_cannot_be_written_is_found_before_the_token_is_used() {
    let scene = small().await;
    let (shaky, account) = with_shaky(&scene).await;
    shaky.fail_writes(1.., away(Effect::None));
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.vendor_code.as_deref(), Some("VAULT_UNAVAILABLE"));
    assert!(token_requests(&scene).is_empty());
}

#[tokio::test]
async fn a_vault_that_fails_right_after_the_use_is_tried_again() {
    for (effect, lands) in [
        (Effect::None, false),
        (Effect::Unknown, false),
        (Effect::Unknown, true),
    ] {
        let scene = small().await;
        let (shaky, account) = with_shaky(&scene).await;
        // The first write is the mark.
        shaky.fail_writes(2..4, away(effect));
        shaky.writes_land(lands);
        works(&*account).await;
        assert_eq!(token_requests(&scene).len(), 1);
        assert_ne!(kept(&scene.stage.vault).await["refresh-token"], FIRST);
        works(&*opened(&another_process(&scene)).await).await;
    }
}

#[tokio::test]
async fn what_could_not_be_kept_is_held_and_kept_before_anything_else() {
    let scene = small().await;
    let (shaky, account) = with_shaky(&scene).await;
    shaky.fail_writes(2.., away(Effect::None));
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.vendor_code.as_deref(), Some("VAULT_UNAVAILABLE"));
    // What came along was not used: the next one was not kept yet.
    assert!(scene.stage.seen("/api/v3").is_empty());
    assert_eq!(kept(&scene.stage.vault).await["refresh-token"], FIRST);
    shaky.mend();
    works(&*account).await;
    assert_eq!(
        token_requests(&scene).len(),
        1,
        "the one that was used is not used again"
    );
    let kept = kept(&scene.stage.vault).await;
    assert!(kept.len() == 1 && kept["refresh-token"] != FIRST);
    works(&*opened(&another_process(&scene)).await).await;
}

/// Whoever asked hangs up while the vendor is answering.
#[tokio::test]
async fn who_does_not_wait_any_longer_loses_nothing() {
    let scene = small().await;
    let control = scene.stage.control();
    control.lay_down(on_token(Fault::HoldAfter));
    let asked = tokio::time::timeout(Duration::from_millis(300), scene.account.test()).await;
    assert!(asked.is_err(), "it was held");
    control.release_all();
    works(&*scene.account).await;
    assert_eq!(token_requests(&scene).len(), 1);
    works(&*opened(&another_process(&scene)).await).await;
}

#[tokio::test]
async fn a_token_that_somebody_enters_in_the_meantime_is_the_one_that_counts() {
    let scene = small().await;
    let control = scene.stage.control();
    control.lay_down(on_token(Fault::HoldBefore));
    let renewing = async { works(&*scene.account).await };
    let entering = async {
        control.somebody_is_held().await;
        entered_at_the_vendor(&scene, "entered");
        scene
            .stage
            .vault
            .enter(&ours(), &[("refresh-token", "entered")]);
        control.release_all();
    };
    tokio::join!(renewing, entering);
    let asked: Vec<Option<u16>> = token_requests(&scene).iter().map(|it| it.status).collect();
    assert_eq!(asked, [Some(400), Some(200)]);
    assert_ne!(kept(&scene.stage.vault).await["refresh-token"], "entered");
}

#[tokio::test]
async fn a_mark_of_a_process_that_died_holds_nobody_up_for_ever() {
    let scene = small().await;
    let marked = |until| [("refresh-token", FIRST), ("renewed-until", until)];
    // The clock of the adapters stands at eight.
    let account = opened(&scene.stage.vendors).await;
    scene
        .stage
        .vault
        .enter(&ours(), &marked("2026-06-01T08:01:00Z"));
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::Unavailable);
    assert!(token_requests(&scene).is_empty());
    scene
        .stage
        .vault
        .enter(&ours(), &marked("2026-06-01T07:59:00Z"));
    works(&*account).await;
    assert_eq!(kept(&scene.stage.vault).await.len(), 1);
}
