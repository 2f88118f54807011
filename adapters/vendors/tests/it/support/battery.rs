//! What every vendor's adapter is put through, in the same words: a [`Case`] says how the vendor is
//! reached, and `battery!` makes the tests.

use super::{MSP, Secrets, Stage, all, cause, portions, reach, vendors};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::vendor::{
    Doubt, RecordKind, Vendor, VendorAccount, VendorAccounts as _,
};
use tenantry_domain::cloud::{Bookmark, Cause, Effect};
use tenantry_simulator::{
    Cloud, Fault, Rule, Vendor as Simulated, VendorChange, VendorQuirks, VendorSeed,
};
use tenantry_vendors::Endpoints;

/// How a vendor is reached in the tests that are the same for all.
pub(crate) struct Case {
    pub(crate) vendor: Vendor,
    pub(crate) simulated: Simulated,
    /// Where lists are asked for.
    pub(crate) cloud: Cloud,
    /// With a crowd that makes several pages of accounts.
    pub(crate) seed: VendorSeed,
    /// The list of accounts, as the vendor calls it, and its path with stars.
    pub(crate) list: &'static str,
    pub(crate) path: &'static str,
    pub(crate) endpoints: fn(&tenantry_simulator::Endpoints) -> Endpoints,
    pub(crate) settings: fn(&tenantry_simulator::Endpoints) -> Vec<(&'static str, String)>,
    pub(crate) secrets: Vec<(&'static str, &'static str)>,
    /// Every request that reads: method, and path with stars for anything.
    pub(crate) reads: &'static [(&'static str, &'static str)],
}

pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) account: Box<dyn VendorAccount>,
}

impl Case {
    pub(crate) async fn scene(&self) -> Scene {
        self.scene_of(self.seed.clone()).await
    }

    pub(crate) async fn scene_of(&self, seed: VendorSeed) -> Scene {
        let stage = Stage::new(self.simulated, seed, self.endpoints).await;
        let account = self.opened(&stage, &self.secrets).await;
        Scene { stage, account }
    }

    /// As after somebody entered these secrets.
    pub(crate) async fn opened(
        &self,
        stage: &Stage,
        secrets: &[(&str, &str)],
    ) -> Box<dyn VendorAccount> {
        let settings = (self.settings)(stage.simulator.endpoints());
        let settings: Vec<(&str, &str)> = settings
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        stage.open(self.vendor, &settings, secrets).await
    }

    fn met(&self, fault: Fault) -> Rule {
        Rule::always(self.cloud, self.path, fault)
    }
}

impl Scene {
    fn lay_down(&self, rule: Rule) {
        self.stage.control().lay_down(rule);
    }

    fn quirks(&self, case: &Case, quirks: VendorQuirks) {
        let change = VendorChange::Quirks { quirks };
        let control = self.stage.control();
        control
            .at_vendor(case.simulated, &case.seed.name, change)
            .unwrap();
    }

    fn names(&self, case: &Case) -> usize {
        let control = self.stage.control();
        control
            .vendor_rows(case.simulated, &case.seed.name, case.list)
            .len()
    }
}

pub(crate) async fn a_good_account_is_told_so(case: &Case) {
    let scene = case.scene().await;
    let tested = scene.account.test().await.unwrap();
    let kinds: Vec<RecordKind> = tested.kinds.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, case.vendor.reads());
    assert!(
        tested.kinds.iter().all(|it| it.doubt.is_none()),
        "{:?}",
        tested.kinds
    );
}

pub(crate) async fn all_accounts_come_over_several_pages(case: &Case) {
    let scene = case.scene().await;
    let pages = portions(&*scene.account, RecordKind::Account)
        .await
        .unwrap();
    assert!(pages.len() > 1, "the crowd is too small for two pages");
    let ids: Vec<&str> = pages.iter().flatten().map(|it| it.id.as_str()).collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(once.len(), ids.len());
    assert_eq!(ids.len(), scene.names(case));
}

