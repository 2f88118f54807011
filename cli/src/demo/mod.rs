//! `tenantry demo`: one MSP brings twelve customers' tenants under management in simulated clouds, with
//! the server and the worker that everybody else runs. It goes on where it was left.
//!
//! `cast`: who plays. `folder`, `world`, `house`: where it lies, the clouds, where it is reached.
//! `connect`, `prepare`: what has to be there. `watch`, `news`: what happens, as it happens.
//! `administrators`: what the customers' people do. `accounts`: other vendors are connected, and whose their
//! records are. `summary`, `mapped`, `proof`: how it ended. `invite`: what to look at then.

mod accounts;
mod administrators;
mod cast;
mod connect;
mod folder;
mod house;
mod invite;
mod mapped;
mod news;
mod prepare;
mod proof;
mod summary;
mod vendors;
mod watch;
mod world;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use tenantry_domain::onboarding::Onboarding;
use tenantry_ledger::{DatabaseUrl, Options};
use tokio::sync::watch::{Receiver, Sender, channel};

use self::cast::{Customer, msp};
use self::folder::{Folder, database_foreign};
use self::house::House;
use self::invite::Invitation;
use self::summary::Summary;
use self::watch::Watcher;
use self::world::World;
use crate::config::{Config, Origin};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone};
use crate::work::{self, Ground};
use crate::{installation, migrate, serve, stop};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Where it lies, and goes on the next time [default: demo in the data folder]
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// Begin anew, in an emptied folder; only a demonstration's is emptied
    #[arg(long)]
    fresh: bool,
    /// End with the story, instead of staying until Ctrl-C
    #[arg(long)]
    once: bool,
}

/// How the story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Lines,
    Json,
    /// For whoever wants to know the end of it alone.
    Silent,
}

/// What the demonstration plays with.
struct Stage<'a> {
    folder: &'a Folder,
    world: &'a World,
    config: &'a Config,
    ground: &'a Ground,
    output: &'a Output,
    manner: Manner,
    begun: Instant,
}

impl Stage<'_> {
    /// A line of the story that is not about one customer.
    fn say(&self, text: &str) -> Result<(), Failure> {
        match self.manner {
            Manner::Lines => self.output.line(text),
            Manner::Json | Manner::Silent => Ok(()),
        }
    }

    async fn onboarding(&self, customer: Customer) -> Result<Onboarding, Failure> {
        let id = self.world.tenant(customer.name).to_string();
        Ok(self.ground.engine.load(msp(), &id).await?)
    }
}

pub(crate) async fn run(asked: Asked, outside: &Config, output: &Output) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let database = &outside.database_url;
    // One of the environment or the file is somebody's real one.
    let elsewhere = (database.from == Origin::Flag).then_some(&database.value);
    if asked.fresh && elsewhere.is_some() {
        let message = "--fresh empties the folder, and not the database of --database-url";
        return Err(Failure::new(
            "USAGE_INVALID",
            Exit::Usage,
            message.to_owned(),
        ));
    }
    let path = asked.dir.clone();
    let path = path.unwrap_or_else(|| outside.data_dir.value.join("demo"));
    let folder = Folder::open(path, elsewhere, asked.fresh)?;
    let database = elsewhere.cloned().unwrap_or_else(|| folder.database());
    migrate::bring(&database).await?;
    if folder.is_new() && !is_empty(&database).await? {
        folder.remove()?;
        return Err(database_foreign(format!(
            "{database} holds events already, and new simulated clouds know nothing of them"
        )));
    }
    let world = World::begin(&folder).await?;
    let house = House::open(&folder, &world).await?;
    let config = house.config(outside, &folder, &world)?;
    let ground = Ground::of(&config).await?;
    let stage = Stage {
        folder: &folder,
        world: &world,
        config: &config,
        ground: &ground,
        output,
        manner: asked.manner(output),
        begun,
    };
    let ended = Box::pin(play(&asked, &stage, house)).await;
    drop(ground);
    world.end().await?;
    ended
}

