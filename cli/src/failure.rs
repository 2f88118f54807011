//! How a command fails: one sentence, a stable code, what to do, and an exit code.

use std::process::ExitCode;

use serde::Serialize;
use tenantry_domain::aggregate::{DecodeError, Refusal};
use tenantry_domain::cloud::gdap::{ImpossibleProposal, InvalidTerm};
use tenantry_domain::cloud::vault::{MalformedSecretName, VaultFault};
use tenantry_domain::cloud::vendor::UnknownVendor;
use tenantry_domain::cloud::{Actor, Class, CloudFault, MalformedTenantName};
use tenantry_domain::gdap_template::roles::UnknownRole;
use tenantry_domain::gdap_template::{GdapTemplateRefusal, InvalidGroupPattern};
use tenantry_domain::ids::MalformedId;
use tenantry_domain::notice_channel::{InvalidTarget, UnknownTopic};
use tenantry_domain::record::MalformedStream;
use tenantry_domain::text::InvalidText;
use tenantry_engine::access::AccessError;
use tenantry_engine::commands::CommandError;
use tenantry_engine::consents::ConsentError;
use tenantry_engine::drift::DriftError;
use tenantry_engine::holdings::HoldingError;
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::onboarding::dry_run::DryRunError;
use tenantry_engine::onboardings::OnboardingError;
use tenantry_engine::telling::TellingError;
use tenantry_engine::vendors::VendorError;
use tenantry_ledger::evidence::EvidenceFault;
use tenantry_ledger::import::ImportError;
use tenantry_microsoft::entra::SignInFault;
use tenantry_projections::{MalformedCursor, ProjectionError};

use crate::exit::Exit;
use crate::output::{Output, Tone, paint_stderr, plain, say};
use tenantry_api::pages;

#[derive(Debug)]
pub(crate) struct Failure {
    code: &'static str,
    message: String,
    exit: Exit,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl Failure {
    /// The codes of the command line itself; all others come from the rooms below.
    #[expect(dead_code, reason = "the architecture tests hold it against the pages")]
    const CODES: &'static [&'static str] = &[
        "USAGE_INVALID",
        "CONFIG_INVALID",
        "CODE_UNKNOWN",
        "STREAM_UNKNOWN",
        "MSP_NEEDED",
        "MALFORMED_MOMENT",
        "LEDGER_SHAPES_UNKNOWN",
        "ENVIRONMENT_UNFIT",
        "INTERRUPTED",
        "TEMPLATE_FILE_UNUSABLE",
        "TEMPLATE_VERSION_UNKNOWN",
        "PROCEDURE_FILE_UNUSABLE",
        "PROCEDURE_VERSION_UNKNOWN",
        "APPROVAL_DIGEST_NEEDED",
        "REVEAL_NEEDED",
        "PARTNER_TENANT_TAKEN",
        "DEMO_FOLDER_FOREIGN",
        "DEMO_DATABASE_FOREIGN",
        "DEMO_UNDER_WAY",
    ];