pub(crate) async fn an_empty_list_is_empty(case: &Case) {
    let seed = VendorSeed {
        crowd: 0,
        rows: std::collections::BTreeMap::new(),
        ..case.seed.clone()
    };
    let scene = case.scene_of(seed).await;
    for kind in RecordKind::ALL {
        let records = all(&*scene.account, *kind).await.unwrap();
        assert!(records.is_empty(), "{kind:?}");
    }
}

pub(crate) async fn a_wrong_key_is_told(case: &Case) {
    let scene = case.scene().await;
    let wrong: Vec<(&str, &str)> = case
        .secrets
        .iter()
        .map(|(name, _)| (*name, "guessed"))
        .collect();
    let account = case.opened(&scene.stage, &wrong).await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::VendorKeyWrong, "{fault}");
    assert!(!format!("{fault:?}").contains("guessed"), "{fault:?}");
}

pub(crate) async fn a_key_that_is_revoked_in_the_middle_is_told(case: &Case) {
    let scene = case.scene().await;
    let first = scene.account.read(RecordKind::Account, None).await.unwrap();
    scene.quirks(
        case,
        VendorQuirks {
            key_refused: true,
            ..VendorQuirks::default()
        },
    );
    let next = scene
        .account
        .read(RecordKind::Account, first.next.as_ref())
        .await;
    assert_eq!(next.unwrap_err().cause, Cause::VendorKeyWrong);
    // Somebody gives it back: the list goes on from where it was left.
    scene.quirks(case, VendorQuirks::default());
    let rest = scene
        .account
        .read(RecordKind::Account, first.next.as_ref())
        .await
        .unwrap();
    assert!(!rest.rows.is_empty());
}

pub(crate) async fn a_missing_permission_is_a_doubt_about_its_kind(case: &Case) {
    let scene = case.scene().await;
    scene.quirks(
        case,
        VendorQuirks {
            refused: [case.list.to_owned()].into(),
            ..VendorQuirks::default()
        },
    );
    let tested = scene.account.test().await.unwrap();
    let (first, others) = tested.kinds.split_first().unwrap();
    let refused = match &first.doubt {
        Some(Doubt::Refused(fault)) => fault.cause,
        doubt => panic!("{doubt:?}"),
    };
    assert_eq!(refused, Cause::PermissionMissing);
    assert!(others.iter().all(|it| it.doubt.is_none()), "{others:?}");
    assert_eq!(
        cause(&*scene.account, RecordKind::Account).await,
        Cause::PermissionMissing
    );
}

pub(crate) async fn nobody_listens(case: &Case) {
    let Scene { stage, account } = case.scene().await;
    stage.simulator.stop().await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::Unreachable, "{fault}");
}

/// A process that does not trust the authority.
pub(crate) async fn a_strange_certificate_is_refused(case: &Case) {
    let scene = case.scene().await;
    let places = scene.stage.simulator.endpoints();
    let settings = (case.settings)(places);
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let vault = Arc::new(Secrets::default());
    let reach = reach(case.vendor, &settings);
    vault.enter(&reach, &case.secrets);
    let careful = vendors(&[], (case.endpoints)(places), &vault);
    let account = careful.open(&reach).await.unwrap();
    assert_eq!(account.test().await.unwrap_err().cause, Cause::TlsRefused);
    assert!(scene.stage.control().journal().is_empty());
}

/// A short pause is waited, and the list comes.
pub(crate) async fn a_pause_that_is_named_is_kept(case: &Case) {
    let scene = case.scene().await;
    let throttle = Fault::Throttle {
        retry_after: Some(1),
    };
    scene.lay_down(case.met(throttle).times(1));
    let began = std::time::Instant::now();
    let portion = scene.account.read(RecordKind::Account, None).await.unwrap();
    assert!(!portion.rows.is_empty());
    assert!(began.elapsed() >= Duration::from_secs(1));
}