impl Asked {
    fn manner(&self, output: &Output) -> Manner {
        match (output.json, self.once) {
            (false, _) => Manner::Lines,
            (true, false) => Manner::Json,
            (true, true) => Manner::Silent,
        }
    }
}

async fn is_empty(database: &DatabaseUrl) -> Result<bool, Failure> {
    let ledger = tenantry_ledger::open(database, Options::default()).await?;
    Ok(installation::heads(&*ledger).await?.is_empty())
}

/// The server and the worker run while the story is told.
async fn play(asked: &Asked, stage: &Stage<'_>, house: House) -> Result<Exit, Failure> {
    let House {
        doors,
        public,
        deliveries,
    } = house;
    opening(stage)?;
    connect::play(stage).await?;
    prepare::people(stage).await?;
    let token = prepare::token(stage).await?;
    let guest = prepare::guest(stage);
    let invitation = Invitation::to(stage, &public, token, &guest.code);
    let serving = &stage.config.serving;
    let (served, drainer) =
        serve::open(stage.config, serving, stage.ground, doors, Some(guest)).await?;
    connect::be_told(stage, &deliveries).await?;
    invitation.announce(stage)?;

    let (stop, stopping) = channel(false);
    let asked_to_stop = stop.clone();
    let signals = tokio::spawn(async move {
        stop::asked().await;
        asked_to_stop.send_replace(true);
    });
    let worked = async {
        let how = work::Asked::in_a_demo();
        let worked = work::carry_on(&how, stage.ground, stopped(stop.subscribe()), stage.output);
        let worked = worked.await;
        stop.send_replace(true);
        worked
    };
    let told = async {
        let told = tell(asked, stage, &invitation, stopping, &stop).await;
        stop.send_replace(true);
        told
    };
    let (worked, told) = tokio::join!(Box::pin(worked), Box::pin(told));
    signals.abort();
    drainer.begin();
    served.await.map_err(|_| Failure::interrupted())?;
    worked.and(told)
}

fn opening(stage: &Stage<'_>) -> Result<(), Failure> {
    let title = if stage.world.is_new {
        "Northwind IT brings twelve customers' tenants under management"
    } else {
        "Northwind IT goes on where it was"
    };
    let title = stage.output.paint(Tone::Strong, title);
    let (folder, database) = (
        stage.folder.path().display(),
        &stage.config.database_url.value,
    );
    stage.say(&format!(
        "{title}\nMicrosoft's clouds and other vendors' are simulated in this process, over HTTPS on this machine.\n\
         All of it lies in {folder}\nThe ledger is in {database}\n"
    ))
}

/// The story, to its end or until somebody stops it; then how it ended, and an invitation to stay.
async fn tell(
    asked: &Asked,
    stage: &Stage<'_>,
    invitation: &Invitation,
    mut stopping: Receiver<bool>,
    stop: &Sender<bool>,
) -> Result<Exit, Failure> {
    let told = stage.ground.engine.ledger().head(msp()).await?.position;
    prepare::customers(stage).await?;
    if !prepare::is_started(stage).await? {
        prepare::discover(stage).await?;
        prepare::start(stage).await?;
    }
    let ended = Watcher::after(stage, told).watch(&mut stopping).await?;
    if !ended || !accounts::play(stage, &mut stopping).await? {
        return if asked.once {
            Err(Failure::interrupted())
        } else {
            Ok(Exit::Ok)
        };
    }
    let summary = Summary::of(stage).await?;
    summary.print(stage).await?;
    let exit = if summary.is_right() {
        Exit::Ok
    } else {
        Exit::NotRight
    };
    match stage.manner {
        Manner::Silent | Manner::Json => stage.output.document(&summary)?,
        Manner::Lines if asked.once => {}
        Manner::Lines => invitation.print(stage)?,
    }
    if !asked.once {
        stopped(stop.subscribe()).await;
    }
    Ok(exit)
}

async fn stopped(mut stopping: Receiver<bool>) {
    // Its sender is gone only after it said so.
    let _ = stopping.wait_for(|stop| *stop).await;
}