    pub(crate) fn new(code: &'static str, exit: Exit, message: String) -> Self {
        Self {
            code,
            message,
            exit,
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn config(message: String) -> Self {
        Self::new("CONFIG_INVALID", Exit::Environment, message)
    }

    pub(crate) fn environment(reason: &std::io::Error) -> Self {
        Self::new(
            "ENVIRONMENT_UNFIT",
            Exit::Environment,
            format!("the operating system refused: {reason}"),
        )
    }

    /// stdout is gone or full. Whoever closed a pipe has read enough and wants no word about it.
    pub(crate) fn output(reason: &std::io::Error) -> Self {
        if reason.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::new("ENVIRONMENT_UNFIT", Exit::Ok, String::new());
        }
        Self::environment(reason)
    }

    pub(crate) fn interrupted() -> Self {
        let message = "stopped by a signal; what was done is kept, nothing is half done";
        Self::new("INTERRUPTED", Exit::Interrupted, message.to_owned())
    }

    pub(crate) fn code_unknown(asked: &str, near: &[String]) -> Self {
        let near = if near.is_empty() {
            "`tenantry explain` lists all".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        let asked: String = asked.chars().take(80).collect();
        Self::new(
            "CODE_UNKNOWN",
            Exit::Refused,
            format!("there is no code {asked:?}; {near}"),
        )
    }

    pub(crate) fn print(&self, output: &Output) {
        if self.message.is_empty() {
            return;
        }
        let help = pages::remedy(self.code);
        if output.json {
            let answer = Answer {
                code: self.code,
                message: &self.message,
                help,
            };
            // A struct of texts always serialises.
            return say(&serde_json::to_string(&answer).unwrap_or_default());
        }
        let error = paint_stderr(Tone::Bad, &format!("error[{}]:", self.code));
        // It may quote what strangers wrote.
        let message: Vec<String> = self.message.lines().map(plain).collect();
        say(&format!("{error} {}", message.join("\n")));
        if let Some(help) = help {
            let word = paint_stderr(Tone::Strong, "help:");
            say(&format!("{word} {help}"));
            say(&format!("      More: tenantry explain {}", self.code));
        }
    }
}

/// The command line cannot be understood.
pub(crate) const USAGE: &str = "USAGE_INVALID";

/// What clap has to say: help and versions are answers, the rest is a mistake of the asker.
pub(crate) fn of_usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        // A closed pipe is no reason to fail.
        let _ = error.print();
        return Exit::Ok;
    }
    if std::env::args().any(|it| it == "--json") {
        let text = error.render().to_string();
        let first = text.lines().next().unwrap_or_default();
        let message = first.trim_start_matches("error: ").to_owned();
        Failure::new(USAGE, Exit::Usage, message).print(&Output::new(true));
    } else {
        let _ = error.print();
    }
    Exit::Usage
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> Self {
        failure.exit.into()
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let exit = match &error {
            LedgerError::UrlMalformed { .. } => Exit::Refused,
            LedgerError::Corrupt { .. } => Exit::NotRight,
            _ => Exit::Environment,
        };
        Self::new(error.code(), exit, error.to_string())
    }
}

impl From<EvidenceFault> for Failure {
    fn from(error: EvidenceFault) -> Self {
        let exit = match (&error, error.code()) {
            (EvidenceFault::Ledger(inner), _) => return inner.clone().into(),
            (EvidenceFault::Unsound { .. } | EvidenceFault::ExportDamaged { .. }, _)
            | (
                _,
                "PROOF_INVALID"
                | "CHECKPOINT_SIGNATURE_INVALID"
                | "CHECKPOINT_SIGNER_UNKNOWN"
                | "CHECKPOINT_ORIGIN_DIFFERS",
            ) => Exit::NotRight,
            (EvidenceFault::KeyMissing { .. } | EvidenceFault::KeyExposed { .. }, _) => {
                Exit::Environment
            }
            _ => Exit::Refused,
        };
        Self::new(error.code(), exit, error.to_string())
    }
}

impl<R: Refusal> From<CommandError<R>> for Failure {
    fn from(error: CommandError<R>) -> Self {
        let exit = match error {
            CommandError::Ledger(error) => return error.into(),
            CommandError::Overloaded
            | CommandError::Contended
            | CommandError::Unsettled { .. }
            | CommandError::Unreadable { .. } => Exit::Environment,
            _ => Exit::Refused,
        };
        Self::new(error.code(), exit, error.to_string())
    }
}

impl From<HoldingError> for Failure {
    fn from(error: HoldingError) -> Self {
        match error {
            HoldingError::Holding(error) => error.into(),
            HoldingError::Customer(error) => error.into(),
        }
    }
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::HomeTenant(error) => error.into(),
            AccessError::Team(error) => error.into(),
            AccessError::Session(error) => error.into(),
            AccessError::Token(error) => error.into(),
            none @ AccessError::NotSignedIn => {
                Self::new(none.code(), Exit::Refused, none.to_string())
            }
        }
    }
}

