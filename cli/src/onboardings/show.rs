//! `tenantry onboardings show`: how an onboarding goes.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::Actor;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::onboarding::{
    Chapter, Invitation, Line, Made, Mark, Matter, Onboarding, OnboardingRefusal, Standing, Story,
};
use tenantry_domain::record::{Micros, StreamId};
use tenantry_engine::commands::CommandError;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, Tone, plain, say};
use tenantry_api::pages;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    /// Whose onboarding
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Which attempt [default: the latest]
    #[arg(long, value_name = "NUMBER")]
    attempt: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Invited {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    /// Whose onboarding
    #[arg(long, value_name = "MSP")]
    msp: String,
}

/// A story as programs read it.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    story: &'a Story,
    next_look: Option<Micros>,
    gives_up: Option<Micros>,
}

pub(crate) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let story = told(&asked.msp, &asked.tenant, asked.attempt, config).await?;
    let now = Timestamp::now().as_microsecond();
    if output.json {
        output.document(&Told {
            next_look: story.next_look(now),
            gives_up: story.gives_up(),
            story: &story,
        })?;
        return Ok(Exit::Ok);
    }
    head(&story, output)?;
    for chapter in &story.steps {
        step(chapter, output)?;
    }
    foot(&story, now, output)?;
    Ok(Exit::Ok)
}

/// Just the link, for copying.
pub(crate) async fn invitation(
    asked: &Invited,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let story = told(&asked.msp, &asked.tenant, None, config).await?;
    let Some(invitation) = story.invitation.as_ref().filter(|it| it.open) else {
        let name = name(&story);
        let why = match (&story.invitation, &story.standing) {
            (Some(_), _) => format!("the invitation of {name} is no longer open"),
            (None, Standing::UnderWay) => {
                format!("there is no invitation for {name} yet; or none is needed")
            }
            (None, _) => format!("there is no invitation for {name}"),
        };
        say(&plain(&why));
        return Ok(Exit::NotRight);
    };
    if output.json {
        output.document(invitation)?;
    } else {
        output.line(&plain(&invitation.link))?;
    }
    Ok(Exit::Ok)
}

async fn told(
    msp: &str,
    tenant: &str,
    attempt: Option<u32>,
    config: &Config,
) -> Result<Story, Failure> {
    let (msp, tenant): (MspId, TenantId) = (installation::msp(msp)?, tenant.parse()?);
    let lines = lines(msp, tenant, config).await?;
    let missing = CommandError::Refused(OnboardingRefusal::OnboardingNotFound);
    Story::of(&lines, attempt).ok_or_else(|| missing.into())
}

async fn lines(msp: MspId, tenant: TenantId, config: &Config) -> Result<Vec<Line>, Failure> {
    const PAGE: usize = 1_000;
    let ledger = installation::ledger(config).await?;
    installation::must_read(&*ledger).await?;
    let stream = StreamId::new(Onboarding::TYPE, tenant);
    let (mut lines, mut after) = (Vec::new(), 0);
    loop {
        let page = ledger.stream(msp, &stream, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(lines);
        };
        after = last.sequence;
        for recorded in &page {
            lines.push(Line::read(recorded)?);
        }
    }
}

fn name(story: &Story) -> String {
    let name = story.customer_name.as_ref().map(ToString::to_string);
    name.unwrap_or_else(|| story.customer.to_string())
}

fn field(label: &str, text: &str, output: &Output) -> Result<(), Failure> {
    output.line(&format!("{label:<12}{}", plain(text)))
}

fn head(story: &Story, output: &Output) -> Result<(), Failure> {
    field(
        "customer",
        &format!("{} ({})", name(story), story.customer),
        output,
    )?;
    field("tenant", &story.tenant.to_string(), output)?;
    let template = story.template.map_or_else(
        || "-".to_owned(),
        |it| format!("{} version {}", it.id, it.version),
    );
    field("template", &template, output)?;
    let by = story.started_by.as_ref().map(|by| {
        let reason = by.reason.as_ref().map(|it| format!(": {it}"));
        let (kind, id) = (by.actor_kind, &by.actor_id);
        format!(" by {kind} {id}{}", reason.unwrap_or_default())
    });
    let what = if story.repair {
        "repair begun"
    } else {
        "begun"
    };
    let at = moment::show(story.started_at);
    field(what, &format!("{at}{}", by.unwrap_or_default()), output)?;
    let attempt = format!("{} of {}", story.attempt, story.latest);
    field("attempt", &attempt, output)?;
    let ended = story.ended_at.map(|at| format!(", {}", moment::show(at)));
    let stands = format!("{}{}", standing(&story.standing), ended.unwrap_or_default());
    field("stands", &stands, output)?;
    output.line("")
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::UnderWay => "under way".to_owned(),
        Standing::UndoingFailure(fault) => format!("being undone after {}", fault.code),
        Standing::UndoingCancellation(why) => format!("called off and being undone: {why}"),
        Standing::EndingAccess(why) => format!("the access is being ended: {why}"),
        Standing::Active => "active".to_owned(),
        Standing::Failed { code } => format!("failed: {code}"),
        Standing::Cancelled => "cancelled".to_owned(),
        Standing::AccessEnded { reason } => format!("the access was ended: {reason}"),
        Standing::Abandoned => "abandoned".to_owned(),
    }
}