/// An hour is not waited here: whoever asked comes back then.
pub(crate) async fn a_long_pause_is_handed_on(case: &Case) {
    let scene = case.scene().await;
    let throttle = Fault::Throttle {
        retry_after: Some(3600),
    };
    scene.lay_down(case.met(throttle));
    let fault = scene
        .account
        .read(RecordKind::Account, None)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Throttled);
    assert_eq!(fault.retry_after, Some(Duration::from_hours(1)));
    assert_eq!(fault.effect, Effect::None);
}

pub(crate) async fn throttled_without_a_word_about_when(case: &Case) {
    let scene = case.scene().await;
    scene.lay_down(case.met(Fault::Throttle { retry_after: None }));
    let fault = scene
        .account
        .read(RecordKind::Account, None)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Throttled);
}

pub(crate) async fn a_failure_that_passes_is_not_seen(case: &Case) {
    for fault in [
        failing(503),
        failing(502),
        Fault::Truncate,
        Fault::Malformed,
        Fault::HtmlPage,
        Fault::DropBefore,
        Fault::DropAfter,
    ] {
        let scene = case.scene().await;
        scene.lay_down(case.met(fault.clone()).times(1));
        let portion = scene.account.read(RecordKind::Account, None).await;
        assert!(!portion.unwrap().rows.is_empty(), "{fault:?}");
    }
}

fn failing(status: u16) -> Fault {
    Fault::Fail {
        status,
        done_all_the_same: false,
        retry_after: None,
    }
}

pub(crate) async fn a_failure_that_stays_is_told(case: &Case) {
    for (fault, told) in [
        (failing(503), Cause::Unavailable),
        (failing(500), Cause::Unavailable),
        (Fault::Truncate, Cause::AnswerUnreadable),
        (Fault::Malformed, Cause::AnswerUnreadable),
        (Fault::HtmlPage, Cause::AnswerUnreadable),
        (Fault::ErrorIn200, Cause::Unavailable),
        (Fault::DropBefore, Cause::Silent),
        (
            Fault::StrangeRedirect {
                to: "https://evil.example/".to_owned(),
            },
            Cause::RedirectRefused,
        ),
    ] {
        let scene = case.scene().await;
        scene.lay_down(case.met(fault.clone()));
        let met = scene
            .account
            .read(RecordKind::Account, None)
            .await
            .unwrap_err();
        assert_eq!(met.cause, told, "{fault:?}: {met}");
        assert_eq!(met.effect, Effect::None, "{fault:?}");
    }
}

pub(crate) async fn rows_that_come_twice_do_no_harm(case: &Case) {
    let scene = case.scene().await;
    scene.quirks(
        case,
        VendorQuirks {
            pages_repeat_a_row: true,
            ..VendorQuirks::default()
        },
    );
    let records = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert_eq!(records.len(), scene.names(case));
}

/// One of the first page's rows goes before the second is asked for: later ones move forward meanwhile.
pub(crate) async fn a_row_that_goes_hides_no_other_one(case: &Case) {
    let scene = case.scene().await;
    let first = scene.account.read(RecordKind::Account, None).await.unwrap();
    let (list, id) = (case.list.to_owned(), first.rows[3].id.clone());
    let control = scene.stage.control();
    let gone = VendorChange::RemoveRow { list, id };
    control.at_vendor(case.simulated, MSP, gone).unwrap();
    let mut seen: Vec<String> = first.rows.into_iter().map(|it| it.id).collect();
    let mut next = first.next;
    while let Some(bookmark) = next {
        let portion = scene.account.read(RecordKind::Account, Some(&bookmark));
        let portion = portion.await.unwrap();
        seen.extend(portion.rows.into_iter().map(|it| it.id));
        next = portion.next;
    }
    for row in control.vendor_rows(case.simulated, MSP, case.list) {
        assert!(seen.contains(&row["id"].to_string()), "{}", row["id"]);
    }
}