impl From<OnboardingError> for Failure {
    fn from(error: OnboardingError) -> Self {
        match error {
            OnboardingError::Onboarding(error) => error.into(),
            OnboardingError::Customer(error) => error.into(),
            OnboardingError::Template(error) => error.into(),
            OnboardingError::Holding(error) => error.into(),
            unknown @ OnboardingError::VersionUnknown { .. } => {
                Self::new(unknown.code(), Exit::Refused, unknown.to_string())
            }
        }
    }
}

impl From<ConsentError> for Failure {
    fn from(error: ConsentError) -> Self {
        match error {
            ConsentError::Consent(error) => error.into(),
            ConsentError::Holding(error) => error.into(),
            ConsentError::Partner(error) => error.into(),
            ConsentError::Onboarding(error) => error.into(),
            ConsentError::Cloud(fault) => fault.into(),
            ConsentError::Browser(fault) => {
                Self::new(fault.code(), Exit::Refused, fault.to_string())
            }
            ConsentError::NotConfigured => {
                Self::new(error.code(), Exit::Environment, error.to_string())
            }
            ConsentError::WishUnclear => Self::new(error.code(), Exit::Usage, error.to_string()),
        }
    }
}

impl From<DryRunError> for Failure {
    fn from(error: DryRunError) -> Self {
        match error {
            DryRunError::Wish(error) => error.into(),
            DryRunError::Holding(error) => error.into(),
            DryRunError::Group(error) => error.into(),
            DryRunError::Cloud(fault) => fault.into(),
        }
    }
}

impl From<DriftError> for Failure {
    fn from(error: DriftError) -> Self {
        match error {
            DriftError::Onboarding(error) => error.into(),
            DriftError::Cloud(fault) => fault.into(),
        }
    }
}

impl From<VendorError> for Failure {
    fn from(error: VendorError) -> Self {
        match error {
            VendorError::Connection(error) => error.into(),
            VendorError::Vault(fault) => fault.into(),
            VendorError::Cloud(fault) => fault.into(),
            secret @ (VendorError::SecretMissing { .. } | VendorError::SecretUnknown { .. }) => {
                Self::new(secret.code(), Exit::Refused, secret.to_string())
            }
        }
    }
}

impl From<TellingError> for Failure {
    fn from(error: TellingError) -> Self {
        match error {
            TellingError::Channel(error) => error.into(),
            TellingError::Approval(error) => error.into(),
            TellingError::Customer(error) => error.into(),
            TellingError::Unreadable(error) => error.into(),
            TellingError::Ledger(error) => error.into(),
            TellingError::Vault(fault) => fault.into(),
            TellingError::Target(fault) => {
                Self::new(fault.code(), Exit::Refused, fault.to_string())
            }
        }
    }
}

impl From<InvalidTarget> for Failure {
    fn from(error: InvalidTarget) -> Self {
        Self::new(InvalidTarget::CODE, Exit::Refused, error.to_string())
    }
}

impl From<UnknownTopic> for Failure {
    fn from(error: UnknownTopic) -> Self {
        Self::new(UnknownTopic::CODE, Exit::Refused, error.to_string())
    }
}

impl From<UnknownVendor> for Failure {
    fn from(error: UnknownVendor) -> Self {
        Self::new(UnknownVendor::CODE, Exit::Refused, error.to_string())
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let exit = match &error {
            ImportError::Source(_) | ImportError::Ledger(_) | ImportError::SourceMoved { .. } => {
                Exit::Environment
            }
            ImportError::Unfit { .. }
            | ImportError::Gap { .. }
            | ImportError::Unacceptable { .. }
            | ImportError::Unreadable { .. }
            | ImportError::Conflict { .. } => Exit::Refused,
        };
        Self::new(error.code(), exit, error.to_string())
    }
}

