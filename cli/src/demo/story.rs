//! Three MSPs, a few customers, and what becomes of them. The ids are the same at every showing.

use tenantry_domain::customer::{
    ArchiveCustomer, Customer, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer,
    TagCustomer,
};
use tenantry_domain::ids::{CustomerId, MspId, OnboardingId, TenantId};
use tenantry_domain::onboarding::{
    ActivateOnboarding, CancelOnboarding, FailOnboarding, Onboarding, OnboardingCommand,
    StartOnboarding,
};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::{CustomerName, Reason, Tag};
use tenantry_engine::commands::Context;
use uuid::Uuid;

use super::Stage;
use crate::command::{Receipt, Subject, execute};
use crate::failure::Failure;
use crate::output::Tone;

/// One of the MSPs of the story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Msp {
    pub(super) name: &'static str,
    /// Who works there.
    technician: &'static str,
}

pub(super) const NORTHWIND: Msp = Msp {
    name: "Northwind IT",
    technician: "ada@northwind.example",
};
const LITWARE: Msp = Msp {
    name: "Litware Services",
    technician: "grace@litware.example",
};
const ALPINE: Msp = Msp {
    name: "Alpine Managed",
    technician: "edsger@alpine.example",
};

pub(super) const MSPS: [Msp; 3] = [NORTHWIND, LITWARE, ALPINE];

impl Msp {
    pub(super) fn id(self) -> MspId {
        MspId::new(named(self.name))
    }

    pub(super) fn actor(self) -> Actor {
        Actor::user(self.technician)
    }
}

pub(super) fn name_of(msp: MspId) -> &'static str {
    MSPS.into_iter()
        .find(|it| it.id() == msp)
        .map_or("another MSP", |it| it.name)
}

pub(super) fn fabrikam() -> CustomerId {
    customer("Fabrikam Foods")
}

/// An id for a name, the same every time.
fn named(name: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_DNS,
        format!("{name}.tenantry.demo").as_bytes(),
    )
}

fn customer(name: &str) -> CustomerId {
    CustomerId::new(named(name))
}