/// Whatever the adapter makes of it: it ends, and nothing is asked of a stranger.
pub(crate) async fn a_list_without_an_end_ends(case: &Case) {
    let scene = case.scene().await;
    scene.quirks(
        case,
        VendorQuirks {
            pages_never_end: true,
            ..VendorQuirks::default()
        },
    );
    match all(&*scene.account, RecordKind::Account).await {
        Ok(records) => assert_eq!(records.len(), scene.names(case)),
        Err(fault) => assert_eq!(fault.cause, Cause::AnswerUnreadable, "{fault}"),
    }
    // Of each record something may have to be asked once.
    let most = scene.names(case) + 60;
    assert!(scene.stage.control().journal().len() < most);
}

/// The stranger is another of this world's clouds: its journal would tell.
pub(crate) async fn a_next_page_elsewhere_is_not_fetched(case: &Case) {
    let scene = case.scene().await;
    let stranger = &scene.stage.simulator.endpoints().downloads;
    scene.quirks(
        case,
        VendorQuirks {
            next_links_lead_to: Some(stranger.to_string()),
            ..VendorQuirks::default()
        },
    );
    match all(&*scene.account, RecordKind::Account).await {
        // It needs no links.
        Ok(records) => assert_eq!(records.len(), scene.names(case)),
        Err(fault) => assert_eq!(fault.cause, Cause::RedirectRefused, "{fault}"),
    }
    let journal = scene.stage.control().journal();
    assert!(journal.iter().all(|entry| entry.cloud != Cloud::Downloads));
}

pub(crate) async fn a_bookmark_of_somebody_else_is_not_believed(case: &Case) {
    let scene = case.scene().await;
    let asked = scene.stage.control().journal().len();
    for text in ["https://evil.example/next", "{}", ""] {
        let bookmark = Bookmark::new(text);
        let read = scene
            .account
            .read(RecordKind::Account, Some(&bookmark))
            .await;
        assert_eq!(read.unwrap_err().cause, Cause::CursorExpired, "{text}");
    }
    assert_eq!(scene.stage.control().journal().len(), asked);
}

/// All that the adapter can do, and then the witness.
pub(crate) async fn nothing_but_reads_is_ever_sent(case: &Case) {
    let scene = case.scene().await;
    scene.account.test().await.unwrap();
    for kind in RecordKind::ALL {
        all(&*scene.account, *kind).await.unwrap();
    }
    let journal = scene.stage.control().journal();
    assert!(!journal.is_empty());
    for entry in journal {
        let path = entry.path.split('?').next().unwrap_or_default();
        let known = case
            .reads
            .iter()
            .any(|(method, pattern)| *method == entry.method && fits(pattern, path));
        assert!(known, "{} {}", entry.method, entry.path);
    }
}

/// A star stands for one part of a path.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    let alike = wanted.by_ref().all(|part| {
        found
            .next()
            .is_some_and(|it| part == "*" || part.eq_ignore_ascii_case(it))
    });
    alike && found.next().is_none()
}

/// Makes a test of each for a function that gives the case.
macro_rules! battery {
    ($case:ident: $($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            $crate::support::battery::$name(&$case()).await;
        }
    )*};
    ($case:ident) => {
        $crate::support::battery::battery! { $case:
            a_good_account_is_told_so
            all_accounts_come_over_several_pages
            an_empty_list_is_empty
            a_wrong_key_is_told
            a_key_that_is_revoked_in_the_middle_is_told
            a_missing_permission_is_a_doubt_about_its_kind
            nobody_listens
            a_strange_certificate_is_refused
            a_pause_that_is_named_is_kept
            a_long_pause_is_handed_on
            throttled_without_a_word_about_when
            a_failure_that_passes_is_not_seen
            a_failure_that_stays_is_told
            rows_that_come_twice_do_no_harm
            a_list_without_an_end_ends
            a_next_page_elsewhere_is_not_fetched
            a_bookmark_of_somebody_else_is_not_believed
            nothing_but_reads_is_ever_sent
        }
    };
}
pub(crate) use battery;