impl From<ProjectionError> for Failure {
    fn from(error: ProjectionError) -> Self {
        let exit = match error {
            ProjectionError::Database(error) => return error.into(),
            ProjectionError::Unknown { .. } | ProjectionError::Paused { .. } => Exit::Refused,
            ProjectionError::Poisoned { .. } => Exit::NotRight,
            ProjectionError::Busy { .. }
            | ProjectionError::Lagging { .. }
            | ProjectionError::Building { .. }
            | ProjectionError::ReadRoleMissing { .. } => Exit::Environment,
        };
        Self::new(error.code(), exit, error.to_string())
    }
}

impl From<MalformedCursor> for Failure {
    fn from(error: MalformedCursor) -> Self {
        Self::new(MalformedCursor::CODE, Exit::Refused, error.to_string())
    }
}

impl From<MalformedId> for Failure {
    fn from(error: MalformedId) -> Self {
        Self::new(MalformedId::CODE, Exit::Refused, error.to_string())
    }
}

impl From<MalformedStream> for Failure {
    fn from(error: MalformedStream) -> Self {
        Self::new(MalformedStream::CODE, Exit::Refused, error.to_string())
    }
}

impl From<MalformedSecretName> for Failure {
    fn from(error: MalformedSecretName) -> Self {
        Self::new(MalformedSecretName::CODE, Exit::Refused, error.to_string())
    }
}

impl From<VaultFault> for Failure {
    fn from(fault: VaultFault) -> Self {
        let exit = match &fault {
            VaultFault::SecretNotThere { .. }
            | VaultFault::SecretChanged { .. }
            | VaultFault::SecretTooLarge { .. }
            | VaultFault::SecretEmpty => Exit::Refused,
            _ => Exit::Environment,
        };
        Self::new(fault.code(), exit, fault.to_string())
    }
}

impl From<MalformedTenantName> for Failure {
    fn from(error: MalformedTenantName) -> Self {
        Self::new(MalformedTenantName::CODE, Exit::Refused, error.to_string())
    }
}

/// What a cloud refuses is for the MSP to mend; what keeps us from asking it, for the machine.
impl From<CloudFault> for Failure {
    fn from(fault: CloudFault) -> Self {
        let ours = fault.class() == Class::Transient || fault.cause.actor() == Actor::Operator;
        let exit = if ours {
            Exit::Environment
        } else {
            Exit::Refused
        };
        Self::new(fault.code(), exit, fault.to_string())
    }
}

impl From<SignInFault> for Failure {
    fn from(fault: SignInFault) -> Self {
        match fault {
            SignInFault::Cloud(fault) => fault.into(),
            own => Self::new(own.code(), Exit::Refused, own.to_string()),
        }
    }
}

impl From<InvalidText> for Failure {
    fn from(error: InvalidText) -> Self {
        Self::new(InvalidText::CODE, Exit::Refused, error.to_string())
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::new(error.code(), Exit::Environment, error.to_string())
    }
}

impl From<GdapTemplateRefusal> for Failure {
    fn from(refusal: GdapTemplateRefusal) -> Self {
        Self::new(refusal.code(), Exit::Refused, refusal.to_string())
    }
}

impl From<ImpossibleProposal> for Failure {
    fn from(error: ImpossibleProposal) -> Self {
        Self::new(error.code(), Exit::Refused, error.to_string())
    }
}

impl From<UnknownRole> for Failure {
    fn from(error: UnknownRole) -> Self {
        Self::new(UnknownRole::CODE, Exit::Refused, error.to_string())
    }
}

impl From<InvalidGroupPattern> for Failure {
    fn from(error: InvalidGroupPattern) -> Self {
        Self::new(InvalidGroupPattern::CODE, Exit::Refused, error.to_string())
    }
}

impl From<InvalidTerm> for Failure {
    fn from(error: InvalidTerm) -> Self {
        Self::new(InvalidTerm::CODE, Exit::Refused, error.to_string())
    }
}
