//! `tenantry demo`: tenants brought under management in simulated clouds, and the engine on an
//! embedded database, with something to watch. Everything it shows comes from the same calls that
//! the other commands make.

mod burst;
mod gdap;
mod story;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;
use tenantry_domain::merkle::SigningKey;
use tenantry_domain::record::StreamId;
use tenantry_engine::commands::Engine;
use tenantry_ledger::evidence::{
    Checked, EvidenceFault, check, keep_checkpoint, prove_inclusion, verify,
};
use tenantry_projections::customers::CustomerFilter;
use tenantry_projections::onboardings::OnboardingFilter;
use tenantry_projections::{Projections, customers, onboardings};
use tokio::sync::watch;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone};
use crate::{installation, ledger, migrate};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Where to [default: a new folder among the temporary ones]
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// What the demonstration plays with.
struct Stage<'a> {
    engine: Arc<Engine>,
    projections: Projections,
    config: Config,
    output: &'a Output,
    /// Between two things that happen, so that eyes can follow. None where nobody watches.
    pause: Duration,
}

pub(crate) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let folder = asked.dir.unwrap_or_else(|| {
        std::env::temp_dir().join(format!("tenantry-demo-{}", std::process::id()))
    });
    let config = config.embedded_in(folder);
    let watched = io::stdout().is_terminal();
    heading(output, 1, "An empty folder becomes a ledger")?;
    migrate::run(&config, output).await?;
    let engine = Arc::new(installation::engine(&config).await?);
    let projections = installation::projections(&config, engine.ledger().clone()).await?;
    let stage = Stage {
        engine,
        projections,
        config,
        output,
        pause: Duration::from_millis(if watched { 100 } else { 0 }),
    };
    let (stop, stopping) = watch::channel(false);
    // The daemon follows at the side while the story is told.
    let told = async {
        let told = stage.tell().await;
        stop.send_replace(true);
        told
    };
    let (told, ()) = tokio::join!(Box::pin(told), Box::pin(stage.projections.run(stopping)));
    told?;
    stage.what_next()?;
    Ok(Exit::Ok)
}

fn heading(output: &Output, number: u32, text: &str) -> Result<(), Failure> {
    if output.json {
        return output.document(&json!({ "part": number, "title": text }));
    }
    output.line("")?;
    output.line(&output.paint(Tone::Strong, &format!("{number}. {text}")))?;
    output.line("")
}