/// What happens next.
enum Step {
    Register(&'static str),
    Tag(&'static str, &'static str),
    Rename(&'static str, &'static str),
    Archive(&'static str),
    Start(&'static str),
    Activate(&'static str),
    Fail(&'static str, &'static str, &'static str),
    Cancel(&'static str),
}

/// By whom, what, and why.
type Scene = (Msp, Step, &'static str);

const SCENES: &[Scene] = &[
    (
        NORTHWIND,
        Step::Register("Contoso Coffee"),
        "signed on Monday",
    ),
    (
        NORTHWIND,
        Step::Register("Fabrikam Foods"),
        "won in a tender",
    ),
    (NORTHWIND, Step::Tag("Contoso Coffee", "story"), ""),
    (NORTHWIND, Step::Tag("Fabrikam Foods", "story"), ""),
    (
        LITWARE,
        Step::Register("Tailspin Toys"),
        "came by recommendation",
    ),
    (
        NORTHWIND,
        Step::Start("Contoso Coffee"),
        "wants us to run their tenant",
    ),
    (ALPINE, Step::Register("Wide World Importers"), ""),
    (
        NORTHWIND,
        Step::Rename("Fabrikam Foods", "Fabrikam Kitchens"),
        "they merged with a caterer",
    ),
    (LITWARE, Step::Start("Tailspin Toys"), ""),
    (
        NORTHWIND,
        Step::Activate("Contoso Coffee"),
        "access verified by reading through it",
    ),
    (
        LITWARE,
        Step::Fail(
            "Tailspin Toys",
            "CONSENT_DECLINED",
            "the customer's admin declined",
        ),
        "",
    ),
    (NORTHWIND, Step::Start("Fabrikam Foods"), ""),
    (
        NORTHWIND,
        Step::Cancel("Fabrikam Foods"),
        "wrong tenant, starting over next week",
    ),
    (
        ALPINE,
        Step::Archive("Wide World Importers"),
        "moved to another provider",
    ),
    // What the rules forbid is refused; what is done already stays done.
    (
        ALPINE,
        Step::Rename("Wide World Importers", "Wide World"),
        "too late",
    ),
    (
        NORTHWIND,
        Step::Tag("Contoso Coffee", "story"),
        "asked a second time",
    ),
];

pub(super) async fn play(stage: &Stage<'_>) -> Result<(), Failure> {
    for (number, scene) in SCENES.iter().enumerate() {
        let outcome = carry_out(stage, number, scene).await;
        print(stage, scene, outcome)?;
        tokio::time::sleep(stage.pause).await;
    }
    Ok(())
}

fn print(
    stage: &Stage<'_>,
    (msp, step, why): &Scene,
    outcome: Result<Receipt, Failure>,
) -> Result<(), Failure> {
    let words = step.words();
    let told = match outcome {
        Ok(receipt) if receipt.outcome == "recorded" => {
            let word = stage.output.paint(Tone::Good, "recorded");
            format!("{word} at position {}", receipt.position)
        }
        Ok(receipt) => stage.output.paint(Tone::Quiet, receipt.outcome),
        // The rules may forbid it, that is part of the story; everything else is a fault.
        Err(failure) if failure.code().starts_with("CUSTOMER_") => {
            let word = stage.output.paint(Tone::Warning, "refused");
            format!("{word}: {}", failure.message())
        }
        Err(failure) => return Err(failure),
    };
    let why = match *why {
        "" => String::new(),
        why => stage.output.paint(Tone::Quiet, &format!("  “{why}”")),
    };
    stage
        .output
        .line(&format!("{:<18}{words:<50}{told}{why}", msp.name))
}

impl Step {
    fn words(&self) -> String {
        match self {
            Self::Register(who) => format!("registers {who}"),
            Self::Tag(who, tag) => format!("tags {who} as {tag}"),
            Self::Rename(who, to) => format!("renames {who} to {to}"),
            Self::Archive(who) => format!("archives {who}"),
            Self::Start(who) => format!("starts onboarding {who}"),
            Self::Activate(who) => format!("has {who} under management"),
            Self::Fail(who, code, _) => format!("cannot onboard {who}: {code}"),
            Self::Cancel(who) => format!("calls the onboarding of {who} off"),
        }
    }
}

async fn carry_out(
    stage: &Stage<'_>,
    number: usize,
    (msp, step, why): &Scene,
) -> Result<Receipt, Failure> {
    // The key makes a second showing in the same folder repeat nothing.
    let mut context = Context::new(msp.actor(), Source::Cli).with_key(format!("demo-{number}"));
    if !why.is_empty() {
        context = context.because(*why);
    }
    let engine = &stage.engine;
    match step.command(why)? {
        Either::Customer(id, command) => {
            let subject = Subject(id.to_string());
            execute::<Customer>(engine, msp.id(), subject, command, context).await
        }
        Either::Onboarding(id, command) => {
            let subject = Subject(id.to_string());
            execute::<Onboarding>(engine, msp.id(), subject, command, context).await
        }
    }
}

enum Either {
    Customer(CustomerId, CustomerCommand),
    Onboarding(OnboardingId, OnboardingCommand),
}

impl Step {
    fn command(&self, why: &str) -> Result<Either, Failure> {
        let onboarding = |who: &str| OnboardingId::new(named(&format!("onboarding of {who}")));
        Ok(match self {
            Self::Register(who) => {
                let name = CustomerName::new(who)?;
                let origin = CustomerOrigin::Entered;
                let command = CustomerCommand::Register(RegisterCustomer { name, origin });
                Either::Customer(customer(who), command)
            }
            Self::Tag(who, tag) => {
                let tag = Tag::new(tag)?;
                Either::Customer(customer(who), CustomerCommand::Tag(TagCustomer { tag }))
            }
            Self::Rename(who, to) => {
                let name = CustomerName::new(to)?;
                Either::Customer(
                    customer(who),
                    CustomerCommand::Rename(RenameCustomer { name }),
                )
            }
            Self::Archive(who) => {
                let reason = Some(Reason::new(why)?);
                let command = CustomerCommand::Archive(ArchiveCustomer { reason });
                Either::Customer(customer(who), command)
            }
            Self::Start(who) => {
                let command = OnboardingCommand::Start(StartOnboarding {
                    customer_id: customer(who),
                    tenant_id: TenantId::new(named(&format!("tenant of {who}"))),
                });
                Either::Onboarding(onboarding(who), command)
            }
            Self::Activate(who) => Either::Onboarding(
                onboarding(who),
                OnboardingCommand::Activate(ActivateOnboarding {}),
            ),
            Self::Fail(who, code, detail) => {
                let command = OnboardingCommand::Fail(FailOnboarding {
                    code: (*code).to_owned(),
                    detail: Reason::new(detail)?,
                });
                Either::Onboarding(onboarding(who), command)
            }
            Self::Cancel(who) => {
                let reason = Reason::new(why)?;
                let command = OnboardingCommand::Cancel(CancelOnboarding { reason });
                Either::Onboarding(onboarding(who), command)
            }
        })
    }
}
