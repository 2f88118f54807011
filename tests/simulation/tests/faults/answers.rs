//! What clouds answer when they do not do what was asked.

use tenantry_domain::cloud::Actor::{MspAdmin, Nobody, Operator, Us};
use tenantry_domain::saga::minutes;
use tenantry_simulation::Stage;
use tenantry_simulator::{Cloud, Control, Fault, Rule};

use crate::case::{A_WHILE, Case, Fate, later, play};

const RELATIONSHIPS: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";
const CONSENTS: &str = "/v1/customers/*/applicationconsents";

/// Reading fails for a while, from the beginning.
fn reading(fault: Fault) -> impl Fn(&Stage) {
    move |stage| {
        let all = format!("{RELATIONSHIPS}*");
        let rule = Rule::always(Cloud::Graph, &all, fault.clone()).method("GET");
        stage.control().lay_down(rule);
        later(stage, A_WHILE, Control::lift_all_rules);
    }
}

/// The answer to the making of the relationship goes wrong, once.
fn making(fault: Fault) -> impl Fn(&Stage) {
    move |stage| {
        let rule = Rule::once(Cloud::Graph, RELATIONSHIPS, fault.clone()).method("POST");
        stage.control().lay_down(rule);
    }
}

fn fail(status: u16) -> Fault {
    Fault::Fail {
        status,
        done_all_the_same: false,
        retry_after: None,
    }
}

fn lands(status: u16) -> Fault {
    Fault::Fail {
        status,
        done_all_the_same: true,
        retry_after: None,
    }
}

fn passes(name: &'static str, code: &'static str) -> Case {
    Case::new(name, code, Nobody, Fate::WentOn)
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_wrong_for_a_while() {
    let slow = |retry_after| Fault::Throttle { retry_after };
    let cases = [
        Case::new("401", "CLOUD_TOKEN_REFUSED", MspAdmin, Fate::WentOn)
            .said("graph", "InvalidAuthenticationToken")
            .first(reading(fail(401))),
        Case::new("403", "CLOUD_PERMISSION_MISSING", MspAdmin, Fate::WentOn)
            .said("graph", "Forbidden")
            .first(reading(fail(403))),
        passes("429", "CLOUD_THROTTLED")
            .said("graph", "TooManyRequests")
            .first(reading(slow(None))),
        passes("429 for so long", "CLOUD_THROTTLED")
            .said("graph", "TooManyRequests")
            .first(|stage| {
                let all = format!("{RELATIONSHIPS}*");
                let rule = Rule::always(
                    Cloud::Graph,
                    &all,
                    Fault::Throttle {
                        retry_after: Some(1),
                    },
                );
                stage.control().lay_down(rule.method("GET").times(3));
            }),
        passes("500", "CLOUD_UNAVAILABLE")
            .said("graph", "generalException")
            .first(reading(fail(500))),
        passes("503", "CLOUD_UNAVAILABLE")
            .said("graph", "serviceNotAvailable")
            .first(reading(fail(503))),
        Case::new("no JSON", "CLOUD_ANSWER_UNREADABLE", Us, Fate::WentOn)
            .by("graph")
            .first(reading(Fault::Malformed)),
        Case::new("a page", "CLOUD_ANSWER_UNREADABLE", Us, Fate::WentOn)
            .by("graph")
            .first(reading(Fault::HtmlPage)),
        Case::new(
            "half an answer",
            "CLOUD_ANSWER_UNREADABLE",
            Us,
            Fate::WentOn,
        )
        .by("graph")
        .first(reading(Fault::Truncate)),
        passes("an error called good", "CLOUD_UNAVAILABLE")
            .said("graph", "generalException")
            .first(reading(Fault::ErrorIn200)),
        passes("no answer", "CLOUD_SILENT")
            .by("graph")
            .unanswered()
            .first(reading(Fault::DropBefore)),
        Case::new(
            "elsewhere",
            "CLOUD_REDIRECT_REFUSED",
            Operator,
            Fate::Failed,
        )
        .by("graph")
        .unanswered()
        .first(reading(Fault::StrangeRedirect {
            to: "https://elsewhere.example/".to_owned(),
        })),
    ];
    play(cases).await;
}

/// Nothing is made twice, whatever became of the answer.
#[tokio::test(flavor = "multi_thread")]
async fn making_goes_wrong_once() {
    let unreadable =
        |name| Case::new(name, "CLOUD_ANSWER_UNREADABLE", Us, Fate::WentOn).by("graph");
    let cases = [
        passes("500", "CLOUD_UNAVAILABLE")
            .said("graph", "generalException")
            .first(making(fail(500))),
        passes("500 that landed", "CLOUD_UNAVAILABLE")
            .said("graph", "generalException")
            .first(making(lands(500))),
        passes("503 that landed", "CLOUD_UNAVAILABLE")
            .said("graph", "serviceNotAvailable")
            .first(making(lands(503))),
        unreadable("no JSON").first(making(Fault::Malformed)),
        unreadable("a page").first(making(Fault::HtmlPage)),
        unreadable("half an answer").first(making(Fault::Truncate)),
        passes("dropped before", "CLOUD_SILENT")
            .by("graph")
            .unanswered()
            .first(making(Fault::DropBefore)),
        passes("dropped after", "CLOUD_SILENT")
            .by("graph")
            .unanswered()
            .first(making(Fault::DropAfter)),
        passes("412", "CLOUD_CHANGED")
            .said("graph", "preconditionFailed")
            .first(making(fail(412))),
        Case::new("409", "CLOUD_CONFLICT", MspAdmin, Fate::Unseen).first(making(fail(409))),
        Case::new("400", "CLOUD_REFUSED", Us, Fate::Failed)
            .said("graph", "badRequest")
            .first(making(fail(400))),
    ];
    play(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_is_not_there() {
    let case = Case::new("404", "CLOUD_NOT_THERE", MspAdmin, Fate::Failed)
        .said("graph", "notFound")
        .first(|stage| {
            let one = format!("{RELATIONSHIPS}/*");
            let rule = Rule::always(Cloud::Graph, &one, fail(404)).method("GET");
            later(stage, minutes(30), |control| control.lay_down(rule));
            later(stage, minutes(90), Control::lift_all_rules);
        })
        .approved_after(None);
    play([case]).await;
}

/// Partner Center is asked for the consent alone.
#[tokio::test(flavor = "multi_thread")]
async fn partner_center_goes_wrong_for_a_while() {
    let consenting = |fault: Fault| {
        move |stage: &Stage| {
            let rule = Rule::always(Cloud::PartnerCenter, CONSENTS, fault.clone());
            stage.control().lay_down(rule);
            later(stage, minutes(90), Control::lift_all_rules);
        }
    };
    let refused = "CLOUD_PERMISSION_MISSING";
    let cases = [
        Case::new("403", refused, MspAdmin, Fate::WentOn)
            .said("partner-center", "403")
            .first(consenting(fail(403))),
        passes("500", "CLOUD_UNAVAILABLE")
            .said("partner-center", "500")
            .first(consenting(fail(500))),
        passes("dropped after", "CLOUD_SILENT")
            .by("partner-center")
            .unanswered()
            .first(consenting(Fault::DropAfter)),
    ];
    play(cases).await;
}