impl Stage<'_> {
    /// A line of the story; for programs, a document like all that comes from commands.
    fn line(&self, text: &str) -> Result<(), Failure> {
        match (self.output.json, text.trim()) {
            (false, _) => self.output.line(text),
            (true, "") => Ok(()),
            (true, text) => self.output.document(&json!({ "text": text })),
        }
    }

    /// Time for eyes to follow.
    async fn breathe(&self) {
        tokio::time::sleep(self.pause).await;
    }

    async fn tell(&self) -> Result<(), Failure> {
        heading(
            self.output,
            2,
            "Three MSPs go to work: every command leaves a fact",
        )?;
        story::play(self).await?;
        heading(
            self.output,
            3,
            "Northwind IT brings its customers' tenants under management",
        )?;
        Box::pin(gdap::play(self)).await?;
        heading(
            self.output,
            4,
            "A busy minute: many commands, committed in groups",
        )?;
        burst::play(self).await?;
        heading(
            self.output,
            5,
            "What people read: tables folded from the ledger",
        )?;
        self.show_tables().await?;
        heading(self.output, 6, "One customer's life: who, when and why")?;
        let stream = StreamId::new("customer", story::fabrikam());
        let ledger = self.engine.ledger();
        ledger::show(&**ledger, story::NORTHWIND.id(), &stream, None, self.output).await?;
        heading(
            self.output,
            7,
            "Nobody has to believe us: verify, sign, prove",
        )?;
        self.prove().await
    }

    async fn show_tables(&self) -> Result<(), Failure> {
        let msp = story::NORTHWIND.id();
        let position = self.engine.ledger().head(msp).await?.position;
        let began = Instant::now();
        let names = ["customers", "onboardings"];
        let patience = Duration::from_secs(10);
        self.projections
            .wait_for(msp, position, &names, patience)
            .await?;
        let waited = began.elapsed().as_millis();
        self.line(&format!(
            "The tables have everything up to position {position} of {} (waited {waited} ms).\n",
            story::NORTHWIND.name
        ))?;
        let filter = CustomerFilter {
            tag: Some("story".to_owned()),
            ..CustomerFilter::default()
        };
        let page = customers::list(&self.projections, msp, &filter, None, 10).await?;
        crate::customers::print(page.rows, self.output)?;
        self.line("")?;
        let filter = OnboardingFilter::default();
        let page = onboardings::list(&self.projections, msp, &filter, None, 10).await?;
        crate::onboardings::print(page.rows, self.output)
    }

    async fn prove(&self) -> Result<(), Failure> {
        let ledger = self.engine.ledger();
        let key = installation::signing_key(&self.config)?;
        for head in installation::heads(&**ledger).await? {
            let verified = verify(ledger, head.msp, None, |_| {}).await?;
            let word = if verified.is_sound() {
                self.output.paint(Tone::Good, "sound")
            } else {
                self.output.paint(Tone::Bad, "NOT SOUND")
            };
            let name = story::name_of(head.msp);
            let events = verified.events;
            let folder = self.config.checkpoints().join(head.msp.to_string());
            keep_checkpoint(ledger, head.msp, &key, &folder.join("checkpoint")).await?;
            self.line(&format!(
                "{name:<18}  {word}: {events} rows fit their hashes and the root; checkpoint signed"
            ))?;
        }
        self.prove_one(&key).await
    }

    /// Makes a proof, checks it as a stranger would, bends it and checks it again.
    async fn prove_one(&self, key: &SigningKey) -> Result<(), Failure> {
        let ledger: &Arc<_> = self.engine.ledger();
        let mut evidence = prove_inclusion(ledger, story::NORTHWIND.id(), 2, None, key).await?;
        let public = key.verifier();
        if let Checked::Included { event, checkpoint } = check(&evidence.to_text(), public, None)? {
            let word = self.output.paint(Tone::Good, "holds");
            self.line(&format!(
                "\nProof of {} at position 2, checked offline: {word}; {} hashes lead to the root over {} events",
                event.event_type,
                evidence.path.len(),
                checkpoint.size()
            ))?;
        }
        if let Some(byte) = evidence.extra.as_mut().and_then(|bytes| bytes.last_mut()) {
            *byte ^= 1;
        }
        let bent = check(&evidence.to_text(), public, None);
        let code = bent.as_ref().err().map_or("none", EvidenceFault::code);
        let word = self.output.paint(Tone::Bad, "fails");
        self.line(&format!(
            "The same proof with one bit of the event turned over: {word} ({code})"
        ))
    }

    fn what_next(&self) -> Result<(), Failure> {
        heading(self.output, 8, "Look around")?;
        let folder = self.config.data_dir.value.display();
        let (msp, id) = (story::NORTHWIND.id(), story::fabrikam());
        for line in [
            format!("export TENANTRY_DATA_DIR='{folder}'"),
            "tenantry ledger verify".to_owned(),
            format!("tenantry tenants list --msp {msp}"),
            format!("tenantry onboardings list --msp {msp}"),
            format!("tenantry ledger show customer/{id} --at 4"),
            format!("tenantry customers list --msp {msp} --prefix fab"),
            format!("tenantry customers rename {id} 'Fabrikam' --msp {msp} --reason 'again'"),
            "tenantry projections run --until-caught-up".to_owned(),
            "tenantry ledger verify --against \"$TENANTRY_DATA_DIR/checkpoints\"".to_owned(),
            "tenantry doctor".to_owned(),
            format!("tenantry access tokens issue --role auditor --msp {msp} 'my program'"),
            "tenantry serve".to_owned(),
        ] {
            self.line(&format!("  {line}"))?;
        }
        Ok(())
    }
}