/// How far a step has come, as the first column of its line.
pub(crate) fn marked(mark: Mark, output: &Output) -> String {
    let (word, tone) = match mark {
        Mark::Done => ("done", Tone::Good),
        Mark::AtHand => ("at hand", Tone::Strong),
        Mark::Waiting => ("waiting", Tone::Warning),
        Mark::ToCome => ("to come", Tone::Quiet),
        Mark::NotNeeded => ("not needed", Tone::Quiet),
        Mark::Failed => ("failed", Tone::Bad),
        Mark::NotReached => ("not reached", Tone::Quiet),
        Mark::Undone => ("undone", Tone::Warning),
        Mark::Left => ("left", Tone::Bad),
    };
    output.paint(tone, &format!("{word:<12}"))
}

fn step(chapter: &Chapter, output: &Output) -> Result<(), Failure> {
    let tries = match chapter.tries {
        0 | 1 => String::new(),
        tries => format!(", {tries} tries"),
    };
    let told = chapter.told.as_ref().map(|it| format!(": {it}"));
    let told = told.unwrap_or_default();
    let word = marked(chapter.mark, output);
    output.line(&format!(
        "{word}{}",
        plain(&format!("{}{tries}{told}", chapter.step))
    ))?;
    let at = |instant: Option<Micros>| instant.map(moment::show);
    if let Some(asked) = at(chapter.asked_at) {
        let done = at(chapter.told_at).map(|at| format!(", done {at}"));
        output.line(&format!(
            "{:<12}asked {asked}{}",
            "",
            done.unwrap_or_default()
        ))?;
    }
    match &chapter.matter {
        Some(matter) => answered(matter, output),
        None => Ok(()),
    }
}

/// What did not work, in words for people and for the cloud's support.
pub(crate) fn answered(matter: &Matter, output: &Output) -> Result<(), Failure> {
    let fault = &matter.fault;
    let indented = |text: &str| output.line(&format!("{:<14}{}", "", plain(text)));
    let meaning = matter.meaning();
    let sentence = meaning.map(|(sentence, _)| format!("  {sentence}"));
    let code = output.paint(Tone::Warning, &plain(&fault.code));
    let at = moment::show(matter.at);
    output.line(&format!(
        "{:<12}{at}  {code}{}",
        "",
        sentence.unwrap_or_default()
    ))?;
    let details = [
        ("status", fault.status.map(|it| it.to_string())),
        ("vendor code", fault.vendor_code.clone()),
        ("request id", fault.request_id.clone()),
        ("from", fault.api.clone()),
    ];
    let details: Vec<String> = details
        .into_iter()
        .filter_map(|(label, text)| Some(format!("{label} {}", text?)))
        .collect();
    if !details.is_empty() {
        indented(&details.join(", "))?;
    }
    if !fault.detail.is_empty() {
        indented(&fault.detail)?;
    }
    let acts = meaning.map(|(_, actor)| who(actor).to_owned());
    if let Some(acts) = acts.or_else(|| pages::who_acts(&fault.code)) {
        indented(&format!("who acts: {acts}"))?;
    }
    match pages::remedy(&fault.code) {
        Some(remedy) => indented(&format!("what to do: {remedy}")),
        None => Ok(()),
    }
}

pub(super) fn who(actor: Actor) -> &'static str {
    match actor {
        Actor::Nobody => "nobody: it is tried again",
        Actor::CustomerAdmin => "the customer's administrator",
        Actor::MspAdmin => "the MSP's administrator",
        Actor::Operator => "whoever runs this installation",
        Actor::Us => "those who build Tenantry",
    }
}

fn foot(story: &Story, now: Micros, output: &Output) -> Result<(), Failure> {
    output.line("")?;
    if let Some(invitation) = &story.invitation {
        field("invitation", &invitation.link, output)?;
        field("", &aged(story, invitation, now), output)?;
    }
    if let Some(at) = story.next_look(now) {
        field("next try", &moment::show(at), output)?;
    }
    if let Some(at) = story.gives_up() {
        field("given up", &moment::show(at), output)?;
    }
    if let Some(matter) = &story.attention {
        field(
            "attention",
            "what is to be undone cannot be undone so far",
            output,
        )?;
        answered(matter, output)?;
    }
    for (label, things) in [("undone", &story.undone), ("left behind", &story.left)] {
        for thing in things {
            field(label, &made(thing), output)?;
        }
    }
    for drift in &story.drift {
        field(
            "drift",
            &format!("{}  {drift}", drift.finding.code()),
            output,
        )?;
    }
    Ok(())
}

/// Whom the invitation is for, how old it is, and how long it is waited for.
fn aged(story: &Story, invitation: &Invitation, now: Micros) -> String {
    const DAY: Micros = 24 * 60 * 60 * 1_000_000;
    let days = |count: Micros| match count {
        1 => "1 day".to_owned(),
        count => format!("{count} days"),
    };
    let age = days((now - invitation.since).max(0) / DAY);
    let open = if invitation.open {
        let left = days((invitation.until - now).max(0) / DAY);
        format!("{left} left to approve")
    } else {
        "no longer open".to_owned()
    };
    format!("for {}, {age} old, {open}", name(story))
}

fn made(made: &Made) -> String {
    match made {
        Made::Relationship => "the relationship".to_owned(),
        Made::Group(group) => format!("the group {group}"),
        Made::Assignment(group) => format!("the roles of {group}"),
        Made::AppAccess => "our app in the tenant".to_owned(),
        Made::Footing(id) => format!("what was ours in the relationship {id}"),
    }
}
