//! `tenantry templates revise`: other terms from now on, and what they mean for customers that have
//! the older ones.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::gdap_template::{
    GdapTemplate, GdapTemplateCommand, GdapTemplateRefusal, ReviseTemplate, Terms, TermsChange,
    roles,
};
use tenantry_domain::ids::TemplateId;

use super::wanted::{Wanted, give, take};
use crate::command::{self, Ask, Receipt, Subject};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The template's id
    id: String,
    #[command(flatten)]
    wanted: Wanted,
    /// A further role, by name or template id, and the group that gets it
    #[arg(long, value_name = "ROLE=GROUP", conflicts_with = "file")]
    add_role: Vec<String>,
    /// A role that is not asked for any more
    #[arg(long, value_name = "ROLE", conflicts_with = "file")]
    remove_role: Vec<String>,
    /// The version these changes are made to; refused if it is not the newest. An idempotency key
    /// needs it, to stand for the same terms each time [default: the newest]
    #[arg(long, value_name = "N")]
    from_version: Option<u32>,
    /// Customers on older versions may have to approve new relationships
    #[arg(long)]
    new_approvals_accepted: bool,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    receipt: Option<Receipt>,
    dry_run: bool,
    from_version: u32,
    /// One sentence.
    says: String,
    change: &'a TermsChange,
    terms: &'a Terms,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let id: TemplateId = asked.id.parse()?;
    let context = asked.ask.context()?;
    let engine = installation::engine(config).await?;
    let template = super::load(&**engine.ledger(), msp, id).await?;
    let Some((newest, _)) = template.latest() else {
        return Err(GdapTemplateRefusal::TemplateNotFound.into());
    };
    let from = asked.from_version.unwrap_or(newest);
    let Some(base) = template.terms_of(from) else {
        return Err(GdapTemplateRefusal::TemplateVersionOutdated { from, newest }.into());
    };
    let terms = revised(&asked, base)?;
    let change = base.compare(&terms);
    let command = GdapTemplateCommand::Revise(ReviseTemplate {
        from_version: from,
        terms: terms.clone(),
        new_approvals_accepted: asked.new_approvals_accepted,
    });
    let receipt = if asked.dry_run {
        would_do(&template, &command)?;
        None
    } else {
        let subject = Subject::of::<TemplateId>(&asked.id)?;
        Some(command::execute::<GdapTemplate>(&engine, msp, subject, command, context).await?)
    };
    let answer = Answer {
        receipt,
        dry_run: asked.dry_run,
        from_version: from,
        says: change.to_string(),
        change: &change,
        terms: &terms,
    };
    print(&answer, output)?;
    Ok(Exit::Ok)
}

fn revised(asked: &Asked, base: &Terms) -> Result<Terms, Failure> {
    let mut terms = asked.wanted.change(base)?;
    for text in &asked.remove_role {
        take(&mut terms, roles::find(text)?);
    }
    for text in &asked.add_role {
        let (role, group) = asked.wanted.role_and_group(text)?;
        give(&mut terms, role, &group);
    }
    Ok(terms)
}

/// What would be refused, apart from what a flag allows: whoever tries wants to see that.
fn would_do(template: &GdapTemplate, command: &GdapTemplateCommand) -> Result<(), Failure> {
    match template.decide(command) {
        Ok(_) | Err(GdapTemplateRefusal::TemplateNeedsNewApprovals { .. }) => Ok(()),
        Err(refusal) => Err(refusal.into()),
    }
}

fn print(answer: &Answer<'_>, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(answer);
    }
    match &answer.receipt {
        Some(receipt) => command::print(receipt, output)?,
        None => output.line("nothing was recorded: this is a dry run")?,
    }
    output.line(&answer.says)?;
    if answer.dry_run && answer.change.needs_new_approval() {
        output.line("it is refused without --new-approvals-accepted")?;
    }
    Ok(())
}
