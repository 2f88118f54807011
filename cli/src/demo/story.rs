//! Three MSPs, a few customers, and what becomes of them. The ids are the same at every showing.

use tenantry_domain::customer::{
    ArchiveCustomer, Customer, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer,
    TagCustomer,
};
use tenantry_domain::ids::{CustomerId, MspId};
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
    if msp == MspId::INSTALLATION {
        return "who holds what";
    }
    MSPS.into_iter()
        .find(|it| it.id() == msp)
        .map_or("another MSP", |it| it.name)
}

pub(super) fn fabrikam() -> CustomerId {
    customer("Fabrikam Foods")
}

/// An id for a name, the same every time.
pub(super) fn named(name: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_DNS,
        format!("{name}.tenantry.demo").as_bytes(),
    )
}

pub(super) fn customer(name: &str) -> CustomerId {
    CustomerId::new(named(name))
}

/// What happens next.
enum Step {
    Register(&'static str),
    Tag(&'static str, &'static str),
    Rename(&'static str, &'static str),
    Archive(&'static str),
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
    (ALPINE, Step::Register("Wide World Importers"), ""),
    (
        NORTHWIND,
        Step::Rename("Fabrikam Foods", "Fabrikam Kitchens"),
        "they merged with a caterer",
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
    (
        NORTHWIND,
        Step::Register("Adatum Bakery"),
        "Contoso sent them",
    ),
    (NORTHWIND, Step::Tag("Adatum Bakery", "story"), ""),
];

pub(super) async fn play(stage: &Stage<'_>) -> Result<(), Failure> {
    for (number, scene) in SCENES.iter().enumerate() {
        let outcome = carry_out(stage, number, scene).await;
        print(stage, scene, outcome)?;
        stage.breathe().await;
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
    stage.line(&format!("{:<18}{words:<50}{told}{why}", msp.name))
}

impl Step {
    fn words(&self) -> String {
        match self {
            Self::Register(who) => format!("registers {who}"),
            Self::Tag(who, tag) => format!("tags {who} as {tag}"),
            Self::Rename(who, to) => format!("renames {who} to {to}"),
            Self::Archive(who) => format!("archives {who}"),
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
    let (id, command) = step.command(why)?;
    let subject = Subject(id.to_string());
    execute::<Customer>(&stage.engine, msp.id(), subject, command, context).await
}

impl Step {
    fn command(&self, why: &str) -> Result<(CustomerId, CustomerCommand), Failure> {
        Ok(match self {
            Self::Register(who) => {
                let name = CustomerName::new(who)?;
                let origin = CustomerOrigin::Entered;
                let command = CustomerCommand::Register(RegisterCustomer { name, origin });
                (customer(who), command)
            }
            Self::Tag(who, tag) => {
                let tag = Tag::new(tag)?;
                (customer(who), CustomerCommand::Tag(TagCustomer { tag }))
            }
            Self::Rename(who, to) => {
                let name = CustomerName::new(to)?;
                let command = CustomerCommand::Rename(RenameCustomer { name });
                (customer(who), command)
            }
            Self::Archive(who) => {
                let reason = Some(Reason::new(why)?);
                let command = CustomerCommand::Archive(ArchiveCustomer { reason });
                (customer(who), command)
            }
        })
    }
}
